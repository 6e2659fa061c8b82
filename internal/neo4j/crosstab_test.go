package neo4j

import (
	gocmp "cmp"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"ngograph/internal/kg"
	"ngograph/internal/kgtest"
)

var (
	allMeasures = []kg.Measure{
		kg.CountProjects, kg.CountCollaborations, kg.CountOrganisations, kg.SumWeight, kg.SumFunding, kg.ExpectWeight,
	}
	allDimensions = []kg.Dimension{
		kg.ByCountry, kg.ByRegion, kg.ByArea, kg.ByTheme, kg.ByProgramme, kg.ByYear, kg.ByOrganisationType, kg.BySize, kg.ByRole,
	}
)

// crossTab asks for a cross table.
func crossTab(rows, columns kg.Dimension, scope *kg.Scope, measures ...kg.Measure) *kg.Hop {
	h := hop("", kg.EdgeCrossTab, 0)
	h.Rows, h.Columns, h.Scope, h.Measures = rows, columns, scope, measures
	return h
}

// partners is a graph for answers worked by hand: Polish a and c and Swedish b in one project of 2019, a and b in one
// without dates, b and Danish e in one of 2015, c and d, of no known country, in a recorded collaboration; and two
// networks that are members of each other.
func partners() []kg.Record {
	organisation := func(id, country string, size kg.SizeBand) kg.Record {
		return &kg.Organisation{ID: "org:" + id, Name: id, Type: "NGO", Size: size, CountryID: country}
	}
	part := func(org, project string, role kg.Role, contribution *kg.Money) kg.Record {
		return &kg.Participation{OrganisationID: "org:" + org, ProjectID: "project:" + project, Role: role, Contribution: contribution}
	}
	money := func(cents int64, currency string) *kg.Money { return &kg.Money{Cents: cents, Currency: currency} }
	return []kg.Record{
		&kg.Country{ID: "country:DK", Code: "DK", Name: "Denmark"},
		&kg.Country{ID: "country:PL", Code: "PL", Name: "Poland"},
		&kg.Country{ID: "country:SE", Code: "SE", Name: "Sweden"},
		organisation("a", "country:PL", ""), organisation("b", "country:SE", ""), organisation("c", "country:PL", ""),
		organisation("d", "", ""), organisation("e", "country:DK", ""),
		organisation("n1", "", "SMALL"), organisation("n2", "", ""),
		&kg.Programme{ID: "programme:p", Name: "P"},
		&kg.Programme{ID: "programme:q", Name: "Q"},
		&kg.Project{ID: "project:one", Title: "One", Start: "2019-03-01", ProgrammeID: "programme:p"},
		&kg.Project{ID: "project:two", Title: "Two"},
		&kg.Project{ID: "project:zero", Title: "Zero", Start: "2015-01-01", ProgrammeID: "programme:q"},
		part("a", "one", kg.Lead, money(100, "EUR")), part("a", "one", kg.Partner, money(50, "EUR")),
		part("b", "one", kg.Partner, money(10, "PLN")), part("c", "one", kg.Partner, money(7, "EUR")),
		part("a", "two", kg.Partner, nil), part("b", "two", kg.Partner, money(20, "EUR")), part("b", "two", "FUNDER", money(999, "EUR")),
		part("b", "zero", kg.Partner, money(60, "EUR")), part("e", "zero", kg.Partner, nil),
		&kg.RecordedCollaboration{ID: "recorded:x", Title: "X", PartyIDs: []string{"org:c", "org:d"}},
		&kg.Membership{NetworkID: "org:n1", MemberID: "org:n2", Since: "2016-01-01"},
		&kg.Membership{NetworkID: "org:n2", MemberID: "org:n1"},
	}
}

var byValue = cmp.Options{cmpopts.EquateApprox(1e-9, 1e-12), cmpopts.IgnoreUnexported(kg.Meta{}), cmpopts.EquateEmpty()}

func TestCrossTab(t *testing.T) {
	db, _ := openEmpty(t)
	apply(t, db, puts(partners()...)...)
	underP := kg.Scope{Programmes: []string{"programme:p"}, CrossBorder: new(false)}
	nothing := kg.Scope{Programmes: []string{"programme:p"}, Evidence: []kg.EvidenceKind{kg.ByRecord}}
	pair := func(row, column string, projects, ties, organisations int, weight, expected float64) kg.Cell {
		c := kg.Cell{
			Row: row, Column: column, Projects: projects, Collaborations: ties, Organisations: organisations,
			Weight: weight, Expected: &expected, Ratio: new(weight / expected),
		}
		return c
	}
	dk, pl, se := kg.Category{ID: "country:DK", Label: "Denmark"}, kg.Category{ID: "country:PL", Label: "Poland"}, kg.Category{ID: "country:SE", Label: "Sweden"}
	unknown := kg.Category{ID: kg.Unknown, Label: kg.Unknown}
	countries := []kg.Category{dk, pl, se, unknown}
	for _, tc := range []struct {
		name          string
		rows, columns kg.Dimension
		scope         kg.Scope
		want          kg.CrossTab
	}{
		{
			// The terms: 1/2 in one, 1 in two, 1 in zero, 1 in x. The row sums: DK 1, PL 2x1/2+2+1 = 4, SE 1+2 = 3, unknown 1; 9.
			"pairs of countries", kg.ByCountry, kg.ByCountry,
			kg.Scope{},
			kg.CrossTab{Rows: countries, Columns: countries, Cells: []kg.Cell{
				pair(dk.ID, dk.ID, 0, 0, 0, 0, 1./18), pair(dk.ID, pl.ID, 0, 0, 0, 0, 4./9), pair(dk.ID, se.ID, 1, 1, 2, 1, 3./9),
				pair(dk.ID, kg.Unknown, 0, 0, 0, 0, 1./9), pair(pl.ID, pl.ID, 1, 1, 2, .5, 16./18), pair(pl.ID, se.ID, 2, 2, 3, 2, 12./9),
				pair(pl.ID, kg.Unknown, 0, 1, 2, 1, 4./9), pair(se.ID, se.ID, 0, 0, 0, 0, 9./18), pair(se.ID, kg.Unknown, 0, 0, 0, 0, 3./9),
				pair(kg.Unknown, kg.Unknown, 0, 0, 0, 0, 1./18),
			}, Total: kg.Cell{Projects: 3, Collaborations: 5, Organisations: 5, Weight: 4.5}},
		},
		{
			// a leads one and is a partner in it, too.
			"ends by role and year", kg.ByRole, kg.ByYear,
			kg.Scope{Evidence: []kg.EvidenceKind{kg.ByProject}},
			kg.CrossTab{
				Rows:    []kg.Category{{ID: "FUNDER", Label: "FUNDER"}, {ID: "LEAD", Label: "LEAD"}, {ID: "PARTNER", Label: "PARTNER"}},
				Columns: []kg.Category{{ID: "2015", Label: "2015"}, {ID: "2019", Label: "2019"}, unknown},
				Cells: []kg.Cell{
					{Row: "FUNDER", Column: kg.Unknown, Projects: 1, Collaborations: 1, Organisations: 1, Weight: 1, Funding: new(int64(999))},
					{Row: "LEAD", Column: "2019", Projects: 1, Collaborations: 2, Organisations: 1, Weight: 1, Funding: new(int64(100))},
					{Row: "PARTNER", Column: "2015", Projects: 1, Collaborations: 1, Organisations: 2, Weight: 1, Funding: new(int64(60))},
					{Row: "PARTNER", Column: "2019", Projects: 1, Collaborations: 3, Organisations: 3, Weight: 1.5, Funding: new(int64(57))},
					{Row: "PARTNER", Column: kg.Unknown, Projects: 1, Collaborations: 1, Organisations: 2, Weight: 1, Funding: new(int64(20))},
				},
				Total: kg.Cell{Projects: 3, Collaborations: 4, Organisations: 4, Weight: 3.5, Funding: new(int64(1236))},
			},
		},
		{
			// Each network is the other's only member: two memberships of the weight 1 and one tie.
			"members of each other", kg.BySize, kg.BySize,
			kg.Scope{Evidence: []kg.EvidenceKind{kg.ByMembers}},
			kg.CrossTab{
				Rows: []kg.Category{{ID: "SMALL", Label: "SMALL"}, unknown}, Columns: []kg.Category{{ID: "SMALL", Label: "SMALL"}, unknown},
				Cells: []kg.Cell{
					pair("SMALL", "SMALL", 0, 0, 0, 0, .5), pair("SMALL", kg.Unknown, 0, 1, 2, 2, 1), pair(kg.Unknown, kg.Unknown, 0, 0, 0, 0, .5),
				},
				Total: kg.Cell{Collaborations: 1, Organisations: 2, Weight: 2},
			},
		},
		{
			// b is Swedish and alone, so that it is in no pair of the same country.
			"the ends of domestic pairs", kg.ByCountry, kg.ByProgramme, underP,
			kg.CrossTab{
				Rows: []kg.Category{pl}, Columns: []kg.Category{{ID: "programme:p", Label: "P"}},
				Cells: []kg.Cell{{
					Row: pl.ID, Column: "programme:p", Projects: 1, Collaborations: 1, Organisations: 2, Weight: .5, Funding: new(int64(157)),
				}},
				Total: kg.Cell{Projects: 1, Collaborations: 1, Organisations: 2, Weight: .5, Funding: new(int64(157))},
			},
		},
		{"no evidence", kg.ByTheme, kg.ByTheme, nothing, kg.CrossTab{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := question(t, db, crossTab(tc.rows, tc.columns, &tc.scope, allMeasures...))
			if d := cmp.Diff(&tc.want, p.Items[0].Record, byValue); d != "" {
				t.Errorf("the table differs (-want +got):\n%s", d)
			}
			// What is not wanted is not there, and the cells are the same.
			for _, m := range append(allMeasures, "") {
				h := crossTab(tc.rows, tc.columns, &tc.scope, m)
				got := question(t, db, h).Items[0].Record.(*kg.CrossTab)
				want := kg.CrossTab{Rows: tc.want.Rows, Columns: tc.want.Columns, Total: alone(tc.want.Total, m)}
				for _, c := range tc.want.Cells {
					if m == kg.ExpectWeight || c.Collaborations > 0 {
						want.Cells = append(want.Cells, alone(c, m))
					}
				}
				if d := cmp.Diff(&want, got, byValue); d != "" {
					t.Errorf("%s alone differs (-want +got):\n%s", m, d)
				}
			}
		})
	}
}

// TestCrossTabOfRoles has two organisations that both lead a project and are partners in it: one pair, in three cells.
func TestCrossTabOfRoles(t *testing.T) {
	db, _ := openEmpty(t)
	apply(t, db, puts(partners()...)...)
	apply(t, db, puts(&kg.Participation{OrganisationID: "org:e", ProjectID: "project:zero", Role: kg.Lead},
		&kg.Participation{OrganisationID: "org:b", ProjectID: "project:zero", Role: kg.Lead})...)
	p := question(t, db, crossTab(kg.ByRole, kg.ByRole, &kg.Scope{Programmes: []string{"programme:q"}}, allMeasures[:5]...))
	roles := []kg.Category{{ID: "LEAD", Label: "LEAD"}, {ID: "PARTNER", Label: "PARTNER"}}
	one := kg.Cell{Projects: 1, Collaborations: 1, Organisations: 2, Weight: 1}
	want := &kg.CrossTab{Rows: roles, Columns: roles, Total: one}
	for _, at := range [][2]string{{"LEAD", "LEAD"}, {"LEAD", "PARTNER"}, {"PARTNER", "PARTNER"}} {
		one.Row, one.Column = at[0], at[1]
		want.Cells = append(want.Cells, one)
	}
	if d := cmp.Diff(want, p.Items[0].Record, byValue); d != "" {
		t.Errorf("the table differs (-want +got):\n%s", d)
	}
}

// alone leaves of a cell what one measure counts.
func alone(c kg.Cell, m kg.Measure) kg.Cell {
	one := kg.Cell{Row: c.Row, Column: c.Column}
	switch m {
	case kg.CountProjects:
		one.Projects = c.Projects
	case kg.CountCollaborations:
		one.Collaborations = c.Collaborations
	case kg.CountOrganisations:
		one.Organisations = c.Organisations
	case kg.SumWeight:
		one.Weight = c.Weight
	case kg.SumFunding:
		one.Funding = c.Funding
	case kg.ExpectWeight:
		one.Expected, one.Ratio = c.Expected, c.Ratio
	}
	return one
}

// naivePair is two organisations with one thing that ties them.
type naivePair struct {
	ends      [2]*kg.Organisation
	by        string
	project   *kg.Project
	term      float64
	start     kg.Date
	period    kg.Period
	themes    []string
	programme string
}

// naive counts tables of a graph by the ties that the oracle finds.
type naive struct {
	t       *rapid.T
	records []kg.Record
	byID    map[string]kg.Record
	scope   *kg.Scope
	table   *kg.Hop
}

func (n *naive) pairs(db *DB) []naivePair {
	h := hop("", kg.EdgeCollaborations, kg.MaxFirst, shape(kg.KindCollaboration, "membership",
		hop(kg.KindCollaboration, kg.EdgeEvidence, kg.MaxFirst), hop(kg.KindCollaboration, kg.EdgeRecords, kg.MaxFirst)))
	h.Scope = n.scope
	ties, err := kg.New(db, kgtest.OracleOf(n.t, db), clock).Fetch(n.t.Context(), h)
	if err != nil {
		n.t.Fatal(err)
	}
	var list []naivePair
	for _, i := range ties.Items {
		tie := i.Record.(*kg.Collaboration)
		tied := naivePair{ends: [2]*kg.Organisation{n.byID[tie.A].(*kg.Organisation), n.byID[tie.B].(*kg.Organisation)}}
		for _, edge := range []string{kg.EdgeEvidence, kg.EdgeRecords} {
			page, _ := kg.Attached(tie, edge)
			for _, i := range page.Items {
				list = append(list, n.event(tied, i.Record.RecordID()))
			}
		}
		for _, r := range n.records {
			m, ok := r.(*kg.Membership)
			if !ok || !tie.Membership || kg.CollaborationID(m.NetworkID, m.MemberID) != tie.RecordID() {
				continue
			}
			p := tied
			p.by, p.term, p.start = m.RecordID(), 1/float64(n.members(m.NetworkID)), m.Since
			if m.Since != "" {
				p.period = kg.Period{From: m.Since, To: gocmp.Or(m.Until, "2026-07-01")}
			}
			list = append(list, p)
		}
	}
	return list
}

func (n *naive) event(p naivePair, id string) naivePair {
	p.by = id
	switch r := n.byID[id].(type) {
	case *kg.Project:
		parties := map[string]bool{}
		for _, part := range n.parts(r) {
			parties[part.OrganisationID] = true
		}
		p.project, p.term, p.programme = r, 1/float64(len(parties)-1), r.ProgrammeID
		p.start, p.period, p.themes = r.Start, kg.PeriodOf(r.Start, r.End), r.ThemeIDs
	case *kg.RecordedCollaboration:
		p.term, p.start, p.period, p.themes = 1/float64(len(r.PartyIDs)-1), r.Start, kg.PeriodOf(r.Start, r.End), r.ThemeIDs
	}
	return p
}

func (n *naive) parts(p *kg.Project) []*kg.Participation {
	var list []*kg.Participation
	for _, r := range n.records {
		if part, ok := r.(*kg.Participation); ok && p != nil && part.ProjectID == p.ID {
			list = append(list, part)
		}
	}
	return list
}

func (n *naive) members(network string) int {
	count := 0
	for _, r := range n.records {
		if m, ok := r.(*kg.Membership); ok && m.NetworkID == network {
			count++
		}
	}
	return count
}

// counting returns the participations of an end of a pair that count.
func (n *naive) counting(p naivePair, end *kg.Organisation) []*kg.Participation {
	return slices.DeleteFunc(n.parts(p.project), func(part *kg.Participation) bool {
		roles := n.scope.Roles
		return part.OrganisationID != end.ID || len(roles) > 0 && !slices.Contains(roles, string(part.Role))
	})
}

// areas returns the areas that an end of a pair lies in.
func (n *naive) areas(p naivePair, end *kg.Organisation) []string {
	places := []string{end.CountryID}
	for id := end.RegionID; id != ""; id = n.byID[id].(*kg.Region).ParentID {
		places = append(places, id)
	}
	var list []string
	for _, r := range n.records {
		if m, ok := r.(*kg.AreaMember); ok && slices.Contains(places, m.MemberID) && p.period.Holds(m.From, m.To) {
			list = append(list, m.AreaID)
		}
	}
	return list
}

func (n *naive) categories(d kg.Dimension, p naivePair, end *kg.Organisation) []string {
	var list []string
	switch d {
	case kg.ByCountry:
		list = []string{end.CountryID}
	case kg.ByRegion:
		list = []string{end.RegionID}
	case kg.ByArea:
		list = n.areas(p, end)
	case kg.ByTheme:
		list = slices.Clone(p.themes)
	case kg.ByProgramme:
		list = []string{p.programme}
	case kg.ByYear:
		if year, ok := p.start.Year(); ok {
			list = []string{strconv.Itoa(year)}
		}
	case kg.ByOrganisationType:
		list = []string{string(end.Type)}
	case kg.BySize:
		list = []string{string(end.Size)}
	case kg.ByRole:
		for _, part := range n.counting(p, end) {
			list = append(list, string(part.Role))
		}
	}
	slices.Sort(list)
	list = slices.DeleteFunc(slices.Compact(list), func(id string) bool { return id == "" })
	if len(list) == 0 {
		return []string{kg.Unknown}
	}
	return list
}

// naiveCell holds what a cell counts.
type naiveCell struct {
	projects, ties, organisations map[string]bool
	terms                         map[string]float64 // of each pair and piece of evidence
	money                         map[string]int64   // of each participation
}

func (n *naive) add(cells map[[2]string]*naiveCell, key [2]string, p naivePair, end *kg.Organisation, role string) {
	c := cells[key]
	if c == nil {
		c = &naiveCell{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]float64{}, map[string]int64{}}
		cells[key] = c
	}
	tie := kg.CollaborationID(p.ends[0].ID, p.ends[1].ID)
	c.ties[tie], c.organisations[end.ID], c.terms[tie+p.by] = true, true, p.term
	if p.project != nil {
		c.projects[p.by] = true
	}
	for _, part := range n.counting(p, end) {
		if m := part.Contribution; m != nil && m.Currency == "EUR" && (role == "" || role == string(part.Role)) {
			c.money[part.RecordID()] = m.Cents
		}
	}
}

func (c *naiveCell) cell(key [2]string, pairs bool) kg.Cell {
	cell := kg.Cell{
		Row: key[0], Column: key[1], Projects: len(c.projects), Collaborations: len(c.ties), Organisations: len(c.organisations),
	}
	for _, term := range c.terms {
		cell.Weight += term
	}
	if len(c.money) > 0 && !pairs {
		cell.Funding = new(int64)
		for _, cents := range c.money {
			*cell.Funding += cents
		}
	}
	return cell
}

// cells counts all cells by their categories, and the whole by none.
func (n *naive) cells(db *DB) map[[2]string]kg.Cell {
	h, cells := n.table, map[[2]string]*naiveCell{}
	for _, p := range n.pairs(db) {
		for i, end := range p.ends {
			n.add(cells, [2]string{}, p, end, "")
			across := end
			if ofPairs(h) {
				across = p.ends[1-i]
			}
			for _, row := range n.categories(h.Rows, p, end) {
				for _, column := range n.categories(h.Columns, p, across) {
					key, role := [2]string{row, column}, ""
					if ofPairs(h) {
						key = [2]string{min(row, column), max(row, column)}
					}
					switch kg.ByRole {
					case h.Rows:
						role = row
					case h.Columns:
						role = column
					}
					n.add(cells, key, p, end, role)
				}
			}
		}
	}
	out := map[[2]string]kg.Cell{}
	for key, c := range cells {
		out[key] = c.cell(key, ofPairs(h))
	}
	return out
}

// TestCrossTabsOfRandomGraphs compares tables of all dimensions with what a naive count of the pairs gives.
func TestCrossTabsOfRandomGraphs(t *testing.T) {
	db, _ := openEmpty(t)
	kgtest.WithChecks(t, 12, func() {
		rapid.Check(t, func(t *rapid.T) {
			records := kgtest.DrawGraph(t)
			n := &naive{t: t, byID: map[string]kg.Record{}}
			for _, r := range records {
				// A tie says that it rests on a membership, not on which: there may be one.
				m, ok := r.(*kg.Membership)
				if ok && n.byID[(&kg.Membership{NetworkID: m.MemberID, MemberID: m.NetworkID}).RecordID()] != nil {
					continue
				}
				n.byID[r.RecordID()] = r
				n.records = append(n.records, r)
			}
			kgtest.Replace(t, db, db.View(), n.records)
			n.scope = kgtest.DrawScope(t, n.records)
			n.table = crossTab(rapid.SampledFrom(allDimensions).Draw(t, "rows"), rapid.SampledFrom(allDimensions).Draw(t, "columns"),
				n.scope, allMeasures[:5]...)
			if rapid.Bool().Draw(t, "pairs") {
				n.table.Columns = n.table.Rows
			}
			want := n.cells(db)
			p, err := kg.New(db, db.View(), clock).Fetch(t.Context(), n.table)
			if err != nil {
				t.Fatal(err)
			}
			table := p.Items[0].Record.(*kg.CrossTab)
			got := map[[2]string]kg.Cell{}
			for _, c := range table.Cells {
				got[[2]string{c.Row, c.Column}] = c
			}
			if len(table.Cells) > 0 {
				got[[2]string{}] = table.Total
			}
			if d := cmp.Diff(want, got, byValue); d != "" {
				t.Fatalf("%s by %s, %s: the table differs (-want +got):\n%s", n.table.Rows, n.table.Columns, n.scope, d)
			}
		})
	})
}
