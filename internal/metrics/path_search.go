package metrics

import (
	"cmp"
	"math"
	"slices"
)

// What a layer says of a node that is in none.
const (
	unseen = -1
	closed = -2 // on the path already
)

// pathSearch finds the best way to complete a path to one target. Its arrays serve one search after another.
type pathSearch struct {
	web     Web
	compare func(a, b int32) int
	target  int32
	run     Run
	barred  []int32 // nodes to which the path's last node must not lead

	fore, back frontier  // steps from the path's last node, and from the target
	cost       []float64 // to the target in that many steps; for nodes that back has met
}

// frontier is a breadth-first search from one end.
type frontier struct {
	layer []int32 // of each node: its steps from the end, or unseen, or closed
	met   []int32 // by layer
	last  int     // where the outermost layer begins in met
	depth int32   // its number
}

func newPathSearch(web Web, q PathQuery, run Run) *pathSearch {
	s := &pathSearch{web: web, compare: q.Compare, target: q.To, run: run}
	if s.compare == nil {
		s.compare = cmp.Compare[int32]
	}
	s.grow()
	return s
}

// grow makes room for the nodes that are known.
func (s *pathSearch) grow() {
	more := s.web.Nodes() - len(s.cost)
	if more <= 0 {
		return
	}
	s.cost = append(s.cost, make([]float64, more)...)
	for _, f := range []*frontier{&s.fore, &s.back} {
		f.layer = append(f.layer, make([]int32, more)...)
		for i := len(f.layer) - more; i < len(f.layer); i++ {
			f.layer[i] = unseen
		}
	}
}

func (s *pathSearch) ties(node int32) (to []int32, weights []float64) {
	to, weights = s.web.Neighbours(node)
	s.grow()
	return to, weights
}

func (f *frontier) start(from int32) {
	for _, v := range f.met {
		f.layer[v] = unseen
	}
	f.met = append(f.met[:0], from)
	f.layer[from] = 0
	f.last, f.depth = 0, 0
}

func (f *frontier) outermost() []int32 { return f.met[f.last:] }

// work says about how much there is to the next layer of a frontier.
func (s *pathSearch) work(f *frontier) int {
	n := 0
	for _, v := range f.outermost() {
		n += s.web.Work(v)
	}
	return n
}

// find completes begin, which has costs up to each of its nodes, with the path that comes first of those in limit steps
// altogether. There may be none.
func (s *pathSearch) find(begin []int32, costs []float64, limit int) (branch, bool, error) {
	spur := begin[len(begin)-1]
	s.fore.start(spur)
	s.back.start(s.target)
	s.cost[s.target] = 0
	for _, v := range begin[:len(begin)-1] {
		s.fore.layer[v], s.back.layer[v] = closed, closed
	}
	steps, ok, err := s.meet(spur, int32(limit-len(begin)+1))
	if err == nil && ok {
		s.priceBack(spur, steps)
	}
	for _, v := range begin[:len(begin)-1] {
		s.fore.layer[v] = unseen
		if s.back.layer[v] == closed {
			s.back.layer[v] = unseen
		}
	}
	if err != nil || !ok {
		return branch{}, false, err
	}
	return s.walk(begin, costs, steps), true, nil
}

// meet grows both frontiers, the one with less work first, until a node is in both: spur is that many steps from the target.
func (s *pathSearch) meet(spur, limit int32) (steps int32, ok bool, err error) {
	for s.fore.depth+s.back.depth < limit {
		f, other := &s.fore, &s.back
		if len(other.outermost()) < len(f.outermost()) {
			f, other = other, f
		}
		if work := s.work(f); work > len(other.outermost()) && s.work(other) < work {
			f, other = other, f
		}
		end := len(f.met)
		f.depth++
		met := false
		for i := f.last; i < end; i++ {
			if i&255 == 0 && s.run.stopped() {
				return 0, false, ErrStopped
			}
			u := f.met[i]
			to, weights := s.ties(u)
			for j, v := range to {
				if l := f.layer[v]; l != unseen && (l != f.depth || f == &s.fore) || s.isBarred(spur, u, v) {
					continue
				}
				if f == &s.back {
					if cost := s.cost[u] + 1/weights[j]; f.layer[v] == unseen || cost < s.cost[v] {
						s.cost[v] = cost
					}
				}
				if f.layer[v] == unseen {
					f.layer[v] = f.depth
					f.met = append(f.met, v)
					met = met || other.layer[v] >= 0
				}
			}
		}
		f.last = end
		if met {
			return s.fore.depth + s.back.depth, true, nil
		}
		if end == len(f.met) {
			return 0, false, nil
		}
	}
	return 0, false, nil
}

// priceBack takes layers and costs on from where the frontiers met to spur, through the nodes on paths of those steps. It
// asks for no ties but those that fore came by.
func (s *pathSearch) priceBack(spur, steps int32) {
	at := s.fore.last
	for depth := s.fore.depth - 1; depth >= 0; depth-- {
		for at > 0 && s.fore.layer[s.fore.met[at-1]] == depth {
			at--
			v := s.fore.met[at]
			to, weights := s.ties(v)
			for j, u := range to {
				if s.back.layer[u] != steps-depth-1 || s.isBarred(spur, u, v) {
					continue
				}
				cost := s.cost[u] + 1/weights[j]
				if s.back.layer[v] == unseen {
					s.back.layer[v] = steps - depth
					s.back.met = append(s.back.met, v)
					s.cost[v] = cost
				} else if cost < s.cost[v] {
					s.cost[v] = cost
				}
			}
		}
	}
}

// isBarred says whether the tie of u and v is one by which the path must not leave spur.
func (s *pathSearch) isBarred(spur, u, v int32) bool {
	switch spur {
	case u:
		return slices.Contains(s.barred, v)
	case v:
		return slices.Contains(s.barred, u)
	}
	return false
}

// walk follows the layers to the target: of the paths with the lowest cost in units of 1e-9, the first by nodes.
func (s *pathSearch) walk(begin []int32, costs []float64, steps int32) branch {
	at := len(begin) - 1
	spur, cost := begin[at], costs[at]
	lowest := nanos(cost + s.cost[spur])
	b := branch{at: at, Path: Path{Nodes: slices.Grow(slices.Clone(begin), int(steps))}, costs: slices.Clone(costs)}
	for at := spur; at != s.target; {
		next, nextLength, nextCost := int32(-1), 0.0, math.Inf(1)
		steps--
		consider := func(v int32, weight float64) {
			if s.back.layer[v] != steps || at == spur && slices.Contains(s.barred, v) {
				return
			}
			length := 1 / weight
			through := max(lowest, nanos(cost+length+s.cost[v]))
			if through < nextCost || through == nextCost && s.compare(v, next) < 0 {
				next, nextLength, nextCost = v, length, through
			}
		}
		if s.fore.layer[at] == s.fore.depth {
			s.backwards(at, consider)
		} else {
			to, weights := s.ties(at)
			for j, v := range to {
				consider(v, weights[j])
			}
		}
		cost += nextLength
		b.Nodes, b.costs = append(b.Nodes, next), append(b.costs, cost)
		at = next
	}
	b.Cost = cost
	return b
}

// backwards yields the ties of a node at which the frontiers met with nodes that are a step closer to the target: through
// the ties of these, which back came by.
func (s *pathSearch) backwards(at int32, yield func(v int32, weight float64)) {
	for i := s.back.last - 1; i >= 0; i-- {
		v := s.back.met[i]
		if s.back.layer[v] != s.back.depth-1 {
			return
		}
		to, weights := s.ties(v)
		if j := slices.Index(to, at); j >= 0 {
			yield(v, weights[j])
		}
	}
}
