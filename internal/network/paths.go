package network

import (
	"context"
	"maps"
	"slices"

	"ngograph/internal/kg"
	"ngograph/internal/metrics"
)

// paths solves the root edge of that name.
func paths(ctx context.Context, q *question, h *kg.Hop, from []row) ([][]row, error) {
	list, err := q.paths(ctx, h.Scope, h.IDs[0], h.IDs[1], h.Degrees, h.First)
	return [][]row{list}, err
}

// paths returns the count first paths of at most maxSteps between two organisations, by steps, cost and stops.
//
// Of a source that is no web it reads ties a layer at a time from both ends. With so many layers read from either that they
// add up to n, all ties on paths of up to n steps are known; so it stops at the first n for which there are enough paths.
func (q *question) paths(ctx context.Context, scope *kg.Scope, from, to string, maxSteps, count int) ([]row, error) {
	if s, ok := q.still.(kg.Web); ok {
		return webPaths(ctx, s, scope, q.today, metrics.PathQuery{MaxSteps: maxSteps, Count: count}, from, to)
	}
	x := q.explorer(scope)
	a, b := x.around(from), x.around(to)
	var found []metrics.Path
	var g *graph
	for n := 1; n <= maxSteps && len(found) < count; n++ {
		end := a
		if len(b.outer) < len(a.outer) {
			end = b
		}
		if err := end.grow(ctx); err != nil {
			return nil, err
		}
		var err error
		if g, err = newGraph(among(&x.met, slices.Collect(maps.Values(x.number)))); err != nil {
			return nil, err
		}
		if found, err = g.paths(ctx, from, to, n, count); err != nil {
			return nil, err
		}
	}
	return g.rowsOf(found), nil
}

// webPaths finds paths and reads no ties but those that it goes along.
func webPaths(ctx context.Context, s kg.Web, scope *kg.Scope, today kg.Date, query metrics.PathQuery, from, to string) ([]row, error) {
	var rows []row
	err := s.Walk(ctx, scope, today, func(w kg.Walk) error {
		var known [2]bool
		query.From, known[0] = w.Meet(from)
		query.To, known[1] = w.Meet(to)
		if !known[0] || !known[1] {
			return nil
		}
		query.Compare = w.Compare
		found, err := measure(ctx, func(r metrics.Run) ([]metrics.Path, error) { return metrics.KShortestPaths(w, query, r) })
		rows = rowsOf(found, w.ID)
		return err
	})
	return rows, err
}

// paths returns the count first paths of at most maxSteps between two of the graph's organisations.
func (g *graph) paths(ctx context.Context, from, to string, maxSteps, count int) ([]metrics.Path, error) {
	i, _ := g.node(from)
	j, _ := g.node(to)
	query := metrics.PathQuery{From: i, To: j, Count: count, MaxSteps: maxSteps}
	return measure(ctx, func(r metrics.Run) ([]metrics.Path, error) {
		return metrics.KShortestPaths(g.Graph, query, r)
	})
}

// rowsOf returns paths over the graph as records.
func (g *graph) rowsOf(found []metrics.Path) []row {
	return rowsOf(found, func(node int32) string { return g.ties.IDs[node] })
}

// rowsOf returns paths as records.
func rowsOf(found []metrics.Path, id func(node int32) string) []row {
	rows := make([]row, len(found))
	for i, p := range found {
		path := &kg.Path{Length: p.Steps(), Cost: p.Cost}
		for _, n := range p.Nodes {
			path.Stops = append(path.Stops, id(n))
		}
		rows[i] = row{Record: path}
	}
	return rows
}
