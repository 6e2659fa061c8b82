package kgtest

import (
	"fmt"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

var positionFields = []string{"organisation", "degree", "strength", "betweenness", "constraint", "effectiveSize", "eiIndex", "community", "computedOn"}

// positions checks where organisations stand, against measures worked out by hand in the world of shapes.
func (s *suite) positions(t *testing.T) {
	w := s.empty(t)
	w.apply(t, puts(shapes()...)...)
	position := func(degree int, strength float64, betweenness, constraint, effectiveSize, ei *float64, community int) *kg.NetworkPosition {
		return &kg.NetworkPosition{
			Degree: degree, Strength: strength, Betweenness: betweenness, Constraint: constraint, EffectiveSize: effectiveSize, EIIndex: ei,
			Community: &community,
		}
	}
	number := func(f float64) *float64 { return &f }
	zero, one := number(0), number(1)
	for _, c := range []struct {
		name, of string
		scope    *kg.Scope
		n, l     int // organisations and ties of the scope
		want     *kg.NetworkPosition
	}{
		// (1/2 + 1/2 1/2)^2, twice.
		{"a triangle", "A", in("triangle"), 3, 3, position(2, 2, zero, number(1.125), one, zero, 0)},
		{"the middle of a star: a third each", "S", in("star"), 4, 3, position(3, 3, one, number(1.0/3), number(3), nil, 0)},
		{"the end of one", "K", in("star"), 4, 3, position(1, 1, zero, one, one, nil, 0)},
		{"nobody stands between two", "P", in("pair"), 2, 1, position(1, 1, nil, one, one, nil, 0)},
		// C is between A or B and D, E or F: 6 of 10 pairs. Constraint: (1/3 + 1/3 1/2)^2 for A and for B, (1/3)^2 for D.
		// Of three contacts two are tied. A and B are abroad, D is anywhere.
		{"a bridge", "C", in("cliques"), 6, 7, position(3, 3, number(0.6), number(11.0/18), number(7.0/3), one, 0)},
		{"a bridge from nowhere", "D", in("cliques"), 6, 7, position(3, 3, number(0.6), number(11.0/18), number(7.0/3), nil, 1)},
		// (1/2 + 1/2 1/3)^2 for B + (1/2 + 1/2 1/2)^2 for C.
		{"beside a bridge", "A", in("cliques"), 6, 7, position(2, 2, zero, number(145.0/144), one, zero, 0)},
		{"among its own, as far as one knows", "E", in("cliques"), 6, 7, position(2, 2, zero, number(145.0/144), one, number(-1), 1)},
		// Constraint: (2/3 + 1/3 1/2)^2 for B + (1/3 + 2/3 1/3)^2 for C.
		{"constraint counts weights", "A", in("uneven"), 3, 3, position(2, 3, zero, number(325.0/324), one, zero, 0)},
		// Constraint of B in even: twice (1/2 + 1/2 1/3)^2; in detour: twice (1/2 + 1/2 1/4)^2.
		{"two ways, equally long, share a pair", "B", in("even"), 3, 3, position(2, 4, number(0.5), number(8.0/9), one, zero, 0)},
		{"the heavier ties are the shorter way", "B", in("detour"), 3, 3, position(2, 6, one, number(25.0/32), one, zero, 0)},
		// A half-life takes away from recencyWeight alone.
		{"a half-life changes nothing", "A", &kg.Scope{Programmes: in("triangle").Programmes, HalfLife: new(1)}, 3, 3, position(2, 2, zero, number(1.125), one, zero, 0)},
		// The larger community comes first: K, L, M and S; then that of A; then that of D. Betweenness: 6 of 36 pairs.
		{"communities by size", "C", in("cliques", "star"), 10, 10, position(3, 3, number(1.0/6), number(11.0/18), number(7.0/3), one, 1)},
		{"no ties in scope", "P", in("triangle"), 3, 3, &kg.NetworkPosition{}},
		{"a scope without ties", "P", in("nothing"), 0, 0, &kg.NetworkPosition{}},
	} {
		s.one(t, "position: "+c.name, func(t *testing.T) {
			h := ask("Organisation.position", positionFields...)
			h.Scope = c.scope
			c.want.OrganisationID = "org:" + c.of
			c.want.ComputedOn = fmt.Sprintf("the whole scope: %d organisations, %d ties", c.n, c.l)
			want := []*kg.NetworkPosition{c.want}
			if d := gocmp.Diff(want, told[*kg.NetworkPosition](attached(t, w.fetch(t, node("org:"+c.of, h)), h)), alike); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			brokers := ask(kg.EdgeBrokers, positionFields...)
			brokers.Scope = c.scope
			for _, p := range told[*kg.NetworkPosition](w.fetch(t, brokers)) {
				if p.OrganisationID == c.want.OrganisationID {
					if d := gocmp.Diff(c.want, p, alike); d != "" {
						t.Errorf("among the brokers (-want +got):\n%s", d)
					}
				}
			}
		})
	}
	s.brokerLists(t, w)
}

// brokerLists checks the orders, pages and coverage of brokers.
func (s *suite) brokerLists(t *testing.T, w *world) {
	for _, c := range []struct {
		name, order string
		desc        bool
		scope       *kg.Scope
		want        string
	}{
		{"the largest effective size first", "", false, in("cliques"), "C D A B E F"},
		{"effective size", "effectiveSize", false, in("cliques"), "A B E F C D"},
		{"the least constrained first", "constraint", false, in("cliques"), "C D A B E F"},
		{"betweenness", "betweenness", true, in("cliques"), "C D A B E F"},
		{"degree", "degree", false, in("cliques"), "A B E F C D"},
		{"strength", "strength", true, in("detour"), "B A C"},
		{"the unknown last", "eiIndex", false, in("cliques"), "E F A B C D"},
		{"and last in the other direction", "eiIndex", true, in("cliques"), "C A B E F D"},
		{"community", "community", true, in("cliques"), "D E F A B C"},
		{"nobody knows", "betweenness", true, in("pair"), "P Q"},
		{"nor in the other direction", "betweenness", false, in("pair"), "P Q"},
		{"none", "", false, in("nothing"), ""},
	} {
		for _, first := range []int{1, 4, kg.MaxFirst} {
			s.one(t, "brokers: "+c.name, func(t *testing.T) {
				h := ask(kg.EdgeBrokers, "organisation")
				h.Scope, h.First, h.Order, h.Count = c.scope, first, kg.Order{Field: c.order, Desc: c.desc}, true
				if total, n := w.fetch(t, h).Total, len(strings.Fields(c.want)); total != n {
					t.Errorf("a total of %d, want %d", total, n)
				}
				var got []string
				for _, r := range walked(t, w, h) {
					got = append(got, r.(*kg.NetworkPosition).OrganisationID[4:])
				}
				if d := gocmp.Diff(c.want, strings.Join(got, " ")); d != "" {
					t.Errorf("(-want +got):\n%s", d)
				}
			})
		}
	}
	s.one(t, "brokers: coverage is that of all ties in scope", func(t *testing.T) {
		h := ask(kg.EdgeBrokers)
		h.Scope, h.Coverage, h.First = in("triangle", "pair"), true, 1
		want := &kg.Coverage{Revision: w.revision(t), AsOf: Today, Projects: 4, ProjectsWithUnknownPartners: 4, Scope: h.Scope.String()}
		if d := gocmp.Diff(want, w.fetch(t, h).Coverage, alike); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
	s.one(t, "brokers: a question goes on below the organisation", func(t *testing.T) {
		parts := ask("Organisation.participations")
		parts.First = 1
		organisation := below(ask("NetworkPosition.organisation", "name"), parts)
		h := below(ask(kg.EdgeBrokers), organisation)
		h.Scope, h.First = in("pair"), 1
		page := attached(t, w.fetch(t, h), organisation)
		if got := ids(attached(t, page, parts)); ids(page)[0] != "org:P" || len(got) != 1 {
			t.Errorf("%v with %v", ids(page), got)
		}
	})
}

// networks checks whole networks and those around an organisation in the world of shapes.
func (s *suite) networks(t *testing.T) {
	w := s.empty(t)
	w.apply(t, puts(shapes()...)...)
	link := func(a, b string, projects int) kg.NetworkLink {
		return kg.NetworkLink{Source: "org:" + a, Target: "org:" + b, Weight: float64(projects), ProjectCount: projects}
	}
	number := func(f float64) *float64 { return &f }
	dated := func(l kg.NetworkLink, year int) kg.NetworkLink { l.First, l.Last = &year, &year; return l }
	communities := func(sizes ...int) []kg.Community {
		var list []kg.Community
		for id, size := range sizes {
			list = append(list, kg.Community{ID: id, Size: size})
		}
		return list
	}
	for _, c := range []struct {
		name, center   string
		degrees, nodes int
		scope          *kg.Scope
		want           kg.Network
		kept           string // each with its community, and with its distance from the centre: "A0/1"
	}{
		{
			// Modularity: 6/7 inside - 2 (7/14)^2.
			"two triangles and a bridge", "", 0, 10, in("cliques"),
			kg.Network{
				TotalNodes: 6, TotalLinks: 7, Components: 1, Density: 7.0 / 15, Modularity: number(5.0 / 14), Stability: number(1), Communities: communities(3, 3),
				Links: []kg.NetworkLink{link("A", "B", 1), link("A", "C", 1), link("B", "C", 1), link("C", "D", 1), link("D", "E", 1), link("D", "F", 1), link("E", "F", 1)},
			},
			"C0 D1 A0 B0 E1 F1",
		},
		{
			"what is cut still counts in everything but the links", "", 0, 2, in("cliques"),
			kg.Network{
				TotalNodes: 6, TotalLinks: 7, Truncated: true, Components: 1, Density: 7.0 / 15, Modularity: number(5.0 / 14), Stability: number(1),
				Communities: communities(3, 3), Links: []kg.NetworkLink{link("C", "D", 1)},
			},
			"C0 D1",
		},
		{
			"exactly as many as there are", "", 0, 3, in("triangle"),
			kg.Network{
				TotalNodes: 3, TotalLinks: 3, Components: 1, Density: 1, Modularity: number(0), Stability: number(1), Communities: communities(3),
				Links: []kg.NetworkLink{dated(link("A", "B", 1), 2019), link("A", "C", 1), dated(link("B", "C", 1), 2021)},
			},
			"A0 B0 C0",
		},
		{
			// All have two partners. B has the strength 6, the others 4.
			"strength decides, not the number of partners; then the id", "", 0, 2, in("detour"),
			kg.Network{
				TotalNodes: 3, TotalLinks: 3, Truncated: true, Components: 1, Density: 1, Modularity: number(0), Stability: number(1), Communities: communities(3),
				Links: []kg.NetworkLink{link("A", "B", 3)},
			},
			"B0 A0",
		},
		{
			// Modularity: all of it inside - (6/8)^2 - (2/8)^2.
			"two components", "", 0, 5, in("triangle", "pair"),
			kg.Network{
				TotalNodes: 5, TotalLinks: 4, Components: 2, Density: 0.4, Modularity: number(0.375), Stability: number(1), Communities: communities(3, 2),
				Links: []kg.NetworkLink{dated(link("A", "B", 1), 2019), link("A", "C", 1), dated(link("B", "C", 1), 2021), link("P", "Q", 1)},
			},
			"A0 B0 C0 P1 Q1",
		},
		{"a scope without ties", "", 0, 5, in("nothing"), kg.Network{}, ""},
		{
			"around one, with the ties among those around it", "A", 1, 10, in("cliques"),
			kg.Network{
				TotalNodes: 3, TotalLinks: 3, Components: 1, Density: 1, Modularity: number(0), Stability: number(1), Communities: communities(3),
				Links: []kg.NetworkLink{link("A", "B", 1), link("A", "C", 1), link("B", "C", 1)},
			},
			"A0/0 B0/1 C0/1",
		},
		{
			// B has the strength 2 there, as C does, whose tie with D is outside.
			"strength is that in the circle", "A", 1, 2, in("cliques"),
			kg.Network{
				TotalNodes: 3, TotalLinks: 3, Truncated: true, Components: 1, Density: 1, Modularity: number(0), Stability: number(1), Communities: communities(3),
				Links: []kg.NetworkLink{link("A", "B", 1)},
			},
			"A0/0 B0/1",
		},
		{
			"the centre is kept, the least of all though it is", "K", 2, 2, in("star"),
			kg.Network{
				TotalNodes: 4, TotalLinks: 3, Truncated: true, Components: 1, Density: 0.5, Modularity: number(0), Stability: number(1), Communities: communities(4),
				Links: []kg.NetworkLink{link("K", "S", 1)},
			},
			"K0/0 S0/1",
		},
		{
			"the centre alone is kept", "K", 1, 1, in("star"),
			kg.Network{
				TotalNodes: 2, TotalLinks: 1, Truncated: true, Components: 1, Density: 1, Modularity: number(0), Stability: number(1), Communities: communities(2),
			},
			"K0/0",
		},
		{
			// Modularity of six in two threes: as above.
			"three ties away", "A", 3, 3, in("cliques"),
			kg.Network{
				TotalNodes: 6, TotalLinks: 7, Truncated: true, Components: 1, Density: 7.0 / 15, Modularity: number(5.0 / 14), Stability: number(1),
				Communities: communities(3, 3), Links: []kg.NetworkLink{link("A", "C", 1), link("C", "D", 1)},
			},
			"A0/0 C0/1 D1/2",
		},
		{"around one without ties in scope", "P", 3, 5, in("triangle"), kg.Network{TotalNodes: 1, Components: 1}, "P/0"},
	} {
		s.one(t, "network: "+c.name, func(t *testing.T) {
			h := networkOf("", c.degrees, c.nodes, c.scope)
			if c.center != "" {
				h.IDs = []string{"org:" + c.center}
				c.want.Center = h.IDs[0]
			}
			c.want.ComputedOn = fmt.Sprintf("the whole: %d organisations, %d ties", c.want.TotalNodes, c.want.TotalLinks)
			nodes := ask("Network.nodes", "organisation", "community", "distance")
			p := w.fetch(t, below(h, nodes))
			if d := gocmp.Diff([]*kg.Network{&c.want}, told[*kg.Network](p), alike); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			var kept []string
			for _, n := range told[*kg.NetworkNode](attached(t, p, nodes)) {
				text := n.OrganisationID[4:]
				if n.Community != nil {
					text += fmt.Sprint(*n.Community)
				}
				if n.Distance != nil {
					text += fmt.Sprint("/", *n.Distance)
				}
				kept = append(kept, text)
			}
			if got := strings.Join(kept, " "); got != c.kept {
				t.Errorf("%q is kept, want %q", got, c.kept)
			}
		})
	}
	s.belowNetworks(t, w)
}

// belowNetworks checks what lies below the nodes of a network, and its coverage.
func (s *suite) belowNetworks(t *testing.T, w *world) {
	number := func(f float64) *float64 { return &f }
	for _, c := range []struct {
		name  string
		h     *kg.Hop
		first kg.NetworkPosition // of the first node
	}{
		{"a position is that in the whole, not in what is kept", networkOf("", 0, 1, in("cliques")), kg.NetworkPosition{
			OrganisationID: "org:C", Degree: 3, Strength: 3, Betweenness: number(0.6), Constraint: number(11.0 / 18), EffectiveSize: number(7.0 / 3),
			EIIndex: number(1), Community: new(int), ComputedOn: "the whole: 6 organisations, 7 ties",
		}},
		// Without D, C has two contacts who know each other, both of them abroad.
		{"a position around one is that in the circle", networkOf("org:C", 1, 1, in("triangle", "uneven")), kg.NetworkPosition{
			// A-B 3, B-C 2, A-C 2: twice (1/2 + 1/2 3/5)^2.
			OrganisationID: "org:C", Degree: 2, Strength: 4, Betweenness: number(0), Constraint: number(1.28), EffectiveSize: number(1),
			EIIndex: number(1), Community: new(int), ComputedOn: "the whole: 3 organisations, 3 ties",
		}},
		{"a circle cuts a position short", networkOf("org:K", 1, 1, in("star")), kg.NetworkPosition{
			OrganisationID: "org:K", Degree: 1, Strength: 1, Constraint: number(1), EffectiveSize: number(1), Community: new(int),
			ComputedOn: "the whole: 2 organisations, 1 ties",
		}},
		{"one alone has none", networkOf("org:P", 2, 1, in("star")), kg.NetworkPosition{OrganisationID: "org:P", ComputedOn: "the whole: 1 organisations, 0 ties"}},
	} {
		s.one(t, "network: "+c.name, func(t *testing.T) {
			position, organisation := ask("NetworkNode.position", positionFields...), ask("NetworkNode.organisation", "name")
			nodes := below(ask("Network.nodes"), position, organisation)
			page := attached(t, w.fetch(t, below(c.h, nodes)), nodes)
			if d := gocmp.Diff([]*kg.NetworkPosition{&c.first}, told[*kg.NetworkPosition](attached(t, page, position)), alike); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if got := ids(attached(t, page, organisation)); got[0] != c.first.OrganisationID {
				t.Errorf("the node is %v", got)
			}
		})
	}
	s.one(t, "network: coverage is that of the scope, whatever is around", func(t *testing.T) {
		h := networkOf("org:P", 1, 1, in("triangle", "pair"))
		h.Coverage = true
		want := &kg.Coverage{Revision: w.revision(t), AsOf: Today, Projects: 4, ProjectsWithUnknownPartners: 4, Scope: h.Scope.String()}
		if d := gocmp.Diff(want, told[*kg.Network](w.fetch(t, h))[0].Coverage, alike); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
}

// largeNetworks checks what is left out in a scope of more than 200,000 ties: those among 633 participants of one
// project. Each has the strength 1.
func (s *suite) largeNetworks(t *testing.T) {
	w := s.empty(t)
	const n, l = 633, 633 * 632 / 2
	var records []kg.Record
	project := &kg.Project{ID: "project:large", Title: "Large"}
	id := func(i int) string { return fmt.Sprintf("org:%03d", i) }
	for i := range n {
		records = append(records, &kg.Organisation{ID: id(i), Name: "x", Type: "NGO"}, &kg.Participation{OrganisationID: id(i), ProjectID: project.ID, Role: kg.Partner})
	}
	w.apply(t, puts(append(records, project)...)...)
	s.one(t, "betweenness is not computed", func(t *testing.T) {
		h := ask("Organisation.position", positionFields...)
		// Each of 632 shares is 1/632 + 631/632^2.
		constraint := 1263.0 * 1263 / (632 * 632 * 632)
		want := []*kg.NetworkPosition{{
			OrganisationID: id(7), Degree: n - 1, Strength: 1, Constraint: &constraint, EffectiveSize: new(1.0), Community: new(int),
			ComputedOn: fmt.Sprintf("the whole scope: %d organisations, %d ties; betweenness is not computed over 200,000 ties", n, l),
		}}
		if d := gocmp.Diff(want, told[*kg.NetworkPosition](attached(t, w.fetch(t, node(id(7), h)), h)), alike); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
	s.one(t, "nor can it order brokers", func(t *testing.T) {
		h := ask(kg.EdgeBrokers, "degree")
		h.Order.Field = "betweenness"
		refused(t, w, h, kg.TooLarge)
	})
	s.one(t, "a network is measured where it is kept", func(t *testing.T) {
		position := ask("NetworkNode.position", positionFields...)
		nodes := below(ask("Network.nodes", "organisation", "community", "distance"), position)
		const on = "the 3 kept organisations and their 3 ties"
		want := &kg.Network{
			Center: id(9), TotalNodes: n, TotalLinks: l, Truncated: true, Components: 1, Density: 1, Modularity: new(0.0), Stability: new(1.0),
			Communities: []kg.Community{{ID: 0, Size: 3}}, ComputedOn: on,
		}
		for _, pair := range [][2]int{{0, 1}, {0, 9}, {1, 9}} {
			want.Links = append(want.Links, kg.NetworkLink{Source: id(pair[0]), Target: id(pair[1]), Weight: 1.0 / 632, ProjectCount: 1})
		}
		p := w.fetch(t, below(networkOf(id(9), 1, 3, nil), nodes))
		if d := gocmp.Diff([]*kg.Network{want}, told[*kg.Network](p), alike); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
		constraint := 1.125
		for i, n := range told[*kg.NetworkNode](attached(t, p, nodes)) {
			wanted := &kg.NetworkPosition{
				OrganisationID: id([]int{9, 0, 1}[i]), Degree: 2, Strength: 1.0 / 316, Betweenness: new(0.0), Constraint: &constraint,
				EffectiveSize: new(1.0), Community: new(int), ComputedOn: on,
			}
			page, _ := kg.Attached(n, position.Key)
			if d := gocmp.Diff([]*kg.NetworkPosition{wanted}, told[*kg.NetworkPosition](page), alike); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		}
	})
}
