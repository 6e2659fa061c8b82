package metrics

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// build makes a graph of links that are known to be good.
func build(tb testing.TB, n int, links ...Link) *Graph {
	tb.Helper()
	g, err := New(n, links)
	if err != nil {
		tb.Fatal(err)
	}
	return g
}

// unit is a link of weight 1.
func unit(a, b int32) Link { return Link{A: a, B: b, Weight: 1} }

var triangle = []Link{unit(0, 1), unit(1, 2), unit(0, 2)}

// near compares numbers to 1e-9 of their size and takes NaN for equal to NaN.
var near = cmp.Comparer(func(x, y float64) bool {
	return math.IsNaN(x) && math.IsNaN(y) || math.Abs(x-y) <= 1e-12+1e-9*math.Max(math.Abs(x), math.Abs(y))
})

// exact compares bits.
var exact = cmp.Comparer(func(x, y float64) bool { return math.Float64bits(x) == math.Float64bits(y) })

// drawGraph draws a graph of projects as a rule, so that it has cliques, hubs and twins, and of loose links at times.
func drawGraph(t *rapid.T, maxNodes int) *Graph {
	n := rapid.IntRange(1, maxNodes).Draw(t, "nodes")
	weights := map[[2]int32]float64{}
	add := func(a, b int32, w float64) {
		if a != b {
			weights[[2]int32{min(a, b), max(a, b)}] += w
		}
	}
	node := rapid.Int32Range(0, int32(n-1))
	for _, partners := range rapid.SliceOfN(rapid.SliceOfNDistinct(node, 1, min(n, 7), rapid.ID), 0, 8).Draw(t, "projects") {
		for i, a := range partners {
			for _, b := range partners[:i] {
				add(a, b, 1/float64(len(partners)-1))
			}
		}
	}
	for range rapid.IntRange(0, n).Draw(t, "loose") {
		add(node.Draw(t, "a"), node.Draw(t, "b"), rapid.SampledFrom([]float64{1, 0.5, 0.25, 1.0 / 3, 2}).Draw(t, "weight"))
	}
	return fromMap(t, n, weights)
}

func fromMap(tb interface{ Fatal(args ...any) }, n int, weights map[[2]int32]float64) *Graph {
	var links []Link
	for pair, w := range weights {
		links = append(links, Link{A: pair[1], B: pair[0], Weight: w})
	}
	g, err := New(n, links)
	if err != nil {
		tb.Fatal(err)
	}
	return g
}

// consortia makes a network like that of a research programme, in the measure of CORDIS: 2.7 participations for each of
// n organisations, in projects of 2 to most partners, small ones as a rule. Of the partners three in eight are new; the
// others come back in proportion to their participations, which makes hubs.
func consortia(tb testing.TB, n, most int) *Graph {
	tb.Helper()
	r := rand.New(rand.NewPCG(7, 7))
	weights := map[[2]int32]float64{}
	var participations []int32
	for fresh := 0; fresh < n; {
		var partners []int32
		for range 2 + int(math.Pow(r.Float64(), 2.5)*float64(most-1)) {
			if fresh < n && (len(participations) == 0 || r.Float64() < 0.375) {
				partners = append(partners, int32(fresh))
				fresh++
			} else if v := participations[r.IntN(len(participations))]; !slices.Contains(partners, v) {
				partners = append(partners, v)
			}
		}
		participations = append(participations, partners...)
		for i, a := range partners {
			for _, b := range partners[:i] {
				weights[[2]int32{min(a, b), max(a, b)}] += 1 / float64(len(partners)-1)
			}
		}
	}
	return fromMap(tb, n, weights)
}

func TestNewRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		n     int
		links []Link
		want  string
	}{
		"negative size":    {-1, nil, "graph of -1 nodes"},
		"no such node":     {2, []Link{unit(0, 2)}, "link 0 (0-2): want nodes 0 to 1"},
		"negative node":    {2, []Link{unit(-1, 1)}, "want nodes 0 to 1"},
		"self loop":        {2, []Link{unit(0, 1), unit(1, 1)}, "link 1 (1-1): joins a node to itself"},
		"duplicate":        {3, []Link{unit(0, 1), unit(1, 2), unit(0, 1)}, "linked twice"},
		"turned duplicate": {3, []Link{unit(0, 1), unit(1, 0)}, "linked twice"},
		"zero weight":      {2, []Link{{0, 1, 0}}, "weight 0: want"},
		"negative weight":  {2, []Link{{0, 1, -1}}, "weight -1: want"},
		"no number":        {2, []Link{{0, 1, math.NaN()}}, "weight NaN: want"},
		"infinite weight":  {2, []Link{{0, 1, math.Inf(1)}}, "weight +Inf: want"},
		"denormal weight":  {2, []Link{{0, 1, 5e-324}}, "weight 5e-324: want"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := New(c.n, c.links); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestGraph(t *testing.T) {
	g := build(t, 5, Link{3, 0, 2}, Link{0, 1, 0.5}, Link{2, 0, 1}, Link{1, 2, 4})
	to, weights := g.Neighbours(0)
	if diff := cmp.Diff([]int32{1, 2, 3}, to); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]float64{0.5, 1, 2}, weights); diff != "" {
		t.Error(diff)
	}
	if g.Nodes() != 5 || g.Links() != 4 {
		t.Errorf("%d nodes, %d links", g.Nodes(), g.Links())
	}
	for v, want := range []struct {
		degree   int
		strength float64
	}{{3, 3.5}, {2, 4.5}, {2, 5}, {1, 2}, {0, 0}} {
		if d, s := g.Degree(int32(v)), g.Strength(int32(v)); d != want.degree || s != want.strength {
			t.Errorf("node %d: degree %d, strength %v, want %v", v, d, s, want)
		}
	}
	if d := g.Density(); d != 0.4 { // 4 of 10 pairs
		t.Errorf("density %v", d)
	}
	of, count := Components(g)
	if diff := cmp.Diff([]int32{0, 0, 0, 0, 1}, of); diff != "" || count != 2 {
		t.Error(count, diff)
	}
}

func TestGraphOfNothing(t *testing.T) {
	for n := range 3 {
		g := build(t, n)
		if d := g.Density(); d != 0 {
			t.Errorf("density %v", d)
		}
		if of, count := Components(g); len(of) != n || count != n {
			t.Errorf("components %v, %d", of, count)
		}
	}
}

func TestLinkOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, 12)
		links := rapid.Permutation(linksOf(g)).Draw(t, "links")
		for i := range links {
			if rapid.Bool().Draw(t, "turn") {
				links[i].A, links[i].B = links[i].B, links[i].A
			}
		}
		h, err := New(g.Nodes(), links)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(g, h, cmp.AllowUnexported(Graph{}), exact); diff != "" {
			t.Fatal(diff)
		}
	})
}

func linksOf(g *Graph) []Link {
	var links []Link
	for v := range int32(g.Nodes()) {
		to, weights := g.Neighbours(v)
		for i, u := range to {
			if v < u {
				links = append(links, Link{v, u, weights[i]})
			}
		}
	}
	return links
}

// relabelled renames node v to name[v].
func relabelled(t *rapid.T, g *Graph, name []int32) *Graph {
	links := linksOf(g)
	for i := range links {
		links[i].A, links[i].B = name[links[i].A], name[links[i].B]
	}
	h, err := New(g.Nodes(), links)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func drawNames(t *rapid.T, n int) []int32 {
	names := make([]int32, n)
	for v := range names {
		names[v] = int32(v)
	}
	return rapid.Permutation(names).Draw(t, "names")
}

func BenchmarkNew(b *testing.B) {
	g := consortia(b, 12_000, 22)
	links := linksOf(g)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := New(g.Nodes(), links); err != nil {
			b.Fatal(err)
		}
	}
}
