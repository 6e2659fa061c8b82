package synthetic

import (
	"math/rand/v2"
	"sort"
)

// The streams of random numbers, one for each thing that is drawn, so that no draw moves another.
const (
	growthDice = iota + 1
	sizeDice
	organisationDice
	projectDice
)

// dice are the random numbers of one stream of a seed.
type dice struct {
	*rand.Rand
	pcg  *rand.PCG
	seed uint64
}

func newDice(seed, stream uint64) *dice {
	pcg := rand.NewPCG(0, 0)
	d := &dice{rand.New(pcg), pcg, mix(seed ^ mix(stream))}
	return d.at(0)
}

// at turns the dice to the numbers of one item: an item's draws do not depend on those of others.
func (d *dice) at(item int) *dice {
	d.pcg.Seed(d.seed, mix(uint64(item)))
	return d
}

// mix spreads the bits of a number over all 64 (the finaliser of SplitMix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// chance is true so many times in one.
func (d *dice) chance(p float64) bool { return d.Float64() < p }

// skewed draws from 0 to n-1, the first ones more often: the chances fall in a straight line.
func (d *dice) skewed(n int) int { return min(d.IntN(n), d.IntN(n)) }

// share is a value with the number of times that it was seen.
type share[T any] struct {
	value T
	times int
}

// urn draws values as often as they were seen.
type urn[T any] struct {
	values []T
	upTo   []int
}

func newUrn[T any](shares []share[T]) urn[T] {
	var u urn[T]
	sum := 0
	for _, s := range shares {
		sum += s.times
		u.values, u.upTo = append(u.values, s.value), append(u.upTo, sum)
	}
	return u
}

func (u urn[T]) draw(d *dice) T {
	at := d.IntN(u.upTo[len(u.upTo)-1])
	return u.values[sort.SearchInts(u.upTo, at+1)]
}
