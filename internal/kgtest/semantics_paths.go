package kgtest

import (
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

// shapes is a world in which each programme is a graph that can be measured by hand. Each project of two is a tie of
// weight 1, n of the same two one of weight n.
//
//	triangle  A-B (2019), B-C (2021), A-C (undated)
//	pair      P-Q
//	star      S in the middle of K, L and M
//	cliques   the triangles A, B, C and D, E, F, joined by C-D
//	even      A-B 2, B-C 2, A-C 1: as far by B as without
//	detour    A-B 3, B-C 3, A-C 1: nearer by B
//	uneven    A-B 2, B-C 1, A-C 1
//	ways      A-B 1, B-C 1, A-D 2, D-C 2, B-D 1
//	names     X-Y by a and by a-b, each step 1
//	nothing   no project
//
// A and B are in Poland, C, E and F in Sweden, and where the rest is nobody knows.
func shapes() []kg.Record {
	records := []kg.Record{&kg.Country{ID: "country:PL", Code: "PL", Name: "Poland"}, &kg.Country{ID: "country:SE", Code: "SE", Name: "Sweden"}}
	country := map[string]string{"A": "country:PL", "B": "country:PL", "C": "country:SE", "E": "country:SE", "F": "country:SE"}
	for _, id := range []string{"A", "B", "C", "D", "E", "F", "K", "L", "M", "P", "Q", "S", "X", "Y", "a", "a-b"} {
		records = append(records, &kg.Organisation{ID: "org:" + id, Name: id, Type: "NGO", CountryID: country[id]})
	}
	for _, g := range []struct {
		name  string
		lines []string
	}{
		{"triangle", []string{"t1 2019 A B", "t2 2021 B C", "t3 - A C"}},
		{"pair", []string{"q1 - P Q"}},
		{"star", []string{"s1 - S K", "s2 - S L", "s3 - S M"}},
		{"cliques", []string{"c1 - A B", "c2 - B C", "c3 - A C", "c4 - C D", "c5 - D E", "c6 - E F", "c7 - D F"}},
		{"even", []string{"e1 - A B", "e2 - A B", "e3 - B C", "e4 - B C", "e5 - A C"}},
		{"detour", []string{"d1 - A B", "d2 - A B", "d3 - A B", "d4 - B C", "d5 - B C", "d6 - B C", "d7 - A C"}},
		{"uneven", []string{"u1 - A B", "u2 - A B", "u3 - B C", "u4 - A C"}},
		{"ways", []string{"w1 - A B", "w2 - B C", "w3 - A D", "w4 - A D", "w5 - D C", "w6 - D C", "w7 - B D"}},
		{"names", []string{"n1 - X a", "n2 - a Y", "n3 - X a-b", "n4 - a-b Y"}},
		{"nothing", nil},
	} {
		programme := &kg.Programme{ID: "programme:" + g.name, Name: g.name}
		records = append(append(records, programme), met(programme.ID, g.lines...)...)
	}
	return records
}

// in is the scope of some of the programmes of shapes.
func in(programmes ...string) *kg.Scope {
	s := &kg.Scope{}
	for _, p := range programmes {
		s.Programmes = append(s.Programmes, "programme:"+p)
	}
	return s
}

// paths checks paths and ties of pairs against those found by hand.
func (s *suite) paths(t *testing.T) {
	w := s.empty(t)
	w.apply(t, puts(shapes()...)...)
	path := func(cost float64, stops ...string) *kg.Path {
		p := &kg.Path{Length: len(stops) - 1, Cost: cost}
		for _, id := range stops {
			p.Stops = append(p.Stops, "org:"+id)
		}
		return p
	}
	for _, c := range []struct {
		name, from, to string
		scope          *kg.Scope
		degrees, first int
		want           []*kg.Path
	}{
		{"fewer steps first, then the lower cost, then the organisations", "A", "C", in("ways"), 6, 20, []*kg.Path{
			path(1, "A", "D", "C"), path(2, "A", "B", "C"), path(2.5, "A", "B", "D", "C"), path(2.5, "A", "D", "B", "C"),
		}},
		{"the other way round", "C", "A", in("ways"), 6, 20, []*kg.Path{
			path(1, "C", "D", "A"), path(2, "C", "B", "A"), path(2.5, "C", "B", "D", "A"), path(2.5, "C", "D", "B", "A"),
		}},
		{"as many as are asked for", "A", "C", in("ways"), 6, 3, []*kg.Path{path(1, "A", "D", "C"), path(2, "A", "B", "C"), path(2.5, "A", "B", "D", "C")}},
		{"no longer than are asked for", "A", "C", in("ways"), 2, 20, []*kg.Path{path(1, "A", "D", "C"), path(2, "A", "B", "C")}},
		{"one step, though two cost less", "A", "C", in("detour"), 1, 20, []*kg.Path{path(1, "A", "C")}},
		{"the direct way first, though the other costs less", "A", "C", in("detour"), 2, 20, []*kg.Path{path(1, "A", "C"), path(2.0/3, "A", "B", "C")}},
		{"too far", "A", "F", in("cliques"), 2, 20, nil},
		{"far enough", "A", "F", in("cliques"), 3, 20, []*kg.Path{path(3, "A", "C", "D", "F")}},
		{"the longest", "B", "F", in("cliques"), 6, 20, []*kg.Path{
			path(3, "B", "C", "D", "F"), path(4, "B", "A", "C", "D", "F"), path(4, "B", "C", "D", "E", "F"), path(5, "B", "A", "C", "D", "E", "F"),
		}},
		{"organisations are compared one by one", "X", "Y", in("names"), 6, 20, []*kg.Path{path(2, "X", "a", "Y"), path(2, "X", "a-b", "Y")}},
		{"not connected", "A", "P", nil, 6, 20, nil},
		{"not connected in scope", "A", "F", in("triangle", "star"), 6, 20, nil},
		{"one without ties", "P", "A", in("triangle"), 6, 20, nil},
	} {
		s.one(t, c.name, func(t *testing.T) {
			p := w.fetch(t, pathsBetween("org:"+c.from, "org:"+c.to, c.scope, c.degrees, c.first))
			if d := gocmp.Diff(c.want, told[*kg.Path](p), alike); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
	s.one(t, "the organisations and the ties of a path, in its order and its scope", func(t *testing.T) {
		projects := ask("Collaboration.projects")
		stops, steps := ask("Path.organisations", "name"), below(ask("Path.steps", "weight"), projects)
		p := w.fetch(t, below(pathsBetween("org:C", "org:A", in("ways"), 3, 1), stops, steps))
		var evidence []string
		for _, tie := range told[*kg.Collaboration](attached(t, p, steps)) {
			below, _ := kg.Attached(tie, projects.Key)
			evidence = append(evidence, ids(below)...)
		}
		got := [][]string{ids(attached(t, p, stops)), ids(attached(t, p, steps)), evidence}
		want := [][]string{
			{"org:C", "org:D", "org:A"},
			{kg.CollaborationID("org:C", "org:D"), kg.CollaborationID("org:A", "org:D")},
			{"project:w5", "project:w6", "project:w3", "project:w4"},
		}
		if d := gocmp.Diff(want, got); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
	s.one(t, "ties of pairs in the order of the pairs, without those that are none", func(t *testing.T) {
		h := ask(kg.EdgeTies, "weight")
		h.Scope = in("ways")
		h.IDs = []string{"org:D", "org:C", "org:A", "org:C", "org:A", "org:B", "org:P", "org:Q", "org:A", "org:D"}
		want := []*kg.Collaboration{{A: "org:C", B: "org:D", Weight: 2}, {A: "org:A", B: "org:B", Weight: 1}, {A: "org:A", B: "org:D", Weight: 2}}
		got := told[*kg.Collaboration](w.fetch(t, h))
		for i := range got {
			got[i] = &kg.Collaboration{A: got[i].A, B: got[i].B, Weight: got[i].Weight}
		}
		if d := gocmp.Diff(want, got, alike); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
}
