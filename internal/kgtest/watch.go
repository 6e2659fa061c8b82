package kgtest

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ngograph/internal/kg"
)

// patience bounds what must happen soon on a machine that has other things to do.
const patience = 20 * time.Second

// replica is what one who watches a store knows of it.
type replica struct {
	revision kg.Revision
	records  map[string]kg.Record
}

// follow takes deltas until the replica has a revision.
func (r *replica) follow(t failer, deltas func() (kg.Delta, error, bool), until kg.Revision) {
	t.Helper()
	for r.revision < until {
		d, err, ok := deltas()
		if err != nil || !ok {
			t.Fatalf("Watch: %v (goes on: %t) at revision %d of %d", err, ok, r.revision, until)
		}
		if d.Revision <= r.revision {
			t.Fatalf("Watch yields revision %d after %d", d.Revision, r.revision)
		}
		for _, id := range d.Deleted {
			delete(r.records, id)
		}
		for _, record := range d.Records {
			r.records[record.RecordID()] = record
		}
		r.revision = d.Revision
	}
}

func (r *replica) list() []kg.Record {
	var list []kg.Record
	for _, record := range r.records {
		list = append(list, record)
	}
	return inScanOrder(list)
}

// watch checks that who follows Watch from any revision knows what Scan yields.
func (s *suite) watch(t *testing.T) {
	w := s.empty(t)
	patiently := func() (context.Context, context.CancelFunc) {
		return context.WithTimeout(context.Background(), patience)
	}
	s.one(t, "what was, is and will be", func(t *testing.T) {
		ctx, stop := patiently()
		defer stop()
		w.apply(t, puts(complete()...)...)
		next, done := iter.Pull2(w.store.Watch(ctx, 0))
		defer done()
		r := &replica{records: map[string]kg.Record{}}
		for _, records := range [][]kg.Record{
			complete(),
			completely(func(o *kg.Organisation) bool { o.City = "Sopot"; return true }),
			nil,
			complete(),
		} {
			w.replace(t, records)
			r.follow(t, next, w.revision(t))
			if d := gocmp.Diff(w.scan(t), r.list(), exactly); d != "" {
				t.Errorf("(-scanned +watched):\n%s", d)
			}
		}
	})
	s.one(t, "from any revision", func(t *testing.T) {
		withChecks(t, max(2, s.Checks/20), func() {
			rapid.Check(t, func(rt *rapid.T) {
				ctx, stop := patiently()
				defer stop()
				var seen []*replica
				for range 3 {
					w.replace(rt, drawGraph(rt))
					r := &replica{revision: w.revision(rt), records: map[string]kg.Record{}}
					for _, record := range w.scan(rt) {
						r.records[record.RecordID()] = record
					}
					seen = append(seen, r)
				}
				until, want := w.revision(rt), w.scan(rt)
				for _, r := range seen {
					s.cases.Add(1)
					next, done := iter.Pull2(w.store.Watch(ctx, r.revision))
					r.follow(rt, next, until)
					done()
					if d := gocmp.Diff(want, r.list(), exactly); d != "" {
						fail(rt, "what was watched is not what is scanned", "-scanned +watched:\n"+d)
					}
				}
				s.mustFind(rt, w, want)
			})
		})
	})
	s.one(t, "a watcher that waits is told", func(t *testing.T) {
		ctx, stop := patiently()
		defer stop()
		from := w.revision(t)
		deltas := make(chan kg.Delta, 1)
		errs := make(chan error, 1)
		go func() {
			for d, err := range w.store.Watch(ctx, from) {
				if err != nil {
					errs <- err
				} else {
					deltas <- d
				}
				return
			}
			errs <- ctx.Err()
		}()
		w.apply(t, kg.Change{Put: &kg.Theme{ID: "theme:told", Scheme: "s", Name: "Told"}})
		select {
		case d := <-deltas:
			if len(d.Records) != 1 || d.Records[0].RecordID() != "theme:told" || len(d.Deleted) > 0 {
				t.Errorf("told of %v and %v", d.Records, d.Deleted)
			}
		case err := <-errs:
			t.Errorf("Watch: %v", err)
		}
	})
	s.one(t, "a watcher ends with its context", func(t *testing.T) {
		ctx, stop := patiently()
		defer stop()
		own, cancel := context.WithCancel(ctx)
		from := w.revision(t)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for _, err := range w.store.Watch(own, from) {
				if err != nil && own.Err() != nil {
					return
				}
			}
		}()
		cancel()
		select {
		case <-ended:
		case <-ctx.Done():
			t.Error("Watch goes on")
		}
	})
}

// mustFind compares Store.Search with a search through all records.
func (s *suite) mustFind(t *rapid.T, w *world, records []kg.Record) {
	a := &asker{t: t, records: records}
	for range 6 {
		s.cases.Add(1)
		words, kinds := a.words(), some(t, kg.SearchedKinds(), 8, "kinds")
		if kinds == nil {
			kinds = kg.SearchedKinds()
		}
		var want []string
		for _, r := range records {
			if ix, ok := kg.Index(r); ok && slices.Contains(kinds, r.Kind()) && ix.Matches(words) {
				want = append(want, r.RecordID())
			}
		}
		got, err := w.store.Search(context.Background(), words, kinds)
		if err != nil {
			t.Fatalf("Search(%q, %q): %v", words, kinds, err)
		}
		got = slices.Clone(got)
		slices.SortFunc(want, cmp.Compare[string])
		slices.SortFunc(got, cmp.Compare[string])
		if d := gocmp.Diff(want, got, alike); d != "" {
			asked := fmt.Sprintf("Search(%q, %q) (-want +got):\n", words, kinds)
			fail(t, "Search finds other than a search through all records", asked+d, describeRecords(records))
		}
	}
}
