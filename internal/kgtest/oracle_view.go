package kgtest

import (
	"context"
	"sync"

	"ngograph/internal/kg"
)

// ViewOf returns a view that reads the whole store after each change and answers like Oracle: with it a store can join
// the suite alone.
func ViewOf(store kg.Store) kg.View { return &naiveView{store: store, rules: rulesAsWritten()} }

type naiveView struct {
	store kg.Store
	rules rules
	mu    sync.Mutex
	last  *Oracle
}

// oracle returns an oracle of the store as it is, or as it was at some moment since the call began.
func (v *naiveView) oracle(ctx context.Context) (*Oracle, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for {
		revision, err := v.store.Revision(ctx)
		if err != nil {
			return nil, err
		}
		if v.last != nil && v.last.revision == revision {
			return v.last, nil
		}
		var records []kg.Record
		for r, err := range v.store.Scan(ctx) {
			if err != nil {
				return nil, err
			}
			records = append(records, r)
		}
		// What was scanned is of this revision only if none came in between.
		after, err := v.store.Revision(ctx)
		if err != nil {
			return nil, err
		}
		if after == revision {
			v.last = NewOracle(revision, records)
			v.last.rules = v.rules
		}
	}
}

func (v *naiveView) Fetch(ctx context.Context, h *kg.Hop) (*kg.Page, error) {
	o, err := v.oracle(ctx)
	if err != nil {
		return nil, err
	}
	return o.Fetch(ctx, h)
}

func (v *naiveView) Summary(ctx context.Context) (*kg.Summary, error) {
	o, err := v.oracle(ctx)
	if err != nil {
		return nil, err
	}
	return o.Summary(ctx)
}

// Reach returns at once: every answer is from the store as it is.
func (v *naiveView) Reach(ctx context.Context, _ kg.Revision) error { return ctx.Err() }
