package main

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"ngograph/graph"
	"ngograph/internal/kg"
	"ngograph/internal/network"
)

const positionsQuery = `query($after: String) {
	brokers(scope: {areas: ["area:baltic-sea-region"], crossBorder: true, programmes: ["programme:h2020"]}, first: 500, after: $after) {
		totalCount
		pageInfo { hasNextPage endCursor }
		nodes { organisation { id } degree strength betweenness constraint effectiveSize }
	}
	network(scope: {areas: ["area:baltic-sea-region"], crossBorder: true, programmes: ["programme:h2020"]}) { totalLinks modularity }
}`

// position is a node of the reference: null where NetworkX says NaN.
type position struct {
	Degree                                           int
	Strength, Betweenness, Constraint, EffectiveSize *float64
}

// TestNetworkX: the positions in the Baltic cross-border network of Horizon 2020 are those that bench/networkx/reference.py
// finds in the same tables, and the communities are at least as good as its best of ten by Louvain, less 0.01.
func TestNetworkX(t *testing.T) {
	want, louvain, links := readReference(t)
	store := openEmbedded(t)
	loadSample(t, store)
	g := kg.New(store, network.Over(openMemory(t, store)), fuzzClock)
	var answer struct {
		Brokers struct {
			TotalCount int
			PageInfo   struct {
				HasNextPage bool
				EndCursor   string
			}
			Nodes []struct {
				Organisation struct{ ID string }
				position
			}
		}
		Network struct {
			TotalLinks int
			Modularity float64
		}
	}
	seen := 0
	for variables := map[string]any{}; ; variables["after"] = answer.Brokers.PageInfo.EndCursor {
		response := graph.Execute(t.Context(), g, graph.Options{}, positionsQuery, variables)
		if len(response.Errors) > 0 {
			t.Fatal(response.Errors)
		}
		answer.Brokers.Nodes = nil
		if err := json.Unmarshal(response.Data, &answer); err != nil {
			t.Fatal(err)
		}
		for _, n := range answer.Brokers.Nodes {
			seen++
			w := want[n.Organisation.ID]
			if n.Degree != w.Degree {
				t.Errorf("%s: %d partners, not %d", n.Organisation.ID, n.Degree, w.Degree)
			}
			near(t, n.Organisation.ID+" strength", n.Strength, w.Strength)
			near(t, n.Organisation.ID+" betweenness", n.Betweenness, w.Betweenness)
			near(t, n.Organisation.ID+" constraint", n.Constraint, w.Constraint)
			near(t, n.Organisation.ID+" effective size", n.EffectiveSize, w.EffectiveSize)
		}
		if !answer.Brokers.PageInfo.HasNextPage {
			break
		}
	}
	if seen != len(want) || answer.Brokers.TotalCount != len(want) || answer.Network.TotalLinks != links {
		t.Errorf("%d organisations of %d with %d ties, not %d with %d", seen, answer.Brokers.TotalCount, answer.Network.TotalLinks, len(want), links)
	}
	t.Logf("%d organisations, %d ties; modularity %.4f, Louvain %.4f", seen, links, answer.Network.Modularity, louvain)
	if answer.Network.Modularity < louvain-0.01 {
		t.Errorf("modularity %g, Louvain %g", answer.Network.Modularity, louvain)
	}
}

func near(t *testing.T, what string, got, want *float64) {
	t.Helper()
	if (got == nil) != (want == nil) || got != nil && math.Abs(*got-*want) > 1e-9*max(math.Abs(*want), 1e-3) {
		t.Errorf("%s: %v, not %v", what, text(got), text(want))
	}
}

func text(f *float64) any {
	if f == nil {
		return "none"
	}
	return *f
}

func readReference(t *testing.T) (nodes map[string]position, louvain float64, links int) {
	t.Helper()
	file, err := os.ReadFile("../bench/networkx/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var reference struct {
		Links   int
		Louvain float64
		Nodes   [][]any
	}
	if err := json.Unmarshal(file, &reference); err != nil {
		t.Fatal(err)
	}
	nodes = map[string]position{}
	for _, n := range reference.Nodes {
		number := func(i int) *float64 {
			if f, ok := n[i].(float64); ok {
				return &f
			}
			return nil
		}
		nodes[n[0].(string)] = position{int(*number(1)), number(2), number(3), number(4), number(5)}
	}
	return nodes, reference.Louvain, reference.Links
}
