package neo4j

import (
	"slices"
	"strings"

	"ngograph/internal/kg"
)

// tie is the variables of a collaboration: its two organisations, ordered by id, and what was added up.
type tie struct {
	a, b   string
	values []measure
}

// measure is one value of a tie.
type measure struct {
	field string
	v     string // its variable
	of    func(evidence) string
	total string // how it is added up, "$" standing for its variable
}

// evidence is one project, recorded collaboration or membership that makes a tie: its variable, its term in the tie's
// weight, the day on which it starts, and the first and last day of its period, null if unknown.
type evidence struct {
	by                    kg.EvidenceKind
	v                     string
	term, start, from, to string
}

// measures returns those of a tie's values that a hop asks for or is ordered by.
func (s *scope) measures(h *kg.Hop) []measure {
	one := func(by kg.EvidenceKind) func(evidence) string {
		return func(e evidence) string {
			if e.by == by {
				return "1"
			}
			return "0"
		}
	}
	all := []measure{
		{field: "weight", of: func(e evidence) string { return e.term }, total: "sum($)"},
		{field: "projectCount", of: one(kg.ByProject), total: "sum($)"},
		{field: "recordedCount", of: one(kg.ByRecord), total: "sum($)"},
		{field: "membership", of: one(kg.ByMembers), total: "sum($) > 0"},
		{field: "first", of: func(e evidence) string { return e.from }, total: "toInteger(left(min($), 4))"},
		{field: "last", of: func(e evidence) string { return e.to }, total: "toInteger(left(max($), 4))"},
	}
	if s.halfLife != "" {
		all = append(all, measure{field: "recencyWeight", of: s.recency, total: "sum($)"})
	}
	wanted := map[string]bool{"weight": true, h.Order.Field: true}
	for _, f := range h.Shape(kg.KindCollaboration).Fields {
		wanted[f] = true
	}
	var list []measure
	for _, m := range all {
		if wanted[m.field] {
			m.v = s.c.fresh(m.field)
			list = append(list, m)
		}
	}
	return list
}

// recency writes evidence's term in the recency weight.
func (s *scope) recency(e evidence) string {
	last := "toInteger(left(" + e.to + ", 4))"
	return "coalesce(" + e.term + " * 2.0 ^ (CASE WHEN " + last + " > " + s.year + " THEN 0 ELSE " + last + " - " + s.year +
		" END / " + s.halfLife + "), 0.0)"
}

// columnsOf writes what a branch of evidence returns besides the organisations.
func columnsOf(measures []measure, e evidence) string {
	list := make([]string, len(measures))
	for i, m := range measures {
		list[i] = m.of(e) + " AS " + m.v
	}
	return strings.Join(list, ", ")
}

func totals(measures []measure) string {
	list := make([]string, len(measures))
	for i, m := range measures {
		list[i] = strings.ReplaceAll(m.total, "$", m.v) + " AS " + m.v
	}
	return strings.Join(list, ", ")
}

// projection writes a collaboration's map.
func (t *tie) projection(s kg.Shape) string {
	list := []string{"a: " + t.a + ".id", "b: " + t.b + ".id"}
	for _, m := range t.values {
		if slices.Contains(s.Fields, m.field) {
			list = append(list, m.field+": "+m.v)
		}
	}
	return "{" + strings.Join(list, ", ") + "}"
}

// ties writes clauses that bind the ties under a scope: of the whole graph, of an organisation (from), or, if pair says
// so, of the two organisations in variables that these clauses bind.
func (c *compiler) ties(h *kg.Hop, s *scope, from at, pair string) rows {
	t := &tie{a: c.fresh("a"), b: c.fresh("b"), values: s.measures(h)}
	var clauses []string
	switch {
	case pair != "":
		clauses = []string{
			strings.NewReplacer("$a", t.a, "$b", t.b).Replace(pair),
			c.call(s.pairBranches(t), t.a, t.b),
			"WITH " + t.a + ", " + t.b + ", " + totals(t.values),
		}
	case from.v != "":
		other := c.fresh("o")
		clauses = []string{
			c.call(s.organisationBranches(t, from, other), from.v),
			"WITH " + other + ", " + totals(t.values),
			"WITH " + inIDOrder(from.v, other, t.a, t.b) + ", " + t.names(),
		}
	default:
		clauses = []string{c.call(s.rootBranches(t)), "WITH " + t.a + ", " + t.b + ", " + totals(t.values)}
	}
	sort, id := c.fresh("sort"), c.fresh("id")
	clauses = append(clauses, "WITH "+t.a+", "+t.b+", "+t.names()+", "+t.sortKey(h.Order)+" AS "+sort+
		", 'collaboration:' + "+t.a+".id + '|' + "+t.b+".id AS "+id)
	to := at{kind: kg.KindCollaboration, kinds: []kg.Kind{kg.KindCollaboration}, tie: t, sort: sort, id: id}
	to.known = h.Order.Field == "weight"
	to.bound = []string{t.a, t.b}
	for _, m := range t.values {
		to.bound = append(to.bound, m.v)
	}
	to.bound = append(to.bound, sort, id)
	return rows{clauses: clauses, at: to}
}

func (t *tie) names() string {
	list := make([]string, len(t.values))
	for i, m := range t.values {
		list[i] = m.v
	}
	return strings.Join(list, ", ")
}

// sortKey writes kg.SortValue.
func (t *tie) sortKey(order kg.Order) string {
	for _, m := range t.values {
		if m.field != order.Field {
			continue
		}
		if strings.HasSuffix(strings.ToLower(m.field), "weight") {
			return "toInteger(round(" + m.v + " * 1e9))" // of what is positive, half away from zero as in kg.Nanos
		}
		return m.v
	}
	return "null"
}
