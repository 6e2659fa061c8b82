// Package network answers the questions whose answers are computed from ties: paths, positions, brokers, networks, help
// and partners. It wraps a view, takes those edges out of a question, has the rest answered by the view, and asks it
// again for the records that are wanted below what it computed. It knows the domain and the measures, and no backend.
package network
