package metrics

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/community"
	"gonum.org/v1/gonum/graph/simple"
	"pgregory.net/rapid"
)

func leidenOf(t interface{ Fatal(args ...any) }, g *Graph, seed uint64) Communities {
	c, err := Leiden(g, seed, Run{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestLeiden(t *testing.T) {
	for name, c := range map[string]struct {
		n     int
		links []Link
		want  Communities
	}{
		"no node":  {0, nil, Communities{nil, 0, nan}},
		"isolates": {2, nil, Communities{[]int32{0, 1}, 2, nan}},
		"pair":     {2, []Link{unit(0, 1)}, Communities{[]int32{0, 0}, 1, 0}},
		// Two triangles and the link 2-3: 6 of 7 links inside, each half of the strength: 6/7 - 1/2. The isolate comes
		// last.
		"two triangles": {
			7,
			append([]Link{unit(4, 5), unit(5, 6), unit(4, 6), unit(2, 4)}, triangle...),
			Communities{[]int32{0, 0, 0, 2, 1, 1, 1}, 3, 6./7 - 1./2},
		},
		// The larger one is first in spite of the smaller one's nodes.
		"sizes": {
			5,
			[]Link{unit(0, 1), unit(2, 3), unit(3, 4), unit(2, 4)},
			Communities{[]int32{1, 1, 0, 0, 0}, 2, 1 - 10./16},
		},
		// Weights make two pairs of a square.
		"weighted square": {
			4,
			[]Link{{0, 1, 9}, {1, 2, 1}, {2, 3, 9}, {3, 0, 1}},
			Communities{[]int32{0, 0, 1, 1}, 2, 0.9 - 0.5},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := leidenOf(t, build(t, c.n, c.links...), 1)
			if len(got.Of) == 0 {
				got.Of = nil
			}
			if diff := cmp.Diff(c.want, got, near); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func gonumGraph(g *Graph) *simple.WeightedUndirectedGraph {
	theirs := simple.NewWeightedUndirectedGraph(0, math.Inf(1))
	for v := range g.Nodes() {
		theirs.AddNode(simple.Node(v))
	}
	for _, l := range linksOf(g) {
		theirs.SetWeightedEdge(simple.WeightedEdge{F: simple.Node(l.A), T: simple.Node(l.B), W: l.Weight})
	}
	return theirs
}

func TestModularityAgainstGonum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, 20)
		of := rapid.SliceOfN(rapid.Int32Range(0, 4), g.Nodes(), g.Nodes()).Draw(t, "communities")
		parts := make([][]graph.Node, 5)
		for v, c := range of {
			parts[c] = append(parts[c], simple.Node(v))
		}
		if g.Links() == 0 {
			if q := Modularity(g, of); !math.IsNaN(q) {
				t.Fatal(q)
			}
			return
		}
		if got, want := Modularity(g, of), community.Q(gonumGraph(g), parts, 1); !cmp.Equal(got, want, near) {
			t.Fatalf("got %v, gonum says %v", got, want)
		}
	})
}

// louvain is the method of Blondel et al. (2008), as plainly as can be: nodes in order, then the communities as nodes.
func louvain(g *Graph) float64 {
	of := make([]int32, g.Nodes())
	w := make([]map[int32]float64, g.Nodes())
	total := 0.0
	for v := range w {
		of[v] = int32(v)
		w[v] = map[int32]float64{}
		to, weights := g.Neighbours(int32(v))
		for i, u := range to {
			w[v][u] = weights[i]
			total += weights[i]
		}
	}
	for {
		n := len(w)
		in, strength, sum := make([]int32, n), make([]float64, n), make([]float64, n)
		for v := range w {
			in[v] = int32(v)
			for _, x := range w[v] {
				strength[v] += x
			}
			sum[v] = strength[v]
		}
		changed := false
		for moved := true; moved; {
			moved = false
			for v := range w {
				sum[in[v]] -= strength[v]
				tie := map[int32]float64{}
				for u, x := range w[v] {
					if int(u) != v {
						tie[in[u]] += x
					}
				}
				best := in[v]
				gain := func(c int32) float64 { return tie[c] - strength[v]*sum[c]/total }
				for c := range int32(n) {
					if gain(c) > gain(best)+1e-9 {
						best, moved, changed = c, true, true
					}
				}
				in[v] = best
				sum[best] += strength[v]
			}
		}
		if !changed {
			return Modularity(g, of)
		}
		up := make([]map[int32]float64, compact(in))
		for c := range up {
			up[c] = map[int32]float64{}
		}
		for v := range w {
			for u, x := range w[v] {
				up[in[v]][in[u]] += x
			}
		}
		for v := range of {
			of[v] = in[of[v]]
		}
		w = up
	}
}

func TestLeidenProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, 40)
		c := leidenOf(t, g, rapid.Uint64().Draw(t, "seed"))

		inside := make([]int32, g.Nodes())
		all := &level{offset: g.offset, to: g.to}
		if n := pieces(all, c.Of, inside); n != c.Count {
			t.Fatalf("%d communities in %d pieces: %v", c.Count, n, c.Of)
		}
		sizes := make([]int, c.Count)
		for _, at := range c.Of {
			sizes[at]++
		}
		for i, size := range sizes {
			if size == 0 || i > 0 && size > sizes[i-1] {
				t.Fatalf("sizes %v", sizes)
			}
		}
		if g.Links() == 0 {
			return
		}
		if q := louvain(g); c.Modularity < q-0.05 || c.Modularity < -1e-12 { // a method by chance can miss on ten nodes
			t.Fatalf("modularity %v, plain Louvain finds %v", c.Modularity, q)
		}
		// At the end no node gains by moving to another community or out of its own.
		for v := range int32(g.Nodes()) {
			for to := range int32(c.Count + 1) {
				other := append([]int32(nil), c.Of...)
				other[v] = to
				if q := Modularity(g, other); q > c.Modularity+1e-7 {
					t.Fatalf("node %d is better in community %d: %v > %v", v, to, q, c.Modularity)
				}
			}
		}
	})
}

func TestLeidenIsNoWorseThanLouvain(t *testing.T) {
	for _, size := range []struct{ nodes, most int }{{50, 5}, {100, 8}, {300, 4}, {300, 12}, {600, 9}} {
		g := consortia(t, size.nodes, size.most)
		plain := louvain(g)
		for seed := range uint64(3) {
			if c := leidenOf(t, g, seed); c.Modularity < plain-0.001 {
				t.Errorf("%v, seed %d: modularity %v, plain Louvain finds %v", size, seed, c.Modularity, plain)
			}
		}
	}
}

// TestTiesOnPaperAreTies: node 0 is as well off with its partners 1, 2 and 4 as with 3, 5, 6 and 7. Only from the
// second way does the best partition follow, so rounding must not always decide for the first.
func TestTiesOnPaperAreTies(t *testing.T) {
	weights := map[[2]int32]float64{}
	for _, partners := range [][]int32{{0, 1, 2, 3}, {0, 1, 2, 4}, {0, 3, 5, 6, 7}, {1, 2, 8, 9, 10}} {
		for i, b := range partners {
			for _, a := range partners[:i] {
				weights[[2]int32{a, b}] += 1 / float64(len(partners)-1)
			}
		}
	}
	got := leidenOf(t, fromMap(t, 11, weights), 1)
	if diff := cmp.Diff(Communities{[]int32{1, 0, 0, 1, 0, 1, 1, 1, 0, 0, 0}, 2, 19. / 81}, got, near); diff != "" {
		t.Error(diff)
	}
}

// TestLeidenOverlooksRounding: weights that differ as sums taken in another order do give the same communities.
func TestLeidenOverlooksRounding(t *testing.T) {
	g := consortia(t, 400, 10)
	want := leidenOf(t, g, 1)
	for _, scale := range []float64{1 + 1e-15, 1 - 1e-15, 4, 0.25} {
		links := linksOf(g)
		for i := range links {
			if scale > 1.5 || scale < 0.5 || i%2 == 0 {
				links[i].Weight *= scale
			}
		}
		if got := leidenOf(t, build(t, g.Nodes(), links...), 1); !cmp.Equal(want.Of, got.Of) {
			t.Errorf("times %v: other communities, modularity %v and %v", scale, want.Modularity, got.Modularity)
		}
	}
}

// TestLeidenFindsPlantedCommunities: ten groups of 20, each node with 8 links in its own and one to another.
func TestLeidenFindsPlantedCommunities(t *testing.T) {
	r := newRandom(3, 0)
	weights := map[[2]int32]float64{}
	for v := range 200 {
		for i := range 9 {
			u := v/20*20 + r.below(20)
			if i == 8 {
				u = r.below(200)
			}
			if u != v {
				weights[[2]int32{int32(min(u, v)), int32(max(u, v))}] = 1
			}
		}
	}
	g := fromMap(t, 200, weights)
	of := leidenOf(t, g, 1).Of
	for v := range of {
		if of[v] != of[v/20*20] {
			t.Fatalf("node %d is in %d, its group in %d", v, of[v], of[v/20*20])
		}
	}
	if s, err := Stability(g, []uint64{1, 2, 3, 4, 5}, Run{}); err != nil || s != 1 {
		t.Errorf("stability %v, %v", s, err)
	}
}

func TestAdjustedRand(t *testing.T) {
	for name, c := range map[string]struct {
		a, b []int32
		want float64
	}{
		"same, other numbers": {[]int32{0, 0, 1, 1}, []int32{1, 1, 0, 0}, 1},
		"all together":        {[]int32{0, 0, 0}, []int32{0, 0, 0}, 1},
		"all apart":           {[]int32{0, 1, 2}, []int32{2, 0, 1}, 1},
		"together and apart":  {[]int32{0, 0, 0}, []int32{2, 0, 1}, 0},
		// None of 6 pairs is together in both, 2 and 2 are in one: (0 - 4/6) / (2 - 4/6).
		"crossed": {[]int32{0, 0, 1, 1}, []int32{0, 1, 0, 1}, -0.5},
		// scikit-learn's example: 1 of 6 in both, 2 and 1: (1 - 2/6) / (3/2 - 2/6).
		"one split": {[]int32{0, 0, 1, 2}, []int32{0, 0, 1, 1}, 4. / 7},
	} {
		t.Run(name, func(t *testing.T) {
			if got := adjustedRand(c.a, c.b); !cmp.Equal(got, c.want, near) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestStabilityOfNothing(t *testing.T) {
	for name, g := range map[string]*Graph{"no links": build(t, 3), "no node": build(t, 0)} {
		if s, err := Stability(g, []uint64{1, 2}, Run{}); err != nil || !math.IsNaN(s) {
			t.Errorf("%s: %v, %v", name, s, err)
		}
	}
	if s, err := Stability(build(t, 3, triangle...), []uint64{1}, Run{}); err != nil || !math.IsNaN(s) {
		t.Errorf("one seed: %v, %v", s, err)
	}
}

func BenchmarkLeiden(b *testing.B) {
	for _, size := range []struct{ nodes, most int }{{2_000, 9}, {12_000, 22}} {
		g := consortia(b, size.nodes, size.most)
		b.Run(fmt.Sprintf("%d-nodes-%d-links", g.Nodes(), g.Links()), func(b *testing.B) {
			b.ReportAllocs()
			var c Communities
			for b.Loop() {
				c = leidenOf(b, g, 1)
			}
			b.ReportMetric(c.Modularity, "modularity")
			b.ReportMetric(float64(c.Count), "communities")
		})
	}
}

func BenchmarkStability(b *testing.B) {
	g := consortia(b, 6_000, 13)
	seeds := []uint64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	var stability float64
	for b.Loop() {
		s, err := Stability(g, seeds, Run{})
		if err != nil {
			b.Fatal(err)
		}
		stability = s
	}
	b.ReportMetric(stability, "rand")
}
