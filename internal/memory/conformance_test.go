package memory_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"ngograph/internal/kg"
	"ngograph/internal/kgtest"
	"ngograph/internal/memory"
	"ngograph/internal/network"
	"ngograph/internal/sqlite"
)

func TestConformance(t *testing.T) {
	paths, views := map[kg.Store]string{}, map[kg.Store]*memory.View{}
	open := func(t testing.TB, path string) (kg.Store, kg.View) {
		store, err := sqlite.Open(t.Context(), sqlite.Options{Path: path, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		paths[store] = path
		view, err := memory.Open(t.Context(), store, memory.Options{})
		if err != nil {
			t.Fatal(err)
		}
		views[store] = view
		t.Cleanup(func() {
			view.Close()
			if err := store.Close(context.Background()); err != nil {
				t.Error(err)
			}
		})
		return store, network.Over(view)
	}
	kgtest.Run(t, kgtest.Harness{
		Open: func(t testing.TB) (kg.Store, kg.View) {
			return open(t, filepath.Join(t.TempDir(), "graph.sqlite"))
		},
		Reopen: func(t testing.TB, s kg.Store, _ kg.View) (kg.Store, kg.View) {
			views[s].Close()
			if err := s.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			return open(t, paths[s])
		},
	})
}
