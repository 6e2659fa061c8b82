package neo4j

import (
	"slices"
	"strings"

	"ngograph/internal/kg"
)

// at says which variables hold a record.
type at struct {
	kind  kg.Kind   // "" if it may be of several
	kinds []kg.Kind // those it may be of
	v     string    // the node or relationship
	// the ends of an edge record
	from, to string
	tie      *tie       // a collaboration
	derived  *derivedAt // another derived record
	root     string     // no record, but the root, where this variable is bound before all else

	label string   // what a pattern of the node must add to it: ":Country" where it may be of other kinds, too
	bound []string // those of the variables that the clauses of its own hop bind
	sort  string   // the sort value, where the hop's clauses bind one
	known bool     // that it is never null
	id    string   // the text of its id
}

// node returns a record in a node that the hop's clauses bind.
func node(v string, kinds ...kg.Kind) at {
	a := at{v: v, kinds: kinds, bound: []string{v}, id: v + ".id"}
	if len(kinds) == 1 {
		a.kind = kinds[0]
	}
	return a
}

// variables returns those that a hop from the record may name.
func (a at) variables() []string {
	var list []string
	for _, v := range []string{a.root, a.v, a.from, a.to} {
		if v != "" {
			list = append(list, v)
		}
	}
	if a.tie != nil {
		list = append(list, a.tie.a, a.tie.b)
	}
	if a.derived != nil {
		list = append(list, a.derived.variables...)
	}
	return list
}

// as narrows a record to one of the kinds it may be of.
func (a at) as(k kg.Kind) at {
	if a.kind == "" {
		a.kind, a.kinds, a.label = k, []kg.Kind{k}, ":"+string(k)
	}
	return a
}

// pattern writes the node as the beginning of a pattern.
func (a at) pattern() string { return "(" + a.v + a.label + ")" }

// labels writes the label expression of nodes of any of the kinds.
func labels(kinds []kg.Kind) string {
	names := make([]string, 0, len(kinds))
	for _, k := range kinds {
		if _, edge := edgeOf(k); edge || k == kg.KindCollaboration {
			continue
		}
		names = append(names, string(k))
	}
	return strings.Join(names, "|")
}

// columns returns the columns that hold a field.
func columns(k kg.Kind, field string) []string {
	if field == "location" {
		return []string{"latitude", "longitude"}
	}
	var names []string
	currency := field + "Currency"
	for _, col := range kg.Describe(k).Columns() {
		if col.Name == field || col.Name == currency {
			names = append(names, col.Name)
		}
	}
	return names
}

// projection writes the map of what a shape asks of a record, and whatever its id takes.
func (c *compiler) projection(a at, h *kg.Hop) string {
	if a.kind == "" {
		return c.choice(a, h)
	}
	s := h.Shape(a.kind)
	if a.tie != nil {
		return a.tie.projection(s)
	}
	if a.derived != nil {
		return a.derived.values
	}
	var names []string
	for _, col := range kg.Describe(a.kind).Columns() {
		if col.Key {
			names = append(names, col.Name)
		}
	}
	for _, f := range s.Fields {
		if kg.Describe(a.kind).Field(f) == nil {
			c.fail("a %s has no field %q", a.kind, f)
			continue
		}
		for _, name := range columns(a.kind, f) {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return a.v + "{." + strings.Join(names, ", .") + "}"
}

// choice writes the projection of a record of one of several kinds.
func (c *compiler) choice(a at, h *kg.Hop) string {
	var b strings.Builder
	for _, k := range a.kinds {
		if len(h.Shape(k).Fields) == 0 || k == kg.KindCollaboration {
			continue
		}
		one := a
		one.kind = k
		b.WriteString("WHEN " + a.v + ":" + string(k) + " THEN " + c.projection(one, h) + " ")
	}
	byID := a.v + "{.id}"
	if b.Len() == 0 {
		return byID
	}
	return "CASE " + b.String() + "ELSE " + byID + " END"
}

// field writes a record's value of a field for comparing, and the form that it has.
func (c *compiler) field(a at, name string) (string, kg.Type) {
	if name == "year" {
		return "toInteger(left(" + a.v + ".periodFrom, 4))", kg.TypeInt
	}
	if name == "location" {
		return a.v + ".latitude", kg.TypeFloat
	}
	for _, k := range a.kinds {
		if f := kg.Describe(k).Field(name); f != nil {
			return a.v + "." + f.Name, f.Type
		}
	}
	c.fail("a %v has no field %q", a.kinds, name)
	return "null", kg.TypeText
}

// sortKey writes the value by which a field orders records: the same as kg.SortValue.
func (c *compiler) sortKey(a at, name string) string {
	if name == "name" || name == "title" {
		for _, k := range a.kinds {
			if kg.Describe(k).Field(name) != nil {
				return a.v + "." + name + "Key"
			}
		}
	}
	value, _ := c.field(a, name)
	return value
}

// sorted returns the rows with the value by which they are ordered in at.sort. Where that is a value of the one record
// along an edge, more clauses bind it: a pattern comprehension in its place, written more than once, is one over which
// Neo4j 5.26's planner fails.
func (c *compiler) sorted(r rows, order kg.Order) rows {
	edge, name := order.Path()
	r.at.known = always(r.at, order)
	if edge == "" {
		r.at.sort = c.sortKey(r.at, name)
		return r
	}
	e := kg.EdgeOf(r.at.kind, edge)
	if e == nil || e.Many || e.Field == "" {
		c.fail("no order by %s of a %s", order.Field, r.at.kind)
		return r
	}
	if end, ok := r.at.end(e); ok {
		r.at.sort = c.sortKey(end, name)
		return r
	}
	x, sort := node(c.fresh("n"), e.To...), c.fresh("sort")
	bound := strings.Join(r.at.bound, ", ")
	out := rows{at: r.at, clauses: []string{
		r.text(),
		"OPTIONAL MATCH (" + r.at.v + ")-[:" + referenceType(r.at.kind, e.Field) + "]->(" + x.v + ")",
		"WITH " + bound + ", " + c.sortKey(x, name) + " AS " + sort,
	}}
	out.at.sort, out.at.bound = sort, append(slices.Clone(r.at.bound), sort)
	return out
}

// always reports whether every record of a kind has a sort value for an order.
func always(a at, order kg.Order) bool {
	edge, name := order.Path()
	kinds := a.kinds
	if edge != "" {
		e := kg.EdgeOf(a.kind, edge)
		if e == nil {
			return false
		}
		if f := kg.Describe(a.kind).Field(e.Field); f == nil || !f.Required && !f.Key {
			return false
		}
		kinds = e.To
	}
	for _, k := range kinds {
		if f := kg.Describe(k).Field(name); f == nil || !f.Required && !f.Derived {
			return false
		}
	}
	return true
}

// end returns the record at the end of an edge record that a forward edge leads to.
func (a at) end(e *kg.Edge) (at, bool) {
	ends, ok := edgeOf(a.kind)
	if !ok || e.Field == "" {
		return at{}, false
	}
	v := a.from
	if e.Field == ends.to {
		v = a.to
	}
	x := node(v, e.To...)
	x.bound = nil
	return x, true
}
