package neo4j

import (
	"testing"

	"ngograph/internal/kg"
	"ngograph/internal/kgtest"
	"ngograph/internal/memory"
	"ngograph/internal/network"
)

// TestConformanceWithMemory runs the suite of all backends on this store with a view in memory that watches it.
func TestConformanceWithMemory(t *testing.T) {
	configs, views := map[kg.Store]Config{}, map[kg.Store]*memory.View{}
	start := func(t testing.TB, c Config) (kg.Store, kg.View) {
		db := open(t, c)
		configs[db] = c
		view, err := memory.Open(t.Context(), db, memory.Options{})
		if err != nil {
			t.Fatal(err)
		}
		views[db] = view
		t.Cleanup(view.Close)
		return db, network.Over(view)
	}
	kgtest.Run(t, kgtest.Harness{
		Open: func(t testing.TB) (kg.Store, kg.View) {
			_, c := openEmpty(t)
			return start(t, c)
		},
		Reopen: func(t testing.TB, s kg.Store, _ kg.View) (kg.Store, kg.View) {
			views[s].Close()
			if err := s.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			return start(t, configs[s])
		},
	})
}
