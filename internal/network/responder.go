package network

import (
	"context"
	"maps"
	"slices"

	"ngograph/internal/kg"
)

// responders begins from those who offer something needed, who are few, and asks where they and their partners are.
func responders(ctx context.Context, q *question, h *kg.Hop, _ []row) ([][]row, error) {
	offers, err := q.resources(ctx, resourcesOf(kg.Offer, h.Needs))
	if err != nil {
		return nil, err
	}
	by := heldBy(offers, kg.Offer)
	asking := ""
	if len(h.IDs) > 0 {
		asking = h.IDs[0]
		delete(by, asking)
	}
	inPlace, err := q.within(ctx, h.Place, slices.Sorted(maps.Keys(by)))
	if err != nil {
		return nil, err
	}
	outside := slices.DeleteFunc(slices.Sorted(maps.Keys(by)), func(id string) bool { return inPlace[id] })
	near := q.vicinity(asking)
	inReach, err := q.withPartner(ctx, near.explorer, h.Place, outside)
	if err != nil {
		return nil, err
	}
	maps.DeleteFunc(by, func(id string, _ held) bool { return !inPlace[id] && !inReach[id] })
	if asking != "" {
		if err := near.reach(ctx, slices.Sorted(maps.Keys(by))); err != nil {
			return nil, err
		}
	}
	var rows []row
	for id, offer := range by {
		rows = append(rows, row{Record: &kg.Responder{
			For: asking, OrganisationID: id, Kinds: offer.kinds, InPlace: inPlace[id], Steps: near.stepsTo(id), OfferIDs: offer.ids,
		}})
	}
	return [][]row{rows}, nil
}

// within returns which of some organisations are in a place today.
func (q *question) within(ctx context.Context, place string, ids []string) (map[string]bool, error) {
	is := map[string]bool{}
	if len(ids) == 0 {
		return is, nil
	}
	found, err := q.organisations(ctx, kg.And(
		kg.In("id", ids...), kg.Filter{Op: kg.OpWithin, Values: []string{place}, On: q.today},
	), 0)
	for _, o := range found {
		is[o.ID] = true
	}
	return is, err
}

// withPartner returns which of some organisations have a partner in a place.
func (q *question) withPartner(ctx context.Context, x *explorer, place string, ids []string) (map[string]bool, error) {
	is := map[string]bool{}
	if len(ids) == 0 {
		return is, nil
	}
	numbers := make([]int32, len(ids))
	for i, id := range ids {
		numbers[i] = x.meet(id, "")
	}
	if err := x.readTies(ctx, numbers); err != nil {
		return nil, err
	}
	inPlace, err := q.within(ctx, place, x.met.IDs)
	for i, id := range ids {
		is[id] = slices.ContainsFunc(x.partners[numbers[i]], func(m int32) bool { return inPlace[x.met.IDs[m]] })
	}
	return is, err
}
