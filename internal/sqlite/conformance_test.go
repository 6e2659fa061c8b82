package sqlite_test

import (
	"path/filepath"
	"testing"

	"ngograph/internal/kg"
	"ngograph/internal/kgtest"
	"ngograph/internal/sqlite"
)

// TestConformance runs the suite that every backend passes. The view is the suite's own naive one, so that what is
// tried is this store; there are few random graphs, since it is the views that they are for.
func TestConformance(t *testing.T) {
	paths := map[kg.Store]string{}
	at := func(tb testing.TB, path string) (kg.Store, kg.View) {
		s := open(tb, path)
		paths[s] = path
		return s, kgtest.ViewOf(s)
	}
	kgtest.Run(t, kgtest.Harness{
		Open: func(tb testing.TB) (kg.Store, kg.View) { return at(tb, filepath.Join(tb.TempDir(), "graph.db")) },
		Reopen: func(tb testing.TB, s kg.Store, _ kg.View) (kg.Store, kg.View) {
			closeStore(tb, s.(*sqlite.Store))
			return at(tb, paths[s])
		},
		Checks: 10,
	})
}
