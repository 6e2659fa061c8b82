package neo4j

import (
	"sync/atomic"
	"testing"

	"ngograph/internal/kg"
	"ngograph/internal/kgtest"
	"ngograph/internal/network"
)

// TestConformance runs the suite of all backends on this one.
func TestConformance(t *testing.T) {
	var statements atomic.Int64
	configs := map[kg.Store]Config{}
	start := func(t testing.TB, c Config) (kg.Store, kg.View) {
		c.OnStatement = func(string, map[string]any) { statements.Add(1) }
		db := open(t, c)
		configs[db] = c
		return db, network.Over(db.View())
	}
	kgtest.Run(t, kgtest.Harness{
		Open: func(t testing.TB) (kg.Store, kg.View) {
			_, c := openEmpty(t)
			return start(t, c)
		},
		Reopen: func(t testing.TB, s kg.Store, _ kg.View) (kg.Store, kg.View) {
			if err := s.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			return start(t, configs[s])
		},
		Statements: func() int { return int(statements.Load()) },
		Checks:     25, // a statement's first planning takes a tenth of a second, and a random question is a new one
	})
}
