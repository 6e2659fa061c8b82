package memory

import (
	"context"
	"iter"
	"maps"
	"slices"
	"sync"

	"ngograph/internal/kg"
)

// fakeStore is as much of a kg.Store as a view needs, of records that it holds, with a Watch that can be made to fail. It
// checks nothing.
type fakeStore struct {
	kg.Store

	mu       sync.Mutex
	records  map[string]kg.Record
	deltas   []kg.Delta
	changed  chan struct{}
	revision kg.Revision
	down     error // what Watch says while it is set
}

func newFakeStore() *fakeStore {
	return &fakeStore{records: map[string]kg.Record{}, changed: make(chan struct{})}
}

func (s *fakeStore) Apply(_ context.Context, changes []kg.Change) (kg.Revision, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revision++
	d := kg.Delta{Revision: s.revision}
	for _, c := range changes {
		if c.Delete != "" {
			delete(s.records, c.Delete)
			d.Deleted = append(d.Deleted, c.Delete)
			continue
		}
		r, _, err := kg.Resolve(s.records[c.ID()], c)
		if err != nil {
			return 0, err
		}
		r.Base().Revision = s.revision
		s.records[c.ID()] = r
		d.Records = append(d.Records, r)
	}
	s.deltas = append(s.deltas, d)
	s.wake()
	return s.revision, nil
}

func (s *fakeStore) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// fail makes Watch fail, or with nil work again.
func (s *fakeStore) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = err
	s.wake()
}

func (s *fakeStore) Scan(context.Context, ...kg.Kind) iter.Seq2[kg.Record, error] {
	s.mu.Lock()
	defer s.mu.Unlock()
	ids := slices.Sorted(maps.Keys(s.records))
	var list []kg.Record
	for _, k := range kg.StoredKinds() {
		for _, id := range ids {
			if r := s.records[id]; r.Kind() == k {
				list = append(list, r)
			}
		}
	}
	return func(yield func(kg.Record, error) bool) {
		for _, r := range list {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (s *fakeStore) Search(_ context.Context, words []string, kinds []kg.Kind) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for id, r := range s.records {
		if ix, ok := kg.Index(r); ok && slices.Contains(kinds, r.Kind()) && ix.Matches(words) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

func (s *fakeStore) Revision(context.Context) (kg.Revision, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.revision, nil
}

func (s *fakeStore) Watch(ctx context.Context, since kg.Revision) iter.Seq2[kg.Delta, error] {
	return func(yield func(kg.Delta, error) bool) {
		for {
			s.mu.Lock()
			changed, down := s.changed, s.down
			var next []kg.Delta
			for _, d := range s.deltas {
				if d.Revision > since {
					next = append(next, d)
				}
			}
			s.mu.Unlock()
			if down != nil {
				if !yield(kg.Delta{}, down) {
					return
				}
				continue
			}
			for _, d := range next {
				since = d.Revision
				if !yield(d, nil) {
					return
				}
			}
			if len(next) > 0 {
				continue
			}
			select {
			case <-ctx.Done():
				return
			case <-changed:
			}
		}
	}
}

func (s *fakeStore) Close(context.Context) error { return nil }
