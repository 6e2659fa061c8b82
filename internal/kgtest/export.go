package kgtest

import (
	"testing"

	"pgregory.net/rapid"

	"ngograph/internal/kg"
)

// What tests of whole compositions need besides Run: random graphs to ask about in other ways than by hops.

// DrawGraph draws a small graph of all kinds, as a store would hold it but for revisions.
func DrawGraph(t *rapid.T) []kg.Record { return drawGraph(t) }

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
