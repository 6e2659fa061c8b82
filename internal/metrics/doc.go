// Package metrics measures networks: centrality, brokerage, communities and paths on a weighted undirected Graph.
//
// Everything is a pure function of plain arrays: no context, no clock, no randomness but a given seed. The same graph
// gives the same bits whatever the number of workers. A measure that a node does not have (the
// constraint of an isolate) is NaN, never zero; whoever writes it out makes it null.
package metrics
