// Package kg is the domain of the knowledge graph: its records, the questions one can put to it and the answers
// they get, the rules that every backend shares, and the two ports that a backend implements: Store, the truth,
// and View, the answers. Callers hold a *Graph.
//
// kg knows nothing of GraphQL, SQL, Cypher or HTTP.
package kg
