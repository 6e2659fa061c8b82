package metrics

import (
	"fmt"
	"math"
	"slices"
)

// tieTolerance is how far, of their length, two paths may differ and still count as equally short: sums of 1/weight
// that are equal on paper differ by some 1e-15 in floating point, and different ones by far more.
const tieTolerance = 1e-12

var errTooManyPaths = fmt.Errorf("betweenness: over %g shortest paths between two nodes", math.MaxFloat64)

// Betweenness returns for each node the share of the other pairs of nodes whose shortest paths pass through it, equally
// short paths sharing a pair (Freeman 1977; Brandes 2001, J. Math. Sociol. 25:163). A link is 1/weight long; paths
// whose lengths differ by less than 1e-12 of them are equally short. Each pair counts once, and the sum is
// normalised by 2/((N-1)(N-2)): 0 to 1, 1 in the centre of a star. It is 0 for isolates, and for all where N < 3, as
// there is no pair to stand between. Pairs that no path joins count for nobody.
//
// It takes a search for each class of twins over the links between classes, and the first searches, those from the
// classes with most links, spare the others the links and classes that no shortest path passes: exact, and on networks
// of consortia some tenth of the work of a search for each node over all links.
func Betweenness(g *Graph, run Run) ([]float64, error) {
	n := g.Nodes()
	score := make([]float64, n)
	if n < 3 {
		return score, nil
	}
	t := mergeTwins(g)
	r := newRoads(g, t)
	classes := len(t.size)
	total := make([]float64, classes)
	for lo := 0; lo < classes; {
		hi := min(classes, max(2*lo, classes/32+1))
		if err := r.searchAll(lo, hi, total, run); err != nil {
			return nil, err
		}
		r.narrow()
		lo = hi
	}
	between := make([]float64, classes)
	for rank, c := range r.class {
		between[c] = total[rank]
	}
	t.betweenTwins(between)
	// between counts each pair from both ends, which halves it; the 2 of the normalisation cancels that.
	for v := range score {
		score[v] = between[t.class[v]] / (float64(n-1) * float64(n-2))
	}
	return score, nil
}

// searchAll adds to total what searches from the classes from lo up to hi find.
func (r *roads) searchAll(lo, hi int, total []float64, run Run) error {
	blocks := min(hi-lo, 32) // their number decides how sums round, so it must not follow that of the workers
	sums := make([][]float64, blocks)
	err := run.each(blocks, func() func(int) error {
		b := newBrandes(r)
		return func(task int) error {
			sum := make([]float64, len(total))
			from, to := block(task, blocks, hi-lo)
			for s := int32(lo) + from; s < int32(lo)+to; s++ {
				if run.stopped() {
					return ErrStopped
				}
				if err := b.from(s, sum); err != nil {
					return err
				}
			}
			sums[task] = sum
			return nil
		}
	})
	for _, sum := range sums {
		for c, x := range sum {
			total[c] += x
		}
	}
	return err
}

// betweenTwins adds the pairs inside each class of several. Twins are joined by their link or over the neighbours that
// are nearest to both, whichever is shorter: by all of them where they are equal.
func (t *twins) betweenTwins(total []float64) {
	for c, size := range t.size {
		arcs := t.arcs[t.offset[c]:t.offset[c+1]]
		if size < 2 || len(arcs) == 0 {
			continue
		}
		limit := min(t.inner[c], 2*arcs[0].length) * (1 + tieTolerance)
		paths := 0.0
		if t.inner[c] <= limit {
			paths = 1
		}
		n := 0
		for ; n < len(arcs) && 2*arcs[n].length <= limit; n++ {
			paths += t.size[arcs[n].to]
		}
		for _, a := range arcs[:n] {
			total[a.to] += size * (size - 1) / paths
		}
	}
}

// brandes is what one worker needs for its searches.
type brandes struct {
	*roads
	queue queue
	limit []float64 // of each class: what is farther is no shortest path to it. Negative for ends and what is settled.
	at    []place
	order []int32 // as the classes were settled
	steps []step
}

// place is what a search knows of a class.
type place struct {
	distance   float64 // infinite unless it was met
	paths      float64 // shortest ones from the source to one member of the class
	dependency float64 // of the source on one member
	ways       int32   // that a path can take through the class: members, or 1 in the source
	last       int32   // of the steps that lead here on shortest paths, -1 where there is none
}

// step leads from a class to another.
type step struct {
	from   int32
	before int32 // another step to the same class, or -1
}

func newBrandes(r *roads) *brandes {
	n := len(r.size)
	b := &brandes{
		roads: r, queue: newQueue(r.arcs), limit: make([]float64, n), at: make([]place, n),
		order: make([]int32, 0, n), steps: make([]step, 0, n),
	}
	for c := range b.at {
		b.forget(int32(c))
	}
	return b
}

// forget makes a class as it is before a search.
func (b *brandes) forget(c int32) {
	b.at[c] = place{distance: math.Inf(1), ways: b.size[c], last: -1}
	if b.limit[c] = math.Inf(1); b.end[c] {
		b.limit[c] = -1
	}
}

// from adds to total what the members of class s depend on one member of each other class. Only shortest paths
// out of the class matter here, and no such path passes two members of a class: the second could have been the first.
func (b *brandes) from(s int32, total []float64) error {
	arcs := b.of(s)
	if len(arcs) == 0 {
		return nil
	}
	b.search(s, arcs)
	for _, c := range b.ends {
		if c != s {
			if err := b.reach(c); err != nil {
				return err
			}
		}
	}
	for _, w := range slices.Backward(b.order) {
		p := &b.at[w]
		if p.paths > math.MaxFloat64 {
			return errTooManyPaths
		}
		share := float64(b.size[w]) * (1 + p.dependency) / p.paths
		for i := p.last; i >= 0; i = b.steps[i].before {
			v := &b.at[b.steps[i].from]
			v.dependency += float64(v.paths * share)
		}
		total[w] += float64(float64(b.size[s]) * p.dependency)
	}
	first := b.offset[s]
	for i, a := range arcs {
		b.useless[first+int32(i)] = a.length > b.at[a.to].distance*(1+tieTolerance)
	}
	b.forget(s)
	for _, v := range b.order {
		b.forget(v)
	}
	return nil
}

// search settles the classes that s reaches in the order of their distance, counting the shortest paths to each. The
// order is without s.
func (b *brandes) search(s int32, arcs []arc) {
	b.order, b.steps = b.order[:0], b.steps[:0]
	b.queue.reset()
	b.at[s] = place{paths: 1, ways: 1, last: -1}
	b.limit[s] = -1
	b.relax(s, arcs)
	for {
		v, distance, ok := b.queue.pop()
		if !ok {
			return
		}
		if distance > b.at[v].distance { // it came closer
			continue
		}
		b.limit[v] = -1
		b.order = append(b.order, v)
		b.relax(v, b.of(v))
	}
}

// relax follows arcs from v.
func (b *brandes) relax(v int32, arcs []arc) {
	from := &b.at[v]
	distance, paths := from.distance, from.paths*float64(from.ways)
	for _, a := range arcs {
		d := distance + a.length
		if d > b.limit[a.to] {
			continue
		}
		to := &b.at[a.to]
		if d < to.distance*(1-tieTolerance) {
			to.distance, to.paths, to.last = d, 0, -1
			b.limit[a.to] = d * (1 + tieTolerance)
			b.queue.push(a.to, d)
		}
		to.paths += paths
		b.steps = append(b.steps, step{v, to.last})
		to.last = int32(len(b.steps) - 1)
	}
}

// reach counts the shortest paths to the end c and adds to what the source depends on others for them.
func (b *brandes) reach(c int32) error {
	arcs := b.of(c)
	nearest := math.Inf(1)
	for _, a := range arcs {
		nearest = min(nearest, b.at[a.to].distance+a.length)
	}
	if math.IsInf(nearest, 1) {
		return nil
	}
	nearest *= 1 + tieTolerance
	paths := 0.0
	for _, a := range arcs {
		if p := &b.at[a.to]; p.distance+a.length <= nearest {
			paths += p.paths * float64(p.ways)
		}
	}
	if paths > math.MaxFloat64 {
		return errTooManyPaths
	}
	share := float64(b.size[c]) / paths
	for _, a := range arcs {
		if p := &b.at[a.to]; p.distance+a.length <= nearest {
			p.dependency += float64(p.paths * share)
		}
	}
	return nil
}
