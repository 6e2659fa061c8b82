package network

import (
	"context"
	"slices"

	"ngograph/internal/kg"
)

// solver answers a computed hop for all the rows that it leads from at once, with a list for each of them; from the
// root that is one row without a record. A list is the whole one, in its order, or in any where the edge is paged: what
// is behind a cursor, and all below the rows, is seen to by follow.
type solver func(ctx context.Context, q *question, h *kg.Hop, from []row) ([][]row, error)

// solverOf returns what solves a computed edge.
func solverOf(e *kg.Edge) (solver, error) {
	if e.Field != "" {
		return named, nil
	}
	switch [2]string{string(e.From), e.Name} {
	case [2]string{"", kg.EdgePaths}:
		return paths, nil
	case [2]string{string(kg.KindPath), kg.EdgeSteps}:
		return steps, nil
	case [2]string{"", kg.EdgeBrokers}:
		return brokers, nil
	case [2]string{string(kg.KindOrganisation), kg.EdgePosition}, [2]string{string(kg.KindNetworkNode), kg.EdgePosition}:
		return position, nil
	case [2]string{"", kg.EdgeNetwork}:
		return network, nil
	case [2]string{string(kg.KindNetwork), kg.EdgeNetworkNodes}:
		return networkNodes, nil
	case [2]string{"", kg.EdgeResponders}:
		return responders, nil
	case [2]string{"", kg.EdgeMatches}:
		return matches, nil
	case [2]string{"", kg.EdgeConsortium}:
		return consortium, nil
	case [2]string{string(kg.KindConsortium), "members"}:
		return members, nil
	case [2]string{string(kg.KindResponder), kg.EdgeRoute}, [2]string{string(kg.KindMatch), kg.EdgeRoute},
		[2]string{string(kg.KindMember), kg.EdgeRoute}:
		return route, nil
	}
	return nil, kg.Errorf(kg.Internal, "nothing answers the edge %s.%s", e.From, e.Name)
}

// follow answers a computed hop for all the rows that it leads from: a page for each, with all below.
func (q *question) follow(ctx context.Context, h *kg.Hop, from []row) ([]*kg.Page, error) {
	if len(from) == 0 {
		return nil, nil
	}
	solve, err := solverOf(h.Edge)
	if err != nil {
		return nil, err
	}
	lists, err := solve(ctx, q, h, from)
	if err != nil {
		return nil, err
	}
	pages := make([]*kg.Page, len(lists))
	var reached []row
	for i, list := range lists {
		pages[i], list = paged(h, list)
		if h.Coverage && h.Edge.Paged {
			if pages[i].Coverage, err = q.coverage(ctx, h); err != nil {
				return nil, err
			}
		}
		reached = append(reached, list...)
	}
	if slices.Contains(kg.NodeKinds(), h.Edge.To[0]) {
		return pages, nil // the source was asked for what is below them
	}
	return pages, q.below(ctx, h, reached)
}

// below answers what a hop wants below the rows that it reached: computed hops all of them.
func (q *question) below(ctx context.Context, h *kg.Hop, rows []row) error {
	for _, hop := range h.Shape(h.Edge.To[0]).Hops {
		if err := q.attach(ctx, hop, rows); err != nil {
			return err
		}
	}
	return nil
}

// paged returns the page of a list that a hop asks for, and the rows on it.
func paged(h *kg.Hop, list []row) (*kg.Page, []row) {
	page := h.NewPage()
	if h.Count {
		page.Total = len(list)
	}
	if !h.Items {
		return page, nil
	}
	if !h.Edge.Paged {
		for _, r := range list {
			page.Items = append(page.Items, kg.Item{Record: r.Record})
		}
		return page, list
	}
	type position struct {
		kg.After
		row
	}
	var rest []position
	for _, r := range list {
		p := position{kg.After{Value: kg.SortValue(r.Record, h.Order.Field), ID: r.RecordID()}, r}
		if h.After == nil || h.Order.Compare(p.After, *h.After) > 0 {
			rest = append(rest, p)
		}
	}
	slices.SortFunc(rest, func(a, b position) int { return h.Order.Compare(a.After, b.After) })
	if len(rest) > h.First {
		rest, page.More = rest[:h.First], true
	}
	list = list[:0]
	for _, p := range rest {
		page.Items = append(page.Items, kg.Item{Record: p.Record, Sort: p.Value})
		list = append(list, p.row)
	}
	return page, list
}

// coverage returns that of all ties in a hop's scope.
func (q *question) coverage(ctx context.Context, h *kg.Hop) (*kg.Coverage, error) {
	e := kg.EdgeOf("", kg.EdgeCollaborations)
	page, err := q.still.Fetch(ctx, &kg.Hop{Edge: e, Order: e.Order, Scope: h.Scope, On: h.On, Today: h.Today, Coverage: true})
	if err != nil {
		return nil, err
	}
	return page.Coverage, nil
}
