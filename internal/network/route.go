package network

import (
	"context"

	"ngograph/internal/kg"
)

// route leads from what was found for an organisation to the best path there, none where kg.MaxRoute ties are not enough.
// All that a question has found in one list, it has found for the same organisation.
func route(ctx context.Context, q *question, _ *kg.Hop, from []row) ([][]row, error) {
	lists := make([][]row, len(from))
	if len(from) == 0 {
		return lists, nil
	}
	asking, _ := endsOf(from[0].Record)
	ids := make([]string, len(from))
	for i, r := range from {
		_, ids[i] = endsOf(r.Record)
	}
	c := q.vicinity(asking)
	g, err := newGraph(c.inwards(ids))
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		steps := c.stepsTo(id)
		if steps == nil {
			continue
		}
		found, err := g.paths(ctx, asking, id, *steps, 1)
		if err != nil {
			return nil, err
		}
		lists[i] = g.rowsOf(found)
	}
	return lists, nil
}

// endsOf returns the one who asks, "" if nobody does, and the organisation that was found.
func endsOf(r kg.Record) (asking, found string) {
	switch r := r.(type) {
	case *kg.Responder:
		return r.For, r.OrganisationID
	case *kg.Match:
		return r.For, r.OrganisationID
	case *kg.ConsortiumMember:
		return r.For, r.OrganisationID
	}
	panic("network: no route to a " + string(r.Kind()))
}

// inwards returns the ties among the organisations on the shortest ways from the centre to some others.
func (c *circle) inwards(ids []string) *kg.Ties {
	var on []int32
	seen := map[int32]bool{}
	for _, id := range ids {
		if n := c.number[id]; c.stepsTo(id) != nil && !seen[n] {
			seen[n] = true
			on = append(on, n)
		}
	}
	for i := 0; i < len(on); i++ { // on grows
		for _, m := range c.partners[on[i]] {
			if steps, ok := c.steps[m]; ok && steps == c.steps[on[i]]-1 && !seen[m] {
				seen[m] = true
				on = append(on, m)
			}
		}
	}
	return among(&c.met, on)
}
