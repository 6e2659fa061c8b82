package memory

import "math/bits"

// bitset is a set of rows.
type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

func (b bitset) add(i int32)      { b[i>>6] |= 1 << (i & 63) }
func (b bitset) has(i int32) bool { return b[i>>6]&(1<<(i&63)) != 0 }

// rows returns the members in ascending order.
func (b bitset) rows() []int32 {
	n := 0
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	rows := make([]int32, 0, n)
	for i, w := range b {
		for ; w != 0; w &= w - 1 {
			rows = append(rows, int32(i<<6+bits.TrailingZeros64(w)))
		}
	}
	return rows
}
