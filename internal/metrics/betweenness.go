package metrics

import (
	"fmt"
	"math"
)

// tieTolerance is how far, of their length, two paths may differ and still count as equally short: sums of 1/weight
// that are equal on paper differ by some 1e-15 in floating point, and different ones by far more.
const tieTolerance = 1e-12

// How far a search has come with a node.
const (
	unmet = iota
	waiting
	settled
)

// Betweenness returns for each node the share of the other pairs of nodes whose shortest paths pass through it, equally
// short paths sharing a pair (Freeman 1977; Brandes 2001, J. Math. Sociol. 25:163). A link is 1/weight long; paths
// whose lengths differ by less than 1e-12 of them are equally short. Each pair counts once, and the sum is
// normalised by 2/((N-1)(N-2)): 0 to 1, 1 in the centre of a star. It is 0 for isolates, and for all where N < 3, as
// there is no pair to stand between. Pairs that no path joins count for nobody.
//
// It takes a search for each class of twins over the links between classes: exact, and on networks of consortia about
// half the work of a search for each node over all links.
func Betweenness(g *Graph, run Run) ([]float64, error) {
	n := g.Nodes()
	score := make([]float64, n)
	if n < 3 {
		return score, nil
	}
	t := mergeTwins(g)
	classes := len(t.size)
	blocks := min(classes, 64) // their number decides how sums round, so it must not follow that of the workers
	sums := make([][]float64, blocks)
	err := run.each(blocks, func() func(int) error {
		b := newBrandes(t)
		return func(task int) error {
			sum := make([]float64, classes)
			for s, hi := block(task, blocks, classes); s < hi; s++ {
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
	if err != nil {
		return nil, err
	}
	total := sums[0]
	for _, sum := range sums[1:] {
		for c := range total {
			total[c] += sum[c]
		}
	}
	t.betweenTwins(total)
	// total counts each pair from both ends, which halves it; the 2 of the normalisation cancels that.
	for v := range score {
		score[v] = total[t.class[v]] / (float64(n-1) * float64(n-2))
	}
	return score, nil
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
	*twins
	queue        queue
	state        []uint8 // unmet, waiting or settled
	distance     []float64
	paths        []float64 // shortest ones from the source to one member of the class
	dependency   []float64 // of the source on one member
	predecessors []int32   // of class c: before[c] of them, from offset[c] on
	before       []int32
	order        []int32 // as the classes were settled
}

func newBrandes(t *twins) *brandes {
	n := len(t.size)
	return &brandes{
		twins: t, queue: newQueue(t.arcs), state: make([]uint8, n),
		distance: make([]float64, n), paths: make([]float64, n), dependency: make([]float64, n),
		predecessors: make([]int32, len(t.arcs)), before: make([]int32, n), order: make([]int32, 0, n),
	}
}

// from adds to total what the members of class s depend on one member of each other class. Only shortest paths
// out of the class matter here, and no such path passes two members of a class: the second could have been the first.
func (b *brandes) from(s int32, total []float64) error {
	if b.offset[s] == b.offset[s+1] {
		return nil
	}
	b.search(s)
	for i := len(b.order) - 1; i > 0; i-- {
		w := b.order[i]
		if math.IsInf(b.paths[w], 1) {
			return fmt.Errorf("betweenness: over %g shortest paths between two nodes", math.MaxFloat64)
		}
		share := b.size[w] * (1 + b.dependency[w]) / b.paths[w]
		for _, v := range b.predecessors[b.offset[w] : b.offset[w]+b.before[w]] {
			b.dependency[v] += float64(b.paths[v] * share)
		}
		total[w] += float64(b.size[s] * b.dependency[w])
	}
	return nil
}

// search settles the classes that s reaches in the order of their distance, counting the shortest paths to each.
func (b *brandes) search(s int32) {
	for _, v := range b.order {
		b.state[v] = unmet
	}
	b.order = b.order[:0]
	b.queue.reset()
	b.meet(s, 0)
	b.paths[s] = 1
	for {
		v, ok := b.queue.pop()
		if !ok {
			break
		}
		if b.state[v] == settled {
			continue
		}
		b.state[v] = settled
		b.order = append(b.order, v)
		b.dependency[v] = 0
		distance, paths := b.distance[v], b.paths[v]
		if v != s {
			paths *= b.size[v] // through any of the members
		}
		for _, a := range b.arcs[b.offset[v]:b.offset[v+1]] {
			d := distance + a.length
			w := a.to
			switch b.state[w] {
			case settled:
				continue
			case unmet:
				b.meet(w, d)
			default:
				known := b.distance[w]
				slack := float64(known * tieTolerance)
				if d > known+slack {
					continue
				}
				if d < known-slack {
					b.distance[w] = d
					b.paths[w] = 0
					b.before[w] = 0
					b.queue.push(w, d)
				}
			}
			b.paths[w] += paths
			b.predecessors[b.offset[w]+b.before[w]] = v
			b.before[w]++
		}
	}
}

func (b *brandes) meet(v int32, distance float64) {
	b.state[v], b.distance[v], b.paths[v], b.before[v] = waiting, distance, 0, 0
	b.queue.push(v, distance)
}
