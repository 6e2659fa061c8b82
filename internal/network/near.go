package network

import (
	"context"
	"slices"

	"ngograph/internal/kg"
)

// find asks the source for the records that a hop from the root leads to, with some of their fields: all of them if the hop
// has no First.
func find[T kg.Record](ctx context.Context, q *question, h kg.Hop, fields ...string) ([]T, error) {
	h.Scope, h.On, h.Today, h.Items = &kg.Scope{}, q.today, q.today, true
	h.Shapes = []kg.Shape{{Kind: h.Edge.To[0], Fields: fields}}
	page, err := q.still.Fetch(ctx, &h)
	if err != nil {
		return nil, err
	}
	list := make([]T, len(page.Items))
	for i, item := range page.Items {
		list[i] = item.Record.(T)
	}
	return list, nil
}

// organisations finds the first organisations by id that a filter matches, or all of them.
func (q *question) organisations(ctx context.Context, where kg.Filter, first int, fields ...string) ([]*kg.Organisation, error) {
	h := kg.Hop{Edge: kg.EdgeOf("", "organisations"), Where: where, Order: kg.Order{Field: "id"}, First: first}
	return find[*kg.Organisation](ctx, q, h, fields...)
}

// resources finds what is offered or needed today, by id.
func (q *question) resources(ctx context.Context, where kg.Filter) ([]*kg.Resource, error) {
	open := func(field string) kg.Filter { return kg.Not(kg.Known(field)) }
	today := string(q.today)
	h := kg.Hop{Edge: kg.EdgeOf("", kg.EdgeResources), Where: kg.And(
		where,
		kg.Or(open("availableFrom"), kg.Filter{Op: kg.OpRange, Field: "availableFrom", Max: today}),
		kg.Or(open("availableTo"), kg.Filter{Op: kg.OpRange, Field: "availableTo", Min: today}),
	)}
	return find[*kg.Resource](ctx, q, h, "organisation", "direction", "kind")
}

// resourcesOf matches those in a direction and of some kinds.
func resourcesOf(d kg.Direction, kinds []string) kg.Filter {
	return kg.And(kg.In("direction", string(d)), kg.In("kind", kinds...))
}

// held is resources of one organisation: their kinds and their ids, ascending.
type held struct{ kinds, ids []string }

// heldBy groups the resources of a direction, which are ordered by id, by their organisations.
func heldBy(list []*kg.Resource, d kg.Direction) map[string]held {
	by := map[string]held{}
	for _, r := range list {
		if r.Direction == d {
			h := by[r.OrganisationID]
			by[r.OrganisationID] = held{distinct(append(h.kinds, string(r.ResourceKind))), append(h.ids, r.ID)}
		}
	}
	return by
}

// distinct sorts a list and drops what is in it twice.
func distinct(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// vicinity returns the circle of an organisation over all ties, the same throughout a question.
func (q *question) vicinity(id string) *circle {
	c := q.circles[id]
	if c == nil {
		c = q.explorer(&kg.Scope{}).around(id)
		if q.circles == nil {
			q.circles = map[string]*circle{}
		}
		q.circles[id] = c
	}
	return c
}

// reach grows the circle until it holds some organisations, or all of them that are within kg.MaxRoute steps.
func (c *circle) reach(ctx context.Context, ids []string) error {
	for missing := c.missing(ids); len(missing) > 0 && len(c.outer) > 0 && c.depth < kg.MaxRoute; missing = c.missing(ids) {
		if c.depth < kg.MaxRoute-1 || len(c.outer) <= len(missing) {
			if err := c.grow(ctx); err != nil {
				return err
			}
			continue
		}
		// Of the last layer only these matter, and they are fewer than the layer before.
		if err := c.readTies(ctx, missing); err != nil {
			return err
		}
		for _, n := range missing {
			if slices.ContainsFunc(c.partners[n], func(m int32) bool { steps, ok := c.steps[m]; return ok && steps == c.depth }) {
				c.steps[n] = kg.MaxRoute
			}
		}
		return nil
	}
	return nil
}

// missing returns those of some organisations that the circle does not hold.
func (c *circle) missing(ids []string) []int32 {
	var list []int32
	for _, id := range ids {
		n := c.meet(id, "")
		if _, ok := c.steps[n]; !ok {
			list = append(list, n)
		}
	}
	return list
}

// stepsTo returns the fewest ties from the centre to an organisation, nil for one that the circle does not hold.
func (c *circle) stepsTo(id string) *int {
	if n, ok := c.number[id]; ok {
		if steps, ok := c.steps[n]; ok {
			return &steps
		}
	}
	return nil
}
