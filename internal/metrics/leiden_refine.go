package metrics

import "math"

// refine splits each community into connected groups and labels each node with its group's: from groups of one, it
// visits the nodes in random order and lets those that are still alone join a group of their community that does not
// lower modularity, the likelier the more it raises it. Nodes and groups that are hardly tied to the rest of their
// community take no part. That randomness is what lets later levels undo a merge, and what keeps groups connected.
func (l *leiden) refine(g *level, community []int32, count int) []int32 {
	n := g.size()
	group := make([]int32, n)
	strength := make([]float64, n) // of groups
	copy(strength, g.strength)
	outer := make([]float64, n) // weight from the group to the rest of its community
	for v := range group {
		group[v] = int32(v)
		for a := g.offset[v]; a < g.offset[v+1]; a++ {
			if u := g.to[a]; community[u] == community[v] {
				outer[v] += g.weight[a]
			}
		}
	}
	joined := make([]bool, n) // the groups that are no longer a node alone
	near := newTally(n)
	var odds []float64
	offset, members := bucket(community, count)
	for c := range count {
		nodes := members[offset[c]:offset[c+1]]
		total := 0.0
		for _, v := range nodes {
			total += g.strength[v]
		}
		// tied says whether a group is tied to the rest of the community at least as chance would have it.
		tied := func(r int32) bool { return l.gain(strength[r], total-strength[r], outer[r]) >= 0 }
		l.shuffle(nodes)
		for _, v := range nodes {
			if joined[v] || !tied(v) {
				continue
			}
			for a := g.offset[v]; a < g.offset[v+1]; a++ {
				if u := g.to[a]; community[u] == int32(c) {
					near.add(group[u], g.weight[a])
				}
			}
			odds = odds[:0]
			for _, r := range near.met {
				gain := math.Inf(-1)
				if tied(r) {
					gain = l.gain(strength[r], g.strength[v], near.sum[r])
				}
				odds = append(odds, gain)
			}
			if i := l.choose(odds); i >= 0 {
				r := near.met[i]
				group[v] = r
				joined[r] = true
				strength[r] += g.strength[v]
				outer[r] += outer[v] - 2*near.sum[r]
			}
			near.clear()
		}
	}
	return group
}

// choose draws one of the gains that are not negative with odds of exp(gain/temperature), or -1: a node that stays
// alone gains 0. It overwrites gains.
func (l *leiden) choose(gains []float64) int {
	most := 0.0
	for _, gain := range gains {
		most = max(most, gain)
	}
	odds := func(gain float64) float64 { return math.Exp((gain - most) / l.temperature) } // never overflows
	sum := odds(0)
	for i, gain := range gains {
		if gain >= 0 {
			sum += odds(gain)
		}
		gains[i] = sum
	}
	drawn := l.unit() * sum
	if drawn < odds(0) {
		return -1
	}
	for i, upTo := range gains {
		if drawn < upTo {
			return i
		}
	}
	return len(gains) - 1 // not reached: drawn is below sum
}
