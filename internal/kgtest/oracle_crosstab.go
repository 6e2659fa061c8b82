package kgtest

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"ngograph/internal/kg"
)

// tableRules are the parts of cross tables and funding profiles that the suite's own test breaks.
type tableRules struct {
	diagonal float64                                      // how often the diagonal counts in the sum of a row
	expected func(si, sj, all float64, same bool) float64 // the weight of a cell by the configuration model
	year     func(start, end kg.Date) (year int, ok bool) // in which evidence begins
	themes   func(o *Oracle, own []string) []string       // that evidence with themes of its own counts in
	roles    func(roles []string) []string                // that an end counts in
	counts   func(currency string) bool                   // money of a cell
	most     int                                          // categories of a table with its empty cells
	received func(role kg.Role) bool                      // whether what a participant of the role has is received
	before   func(a, b currencyTotal) bool                // whether the shares are of a and not of b
	entropy  func(share float64) float64                  // a share's part of the entropy
}

func tableRulesAsWritten() tableRules {
	return tableRules{
		diagonal: 2,
		expected: func(si, sj, all float64, same bool) float64 {
			if same {
				return si * si / (2 * all)
			}
			return si * sj / all
		},
		year:     func(start, _ kg.Date) (int, bool) { return start.Year() },
		themes:   func(_ *Oracle, own []string) []string { return own },
		roles:    func(roles []string) []string { return roles },
		counts:   func(currency string) bool { return currency == "EUR" },
		most:     500,
		received: func(r kg.Role) bool { return r != "FUNDER" },
		before:   currencyTotal.before,
		entropy:  func(share float64) float64 { return -share * math.Log(share) },
	}
}

// pairing is a pair of organisations that one piece of evidence ties.
type pairing struct {
	ends [2]*kg.Organisation
	evidence
}

// pairings returns every pair of every piece of evidence under a scope.
func (o *Oracle) pairings(s *kg.Scope, today kg.Date) []pairing {
	var list []pairing
	for _, t := range o.ties(s, today, "") {
		ends := [2]*kg.Organisation{o.byID[t.record.A].(*kg.Organisation), o.byID[t.record.B].(*kg.Organisation)}
		for _, e := range t.found {
			list = append(list, pairing{ends, e})
		}
	}
	return list
}

// cellCount is a cell with what it counts once each.
type cellCount struct {
	kg.Cell
	pairings       []pairing
	organisations  []string
	participations []*kg.Participation
}

// crossTab counts the pairs of the hop's scope.
func (o *Oracle) crossTab(h *kg.Hop) *kg.CrossTab {
	areSame := h.Rows == h.Columns && h.Rows.OfParty()
	all := &cellCount{}
	cells := map[[2]string]*cellCount{}
	for _, p := range o.pairings(h.Scope, h.Today) {
		for i, end := range p.ends {
			rows, columns := o.categories(h.Rows, end, p, h.Scope), o.categories(h.Columns, end, p, h.Scope)
			if areSame {
				columns = o.categories(h.Columns, p.ends[1-i], p, h.Scope)
			}
			o.count(all, h, p, end, "")
			for _, row := range rows {
				for _, column := range columns {
					at := [2]string{row, column}
					if areSame && column < row {
						at = [2]string{column, row}
					}
					if cells[at] == nil {
						cells[at] = &cellCount{Cell: kg.Cell{Row: at[0], Column: at[1]}}
					}
					role := ""
					switch kg.ByRole {
					case h.Rows:
						role = row
					case h.Columns:
						role = column
					}
					o.count(cells[at], h, p, end, role)
				}
			}
		}
	}
	t := &kg.CrossTab{Total: o.measured(all, h)}
	var rows, columns []string
	for at := range cells {
		rows, columns = append(rows, at[0]), append(columns, at[1])
	}
	if areSame {
		rows = append(rows, columns...)
		columns = rows
	}
	t.Rows, t.Columns = o.listed(rows), o.listed(columns)
	if areSame && wants(h, kg.ExpectWeight) {
		o.expect(t.Rows, cells)
	}
	for _, c := range cells {
		t.Cells = append(t.Cells, o.measured(c, h))
	}
	slices.SortFunc(t.Cells, func(a, b kg.Cell) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Column, b.Column))
	})
	if h.Coverage {
		t.Coverage = o.coverageOf(h, row{}, nil)
	}
	return t
}

func wants(h *kg.Hop, m kg.Measure) bool { return slices.Contains(h.Measures, m) }

// categories returns in which categories of a dimension one end of a pair counts.
func (o *Oracle) categories(d kg.Dimension, end *kg.Organisation, p pairing, s *kg.Scope) []string {
	project, _ := p.of.(*kg.Project)
	var list []string
	add := func(ids ...string) {
		for _, id := range ids {
			if id != "" && !slices.Contains(list, id) {
				list = append(list, id)
			}
		}
	}
	switch d {
	case kg.ByCountry:
		add(end.CountryID)
	case kg.ByRegion:
		add(end.RegionID)
	case kg.ByOrganisationType:
		add(string(end.Type))
	case kg.BySize:
		add(string(end.Size))
	case kg.ByArea:
		for _, area := range each[*kg.Area](o) {
			if o.inPlaces(end, []string{area.ID}, func(m *kg.AreaMember) bool { return o.rules.holds(p.period, m.From, m.To) }) {
				add(area.ID)
			}
		}
	case kg.ByRole:
		for _, part := range o.participations {
			if project != nil && o.isPartOf(part, end, project, s) {
				add(string(part.Role))
			}
		}
		list = o.rules.tables.roles(list)
	case kg.ByTheme:
		if project != nil {
			add(o.rules.tables.themes(o, project.ThemeIDs)...)
		} else if r, ok := p.of.(*kg.RecordedCollaboration); ok {
			add(o.rules.tables.themes(o, r.ThemeIDs)...)
		}
	case kg.ByProgramme:
		if project != nil {
			add(project.ProgrammeID)
		}
	case kg.ByYear:
		var start, end kg.Date
		switch r := p.of.(type) {
		case *kg.Project:
			start, end = r.Start, r.End
		case *kg.RecordedCollaboration:
			start, end = r.Start, r.End
		case *kg.Membership:
			start, end = r.Since, r.Until
		}
		if y, ok := o.rules.tables.year(start, end); ok {
			add(strconv.Itoa(y))
		}
	}
	if list == nil {
		return []string{"unknown"}
	}
	return list
}

// isPartOf reports whether a participation is one of an organisation in a project, in a role that counts.
func (o *Oracle) isPartOf(part *kg.Participation, org *kg.Organisation, p *kg.Project, s *kg.Scope) bool {
	return part.OrganisationID == org.ID && part.ProjectID == p.ID && among(string(part.Role), s.Roles)
}

// count puts one end of a pair into a cell, with its participations in a role, or in any.
func (o *Oracle) count(c *cellCount, h *kg.Hop, p pairing, end *kg.Organisation, role string) {
	if !slices.Contains(c.pairings, p) {
		c.pairings = append(c.pairings, p)
	}
	if !slices.Contains(c.organisations, end.ID) {
		c.organisations = append(c.organisations, end.ID)
	}
	project, ok := p.of.(*kg.Project)
	if !ok {
		return
	}
	for _, part := range o.participations {
		plays := role == "" || role == string(part.Role)
		if plays && o.isPartOf(part, end, project, h.Scope) && !slices.Contains(c.participations, part) {
			c.participations = append(c.participations, part)
		}
	}
}

// measured returns a cell with the numbers that are wanted of it.
func (o *Oracle) measured(c *cellCount, h *kg.Hop) kg.Cell {
	cell := c.Cell
	var projects []*kg.Project
	var pairs [][2]*kg.Organisation
	for _, p := range c.pairings {
		if project, ok := p.of.(*kg.Project); ok {
			projects = append(projects, project)
		}
		pairs = append(pairs, p.ends)
	}
	if wants(h, kg.CountProjects) {
		cell.Projects = len(distinct(projects))
	}
	if wants(h, kg.CountCollaborations) {
		cell.Collaborations = len(distinct(pairs))
	}
	if wants(h, kg.CountOrganisations) {
		cell.Organisations = len(c.organisations)
	}
	if wants(h, kg.SumWeight) {
		cell.Weight = c.weight()
	}
	if isOfPairs := h.Rows == h.Columns && h.Rows.OfParty(); wants(h, kg.SumFunding) && !isOfPairs {
		for _, part := range c.participations {
			if money := part.Contribution; money != nil && o.rules.tables.counts(money.Currency) {
				if cell.Funding == nil {
					cell.Funding = new(int64)
				}
				*cell.Funding += money.Cents
			}
		}
	}
	return cell
}

func (c *cellCount) weight() float64 {
	sum := 0.0
	for _, p := range c.pairings {
		sum += p.term
	}
	return sum
}

// listed returns categories, each once.
func (o *Oracle) listed(ids []string) []kg.Category {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	var list []kg.Category
	for _, id := range slices.Compact(ids) {
		list = append(list, kg.Category{ID: id, Label: o.label(id)})
	}
	return list
}

// expect adds the cells that are empty and what is expected of each.
func (o *Oracle) expect(categories []kg.Category, cells map[[2]string]*cellCount) {
	observed := func(i, j kg.Category) float64 {
		if c := cells[[2]string{min(i.ID, j.ID), max(i.ID, j.ID)}]; c != nil {
			return c.weight()
		}
		return 0
	}
	sums, all := map[string]float64{}, 0.0
	for _, i := range categories {
		for _, j := range categories {
			times := 1.0
			if i == j {
				times = o.rules.tables.diagonal
			}
			sums[i.ID] += times * observed(i, j)
		}
		all += sums[i.ID]
	}
	for _, i := range categories {
		for _, j := range categories {
			at := [2]string{i.ID, j.ID}
			if i.ID > j.ID {
				continue
			}
			if cells[at] == nil {
				cells[at] = &cellCount{Cell: kg.Cell{Row: i.ID, Column: j.ID}}
			}
			expected := o.rules.tables.expected(sums[i.ID], sums[j.ID], all, i == j)
			cells[at].Expected = &expected
			if expected != 0 {
				ratio := observed(i, j) / expected
				cells[at].Ratio = &ratio
			}
		}
	}
}
