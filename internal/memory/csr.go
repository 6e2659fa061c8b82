package memory

// csr is a compressed adjacency: to[lo[i]:hi[i]] are the neighbours of row i. One without any has no lo and hi where it
// is an inverse.
type csr struct{ lo, hi, to []int32 }

func (c csr) of(i int32) []int32 {
	if len(c.lo) == 0 {
		return nil
	}
	return c.to[c.lo[i]:c.hi[i]]
}

// newCSR makes room for the counts' lists; next[i] is where row i's list goes on.
func newCSR(counts []int32) (c csr, next []int32) {
	offsets := make([]int32, len(counts)+1)
	for i, n := range counts {
		offsets[i+1] = offsets[i] + n
	}
	c = csr{lo: offsets[:len(counts)], hi: offsets[1:], to: make([]int32, offsets[len(counts)])}
	copy(counts, c.lo)
	return c, counts
}

// rekeyed returns the adjacency of n rows, to which its own moved; those that are gone have no neighbours.
func (c csr) rekeyed(s *shift, n int) csr {
	if s.still() {
		return c
	}
	next := csr{lo: make([]int32, n), hi: make([]int32, n), to: c.to}
	for old := range c.lo {
		if row := s.to(int32(old)); row >= 0 {
			next.lo[row], next.hi[row] = c.lo[old], c.hi[old]
		}
	}
	return next
}

// invert returns the adjacency backward, to n rows: each list ascends.
func (c csr) invert(n int) csr {
	if len(c.to) == 0 {
		return csr{}
	}
	counts := make([]int32, n)
	for _, t := range c.to {
		counts[t]++
	}
	back, next := newCSR(counts)
	for i := range c.lo {
		for _, t := range c.of(int32(i)) {
			back.to[next[t]] = int32(i)
			next[t]++
		}
	}
	return back
}

// invertOne is invert for rows with one neighbour at most, -1 where there is none.
func invertOne(one []int32, n int) csr {
	counts := make([]int32, n)
	linked := false
	for _, t := range one {
		if t >= 0 {
			counts[t]++
			linked = true
		}
	}
	if !linked {
		return csr{}
	}
	back, next := newCSR(counts)
	for i, t := range one {
		if t >= 0 {
			back.to[next[t]] = int32(i)
			next[t]++
		}
	}
	return back
}
