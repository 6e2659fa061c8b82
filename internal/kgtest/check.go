package kgtest

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// checks: whatever was applied, a store finds no contradiction in itself, and Rebuild changes nothing.
func (s *suite) checks(t *testing.T) {
	s.one(t, "random graphs", func(t *testing.T) {
		w := s.empty(t)
		withChecks(t, s.Checks/20+1, func() {
			rapid.Check(t, func(t *rapid.T) {
				w.replace(t, drawGraph(t))
				w.sound(t)
				before := w.scan(t)
				if err := w.store.Rebuild(context.Background()); err != nil {
					t.Fatalf("Rebuild: %v", err)
				}
				w.sound(t)
				if d := cmp.Diff(before, w.scan(t), exactly); d != "" {
					t.Fatalf("Rebuild changed records (-before +after):\n%s", d)
				}
			})
		})
	})
}

// sound fails if the store finds a contradiction in itself.
func (w *world) sound(t failer) {
	t.Helper()
	for c, err := range w.store.Check(context.Background()) {
		if err != nil {
			t.Fatalf("Check: %v", err)
		}
		t.Errorf("%s: %s", c.ID, c.Problem)
	}
}
