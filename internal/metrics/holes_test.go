package metrics

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var nan = math.NaN()

func TestStructuralHoles(t *testing.T) {
	for name, c := range map[string]struct {
		n                     int
		links                 []Link
		constraint, effective []float64
	}{
		"isolate": {1, nil, []float64{nan}, []float64{nan}},
		"pair":    {2, []Link{{0, 1, 3}}, []float64{1, 1}, []float64{1, 1}},
		// Each contact has a half, and a half of the other's half besides: 2 (1/2 + 1/4)^2.
		"triangle": {3, triangle, []float64{1.125, 1.125, 1.125}, []float64{1, 1, 1}},
		// The centre of three strangers: 3 (1/3)^2.
		"star": {4, []Link{unit(0, 1), unit(0, 2), unit(0, 3)}, []float64{1. / 3, 1, 1, 1}, []float64{3, 1, 1, 1}},
		// 0 has p = 3/4 in 1 and 1/4 in 2; 1 has 3/4 in 0; 2 has a half each.
		// 0: (3/4 + 1/4*1/2)^2 + (1/4 + 3/4*1/4)^2; 1 likewise; 2: 2 (1/2 + 1/2*3/4)^2.
		"weighted triangle": {
			3,
			[]Link{{0, 1, 3}, {0, 2, 1}, {1, 2, 1}},
			[]float64{245. / 256, 245. / 256, 98. / 64},
			[]float64{1, 1, 1},
		},
		// 0 knows 1, 2 and 3, of whom 1 and 2 know each other: 3 - 2/3.
		// Constraint of 0: twice (1/3 + 1/3*1/2)^2, once (1/3)^2; of 1: (1/2 + 1/2*1/2)^2 + (1/2 + 1/2*1/3)^2.
		"triangle with a tail": {
			4,
			[]Link{unit(0, 1), unit(0, 2), unit(1, 2), unit(0, 3)},
			[]float64{11. / 18, 9./16 + 4./9, 9./16 + 4./9, 1},
			[]float64{7. / 3, 1, 1, 1},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := StructuralHoles(build(t, c.n, c.links...), Run{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(Holes{c.constraint, c.effective}, got, near); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// naiveHoles follows the definitions over a matrix.
func naiveHoles(g *Graph) Holes {
	n := g.Nodes()
	w := make([][]float64, n)
	for v := range w {
		w[v] = make([]float64, n)
		to, weights := g.Neighbours(int32(v))
		for i, u := range to {
			w[v][u] = weights[i]
		}
	}
	h := Holes{make([]float64, n), make([]float64, n)}
	for i := range n {
		contacts, ties := 0.0, 0.0
		for j := range n {
			if w[i][j] == 0 {
				continue
			}
			contacts++
			p := w[i][j] / g.Strength(int32(i))
			for q := range n {
				if q != i && q != j && w[i][q] > 0 {
					p += w[i][q] / g.Strength(int32(i)) * w[q][j] / g.Strength(int32(q))
					if w[q][j] > 0 {
						ties += 0.5
					}
				}
			}
			h.Constraint[i] += p * p
		}
		h.EffectiveSize[i] = contacts - 2*ties/contacts
		if contacts == 0 {
			h.Constraint[i], h.EffectiveSize[i] = nan, nan
		}
	}
	return h
}

func TestStructuralHolesAreAsDefined(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, 20)
		got, err := StructuralHoles(g, Run{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(naiveHoles(g), got, near); diff != "" {
			t.Fatal(diff)
		}
		for v := range got.Constraint {
			if c, e := got.Constraint[v], got.EffectiveSize[v]; c <= 0 || c > 2 || e < 1-1e-12 || e > float64(g.Degree(int32(v))) {
				t.Fatalf("node %d: constraint %v, effective size %v", v, c, e)
			}
		}
		name := drawNames(t, g.Nodes())
		other, err := StructuralHoles(relabelled(t, g, name), Run{})
		if err != nil {
			t.Fatal(err)
		}
		for v, u := range name {
			if !cmp.Equal(got.Constraint[v], other.Constraint[u], near) || !cmp.Equal(got.EffectiveSize[v], other.EffectiveSize[u], near) {
				t.Fatalf("node %d differs when renamed %d", v, u)
			}
		}
	})
}

func TestEI(t *testing.T) {
	// 0 (Estonia) with 1 (Estonia), 2 (Latvia), 3 (Latvia), 4 (unknown); 1 with 4; 5 alone; 2 with 6 (Latvia), heavily.
	g := build(t, 7, unit(0, 1), unit(0, 2), unit(0, 3), unit(0, 4), unit(1, 4), Link{2, 6, 10})
	got := EI(g, []int32{0, 0, 1, 1, -1, 1, 1})
	want := []float64{1. / 3, -1, 0, 1, nan, nan, -1}
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Error(diff)
	}
}

func TestEIChangesItsSignWithItsMeaning(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, 15)
		category := rapid.SliceOfN(rapid.Int32Range(-1, 1), g.Nodes(), g.Nodes()).Draw(t, "category")
		for v, index := range EI(g, category) {
			to, _ := g.Neighbours(int32(v))
			external, internal := 0., 0.
			for _, u := range to {
				if category[v] >= 0 && category[u] >= 0 {
					external += math.Abs(float64(category[u] - category[v]))
					internal += 1 - math.Abs(float64(category[u]-category[v]))
				}
			}
			if !cmp.Equal((external-internal)/(external+internal), index, near) { // 0/0 is NaN
				t.Fatalf("node %d: %v with %v external, %v internal", v, index, external, internal)
			}
		}
	})
}

func BenchmarkStructuralHoles(b *testing.B) {
	g := consortia(b, 12_000, 22)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := StructuralHoles(g, Run{}); err != nil {
			b.Fatal(err)
		}
	}
}
