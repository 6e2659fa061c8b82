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
	for _, try := range []func(*kg.Filter, kg.Kind, string) (rows, bool){
		c.anchorID, c.anchorWords, c.anchorReference, c.anchorTheme, c.anchorPlace,
	} {
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
