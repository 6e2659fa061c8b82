package synthetic

import (
	"iter"
	"math"
	"slices"
)

// patience is the number of draws after which one that finds nobody is given up.
const patience = 64

// growth fills the seats of projects one after the other. A seat goes to a newcomer or to one who was there before, and
// either from the leader's country or from anywhere. Those who were there before are drawn by the number of their seats
// less a discount, times the pull of their type, and newcomers come by Heaps' law, as in a Pitman-Yor process (Pitman and Yor 1997, Annals of
// Probability 25:855); but the law ends at as many organisations as were asked for.
type growth struct {
	dice    *dice
	sizes   []uint16
	seats   int       // of all projects
	country []uint8   // of each organisation, as a number from 0 on
	pull    []float32 // of each organisation, on seats
	held    []int32   // seats of each organisation
	taken   []int32   // who has each seat filled so far: drawing from it draws by seats held
	takenIn [][]int32 // the same of each country
	waiting [][]int32 // those of each country who may not have been there yet, in the order of coming
	next    int       // none before it is a newcomer
	entered int
}

// growth returns the network's growth at its beginning.
func (n *Network) growth() *growth {
	countries := len(n.model.countries.values)
	g := &growth{
		dice:    newDice(n.options.Seed, growthDice),
		sizes:   make([]uint16, n.options.Projects),
		country: make([]uint8, n.options.Organisations),
		pull:    make([]float32, n.options.Organisations),
		held:    make([]int32, n.options.Organisations),
		takenIn: make([][]int32, countries),
		waiting: make([][]int32, countries),
	}
	d := newDice(n.options.Seed, sizeDice)
	mean := float64(n.options.Participations) / float64(n.options.Projects)
	alone := (n.model.meanConsortium - mean) / (n.model.meanConsortium - 1)
	for i := range g.sizes {
		size := 1
		if !d.chance(alone) {
			size = min(n.model.consortium(d), n.options.Organisations)
		}
		g.sizes[i] = uint16(size)
		g.seats += size
	}
	d = newDice(n.options.Seed, organisationDice)
	for i := range g.country {
		c := n.country(d.at(i))
		g.country[i], g.pull[i] = uint8(c), pullOf(n.model.types.draw(d))
		g.waiting[c] = append(g.waiting[c], int32(i))
	}
	g.taken = make([]int32, 0, g.seats)
	return g
}

// consortia yields the members of each project, the leader first. The list is good until the next.
func (g *growth) consortia() iter.Seq2[int, []int32] {
	return func(yield func(int, []int32) bool) {
		var members []int32
		for i, size := range g.sizes {
			members = g.fill(members[:0], int(size))
			if !yield(i, members) {
				return
			}
		}
	}
}

// fill adds so many members to a project.
func (g *growth) fill(members []int32, size int) []int32 {
	domestic := g.dice.chance(domesticShare(size))
	for len(members) < size {
		home := len(members) > 0 && !g.isLastChance() && (domestic || g.dice.chance(homeShare))
		who := g.pick(members, home, g.newcomerIsDue())
		members = append(members, who)
		if g.held[who]++; g.held[who] == 1 {
			g.entered++
		}
		c := g.country[who]
		g.taken, g.takenIn[c] = append(g.taken, who), append(g.takenIn[c], who)
	}
	return members
}

// newcomerIsDue keeps the number of those who came near to Heaps' law as soon as there are seats for so many, and lets
// nobody come too late.
func (g *growth) newcomerIsDue() bool {
	if g.isLastChance() {
		return true
	}
	filled := float64(len(g.taken)+1) / float64(g.seats)
	return float64(g.entered)+g.dice.Float64() < float64(len(g.held))*math.Pow(filled, heapsExponent)
}

// isLastChance reports whether those who have not come yet need all seats that are left.
func (g *growth) isLastChance() bool {
	missing := len(g.held) - g.entered
	return missing > 0 && missing >= g.seats-len(g.taken)
}

// pick finds the next member: at home where that was wished and somebody is there, else anywhere.
func (g *growth) pick(members []int32, home, newcomer bool) int32 {
	if home {
		c := g.country[members[0]]
		if newcomer {
			if who, ok := g.newcomerOf(c); ok {
				return who
			}
		}
		if who, ok := g.known(g.takenIn[c], members); ok {
			return who
		}
	}
	if !newcomer {
		if who, ok := g.known(g.taken, members); ok {
			return who
		}
	}
	return g.anybody(members)
}

// newcomerOf finds the first organisation of a country that has no seat yet.
func (g *growth) newcomerOf(c uint8) (int32, bool) {
	for queue := g.waiting[c]; len(queue) > 0; queue = g.waiting[c] {
		who := queue[0]
		g.waiting[c] = queue[1:]
		if g.held[who] == 0 {
			return who, true
		}
	}
	return 0, false
}

// known draws from those who have seats.
func (g *growth) known(taken, members []int32) (int32, bool) {
	if len(taken) == 0 {
		return 0, false
	}
	for range patience {
		who := taken[g.dice.IntN(len(taken))]
		if g.dice.chance(float64(g.pull[who])*(1-discount/float64(g.held[who]))) && !slices.Contains(members, who) {
			return who, true
		}
	}
	return 0, false
}

// anybody finds the first organisation that has no seat yet, or else one that is no member, and there is one.
func (g *growth) anybody(members []int32) int32 {
	for ; g.next < len(g.held); g.next++ {
		if g.held[g.next] == 0 {
			return int32(g.next)
		}
	}
	who := int32(g.dice.IntN(len(g.held)))
	for slices.Contains(members, who) {
		who = (who + 1) % int32(len(g.held))
	}
	return who
}
