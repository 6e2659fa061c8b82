package kgtest

import (
	"slices"

	"ngograph/internal/kg"
)

// web is ties as a graph, with the organisations among which they are, ascending.
type web struct {
	ids     []string
	ties    []*tie
	weights map[[2]string]float64 // both ways

	strengths map[string]float64    // as far as they were asked for
	distances map[[2]string]float64 // once asked for: the lengths of the shortest ways, of those that there are
	found     *communities          // once asked for
}

// web returns all the ties of a scope.
func (o *Oracle) web(s *kg.Scope, today kg.Date) *web {
	ties := o.ties(s, today, "")
	var ids []string
	for _, t := range ties {
		ids = append(ids, t.record.A, t.record.B)
	}
	return o.webOf(ids, ties)
}

// webOf returns those of the ties that are among organisations, in whatever order and however often they are named.
func (o *Oracle) webOf(ids []string, ties []*tie) *web {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	g := &web{ids: slices.Compact(ids), weights: map[[2]string]float64{}, strengths: map[string]float64{}}
	for _, t := range ties {
		a, b := t.record.A, t.record.B
		if !slices.Contains(g.ids, a) || !slices.Contains(g.ids, b) {
			continue
		}
		g.ties = append(g.ties, t)
		w := o.rules.network.weight(t.record)
		g.weights[[2]string{a, b}], g.weights[[2]string{b, a}] = w, w
	}
	return g
}

// distance returns the length of the shortest way between two organisations, false if none joins them. It is Floyd and
// Warshall's: the shortest of those that pass through the first organisation alone, through the first two, ...
func (o *Oracle) distance(g *web, from, to string) (float64, bool) {
	if g.distances == nil {
		g.distances = map[[2]string]float64{}
		for pair, w := range g.weights {
			g.distances[pair] = o.rules.network.length(w)
		}
		for _, via := range g.ids {
			for _, a := range g.ids {
				for _, b := range g.ids {
					first, begins := g.distances[[2]string{a, via}]
					second, ends := g.distances[[2]string{via, b}]
					if known, ok := g.distances[[2]string{a, b}]; a != b && begins && ends && (!ok || first+second < known) {
						g.distances[[2]string{a, b}] = first + second
					}
				}
			}
		}
	}
	length, joined := g.distances[[2]string{from, to}]
	return length, joined
}

// weight is that of a tie, 0 where there is none.
func (g *web) weight(a, b string) float64 { return g.weights[[2]string{a, b}] }

// partners returns the organisations that one is tied to, ascending.
func (g *web) partners(of string) []string {
	var list []string
	for _, id := range g.ids {
		if g.weight(of, id) > 0 {
			list = append(list, id)
		}
	}
	return list
}

func (g *web) strength(of string) float64 {
	if known, ok := g.strengths[of]; ok {
		return known
	}
	sum := 0.0
	for _, p := range g.partners(of) {
		sum += g.weight(of, p)
	}
	g.strengths[of] = sum
	return sum
}

// within returns the organisations at most so many ties away from one, itself included, with the number of ties.
func (g *web) within(center string, degrees int) map[string]int {
	found := map[string]int{center: 0}
	for d, before := 1, 0; d <= degrees && len(found) > before; d++ {
		before = len(found)
		for _, a := range g.ids {
			for _, b := range g.partners(a) {
				if at, known := found[a]; known && at == d-1 {
					if _, known := found[b]; !known {
						found[b] = d
					}
				}
			}
		}
	}
	return found
}

// components counts the parts that no tie joins.
func (g *web) components() int {
	var seen []string
	n := 0
	for _, id := range g.ids {
		if slices.Contains(seen, id) {
			continue
		}
		n++
		for other := range g.within(id, len(g.ids)) {
			seen = append(seen, other)
		}
	}
	return n
}

// walks calls visit with every way from one organisation to another that passes none twice and whose beginnings are all
// allowed.
func (g *web) walks(way []string, to string, allowed func(way []string) bool, visit func(way []string)) {
	last := way[len(way)-1]
	if last == to {
		visit(way)
		return
	}
	for _, next := range g.partners(last) {
		further := append(slices.Clone(way), next)
		if !slices.Contains(way, next) && allowed(further) {
			g.walks(further, to, allowed, visit)
		}
	}
}

// cost is the sum of a way's lengths from its beginning on.
func (o *Oracle) cost(g *web, way []string) float64 {
	sum := 0.0
	for i := range way[1:] {
		sum += o.rules.network.length(g.weight(way[i], way[i+1]))
	}
	return sum
}

// shortest returns all the shortest ways between two organisations. Lengths that differ by less than 1e-12 of them are
// the same on paper.
func (o *Oracle) shortest(g *web, from, to string) [][]string {
	length, joined := o.distance(g, from, to)
	if !joined {
		return nil
	}
	var ways [][]string
	g.walks([]string{from}, to, func(way []string) bool {
		left, _ := o.distance(g, way[len(way)-1], to) // 0 at the end
		return o.cost(g, way)+left <= length*(1+1e-12)
	}, func(way []string) { ways = append(ways, way) })
	return ways
}

// betweenness is the share of the shortest ways between two others that pass through an organisation, summed over all
// pairs, of the number of pairs.
func (o *Oracle) betweenness(g *web, of string) *float64 {
	n := float64(len(g.ids))
	if n < 3 || len(g.ties) > mostTies {
		return nil
	}
	sum := 0.0
	for i, from := range g.ids {
		for _, to := range g.ids[i+1:] {
			if from == of || to == of {
				continue
			}
			ways := o.shortest(g, from, to)
			through := 0
			for _, way := range ways {
				if slices.Contains(way, of) {
					through++
				}
			}
			if len(ways) > 0 {
				sum += float64(through) / float64(len(ways))
			}
		}
	}
	sum = o.rules.network.normalised(sum, n)
	return &sum
}

// constraint is Burt's: the sum over contacts of the square of the share of an organisation's strength that goes to each,
// directly and through its other contacts.
func (g *web) constraint(of string) *float64 {
	share := func(a, b string) float64 { return g.weight(a, b) / g.strength(a) }
	contacts := g.partners(of)
	if len(contacts) == 0 {
		return nil
	}
	sum := 0.0
	for _, j := range contacts {
		invested := share(of, j)
		for _, q := range contacts {
			invested += share(of, q) * share(q, j)
		}
		sum += invested * invested
	}
	return &sum
}

// effectiveSize is n - 2t/n for n contacts with t ties among them.
func (g *web) effectiveSize(of string) *float64 {
	contacts := g.partners(of)
	if len(contacts) == 0 {
		return nil
	}
	ties := 0
	for i, a := range contacts {
		for _, b := range contacts[i+1:] {
			if g.weight(a, b) > 0 {
				ties++
			}
		}
	}
	n := float64(len(contacts))
	size := n - 2*float64(ties)/n
	return &size
}

// eiIndex compares the ties that cross a border with those that do not.
func (o *Oracle) eiIndex(g *web, of string) *float64 {
	country := func(id string) string { return o.byID[id].(*kg.Organisation).CountryID }
	external, internal := 0.0, 0.0
	for _, p := range g.partners(of) {
		switch crosses, counts := o.rules.network.crosses(country(of), country(p)); {
		case !counts:
		case crosses:
			external++
		default:
			internal++
		}
	}
	if external+internal == 0 {
		return nil
	}
	index := (external - internal) / (external + internal)
	return &index
}
