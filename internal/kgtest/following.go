package kgtest

import (
	"slices"
	"testing"

	"ngograph/internal/kg"
)

// following changes one record at a time and asks the same before and after: whatever a view keeps of an answer must not
// outlive the record that it rests on, and what nobody changed must stay.
func (s *suite) following(t *testing.T) {
	w := s.empty(t)
	records := baltic()
	w.apply(t, puts(records...)...)
	questions := followed()
	check := func(t *testing.T) {
		oracle := w.oracle(t)
		for _, h := range questions {
			s.cases.Add(1)
			if why := s.disagree(w, oracle, h); why != "" {
				t.Errorf("%s\nThe question:\n%s", why, describe(h))
			}
		}
	}
	check(t)
	for _, c := range []struct {
		name    string
		changed kg.Record
	}{
		{"an organisation's country", &kg.Organisation{ID: "org:C", Name: "C", Type: "UNIVERSITY", CountryID: "country:SE"}},
		{"its type, size and themes", &kg.Organisation{ID: "org:C", Name: "C", Type: "NGO", Size: "SMALL", CountryID: "country:SE", ThemeIDs: []string{"theme:climate"}}},
		{"its name", &kg.Organisation{ID: "org:C", Name: "Zebra", Type: "NGO", Size: "SMALL", CountryID: "country:SE", ThemeIDs: []string{"theme:climate"}}},
		{"a region's parent", &kg.Region{ID: "region:PL63", Code: "PL63", Name: "Coast", Level: 2, Version: "2021", CountryID: "country:PL"}},
		{"a member of an area", &kg.AreaMember{AreaID: "area:cbss", MemberID: "country:SE", From: "2023-01-01"}},
		{"a theme's broader", &kg.Theme{ID: "theme:climate", Scheme: "own", Name: "Climate"}},
		{"a theme's match", &kg.Theme{ID: "theme:transport", Scheme: "own", Name: "Transport"}},
		{"a project's dates", &kg.Project{ID: "project:loose", Title: "Loose", Start: "2020-01-01", ThemeIDs: []string{"theme:climate"}, Complete: new(true)}},
		{"its themes and programme", &kg.Project{ID: "project:loose", Title: "Loose", Start: "2020-01-01", ThemeIDs: []string{"theme:transport"}, ProgrammeID: "programme:one"}},
		{"a participation's role", &kg.Participation{OrganisationID: "org:D", ProjectID: "project:loose", Role: "LEAD"}},
		{"a recorded collaboration's parties", &kg.RecordedCollaboration{ID: "recorded:fair", Title: "Fair", PartyIDs: []string{"org:A", "org:D"}, Start: "2022-05-17", ThemeIDs: []string{"theme:climate"}}},
		{"a membership's end", &kg.Membership{NetworkID: "org:N", MemberID: "org:A", Since: "2015-01-01", Until: "2021-12-31"}},
		{"a country's name", &kg.Country{ID: "country:SE", Code: "SE", Name: "Kingdom of Sweden"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.apply(t, kg.Change{Put: c.changed})
			check(t)
		})
	}
	t.Run("nothing", func(t *testing.T) {
		w.apply(t, puts(slices.Clone(records)[:1]...)...)
		check(t)
	})
}

// followed are questions about the world of baltic whose answers rest on each kind of record.
func followed() []*kg.Hop {
	scopes := []*kg.Scope{
		nil,
		{Areas: []string{"area:cbss"}, CrossBorder: new(true)},
		{Countries: []string{"country:PL", "country:SE"}, Themes: []string{"theme:environment"}},
		{Regions: []string{"region:PL6"}, Parties: kg.Either, OrganisationTypes: []string{"NGO"}, Evidence: []kg.EvidenceKind{kg.ByProject, kg.ByMembers}},
	}
	measures := []kg.Measure{kg.CountProjects, kg.CountCollaborations, kg.CountOrganisations, kg.SumWeight}
	var asked []*kg.Hop
	for _, scope := range scopes {
		for _, d := range [][2]kg.Dimension{
			{kg.ByCountry, kg.ByCountry},
			{kg.ByRegion, kg.ByRegion},
			{kg.ByArea, kg.ByTheme},
			{kg.ByOrganisationType, kg.BySize},
			{kg.ByRole, kg.ByYear},
			{kg.ByProgramme, kg.ByTheme},
		} {
			asked = append(asked, table(d[0], d[1], measures, scope), table(d[0], d[1], []kg.Measure{kg.CountProjects, kg.SumWeight}, scope))
		}
		ties := ask(kg.EdgeCollaborations, "weight", "projectCount", "first", "last")
		ties.Scope, ties.Count, ties.Coverage = scope, true, true
		introductions := below(ask(kg.EdgeIntroductions, "score", "trust", "fit"), ask("Introduction."+kg.EdgeBrokersOf, "term"))
		introductions.IDs, introductions.Scope, introductions.Count = []string{"org:D"}, scope, true
		brokers := ask(kg.EdgeBrokers, "degree", "strength", "betweenness", "constraint", "eiIndex")
		brokers.Scope = scope
		asked = append(asked, ties, introductions, brokers)
	}
	organisations := ask("organisations", "name", "projectCount", "collaboratorCount")
	organisations.Count = true
	organisations.Facets = []kg.FacetRequest{{Key: "facets", Fields: []string{"country", "type", "size", "themes"}, First: 10}}
	return append(asked, organisations)
}
