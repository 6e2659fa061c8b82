package metrics

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestTwins(t *testing.T) {
	// 0, 1 and 2 are partners in one project; 3 and 4 both hang on 0, 5 does by more weight; 6 and 7 are alone.
	g := build(t, 8, append([]Link{unit(0, 3), unit(0, 4), {0, 5, 2}}, triangle...)...)
	got := mergeTwins(g)
	if diff := cmp.Diff([]int32{0, 1, 1, 2, 2, 3, 4, 4}, got.class); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]float64{1, 2, 2, 1, 2}, got.size); diff != "" {
		t.Error(diff)
	}
	inf := math.Inf(1)
	if diff := cmp.Diff([]float64{inf, 1, inf, inf, inf}, got.inner); diff != "" {
		t.Error(diff)
	}
	arcs := []arc{{0.5, 3}, {1, 1}, {1, 2}, {1, 0}, {1, 0}, {0.5, 0}}
	if diff := cmp.Diff(arcs, got.arcs, cmp.AllowUnexported(arc{})); diff != "" {
		t.Error(diff)
	}
}

// TestTwinsCanBeExchanged: all pairs of a class are exchangeable, and no other pair is.
func TestTwinsCanBeExchanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, 14)
		class := mergeTwins(g).class
		for u := range int32(g.Nodes()) {
			for v := range u {
				same := true
				for x := range int32(g.Nodes()) {
					a, _ := g.link(u, x)
					b, _ := g.link(v, x)
					same = same && (x == u || x == v || a == b)
				}
				if same != (class[u] == class[v]) {
					t.Fatalf("%d and %d: exchangeable %v, classes %d and %d", u, v, same, class[u], class[v])
				}
			}
		}
	})
}
