package network

import (
	"context"
	"maps"
	"slices"

	"ngograph/internal/kg"
)

// matches finds who offers what an organisation needs, or needs what it offers.
func matches(ctx context.Context, q *question, h *kg.Hop, _ []row) ([][]row, error) {
	you := h.IDs[0]
	isYou := kg.In("organisation", you)
	own, err := q.resources(ctx, isYou)
	if err != nil {
		return nil, err
	}
	needed, offered := heldBy(own, kg.Need)[you].kinds, heldBy(own, kg.Offer)[you].kinds
	found, err := q.resources(ctx, kg.And(
		kg.Not(isYou), kg.Or(resourcesOf(kg.Offer, needed), resourcesOf(kg.Need, offered)),
	))
	if err != nil {
		return nil, err
	}
	offers, needs := heldBy(found, kg.Offer), heldBy(found, kg.Need)
	all := maps.Clone(offers)
	maps.Copy(all, needs)
	ids := slices.Sorted(maps.Keys(all))
	languages, err := q.languages(ctx, append([]string{you}, ids...))
	if err != nil {
		return nil, err
	}
	near := q.vicinity(you)
	if err := near.reach(ctx, ids); err != nil {
		return nil, err
	}
	rows := make([]row, len(ids))
	for i, id := range ids {
		m := &kg.Match{
			For: you, OrganisationID: id, TheyOffer: offers[id].kinds, YouOffer: needs[id].kinds,
			OfferIDs: offers[id].ids, NeedIDs: needs[id].ids, Steps: near.stepsTo(id),
		}
		for _, l := range languages[id] {
			if slices.Contains(languages[you], l) {
				m.LanguageIDs = append(m.LanguageIDs, l)
			}
		}
		m.LanguageIDs = distinct(m.LanguageIDs)
		m.SharedLanguage = len(m.LanguageIDs) > 0
		rows[i].Record = m
	}
	return [][]row{rows}, nil
}

// languages returns the working languages of some organisations.
func (q *question) languages(ctx context.Context, of []string) (map[string][]string, error) {
	by := map[string][]string{}
	found, err := q.organisations(ctx, kg.In("id", of...), 0, "workingLanguages")
	for _, o := range found {
		by[o.ID] = o.LanguageIDs
	}
	return by, err
}
