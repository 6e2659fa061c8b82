package kgtest

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/community"
	"gonum.org/v1/gonum/graph/network"
	"gonum.org/v1/gonum/graph/path"
	"gonum.org/v1/gonum/graph/simple"
	"gonum.org/v1/gonum/graph/topo"
	"pgregory.net/rapid"

	"ngograph/internal/kg"
)

// TestSecondOpinion checks what the oracle says of random graphs against gonum, where gonum has the measure.
func TestSecondOpinion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := NewOracle(1, drawGraph(t))
		// Lengths are whole numbers, for gonum takes no two sums for equal that differ in their last bits.
		o.rules.network.weight = func(c *kg.Collaboration) float64 { return 1 / float64(1+(c.ProjectCount+len(c.A)+len(c.B))%3) }
		g := o.web(&kg.Scope{}, Today)
		lengths, weights := simple.NewWeightedUndirectedGraph(0, math.Inf(1)), simple.NewWeightedUndirectedGraph(0, 0)
		at := func(id string) simple.Node { return simple.Node(slices.Index(g.ids, id)) }
		for _, tie := range g.ties {
			a, b := tie.record.A, tie.record.B
			w := g.weight(a, b)
			lengths.SetWeightedEdge(simple.WeightedEdge{F: at(a), T: at(b), W: math.Round(1 / w)})
			weights.SetWeightedEdge(simple.WeightedEdge{F: at(a), T: at(b), W: w})
		}
		n := float64(len(g.ids))
		if n == 0 {
			return
		}
		if got, want := g.components(), len(topo.ConnectedComponents(weights)); got != want {
			t.Fatalf("%d components, gonum says %d", got, want)
		}
		of := make([][]graph.Node, len(g.communities().sizes))
		for _, id := range g.ids {
			c := *g.communities().of[id]
			of[c] = append(of[c], at(id))
		}
		differ(t, "modularity", *g.communities().modularity, community.Q(weights, of, 1))
		if n < 3 {
			return
		}
		all := network.BetweennessWeighted(lengths, path.DijkstraAllPaths(lengths))
		for _, id := range g.ids {
			differ(t, "betweenness of "+id, *o.betweenness(g, id), all[at(id).ID()]/((n-1)*(n-2)))
		}
	})
}

func differ(t *rapid.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9 {
		t.Fatalf("%s: %g, gonum says %g", what, got, want)
	}
}
