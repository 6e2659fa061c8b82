package sqlite_test

import (
	"context"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
	"ngograph/internal/sqlite"
)

// heard is a delta in short.
type heard struct {
	Revision kg.Revision
	Records  []string
	Deleted  []string
}

// watch follows the store from a revision on; each delta, or an error, comes out of the channel.
func watch(ctx context.Context, s *sqlite.Store, since kg.Revision) (<-chan heard, <-chan error) {
	deltas, errs := make(chan heard), make(chan error, 1)
	go func() {
		defer close(deltas)
		for d, err := range s.Watch(ctx, since) {
			if err != nil {
				errs <- err
				return
			}
			select {
			case deltas <- heard{d.Revision, idsOf(d.Records), d.Deleted}:
			case <-ctx.Done():
			}
		}
	}()
	return deltas, errs
}

func expect(t *testing.T, deltas <-chan heard, want heard) {
	t.Helper()
	if diff := gocmp.Diff(want, <-deltas); diff != "" {
		t.Fatal(diff)
	}
}

func TestWatch(t *testing.T) {
	s := filled(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	deltas, _ := watch(ctx, s, 1)
	mustApply(t, s, kg.Change{Put: org("org:c", "C")})
	expect(t, deltas, heard{2, []string{"org:c"}, nil})
	mustApply(t, s, kg.Change{Put: org("org:c", "C")}) // no change, no delta
	mustApply(t, s, kg.Change{Delete: "project:x-1"}, kg.Change{Put: org("org:d", "D")})
	expect(t, deltas, heard{3, []string{"org:d"}, []string{"participation:org:a|project:x-1|PARTNER", "project:x-1"}})

	t.Run("several at once, of what is there in the end", func(t *testing.T) {
		mustApply(t, s, kg.Change{Put: &kg.Project{ID: "project:x-1", Title: "Again"}})
		mustApply(t, s, kg.Change{Delete: "org:d"})
		late, _ := watch(ctx, s, 2)
		expect(t, late, heard{5, []string{"project:x-1"}, []string{"org:d", "participation:org:a|project:x-1|PARTNER"}})
	})
	t.Run("from the beginning", func(t *testing.T) {
		all, _ := watch(ctx, s, 0)
		d := <-all
		if diff := gocmp.Diff(idsOf(scan(t, s)), d.Records); diff != "" {
			t.Fatal(diff)
		}
	})
	t.Run("it ends with its context", func(t *testing.T) {
		ending, end := context.WithCancel(ctx)
		quiet, errs := watch(ending, s, 5)
		end()
		if d, ok := <-quiet; ok || len(errs) > 0 {
			t.Fatal(d)
		}
	})
	t.Run("it ends with the store", func(t *testing.T) {
		_, errs := watch(ctx, s, 5)
		closeStore(t, s)
		wantError(t, <-errs, kg.Unavailable, "closed")
	})
}

// TestWatchMissesNothing writes while watching and adds up what is heard.
func TestWatchMissesNothing(t *testing.T) {
	s := newStore(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	deltas, _ := watch(ctx, s, 0)
	const n = 60
	go func() {
		for i := range n {
			id := "org:" + string(rune('a'+i%7))
			c := kg.Change{Put: org(id, string(rune('A'+i)))}
			if i%5 == 4 {
				c = kg.Change{Delete: id}
			}
			if _, err := s.Apply(ctx, []kg.Change{c}); err != nil {
				return
			}
		}
		_, _ = s.Apply(ctx, puts(org("org:last", "Last")))
	}()
	there := map[string]bool{}
	for !there["org:last"] {
		d := <-deltas
		for _, id := range d.Records {
			there[id] = true
		}
		for _, id := range d.Deleted {
			delete(there, id)
		}
	}
	want := map[string]bool{}
	for _, r := range scan(t, s) {
		want[r.RecordID()] = true
	}
	if diff := gocmp.Diff(want, there); diff != "" {
		t.Fatal(diff)
	}
}
