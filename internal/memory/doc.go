// Package memory answers questions from a graph in memory, filled from any kg.Store and kept current by its Watch.
//
// The graph is a snapshot that never changes once it is published: readers take a pointer and need no lock. A write
// makes the next snapshot, which shares with the last what did not change. Records of a kind lie in the order of their
// ids and are known by their place in it, their row, an int32: ordering by id is ordering by row. They are packed; an
// answer reads the fields that it wants into records of its own. Participations are columns; every reference is an array of rows forward and a compressed adjacency backward; every order is an array of
// ranks, so that rows of any list are compared as integers.
//
// memory knows kg and nothing of any one store.
package memory
