package neo4j

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"ngograph/internal/kg"
	"ngograph/internal/kgtest"
)

// met is what a page of introductions says, with the brokers of each.
type met struct {
	Introduction *kg.Introduction
	Brokers      []*kg.Broker
}

func metOn(t *rapid.T, p *kg.Page) []met {
	var list []met
	for _, item := range p.Items {
		m := met{Introduction: item.Record.(*kg.Introduction)}
		below, ok := kg.Attached(item.Record, kg.EdgeBrokersOf)
		if !ok {
			t.Fatalf("%s has no brokers", item.Record.RecordID())
		}
		for _, b := range below.Items {
			m.Brokers = append(m.Brokers, b.Record.(*kg.Broker))
		}
		list = append(list, m)
	}
	return list
}

// TestIntroductionsAtOnceAndByPages compares the introductions of random graphs with the oracle's: all at once, and one by
// one with their number, for which they are found another way.
func TestIntroductionsAtOnceAndByPages(t *testing.T) {
	db, _ := openEmpty(t)
	alike := cmp.Options{nearly, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(kg.Meta{}, "pages"), cmpopts.IgnoreUnexported(kg.Meta{})}
	kgtest.WithChecks(t, 6, func() {
		rapid.Check(t, func(t *rapid.T) {
			kgtest.Replace(t, db, db.View(), kgtest.DrawGraph(t))
			oracle, records := kgtest.OracleOf(t, db), scanAll(t, db)
			organisations := kgtest.IDsOf(records, kg.KindOrganisation)
			if len(organisations) == 0 {
				return
			}
			scope := kgtest.DrawScope(t, records)
			ask := func(v kg.View, you, cursor string, first int, count bool) *kg.Page {
				h := introductions(hop("", kg.EdgeIntroductions, first))
				h.IDs, h.Scope, h.Cursor, h.Count = []string{you}, scope, cursor, count
				p, err := kg.New(db, v, clock).Fetch(t.Context(), h)
				if err != nil {
					t.Fatal(err)
				}
				return p
			}
			for range 3 {
				you := rapid.SampledFrom(organisations).Draw(t, "you")
				want := metOn(t, ask(oracle, you, "", kg.MaxFirst, false))
				if d := cmp.Diff(want, metOn(t, ask(db.View(), you, "", kg.MaxFirst, false)), alike); d != "" {
					t.Fatalf("for %s in %s (-want +got):\n%s", you, scope, d)
				}
				var walked []met
				for cursor, more := "", true; more; {
					p := ask(db.View(), you, cursor, 1, true)
					if p.Total != len(want) {
						t.Fatalf("for %s in %s: a total of %d, want %d", you, scope, p.Total, len(want))
					}
					walked = append(walked, metOn(t, p)...)
					if more = p.More; more {
						cursor = p.Cursor(0)
					}
				}
				if d := cmp.Diff(want, walked, alike); d != "" {
					t.Fatalf("for %s in %s, by pages (-want +got):\n%s", you, scope, d)
				}
			}
		})
	})
}
