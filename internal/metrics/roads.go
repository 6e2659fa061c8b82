package metrics

import (
	"cmp"
	"slices"
)

// roads are the links between classes of twins that shortest paths can take. They get fewer as searches show which:
// a link longer than the way around it, as those of a large consortium are for partners that meet in smaller ones too,
// is on no shortest path; other links are the shortest path of their own ends and on no longer one.
//
// Classes are numbered by the number of their links, most first.
type roads struct {
	class []int32 // in twins
	size  []int32
	end   []bool // no shortest path passes the class
	ends  []int32
	out   star // for searches from a class, and to reach it where it is an end
	on    star // for searches that come to a class from elsewhere: to classes that are no ends

	// What searches find about the arcs out.
	useless []bool // there is a shorter way
	final   []bool // no shortest path goes on from where they lead
}

// star is arcs by the classes that they come from, shortest first.
type star struct {
	offset []int32 // those of c are arcs[offset[c]:offset[c+1]]
	arcs   []arc
}

func newRoads(g *Graph, t *twins) *roads {
	n := len(t.size)
	r := &roads{
		class: make([]int32, n), size: make([]int32, n), end: make([]bool, n),
		out:     star{make([]int32, 1, n+1), make([]arc, 0, len(t.arcs))},
		useless: make([]bool, len(t.arcs)), final: make([]bool, len(t.arcs)),
	}
	for c := range r.class {
		r.class[c] = int32(c)
	}
	links := func(c int32) int32 { return t.offset[c+1] - t.offset[c] }
	slices.SortFunc(r.class, func(a, b int32) int { return cmp.Or(cmp.Compare(links(b), links(a)), cmp.Compare(a, b)) })
	rank := make([]int32, n)
	for at, c := range r.class {
		rank[c] = int32(at)
	}
	for at, c := range r.class {
		r.size[at] = int32(t.size[c])
		for _, a := range t.arcs[t.offset[c]:t.offset[c+1]] {
			r.out.arcs = append(r.out.arcs, arc{a.length, rank[a.to]})
		}
		slices.SortFunc(r.out.arcs[r.out.offset[at]:], arc.compare)
		r.out.offset = append(r.out.offset, int32(len(r.out.arcs)))
	}
	member := make([]int32, n) // one of each class
	for v, c := range t.class {
		member[rank[c]] = int32(v)
	}
	for c := range r.end {
		if r.end[c] = isolated(g, member, r.out.of(int32(c))); r.end[c] {
			r.ends = append(r.ends, int32(c))
		}
	}
	r.on = star{slices.Clone(r.out.offset), slices.Clone(r.out.arcs)}
	r.on.keep(func(from, at int32) bool { return !r.end[from] && !r.end[r.on.arcs[at].to] })
	return r
}

func isolated(g *Graph, member []int32, arcs []arc) bool {
	for i, a := range arcs {
		for _, b := range arcs[:i] {
			w, linked := g.link(member[a.to], member[b.to])
			if !linked || 1/w*(1+tieTolerance) >= a.length+b.length {
				return false
			}
		}
	}
	return true
}

// narrow takes out what need not be searched any more after the searches from lo up to hi.
func (r *roads) narrow(lo, hi int32) {
	closed := make([]bool, len(r.on.arcs))
	shut := func(v int32, a arc) {
		if at, ok := r.on.find(v, a); ok {
			closed[at] = true
		}
	}
	for v := lo; v < hi; v++ {
		for i := r.out.offset[v]; i < r.out.offset[v+1]; i++ {
			a := r.out.arcs[i]
			back := arc{a.length, v}
			if r.useless[i] {
				shut(v, a)
				if at, ok := r.out.find(a.to, back); ok {
					r.useless[at] = true
				}
			}
			if r.useless[i] || r.final[i] {
				shut(a.to, back)
			}
		}
	}
	r.out.keep(func(_ int32, at int32) bool { return !r.useless[at] })
	r.on.keep(func(_ int32, at int32) bool { return !closed[at] })
	clear(r.useless)
	clear(r.final)
}

// of returns the arcs of a class.
func (s *star) of(c int32) []arc { return s.arcs[s.offset[c]:s.offset[c+1]] }

func (s *star) find(from int32, a arc) (at int32, ok bool) {
	i, ok := slices.BinarySearchFunc(s.of(from), a, arc.compare)
	return s.offset[from] + int32(i), ok
}

// keep takes out the arcs that are not wanted.
func (s *star) keep(wanted func(from, at int32) bool) {
	kept, at := int32(0), int32(0)
	for c := range s.offset[1:] {
		for end := s.offset[c+1]; at < end; at++ {
			if wanted(int32(c), at) {
				s.arcs[kept] = s.arcs[at]
				kept++
			}
		}
		s.offset[c+1] = kept
	}
	s.arcs = s.arcs[:kept]
}

func (a arc) compare(b arc) int {
	return cmp.Or(cmp.Compare(a.length, b.length), cmp.Compare(a.to, b.to))
}
