package memory

import (
	"cmp"
	"slices"
	"testing"

	"ngograph/internal/kg"
	"ngograph/internal/synthetic"
)

// synthesised returns the records of a made-up network, each kind by id, with bare records of the reference data that
// they refer to.
func synthesised(tb testing.TB, organisations int) []kg.Record {
	tb.Helper()
	network, err := synthetic.New(synthetic.Options{Organisations: organisations, Seed: 1})
	if err != nil {
		tb.Fatal(err)
	}
	byKind := map[kg.Kind]map[string]kg.Record{}
	add := func(r kg.Record) {
		if byKind[r.Kind()] == nil {
			byKind[r.Kind()] = map[string]kg.Record{}
		}
		r.Base().Revision = 1
		byKind[r.Kind()][r.RecordID()] = r
	}
	themes := func(ids []string) {
		for _, id := range ids {
			add(&kg.Theme{ID: id, Scheme: "synthetic", Name: id})
		}
	}
	for r := range network.Records() {
		switch r := r.(type) {
		case *kg.Organisation:
			add(&kg.Country{ID: r.CountryID, Code: r.CountryID[len("country:"):], Name: r.CountryID})
			themes(r.ThemeIDs)
		case *kg.Project:
			themes(r.ThemeIDs)
			add(&kg.Programme{ID: r.ProgrammeID, Name: r.ProgrammeID})
		}
		add(r)
	}
	var list []kg.Record
	for _, k := range kg.StoredKinds() {
		own := make([]kg.Record, 0, len(byKind[k]))
		for _, r := range byKind[k] {
			own = append(own, r)
		}
		slices.SortFunc(own, func(a, b kg.Record) int {
			if p, ok := a.(*kg.Participation); ok {
				return compareParticipations(p, b.(*kg.Participation))
			}
			return cmp.Compare(a.RecordID(), b.RecordID())
		})
		list = append(list, own...)
	}
	return list
}

// BenchmarkNetwork asks cross tables and lists of ties of a network of 100,000 organisations that CORDIS is the model of.
func BenchmarkNetwork(b *testing.B) {
	store := sliceStore{records: synthesised(b, 100_000)}
	v, err := Open(b.Context(), store, Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer v.Close()
	graph := kg.New(store, v, noon)
	ties := func(count bool, scope *kg.Scope) *kg.Hop {
		return &kg.Hop{
			Edge: kg.EdgeOf("", kg.EdgeCollaborations), Key: "ties", Scope: scope, Items: true, First: 20, Count: count, Coverage: count,
		}
	}
	table := func(scope *kg.Scope, rows, columns kg.Dimension, measures ...kg.Measure) *kg.Hop {
		h := crossTabHop(scope, rows, columns, measures...)
		h.Coverage = false
		return h
	}
	nine := []string{
		"country:DE", "country:DK", "country:EE", "country:FI", "country:LT", "country:LV", "country:NO", "country:PL", "country:SE",
	}
	covered := table(nil, kg.ByCountry, kg.ByCountry, kg.CountProjects, kg.SumWeight)
	covered.Coverage = true
	for _, bench := range []struct {
		name string
		hop  *kg.Hop
	}{
		{"countries", table(nil, kg.ByCountry, kg.ByCountry, kg.CountProjects, kg.SumWeight)},
		{"countries, expected", table(nil, kg.ByCountry, kg.ByCountry, kg.CountProjects, kg.SumWeight, kg.ExpectWeight)},
		{"countries, coverage", covered},
		{"countries of NGOs", table(&kg.Scope{OrganisationTypes: []string{"NGO"}}, kg.ByCountry, kg.ByCountry, kg.CountProjects, kg.SumWeight)},
		{"countries, organisations", table(nil, kg.ByCountry, kg.ByCountry, kg.CountOrganisations)},
		{"countries, ties", table(nil, kg.ByCountry, kg.ByCountry, kg.CountCollaborations)},
		{"themes by year", table(nil, kg.ByTheme, kg.ByYear, kg.CountProjects, kg.SumWeight)},
		{"themes by year, all", table(nil, kg.ByTheme, kg.ByYear, allMeasures...)},
		{"countries by type", table(nil, kg.ByCountry, kg.ByOrganisationType, kg.CountProjects, kg.SumWeight)},
		{"pairs of a theme in nine countries", ties(false, &kg.Scope{Themes: []string{"theme:climate"}, Countries: nine, CrossBorder: new(true)})},
		{"with total and coverage", ties(true, &kg.Scope{Themes: []string{"theme:climate"}, Countries: nine, CrossBorder: new(true)})},
		{"all pairs", ties(false, nil)},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := graph.Fetch(b.Context(), bench.hop); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
