package metrics

import (
	"fmt"
	"math"
)

// Weights outside these bounds are refused, so that squares, reciprocals and sums of them stay finite.
const (
	minWeight = 1e-100
	maxWeight = 1e+100
)

// Link ties two nodes. Which end is A does not matter.
type Link struct {
	A, B   int32
	Weight float64
}

// Graph is an undirected graph of nodes 0 to n-1 with weighted links, no two between the same nodes and none from a
// node to itself. It never changes: any number of goroutines may read it. It takes 24 bytes a link and 12 a node.
type Graph struct {
	offset   []int32 // the arcs of node v are offset[v] up to offset[v+1]
	to       []int32 // ascending for each node
	weight   []float64
	strength []float64
}

// New builds a graph of n nodes. The order of the links does not matter. It refuses a link whose end is not a node,
// that joins a node to itself or two nodes a second time, or whose weight is not between 1e-100 and 1e100.
func New(n int, links []Link) (*Graph, error) {
	if n < 0 || n >= math.MaxInt32 {
		return nil, fmt.Errorf("graph of %d nodes: want 0 to %d", n, math.MaxInt32-1)
	}
	if len(links) > math.MaxInt32/2 {
		return nil, fmt.Errorf("graph of %d links: want at most %d", len(links), math.MaxInt32/2)
	}
	g := &Graph{
		offset:   make([]int32, n+1),
		to:       make([]int32, 2*len(links)),
		weight:   make([]float64, 2*len(links)),
		strength: make([]float64, n),
	}
	for i, l := range links {
		if err := l.check(n); err != nil {
			return nil, fmt.Errorf("link %d (%d-%d): %w", i, l.A, l.B, err)
		}
		g.offset[l.A+1]++
		g.offset[l.B+1]++
	}
	for v := range n {
		g.offset[v+1] += g.offset[v]
	}
	// Two passes of a counting sort: by the arcs' heads into arcs, and from there by their tails into the graph.
	arcs := make([]Link, 2*len(links))
	next := make([]int32, n)
	copy(next, g.offset)
	for _, l := range links {
		arcs[next[l.B]] = l
		next[l.B]++
		arcs[next[l.A]] = Link{A: l.B, B: l.A, Weight: l.Weight}
		next[l.A]++
	}
	copy(next, g.offset)
	for _, l := range arcs {
		at := next[l.A]
		if at > g.offset[l.A] && g.to[at-1] == l.B {
			return nil, fmt.Errorf("nodes %d and %d are linked twice", l.A, l.B)
		}
		g.to[at], g.weight[at] = l.B, l.Weight
		next[l.A]++
	}
	for v := range n {
		for _, w := range g.weight[g.offset[v]:g.offset[v+1]] {
			g.strength[v] += w
		}
	}
	return g, nil
}

func (l Link) check(n int) error {
	switch {
	case l.A < 0 || int(l.A) >= n || l.B < 0 || int(l.B) >= n:
		return fmt.Errorf("want nodes 0 to %d", n-1)
	case l.A == l.B:
		return fmt.Errorf("joins a node to itself")
	case !(l.Weight >= minWeight && l.Weight <= maxWeight): // NaN as well
		return fmt.Errorf("weight %v: want %g to %g", l.Weight, minWeight, maxWeight)
	}
	return nil
}

// Nodes counts the nodes.
func (g *Graph) Nodes() int { return len(g.strength) }

// Links counts the links.
func (g *Graph) Links() int { return len(g.to) / 2 }

// Neighbours returns the nodes that v is linked to, ascending, and the links' weights. Neither may be written to.
func (g *Graph) Neighbours(v int32) (to []int32, weights []float64) {
	lo, hi := g.offset[v], g.offset[v+1]
	return g.to[lo:hi:hi], g.weight[lo:hi:hi]
}

// Degree is the number of v's links, hence of its distinct partners: 0 to n-1.
func (g *Graph) Degree(v int32) int { return int(g.offset[v+1] - g.offset[v]) }

// Work is v's degree, see Web.
func (g *Graph) Work(v int32) int { return g.Degree(v) }

// Strength is the sum of the weights of v's links, in the weights' unit; 0 for an isolate
// (Barrat, Barthélemy, Pastor-Satorras and Vespignani 2004, PNAS 101:3747).
func (g *Graph) Strength(v int32) float64 { return g.strength[v] }

// Density is the share of the pairs of nodes that are linked, 2m/(n(n-1)): 0 to 1, and 0 where there is no pair.
func (g *Graph) Density() float64 {
	n, m := float64(g.Nodes()), float64(g.Links())
	if n < 2 {
		return 0
	}
	return 2 * m / (n * (n - 1))
}
