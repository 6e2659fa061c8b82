package metrics

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

const (
	// leidenRandomness is how far a node may stray from the best community when communities are refined, in links of
	// mean weight; the value of Traag et al.
	leidenRandomness = 0.01

	// The method is begun from several starts, more of them on a graph of fewer links. Chance decides early which of
	// them ends well, so the best after the first rounds alone goes on.
	leidenStarts = 4
	manyStarts   = 10
	leidenEffort = 20_000 // links that starts beyond leidenStarts may have in all
	firstRounds  = 2
	leidenRounds = 8 // at most, after those; three or four improve much

	// sameModularity is by how much it may differ for the same partition.
	sameModularity = 1e-12
)

// Communities is a partition of a graph's nodes.
type Communities struct {
	// Of numbers the community of each node, from 0: the largest first, among equals the one with the smallest node.
	Of []int32
	// Count is the number of communities. An isolate is one of its own.
	Count int
	// Modularity of the partition; NaN where there are no links.
	Modularity float64
}

// Leiden finds communities by the method of Traag, Waltman and van Eck (2019, Scientific Reports 9:5233) on weights,
// for modularity at resolution 1, repeated from its own result: twice from each of four starts, up to ten on graphs of
// few links, and from the best of these until it no longer improves. Each community is connected.
//
// It visits nodes in orders that seed draws, so one graph and one seed give one partition. Weights are rounded
// to some 2^-31 of their mean first, which makes their sums exact: weights that differ in their last bits, as
// sums taken in another order do, give the same communities.
func Leiden(g *Graph, seed uint64, run Run) (Communities, error) {
	if len(g.to) == 0 {
		c := Communities{Of: singletons(g.Nodes()), Modularity: math.NaN()}
		c.Count = bySize(c.Of)
		return c, nil
	}
	base := quantised(g)
	starts := make([]*leiden, max(leidenStarts, min(manyStarts, leidenEffort/g.Links())))
	err := run.each(len(starts), func() func(int) error {
		return func(task int) error {
			starts[task] = base.start(g, newRandom(seed, uint64(task)), run)
			return starts[task].improve(firstRounds)
		}
	})
	if err != nil {
		return Communities{}, err
	}
	best := starts[0]
	for _, l := range starts[1:] {
		if l.best.Modularity > best.best.Modularity+sameModularity {
			best = l
		}
	}
	if err := best.improve(leidenRounds); err != nil {
		return Communities{}, err
	}
	c := best.best
	c.Count = bySize(c.Of)
	return c, nil
}

// improve goes on from the best partition, for at most so many rounds.
func (l *leiden) improve(rounds int) error {
	community := slices.Clone(l.best.Of)
	for range rounds {
		var err error
		if community, err = l.round(l.base, community); err != nil {
			return err
		}
		q := Modularity(l.g, community)
		if q <= l.best.Modularity+sameModularity {
			return nil
		}
		l.best.Of, l.best.Modularity = slices.Clone(community), q
	}
	return nil
}

func singletons(n int) []int32 {
	community := make([]int32, n)
	for v := range community {
		community[v] = int32(v)
	}
	return community
}

// leiden is one start and how far it has come.
type leiden struct {
	*random
	run         Run
	g           *Graph
	base        *level
	total       float64 // of strengths: twice that of weights
	temperature float64 // leidenRandomness in the unit of the weights
	best        Communities
}

func (g *level) start(of *Graph, r *random, run Run) *leiden {
	l := &leiden{random: r, run: run, g: of, base: g}
	l.best = Communities{Of: singletons(g.size()), Modularity: math.Inf(-1)}
	for _, s := range g.strength {
		l.total += s
	}
	l.temperature = leidenRandomness * l.total / float64(len(g.to))
	return l
}

// level is a graph whose nodes stand for connected groups of the original's.
type level struct {
	offset   []int32
	to       []int32
	weight   []float64
	strength []float64 // with the weights inside the group, twice
}

func (g *level) size() int { return len(g.strength) }

// quantised is g in whole multiples of a power of two, with which sums below 2^53 of them are exact.
func quantised(g *Graph) *level {
	total := 0.0
	for _, s := range g.strength {
		total += s
	}
	// The mean of weights that are sums of simple fractions can be a power of two on paper. 1.37 of it hardly is, so
	// its rounding does not decide the exponent.
	_, exponent := math.Frexp(total / float64(len(g.to)) * 1.37)
	exponent -= min(31, 51-bits.Len(uint(len(g.to))))
	q := &level{offset: g.offset, to: g.to, weight: make([]float64, len(g.to)), strength: make([]float64, g.Nodes())}
	for v := range q.strength {
		for a := g.offset[v]; a < g.offset[v+1]; a++ {
			q.weight[a] = max(1, math.Round(math.Ldexp(g.weight[a], -exponent)))
			q.strength[v] += q.weight[a]
		}
	}
	return q
}

// round improves communities of base: nodes move, communities are refined, what was refined becomes the nodes of the
// next level, until each of them is a community. It overwrites community.
func (l *leiden) round(base *level, community []int32) ([]int32, error) {
	of := singletons(base.size()) // the node of g that stands for each of base's
	g := base
	for {
		if err := l.move(g, community); err != nil {
			return nil, err
		}
		count := compact(community)
		if count == g.size() {
			break
		}
		refined := l.refine(g, community, count)
		groups := compact(refined)
		if groups == g.size() { // only chance and ties can do that; the pieces are what refining must find
			if groups = pieces(g, community, refined); groups == g.size() {
				copy(community, refined)
				break
			}
		}
		up := make([]int32, groups)
		for v, r := range refined {
			up[r] = community[v]
		}
		for v, at := range of {
			of[v] = refined[at]
		}
		g, community = g.aggregate(refined, groups), up
	}
	for v, at := range of {
		of[v] = community[at]
	}
	return of, nil
}

// compact renumbers labels from 0 in the order in which they occur and counts them. Labels are below their number.
func compact(labels []int32) int {
	number := make([]int32, len(labels))
	count := int32(0)
	for i, l := range labels {
		if number[l] == 0 {
			count++
			number[l] = count
		}
		labels[i] = number[l] - 1
	}
	return int(count)
}

// bySize renumbers communities as Communities.Of has them and counts them.
func bySize(community []int32) int {
	count := compact(community) // by smallest node
	size := make([]int32, count)
	order := make([]int32, count)
	for _, c := range community {
		size[c]++
	}
	for c := range order {
		order[c] = int32(c)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Or(cmp.Compare(size[b], size[a]), cmp.Compare(a, b)) })
	number := make([]int32, count)
	for i, c := range order {
		number[c] = int32(i)
	}
	for v, c := range community {
		community[v] = number[c]
	}
	return count
}

// pieces labels each node with the connected piece of its community that it is in, and counts those.
func pieces(g *level, community, label []int32) int {
	for v := range label {
		label[v] = -1
	}
	count := int32(0)
	var reached []int32
	for root := range label {
		if label[root] >= 0 {
			continue
		}
		label[root] = count
		for reached = append(reached[:0], int32(root)); len(reached) > 0; {
			v := reached[len(reached)-1]
			reached = reached[:len(reached)-1]
			for _, u := range g.to[g.offset[v]:g.offset[v+1]] {
				if label[u] < 0 && community[u] == community[v] {
					label[u] = count
					reached = append(reached, u)
				}
			}
		}
		count++
	}
	return int(count)
}

// aggregate makes a node of each group, numbered from 0.
func (g *level) aggregate(group []int32, groups int) *level {
	offset, members := bucket(group, groups)
	up := &level{
		offset: make([]int32, groups+1), strength: make([]float64, groups),
		to: make([]int32, 0, len(g.to)/2), weight: make([]float64, 0, len(g.to)/2),
	}
	s := newTally(groups)
	for c := range groups {
		for _, v := range members[offset[c]:offset[c+1]] {
			up.strength[c] += g.strength[v]
			for a := g.offset[v]; a < g.offset[v+1]; a++ {
				if d := group[g.to[a]]; int(d) != c {
					s.add(d, g.weight[a])
				}
			}
		}
		for _, d := range s.met {
			up.to = append(up.to, d)
			up.weight = append(up.weight, s.sum[d])
		}
		s.clear()
		up.offset[c+1] = int32(len(up.to))
	}
	return up
}

// bucket lists nodes by group, ascending in each: group c has members[offset[c]:offset[c+1]].
func bucket(group []int32, groups int) (offset, members []int32) {
	offset = make([]int32, groups+1)
	for _, c := range group {
		offset[c+1]++
	}
	for c := range groups {
		offset[c+1] += offset[c]
	}
	members = make([]int32, len(group))
	next := slices.Clone(offset)
	for v, c := range group {
		members[next[c]] = int32(v)
		next[c]++
	}
	return offset, members
}

// tally sums weights by community and remembers which it met, in that order.
type tally struct {
	sum []float64
	met []int32
}

func newTally(n int) *tally { return &tally{sum: make([]float64, n)} }

func (s *tally) add(c int32, weight float64) {
	if s.sum[c] == 0 {
		s.met = append(s.met, c)
	}
	s.sum[c] += weight
}

func (s *tally) clear() {
	for _, c := range s.met {
		s.sum[c] = 0
	}
	s.met = s.met[:0]
}
