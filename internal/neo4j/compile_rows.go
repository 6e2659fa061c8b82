package neo4j

import (
	"fmt"
	"strings"

	"ngograph/internal/kg"
)

// rows is the part of a subquery that binds the records a hop leads to, one in each row.
type rows struct {
	clauses  []string // the last is a MATCH or a WITH, so that a WHERE may follow
	where    []string // the conditions that do
	distinct bool     // the clauses may bind a record more than once
	ordered  bool     // they bind the records in the order of the page
	at       at
}

// text writes the rows, with more conditions.
func (r rows) text(conditions ...string) string {
	s := lines(lines(r.clauses...), where(append(r.where, conditions...)...))
	if r.distinct {
		s = lines(s, "WITH DISTINCT "+strings.Join(r.at.bound, ", "))
	}
	return s
}

// outOf returns the rows as they come out of a list of what they bind, in the order of the page. To order them with the list
// at hand would be far slower: each row would be taken to hold the whole list.
func (r rows) outOf(list string) rows {
	columns := make([]string, len(r.at.bound))
	for i, v := range r.at.bound {
		columns[i] = fmt.Sprintf("row[%d] AS %s", i, v)
	}
	return rows{clauses: []string{"UNWIND " + list + " AS row", "WITH " + strings.Join(columns, ", ")}, ordered: true, at: r.at}
}

// broaderOrMatches leads from a theme to itself and all that it counts as.
const broaderOrMatches = "-[:BROADER|MATCHES*0..]->"

// rows finds the records that a hop leads to from a record (from the root if there is none).
func (c *compiler) rows(h *kg.Hop, from at) rows {
	var r rows
	switch {
	case h.Edge.From != "":
		r = c.along(h.Edge, from, h)
	case h.Edge.Name == kg.EdgeSearch:
		r = c.search(h)
	case h.Edge.Name == kg.EdgeNodes:
		v := c.fresh("n")
		r = rows{clauses: []string{"MATCH (" + v + ":Node)"}, at: node(v, h.Edge.To...)}
		r.where = []string{v + ".id IN " + c.param(nodeIDs(h.IDs)), v + ":" + labels(h.Edge.To)}
	default:
		return c.kind(h)
	}
	r.where = append(r.where, c.filter(h.Where, r.at, h, false))
	return r
}

// kind finds all records of the kind that a root edge leads to, those that its filter and the edge's match.
func (c *compiler) kind(h *kg.Hop) rows {
	if len(h.Edge.To) != 1 || labels(h.Edge.To) == "" {
		c.fail("the root has no edge %q that is found so", h.Edge.Name)
		return rows{at: node(c.fresh("n"), h.Edge.To...)}
	}
	filter := kg.And(h.Edge.Where, h.Where)
	r, rest := c.anchor(filter, h)
	r.where = append(r.where, c.filter(rest, r.at, h, false))
	return r
}

// along finds what an edge leads to from a record, and what the edge itself demands of it. h is the hop for whose sake
// it is followed: it says the day of dated memberships.
func (c *compiler) along(e *kg.Edge, from at, h *kg.Hop) rows {
	var r rows
	switch {
	case from.tie != nil:
		r = c.evidenceOf(e, from, h)
	case from.derived != nil && from.derived.edges[e.Name] != nil:
		r = from.derived.edges[e.Name]()
	case e.From == kg.KindOrganisation && e.Name == kg.EdgeFunding:
		r = c.funding(h, from)
	case e.Field != "" && e.Symmetric:
		v := c.fresh("n")
		r = rows{
			clauses:  []string{"MATCH " + from.pattern() + "-[:" + referenceType(from.kind, e.Field) + "]-(" + v + ":" + labels(e.To) + ")"},
			distinct: true, at: node(v, e.To...),
		}
	case e.Field != "":
		r = c.forward(e, from)
	case e.Back != "":
		r = c.backward(e, from)
	case e.Name == kg.EdgeMembers && e.From == kg.KindArea, e.Name == kg.EdgeAreas && e.From == kg.KindCountry:
		r = c.areaMembers(e, from, h)
	default:
		c.fail("a %s has no edge %q", e.From, e.Name)
		return rows{at: node(c.fresh("n"), e.To...)}
	}
	r.where = append(r.where, c.filter(e.Where, r.at, h, false))
	return r
}

// forward follows a reference.
func (c *compiler) forward(e *kg.Edge, from at) rows {
	v := c.fresh("n")
	to := node(v, e.To...)
	if end, ok := from.end(e); ok {
		return rows{clauses: []string{"WITH " + end.v + " AS " + v}, at: to}
	}
	typ := referenceType(from.kind, e.Field)
	if typ == "" {
		c.fail("no relationships stand for %s.%s", from.kind, e.Field)
	}
	return rows{clauses: []string{"MATCH " + from.pattern() + "-[:" + typ + "]->(" + v + ":" + labels(e.To) + ")"}, at: to}
}

// backward finds what refers to a record.
func (c *compiler) backward(e *kg.Edge, from at) rows {
	k := e.To[0]
	if ends, ok := edgeOf(k); ok {
		return c.edgeRecords(e, from, k, ends)
	}
	v, typ := c.fresh("n"), referenceType(k, e.Back)
	r := rows{at: node(v, k)}
	to := "(" + v + ":" + string(k) + ")"
	switch {
	case typ == "":
		c.fail("no relationships stand for %s.%s", k, e.Back)
	case !e.Deep:
		r.clauses = []string{"MATCH " + from.pattern() + "<-[:" + typ + "]-" + to}
	case from.kind == kg.KindTheme:
		x := c.fresh("x")
		r.distinct = true
		r.clauses = []string{
			"MATCH (" + x + ":Theme)" + broaderOrMatches + from.pattern(),
			"WITH DISTINCT " + x, "MATCH (" + x + ")<-[:" + typ + "]-" + to,
		}
	case from.kind == kg.KindRegion:
		x := c.fresh("x")
		r.distinct = true
		r.clauses = []string{
			"MATCH (" + x + ":Region)-[:PART_OF*0..]->" + from.pattern(),
			"WITH DISTINCT " + x, "MATCH (" + x + ")<-[:" + typ + "]-" + to,
		}
	default:
		c.fail("nothing lies below a %s", from.kind)
	}
	return r
}

// edgeRecords finds the edge records at a record.
func (c *compiler) edgeRecords(e *kg.Edge, from at, k kg.Kind, ends edge) rows {
	r, other := c.fresh("r"), c.fresh("n")
	to := at{kind: k, kinds: []kg.Kind{k}, v: r, bound: []string{r, other}, id: r + ".id"}
	pattern := "MATCH " + from.pattern()
	if e.Back == ends.from {
		to.from, to.to = from.v, other
		pattern += "-[" + r + ":" + ends.relType + "]->(" + other + ")"
	} else {
		to.from, to.to = other, from.v
		pattern += "<-[" + r + ":" + ends.relType + "]-(" + other + ")"
	}
	return rows{clauses: []string{pattern}, at: to}
}

// areaMembers finds an area's countries and regions, or a country's areas, on the hop's day.
func (c *compiler) areaMembers(e *kg.Edge, from at, h *kg.Hop) rows {
	r, v := c.fresh("r"), c.fresh("n")
	pattern := "-[" + r + ":INCLUDES]->(" + v + ":" + labels(e.To) + ")"
	if e.From == kg.KindCountry {
		pattern = "<-[" + r + ":INCLUDES]-(" + v + ":Area)"
	}
	return rows{
		clauses:  []string{"MATCH " + from.pattern() + pattern},
		where:    []string{heldOn(r, c.param(string(h.On)))},
		distinct: true,
		at:       node(v, e.To...),
	}
}

// heldOn writes the condition that an area's membership held on a day.
func heldOn(member, day string) string {
	return "coalesce(" + member + ".from <= " + day + ", true) AND coalesce(" + member + ".to >= " + day + ", true)"
}
