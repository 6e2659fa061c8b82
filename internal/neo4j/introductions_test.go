package neo4j

import (
	"fmt"
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

// TestIntroductionsByFit asks for the first alone, whom fit brings before two with more trust.
func TestIntroductionsByFit(t *testing.T) {
	db, _ := openEmpty(t)
	records := []kg.Record{&kg.Theme{ID: "theme:x", Scheme: "own", Name: "X"}, &kg.Theme{ID: "theme:y", Scheme: "own", Name: "Y"}}
	organisation := func(id, theme string) {
		records = append(records, &kg.Organisation{ID: id, Name: id, Type: "NGO", ThemeIDs: []string{theme}})
	}
	organisation("org:you", "theme:x")
	for _, tie := range []struct {
		with, theme string
		projects    int
	}{{"org:you", "", 4}, {"org:a", "theme:y", 3}, {"org:b", "theme:y", 3}, {"org:c", "theme:x", 2}} {
		if tie.theme != "" {
			organisation(tie.with, tie.theme)
		}
		for i := range tie.projects {
			project := fmt.Sprintf("project:%s-%d", tie.with, i)
			records = append(records, &kg.Project{ID: project, Title: project},
				&kg.Participation{OrganisationID: tie.with, ProjectID: project, Role: kg.Partner},
				&kg.Participation{OrganisationID: "org:broker", ProjectID: project, Role: kg.Partner})
		}
	}
	organisation("org:broker", "theme:y")
	apply(t, db, puts(records...)...)
	h := introductions(hop("", kg.EdgeIntroductions, 1))
	h.IDs, h.Count = []string{"org:you"}, true
	page := question(t, db, h)
	first := page.Items[0].Record.(*kg.Introduction)
	if first.CandidateID != "org:c" || first.Fit != 1 || page.Total != 3 || !page.More {
		t.Errorf("got %+v of %d, more: %t", first, page.Total, page.More)
	}
}
