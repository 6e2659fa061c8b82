package neo4j

import (
	"slices"

	"ngograph/internal/kg"
)

// anchor finds the records of the kind that a root edge leads to by the one of its filter's conditions that leaves the
// fewest: an id, words, a reference, a theme or a place. It returns the rest of the filter.
func (c *compiler) anchor(f kg.Filter, h *kg.Hop) (rows, kg.Filter) {
	conditions := []kg.Filter{f}
	if f.Op == kg.OpAnd {
		conditions = slices.Clone(f.Args)
	}
	k, v := h.Edge.To[0], c.fresh("n")
	tries := []func(*kg.Filter, kg.Kind, string) (rows, bool){c.anchorID, c.anchorWords, c.anchorReference, c.anchorTheme, c.anchorPlace}
	if c.whole {
		tries = append(tries, c.anchorParties)
	}
	for _, try := range tries {
		for i := range conditions {
			if r, ok := try(&conditions[i], k, v); ok {
				r.at = node(v, k)
				return r, kg.And(slices.Delete(conditions, i, i+1)...)
			}
		}
	}
	return rows{clauses: []string{"MATCH (" + v + ":" + string(k) + ")"}, at: node(v, k)}, f
}

func (c *compiler) anchorID(f *kg.Filter, k kg.Kind, v string) (rows, bool) {
	if f.Op != kg.OpIn || f.Field != "id" {
		return rows{}, false
	}
	return rows{clauses: []string{"MATCH (" + v + ":" + string(k) + ")"}, where: []string{v + ".id IN " + c.param(list(f.Values))}}, true
}

func (c *compiler) anchorWords(f *kg.Filter, k kg.Kind, v string) (rows, bool) {
	if f.Op != kg.OpText || len(f.Values) == 0 || !slices.Contains(kg.SearchedKinds(), k) {
		return rows{}, false
	}
	r := rows{clauses: []string{c.candidates(v, f.Values)}}
	r.where = []string{v + ":" + string(k), c.contains(node(v, k), f.Values)}
	return r, true
}

func (c *compiler) anchorReference(f *kg.Filter, k kg.Kind, v string) (rows, bool) {
	if f.Op != kg.OpIn {
		return rows{}, false
	}
	field := kg.Describe(k).Field(f.Field)
	typ := referenceType(k, f.Field)
	if field == nil || field.Refs == nil || typ == "" {
		return rows{}, false
	}
	x := c.fresh("x")
	return rows{
		clauses: []string{
			"MATCH (" + x + ":" + labels(field.Refs) + ") WHERE " + x + ".id IN " + c.param(list(f.Values)),
			"MATCH (" + x + ")<-[:" + typ + "]-(" + v + ":" + string(k) + ")",
		},
		distinct: field.Type == kg.TypeList,
	}, true
}

func (c *compiler) anchorTheme(f *kg.Filter, k kg.Kind, v string) (rows, bool) {
	if f.Op != kg.OpUnder || f.Field == "id" {
		return rows{}, false
	}
	return rows{
		clauses:  []string{c.themesUnder(c.param(list(f.Values)), "(:Theme)<-[:"+referenceType(k, f.Field)+"]-("+v+":"+string(k)+")")},
		distinct: true,
	}, true
}

// themesUnder writes clauses that find what is at the themes that are or reach one of some. pattern begins with the theme.
func (c *compiler) themesUnder(themes, pattern string) string {
	x, t := c.fresh("x"), c.fresh("t")
	return lines(
		"MATCH ("+t+":Theme) WHERE "+t+".id IN "+themes,
		"MATCH ("+x+":Theme)"+broaderOrMatches+"("+t+")",
		"WITH DISTINCT "+x,
		"MATCH ("+x+pattern[1:],
	)
}

func (c *compiler) anchorPlace(f *kg.Filter, k kg.Kind, v string) (rows, bool) {
	if f.Op != kg.OpWithin || len(f.Values) == 0 {
		return rows{}, false
	}
	place, x := c.fresh("place"), c.fresh("x")
	return rows{
		clauses: []string{
			"UNWIND " + c.placesOn(*f) + " AS " + place,
			"MATCH (" + x + ":Node {id: " + place + "})<-[:IN_COUNTRY|IN_REGION]-(" + v + ":" + string(k) + ")",
		},
		distinct: true,
	}, true
}

// anchorParties finds what has edge records with some others, from these: for a whole list alone, since a page of what many
// have such a record of is found sooner in its order.
func (c *compiler) anchorParties(f *kg.Filter, k kg.Kind, v string) (rows, bool) {
	e := kg.EdgeOf(k, f.Edge)
	if f.Op != kg.OpAny || e == nil || e.Where.Op != kg.OpAll {
		return rows{}, false
	}
	ends, ok := edgeOf(e.To[0])
	if !ok {
		return rows{}, false
	}
	column, pattern := ends.from, "-[:"+ends.relType+"]->"
	if e.Back == ends.from {
		column, pattern = ends.to, "<-[:"+ends.relType+"]-"
	}
	of := f.Args[0]
	switch {
	case of.Op == kg.OpIn && of.Field == column:
		of.Field = "id"
	case of.Op == kg.OpAny && kg.EdgeOf(e.To[0], of.Edge).Field == column:
		of = of.Args[0]
	default:
		return rows{}, false
	}
	other := node(c.fresh("n"), kg.Describe(e.To[0]).Field(column).Refs...)
	for _, try := range []func(*kg.Filter, kg.Kind, string) (rows, bool){c.anchorID, c.anchorReference, c.anchorPlace} {
		if r, ok := try(&of, other.kind, other.v); ok {
			r.at = other
			return rows{clauses: []string{r.text(), "MATCH " + other.pattern() + pattern + "(" + v + ":" + string(k) + ")"}, distinct: true}, true
		}
	}
	return rows{}, false
}
