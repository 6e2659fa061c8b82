package network

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"ngograph/internal/kg"
	"ngograph/internal/metrics"
)

// ground is a graph that measures are computed on, with the words for it.
type ground struct {
	*graph
	words string
}

func (g *graph) called(format string) ground {
	words := fmt.Sprintf(format, g.Nodes(), g.Links())
	if g.Links() > measuredLinks {
		words += "; betweenness is not computed over 200,000 ties"
	}
	return ground{g, words}
}

func (q *question) wholeScope(ctx context.Context, h *kg.Hop) (ground, error) {
	g, err := q.whole(ctx, h.Scope)
	if err != nil {
		return ground{}, err
	}
	return g.called("the whole scope: %d organisations, %d ties"), nil
}

// brokers solves the root edge of that name: the positions of all organisations with a tie.
func brokers(ctx context.Context, q *question, h *kg.Hop, _ []row) ([][]row, error) {
	g, err := q.wholeScope(ctx, h)
	if err != nil {
		return nil, err
	}
	if h.Order.Field == "betweenness" && g.Links() > measuredLinks {
		return nil, kg.Errorf(kg.TooLarge, "betweenness is not computed over 200,000 ties, and the scope has %d; "+
			"narrow it or order brokers by another measure", g.Links())
	}
	position, err := g.positions(ctx, h)
	if err != nil {
		return nil, err
	}
	list := make([]row, g.Nodes())
	for i, id := range g.ties.IDs {
		list[i].Record = position(id)
	}
	return [][]row{list}, nil
}

// position solves the edges of that name: of organisations in the whole scope, of a network's nodes in the graph that
// the network's measures are computed on.
func position(ctx context.Context, q *question, h *kg.Hop, from []row) ([][]row, error) {
	var g ground
	var err error
	if net := from[0].net; net != nil {
		g = net.ground
	} else if g, err = q.wholeScope(ctx, h); err != nil {
		return nil, err
	}
	of, err := g.positions(ctx, h)
	if err != nil {
		return nil, err
	}
	lists := make([][]row, len(from))
	for i, r := range from {
		id := r.RecordID()
		if n, ok := r.Record.(*kg.NetworkNode); ok {
			id = n.OrganisationID
		}
		lists[i] = []row{{Record: of(id)}}
	}
	return lists, nil
}

// positions computes the measures that a hop wants of positions and returns what makes the position of an organisation.
func (g ground) positions(ctx context.Context, h *kg.Hop) (func(id string) *kg.NetworkPosition, error) {
	wanted := func(fields ...string) bool {
		return slices.ContainsFunc(fields, func(f string) bool {
			return slices.Contains(h.Shape(kg.KindPosition).Fields, f) || h.Edge.Paged && h.Order.Field == f
		})
	}
	var betweenness, ei []float64
	var holes metrics.Holes
	var communities metrics.Communities
	var errs [4]error
	if wanted("betweenness") {
		betweenness, errs[0] = g.betweennesses(ctx)
	}
	if wanted("constraint", "effectiveSize") {
		holes, errs[1] = g.structuralHoles(ctx)
	}
	if wanted("eiIndex") {
		ei, errs[2] = g.eiIndexes(ctx)
	}
	if wanted("community") {
		communities, errs[3] = g.partition(ctx)
	}
	if err := errors.Join(errs[:]...); err != nil {
		return nil, err
	}
	return func(id string) *kg.NetworkPosition {
		p := &kg.NetworkPosition{OrganisationID: id, ComputedOn: g.words}
		if n, ok := g.node(id); ok {
			p.Degree, p.Strength = g.Degree(n), g.Strength(n)
			p.Betweenness, p.Constraint = at(betweenness, n), at(holes.Constraint, n)
			p.EffectiveSize, p.EIIndex = at(holes.EffectiveSize, n), at(ei, n)
			p.Community = g.community(communities, n)
		}
		return p
	}, nil
}

// at returns a node's measure, nil if it was not computed or is not defined.
func at(measures []float64, node int32) *float64 {
	if measures == nil {
		return nil
	}
	return defined(measures[node])
}

// community returns the number of a node's, nil if none was looked for or the node has no tie.
func (g *graph) community(c metrics.Communities, node int32) *int {
	if c.Of == nil || g.Degree(node) == 0 {
		return nil
	}
	return new(int(c.Of[node]))
}
