package network

import (
	"context"
	"slices"

	"ngograph/internal/kg"
)

type view struct {
	kg.Source
	graphs *cache
}

// Over returns a view that answers what source answers and the computed edges besides, a whole question from one
// revision.
func Over(source kg.Source) kg.View { return &view{source, newCache(heldLinks)} }

// Fetch answers a root hop. Its errors are those of the source, and TooLarge for an order by betweenness where that is
// not computed.
func (v *view) Fetch(ctx context.Context, h *kg.Hop) (*kg.Page, error) {
	if !computes(h) {
		return v.Source.Fetch(ctx, h)
	}
	if err := ctx.Err(); err != nil { // what is kept needs no one who would look
		return nil, err
	}
	var page *kg.Page
	err := v.Still(ctx, func(s kg.Still) (err error) {
		page, err = (&question{still: s, graphs: v.graphs, today: h.Today}).fetch(ctx, h)
		return err
	})
	return page, err
}

// computes reports whether a hop or one below it is along a computed edge.
func computes(h *kg.Hop) bool {
	return h.Edge.Computed || slices.ContainsFunc(h.Shapes, func(s kg.Shape) bool { return slices.ContainsFunc(s.Hops, computes) })
}

// question is one question while it is answered, at one revision.
type question struct {
	still   kg.Still
	graphs  *cache
	today   kg.Date
	circles map[string]*circle // by the organisation in the centre, over all ties
}

// row is a record reached. A Network and its nodes know what they were computed from.
type row struct {
	kg.Record
	net *net
}

// waiting is a computed hop with the rows that it leads from.
type waiting struct {
	hop  *kg.Hop
	from []row
}

// fetch answers a root hop, computed or not, with all below it.
func (q *question) fetch(ctx context.Context, h *kg.Hop) (*kg.Page, error) {
	if h.Edge.Computed {
		if err := q.known(ctx, h); err != nil {
			return nil, err
		}
		pages, err := q.follow(ctx, h, []row{{}})
		if err != nil {
			return nil, err
		}
		return pages[0], nil
	}
	page, err := q.still.Fetch(ctx, without(h))
	if err != nil {
		return nil, err
	}
	for _, w := range collect(nil, h, page) {
		if err := q.attach(ctx, w.hop, w.from); err != nil {
			return nil, err
		}
	}
	return page, nil
}

// known fails with NotFound if the question names an id that is not known.
func (q *question) known(ctx context.Context, h *kg.Hop) error {
	if len(h.Refs) == 0 {
		return nil
	}
	_, err := q.still.Fetch(ctx, &kg.Hop{Edge: kg.EdgeOf("", kg.EdgeNodes), Refs: h.Refs, Scope: &kg.Scope{}, On: h.On, Today: h.Today})
	return err
}

// attach answers a computed hop and hands the pages out with the records that it leads from.
func (q *question) attach(ctx context.Context, h *kg.Hop, from []row) error {
	pages, err := q.follow(ctx, h, from)
	if err != nil {
		return err
	}
	for i, r := range from {
		kg.Attach(r.Record, h, pages[i])
	}
	return nil
}

// without returns a hop as the source can answer it: a copy that lacks the computed hops below it.
func without(h *kg.Hop) *kg.Hop {
	if !computes(h) {
		return h
	}
	c := *h
	c.Shapes = slices.Clone(h.Shapes)
	for i := range c.Shapes {
		var hops []*kg.Hop
		for _, below := range c.Shapes[i].Hops {
			if !below.Edge.Computed {
				hops = append(hops, without(below))
			}
		}
		c.Shapes[i].Hops = hops
	}
	return &c
}

// collect walks the source's answer beside its question and adds the computed hops, each with all records that it leads
// from.
func collect(list []waiting, h *kg.Hop, page *kg.Page) []waiting {
	if !computes(h) {
		return list
	}
	for _, item := range page.Items {
		if item.Record == nil {
			continue
		}
		for _, below := range h.Shape(item.Record.Kind()).Hops {
			if !below.Edge.Computed {
				if p, ok := kg.Attached(item.Record, below.Key); ok {
					list = collect(list, below, p)
				}
				continue
			}
			at := slices.IndexFunc(list, func(w waiting) bool { return w.hop == below })
			if at < 0 {
				at, list = len(list), append(list, waiting{hop: below})
			}
			list[at].from = append(list[at].from, row{Record: item.Record})
		}
	}
	return list
}
