package memory

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"ngograph/internal/kg"
)

var (
	allDimensions = []kg.Dimension{
		kg.ByCountry, kg.ByRegion, kg.ByArea, kg.ByTheme, kg.ByProgramme, kg.ByYear, kg.ByOrganisationType, kg.BySize, kg.ByRole,
	}
	allMeasures = []kg.Measure{
		kg.CountProjects, kg.CountCollaborations, kg.CountOrganisations, kg.SumWeight, kg.SumFunding, kg.ExpectWeight,
	}
)

func crossTabHop(scope *kg.Scope, rows, columns kg.Dimension, measures ...kg.Measure) *kg.Hop {
	return &kg.Hop{
		Edge: kg.EdgeOf("", kg.EdgeCrossTab), Scope: scope, Rows: rows, Columns: columns, Measures: measures, Items: true, Coverage: true,
	}
}

// sameTable compares tables but for their coverage.
var sameTable = gocmp.Options{
	nearly, cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(kg.Meta{}), cmpopts.IgnoreFields(kg.CrossTab{}, "Coverage"),
}

// TestCrossTab compares tables of random graphs with those counted piece by piece, and their coverage with that of all
// ties under the same scope.
func TestCrossTab(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, n := drawNaive(t)
		rows, columns := rapid.SampledFrom(allDimensions).Draw(t, "rows"), rapid.SampledFrom(allDimensions).Draw(t, "columns")
		if rapid.IntRange(0, 2).Draw(t, "the same") == 2 {
			columns = rows
		}
		measures := allMeasures
		if rapid.Bool().Draw(t, "some measures") {
			measures = rapid.SliceOfDistinct(rapid.SampledFrom(allMeasures), rapid.ID[kg.Measure]).Draw(t, "measures")
		}
		got := fetch(t, v, crossTabHop(n.scope, rows, columns, measures...)).Items[0].Record.(*kg.CrossTab)
		if diff := gocmp.Diff(n.crossTab(t, rows, columns, measures), got, sameTable); diff != "" {
			t.Fatalf("%s by %s under %s:\n%s", rows, columns, n.scope, diff)
		}
		ties := fetch(t, v, &kg.Hop{
			Edge: kg.EdgeOf("", kg.EdgeCollaborations), Scope: n.scope, Items: true, First: 1, Coverage: true,
		})
		if diff := gocmp.Diff(ties.Coverage, got.Coverage, cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(kg.Meta{})); diff != "" {
			t.Fatalf("coverage under %s:\n%s", n.scope, diff)
		}
	})
}

// naiveCell is the sets that a cell counts.
type naiveCell struct {
	projects, pairs, organisations map[string]bool
	weight                         float64
	paid                           map[string]int64 // by participation
}

func (n *naive) crossTab(t *rapid.T, rows, columns kg.Dimension, measures []kg.Measure) *kg.CrossTab {
	pairs := rows == columns && rows.OfParty()
	cells := map[[2]string]*naiveCell{}
	at := func(row, column string) *naiveCell {
		key := [2]string{row, column}
		if cells[key] == nil {
			cells[key] = &naiveCell{projects: map[string]bool{}, pairs: map[string]bool{}, organisations: map[string]bool{}, paid: map[string]int64{}}
		}
		return cells[key]
	}
	for _, p := range n.pieces {
		in := map[*naiveCell]bool{at("", ""): true}
		for _, x := range []string{p.a, p.b} {
			n.end(at("", ""), p, x, "")
			y := p.a
			if x == p.a {
				y = p.b
			}
			for _, i := range n.categories(rows, p, x) {
				if pairs {
					for _, j := range n.categories(rows, p, y) {
						cell := at(min(i, j), max(i, j))
						in[cell] = true
						n.end(cell, p, x, "")
					}
					continue
				}
				for _, j := range n.categories(columns, p, x) {
					cell := at(i, j)
					in[cell] = true
					role := ""
					if rows == kg.ByRole {
						role = i
					}
					if columns == kg.ByRole {
						role = j
					}
					n.end(cell, p, x, role)
				}
			}
		}
		for cell := range in {
			cell.pairs[p.a+"|"+p.b] = true
			cell.weight += p.term
			if p.record.Kind() == kg.KindProject {
				cell.projects[p.record.RecordID()] = true
			}
		}
	}
	wants := func(m kg.Measure) bool { return slices.Contains(measures, m) }
	table := &kg.CrossTab{}
	for key, sets := range cells {
		c := kg.Cell{Row: key[0], Column: key[1], Weight: sets.weight}
		if wants(kg.CountProjects) {
			c.Projects = len(sets.projects)
		}
		if wants(kg.CountCollaborations) {
			c.Collaborations = len(sets.pairs)
		}
		if wants(kg.CountOrganisations) {
			c.Organisations = len(sets.organisations)
		}
		if wants(kg.SumFunding) && !pairs && len(sets.paid) > 0 {
			c.Funding = new(int64)
			for _, cents := range sets.paid {
				*c.Funding += cents
			}
		}
		if key == [2]string{} {
			table.Total = c
		} else {
			table.Cells = append(table.Cells, c)
		}
	}
	labels := map[string]string{}
	for id, r := range n.byID {
		labels[id] = label(r)
	}
	if err := table.Complete(rows, columns, measures, labels); err != nil {
		t.Fatal(err)
	}
	return table
}

// end counts an end of a piece, in one role if role is not "".
func (n *naive) end(c *naiveCell, p piece, x, role string) {
	c.organisations[x] = true
	if p.record.Kind() != kg.KindProject {
		return
	}
	for _, part := range n.parts(x, p.record.RecordID()) {
		if part.Contribution != nil && part.Contribution.Currency == "EUR" && (role == "" || role == string(part.Role)) {
			c.paid[part.RecordID()] = part.Contribution.Cents
		}
	}
}

// categories returns those of an end of a piece.
func (n *naive) categories(d kg.Dimension, p piece, organisation string) []string {
	o := n.byID[organisation].(*kg.Organisation)
	var list []string
	switch d {
	case kg.ByCountry:
		list = []string{o.CountryID}
	case kg.ByRegion:
		list = []string{o.RegionID}
	case kg.ByOrganisationType:
		list = []string{string(o.Type)}
	case kg.BySize:
		list = []string{string(o.Size)}
	case kg.ByYear:
		if year, ok := p.start.Year(); ok {
			list = []string{strconv.Itoa(year)}
		}
	case kg.ByRole:
		for _, part := range n.parts(organisation, p.record.RecordID()) {
			list = append(list, string(part.Role))
		}
	case kg.ByArea:
		for _, r := range n.records {
			if m, ok := r.(*kg.AreaMember); ok && p.period.Holds(m.From, m.To) && n.lies(o, m.MemberID) {
				list = append(list, m.AreaID)
			}
		}
	default:
		switch r := p.record.(type) {
		case *kg.Project:
			if list = r.ThemeIDs; d == kg.ByProgramme {
				list = []string{r.ProgrammeID}
			}
		case *kg.RecordedCollaboration:
			if d == kg.ByTheme {
				list = r.ThemeIDs
			}
		}
	}
	list = slices.DeleteFunc(slices.Clone(list), func(c string) bool { return c == "" })
	if len(list) == 0 {
		return []string{kg.Unknown}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// lies reports whether an organisation lies in a country or region.
func (n *naive) lies(o *kg.Organisation, place string) bool {
	if o.CountryID == place {
		return true
	}
	for id := o.RegionID; id != ""; id = n.byID[id].(*kg.Region).ParentID {
		if id == place {
			return true
		}
	}
	return false
}

// consortia is a graph to count by hand. Project p joins a1, a2 of Aland with b1 of Bland and c1, whose country is not
// known: 4 parties, each pair 1/3. Project q joins a1 and b1: 1.
func consortia() []kg.Record {
	org := func(id, country string, t kg.OrganisationType) *kg.Organisation {
		return &kg.Organisation{ID: "org:" + id, Name: id, Type: t, CountryID: country}
	}
	part := func(o, p string, role kg.Role, cents int64, currency string) *kg.Participation {
		r := &kg.Participation{OrganisationID: "org:" + o, ProjectID: "project:" + p, Role: role}
		if currency != "" {
			r.Contribution = &kg.Money{Cents: cents, Currency: currency}
		}
		return r
	}
	return []kg.Record{
		&kg.Country{ID: "country:A", Code: "A", Name: "Aland"},
		&kg.Country{ID: "country:B", Code: "B", Name: "Bland"},
		&kg.Theme{ID: "theme:x", Scheme: "s", Name: "Xylophones"},
		&kg.Theme{ID: "theme:y", Scheme: "s", Name: "Yachts"},
		&kg.Programme{ID: "programme:e", Name: "E"},
		org("a1", "country:A", "NGO"), org("a2", "country:A", "UNIVERSITY"), org("b1", "country:B", "NGO"), org("c1", "", "NGO"),
		&kg.Project{ID: "project:p", Title: "P", Start: "2020-05-01", ThemeIDs: []string{"theme:x", "theme:y"}, ProgrammeID: "programme:e"},
		&kg.Project{ID: "project:q", Title: "Q", Start: "2022-01-01", ThemeIDs: []string{"theme:x"}},
		part("a1", "p", "LEAD", 100, "EUR"), part("a1", "p", "FUNDER", 10, "EUR"), part("a2", "p", "PARTNER", 200, "EUR"),
		part("b1", "p", "PARTNER", 400, "EUR"), part("c1", "p", "PARTNER", 800, "PLN"),
		part("a1", "q", "PARTNER", 1600, "EUR"), part("b1", "q", "LEAD", 0, ""),
	}
}

func openRecords(t *testing.T, records []kg.Record) *kg.Graph {
	t.Helper()
	store := newFakeStore()
	_, graph := open(t, store, Options{})
	changes := make([]kg.Change, len(records))
	for i, r := range records {
		changes[i].Put = r
	}
	if _, err := graph.Apply(t.Context(), changes); err != nil {
		t.Fatal(err)
	}
	return graph
}

func TestCrossTabByHand(t *testing.T) {
	graph := openRecords(t, consortia())
	cents := func(n int64) *int64 { return &n }
	third := 1. / 3
	a, b, unknown := "country:A", "country:B", kg.Unknown
	for name, test := range map[string]struct {
		scope         *kg.Scope
		rows, columns kg.Dimension
		cells         []kg.Cell
		total         kg.Cell
	}{
		"countries": {rows: kg.ByCountry, columns: kg.ByCountry, cells: []kg.Cell{
			{Row: a, Column: a, Projects: 1, Collaborations: 1, Organisations: 2, Weight: third},
			{Row: a, Column: b, Projects: 2, Collaborations: 2, Organisations: 3, Weight: 2*third + 1},
			{Row: a, Column: unknown, Projects: 1, Collaborations: 2, Organisations: 3, Weight: 2 * third},
			{Row: b, Column: unknown, Projects: 1, Collaborations: 1, Organisations: 2, Weight: third},
		}, total: kg.Cell{Projects: 2, Collaborations: 6, Organisations: 4, Weight: 3}},
		"countries across borders, NGOs": {
			scope: &kg.Scope{CrossBorder: new(true), OrganisationTypes: []string{"NGO"}}, rows: kg.ByCountry, columns: kg.ByCountry,
			cells: []kg.Cell{{Row: a, Column: b, Projects: 2, Collaborations: 1, Organisations: 2, Weight: third + 1}},
			total: kg.Cell{Projects: 2, Collaborations: 1, Organisations: 2, Weight: third + 1},
		},
		"themes by year": {rows: kg.ByTheme, columns: kg.ByYear, cells: []kg.Cell{
			{Row: "theme:x", Column: "2020", Projects: 1, Collaborations: 6, Organisations: 4, Weight: 2, Funding: cents(710)},
			{Row: "theme:x", Column: "2022", Projects: 1, Collaborations: 1, Organisations: 2, Weight: 1, Funding: cents(1600)},
			{Row: "theme:y", Column: "2020", Projects: 1, Collaborations: 6, Organisations: 4, Weight: 2, Funding: cents(710)},
		}, total: kg.Cell{Projects: 2, Collaborations: 6, Organisations: 4, Weight: 3, Funding: cents(2310)}},
		"countries by role": {rows: kg.ByCountry, columns: kg.ByRole, cells: []kg.Cell{
			{Row: a, Column: "FUNDER", Projects: 1, Collaborations: 3, Organisations: 1, Weight: 1, Funding: cents(10)},
			{Row: a, Column: "LEAD", Projects: 1, Collaborations: 3, Organisations: 1, Weight: 1, Funding: cents(100)},
			{Row: a, Column: "PARTNER", Projects: 2, Collaborations: 4, Organisations: 2, Weight: 2, Funding: cents(1800)},
			{Row: b, Column: "LEAD", Projects: 1, Collaborations: 1, Organisations: 1, Weight: 1},
			{Row: b, Column: "PARTNER", Projects: 1, Collaborations: 3, Organisations: 1, Weight: 1, Funding: cents(400)},
			{Row: unknown, Column: "PARTNER", Projects: 1, Collaborations: 3, Organisations: 1, Weight: 1},
		}, total: kg.Cell{Projects: 2, Collaborations: 6, Organisations: 4, Weight: 3, Funding: cents(2310)}},
		"programmes by country, leaders apart": {
			scope: &kg.Scope{Roles: []string{"PARTNER"}}, rows: kg.ByProgramme, columns: kg.ByCountry,
			cells: []kg.Cell{
				{Row: "programme:e", Column: a, Projects: 1, Collaborations: 2, Organisations: 1, Weight: 2 * third, Funding: cents(200)},
				{Row: "programme:e", Column: b, Projects: 1, Collaborations: 2, Organisations: 1, Weight: 2 * third, Funding: cents(400)},
				{Row: "programme:e", Column: unknown, Projects: 1, Collaborations: 2, Organisations: 1, Weight: 2 * third},
			},
			total: kg.Cell{Projects: 1, Collaborations: 3, Organisations: 3, Weight: 1, Funding: cents(600)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			page, err := graph.Fetch(t.Context(), crossTabHop(test.scope, test.rows, test.columns, allMeasures[:5]...))
			if err != nil {
				t.Fatal(err)
			}
			got := page.Items[0].Record.(*kg.CrossTab)
			byCell := func(x, y kg.Cell) int { return cmp.Or(cmp.Compare(x.Row, y.Row), cmp.Compare(x.Column, y.Column)) }
			if !slices.IsSortedFunc(got.Cells, byCell) {
				t.Errorf("not in order: %v", got.Cells)
			}
			if diff := gocmp.Diff(test.cells, got.Cells, nearly); diff != "" {
				t.Error(diff)
			}
			if diff := gocmp.Diff(test.total, got.Total, nearly); diff != "" {
				t.Error(diff)
			}
		})
	}
	page, err := graph.Fetch(t.Context(), crossTabHop(nil, kg.ByTheme, kg.ByCountry))
	if err != nil {
		t.Fatal(err)
	}
	want := []kg.Category{{ID: "theme:x", Label: "Xylophones"}, {ID: "theme:y", Label: "Yachts"}}
	if diff := gocmp.Diff(want, page.Items[0].Record.(*kg.CrossTab).Rows); diff != "" {
		t.Error(diff)
	}
}

// TestCrossTabAreas: n's two members are tied to it from 2018 to 2020, and, still, from 2022. Aland was in the area until
// 2021; region r of Bland, in which m2 lies, is in it still.
func TestCrossTabAreas(t *testing.T) {
	graph := openRecords(t, []kg.Record{
		&kg.Country{ID: "country:A", Code: "A", Name: "Aland"}, &kg.Country{ID: "country:B", Code: "B", Name: "Bland"},
		&kg.Region{ID: "region:r", Code: "r", Name: "R", Version: "1", CountryID: "country:B"},
		&kg.Region{ID: "region:s", Code: "s", Name: "S", Version: "1", CountryID: "country:B", ParentID: "region:r"},
		&kg.Area{ID: "area:z", Name: "Z", Definition: "z"},
		&kg.AreaMember{AreaID: "area:z", MemberID: "country:A", To: "2021-12-31"},
		&kg.AreaMember{AreaID: "area:z", MemberID: "region:r"},
		&kg.Organisation{ID: "org:n", Name: "N", Type: "NETWORK", CountryID: "country:A"},
		&kg.Organisation{ID: "org:m1", Name: "M1", Type: "NGO", CountryID: "country:A"},
		&kg.Organisation{ID: "org:m2", Name: "M2", Type: "NGO", CountryID: "country:B", RegionID: "region:s"},
		&kg.Membership{NetworkID: "org:n", MemberID: "org:m1", Since: "2018-01-01", Until: "2020-12-31"},
		&kg.Membership{NetworkID: "org:n", MemberID: "org:m2", Since: "2022-01-01"},
	})
	page, err := graph.Fetch(t.Context(), crossTabHop(
		&kg.Scope{Evidence: []kg.EvidenceKind{kg.ByMembers}}, kg.ByArea, kg.ByYear, kg.CountOrganisations, kg.SumWeight,
	))
	if err != nil {
		t.Fatal(err)
	}
	want := &kg.CrossTab{
		Rows:    []kg.Category{{ID: "area:z", Label: "Z"}, {ID: kg.Unknown, Label: kg.Unknown}},
		Columns: []kg.Category{{ID: "2018", Label: "2018"}, {ID: "2022", Label: "2022"}},
		Cells: []kg.Cell{
			{Row: "area:z", Column: "2018", Organisations: 2, Weight: .5},
			{Row: "area:z", Column: "2022", Organisations: 1, Weight: .5},
			{Row: kg.Unknown, Column: "2022", Organisations: 1, Weight: .5},
		},
		Total: kg.Cell{Organisations: 3, Weight: 1},
	}
	if diff := gocmp.Diff(want, page.Items[0].Record.(*kg.CrossTab), sameTable); diff != "" {
		t.Error(diff)
	}
}

// TestCountingCancelled ends the context in the midst of what counts a whole graph.
func TestCountingCancelled(t *testing.T) {
	_, graph := openGraph(t, shape{organisations: 3000, projects: 2500, participations: 12_000})
	for name, ask := range map[string]func() *kg.Hop{
		"a table":          func() *kg.Hop { return crossTabHop(nil, kg.ByCountry, kg.ByCountry, kg.SumWeight) },
		"pairs of a table": func() *kg.Hop { return crossTabHop(nil, kg.ByCountry, kg.ByCountry, kg.CountCollaborations) },
		"newcomers":        func() *kg.Hop { return newcomersHop(nil, 2018, 20, true, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			endAtEachLook(t, 5, func(ctx context.Context) error {
				_, err := graph.Fetch(ctx, ask())
				return err
			})
		})
	}
}

// BenchmarkCounting answers the questions that count a whole graph.
func BenchmarkCounting(b *testing.B) {
	_, graph := openGraph(b, cordis)
	for _, bench := range []struct {
		name string
		hop  *kg.Hop
	}{
		{"countries, projects and weight", crossTabHop(nil, kg.ByCountry, kg.ByCountry, kg.CountProjects, kg.SumWeight, kg.ExpectWeight)},
		{"countries, organisations", crossTabHop(nil, kg.ByCountry, kg.ByCountry, kg.CountOrganisations)},
		{"countries, collaborations", crossTabHop(nil, kg.ByCountry, kg.ByCountry, kg.CountCollaborations)},
		{"themes by year, all", crossTabHop(nil, kg.ByTheme, kg.ByYear, allMeasures...)},
		{"countries by role, funding", crossTabHop(nil, kg.ByCountry, kg.ByRole, kg.SumWeight, kg.SumFunding)},
		{"areas by area, weight", crossTabHop(nil, kg.ByArea, kg.ByArea, kg.SumWeight)},
		{"newcomers", newcomersHop(nil, 2020, 20, true, nil)},
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
