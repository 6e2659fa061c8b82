package metrics

import (
	"math/bits"
	"math/rand/v2"
)

// random draws from a PCG. It derives everything from the raw 64 bits, which are specified: how math/rand/v2 draws
// from them may change with Go, and the communities would change with it.
type random struct{ rand.PCG }

func newRandom(seed, stream uint64) *random { return &random{*rand.NewPCG(seed, stream)} }

// below draws from 0 to n-1. It is even to within n/2^64.
func (r *random) below(n int) int {
	hi, _ := bits.Mul64(r.Uint64(), uint64(n))
	return int(hi)
}

// unit draws from [0,1).
func (r *random) unit() float64 { return float64(r.Uint64()>>11) / (1 << 53) }

func (r *random) shuffle(nodes []int32) {
	for i := len(nodes) - 1; i > 0; i-- {
		j := r.below(i + 1)
		nodes[i], nodes[j] = nodes[j], nodes[i]
	}
}
