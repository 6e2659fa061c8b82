package kgtest

import (
	"cmp"
	"context"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ngograph/internal/kg"
)

// What tests of whole compositions need besides Run: random graphs to ask about in other ways than by hops.

// DrawGraph draws a small graph of all kinds, as a store would hold it but for revisions.
func DrawGraph(t *rapid.T) []kg.Record { return drawGraph(t) }

// DrawScope draws a scope of what a graph's records hold, with none of its conditions or some.
func DrawScope(t *rapid.T, records []kg.Record) *kg.Scope {
	s := cmp.Or((&asker{t: t, records: records}).scope(), &kg.Scope{})
	unknown := func(id string) bool {
		return !slices.ContainsFunc(records, func(r kg.Record) bool { return r.RecordID() == id })
	}
	for _, ids := range []*[]string{&s.Themes, &s.Areas, &s.Countries, &s.Regions, &s.Programmes} {
		*ids = slices.DeleteFunc(*ids, unknown)
	}
	return s
}

// IDsOf returns the ids of the records of a kind, in their order.
func IDsOf(records []kg.Record, k kg.Kind) []string {
	var ids []string
	for _, r := range records {
		if r.Kind() == k {
			ids = append(ids, r.RecordID())
		}
	}
	return ids
}

// Ties returns the ties of a scope as kg.Still does, made of the oracle's collaborations.
func (o *Oracle) Ties(ctx context.Context, scope *kg.Scope, today kg.Date, of []string) (*kg.Ties, error) {
	e := kg.EdgeOf("", kg.EdgeCollaborations)
	page, err := o.Fetch(ctx, &kg.Hop{Edge: e, Order: e.Order, First: math.MaxInt, Scope: scope, Today: today, Items: true})
	if err != nil {
		return nil, err
	}
	ties := &kg.Ties{}
	var found []*kg.Collaboration
	for _, item := range page.Items {
		if c := item.Record.(*kg.Collaboration); of == nil || slices.Contains(of, c.A) || slices.Contains(of, c.B) {
			found = append(found, c)
			ties.IDs = append(ties.IDs, c.A, c.B)
		}
	}
	slices.Sort(ties.IDs)
	ties.IDs = slices.Compact(ties.IDs)
	for _, id := range ties.IDs {
		ties.Countries = append(ties.Countries, o.byID[id].(*kg.Organisation).CountryID)
	}
	slices.SortFunc(found, func(a, b *kg.Collaboration) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	for _, c := range found {
		ties.Links = append(ties.Links, kg.Link{
			A: int32(slices.Index(ties.IDs, c.A)), B: int32(slices.Index(ties.IDs, c.B)),
			Weight: c.Weight, ProjectCount: c.ProjectCount, First: c.First, Last: c.Last,
		})
	}
	return ties, nil
}

// Replace makes a composition hold these records and no others, in one transaction.
func Replace(t *rapid.T, store kg.Store, view kg.View, records []kg.Record) {
	t.Helper()
	w := &world{store, view, kg.New(store, view, clock)}
	w.replace(t, records)
}

// OracleOf returns the oracle of what a store holds.
func OracleOf(t *rapid.T, store kg.Store) *Oracle {
	t.Helper()
	w := &world{store: store}
	return w.oracle(t)
}

// WithChecks runs f with the number of rapid's checks, unless the command line states one.
func WithChecks(t *testing.T, n int, f func()) {
	t.Helper()
	withChecks(t, n, f)
}
