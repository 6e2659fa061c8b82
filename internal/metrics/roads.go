package metrics

import (
	"cmp"
	"math"
	"slices"
)

// roads are the links between classes of twins that shortest paths can take. They get fewer as searches show which:
// a link longer than the way around it, as those of a large consortium are for partners that meet in smaller ones too,
// is on no shortest path. A class is an end if no shortest path passes it, as is one whose members took part
// in a single project.
//
// Classes are numbered by the number of their links, most first.
type roads struct {
	class   []int32 // in twins
	size    []float64
	end     []bool
	ends    []int32 // the classes of which that is known
	offset  []int32 // the arcs of c are arcs[offset[c]:last[c]], shortest first; those to ends only from other ends
	last    []int32
	arcs    []arc
	farthest []int32 // the end with the highest number to which c had an arc, -1 where there was none
	useless []bool // arcs from searched classes, of which there is a shorter way
}

func newRoads(t *twins) *roads {
	n := len(t.size)
	r := &roads{
		farthest: make([]int32, n), class: make([]int32, n), size: make([]float64, n), end: make([]bool, n),
		offset: make([]int32, n), last: make([]int32, n), arcs: make([]arc, 0, len(t.arcs)), useless: make([]bool, len(t.arcs)),
	}
	for c := range r.class {
		r.class[c], r.farthest[c] = int32(c), -1
	}
	links := func(c int32) int32 { return t.offset[c+1] - t.offset[c] }
	slices.SortFunc(r.class, func(a, b int32) int { return cmp.Or(cmp.Compare(links(b), links(a)), cmp.Compare(a, b)) })
	rank := make([]int32, n)
	for at, c := range r.class {
		rank[c] = int32(at)
	}
	for at, c := range r.class {
		r.size[at] = t.size[c]
		r.offset[at] = int32(len(r.arcs))
		for _, a := range t.arcs[t.offset[c]:t.offset[c+1]] {
			r.arcs = append(r.arcs, arc{a.length, rank[a.to]})
		}
		r.last[at] = int32(len(r.arcs))
		slices.SortFunc(r.arcs[r.offset[at]:], arc.compare)
	}
	return r
}

// narrow takes out what need not be searched any more after the searches from lo up to hi and all before them, where
// total is what they found to lie between others.
func (r *roads) narrow(lo, hi int32, total []float64) {
	for v := lo; v < hi; v++ {
		for a := r.offset[v]; a < r.last[v]; a++ {
			if r.useless[a] {
				to := r.arcs[a].to
				back, _ := slices.BinarySearchFunc(r.arcs[r.offset[to]:r.last[to]], arc{r.arcs[a].length, v}, arc.compare)
				r.useless[r.offset[to]+int32(back)] = true
			}
		}
	}
	r.keep(func(v, a int32) bool { return !r.useless[a] })
	for c := range r.end {
		if r.end[c] || r.offset[c] == r.last[c] && r.farthest[c] < 0 {
			continue
		}
		searched := r.farthest[c] < hi
		for _, a := range r.arcs[r.offset[c]:r.last[c]] {
			searched = searched && a.to < hi
		}
		if searched && total[c] == 0 { // a path that passes c passes it on the way from a neighbour as well
			r.end[c] = true
			r.ends = append(r.ends, int32(c))
		}
	}
	r.keep(func(v, a int32) bool {
		to := r.arcs[a].to
		if !r.end[to] || r.end[v] {
			return true
		}
		r.farthest[v] = max(r.farthest[v], to)
		return false
	})
}

// keep takes out the arcs that are not wanted, without leaving gaps.
func (r *roads) keep(wanted func(from, arc int32) bool) {
	next := int32(0)
	for v := range r.offset {
		first := next
		for a := r.offset[v]; a < r.last[v]; a++ {
			if wanted(int32(v), a) {
				r.arcs[next] = r.arcs[a]
				next++
			}
		}
		r.offset[v], r.last[v] = first, next
	}
	r.arcs = r.arcs[:next]
	clear(r.useless)
}

func (a arc) compare(b arc) int { return cmp.Or(cmp.Compare(a.length, b.length), cmp.Compare(a.to, b.to)) }

var _ = math.Inf
