package memory

import (
	"fmt"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ngograph/internal/kg"
)

// large has more projects than one goroutine looks through on its own, organisations without a country, and projects of
// two datasets of which some name all who take part.
func large() []kg.Record {
	records := shape{organisations: 4000, projects: 3 * fewRows, participations: 60_000}.graph()
	for i, r := range records {
		switch r := r.(type) {
		case *kg.Organisation:
			if i%40 == 0 {
				r.CountryID = ""
			}
		case *kg.Project:
			complete := i%3 == 0
			if r.Complete = &complete; i%5 == 0 {
				r.Complete = nil
			}
			if i%1000 == 0 {
				r.Sources = append(r.Sources, kg.SourceRef{Dataset: "dataset:other", Record: "x"})
			}
		}
	}
	other := &kg.Dataset{ID: "dataset:other", Title: "Other", Licence: "CC0-1.0", RetrievedAt: "2024-01-01", Meta: kg.Meta{Revision: 1}}
	return slices.Insert(records, 0, kg.Record(other))
}

// TestLargeScopes compares what many projects make under a scope with what they make one by one.
func TestLargeScopes(t *testing.T) {
	store := sliceStore{records: large()}
	v, err := Open(t.Context(), store, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	s := v.latest.Load()
	two := []string{"country:C01", "country:C07", "country:C20"}
	for _, scope := range []*kg.Scope{
		{},
		{Countries: two},
		{Countries: two, CrossBorder: new(true)},
		{Countries: two, CrossBorder: new(false)},
		{Countries: two, Parties: kg.Either},
		{Countries: two, Sizes: []string{"MICRO", "LARGE"}, Roles: []string{"PARTNER"}},
		{Areas: []string{"area:north"}, CrossBorder: new(true), Years: kg.Years{From: new(2018), To: new(2019)}},
		{CrossBorder: new(true), MaxParticipants: new(5)},
		{CrossBorder: new(false), Themes: []string{"theme:T01", "theme:T02", "theme:T03", "theme:T04"}},
	} {
		t.Run(scope.String(), func(t *testing.T) {
			q, err := v.still().query(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			sc := s.scope(scope, "2024-06-15")
			ev, err := q.all(sc)
			if err != nil {
				t.Fatal(err)
			}
			slow, one := s.scope(scope, "2024-06-15"), newEvidence()
			if err := one.look(q, slow, all(s.size(kg.KindProject))); err != nil {
				t.Fatal(err)
			}
			made := makersWith(ev, sc)
			if diff := gocmp.Diff(makersWith(one, slow), made); diff != "" {
				t.Fatal(diff)
			}
			if len(made) == 0 {
				t.Fatal("nothing is tied")
			}
			sameCoverage(t, q, sc, slow, ev.makers(sc))
		})
	}
}

// makersWith tells the events that tie any two, with their parties.
func makersWith(ev *evidence, sc *scope) []string {
	var list []string
	for e := range ev.events {
		lo, hi := ev.lo[e], ev.lo[e+1]
		if sc.tied(ev.party[lo:hi], ev.in[lo:hi]) {
			list = append(list, fmt.Sprint(ev.events[e], ev.party[lo:hi], ev.in[lo:hi]))
		}
	}
	return list
}

// sameCoverage compares the coverage of many events with that of a few at a time.
func sameCoverage(t *testing.T, q *query, sc, slow *scope, events []event) {
	t.Helper()
	p := &plan{hop: &kg.Hop{Today: "2024-06-15"}, scope: sc}
	got, err := q.coverage(p, events, sc.candidates())
	if err != nil {
		t.Fatal(err)
	}
	p.scope = slow
	candidates := slow.candidates()
	want := &kg.Coverage{}
	for chunk := range slices.Chunk(events, fewRows/2) {
		part, err := q.coverage(p, chunk, candidates)
		if err != nil {
			t.Fatal(err)
		}
		part.Projects += want.Projects
		part.ProjectsWithUnknownPartners += want.ProjectsWithUnknownPartners
		part.Sources = append(part.Sources, want.Sources...)
		want = part
	}
	slices.SortFunc(want.Sources, kg.SourceRef.Compare)
	want.Sources = slices.CompactFunc(want.Sources, func(a, b kg.SourceRef) bool { return a.Dataset == b.Dataset })
	if diff := gocmp.Diff(want, got, cmpopts.IgnoreUnexported(kg.Meta{})); diff != "" {
		t.Error(diff)
	}
}

// TestSummedTables compares tables that are summed up in shares with those that are counted by what meets.
func TestSummedTables(t *testing.T) {
	store := sliceStore{records: large()}
	v, err := Open(t.Context(), store, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	for _, scope := range []*kg.Scope{nil, {CrossBorder: new(true)}, {OrganisationTypes: []string{"NGO", "COMPANY"}, Themes: []string{"theme:T01", "theme:T02"}}} {
		for _, asked := range [][2]kg.Dimension{{kg.ByCountry, kg.ByCountry}, {kg.ByTheme, kg.ByYear}, {kg.ByCountry, kg.ByTheme}} {
			t.Run(fmt.Sprint(scope, asked), func(t *testing.T) {
				tables := map[bool]*kg.CrossTab{}
				for _, fast := range []bool{false, true} {
					q, err := v.still().query(t.Context())
					if err != nil {
						t.Fatal(err)
					}
					h := crossTabHop(scope, asked[0], asked[1], allMeasures...)
					table, err := q.newCrossTab(&plan{hop: h, scope: q.scope(h)})
					if err != nil {
						t.Fatal(err)
					}
					if fast {
						s, ok, failed := table.summed(q)
						if failed != nil || !ok {
							t.Fatal("not summed up", failed)
						}
						err = s.sum(q)
					} else {
						err = table.meet(q)
					}
					if err != nil {
						t.Fatal(err)
					}
					if tables[fast], err = table.table(h); err != nil {
						t.Fatal(err)
					}
				}
				if diff := gocmp.Diff(tables[false], tables[true], sameTable); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}
