package metrics

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/graph/network"
	"gonum.org/v1/gonum/graph/path"
	"gonum.org/v1/gonum/graph/simple"
	"pgregory.net/rapid"
)

func TestBetweenness(t *testing.T) {
	for name, c := range map[string]struct {
		n     int
		links []Link
		want  []float64
	}{
		"no node":  {0, nil, []float64{}},
		"a pair":   {2, []Link{unit(0, 1)}, []float64{0, 0}},
		"isolates": {4, nil, []float64{0, 0, 0, 0}},
		// The only pair that is not the centre's own.
		"path of three": {3, []Link{unit(0, 1), unit(1, 2)}, []float64{0, 1, 0}},
		// All 6 pairs of leaves, of 6.
		"star": {5, []Link{unit(0, 1), unit(0, 2), unit(0, 3), unit(0, 4)}, []float64{1, 0, 0, 0, 0}},
		// Opposite corners have two ways: each node has half of one pair, of 3.
		"square": {4, []Link{unit(0, 1), unit(1, 2), unit(2, 3), unit(3, 0)}, []float64{1. / 6, 1. / 6, 1. / 6, 1. / 6}},
		// 0-2 is 4 long, the way over 1 only 2.
		"weak third side": {3, []Link{unit(0, 1), unit(1, 2), {0, 2, 0.25}}, []float64{0, 1, 0}},
		// 0-2 is 2 long, as is the way over 1: two shortest paths.
		"even third side": {3, []Link{unit(0, 1), unit(1, 2), {0, 2, 0.5}}, []float64{0, 0.5, 0}},
		// 0.1+0.2 is not 0.3 in floating point, but the two ways from 0 to 3 are equally long. Of 3 pairs, 0-3 is
		// halved; 1-2 goes over 0, 0.1+0.1 long, not over 3.
		"tie in spite of rounding": {
			4,
			[]Link{{0, 1, 1 / 0.1}, {1, 3, 1 / 0.2}, {0, 2, 1 / 0.1}, {2, 3, 1 / (0.3 - 0.1)}},
			[]float64{1. / 3, 1. / 6, 1. / 6, 0},
		},
		// 0, 1 and 4 are twins, as are 2 and 3. Of 6 pairs: three by two ways over 2 and 3, and 2-3 by three ways.
		"twins over twins": {
			5,
			[]Link{unit(0, 2), unit(0, 3), unit(1, 2), unit(1, 3), unit(4, 2), unit(4, 3)},
			[]float64{1. / 18, 1. / 18, 3. / 12, 3. / 12, 1. / 18},
		},
		// The pair 0-1 counts for nobody else: the parts do not reach each other.
		"two parts": {5, []Link{unit(0, 1), unit(2, 3), unit(3, 4)}, []float64{0, 0, 0, 1. / 6, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Betweenness(build(t, c.n, c.links...), Run{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got, near); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// naiveBetweenness takes, for each pair and each third node, the share of paths through it from all pairs' distances
// and numbers of paths.
func naiveBetweenness(g *Graph) []float64 {
	n := g.Nodes()
	const tie = 1e-9
	distance, paths := make([][]float64, n), make([][]float64, n)
	for s := range n {
		distance[s] = make([]float64, n)
		for v := range n {
			distance[s][v] = math.Inf(1)
		}
		distance[s][s] = 0
		for range n { // Bellman and Ford
			for _, l := range linksOf(g) {
				distance[s][l.A] = min(distance[s][l.A], distance[s][l.B]+1/l.Weight)
				distance[s][l.B] = min(distance[s][l.B], distance[s][l.A]+1/l.Weight)
			}
		}
		paths[s] = make([]float64, n)
		var count func(v int) float64
		count = func(v int) float64 {
			if v == s {
				return 1
			}
			if paths[s][v] == 0 && !math.IsInf(distance[s][v], 1) {
				to, weights := g.Neighbours(int32(v))
				for i, u := range to {
					if math.Abs(distance[s][u]+1/weights[i]-distance[s][v]) < tie {
						paths[s][v] += count(int(u))
					}
				}
			}
			return paths[s][v]
		}
		for v := range n {
			paths[s][v] = count(v)
		}
	}
	score := make([]float64, n)
	for v := range n {
		for s := range n {
			for t := range s {
				if v != s && v != t && paths[s][t] > 0 && math.Abs(distance[s][v]+distance[v][t]-distance[s][t]) < tie {
					score[v] += paths[s][v] * paths[v][t] / paths[s][t]
				}
			}
		}
		if n > 2 {
			score[v] *= 2 / (float64(n-1) * float64(n-2))
		}
	}
	return score
}

func TestBetweennessIsWhatCountingPathsGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, 14)
		got, err := Betweenness(g, Run{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(naiveBetweenness(g), got, near); diff != "" {
			t.Fatal(diff)
		}
		name := drawNames(t, g.Nodes())
		other, err := Betweenness(relabelled(t, g, name), Run{})
		if err != nil {
			t.Fatal(err)
		}
		for v := range got {
			if !cmp.Equal(got[v], other[name[v]], near) {
				t.Fatalf("node %d has %v, renamed %v", v, got[v], other[name[v]])
			}
		}
	})
}

// TestBetweennessOfConsortia is about networks that are large enough for ends, ways around links, and searches before and
// after it is known which there are.
func TestBetweennessOfConsortia(t *testing.T) {
	for _, size := range []struct{ nodes, most, drop int }{{60, 4, 0}, {60, 9, 0}, {60, 9, 5}, {80, 14, 3}} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			links := linksOf(consortia(t, size.nodes, size.most))
			if size.drop > 0 { // so that consortia are no cliques
				links = slices.DeleteFunc(links, func(l Link) bool { return (l.A+l.B)%int32(size.drop) == 0 })
			}
			g := build(t, size.nodes, links...)
			got, err := Betweenness(g, Run{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(naiveBetweenness(g), got, near); diff != "" {
				t.Error(diff)
			}
			r := newRoads(g, mergeTwins(g))
			arcs := len(r.arcs)
			if err := r.searchAll(0, len(r.size), make([]float64, len(r.size)), Run{}); err != nil {
				t.Fatal(err)
			}
			r.narrow()
			if len(r.ends) == 0 || len(r.arcs) == arcs {
				t.Errorf("%d ends, %d arcs of %d: nothing to measure", len(r.ends), len(r.arcs), arcs)
			}
		})
	}
}

// TestBetweennessSum: on links of equal weight, the sum over nodes is that over joined pairs of distance - 1.
func TestBetweennessSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		drawn := drawGraph(t, 25)
		links := linksOf(drawn)
		for i := range links {
			links[i].Weight = 1
		}
		g, err := New(drawn.Nodes(), links)
		if err != nil {
			t.Fatal(err)
		}
		n := g.Nodes()
		got, err := Betweenness(g, Run{})
		if err != nil {
			t.Fatal(err)
		}
		sum, want := 0.0, 0.0
		for _, b := range got {
			sum += b * float64(n-1) * float64(n-2)
		}
		for s := range int32(n) {
			for _, d := range steps(g, s) {
				want += float64(max(0, d-1))
			}
		}
		if !cmp.Equal(sum, want, near) && n > 2 {
			t.Fatalf("sum %v, want %v", sum, want)
		}
	})
}

// steps counts those from a node to each; -1 where none lead there.
func steps(g *Graph, from int32) []int {
	depth := make([]int, g.Nodes())
	for v := range depth {
		depth[v] = -1
	}
	depth[from] = 0
	for queue := []int32{from}; len(queue) > 0; queue = queue[1:] {
		to, _ := g.Neighbours(queue[0])
		for _, u := range to {
			if depth[u] < 0 {
				depth[u] = depth[queue[0]] + 1
				queue = append(queue, u)
			}
		}
	}
	return depth
}

// TestBetweennessAgainstGonum takes weights whose reciprocals add up exactly: gonum compares lengths for equality.
func TestBetweennessAgainstGonum(t *testing.T) {
	drawn := consortia(t, 150, 8)
	links := linksOf(drawn)
	theirs := simple.NewWeightedUndirectedGraph(0, math.Inf(1))
	for i := range links {
		links[i].Weight = math.Exp2(math.Round(math.Log2(links[i].Weight)))
		theirs.SetWeightedEdge(simple.WeightedEdge{
			F: simple.Node(links[i].A), T: simple.Node(links[i].B), W: 1 / links[i].Weight,
		})
	}
	g := build(t, drawn.Nodes(), links...)
	got, err := Betweenness(g, Run{})
	if err != nil {
		t.Fatal(err)
	}
	want := make([]float64, g.Nodes())
	for v, b := range network.BetweennessWeighted(theirs, path.DijkstraAllPaths(theirs)) {
		want[v] = b / (float64(g.Nodes()-1) * float64(g.Nodes()-2))
	}
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Error(diff)
	}
}

func TestSameBitsOnAnyNumberOfWorkers(t *testing.T) {
	g := consortia(t, 600, 8)
	var betweenness [][]float64
	var holes []Holes
	var stability []float64
	var communities []Communities
	for _, workers := range []int{1, 2, 3, 8, 0} {
		run := Run{Workers: workers}
		b, err := Betweenness(g, run)
		if err != nil {
			t.Fatal(err)
		}
		h, err := StructuralHoles(g, run)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Stability(g, []uint64{1, 2, 3, 4}, run)
		if err != nil {
			t.Fatal(err)
		}
		c, err := Leiden(g, 1, run)
		if err != nil {
			t.Fatal(err)
		}
		betweenness, holes, stability = append(betweenness, b), append(holes, h), append(stability, s)
		communities = append(communities, c)
	}
	for i := range betweenness {
		if diff := cmp.Diff(betweenness[0], betweenness[i], exact); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(holes[0], holes[i], exact); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(communities[0], communities[i], exact); diff != "" {
			t.Error(diff)
		}
		if stability[0] != stability[i] {
			t.Error(stability)
		}
	}
}

func TestStopped(t *testing.T) {
	g := consortia(t, 300, 8)
	done := make(chan struct{})
	close(done)
	for name, measure := range map[string]func(Run) error{
		"betweenness": func(r Run) error { _, err := Betweenness(g, r); return err },
		"holes":       func(r Run) error { _, err := StructuralHoles(g, r); return err },
		"leiden":      func(r Run) error { _, err := Leiden(g, 1, r); return err },
		"stability":   func(r Run) error { _, err := Stability(g, []uint64{1, 2}, r); return err },
		"paths": func(r Run) error {
			_, err := KShortestPaths(g, PathQuery{From: 0, To: 299, Count: 3, MaxSteps: 6}, r)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			if err := measure(Run{Done: done}); !errors.Is(err, ErrStopped) {
				t.Errorf("got %v", err)
			}
			if err := measure(Run{}); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestTooManyPaths has 2^1100 shortest paths from end to end, which no float holds. Unequal lengths in each
// link of the chain keep its nodes from being twins.
func TestTooManyPaths(t *testing.T) {
	var links []Link
	for i := range int32(1100) {
		a := 3 * i
		links = append(links, Link{a, a + 1, 1}, Link{a + 1, a + 3, 0.5}, Link{a, a + 2, 0.5}, Link{a + 2, a + 3, 1})
	}
	if _, err := Betweenness(build(t, 3*1100+1, links...), Run{}); err == nil {
		t.Error("no error")
	}
}

func BenchmarkBetweenness(b *testing.B) {
	for _, size := range []struct{ nodes, most int }{{2_000, 9}, {6_000, 13}, {12_000, 22}} {
		g := consortia(b, size.nodes, size.most)
		b.Run(fmt.Sprintf("%d-nodes-%d-links", g.Nodes(), g.Links()), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Betweenness(g, Run{}); err != nil {
					b.Fatal(err)
				}
			}
			t := mergeTwins(g)
			b.ReportMetric(float64(len(t.size)), "searches")
			b.ReportMetric(float64(len(t.arcs)/2), "searched-links")
		})
	}
}
