package metrics

import (
	"cmp"
	"slices"
)

// roads are the links between classes of twins that a shortest path can take. Searches show which others there are to
// take out: a link that is longer than the way around it, as that of two partners in a large consortium is if they meet
// in a smaller one too, is on no shortest path.
//
// Classes are numbered by the number of their links, most first.
type roads struct {
	class   []int32 // in twins
	size    []int32
	offset  []int32 // the arcs of class c are arcs[offset[c]:offset[c+1]], shortest first
	arcs    []arc
	useless []bool // arcs that a search from their class found too long

	// Ends are classes that no shortest path passes, as those whose members took part in a single project: all that
	// they are tied to are closer to one another than over them.
	end  []bool
	ends []int32
}

func newRoads(g *Graph, t *twins) *roads {
	n := len(t.size)
	r := &roads{
		class: make([]int32, n), size: make([]int32, n), end: make([]bool, n),
		offset: make([]int32, 1, n+1), arcs: make([]arc, 0, len(t.arcs)), useless: make([]bool, len(t.arcs)),
	}
	for c := range r.class {
		r.class[c] = int32(c)
	}
	links := func(c int32) int32 { return t.offset[c+1] - t.offset[c] }
	slices.SortFunc(r.class, func(a, b int32) int { return cmp.Or(cmp.Compare(links(b), links(a)), cmp.Compare(a, b)) })
	number := make([]int32, n)
	for c, was := range r.class {
		number[was] = int32(c)
	}
	for c, was := range r.class {
		r.size[c] = int32(t.size[was])
		for _, a := range t.arcs[t.offset[was]:t.offset[was+1]] {
			r.arcs = append(r.arcs, arc{a.length, number[a.to]})
		}
		slices.SortFunc(r.arcs[r.offset[c]:], arc.compare)
		r.offset = append(r.offset, int32(len(r.arcs)))
	}
	member := make([]int32, n)
	for v, c := range t.class {
		member[number[c]] = int32(v)
	}
	for c := range int32(n) {
		if r.end[c] = g.close(member, r.of(c)); r.end[c] {
			r.ends = append(r.ends, c)
		}
	}
	r.keep(func(from int32, at int) bool { return r.end[from] || !r.end[r.arcs[at].to] })
	return r
}

// close says whether each two of the classes that arcs of the same class lead to are linked by less than both arcs.
func (g *Graph) close(member []int32, arcs []arc) bool {
	for i, a := range arcs {
		for _, b := range arcs[:i] {
			w, linked := g.link(member[a.to], member[b.to])
			if !linked || 1/w >= (a.length+b.length)*(1-2*tieTolerance) {
				return false
			}
		}
	}
	return true
}

// of returns the arcs of a class.
func (r *roads) of(c int32) []arc { return r.arcs[r.offset[c]:r.offset[c+1]] }

// narrow takes out the arcs that are useless, from both of their ends.
func (r *roads) narrow() {
	for v := range r.size {
		for i, a := range r.of(int32(v)) {
			if r.useless[int(r.offset[v])+i] {
				if back, ok := slices.BinarySearchFunc(r.of(a.to), arc{a.length, int32(v)}, arc.compare); ok {
					r.useless[int(r.offset[a.to])+back] = true
				}
			}
		}
	}
	r.keep(func(_ int32, at int) bool { return !r.useless[at] })
	clear(r.useless)
}

// keep takes out the arcs that are not wanted.
func (r *roads) keep(wanted func(from int32, at int) bool) {
	kept := r.arcs[:0]
	at := 0
	for c := range r.size {
		for end := int(r.offset[c+1]); at < end; at++ {
			if wanted(int32(c), at) {
				kept = append(kept, r.arcs[at])
			}
		}
		r.offset[c+1] = int32(len(kept))
	}
	r.arcs = kept
}
