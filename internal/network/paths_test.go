package network

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

func pathsHop(from, to string, degrees, first int, below ...*kg.Hop) *kg.Hop {
	h := hop(kg.EdgePaths, below...)
	h.IDs, h.Degrees, h.First = []string{"org:" + from, "org:" + to}, degrees, first
	return h
}

// said writes paths as the names of their stops with their cost.
func said(paths []*kg.Path) []string {
	var list []string
	for _, p := range paths {
		var names []string
		for _, id := range p.Stops {
			names = append(names, strings.TrimPrefix(id, "org:"))
		}
		list = append(list, fmt.Sprintf("%s %.4g", strings.Join(names, " "), p.Cost))
	}
	return list
}

func TestPaths(t *testing.T) {
	square := tied("a b", "b d", "a c", "c d")
	for _, c := range []struct {
		name           string
		records        []kg.Record
		from, to       string
		degrees, first int
		want           []string
	}{
		{"equal steps and cost: by stops", square, "d", "a", 6, 20, []string{"d b a 2", "d c a 2"}},
		{"equal steps: by cost", tied("a b", "b d", "a c", "c d", "c d"), "a", "d", 6, 20, []string{"a c d 1.5", "a b d 2"}},
		{
			"stops one by one, not as a text", tied("a b", "b d", "a b!", "b! d"), "a", "d", 6, 20,
			[]string{"a b d 2", "a b! d 2"},
		},
		{
			"fewer steps before lower cost", tied("a b", "b c", "b c", "a c", "a b"), "a", "c", 6, 20,
			[]string{"a c 1", "a b c 1"},
		},
		{"the first of them", square, "a", "d", 6, 1, []string{"a b d 2"}},
		{"too far", tied("a b", "b c", "c d"), "a", "d", 2, 20, nil},
		{"far enough", tied("a b", "b c", "c d"), "a", "d", 3, 20, []string{"a b c d 3"}},
		{"not connected", tied("a b", "c d"), "a", "d", 6, 20, nil},
		{"no tie at all", tied("a b", "c"), "a", "c", 6, 20, nil},
		{
			"longer ones when there are not enough", tied("a d", "a b", "b c", "c d", "a c"), "a", "d", 6, 3,
			[]string{"a d 1", "a c d 2", "a b c d 3"},
		},
		{
			"all of six steps", tied("a b", "b c", "c d", "d e", "e f", "f g", "a g"), "a", "g", 6, 20,
			[]string{"a g 1", "a b c d e f g 6"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := said(all[*kg.Path](fetch(t, newNaive(c.records...), pathsHop(c.from, c.to, c.degrees, c.first))))
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestPathsOfRandomGraphs compares with all simple paths, sorted.
func TestPathsOfRandomGraphs(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 0))
		n := 4 + r.IntN(8)
		var pairs []string
		for i := range n {
			pairs = append(pairs, fmt.Sprint(i))
		}
		for range r.IntN(3 * n) {
			if a, b := r.IntN(n), r.IntN(n); a != b {
				pairs = append(pairs, fmt.Sprint(a, " ", b))
			}
		}
		source := newNaive(tied(pairs...)...)
		ties, err := source.now().Ties(t.Context(), &kg.Scope{}, today, nil)
		if err != nil {
			t.Fatal(err)
		}
		degrees, first := 1+r.IntN(6), 1+r.IntN(20)
		want := simplePaths(ties, "org:0", "org:1", degrees)
		want = want[:min(first, len(want))]
		got := all[*kg.Path](fetch(t, source, pathsHop("0", "1", degrees, first)))
		if d := cmp.Diff(said(want), said(got)); d != "" {
			t.Fatalf("%q, %d degrees, first %d (-want +got):\n%s", pairs, degrees, first, d)
		}
	}
}

func simplePaths(ties *kg.Ties, from, to string, most int) []*kg.Path {
	var found []*kg.Path
	var walk func(stops []string, cost float64)
	walk = func(stops []string, cost float64) {
		at := stops[len(stops)-1]
		if at == to {
			found = append(found, &kg.Path{Stops: slices.Clone(stops), Length: len(stops) - 1, Cost: cost})
			return
		}
		if len(stops) > most {
			return
		}
		for _, l := range ties.Links {
			a, b := ties.IDs[l.A], ties.IDs[l.B]
			if b == at {
				a, b = b, a
			}
			if a == at && !slices.Contains(stops, b) {
				walk(append(stops, b), cost+1/l.Weight)
			}
		}
	}
	walk([]string{from}, 0)
	slices.SortFunc(found, func(p, q *kg.Path) int {
		switch {
		case p.Length != q.Length:
			return p.Length - q.Length
		case kg.Nanos(p.Cost) != kg.Nanos(q.Cost):
			return int(kg.Nanos(p.Cost) - kg.Nanos(q.Cost))
		}
		return slices.Compare(p.Stops, q.Stops)
	})
	return found
}

// TestPathsReadLayers checks that ties are read a layer at a time and no further than needed.
func TestPathsReadLayers(t *testing.T) {
	source := newNaive(tied("a b", "a c", "b d", "c d", "d e", "e f", "e g", "f h")...)
	fetch(t, source, pathsHop("a", "e", 6, 2))
	want := []string{"nodes ", "Ties org:a", "Ties org:e", "Ties org:b org:c"}
	if d := cmp.Diff(want, source.asked); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}

	source = newNaive(tied("a b", "b c", "c x", "c y", "c z")...) // where each end comes to what the other has read
	fetch(t, source, pathsHop("a", "c", 6, 2))
	want = []string{"nodes ", "Ties org:a", "Ties org:b", "Ties org:c", "Ties org:x org:y org:z"}
	if d := cmp.Diff(want, source.asked); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestBelowPaths asks for the stops and the steps of paths, and for what is below them.
func TestBelowPaths(t *testing.T) {
	source := newNaive(append(tied("a b", "b d", "a c", "c d", "c d"),
		&kg.Project{ID: "project:p", Title: "P"},
		&kg.Participation{OrganisationID: "org:c", ProjectID: "project:p", Role: "PARTNER"},
		&kg.Participation{OrganisationID: "org:d", ProjectID: "project:p", Role: "PARTNER"})...)
	between := hop("Collaboration.between", hop("Organisation.position"))
	h := pathsHop("d", "a", 6, 20, hop("Path.organisations", hop("Organisation.position")), hop("Path.steps", between))
	h.Scope = &kg.Scope{Evidence: []kg.EvidenceKind{kg.ByRecord}}
	paths := all[*kg.Path](fetch(t, source, h))
	var got []string
	for _, p := range paths {
		for _, o := range under[*kg.Organisation](t, p, "Path.organisations") {
			position := under[*kg.NetworkPosition](t, o, "Organisation.position")[0]
			got = append(got, fmt.Sprint(o.Name, position.Strength))
		}
		for _, c := range under[*kg.Collaboration](t, p, "Path.steps") {
			got = append(got, fmt.Sprint(c.A, c.B, c.Weight))
			for _, o := range under[*kg.Organisation](t, c, "Collaboration.between") {
				position := under[*kg.NetworkPosition](t, o, "Organisation.position")[0]
				got = append(got, fmt.Sprint(o.Name, position.Degree))
			}
		}
	}
	want := []string{
		"d4", "c4", "a2", "org:corg:d2", "c2", "d2", "org:aorg:c1", "a2", "c2",
		"d4", "b2", "a2", "org:borg:d1", "b2", "d2", "org:aorg:b1", "a2", "b2",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	asked := slices.DeleteFunc(source.asked, func(s string) bool { return strings.HasPrefix(s, "Ties org") })
	want = []string{
		"nodes ", "nodes org:d org:c org:a org:b", "Ties ", "ties org:c org:d org:a org:c org:b org:d org:a org:b",
	}
	if d := cmp.Diff(want, asked); d != "" {
		t.Errorf("asked (-want +got):\n%s", d)
	}
}
