package network

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"

	"ngograph/internal/kg"
	"ngograph/internal/metrics"
)

// net is what a network and its nodes are made from.
type net struct {
	whole  *graph
	centre int32   // of whole, -1 if there is none
	kept   []int32 // of whole, in the order of the network's nodes
	ground         // of the measures: whole, or what is kept
}

// network solves the root edge of that name.
func network(ctx context.Context, q *question, h *kg.Hop, _ []row) ([][]row, error) {
	k, n, record := q.key(h.Scope), &net{centre: -1}, &kg.Network{}
	var err error
	if len(h.IDs) == 0 {
		n.whole, err = q.whole(ctx, h.Scope)
	} else {
		record.Center = h.IDs[0]
		k.centre, k.degrees = record.Center, h.Degrees
		n.whole, err = q.circle(ctx, k, h.Scope)
	}
	if err != nil {
		return nil, err
	}
	if record.Center != "" {
		n.centre, _ = n.whole.node(record.Center)
	}
	n.keep(h.Nodes)
	kept := among(n.whole.ties, n.kept)
	if n.whole.Links() <= measuredLinks {
		n.ground = n.whole.called("the whole: %d organisations, %d ties")
	} else {
		k.kept = h.Nodes
		g, err := q.graphs.get(ctx, k, func() (*graph, error) { return newGraph(kept) })
		if err != nil {
			return nil, err
		}
		n.ground = g.called("the %d kept organisations and their %d ties")
	}
	record.TotalNodes, record.TotalLinks, record.Density = n.whole.Nodes(), n.whole.Links(), n.whole.Density()
	record.Truncated, record.ComputedOn = len(n.kept) < record.TotalNodes, n.words
	_, record.Components = metrics.Components(n.whole.Graph)
	for _, l := range kept.Links {
		record.Links = append(record.Links, kg.NetworkLink{
			Source: kept.IDs[l.A], Target: kept.IDs[l.B], Weight: l.Weight, ProjectCount: l.ProjectCount, First: l.First, Last: l.Last,
		})
	}
	if h.Coverage {
		if record.Coverage, err = q.coverage(ctx, h); err != nil {
			return nil, err
		}
	}
	return [][]row{{{record, n}}}, n.describe(ctx, h, record)
}

// describe sets what is wanted of a network's communities.
func (n *net) describe(ctx context.Context, h *kg.Hop, record *kg.Network) error {
	wanted := h.Shape(kg.KindNetwork).Fields
	if slices.Contains(wanted, "modularity") { // or the list of communities
		c, err := n.partition(ctx)
		if err != nil {
			return err
		}
		record.Modularity = defined(c.Modularity)
		sizes := make([]int, c.Count)
		for v := range n.ties.IDs {
			if of := n.community(c, int32(v)); of != nil {
				sizes[*of]++
			}
		}
		for id, size := range sizes {
			if size > 0 {
				record.Communities = append(record.Communities, kg.Community{ID: id, Size: size})
			}
		}
	}
	if slices.Contains(wanted, "stability") {
		agreement, err := n.agreement(ctx)
		if err != nil {
			return err
		}
		record.Stability = defined(agreement)
	}
	return nil
}

// circle returns the graph of the organisations within k.degrees ties of k.centre, and of all ties among them.
func (q *question) circle(ctx context.Context, k key, scope *kg.Scope) (*graph, error) {
	return q.graphs.get(ctx, k, func() (*graph, error) {
		if s, ok := q.still.(kg.Web); ok {
			ties, err := s.Circle(ctx, scope, q.today, k.centre, k.degrees)
			if err != nil {
				return nil, err
			}
			return newGraph(ties)
		}
		c := q.explorer(scope).around(k.centre)
		for c.depth < k.degrees {
			if err := c.grow(ctx); err != nil {
				return nil, err
			}
		}
		if err := c.readTies(ctx, c.outer); err != nil {
			return nil, err
		}
		return newGraph(among(&c.met, slices.Collect(maps.Keys(c.steps))))
	})
}

// keep chooses the most nodes by strength, ties by id; the centre comes first in any case.
func (n *net) keep(most int) {
	rank := func(v int32) int64 {
		if v == n.centre {
			return math.MaxInt64
		}
		return kg.Nanos(n.whole.Strength(v))
	}
	n.kept = make([]int32, n.whole.Nodes())
	for v := range n.kept {
		n.kept[v] = int32(v)
	}
	slices.SortFunc(n.kept, func(a, b int32) int { return cmp.Or(cmp.Compare(rank(b), rank(a)), cmp.Compare(a, b)) })
	n.kept = n.kept[:min(most, len(n.kept))]
}

// networkNodes solves the edge from a network to those of its nodes that are kept.
func networkNodes(ctx context.Context, _ *question, h *kg.Hop, from []row) ([][]row, error) {
	lists := make([][]row, len(from))
	for i, r := range from {
		n := r.net
		var communities metrics.Communities
		if slices.Contains(h.Shape(kg.KindNetworkNode).Fields, "community") {
			var err error
			if communities, err = n.partition(ctx); err != nil {
				return nil, err
			}
		}
		distances := n.distances()
		for _, v := range n.kept {
			id := n.whole.ties.IDs[v]
			record := &kg.NetworkNode{OrganisationID: id}
			if at, ok := n.node(id); ok {
				record.Community = n.community(communities, at)
			}
			if n.centre >= 0 {
				record.Distance = &distances[v]
			}
			lists[i] = append(lists[i], row{record, n})
		}
	}
	return lists, nil
}

// distances returns the steps from the centre to each node, none if there is no centre.
func (n *net) distances() []int {
	if n.centre < 0 {
		return nil
	}
	steps := make([]int, n.whole.Nodes())
	reached := []int32{n.centre}
	for i := 0; i < len(reached); i++ { // reached grows
		to, _ := n.whole.Neighbours(reached[i])
		for _, v := range to {
			if steps[v] == 0 && v != n.centre {
				steps[v] = steps[reached[i]] + 1
				reached = append(reached, v)
			}
		}
	}
	return steps
}
