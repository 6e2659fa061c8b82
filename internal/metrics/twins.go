package metrics

import (
	"cmp"
	"math"
	"slices"
)

// twins is a graph with its twins merged. Two nodes are twins where exchanging them changes nothing: they have the same
// neighbours, themselves apart, by links of the same weights. The partners of a consortium who took part in nothing
// else are twins, and they are the larger part of such a network.
//
// All members of a class are twins of one another, and either all are linked, by equal weights, or none are. Classes
// are numbered by their smallest nodes.
type twins struct {
	class  []int32   // of each node
	size   []float64 // members of each class
	inner  []float64 // the length of the links inside each class: infinite where there are none
	offset []int32   // the arcs of class c are arcs[offset[c]:offset[c+1]], shortest first
	arcs   []arc
}

// arc leads to a class.
type arc struct {
	length float64 // 1/weight
	to     int32
}

func (a arc) compare(b arc) int {
	return cmp.Or(cmp.Compare(a.length, b.length), cmp.Compare(a.to, b.to))
}

func mergeTwins(g *Graph) *twins {
	first := firstTwins(g)
	t := &twins{class: make([]int32, len(first)), offset: make([]int32, 1, len(first)+1)}
	for v, f := range first {
		if f != int32(v) {
			c := t.class[f]
			t.class[v] = c
			if t.size[c]++; t.size[c] == 2 {
				if w, linked := g.link(f, int32(v)); linked {
					t.inner[c] = 1 / w
				}
			}
			continue
		}
		t.class[v] = int32(len(t.size))
		t.size = append(t.size, 1)
		t.inner = append(t.inner, math.Inf(1))
	}
	for v, f := range first {
		if f != int32(v) {
			continue
		}
		for a := g.offset[v]; a < g.offset[v+1]; a++ {
			if u := g.to[a]; first[u] == u { // else it is v's twin, or u's first stands for it
				t.arcs = append(t.arcs, arc{1 / g.weight[a], t.class[u]})
			}
		}
		slices.SortFunc(t.arcs[t.offset[len(t.offset)-1]:], arc.compare)
		t.offset = append(t.offset, int32(len(t.arcs)))
	}
	return t
}

// firstTwins gives for each node the smallest of its class. Hashes of the neighbourhoods propose twins, which are then
// compared.
func firstTwins(g *Graph) []int32 {
	n := int32(g.Nodes())
	hash := make([]uint64, n)
	for v := range n {
		for a := g.offset[v]; a < g.offset[v+1]; a++ {
			hash[v] += hashArc(g.to[a], g.weight[a])
		}
	}
	first := make([]int32, n)
	for v := range n {
		first[v] = v
		for a := g.offset[v]; a < g.offset[v+1] && g.to[a] < v; a++ {
			u, w := g.to[a], g.weight[a]
			if hash[u]-hashArc(v, w) == hash[v]-hashArc(u, w) && g.exchangeable(u, v) {
				first[v] = u
				break
			}
		}
	}
	strangers := make([]int32, n)
	for v := range n {
		strangers[v] = v
	}
	slices.SortFunc(strangers, func(u, v int32) int { return cmp.Or(cmp.Compare(hash[u], hash[v]), cmp.Compare(u, v)) })
	for i := int32(1); i < n; i++ {
		u, v := strangers[i-1], strangers[i]
		if hash[u] == hash[v] && g.exchangeable(u, v) {
			first[v] = first[u]
		}
	}
	return first
}

// hashArc is mixed well enough (the finaliser of SplitMix64) for sums of it to tell neighbourhoods apart.
func hashArc(to int32, weight float64) uint64 {
	x := math.Float64bits(weight) + uint64(to)*0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// exchangeable says whether u and v are twins.
func (g *Graph) exchangeable(u, v int32) bool {
	if g.Degree(u) != g.Degree(v) {
		return false
	}
	a, b := g.offset[u], g.offset[v]
	for {
		for a < g.offset[u+1] && g.to[a] == v {
			a++
		}
		for b < g.offset[v+1] && g.to[b] == u {
			b++
		}
		if a == g.offset[u+1] || b == g.offset[v+1] {
			return a == g.offset[u+1] && b == g.offset[v+1]
		}
		if g.to[a] != g.to[b] || g.weight[a] != g.weight[b] {
			return false
		}
		a++
		b++
	}
}

// link is the weight of the link between two nodes, if there is one.
func (g *Graph) link(u, v int32) (weight float64, linked bool) {
	to, weights := g.Neighbours(u)
	i, linked := slices.BinarySearch(to, v)
	if !linked {
		return 0, false
	}
	return weights[i], true
}
