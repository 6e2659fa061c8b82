package kgtest

import (
	"context"
	"fmt"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

// tableCase is a table that was worked out by hand.
type tableCase struct {
	name          string
	rows, columns kg.Dimension
	measures      []kg.Measure
	scope         *kg.Scope
	total         kg.Cell
	cells         []kg.Cell
}

// counted is a cell with all that is counted but money.
func counted(row, column string, projects, ties, organisations int, weight float64) kg.Cell {
	return kg.Cell{Row: row, Column: column, Projects: projects, Collaborations: ties, Organisations: organisations, Weight: weight}
}

// against is a cell with what was expected.
func against(c kg.Cell, expected float64) kg.Cell {
	ratio := c.Weight / expected
	c.Expected, c.Ratio = &expected, &ratio
	return c
}

// funded is a cell of money alone, in cents.
func funded(row, column string, cents ...int64) kg.Cell {
	c := kg.Cell{Row: row, Column: column}
	if len(cents) > 0 {
		c.Funding = &cents[0]
	}
	return c
}

// table asks for a table in full.
func table(rows, columns kg.Dimension, measures []kg.Measure, scope *kg.Scope) *kg.Hop {
	h := ask(kg.EdgeCrossTab)
	h.Rows, h.Columns, h.Measures, h.Scope = rows, columns, measures, scope
	return h
}

// crossTables checks cross tables against numbers worked out by hand: in the world of baltic, then in that of grants.
func (s *suite) crossTables(t *testing.T) {
	w := s.empty(t)
	w.apply(t, puts(baltic()...)...)
	counts := []kg.Measure{kg.CountProjects, kg.CountCollaborations, kg.CountOrganisations, kg.SumWeight}
	project, recorded, member := []kg.EvidenceKind{kg.ByProject}, []kg.EvidenceKind{kg.ByRecord}, []kg.EvidenceKind{kg.ByMembers}
	clean := &kg.Scope{Programmes: []string{"programme:one"}} // A (LEAD and FUNDER), B, C (both PARTNER): each pair counts 0.5
	const pl, se, ru, cbss = "country:PL", "country:SE", "country:RU", "area:cbss"
	s.tables(t, w, []tableCase{
		{
			// AC 0.75 is domestic; AR 1.5; AB 2.25, BC 0.75, AN 0.25, CN 0.25; AD, CD 0.25; BR 0.5; BN 0.25; BD 1.25, DN 0.25.
			// S, the diagonal twice: PL 2*0.75+1.5+3.5+0.5 = 7, RU 1.5+0.5 = 2, SE 3.5+0.5+2*0.25+1.5 = 6, unknown 2. M = 17.
			"countries: domestic on the diagonal, unordered, with the cells that are empty", kg.ByCountry, kg.ByCountry, append(counts, kg.ExpectWeight), nil,
			counted("", "", 5, 12, 6, 8.5),
			[]kg.Cell{
				against(counted(pl, pl, 2, 1, 2, 0.75), 49.0/34), against(counted(pl, ru, 1, 1, 2, 1.5), 14.0/17),
				against(counted(pl, se, 3, 4, 4, 3.5), 42.0/17), against(counted(pl, "unknown", 1, 2, 3, 0.5), 14.0/17),
				against(counted(ru, ru, 0, 0, 0, 0), 4.0/34), against(counted(ru, se, 0, 1, 2, 0.5), 12.0/17),
				against(counted(ru, "unknown", 0, 0, 0, 0), 4.0/17), against(counted(se, se, 1, 1, 2, 0.25), 36.0/34),
				against(counted(se, "unknown", 2, 2, 3, 1.5), 12.0/17), against(counted("unknown", "unknown", 0, 0, 0, 0), 4.0/34),
			},
		},
		{
			"what is not wanted is not counted, and no cell is empty", kg.ByCountry, kg.ByCountry,
			[]kg.Measure{kg.CountCollaborations},
			nil,
			kg.Cell{Collaborations: 12},
			[]kg.Cell{
				{Row: pl, Column: pl, Collaborations: 1},
				{Row: pl, Column: ru, Collaborations: 1},
				{Row: pl, Column: se, Collaborations: 4},
				{Row: pl, Column: "unknown", Collaborations: 2},
				{Row: ru, Column: se, Collaborations: 1},
				{Row: se, Column: se, Collaborations: 1},
				{Row: se, Column: "unknown", Collaborations: 2},
			},
		},
		{
			// Expected as S and M are, whether the weight itself is wanted or not: SE 0.25 twice alone, M = 0.5.
			"expected alone", kg.ByCountry, kg.ByCountry,
			[]kg.Measure{kg.ExpectWeight},
			&kg.Scope{CrossBorder: new(false), Countries: []string{se}},
			kg.Cell{},
			[]kg.Cell{{Row: se, Column: se, Expected: new(0.25), Ratio: new(1.0)}},
		},
		{
			"across borders: no diagonal, and the unknown is across none", kg.ByCountry, kg.ByCountry, counts, &kg.Scope{CrossBorder: new(true), Evidence: project},
			counted("", "", 4, 5, 5, 4), // clean, ports, old, big: AB 1.75, BC 0.75, AR 1, AN and CN 0.25; AC and BN are domestic
			[]kg.Cell{counted(pl, ru, 1, 1, 2, 1), counted(pl, se, 3, 4, 4, 3)},
		},
		{
			"recorded collaborations make pairs and no projects", kg.ByCountry, kg.ByCountry, counts, &kg.Scope{Evidence: recorded},
			counted("", "", 0, 3, 3, 1.5),
			[]kg.Cell{counted(pl, ru, 0, 1, 2, 0.5), counted(pl, se, 0, 1, 2, 0.5), counted(ru, se, 0, 1, 2, 0.5)},
		},
		{
			"only pairs that the place allows: at the fair B and R are not from Poland", kg.ByCountry, kg.ByCountry, counts,
			&kg.Scope{Evidence: recorded, Countries: []string{pl}, Parties: kg.Either},
			counted("", "", 0, 2, 3, 1),
			[]kg.Cell{counted(pl, ru, 0, 1, 2, 0.5), counted(pl, se, 0, 1, 2, 0.5)},
		},
		{
			"memberships count when asked for, in the year they began", kg.ByOrganisationType, kg.ByYear, counts, &kg.Scope{Evidence: member},
			counted("", "", 0, 2, 3, 1), // NA since 2015, NB since nobody knows when
			[]kg.Cell{
				counted("NETWORK", "2015", 0, 1, 1, 0.5), counted("NETWORK", "unknown", 0, 1, 1, 0.5),
				counted("NGO", "2015", 0, 1, 1, 0.5), counted("NGO", "unknown", 0, 1, 1, 0.5),
			},
		},
		{
			"memberships have no role", kg.ByRole, kg.ByRole, counts, &kg.Scope{Evidence: member},
			counted("", "", 0, 2, 3, 1),
			[]kg.Cell{counted("unknown", "unknown", 0, 2, 3, 1)},
		},
		{
			"memberships have no theme and no programme", kg.ByTheme, kg.ByProgramme, counts, &kg.Scope{Evidence: member},
			counted("", "", 0, 2, 3, 1),
			[]kg.Cell{counted("unknown", "unknown", 0, 2, 3, 1)},
		},
		{
			"a project's own themes, not those above; the year of its start, not of its end", kg.ByTheme, kg.ByYear, counts, nil,
			counted("", "", 5, 12, 6, 8.5),
			[]kg.Cell{
				counted("theme:climate", "2020", 1, 3, 3, 1.5), counted("theme:climate", "2022", 0, 3, 3, 1.5),
				counted("theme:climate", "unknown", 2, 2, 3, 2), // old states its end alone, loose nothing: AB, BD
				counted("theme:transport", "2023", 1, 1, 2, 1), counted("unknown", "2021", 1, 10, 5, 2.5),
			},
		},
		{
			"a programme, and none", kg.ByProgramme, kg.ByYear, counts, &kg.Scope{MaxParticipants: new(3), Years: kg.Years{From: new(2020)}},
			counted("", "", 2, 5, 4, 4), // clean; ports and fair: AR 1+0.5, AB, BR 0.5
			[]kg.Cell{
				counted("programme:one", "2020", 1, 3, 3, 1.5), counted("unknown", "2022", 0, 3, 3, 1.5), counted("unknown", "2023", 1, 1, 2, 1),
			},
		},
		{
			"roles: who has two is in both, a pair once in each cell", kg.ByRole, kg.ByRole, counts, clean,
			counted("", "", 1, 3, 3, 1.5),
			[]kg.Cell{counted("FUNDER", "PARTNER", 1, 2, 3, 1), counted("LEAD", "PARTNER", 1, 2, 3, 1), counted("PARTNER", "PARTNER", 1, 1, 2, 0.5)},
		},
		{
			"roles that the scope does not count are no category", kg.ByRole, kg.ByYear, counts,
			&kg.Scope{Programmes: []string{"programme:one"}, Roles: []string{"LEAD", "PARTNER"}},
			counted("", "", 1, 3, 3, 1.5),
			[]kg.Cell{counted("LEAD", "2020", 1, 2, 1, 1), counted("PARTNER", "2020", 1, 3, 2, 1.5)},
		},
		{
			"recorded collaborations have no role", kg.ByRole, kg.ByYear, counts, &kg.Scope{Evidence: recorded},
			counted("", "", 0, 3, 3, 1.5),
			[]kg.Cell{counted("unknown", "2022", 0, 3, 3, 1.5)},
		},
		{
			// The fair began on Russia's last day, Ports later; loose has no dates: whoever is a member still is one.
			"areas, as they were at the time of each", kg.ByArea, kg.ByYear, counts, nil,
			counted("", "", 5, 12, 6, 8.5),
			[]kg.Cell{
				counted(cbss, "2020", 1, 3, 3, 1.5), counted(cbss, "2021", 1, 10, 4, 2.5), counted(cbss, "2022", 0, 3, 3, 1.5),
				counted(cbss, "2023", 1, 1, 1, 1), counted(cbss, "unknown", 2, 2, 2, 2),
				counted("unknown", "2021", 1, 4, 1, 1), counted("unknown", "2023", 1, 1, 1, 1), counted("unknown", "unknown", 1, 1, 1, 1),
			},
		},
		{
			"regions are those stated, not those around them", kg.ByRegion, kg.ByRegion, counts, &kg.Scope{Countries: []string{pl}},
			counted("", "", 2, 1, 2, 0.75),
			[]kg.Cell{counted("region:PL6", "region:PL63", 2, 1, 2, 0.75)},
		},
		{
			"two dimensions of parties: an end that is in both; rows add up to more than the total", kg.BySize, kg.ByOrganisationType, counts, clean,
			counted("", "", 1, 3, 3, 1.5),
			[]kg.Cell{counted("LARGE", "NGO", 1, 2, 1, 1), counted("SMALL", "NGO", 1, 2, 1, 1), counted("unknown", "UNIVERSITY", 1, 2, 1, 1)},
		},
		{
			"a pair with both ends in a cell counts once there", kg.ByCountry, kg.ByYear, counts, clean,
			counted("", "", 1, 3, 3, 1.5),
			[]kg.Cell{counted(pl, "2020", 1, 3, 2, 1.5), counted(se, "2020", 1, 2, 1, 1)},
		},
		{
			"expected is for pairs alone", kg.ByCountry, kg.ByYear, append(counts, kg.ExpectWeight), clean,
			counted("", "", 1, 3, 3, 1.5),
			[]kg.Cell{counted(pl, "2020", 1, 3, 2, 1.5), counted(se, "2020", 1, 2, 1, 1)},
		},
		{"nothing counts", kg.ByCountry, kg.ByCountry, append(counts, kg.SumFunding, kg.ExpectWeight), &kg.Scope{Years: kg.Years{From: new(2030)}}, kg.Cell{}, nil},
	})
	s.categories(t, w)
	w.replace(t, grants())
	s.grantTables(t, w)
}

// tables checks tables worked out by hand.
func (s *suite) tables(t *testing.T, w *world, cases []tableCase) {
	for _, c := range cases {
		s.one(t, c.name, func(t *testing.T) {
			h := table(c.rows, c.columns, c.measures, c.scope)
			got := w.fetch(t, h).Items[0].Record.(*kg.CrossTab)
			if d := gocmp.Diff(c.cells, got.Cells, alike); d != "" {
				t.Errorf("cells (-want +got):\n%s", d)
			}
			if d := gocmp.Diff(c.total, got.Total, alike); d != "" {
				t.Errorf("total (-want +got):\n%s", d)
			}
		})
	}
}

// categories checks rows and columns, what they rest on, and how many there may be.
func (s *suite) categories(t *testing.T, w *world) {
	for _, c := range []struct {
		name          string
		rows, columns kg.Dimension
		scope         kg.Scope
		want          [2][]kg.Category
	}{
		{
			"pairs have the same rows as columns", kg.ByRegion, kg.ByRegion,
			kg.Scope{Countries: []string{"country:PL"}},
			[2][]kg.Category{
				{{ID: "region:PL6", Label: "North"}, {ID: "region:PL63", Label: "Coast"}}, {{ID: "region:PL6", Label: "North"}, {ID: "region:PL63", Label: "Coast"}},
			},
		},
		{
			"categories have the names of records, each that has a cell", kg.ByTheme, kg.ByProgramme,
			kg.Scope{},
			[2][]kg.Category{
				{{ID: "theme:climate", Label: "Climate"}, {ID: "theme:transport", Label: "Transport"}, {ID: "unknown", Label: "unknown"}},
				{{ID: "programme:one", Label: "One"}, {ID: "unknown", Label: "unknown"}},
			},
		},
		{
			"and else their own", kg.ByArea, kg.ByOrganisationType,
			kg.Scope{Evidence: []kg.EvidenceKind{kg.ByMembers}},
			[2][]kg.Category{
				{{ID: "area:cbss", Label: "CBSS"}}, {{ID: "NETWORK", Label: "NETWORK"}, {ID: "NGO", Label: "NGO"}},
			},
		},
		{
			"countries by year", kg.ByCountry, kg.ByYear,
			kg.Scope{Programmes: []string{"programme:one"}},
			[2][]kg.Category{{{ID: "country:PL", Label: "Poland"}, {ID: "country:SE", Label: "Sweden"}}, {{ID: "2020", Label: "2020"}}},
		},
	} {
		s.one(t, c.name, func(t *testing.T) {
			got := w.fetch(t, table(c.rows, c.columns, nil, &c.scope)).Items[0].Record.(*kg.CrossTab)
			if d := gocmp.Diff(c.want, [2][]kg.Category{got.Rows, got.Columns}, alike); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
	s.one(t, "a table says what it rests on, as its ties do", func(t *testing.T) {
		h := table(kg.ByTheme, kg.ByYear, nil, &kg.Scope{MaxParticipants: new(3), Sizes: []string{"SMALL", "LARGE"}})
		h.Coverage = true
		got := w.fetch(t, h).Items[0].Record.(*kg.CrossTab).Coverage
		want := &kg.Coverage{ // clean, old (AB), ports (AR); the fair. Big is left out; C, and D of loose, state no size.
			Revision: w.revision(t), AsOf: Today, Projects: 3, Records: 1, ProjectsLeftOut: 1, ProjectsWithUnknownPartners: 2, OrganisationsLeftOut: 2,
			Sources: []kg.SourceRef{{Dataset: "dataset:x"}, {Dataset: "dataset:y"}, {Dataset: "dataset:z"}}, Scope: h.Scope.String(),
		}
		for i := range got.Sources {
			got.Sources[i].Facts = nil
		}
		if d := gocmp.Diff(want, got, alike); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
	s.one(t, "too many categories for the cells that are empty", func(t *testing.T) {
		w.replace(t, paired(kg.MaxCategories))
		h := table(kg.ByCountry, kg.ByCountry, []kg.Measure{kg.CountCollaborations, kg.ExpectWeight}, nil)
		got := w.fetch(t, h).Items[0].Record.(*kg.CrossTab)
		if len(got.Rows) != 500 || len(got.Cells) != 500*501/2 || got.Total.Collaborations != 250 {
			t.Errorf("%d rows, %d cells, %d ties", len(got.Rows), len(got.Cells), got.Total.Collaborations)
		}
		w.replace(t, paired(kg.MaxCategories+2))
		if _, err := w.graph.Fetch(context.Background(), h); kg.CodeOf(err) != kg.TooLarge {
			t.Errorf("want %s, got %s", kg.TooLarge, errorText(err))
		}
		h = table(kg.ByCountry, kg.ByCountry, []kg.Measure{kg.CountCollaborations}, nil)
		if got := w.fetch(t, h).Items[0].Record.(*kg.CrossTab); len(got.Rows) != 502 || len(got.Cells) != 251 {
			t.Errorf("without them: %d rows, %d cells", len(got.Rows), len(got.Cells))
		}
	})
}

// paired returns so many organisations, each of a country of its own, two by two in a recorded collaboration.
func paired(organisations int) []kg.Record {
	var records []kg.Record
	for i := range organisations {
		n := fmt.Sprintf("%03d", i)
		records = append(records, &kg.Country{ID: "country:" + n, Code: n, Name: n},
			&kg.Organisation{ID: "org:" + n, Name: n, Type: "NGO", CountryID: "country:" + n})
		if i%2 == 1 {
			records = append(records, &kg.RecordedCollaboration{ID: "recorded:" + n, Title: n, PartyIDs: []string{fmt.Sprintf("org:%03d", i-1), "org:" + n}})
		}
	}
	return records
}
