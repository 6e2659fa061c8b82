// Package graph is GraphQL in and out: it reads a root field's selection into one kg.Hop, has kg.Graph answer it, and
// hands the answer's pages out to the fields that asked. It knows neither Cypher nor SQL nor HTTP.
package graph

//go:generate go tool gqlgen generate
