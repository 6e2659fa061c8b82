package neo4j

import (
	"fmt"
	"slices"
	"strings"

	"ngograph/internal/kg"
)

// way is how some of a cross table's measures are counted. Weight and projects are counted by groups: those parties to
// a project are one group that have the same categories and are tied on the same conditions, so that a hundred partners
// from twenty countries make 210 pairs of groups, not 4,950 of parties. What the ends of pairs add is counted by ends,
// and only what takes distinct pairs by pairs.
type way int

const (
	byGroups way = iota
	byEnds
	byPairs
)

// tally is a way of counting with what is counted so: the measures of each row behind its cell. A cell is [row, column],
// and [] is the whole.
type tally struct {
	way      way
	measures []kg.Measure
}

// ofPairs reports whether a hop crosses a dimension of parties with itself.
func ofPairs(h *kg.Hop) bool { return h.Rows == h.Columns && h.Rows.OfParty() }

// tallies returns how a table is counted. All of them find the same cells.
func tallies(h *kg.Hop) []tally {
	pairs := ofPairs(h)
	wants := func(m kg.Measure) bool { return slices.Contains(h.Measures, m) }
	var list []tally
	for _, x := range []struct {
		way     way
		measure kg.Measure
		wanted  bool
	}{
		{byGroups, kg.SumWeight, wants(kg.SumWeight) || pairs && wants(kg.ExpectWeight)},
		{byGroups, kg.CountProjects, wants(kg.CountProjects)},
		{byEnds, kg.CountOrganisations, wants(kg.CountOrganisations) && !pairs},
		{byEnds, kg.SumFunding, wants(kg.SumFunding) && !pairs},
		{byPairs, kg.CountOrganisations, wants(kg.CountOrganisations) && pairs},
		{byPairs, kg.CountCollaborations, wants(kg.CountCollaborations)},
	} {
		if !x.wanted {
			continue
		}
		if n := len(list); n == 0 || list[n-1].way != x.way {
			list = append(list, tally{way: x.way})
		}
		last := &list[len(list)-1]
		last.measures = append(last.measures, x.measure)
	}
	if len(list) == 0 {
		list = []tally{{way: byGroups}}
	}
	return list
}

// labelled reports whether a table has categories that are ids of records.
func labelled(h *kg.Hop) bool {
	return slices.ContainsFunc([]kg.Dimension{h.Rows, h.Columns}, func(d kg.Dimension) bool {
		return slices.Contains([]kg.Dimension{kg.ByCountry, kg.ByRegion, kg.ByArea, kg.ByTheme, kg.ByProgramme}, d)
	})
}

// crossTab compiles a hop to a table. Its value holds what each tally found, the labels if it is labelled, and the coverage
// if that is wanted.
func (c *compiler) crossTab(h *kg.Hop, from at) answer {
	s := c.scope(h.Scope, h.Today)
	a := answering{c: c, from: from}
	t := &table{s, []kg.Dimension{h.Rows, h.Columns}, ofPairs(h)}
	for _, y := range tallies(h) {
		a.add("cells", t.count(y))
	}
	if labelled(h) {
		cells := a.values[0]
		a.add("labels", lines(
			"UNWIND "+cells+" AS found",
			"UNWIND found[0] AS id",
			"WITH DISTINCT id",
			"MATCH (x:Node {id: id})",
			"RETURN collect([id, coalesce(x.name, x.title)])"), cells)
	}
	if h.Coverage {
		a.coverage(s, from)
	}
	return a.answer()
}

// table is what counts the pairs under a scope by cells.
type table struct {
	s          *scope
	dimensions []kg.Dimension // of the rows and of the columns
	pairs      bool           // the dimension is one of parties, crossed with itself
}

// count writes the body of a subquery that returns a tally's rows.
func (t *table) count(y tally) string {
	var branches []string
	for _, by := range []kg.EvidenceKind{kg.ByProject, kg.ByRecord, kg.ByMembers} {
		switch {
		case !t.s.counts(by):
		case by == kg.ByMembers:
			branches = append(branches, t.memberships(y.way))
		default:
			branches = append(branches, t.events(y.way, event{by, t.s.c.fresh("e")}))
		}
	}
	if len(branches) == 0 {
		return "RETURN " + t.s.c.param([]any{})
	}
	text, collaborations := t.s.c.call(strings.Join(branches, "\nUNION ALL\n")), "count(*)"
	if y.way == byPairs {
		text = lines(text, "WITH DISTINCT cell, a, b")
		if slices.Contains(y.measures, kg.CountOrganisations) {
			text, collaborations = lines(text, "UNWIND [a, b] AS o"), "count(*) / 2"
		}
	}
	sums, row := "WITH DISTINCT cell", "cell"
	for _, m := range y.measures {
		sums += ", " + map[kg.Measure]string{
			kg.SumWeight:           "sum(weight)",
			kg.CountProjects:       "count(DISTINCT project)",
			kg.CountOrganisations:  "count(DISTINCT o)",
			kg.SumFunding:          "CASE WHEN count(cents) > 0 THEN sum(cents) END",
			kg.CountCollaborations: collaborations,
		}[m] + " AS " + string(m)
		row += ", " + string(m)
	}
	return lines(text, sums, "RETURN collect(["+row+"])")
}

// events writes what a tally adds up of the projects or the recorded collaborations.
func (t *table) events(w way, e event) string {
	c := t.s.c
	g := gathering{e: e, o: c.fresh("o"), r: t.s.role()}
	x := subject{o: g.o, e: e.evidence()}
	if g.r == "" && (w == byEnds || t.has(kg.ByRole)) {
		g.r = c.fresh("r")
	}
	if w == byEnds {
		g.kept, g.first, g.last = "collect("+g.r+") AS parts", []string{g.o, g.o + ".id"}, "parts"
		parties, name := t.s.gather(g)
		x.roles = "[coalesce(" + g.r + ".role, " + unknown + ")]"
		return lines(parties,
			"UNWIND "+name+" AS x",
			"WITH "+e.v+", "+name+", x",
			"WHERE any(y IN "+name+" "+where(append([]string{"x[1] <> y[1]"}, t.s.together("x", "y")...)...)+")",
			"WITH "+e.v+", x[0] AS "+g.o+", x[-1] AS parts",
			t.areas(&x),
			"UNWIND parts AS "+g.r,
			"UNWIND "+t.cells(x)+" AS cell",
			"RETURN cell, "+g.o+" AS o, CASE "+g.r+".contributionCurrency WHEN 'EUR' THEN "+g.r+".contribution END AS cents")
	}
	if t.has(kg.ByRole) {
		x.roles = "roles"
		g.kept = "collect(DISTINCT coalesce(" + g.r + ".role, " + unknown + ")) AS roles"
	}
	g.about = t.areas(&x)
	if w == byPairs {
		g.first, g.last = []string{g.o, g.o + ".id"}, t.cells(x)
		parties, name := t.s.gather(g)
		return lines(parties,
			"UNWIND "+name+" AS x",
			"UNWIND "+name+" AS y",
			"WITH x, y",
			where(t.s.pairOf("x", "y")...),
			"UNWIND "+t.shared("x[-1]", "y[-1]")+" AS cell",
			"RETURN cell, x[0] AS a, y[0] AS b")
	}
	x.known = map[kg.Dimension]string{}
	for _, d := range t.dimensions {
		if d.OfParty() && x.known[d] == "" {
			g.first, x.known[d] = append(g.first, t.categories(d, x)), fmt.Sprintf("column%d", len(g.first))
		}
	}
	g.group = t.cells(x)
	groups, name := t.s.gather(g)
	project := "null"
	if e.by == kg.ByProject {
		project = e.v
	}
	return lines(groups,
		"UNWIND range(0, size("+name+") - 1) AS i",
		"UNWIND range(i, size("+name+") - 1) AS j",
		"WITH "+e.v+", "+name+"[i] AS x, "+name+"[j] AS y, i = j AS same",
		"WITH "+e.v+", x, y, CASE WHEN same THEN x[0] * (x[0] - 1) / 2 ELSE x[0] * y[0] END AS pairs",
		where(append([]string{"pairs > 0"}, t.s.together("x", "y")...)...),
		"UNWIND "+t.shared("x[1]", "y[1]")+" AS cell",
		"RETURN cell, "+project+" AS project, pairs * "+x.e.term+" AS weight")
}

// memberships writes what a tally adds up of the memberships, each of which makes one pair.
func (t *table) memberships(w way) string {
	a, b := t.s.c.fresh("o"), t.s.c.fresh("o")
	text, e := t.s.memberships("("+a+":Organisation)", a, b, []string{a, b}, a+".id < "+b+".id")
	if w == byEnds {
		x := subject{o: t.s.c.fresh("o"), e: e, roles: "[" + unknown + "]"}
		return lines(text,
			"UNWIND ["+a+", "+b+"] AS "+x.o,
			t.areas(&x),
			"UNWIND "+t.cells(x)+" AS cell",
			"RETURN cell, "+x.o+" AS o, null AS cents")
	}
	x, y := subject{o: a, e: e, roles: "[" + unknown + "]"}, subject{o: b, e: e, roles: "[" + unknown + "]"}
	text = lines(text, t.areas(&x), t.areas(&y))
	text = lines(text,
		"WITH "+e.v+", "+a+", "+b+", "+t.cells(x)+" AS x, "+t.cells(y)+" AS y",
		"UNWIND "+t.shared("x", "y")+" AS cell")
	if w == byPairs {
		return lines(text, "RETURN cell, "+a+" AS a, "+b+" AS b")
	}
	return lines(text, "RETURN cell, null AS project, "+e.term+" AS weight")
}

const unknown = "'" + kg.Unknown + "'"

// subject is a party whose categories are asked, in a variable, and a piece of evidence.
type subject struct {
	o     string
	e     evidence
	roles string                  // the text of the list of its roles
	areas string                  // that of the ids of the areas that it lies in
	known map[kg.Dimension]string // its categories, where they are in a variable
}

func (t *table) has(d kg.Dimension) bool { return slices.Contains(t.dimensions, d) }

// areas writes a subquery that binds the areas in which a party lies during the evidence, "" if nobody asks.
func (t *table) areas(x *subject) string {
	if !t.has(kg.ByArea) {
		return ""
	}
	x.areas = t.s.c.fresh("areas")
	return t.s.c.call(lines(
		"MATCH ("+x.o+")-[:IN_COUNTRY|IN_REGION]->(:Node)-[:PART_OF*0..]->(:Node)<-[held:INCLUDES]-(area:Area)",
		where(heldDuring("held.from", "held.to", x.e.from, x.e.to)),
		"RETURN collect(DISTINCT area.id) AS "+x.areas), x.o, x.e.v)
}

// cells writes the list of the cells that a party is in as the end of a pair; in a table of pairs, of its categories.
func (t *table) cells(x subject) string {
	rows, columns := t.categories(t.dimensions[0], x), t.categories(t.dimensions[1], x)
	if t.pairs {
		return rows
	}
	return "reduce(found = [[]], i IN " + rows + " | found + [j IN " + columns + " | [i, j]])"
}

// shared writes the list of the cells that a pair is in, of what cells says of its ends.
func (t *table) shared(x, y string) string {
	switch {
	case t.pairs:
		return "reduce(found = [[]], i IN " + x + " | found + [j IN " + y + " WHERE i <= j OR NOT (j IN " + x + " AND i IN " + y + ")" +
			" | CASE WHEN i <= j THEN [i, j] ELSE [j, i] END])"
	case slices.ContainsFunc(t.dimensions, kg.Dimension.OfParty):
		return x + " + [cell IN " + y + " WHERE NOT cell IN " + x + "]"
	}
	return x
}

// categories writes the list of a party's categories in a dimension.
func (t *table) categories(d kg.Dimension, x subject) string {
	if v := x.known[d]; v != "" {
		return v
	}
	value := ""
	switch d {
	case kg.ByRole:
		return x.roles
	case kg.ByArea:
		return "CASE WHEN " + x.areas + " = [] THEN [" + unknown + "] ELSE " + x.areas + " END"
	case kg.ByTheme: // no membership has themes, or a programme
		return "coalesce(" + x.e.v + ".themes, [" + unknown + "])"
	case kg.ByProgramme:
		value = x.e.v + ".programme"
	case kg.ByYear:
		value = "toString(toInteger(left(" + x.e.start + ", 4)))"
	case kg.ByCountry:
		value = x.o + ".country"
	case kg.ByRegion:
		value = x.o + ".region"
	case kg.ByOrganisationType:
		value = x.o + ".type"
	case kg.BySize:
		value = x.o + ".size"
	default:
		t.s.c.fail("no dimension %q", d)
	}
	return "[coalesce(" + value + ", " + unknown + ")]"
}
