package kgtest

import (
	"context"
	"iter"
	"maps"
	"slices"
	"sync"
	"testing"

	"ngograph/internal/kg"
)

// fakeStore is the least that a Store can be: a map, swapped whole.
type fakeStore struct {
	mu       sync.Mutex
	revision kg.Revision
	records  map[string]kg.Record
	log      []kg.Delta
	changed  chan struct{} // closed by the next transaction
}

func newFakeStore() *fakeStore {
	return &fakeStore{records: map[string]kg.Record{}, changed: make(chan struct{})}
}

func (s *fakeStore) Apply(ctx context.Context, changes []kg.Change) (kg.Revision, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	next := maps.Clone(s.records)
	for _, c := range changes {
		if err := s.change(next, c); err != nil {
			return 0, err
		}
	}
	if err := s.check(next); err != nil {
		return 0, err
	}
	delta := kg.Delta{Revision: s.revision + 1}
	for id, r := range next {
		if s.records[id] != r {
			r.Base().Revision, r.Base().UpdatedAt = delta.Revision, kg.Instant(delta.Revision)
			delta.Records = append(delta.Records, r)
		}
	}
	for id := range s.records {
		if next[id] == nil {
			delta.Deleted = append(delta.Deleted, id)
		}
	}
	if len(delta.Records)+len(delta.Deleted) == 0 {
		return s.revision, nil
	}
	s.records, s.revision = next, delta.Revision
	s.log = append(s.log, delta)
	close(s.changed)
	s.changed = make(chan struct{})
	return s.revision, nil
}

func (s *fakeStore) change(next map[string]kg.Record, c kg.Change) error {
	id := c.ID()
	if c.Record() != nil {
		r, changed, err := kg.Resolve(next[id], c)
		if err == nil && changed {
			next[id] = deepCopy(r)
		}
		return err
	}
	delete(next, id)
	for other, r := range next {
		for _, field := range kg.Owned()[r.Kind()] {
			if holds(r, field, id) {
				delete(next, other)
			}
		}
	}
	return nil
}

// check refuses a state in which a record refers to one that is not there.
func (s *fakeStore) check(next map[string]kg.Record) error {
	for _, r := range next {
		for _, ref := range kg.References(r) {
			target := next[ref.ID]
			switch {
			case target == nil && s.records[ref.ID] != nil && s.records[r.RecordID()] == r:
				return kg.Errorf(kg.Conflict, "%s still refers to %s", r.RecordID(), ref.ID)
			case target == nil:
				return kg.Errorf(kg.Invalid, "%s refers to %s, which is not there", r.RecordID(), ref.ID)
			case !slices.Contains(ref.Kinds, target.Kind()):
				return kg.Errorf(kg.Invalid, "%s refers to %s, which is a %s", r.RecordID(), ref.ID, target.Kind())
			}
		}
	}
	return nil
}

// deepCopy takes a record through its stored form.
func deepCopy(r kg.Record) kg.Record {
	known := kg.Properties(r)
	c, err := kg.FromValues(r.Kind(), func(column string) any {
		if list, ok := known[column].([]string); ok {
			return slices.Clone(list)
		}
		return known[column]
	})
	if err != nil {
		panic(err)
	}
	return c
}

func (s *fakeStore) snapshot() []kg.Record {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []kg.Record
	for _, r := range s.records {
		list = append(list, deepCopy(r))
	}
	return inScanOrder(list)
}

func (s *fakeStore) Scan(ctx context.Context, kinds ...kg.Kind) iter.Seq2[kg.Record, error] {
	return func(yield func(kg.Record, error) bool) {
		if err := ctx.Err(); err != nil {
			yield(nil, err)
			return
		}
		records := s.snapshot()
		if len(kinds) == 0 {
			kinds = kg.StoredKinds()
		}
		for _, k := range kinds {
			for _, r := range records {
				if r.Kind() == k && !yield(r, nil) {
					return
				}
			}
		}
	}
}

func (s *fakeStore) Search(ctx context.Context, words []string, kinds []kg.Kind) ([]string, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	records := s.snapshot()
	var ids []string
	for _, r := range records {
		if ix, ok := kg.Index(r); ok && slices.Contains(kinds, r.Kind()) && ix.Matches(words) {
			ids = append(ids, r.RecordID())
		}
	}
	return ids, nil
}

func (s *fakeStore) Revision(ctx context.Context) (kg.Revision, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.revision, ctx.Err()
}

func (s *fakeStore) Watch(ctx context.Context, since kg.Revision) iter.Seq2[kg.Delta, error] {
	return func(yield func(kg.Delta, error) bool) {
		for ctx.Err() == nil {
			s.mu.Lock()
			log, changed := s.log, s.changed
			s.mu.Unlock()
			for _, d := range log {
				if d.Revision <= since {
					continue
				}
				d.Records = slices.Clone(d.Records)
				for i := range d.Records {
					d.Records[i] = deepCopy(d.Records[i])
				}
				if !yield(d, nil) {
					return
				}
				since = d.Revision
			}
			select {
			case <-ctx.Done():
			case <-changed:
			}
		}
	}
}

func (s *fakeStore) Check(ctx context.Context) iter.Seq2[kg.Contradiction, error] {
	return kg.Contradictions(s.Scan(ctx))
}

func (s *fakeStore) Rebuild(context.Context) error { return nil }

func (s *fakeStore) Close(context.Context) error { return nil }

func fakeHarness(rules rules) Harness {
	return Harness{
		Open: func(testing.TB) (kg.Store, kg.View) {
			s := newFakeStore()
			return s, &naiveView{store: s, rules: rules}
		},
		Reopen: func(_ testing.TB, s kg.Store, v kg.View) (kg.Store, kg.View) { return s, v },
	}
}

// TestOracle runs the suite on the oracle itself, over the simplest store there can be.
func TestOracle(t *testing.T) { Run(t, fakeHarness(rulesAsWritten())) }
