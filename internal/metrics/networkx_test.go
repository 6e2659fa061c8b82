package metrics

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestNetworkX compares with what testdata/networkx_reference.py wrote.
func TestNetworkX(t *testing.T) {
	for _, name := range []string{"karate", "consortia"} {
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile("testdata/" + name + ".json")
			if err != nil {
				t.Fatal(err)
			}
			var want struct {
				Nodes, Components                                         int
				Links                                                     [][3]float64
				Category, Louvain                                         []int32
				Density, Modularity                                       float64
				Strength, Betweenness, Constraint, EffectiveSize, EIIndex []*float64
			}
			if err := json.Unmarshal(text, &want); err != nil {
				t.Fatal(err)
			}
			links := make([]Link, len(want.Links))
			for i, l := range want.Links {
				links[i] = Link{int32(l[0]), int32(l[1]), l[2]}
			}
			g := build(t, want.Nodes, links...)

			strength := make([]float64, g.Nodes())
			for v := range strength {
				strength[v] = g.Strength(int32(v))
			}
			betweenness, err := Betweenness(g, Run{})
			if err != nil {
				t.Fatal(err)
			}
			holes, err := StructuralHoles(g, Run{})
			if err != nil {
				t.Fatal(err)
			}
			for measure, c := range map[string]struct {
				want []*float64
				got  []float64
			}{
				"strength":       {want.Strength, strength},
				"betweenness":    {want.Betweenness, betweenness},
				"constraint":     {want.Constraint, holes.Constraint},
				"effective size": {want.EffectiveSize, holes.EffectiveSize},
				"E-I index":      {want.EIIndex, EI(g, want.Category)},
			} {
				if diff := cmp.Diff(orNaN(want.Nodes, c.want), c.got, near); diff != "" {
					t.Errorf("%s: %s", measure, diff)
				}
			}

			_, components := Components(g)
			got := []float64{g.Density(), float64(components), Modularity(g, want.Louvain)}
			if diff := cmp.Diff([]float64{want.Density, float64(want.Components), want.Modularity}, got, near); diff != "" {
				t.Errorf("density, components, modularity: %s", diff)
			}
			if c := leidenOf(t, g, 1); c.Modularity < want.Modularity-1e-3 {
				t.Errorf("Leiden finds modularity %v, their Louvain %v", c.Modularity, want.Modularity)
			}
		})
	}
}

func orNaN(n int, numbers []*float64) []float64 {
	all := make([]float64, n)
	for v := range all {
		if all[v] = nan; v < len(numbers) && numbers[v] != nil {
			all[v] = *numbers[v]
		}
	}
	return all
}
