package kgtest

import (
	"context"
	"flag"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"ngograph/internal/kg"
)

// Harness is what the suite must know of a composition of a store and a view.
type Harness struct {
	// Open returns an empty store and a view of it, and closes both when t ends. It is called twice, the second time
	// after the first t ended.
	Open func(t testing.TB) (kg.Store, kg.View)
	// Reopen closes a store that Open returned and opens its content again.
	Reopen func(t testing.TB, s kg.Store, v kg.View) (kg.Store, kg.View)
	// Statements returns how many round trips to a database the view has made; nil for one that has none to count.
	Statements func() int
	// Checks is how many random graphs are tried, 0 for 60; -rapid.checks=N on the command line goes before it. Up to
	// Questions random questions are asked of each, 0 for 8.
	Checks, Questions int
}

// Run runs the whole suite on a composition. Each of its cases runs for every composition.
func Run(t *testing.T, h Harness) {
	s := &suite{Harness: h}
	if s.Checks == 0 {
		s.Checks = 60
	}
	if s.Questions == 0 {
		s.Questions = 8
	}
	t.Run("store", s.storeContract)
	s.shared = s.open(t)
	for _, group := range []struct {
		name string
		run  func(*testing.T)
	}{
		{"changes", s.changes},
		{"refusals", s.refusals},
		{"imports of known records", s.importsOfKnown},
		{"deletions", s.deletions},
		{"watch", s.watch},
		{"walks", s.walks},
		{"writes behind the cursor", s.writesBehind},
		{"cursors", s.cursors},
		{"questions that are refused", s.badQuestions},
		{"cancelled", s.cancelled},
		{"semantics", s.semantics},
		{"introductions", s.introductions},
		{"paths", s.paths},
		{"positions", s.positions},
		{"networks", s.networks},
		{"network questions that are refused", s.badNetworkQuestions},
		{"funding", s.funding},
		{"newcomers", s.newcomers},
		{"help", s.help},
		{"cross tables", s.crossTables},
		{"following", s.following},
		{"large networks", s.largeNetworks},
		{"search", s.searching},
		{"concurrency", s.concurrency},
		{"random", s.random},
		{"contradictions", s.checks},
	} {
		t.Run(group.name, group.run)
	}
	t.Logf("%d cases, 0 skipped", s.cases.Load())
}

type suite struct {
	Harness
	cases  atomic.Int64
	shared *world // of all groups but the first, one after the other
}

// clock is the suite's: noon of Today.
func clock() time.Time {
	t, err := time.Parse(time.DateOnly, string(Today))
	if err != nil {
		panic(err)
	}
	return t.Add(12 * time.Hour)
}

// failer is what *testing.T and *rapid.T have in common.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
	Logf(format string, args ...any)
}

// world is an open composition and the graph over it.
type world struct {
	store kg.Store
	view  kg.View
	graph *kg.Graph
}

func (s *suite) open(t testing.TB) *world {
	t.Helper()
	store, view := s.Open(t)
	return &world{store, view, kg.New(store, view, clock)}
}

// empty returns the composition that the groups share, after taking away what is in it: to open another is what costs
// a database most.
func (s *suite) empty(t testing.TB) *world {
	t.Helper()
	s.shared.replace(t, nil)
	return s.shared
}

func (s *suite) reopen(t testing.TB, w *world) *world {
	t.Helper()
	store, view := s.Reopen(t, w.store, w.view)
	return &world{store, view, kg.New(store, view, clock)}
}

// one counts a case and runs it as a test of its own.
func (s *suite) one(t *testing.T, name string, run func(t *testing.T)) {
	t.Helper()
	s.cases.Add(1)
	t.Run(name, run)
}

// puts returns the changes that put records.
func puts(records ...kg.Record) []kg.Change {
	var changes []kg.Change
	for _, r := range records {
		changes = append(changes, kg.Change{Put: r})
	}
	return changes
}

// apply makes changes that must be accepted.
func (w *world) apply(t failer, changes ...kg.Change) kg.Revision {
	t.Helper()
	r, err := w.graph.Apply(context.Background(), changes)
	if err != nil {
		t.Fatalf("Apply: %v", err)
	}
	return r
}

// replace makes the store hold these records and no others, in one transaction.
func (w *world) replace(t failer, records []kg.Record) {
	t.Helper()
	keep := map[string]bool{}
	for _, r := range records {
		keep[r.RecordID()] = true
	}
	changes := puts(records...)
	stored := w.scan(t)
	for _, r := range slices.Backward(stored) {
		if !keep[r.RecordID()] {
			changes = append(changes, kg.Change{Delete: r.RecordID()})
		}
	}
	w.apply(t, changes...)
}

// scan returns what a store holds, in its order.
func (w *world) scan(t failer, kinds ...kg.Kind) []kg.Record {
	t.Helper()
	var records []kg.Record
	for r, err := range w.store.Scan(context.Background(), kinds...) {
		if err != nil {
			t.Fatalf("Scan: %v", err)
		}
		records = append(records, r)
	}
	return records
}

// oracle returns the oracle of what the store holds.
func (w *world) oracle(t failer) *Oracle {
	t.Helper()
	revision, err := w.store.Revision(context.Background())
	if err != nil {
		t.Fatalf("Revision: %v", err)
	}
	return NewOracle(revision, w.scan(t))
}

// fetch asks a question that must be answered.
func (w *world) fetch(t failer, h *kg.Hop) *kg.Page {
	t.Helper()
	p, err := w.graph.Fetch(context.Background(), h)
	if err != nil {
		t.Fatalf("%v\n%s", err, describe(h))
	}
	return p
}

// withChecks runs f with the number of rapid's checks, unless the command line states one.
func withChecks(t *testing.T, n int, f func()) {
	t.Helper()
	const name = "rapid.checks"
	stated := false
	flag.Visit(func(f *flag.Flag) { stated = stated || f.Name == name })
	if stated {
		f()
		return
	}
	// The value is set behind the flag's back: flag.Set would make it one that the command line states.
	value := flag.Lookup(name).Value
	before := value.String()
	if err := value.Set(strconv.Itoa(n)); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := value.Set(before); err != nil {
			t.Fatal(err)
		}
	}()
	f()
}
