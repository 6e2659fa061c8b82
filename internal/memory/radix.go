package memory

import "math/bits"

const digit = 11 // bits that radix sorts by at a time

// radix sorts keys by their bits from one to before another, those with the same in the order that they have. It uses
// space, as long as keys, and returns either as the sorted one.
func radix(keys, space []uint64, from, to int) []uint64 {
	var next [1 << digit]int32
	for ; from < to; from += digit {
		clear(next[:])
		for _, k := range keys {
			next[k>>from&(1<<digit-1)]++
		}
		at := int32(0)
		for i := range next {
			next[i], at = at, at+next[i]
		}
		for _, k := range keys {
			d := k >> from & (1<<digit - 1)
			space[next[d]] = k
			next[d]++
		}
		keys, space = space, keys
	}
	return keys
}

// roster is the parties to evidence by organisation, the organisations being numbered anew: a few of a million are as
// quickly counted as a few of a thousand.
type roster struct {
	rows  []int32 // the organisations, ascending
	party []int32 // of each of the evidence's parties the place of its organisation there
	lo    []int32 // of each organisation, where its places in the events begin in list; one more at the end
	list  []occurrence
}

func (ev *evidence) roster(organisations int) *roster {
	keys := make([]uint64, len(ev.party))
	for at, o := range ev.party {
		keys[at] = uint64(o)<<32 | uint64(at)
	}
	keys = radix(keys, make([]uint64, len(keys)), 32, 32+bits.Len(uint(organisations)))
	of := make([]int32, len(keys)) // of each party, its event
	for e := range ev.events {
		for at := ev.lo[e]; at < ev.lo[e+1]; at++ {
			of[at] = int32(e)
		}
	}
	r := &roster{party: make([]int32, len(keys)), list: make([]occurrence, len(keys))}
	for i, k := range keys {
		o, at := int32(k>>32), int32(uint32(k))
		if n := len(r.rows); n == 0 || r.rows[n-1] != o {
			r.rows, r.lo = append(r.rows, o), append(r.lo, int32(i))
		}
		r.party[at] = int32(len(r.rows) - 1)
		r.list[i] = occurrence{of[at], at - ev.lo[of[at]]}
	}
	r.lo = append(r.lo, int32(len(keys)))
	return r
}
