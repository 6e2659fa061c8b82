package kgtest

import (
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

// coverages checks what an answer says of what it rests on, in the world of baltic.
func (s *suite) coverages(t *testing.T, w *world) {
	sources := func(ids ...string) []kg.SourceRef {
		var list []kg.SourceRef
		for _, id := range ids {
			list = append(list, kg.SourceRef{Dataset: "dataset:" + id})
		}
		return list
	}
	for _, c := range []struct {
		name, of string // of an organisation's ties, "" for all
		scope    kg.Scope
		want     kg.Coverage
	}{
		{
			"everything: two projects say that partners may be missing, or nothing", "",
			kg.Scope{},
			kg.Coverage{Projects: 5, Records: 1, ProjectsWithUnknownPartners: 2, Sources: sources("x", "y", "z")},
		},
		{
			"years leave the undated out", "",
			kg.Scope{Years: kg.Years{From: new(2021)}, Themes: []string{"theme:climate"}},
			kg.Coverage{Projects: 1, Records: 1, ProjectsUndated: 1, Sources: sources("x", "z")},
		},
		{
			"too many participants", "",
			kg.Scope{MaxParticipants: new(2)},
			kg.Coverage{Projects: 3, ProjectsLeftOut: 2, ProjectsWithUnknownPartners: 2, Sources: sources("x", "y")},
		},
		{
			"too many participants of what is in the years", "",
			kg.Scope{MaxParticipants: new(3), Years: kg.Years{From: new(2022)}},
			kg.Coverage{Projects: 1, Records: 1, ProjectsLeftOut: 1, ProjectsUndated: 1, ProjectsWithUnknownPartners: 1, Sources: sources("x", "z")},
		},
		{
			"unknown sizes: C and D take part in what counts", "",
			kg.Scope{Sizes: []string{"SMALL", "LARGE"}},
			kg.Coverage{Projects: 4, Records: 1, ProjectsWithUnknownPartners: 2, OrganisationsLeftOut: 2, Sources: sources("x", "y", "z")},
		},
		{
			"unknown countries: D", "",
			kg.Scope{CrossBorder: new(true), Evidence: []kg.EvidenceKind{kg.ByProject}},
			kg.Coverage{Projects: 4, ProjectsWithUnknownPartners: 2, OrganisationsLeftOut: 1, Sources: sources("x", "y")},
		},
		{
			"unknown regions: all but A and C", "",
			kg.Scope{Regions: []string{"region:PL6"}},
			kg.Coverage{Projects: 2, OrganisationsLeftOut: 4, Sources: sources("x")},
		},
		{
			"no projects asked for", "",
			kg.Scope{Evidence: []kg.EvidenceKind{kg.ByRecord}, Sizes: []string{"SMALL"}, MaxParticipants: new(3)},
			kg.Coverage{Records: 1, Sources: sources("z")},
		},
		{
			"of one organisation: its own projects alone", "org:D",
			kg.Scope{MaxParticipants: new(3), Sizes: []string{"LARGE"}},
			kg.Coverage{ProjectsLeftOut: 1, OrganisationsLeftOut: 1},
		},
		{
			"of one organisation: its ties", "org:R",
			kg.Scope{},
			kg.Coverage{Projects: 1, Records: 1, ProjectsWithUnknownPartners: 1, Sources: sources("x", "z")},
		},
	} {
		s.one(t, "coverage: "+c.name, func(t *testing.T) {
			h := ask(kg.EdgeCollaborations)
			question := h
			if c.of != "" {
				h = ask("Organisation.collaborations")
				question = node(c.of, h)
			}
			h.Scope, h.Coverage, h.First = &c.scope, true, 1 // of the whole list, not of the page
			page := w.fetch(t, question)
			if c.of != "" {
				page = attached(t, page, h)
			}
			want := c.want
			want.Revision, want.AsOf, want.Scope = w.revision(t), Today, c.scope.String()
			got := page.Coverage
			for i := range got.Sources {
				if f := got.Sources[i].Facts; f == nil || f.Licence != "CC0-1.0" {
					t.Errorf("source %s comes without its facts", got.Sources[i].Dataset)
				}
				got.Sources[i].Facts = nil
			}
			if d := gocmp.Diff(&want, got, alike); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// places checks edges and filters over places, times and themes in the world of baltic.
func (s *suite) places(t *testing.T, w *world) {
	onDay := func(h *kg.Hop, day kg.Date) *kg.Hop { h.On = day; return h }
	where := func(edge string, f kg.Filter) *kg.Hop {
		h := ask(edge)
		h.Where = f
		return h
	}
	within := func(day kg.Date, ids ...string) kg.Filter { return kg.Filter{Op: kg.OpWithin, Values: ids, On: day} }
	under := func(field string, ids ...string) kg.Filter {
		return kg.Filter{Op: kg.OpUnder, Field: field, Values: ids}
	}
	during := func(from, to string) kg.Filter { return kg.Filter{Op: kg.OpDuring, Min: from, Max: to} }
	span := func(field string, least, most any) kg.Filter {
		return kg.Filter{Op: kg.OpRange, Field: field, Min: least, Max: most}
	}
	for _, c := range []struct {
		name string
		of   string // the record from which hop leads, "" for the root
		hop  *kg.Hop
		want []string
	}{
		{"the members of an area on its last day with Russia", "area:cbss", onDay(ask("Area.members"), "2022-05-17"), []string{"country:PL", "country:RU", "country:SE"}},
		{"the day after", "area:cbss", onDay(ask("Area.members"), "2022-05-18"), []string{"country:PL", "country:SE"}},
		{"the day before the first", "area:cbss", onDay(ask("Area.members"), "1992-03-05"), []string{}},
		{"today, where no day is given", "area:cbss", ask("Area.members"), []string{"country:PL", "country:SE"}},
		{"the areas of a country then", "country:RU", onDay(ask("Country.areas"), "2000-01-01"), []string{"area:cbss"}},
		{"the areas of a country now", "country:RU", ask("Country.areas"), []string{}},
		{"a country's regions are those within no other", "country:PL", ask("Country.regions"), []string{"region:PL6"}},
		{"a region's organisations and those of the regions in it", "region:PL6", ask("Region.organisations"), []string{"org:A", "org:C"}},
		{"a theme's projects and those of the themes below it", "theme:environment", ask("Theme.projects"), []string{"project:clean", "project:loose", "project:old", "project:solo"}},
		{"a theme's projects across schemes", "theme:logistics", ask("Theme.projects"), []string{"project:ports"}},
		{"matches are seen from both sides", "theme:freight", ask("Theme.matches"), []string{"theme:transport"}},
		{"and from the other", "theme:transport", ask("Theme.matches"), []string{"theme:freight"}},
		{"organisations in an area then", "", where("organisations", within("2020-01-01", "area:cbss")), []string{"org:A", "org:B", "org:C", "org:N", "org:R"}},
		{"organisations in an area now", "", where("organisations", within("", "area:cbss")), []string{"org:A", "org:B", "org:C", "org:N"}},
		{"organisations in a region", "", where("organisations", within("", "region:PL63")), []string{"org:A"}},
		{"organisations in no place, the unknown among them", "", where("organisations", kg.Not(within("", "country:PL", "country:SE"))), []string{"org:D", "org:R"}},
		{"themes below one", "", where("themes", under("id", "theme:logistics")), []string{"theme:freight", "theme:logistics", "theme:transport"}},
		{"projects under a theme", "", where("projects", under("themes", "theme:environment", "theme:freight")), []string{"project:clean", "project:loose", "project:old", "project:ports", "project:solo"}},
		{"projects during a day on their first and last", "", where("projects", during("2021-06-30", "2021-06-30")), []string{"project:big", "project:clean"}},
		{"projects during the first half-known day", "", where("projects", during("", "2010-12-31")), []string{"project:old"}},
		{"projects during any time have dates", "", where("projects", during("", "")), []string{"project:big", "project:clean", "project:old", "project:ports", "project:solo"}},
		{"projects of a year", "", where("projects", span("year", int64(2021), int64(2022))), []string{"project:big", "project:solo"}},
		{"projects by the number of participants", "", where("projects", span("participantCount", int64(3), nil)), []string{"project:big", "project:clean"}},
		{"organisations by the number of projects", "", where("organisations", span("projectCount", nil, int64(1))), []string{"org:N", "org:R"}},
		{"what is not stated is in no list, and so not in it", "", where("organisations", kg.Not(kg.In("size", "SMALL", "LARGE"))), []string{"org:C", "org:D", "org:N"}},
		{"flags in three states", "", where("projects", kg.In("participantsComplete", "false")), []string{"project:ports"}},
		{"no alternative is none", "", where("organisations", kg.Or()), []string{}},
		{"no condition is all", "", where("areas", kg.Filter{Op: kg.OpAnd}), []string{"area:cbss"}},
		{
			"leads of projects with someone from Russia", "", where("organisations", kg.Any("participations", kg.And(kg.In("role", "LEAD"),
				kg.Any("project", kg.Any("participations", kg.Any("organisation", kg.In("country", "country:RU"))))))), []string{"org:A"},
		},
		{"nodes in the order asked, twice, and none", "", func() *kg.Hop {
			h := ask(kg.EdgeNodes)
			h.IDs = []string{"org:B", "org:nobody", "theme:climate", "org:B", "collaboration:org:A|org:B", "collaboration:org:D|org:R", "participation:org:A|project:old|PARTNER"}
			return h
		}(), []string{"org:B", "", "theme:climate", "org:B", "collaboration:org:A|org:B", "", ""}},
	} {
		s.one(t, c.name, func(t *testing.T) {
			question := c.hop
			if c.of != "" {
				question = node(c.of, c.hop)
			}
			page := w.fetch(t, question)
			if c.of != "" {
				page = attached(t, page, c.hop)
			}
			if d := gocmp.Diff(c.want, ids(page)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
	s.lists(t, w)
	s.one(t, "a source comes with its dataset's facts", func(t *testing.T) {
		for _, item := range w.fetch(t, ask("projects", "sources")).Items {
			for _, source := range item.Record.Base().Sources {
				if f := source.Facts; f == nil || f.ID != source.Dataset || f.Licence != "CC0-1.0" || f.RetrievedAt == "" {
					t.Errorf("%s: %+v", item.Record.RecordID(), source)
				}
			}
		}
	})
	s.one(t, "facets", func(t *testing.T) {
		h := ask("organisations")
		h.Where, h.First = kg.Not(kg.In("type", "NETWORK")), 1
		h.Facets = []kg.FacetRequest{{Key: "f", Fields: []string{"country", "type", "size"}, First: 2}}
		want := []kg.Facet{
			{Field: "country", Values: []kg.FacetValue{{Value: "country:PL", Label: "Poland", Count: 2}, {Value: "country:RU", Label: "Russia", Count: 1}}, Unknown: 1},
			{Field: "type", Values: []kg.FacetValue{{Value: "NGO", Label: "NGO", Count: 4}, {Value: "UNIVERSITY", Label: "UNIVERSITY", Count: 1}}},
			{Field: "size", Values: []kg.FacetValue{{Value: "SMALL", Label: "SMALL", Count: 2}, {Value: "LARGE", Label: "LARGE", Count: 1}}, Unknown: 2},
		}
		if d := gocmp.Diff(want, w.fetch(t, h).Facets["f"], alike); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
}

// lists checks orders, pages and totals in the world of baltic.
func (s *suite) lists(t *testing.T, w *world) {
	for _, c := range []struct {
		name  string
		edge  string
		order kg.Order
		first int
		want  []string
		more  bool
	}{
		{"the unknown comes last", "organisations", kg.Order{Field: "size"}, 10, []string{"org:B", "org:N", "org:A", "org:R", "org:C", "org:D"}, false},
		{"and last in the other direction", "organisations", kg.Order{Field: "size", Desc: true}, 10, []string{"org:A", "org:R", "org:N", "org:B", "org:C", "org:D"}, false},
		{"part of a list", "projects", kg.Order{Field: "start", Desc: true}, 4, []string{"project:ports", "project:solo", "project:big", "project:clean"}, true},
		{"all of it to the last row", "projects", kg.Order{Field: "participantCount"}, 6, []string{"project:solo", "project:loose", "project:old", "project:ports", "project:clean", "project:big"}, false},
	} {
		s.one(t, c.name, func(t *testing.T) {
			h := ask(c.edge)
			h.Order, h.First, h.Count = c.order, c.first, true
			page := w.fetch(t, h)
			if d := gocmp.Diff(c.want, ids(page)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if page.More != c.more || page.Total != 6 {
				t.Errorf("more: %t, total %d; want %t of 6", page.More, page.Total, c.more)
			}
		})
	}
}
