package neo4j

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

// step is what one round of a Watch yields.
type step struct {
	delta kg.Delta
	err   error
}

// watch runs a Watch until t ends and returns what it yields.
func watch(t *testing.T, db *DB, since kg.Revision) <-chan step {
	t.Helper()
	steps := make(chan step)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for d, err := range db.Watch(ctx, since) {
			select {
			case steps <- step{d, err}:
			case <-ctx.Done():
				return
			}
		}
	}()
	t.Cleanup(func() { cancel(); <-done })
	return steps
}

func await(t *testing.T, steps <-chan step) kg.Delta {
	t.Helper()
	select {
	case s := <-steps:
		if s.err != nil {
			t.Fatal(s.err)
		}
		return s.delta
	case <-time.After(time.Minute):
		t.Fatal("nothing came")
		return kg.Delta{}
	}
}

func TestWatch(t *testing.T) {
	db, c := openEmpty(t)
	apply(t, db, puts(sample()...)...)
	c.PollInterval = time.Millisecond
	other := open(t, c)
	c.PollInterval = time.Hour
	same := open(t, c)

	t.Run("from the beginning", func(t *testing.T) {
		d := await(t, watch(t, other, 0))
		if diff := cmp.Diff(idsOf(scan(t, db)), idsOf(d.Records)); diff != "" || d.Revision != 1 {
			t.Errorf("revision %d\n%s", d.Revision, diff)
		}
	})
	t.Run("what another process changes", func(t *testing.T) {
		steps := watch(t, other, 1)
		apply(t, db,
			kg.Change{Put: &kg.Project{ID: "project:2", Title: "Changed"}},
			kg.Change{Put: &kg.Participation{OrganisationID: "org:b", ProjectID: "project:2", Role: kg.Lead}},
			kg.Change{Delete: "participation:org:a|project:1|LEAD"})
		d := await(t, steps)
		got := map[string]any{"revision": d.Revision, "records": idsOf(d.Records), "deleted": d.Deleted}
		want := map[string]any{
			"revision": kg.Revision(2), "records": []string{"project:2", "participation:org:b|project:2|LEAD"},
			"deleted": []string{"participation:org:a|project:1|LEAD"},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
		if p := d.Records[0].(*kg.Project); p.Title != "Changed" || p.Participants != 0 || p.Revision != 2 {
			t.Errorf("%+v", p)
		}
		apply(t, db, deletes("org:a", "recorded:1")...)
		if d := await(t, steps); d.Revision != 3 || len(d.Records) != 0 || len(d.Deleted) != 5 {
			t.Errorf("%+v", d)
		}
	})
	t.Run("its own changes at once", func(t *testing.T) {
		steps := watch(t, same, 3)
		apply(t, same, kg.Change{Put: &kg.Project{ID: "project:3", Title: "New"}})
		if d := await(t, steps); d.Revision != 4 || len(d.Records) != 1 {
			t.Errorf("%+v", d)
		}
	})
	t.Run("several transactions in one", func(t *testing.T) {
		d := await(t, watch(t, same, 2))
		if d.Revision != 4 || len(d.Deleted) != 5 || len(d.Records) != 1 {
			t.Errorf("%+v", d)
		}
	})
}
