package neo4j

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

// small is a graph in which each operation of a filter finds something and leaves something out.
func small() []kg.Record {
	organisation := func(id, name string, change func(*kg.Organisation)) kg.Record {
		o := &kg.Organisation{ID: "org:" + id, Name: name, Type: "NGO"}
		change(o)
		return o
	}
	part := func(o, p, role string) kg.Record {
		return &kg.Participation{OrganisationID: "org:" + o, ProjectID: "project:" + p, Role: kg.Role(role)}
	}
	return []kg.Record{
		&kg.Dataset{ID: "dataset:d", Title: "D", Licence: "CC0-1.0", RetrievedAt: "2024-05-01"},
		&kg.Country{ID: "country:PL", Code: "PL", Name: "Poland"},
		&kg.Country{ID: "country:SE", Code: "SE", Name: "Sweden"},
		&kg.Region{ID: "region:PL6", Code: "PL6", Name: "North", Version: "2021", CountryID: "country:PL"},
		&kg.Region{ID: "region:PL63", Code: "PL63", Name: "Pomorskie", Version: "2021", CountryID: "country:PL", ParentID: "region:PL6"},
		&kg.Theme{ID: "theme:environment", Scheme: "s", Name: "Environment"},
		&kg.Theme{ID: "theme:sea", Scheme: "s", Name: "Sea", BroaderIDs: []string{"theme:environment"}},
		&kg.Theme{ID: "theme:ocean", Scheme: "other", Name: "Ocean", MatchIDs: []string{"theme:sea"}},
		&kg.Area{ID: "area:baltic", Name: "Baltic", Definition: "as of 1992"},
		&kg.AreaMember{AreaID: "area:baltic", MemberID: "country:SE", From: "1992-01-01", To: "2000-12-31"},
		&kg.AreaMember{AreaID: "area:baltic", MemberID: "region:PL6"},
		organisation("a", "Ænima", func(o *kg.Organisation) {
			o.CountryID, o.RegionID, o.ThemeIDs, o.Acronym = "country:PL", "region:PL63", []string{"theme:ocean"}, "AN"
			o.Identifiers, o.Location = []kg.Identifier{{Scheme: "PIC", Value: "1|2"}}, &kg.GeoPoint{Latitude: 1, Longitude: 2}
		}),
		organisation("b", "Bałtyk", func(o *kg.Organisation) {
			o.CountryID, o.Size, o.AcceptsIntroductions, o.ThemeIDs = "country:SE", "SMALL", true, []string{"theme:environment"}
		}),
		organisation("c", "Clean Sea", func(o *kg.Organisation) { o.Type = "NETWORK" }),
		&kg.Project{
			Meta: kg.Meta{Sources: []kg.SourceRef{{Dataset: "dataset:d", Record: "1"}}}, ID: "project:one", Title: "One",
			Start: "2010-01-01", End: "2011-06-30", Budget: &kg.Money{Cents: 500, Currency: "EUR"}, ThemeIDs: []string{"theme:sea"},
		},
		&kg.Project{ID: "project:two", Title: "Two", End: "1999-01-01", Complete: new(true)},
		&kg.Project{ID: "project:three", Title: "Three"},
		part("a", "one", "LEAD"), part("b", "one", "PARTNER"), part("b", "one", "FUNDER"), part("c", "one", "PARTNER"),
		part("a", "two", "PARTNER"), part("b", "two", "PARTNER"),
		&kg.Membership{NetworkID: "org:c", MemberID: "org:a", Since: "2015-01-01"},
		&kg.Resource{ID: "resource:boat", OrganisationID: "org:a", Direction: kg.Offer, ResourceKind: "EQUIPMENT", Title: "Boat"},
		&kg.RecordedCollaboration{ID: "recorded:x", Title: "X", PartyIDs: []string{"org:b", "org:c"}, Start: "2020-01-01"},
	}
}

func ids(p *kg.Page) string {
	var list []string
	for _, i := range p.Items {
		if i.Record == nil {
			list = append(list, "-")
			continue
		}
		_, id, _ := strings.Cut(i.Record.RecordID(), ":")
		list = append(list, id)
	}
	return strings.Join(list, " ")
}

func TestFilters(t *testing.T) {
	db, _ := openEmpty(t)
	apply(t, db, puts(small()...)...)
	during := func(from, to any) kg.Filter { return kg.Filter{Op: kg.OpDuring, Min: from, Max: to} }
	between := func(field string, least, most any) kg.Filter {
		return kg.Filter{Op: kg.OpRange, Field: field, Min: least, Max: most}
	}
	within := func(on kg.Date, places ...string) kg.Filter {
		return kg.Filter{Op: kg.OpWithin, Values: places, On: on}
	}
	under := func(theme string) kg.Filter {
		return kg.Filter{Op: kg.OpUnder, Field: "themes", Values: []string{theme}}
	}
	text := func(words ...string) kg.Filter { return kg.Filter{Op: kg.OpText, Values: words} }
	for _, tc := range []struct {
		name, edge string
		where      kg.Filter
		want       string
	}{
		{"all", "organisations", kg.Filter{}, "a b c"},
		{"and of none", "organisations", kg.Filter{Op: kg.OpAnd}, "a b c"},
		{"or of none", "organisations", kg.Or(), ""},
		{"not or of none", "organisations", kg.Not(kg.Or()), "a b c"},
		{"in id", "organisations", kg.In("id", "org:a", "org:x"), "a"},
		{"in nothing", "organisations", kg.In("type"), ""},
		{"in reference", "organisations", kg.In("country", "country:PL"), "a"},
		{"not in what is unknown", "organisations", kg.Not(kg.In("country", "country:PL")), "b c"},
		{"in list", "organisations", kg.In("themes", "theme:ocean", "theme:sea"), "a"},
		{"not in list", "organisations", kg.Not(kg.In("themes", "theme:ocean")), "b c"},
		{"in identifiers", "organisations", kg.In("identifiers", `PIC|1\|2`), "a"},
		{"in bool", "organisations", kg.In("acceptsIntroductions", "true"), "b"},
		{"in unknown bool", "projects", kg.Not(kg.In("participantsComplete", "true")), "one three"},
		{"in year", "projects", kg.In("year", "2010", "x"), "one"},
		{"in number", "projects", kg.In("participantCount", "3"), "one"},
		{"known", "organisations", kg.Known("size"), "b"},
		{"known place", "organisations", kg.Known("location"), "a"},
		{"not known", "projects", kg.Not(kg.Known("budget")), "three two"},
		{"range of dates", "projects", between("start", "2010-01-01", nil), "one"},
		{"range of money", "projects", between("budget", int64(500), int64(500)), "one"},
		{"open range", "projects", between("budget", nil, nil), "one"},
		{"range of a number", "organisations", between("projectCount", int64(2), nil), "a b"},
		{"not range", "projects", kg.Not(between("start", nil, "2010-01-01")), "three two"},
		{"during", "projects", during(kg.Date("2011-01-01"), kg.Date("")), "one"},
		{"during, one bound known", "projects", during("1999-01-01", "1999-12-31"), "two"},
		{"always during", "projects", during(nil, nil), "one two"},
		{"not during", "projects", kg.Not(during("2011-01-01", nil)), "three two"},
		{"text", "organisations", text("clean", "se"), "c"},
		{"text, folded", "organisations", text("baltyk"), "b"},
		{"text, not a beginning", "organisations", text("se", "clean"), ""},
		{"no text", "organisations", text(), ""},
		{"not text", "organisations", kg.Not(text("clean")), "a b"},
		{"under", "organisations", under("theme:environment"), "a b"},
		{"under by match", "organisations", under("theme:sea"), "a"},
		{"not under", "organisations", kg.Not(under("theme:sea")), "b c"},
		{"under of themes", "themes", kg.Filter{Op: kg.OpUnder, Field: "id", Values: []string{"theme:sea"}}, "ocean sea"},
		{"within a country", "organisations", within("", "country:PL"), "a"},
		{"within a region around", "organisations", within("", "region:PL6"), "a"},
		{"within an area then", "organisations", within("1995-01-01", "area:baltic"), "a b"},
		{"within an area now", "organisations", within("", "area:baltic"), "a"},
		{"not within", "organisations", kg.Not(within("", "area:baltic")), "b c"},
		{"any edge record", "organisations", kg.Any("participations", kg.In("role", "LEAD")), "a"},
		{"any, and on", "organisations", kg.Any("participations", kg.Any("project", during("1999-01-01", "1999-12-31"))), "a b"},
		{"any backward", "organisations", kg.Any("offers", kg.Filter{}), "a"},
		{"any of the other direction", "organisations", kg.Any("needs", kg.Filter{}), ""},
		{"any forward", "organisations", kg.Any("country", kg.In("code", "SE")), "b"},
		{"not any", "organisations", kg.Not(kg.Any("memberOf", kg.Filter{})), "b c"},
		{"any deep", "themes", kg.Any("projects", kg.In("id", "project:one")), "environment sea"},
		{"any symmetric", "themes", kg.Any("matches", kg.Filter{}), "ocean sea"},
		{"any of an area", "areas", kg.Any("members", kg.In("id", "country:SE")), ""},
		{"or", "organisations", kg.And(kg.Or(kg.In("type", "NETWORK"), kg.In("size", "SMALL")), kg.Not(kg.In("id", "org:c"))), "b"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h := hop("", tc.edge, 10)
			h.Where, h.Count = tc.where, true
			if tc.edge == "themes" {
				h.Order = kg.Order{Field: "name"}
			}
			p := question(t, db, h)
			if got := ids(p); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
			if p.Total != len(p.Items) {
				t.Errorf("the total is %d of %d", p.Total, len(p.Items))
			}
		})
	}
}

// TestOneStatement asks a question of four levels and counts the statements.
func TestOneStatement(t *testing.T) {
	_, c := openEmpty(t)
	var statements []string
	c.OnStatement = func(s string, _ map[string]any) { statements = append(statements, s) }
	db := open(t, c)
	apply(t, db, puts(small()...)...)
	statements = nil
	p := question(t, db, fourLevels())
	if len(statements) != 1 {
		t.Errorf("%d statements:\n%s", len(statements), strings.Join(statements, "\n"))
	}
	follow := func(r kg.Record, key string) *kg.Page {
		t.Helper()
		below, ok := kg.Attached(r, key)
		if !ok || len(below.Items) == 0 {
			t.Fatalf("%s has no %s", r.RecordID(), key)
		}
		return below
	}
	parts := follow(p.Items[0].Record, "participations")
	project := follow(parts.Items[0].Record, "project").Items[0].Record
	others := follow(project, "participations")
	got := ids(others)
	want := "a|project:one|LEAD org:b|project:one|FUNDER org:b|project:one|PARTNER org:c|project:one|PARTNER"
	var list []string
	for _, i := range others.Items {
		list = append(list, i.Record.RecordID())
	}
	if !slices.IsSorted(list) || len(list) != 4 {
		t.Errorf("got %s, want %s", got, want)
	}
	if _, ok := kg.Attached(project, "never asked"); ok {
		t.Error("a hop that was not asked for has an answer")
	}
}

// TestSourcesAndCoverage looks at what rides along in a statement: the facts of sources, the revision, unknown ids.
func TestSourcesAndCoverage(t *testing.T) {
	db, _ := openEmpty(t)
	revision := apply(t, db, puts(small()...)...)
	h := hop("", kg.EdgeCollaborations, 10, shape(kg.KindCollaboration, "weight projectCount recordedCount",
		hop(kg.KindCollaboration, kg.EdgeEvidence, 10, shape(kg.KindProject, "sources"))))
	h.Coverage, h.Count = true, true
	p := question(t, db, h)
	if got, want := ids(p), "org:a|org:b org:b|org:c org:a|org:c"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	dataset := &kg.Dataset{}
	for _, r := range scan(t, db, kg.KindDataset) {
		dataset = r.(*kg.Dataset)
	}
	want := &kg.Coverage{
		Revision: revision, AsOf: "2026-07-01", Projects: 2, Records: 1, ProjectsWithUnknownPartners: 1,
		Sources: []kg.SourceRef{{Dataset: "dataset:d", Facts: dataset}}, Scope: (&kg.Scope{}).String(),
	}
	ignore := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".pages" }, cmp.Ignore())
	if d := cmp.Diff(want, p.Coverage, ignore); d != "" {
		t.Errorf("the coverage differs (-want +got):\n%s", d)
	}
	projects, _ := kg.Attached(p.Items[0].Record, kg.EdgeEvidence)
	if got := ids(projects); got != "one two" {
		t.Errorf("the first tie's projects are %q", got)
	}
	if facts := projects.Items[0].Record.Base().Sources[0].Facts; facts == nil || facts.Title != "D" {
		t.Errorf("a source's facts are %v", facts)
	}
	h.Scope = &kg.Scope{Themes: []string{"theme:none"}}
	_, err := kg.New(db, db.View(), clock).Fetch(t.Context(), h)
	if kg.CodeOf(err) != kg.NotFound || !strings.Contains(err.Error(), `"theme:none" is not known`) {
		t.Errorf("an unknown theme gives %v", err)
	}
}

func TestNodes(t *testing.T) {
	db, _ := openEmpty(t)
	apply(t, db, puts(small()...)...)
	h := hop("", kg.EdgeNodes, 0, shape(kg.KindOrganisation, "name"), shape(kg.KindCollaboration, "weight"))
	h.IDs = []string{
		"org:c", "dataset:d", "collaboration:org:a|org:b", "collaboration:org:b|org:a", "participation:org:a|project:one|LEAD", "", "org:c",
		"collaboration:org:a|org:x", "theme:sea",
	}
	if got, want := ids(question(t, db, h)), "c - org:a|org:b - - - c - sea"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestTiesOfPairs asks for the ties of pairs: in their order, whichever way round, none where there is none.
func TestTiesOfPairs(t *testing.T) {
	db, _ := openEmpty(t)
	apply(t, db, puts(small()...)...)
	h := hop("", kg.EdgeTies, 0, shape(kg.KindCollaboration, "weight projectCount",
		hop(kg.KindCollaboration, kg.EdgeEvidence, 10, shape(kg.KindProject, "title"))))
	h.Scope = &kg.Scope{Evidence: []kg.EvidenceKind{kg.ByProject}}
	h.IDs = []string{"org:c", "org:b", "org:a", "org:a", "org:b", "org:a", "org:b", "org:c"}
	p := question(t, db, h)
	if got, want := ids(p), "org:b|org:c org:a|org:b org:b|org:c"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if c := p.Items[1].Record.(*kg.Collaboration); c.Weight != 1.5 || c.ProjectCount != 2 {
		t.Errorf("the second tie is %+v", c)
	}
	projects, _ := kg.Attached(p.Items[1].Record, kg.EdgeEvidence)
	if got := ids(projects); got != "one two" {
		t.Errorf("its projects are %q", got)
	}
}
