// Package neo4j keeps the graph in a Neo4j 5 database and answers there: [DB] is both the kg.Store and the kg.View, in
// Cypher. How records lie in the database is said in model.go; people may read it with their own tools, and must not
// write to it.
//
// Any number of processes may share one database. Writers take turns, in all of them, by a lock on one node. Every
// statement goes through tx.run, and values are always parameters.
//
// The package knows nothing of GraphQL, HTTP or other backends.
package neo4j
