package metrics

import "math"

// Stability says how alike the communities are that Leiden finds from several seeds: the mean over pairs of seeds of
// the adjusted Rand index (Hubert and Arabie 1985, Journal of Classification 2:193). 1 where all agree, about 0
// where they agree no more than by chance. Isolates do not count, as they are alone from every seed. It is NaN for a
// graph without links and for fewer than two seeds.
func Stability(g *Graph, seeds []uint64, run Run) (float64, error) {
	if len(g.to) == 0 || len(seeds) < 2 {
		return math.NaN(), nil
	}
	found := make([][]int32, len(seeds))
	err := run.each(len(seeds), func() func(int) error {
		return func(task int) error {
			c, err := Leiden(g, seeds[task], run)
			if err != nil {
				return err
			}
			of := c.Of[:0]
			for v, community := range c.Of {
				if g.Degree(int32(v)) > 0 {
					of = append(of, community)
				}
			}
			compact(of)
			found[task] = of
			return nil
		}
	})
	if err != nil {
		return 0, err
	}
	sum, pairs := 0.0, 0
	for i, a := range found {
		for _, b := range found[:i] {
			sum += adjustedRand(a, b)
			pairs++
		}
	}
	return sum / float64(pairs), nil
}

// adjustedRand compares two partitions of the same things, both numbered from 0 with no number left out.
func adjustedRand(a, b []int32) float64 {
	pairs := func(n float64) float64 { return n * (n - 1) / 2 }
	groups := 0
	for _, c := range a {
		groups = max(groups, int(c)+1)
	}
	offset, members := bucket(a, groups)
	both, inA, inB := 0.0, 0.0, 0.0 // pairs that are together
	sizes := newTally(len(b))
	for c := range groups {
		mine := members[offset[c]:offset[c+1]]
		inA += pairs(float64(len(mine)))
		for _, v := range mine {
			sizes.add(b[v], 1)
		}
		for _, d := range sizes.met {
			both += pairs(sizes.sum[d])
		}
		sizes.clear()
	}
	for _, d := range b {
		sizes.add(d, 1)
	}
	for _, d := range sizes.met {
		inB += pairs(sizes.sum[d])
	}
	all := pairs(float64(len(a)))
	expected := inA * inB / all
	if most := (inA + inB) / 2; most != expected {
		return (both - expected) / (most - expected)
	}
	return 1 // both put all together, or all apart
}
