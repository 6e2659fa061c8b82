package metrics

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Web is a graph whose nodes may become known only on the way: those that a call of Neighbours names are known after it.
// Neighbours is as Graph's, but for the order; it is asked several times for the same node.
type Web interface {
	Nodes() int // how many are known: 0 to one less
	Neighbours(node int32) (to []int32, weights []float64)
	// Work says about how much there is to Neighbours of a node: its degree, or more where that is not known yet.
	Work(node int32) int
}

// PathQuery asks for the best simple paths between two nodes.
type PathQuery struct {
	From, To int32
	Count    int // of paths at most
	MaxSteps int // in a path

	Compare func(a, b int32) int // orders nodes; nil is by number
}

// Path is a simple path: it meets no node twice.
type Path struct {
	Nodes []int32 // with both ends
	Cost  float64 // the sum of 1/weight over its steps
}

// Steps is the length of the path.
func (p Path) Steps() int { return len(p.Nodes) - 1 }

// compare orders paths: fewer steps, then lower cost in units of 1e-9, so that floating sums do not decide, then nodes.
func (p Path) compare(q Path, nodes func(a, b int32) int) int {
	if order := cmp.Or(cmp.Compare(p.Steps(), q.Steps()), cmp.Compare(nanos(p.Cost), nanos(q.Cost))); order != 0 {
		return order
	}
	return slices.CompareFunc(p.Nodes, q.Nodes, nodes)
}

func nanos(cost float64) float64 { return math.Round(cost * 1e9) }

// KShortestPaths returns the first q.Count simple paths in the order of steps, then cost rounded to 9 decimals, then
// node numbers one by one; fewer where there are no more. There is none from a node to itself.
//
// The method is Yen's (1971, Management Science 17:712) with Lawler's saving (1972, Management Science 18:401): at most
// q.Count times q.MaxSteps searches, each breadth first from both ends until they meet.
func KShortestPaths(web Web, q PathQuery, run Run) ([]Path, error) {
	n := web.Nodes()
	if q.From < 0 || int(q.From) >= n || q.To < 0 || int(q.To) >= n {
		return nil, fmt.Errorf("paths from %d to %d: want nodes 0 to %d", q.From, q.To, n-1)
	}
	if q.From == q.To || q.Count <= 0 || q.MaxSteps <= 0 {
		return nil, nil
	}
	s := newPathSearch(web, q, run)
	var found []Path
	candidates, err := s.branch(nil, branch{Path: Path{Nodes: []int32{q.From}}, costs: []float64{0}}, nil, q.Count, q.MaxSteps)
	for err == nil && len(candidates) > 0 {
		best := candidates[0]
		if found = append(found, best.Path); len(found) == q.Count {
			break
		}
		candidates, err = s.branch(candidates[1:], best, found, q.Count-len(found), q.MaxSteps)
	}
	if err != nil {
		return nil, err
	}
	return found, nil
}

// branch is a path that is the best of those which begin with the same nodes up to index at and go on differently from
// there than the paths that were found before it.
type branch struct {
	Path
	at    int
	costs []float64 // up to each node
}

// branch adds to candidates the best path of each set that is left when best is taken out of its own: those that leave
// it at one of its nodes from best.at on. It keeps the count first of them. With nothing found, best is the start
// alone.
func (s *pathSearch) branch(candidates []branch, best branch, found []Path, count, maxSteps int) ([]branch, error) {
	for i := best.at; i < max(1, best.Steps()); i++ {
		limit := maxSteps
		if len(candidates) >= count {
			limit = candidates[count-1].Steps()
		}
		barred := s.barred[:0] // where found paths with the same beginning go next
		for _, p := range found {
			if len(p.Nodes) > i+1 && slices.Equal(p.Nodes[:i+1], best.Nodes[:i+1]) {
				barred = append(barred, p.Nodes[i+1])
			}
		}
		s.barred = barred
		b, ok, err := s.find(best.Nodes[:i+1], best.costs[:i+1], limit)
		if err != nil {
			return nil, err
		}
		if ok {
			at, _ := slices.BinarySearchFunc(candidates, b, func(a, b branch) int { return a.compare(b.Path, s.compare) })
			candidates = slices.Insert(candidates, at, b)
			candidates = candidates[:min(len(candidates), count)]
		}
	}
	return candidates, nil
}
