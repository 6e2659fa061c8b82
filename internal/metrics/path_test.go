package metrics

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	gonumpath "gonum.org/v1/gonum/graph/path"
	"gonum.org/v1/gonum/graph/simple"
	"pgregory.net/rapid"
)

func paths(t interface{ Fatal(args ...any) }, g *Graph, q PathQuery) []Path {
	p, err := KShortestPaths(g, q, Run{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestKShortestPaths(t *testing.T) {
	// 0-1-5 and 0-2-5 cost 2, 0-3-5 costs 1, 0-4-6-5 has three steps at 0.3, 0-5 itself is dear; 7 is alone.
	links := []Link{
		unit(0, 1), unit(1, 5), unit(0, 2), unit(2, 5),
		{0, 3, 2},
		{3, 5, 2},
		{0, 4, 10},
		{4, 6, 10},
		{6, 5, 10},
		{0, 5, 0.1},
	}
	g := build(t, 8, links...)
	inOrder := []Path{
		{[]int32{0, 5}, 10},
		{[]int32{0, 3, 5}, 1},
		{[]int32{0, 1, 5}, 2},
		{[]int32{0, 2, 5}, 2},
		{[]int32{0, 4, 6, 5}, 0.3},
	}
	for name, c := range map[string]struct {
		query PathQuery
		want  []Path
	}{
		"steps before cost, cost before nodes": {PathQuery{From: 0, To: 5, Count: 10, MaxSteps: 6}, inOrder},
		"count":                                {PathQuery{From: 0, To: 5, Count: 3, MaxSteps: 6}, inOrder[:3]},
		"steps at most":                        {PathQuery{From: 0, To: 5, Count: 10, MaxSteps: 2}, inOrder[:4]},
		"one step":                             {PathQuery{From: 0, To: 5, Count: 10, MaxSteps: 1}, inOrder[:1]},
		"no way":                               {PathQuery{From: 0, To: 7, Count: 3, MaxSteps: 6}, nil},
		"to itself":                            {PathQuery{From: 2, To: 2, Count: 3, MaxSteps: 6}, nil},
		"none wanted":                          {PathQuery{From: 0, To: 5, Count: 0, MaxSteps: 6}, nil},
		"no step":                              {PathQuery{From: 0, To: 5, Count: 3, MaxSteps: 0}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := gocmp.Diff(c.want, paths(t, g, c.query), near); diff != "" {
				t.Error(diff)
			}
		})
	}
	for _, q := range []PathQuery{{To: 8, Count: 1, MaxSteps: 1}, {From: -1, Count: 1, MaxSteps: 1}} {
		if _, err := KShortestPaths(g, q, Run{}); err == nil {
			t.Errorf("%v: no error", q)
		}
	}
}

// TestPathsOverlookRounding: 0.1+0.2 and 0.2+0.1+... are equal costs though the floats differ, so nodes decide.
func TestPathsOverlookRounding(t *testing.T) {
	g := build(t, 4, Link{0, 1, 1 / 0.1}, Link{1, 3, 1 / 0.2}, Link{0, 2, 1 / 0.15}, Link{2, 3, 1 / 0.15})
	h := build(t, 4, Link{0, 2, 1 / 0.1}, Link{2, 3, 1 / 0.2}, Link{0, 1, 1 / 0.15}, Link{1, 3, 1 / 0.15})
	for _, g := range []*Graph{g, h} {
		got := paths(t, g, PathQuery{From: 0, To: 3, Count: 1, MaxSteps: 2})
		if len(got) != 1 || got[0].Nodes[1] != 1 {
			t.Errorf("got %v", got)
		}
	}
}

// allPaths lists the simple paths in order.
func allPaths(g *Graph, from, to int32, maxSteps int) []Path {
	var found []Path
	var extend func(p Path)
	extend = func(p Path) {
		at := p.Nodes[len(p.Nodes)-1]
		if at == to {
			found = append(found, Path{slices.Clone(p.Nodes), p.Cost})
			return
		}
		if p.Steps() == maxSteps {
			return
		}
		next, weights := g.Neighbours(at)
		for i, u := range next {
			if !slices.Contains(p.Nodes, u) {
				extend(Path{append(p.Nodes, u), p.Cost + 1/weights[i]})
			}
		}
	}
	if from != to {
		extend(Path{[]int32{from}, 0})
	}
	slices.SortFunc(found, func(a, b Path) int { return a.compare(b, cmp.Compare[int32]) })
	return found
}

func TestKShortestPathsAreTheFirstOfAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, 9)
		node := rapid.Int32Range(0, int32(g.Nodes()-1))
		q := PathQuery{
			From: node.Draw(t, "from"), To: node.Draw(t, "to"),
			Count: rapid.IntRange(1, 40).Draw(t, "count"), MaxSteps: rapid.IntRange(1, 8).Draw(t, "steps"),
		}
		want := allPaths(g, q.From, q.To, q.MaxSteps)
		want = want[:min(len(want), q.Count)]
		if diff := gocmp.Diff(want, paths(t, g, q), near); diff != "" && len(want) > 0 {
			t.Fatal(diff)
		}
	})
}

// met is a graph that becomes known on the way: its nodes have other numbers, in the order in which they are met.
type met struct {
	*Graph
	number map[int32]int32
	nodes  []int32
}

func (m *met) Nodes() int { return len(m.nodes) }

func (m *met) Work(node int32) int { return m.Graph.Degree(m.nodes[node]) }

func (m *met) of(node int32) int32 {
	n, ok := m.number[node]
	if !ok {
		n = int32(len(m.nodes))
		m.number[node], m.nodes = n, append(m.nodes, node)
	}
	return n
}

func (m *met) Neighbours(node int32) (to []int32, weights []float64) {
	all, weights := m.Graph.Neighbours(m.nodes[node])
	for _, v := range all {
		to = append(to, m.of(v))
	}
	return to, weights
}

func TestPathsOfGraphMetOnTheWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, 9)
		node := rapid.Int32Range(0, int32(g.Nodes()-1))
		q := PathQuery{From: node.Draw(t, "from"), To: node.Draw(t, "to"), Count: rapid.IntRange(1, 10).Draw(t, "count"), MaxSteps: 8}
		want := paths(t, g, q)
		m := &met{Graph: g, number: map[int32]int32{}}
		q.To, q.From = m.of(q.To), m.of(q.From)
		q.Compare = func(a, b int32) int { return cmp.Compare(m.nodes[a], m.nodes[b]) }
		got, err := KShortestPaths(m, q, Run{})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range got {
			for i, v := range p.Nodes {
				p.Nodes[i] = m.nodes[v]
			}
		}
		if diff := gocmp.Diff(want, got, near); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestPathsAgainstGonum gives each step 1000 and its cost, whole, so that gonum's order is ours but for the nodes.
func TestPathsAgainstGonum(t *testing.T) {
	drawn := consortia(t, 60, 5)
	links := linksOf(drawn)
	theirs := simple.NewWeightedUndirectedGraph(0, math.Inf(1))
	for i := range links {
		links[i].Weight = math.Exp2(-float64(i % 4))
		theirs.SetWeightedEdge(simple.WeightedEdge{
			F: simple.Node(links[i].A), T: simple.Node(links[i].B), W: 1000 + 1/links[i].Weight,
		})
	}
	g := build(t, drawn.Nodes(), links...)
	for to := int32(1); to < 60; to += 7 {
		if theirs.Node(int64(to)) == nil {
			continue
		}
		var want, got []float64
		for _, p := range gonumpath.YenKShortestPaths(theirs, 12, math.Inf(1), simple.Node(0), simple.Node(to)) {
			weight := 0.0
			for i := 1; i < len(p); i++ {
				w, _ := theirs.Weight(p[i-1].ID(), p[i].ID())
				weight += w
			}
			want = append(want, weight)
		}
		for _, p := range paths(t, g, PathQuery{From: 0, To: to, Count: 12, MaxSteps: 60}) {
			got = append(got, 1000*float64(p.Steps())+p.Cost)
		}
		if diff := gocmp.Diff(want, got, near); diff != "" {
			t.Errorf("to %d: %s", to, diff)
		}
	}
}

// hubs makes two with 30,000 partners each, of which they share half, and a leaf that hangs on the first.
func hubs(tb testing.TB) *Graph {
	const partners = 30_000
	links := []Link{unit(0, 45_002)}
	for i := range int32(partners) {
		links = append(links, Link{0, 2 + i, 1 / float64(1+i%7)}, Link{1, 2 + i + partners/2, 1 / float64(1+i%5)})
	}
	return build(tb, 45_003, links...)
}

func TestPathsPastHubs(t *testing.T) {
	g := hubs(t)
	got := paths(t, g, PathQuery{From: 0, To: 1, Count: 3, MaxSteps: 6})
	for _, p := range got {
		if p.Steps() != 2 || p.Cost != 2 {
			t.Errorf("got %v", p)
		}
	}
	// The leaf's only way is the hub: nothing else is found, and not for want of looking.
	if got := paths(t, g, PathQuery{From: 45_002, To: 2, Count: 3, MaxSteps: 10}); len(got) != 1 {
		t.Errorf("got %v", got)
	}
}

func BenchmarkKShortestPaths(b *testing.B) {
	g := consortia(b, 12_000, 22)
	run := func(name string, g *Graph, q PathQuery) {
		b.Run(fmt.Sprintf("%s-%d", name, q.Count), func(b *testing.B) {
			b.ReportAllocs()
			steps := 0
			for b.Loop() {
				steps = 0
				for _, p := range paths(b, g, q) {
					steps = p.Steps()
				}
			}
			b.ReportMetric(float64(steps), "steps")
		})
	}
	run("consortia", g, PathQuery{From: 11_000, To: 9_999, Count: 3, MaxSteps: 6})
	run("consortia", g, PathQuery{From: 11_000, To: 9_999, Count: 100, MaxSteps: 6})
	run("consortia-hubs", g, PathQuery{From: 0, To: 3, Count: 3, MaxSteps: 6})
	run("hubs", hubs(b), PathQuery{From: 0, To: 1, Count: 3, MaxSteps: 6})
	run("hub-leaf", hubs(b), PathQuery{From: 45_002, To: 2, Count: 3, MaxSteps: 6})
	run("hub-leaves", hubs(b), PathQuery{From: 45_002, To: 40_000, Count: 3, MaxSteps: 6})
}
