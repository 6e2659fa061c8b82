package metrics

// stubborn is the part of its strength by which a node must gain to move. It is above what rounding the weights does,
// so nodes stay where communities are equally good on paper, as they often are among consortia: a rounding error that
// always decides the same way would bar the better partitions beyond. It also keeps nodes from moving in circles.
const stubborn = 1e-8

// move moves nodes to the community that adds most to modularity, until none gains. Nodes wait in a queue, all of
// them at first; a node that moves queues those neighbours that it has left behind. community is written to.
func (l *leiden) move(g *level, community []int32) error {
	n := g.size()
	strength := make([]float64, n) // of communities
	members := make([]int32, n)
	for v, c := range community {
		strength[c] += g.strength[v]
		members[c]++
	}
	var empty []int32
	for c := n - 1; c >= 0; c-- {
		if members[c] == 0 {
			empty = append(empty, int32(c))
		}
	}
	queue := make([]int32, n) // a ring: a node waits in it once at most
	for v := range queue {
		queue[v] = int32(v)
	}
	l.shuffle(queue)
	waits := make([]bool, n)
	for v := range waits {
		waits[v] = true
	}
	near := newTally(n)
	for head, waiting, steps := 0, n, 0; waiting > 0; steps++ {
		if steps&1023 == 0 && l.run.stopped() {
			return ErrStopped
		}
		v := queue[head]
		if head++; head == n {
			head = 0
		}
		waiting--
		waits[v] = false

		old := community[v]
		for a := g.offset[v]; a < g.offset[v+1]; a++ {
			near.add(community[g.to[a]], g.weight[a])
		}
		strength[old] -= g.strength[v]
		if members[old]--; members[old] == 0 {
			empty = append(empty, old)
		}
		best, most := old, l.gain(g.strength[v], strength[old], near.sum[old])+float64(g.strength[v]*stubborn)
		if most < 0 { // better alone
			best, most = empty[len(empty)-1], 0
		}
		for _, c := range near.met {
			if gain := l.gain(g.strength[v], strength[c], near.sum[c]); gain > most {
				best, most = c, gain
			}
		}
		near.clear()
		strength[best] += g.strength[v]
		if members[best]++; members[best] == 1 {
			empty = empty[:len(empty)-1] // best is the last: v's own, or a free one
		}
		community[v] = best
		if best == old {
			continue
		}
		for _, u := range g.to[g.offset[v]:g.offset[v+1]] {
			if !waits[u] && community[u] != best {
				waits[u] = true
				tail := head + waiting
				if tail >= n {
					tail -= n
				}
				queue[tail] = u
				waiting++
			}
		}
	}
	return nil
}

// gain is what a node adds to modularity by joining a community that it has links of weight near to, in units of
// 2/total. It has no sum of products that a processor might fuse: the same bits everywhere.
func (l *leiden) gain(strength, community, near float64) float64 {
	return near - strength*community/l.total
}
