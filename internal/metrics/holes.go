package metrics

import "math"

// Holes says how far each node's contacts are strangers to one another, so that the node stands between them.
type Holes struct {
	// Constraint is Burt's (Structural Holes, 1992, ch. 2): the sum over contacts j of (p_ij + sum over q of p_iq
	// p_qj)^2, p_ij being the share of i's strength that j has. It lies above 0 and up to 2, low for brokers: 1/n in
	// the centre of a star of n, 1 with a single contact, 1.125 in a triangle. An isolate has none (NaN).
	Constraint []float64

	// EffectiveSize is n - 2t/n for n contacts with t ties among them (Borgatti 1997, Connections 20:35), which is
	// Burt's on unweighted ties: 1, all contacts know each other, to n, none does. An isolate has none (NaN).
	EffectiveSize []float64
}

// StructuralHoles computes both measures for all nodes in one pass over the triangles, in time of the sum over links
// of the smaller degree.
//
// With S_i the strength of i, S_i p_iq p_qj = w_iq w_qj / S_q, which is the same from j's side; so it is summed once
// for each link, at the end with more links, over the neighbours of the end with fewer.
func StructuralHoles(g *Graph, run Run) (Holes, error) {
	n := g.Nodes()
	indirect := make([]float64, len(g.to)) // for each arc i-j, the sum over q of w_iq w_qj / S_q
	shared := make([]int32, len(g.to))     // and the number of those q
	blocks := min(n, 256)                  // small ones, as hubs make them uneven
	err := run.each(blocks, func() func(int) error {
		mine := make([]float64, n) // weights of the links of one node, zero elsewhere
		return func(task int) error {
			for i, hi := block(task, blocks, n); i < hi; i++ {
				if run.stopped() {
					return ErrStopped
				}
				g.overlap(i, mine, indirect, shared)
			}
			return nil
		}
	})
	if err != nil {
		return Holes{}, err
	}
	h := Holes{Constraint: make([]float64, n), EffectiveSize: make([]float64, n)}
	for i := range n {
		lo, hi := g.offset[i], g.offset[i+1]
		if lo == hi {
			h.Constraint[i], h.EffectiveSize[i] = math.NaN(), math.NaN()
			continue
		}
		constraint, ties2 := 0.0, 0
		for a := lo; a < hi; a++ {
			p := (g.weight[a] + indirect[a]) / g.strength[i]
			constraint += float64(p * p)
			ties2 += int(shared[a]) // counts each tie among the contacts from both of its ends
		}
		contacts := float64(hi - lo)
		h.Constraint[i] = constraint
		h.EffectiveSize[i] = contacts - float64(ties2)/contacts
	}
	return h, nil
}

// overlap fills in both arcs of each link from i to a node that comes before it by degree.
func (g *Graph) overlap(i int32, mine, indirect []float64, shared []int32) {
	lo, hi := g.offset[i], g.offset[i+1]
	for a := lo; a < hi; a++ {
		mine[g.to[a]] = g.weight[a]
	}
	for a := lo; a < hi; a++ {
		j := g.to[a]
		from, end := g.offset[j], g.offset[j+1]
		if d := end - from; d > hi-lo || d == hi-lo && j > i {
			continue // j will do it
		}
		var sum float64
		var count, back int32
		for b := from; b < end; b++ {
			q := g.to[b]
			if w := mine[q]; w != 0 {
				sum += float64(w * g.weight[b] / g.strength[q])
				count++
			} else if q == i {
				back = b
			}
		}
		indirect[a], indirect[back] = sum, sum
		shared[a], shared[back] = count, count
	}
	for a := lo; a < hi; a++ {
		mine[g.to[a]] = 0
	}
}
