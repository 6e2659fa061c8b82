package kgtest

import (
	"cmp"
	"fmt"
	"slices"

	"ngograph/internal/kg"
	"ngograph/internal/metrics"
)

// paths returns the ways between two organisations, the best first.
func (o *Oracle) paths(h *kg.Hop) []row {
	g := o.web(h.Scope, h.Today)
	var list []*kg.Path
	g.walks([]string{h.IDs[0]}, h.IDs[1], func(way []string) bool { return len(way)-1 <= h.Degrees }, func(way []string) {
		list = append(list, &kg.Path{Stops: way, Length: len(way) - 1, Cost: o.cost(g, way)})
	})
	slices.SortFunc(list, o.rules.network.comparePaths)
	return rowsOf(list)
}

// tiesOf returns the ties of pairs of organisations that are tied, in the order of the pairs: each two ids are one.
func (o *Oracle) tiesOf(ids []string, s *kg.Scope, today kg.Date) []row {
	var rows []row
	for pair := range slices.Chunk(ids, 2) {
		if pair[0] != pair[1] {
			rows = append(rows, rowsOfTies(o.tieOf(pair[0], pair[1], s, today))...)
		}
	}
	return rows
}

// pairsAlong returns the pairs of a path's neighbours, as tiesOf takes them.
func pairsAlong(stops []string) []string {
	var ids []string
	for i := range stops[1:] {
		ids = append(ids, stops[i], stops[i+1])
	}
	return ids
}

// communities is what Leiden finds in a web. An organisation without ties is in none.
type communities struct {
	of         map[string]*int
	sizes      []kg.Community
	modularity *float64
}

// communities asks metrics, as the oracle cannot say what a search with a seed finds.
func (g *web) communities() *communities {
	if g.found != nil {
		return g.found
	}
	c := &communities{of: map[string]*int{}}
	g.found = c
	if len(g.ties) == 0 {
		return c
	}
	found := must(metrics.Leiden(g.graph(), 1, metrics.Run{}))
	c.modularity = &found.Modularity
	for range found.Count {
		c.sizes = append(c.sizes, kg.Community{ID: len(c.sizes)})
	}
	for i, id := range g.ids {
		if n := int(found.Of[i]); len(g.partners(id)) > 0 {
			c.of[id] = &n
			c.sizes[n].Size++
		}
	}
	c.sizes = slices.DeleteFunc(c.sizes, func(c kg.Community) bool { return c.Size == 0 })
	return c
}

// stability asks metrics how alike the communities of ten seeds are.
func (g *web) stability() *float64 {
	if len(g.ties) == 0 {
		return nil
	}
	alike := must(metrics.Stability(g.graph(), []uint64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, metrics.Run{}))
	return &alike
}

// graph is the web as metrics has it, its nodes in the order of the ids.
func (g *web) graph() *metrics.Graph {
	var links []metrics.Link
	at := func(id string) int32 { return int32(slices.Index(g.ids, id)) }
	for _, t := range g.ties {
		a, b := t.record.A, t.record.B
		links = append(links, metrics.Link{A: at(a), B: at(b), Weight: g.weight(a, b)})
	}
	return must(metrics.New(len(g.ids), links))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// mostTies is how many ties betweenness, and the measures of a whole network, are computed over at most.
const mostTies = 200_000

// position says where an organisation stands in a web, of which on says what it is.
func (o *Oracle) position(g *web, on, id string) *kg.NetworkPosition {
	p := &kg.NetworkPosition{OrganisationID: id, ComputedOn: on, Degree: len(g.partners(id)), Strength: g.strength(id)}
	if p.Degree == 0 {
		return p
	}
	p.Betweenness, p.Constraint = o.betweenness(g, id), o.rules.network.constraint(g, id)
	p.EffectiveSize, p.EIIndex = o.rules.network.effectiveSize(g, id), o.eiIndex(g, id)
	p.Community = g.communities().of[id]
	return p
}

// wholeScope says what a position in all the ties of a scope is computed on.
func (g *web) wholeScope() string {
	text := fmt.Sprintf("the whole scope: %d organisations, %d ties", len(g.ids), len(g.ties))
	if len(g.ties) > mostTies {
		text += "; betweenness is not computed over 200,000 ties"
	}
	return text
}

// brokers returns the positions of all organisations with a tie.
func (o *Oracle) brokers(s *kg.Scope, today kg.Date) []row {
	g := o.web(s, today)
	var rows []row
	for _, id := range g.ids {
		rows = append(rows, row{record: o.position(g, g.wholeScope(), id)})
	}
	return rows
}

// circle is a Network with what its nodes are told from.
type circle struct {
	*web
	kept     []string // in their order
	distance map[string]int
	measured *web   // what the measures are computed on,
	on       string // in words
}

func (o *Oracle) network(h *kg.Hop) row {
	c := &circle{web: o.web(h.Scope, h.Today)}
	center := ""
	if len(h.IDs) > 0 {
		center = h.IDs[0]
		c.distance = c.within(center, h.Degrees)
		var ids []string
		for id := range c.distance {
			ids = append(ids, id)
		}
		c.web = o.webOf(ids, o.rules.network.around(c.ties, c.distance, h.Degrees))
	}
	c.kept = slices.Clone(c.ids)
	slices.SortFunc(c.kept, func(a, b string) int { return o.rules.network.compareNodes(c.web, center, a, b) })
	c.kept = c.kept[:min(len(c.kept), h.Nodes)]

	n, l := len(c.ids), len(c.ties)
	c.measured, c.on = c.web, fmt.Sprintf("the whole: %d organisations, %d ties", n, l)
	if l > mostTies {
		c.measured = o.webOf(c.kept, c.ties)
		c.on = fmt.Sprintf("the %d kept organisations and their %d ties", len(c.kept), len(c.measured.ties))
	}
	found := c.measured.communities()
	r := &kg.Network{
		Center: center, TotalNodes: n, TotalLinks: l, Truncated: len(c.kept) < n, Components: c.components(),
		Modularity: found.modularity, Stability: c.measured.stability(), Communities: found.sizes,
		ComputedOn: c.on,
	}
	if n > 1 {
		r.Density = o.rules.network.density(float64(n), float64(l))
	}
	for _, t := range c.ties { // by A, then B
		if slices.Contains(c.kept, t.record.A) && slices.Contains(c.kept, t.record.B) {
			r.Links = append(r.Links, kg.NetworkLink{
				Source: t.record.A, Target: t.record.B, Weight: t.record.Weight, ProjectCount: t.record.ProjectCount,
				First: t.record.First, Last: t.record.Last,
			})
		}
	}
	slices.SortFunc(r.Links, func(a, b kg.NetworkLink) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Target, b.Target))
	})
	if h.Coverage {
		r.Coverage = o.coverageOf(h, row{}, nil)
	}
	return row{record: r, circle: c}
}

// nodes returns those that are kept.
func (c *circle) nodes() []row {
	of := c.measured.communities().of
	var rows []row
	for _, id := range c.kept {
		n := &kg.NetworkNode{OrganisationID: id, Community: of[id]}
		if d, ok := c.distance[id]; ok {
			n.Distance = &d
		}
		rows = append(rows, row{record: n, circle: c})
	}
	return rows
}

// ordered reports whether an edge that is not paged has an order of its own, not that of the ids.
func ordered(e *kg.Edge) bool {
	switch e.From {
	case "":
		return slices.Contains([]string{kg.EdgeNodes, kg.EdgeTies, kg.EdgePaths}, e.Name)
	case kg.KindIntroduction:
		return e.Name == kg.EdgeBrokersOf
	case kg.KindPath, kg.KindFunding, kg.KindConsortium:
		return true
	case kg.KindNetwork:
		return e.Name == kg.EdgeNetworkNodes
	}
	return false
}

// belowAnswer answers the edges from derived records that are no references.
func (o *Oracle) belowAnswer(h *kg.Hop, from row) []row {
	switch r := from.record.(type) {
	case *kg.Introduction:
		if h.Edge.Name == kg.EdgeBrokersOf {
			return o.belowIntroduction(h, r)
		}
	case *kg.Broker:
		switch h.Edge.Name {
		case kg.EdgeToYou:
			return rowsOfTies(o.tieOf(r.OrganisationID, r.For, h.Scope, h.Today))
		case kg.EdgeToCandidate:
			return rowsOfTies(o.tieOf(r.OrganisationID, r.Candidate, h.Scope, h.Today))
		}
	case *kg.Path:
		if h.Edge.Name == kg.EdgeSteps {
			return o.tiesOf(pairsAlong(r.Stops), h.Scope, h.Today)
		}
		var rows []row
		for _, id := range r.Stops {
			rows = append(rows, row{record: o.byID[id]})
		}
		return rows
	case *kg.Network:
		return from.circle.nodes()
	case *kg.NetworkNode:
		if h.Edge.Name == kg.EdgePosition {
			return []row{{record: o.position(from.circle.measured, from.circle.on, r.OrganisationID)}}
		}
	}
	return rowsOf(o.along(h.Edge, from.record))
}

// coverageOf says what an answer rests on: the ties of a list, or those of the one who asks, or all of the scope's.
func (o *Oracle) coverageOf(h *kg.Hop, from row, rows []row) *kg.Coverage {
	switch {
	case h.Edge.To[0] == kg.KindCollaboration:
	case h.Edge.Name == kg.EdgeIntroductions:
		from = row{record: o.byID[h.IDs[0]]}
		rows = rowsOfTies(o.ties(h.Scope, h.Today, h.IDs[0]))
	default:
		rows = rowsOfTies(o.ties(h.Scope, h.Today, ""))
	}
	return o.coverage(h, from, rows)
}
