package neo4j

import (
	"iter"
	"slices"
	"strings"

	"ngograph/internal/kg"
)

// answer is what a hop becomes: subqueries to place where the record it starts from is bound, and the text of its value
// after them, a list of what is wanted (see parts).
type answer struct {
	blocks []string
	value  string
}

// parts says, in order, what a hop's value in an answer holds.
type parts struct{ items, ties, total, coverage, facets bool }

func partsOf(h *kg.Hop) parts {
	return parts{
		items:    h.Items,
		ties:     h.Items && h.Edge.Name == kg.EdgeNodes && len(tieIDs(h.IDs)) > 0,
		total:    h.Count,
		coverage: h.Coverage && slices.Contains([]string{kg.EdgeCollaborations, kg.EdgeNewcomers, kg.EdgeIntroductions}, h.Edge.Name),
		facets:   len(h.Facets) > 0,
	}
}

// hop compiles a hop from a record, and all below it.
func (c *compiler) hop(h *kg.Hop, from at) answer {
	switch {
	case leadsToTies(h), h.Edge.Name == kg.EdgeNewcomers:
		return c.collaborations(h, from)
	case h.Edge.Name == kg.EdgeCrossTab:
		return c.crossTab(h, from)
	case h.Edge.Name == kg.EdgeIntroductions:
		return c.introductions(h, from)
	}
	a := answering{c: c, from: from}
	p := partsOf(h)
	if p.items {
		a.add("page", c.items(h, c.rows(h, from)))
	}
	if p.ties {
		a.add("ties", c.tieNodes(h))
	}
	if p.facets { // all count the same rows, which are found once
		all, r := c.fresh("all"), c.allRows(h, from)
		a.blocks = append(a.blocks, c.call(lines(r.text(), "RETURN collect("+r.at.v+") AS "+all), from.variables()...))
		again := r
		again.clauses, again.where, again.distinct = []string{"UNWIND " + all + " AS " + r.at.v, "WITH " + r.at.v}, nil, false
		if p.total {
			a.values = append(a.values, "size("+all+")")
		}
		for _, request := range h.Facets {
			for _, field := range request.Fields {
				a.add("facet", c.facet(again, field, request.First), all)
			}
		}
	} else if p.total {
		a.add("total", lines(c.allRows(h, from).text(), "RETURN count(*)"))
	}
	return a.answer()
}

// allRows finds all the rows of a hop.
func (c *compiler) allRows(h *kg.Hop, from at) rows {
	c.whole = true
	defer func() { c.whole = false }()
	return c.rows(h, from)
}

// answering puts the answer to a hop from a record together: subqueries, and a list of what they return.
type answering struct {
	c      *compiler
	from   at
	blocks []string
	values []string
}

// add adds a value: what the body of a subquery returns that sees the record and the given variables.
func (a *answering) add(prefix, body string, variables ...string) {
	name := a.c.fresh(prefix)
	a.blocks = append(a.blocks, a.c.call(body+" AS "+name, append(a.from.variables(), variables...)...))
	a.values = append(a.values, name)
}

// coverage adds what the ties of a scope rest on: all of them, or an organisation's.
func (a *answering) coverage(s *scope, of at) {
	blocks, value := a.c.coverage(s, of)
	a.blocks, a.values = append(a.blocks, blocks...), append(a.values, value)
}

func (a *answering) answer() answer {
	return answer{blocks: a.blocks, value: "[" + strings.Join(a.values, ", ") + "]"}
}

// items writes the body of a subquery that returns a page of rows: [sort value, record, value of each hop below …].
func (c *compiler) items(h *kg.Hop, r rows) string {
	sort := "null"
	var clauses []string
	if h.Edge.Paged || h.Edge.Top > 0 {
		own := r.at.sort != ""
		if !own {
			r = c.sorted(r, h.Order)
			r.at.known = r.at.known || h.Edge.Filters == "" && tells(h.Where, h.Order.Field)
		}
		sort = r.at.sort
		conditions := c.after(h, r.at)
		if !own && r.at.known && h.Edge.From == "" && strings.HasPrefix(sort, r.at.v+".") {
			conditions = append(conditions, sort+" IS NOT NULL") // so that an index can give the order
		}
		text := r.text(conditions...)
		if !r.distinct {
			text = lines(text, "WITH "+strings.Join(r.at.bound, ", "))
		}
		clauses = append(clauses, text)
		if h.First > 0 { // what is wanted whole is ordered when it is decoded
			if !r.ordered {
				clauses = append(clauses, orderBy(r.at, h.Order.Desc))
			}
			clauses = append(clauses, "LIMIT "+c.param(int64(h.First)+1))
		}
	} else {
		clauses = append(clauses, r.text())
	}
	a := r.at
	if a.derived != nil {
		clauses = append(clauses, a.derived.late...)
	}
	row := []string{sort, c.projection(a, h)}
	for next, k := range hopsBelow(h, a.tie != nil) {
		below := c.hop(next, a.as(k))
		clauses = append(clauses, below.blocks...)
		row = append(row, below.value)
	}
	return lines(append(clauses, "RETURN collect(["+strings.Join(row, ", ")+"])")...)
}

// hopsBelow yields the hops below a hop in the order in which a row holds their values, each with the kind of record that
// it starts from: those of ties, or those of all others. What is asked of kinds that the hop cannot reach is left out.
func hopsBelow(h *kg.Hop, ties bool) iter.Seq2[*kg.Hop, kg.Kind] {
	return func(yield func(*kg.Hop, kg.Kind) bool) {
		for _, s := range h.Shapes {
			if (s.Kind == kg.KindCollaboration) != ties || !slices.Contains(reached(h), s.Kind) {
				continue
			}
			for _, next := range s.Hops {
				if !yield(next, s.Kind) {
					return
				}
			}
		}
	}
}

// reached returns the kinds of records that a hop leads to.
func reached(h *kg.Hop) []kg.Kind {
	if h.Edge.Name != kg.EdgeSearch || len(h.Kinds) == 0 {
		return h.Edge.To
	}
	return slices.DeleteFunc(slices.Clone(h.Kinds), func(k kg.Kind) bool { return !slices.Contains(h.Edge.To, k) })
}

// orderBy orders by the sort value, the unknown last in either direction, then by id.
func orderBy(a at, desc bool) string {
	s := "ORDER BY "
	if !a.known {
		s += a.sort + " IS NULL, "
	}
	s += a.sort
	if desc {
		s += " DESC"
	}
	return s + ", " + a.id
}

// tells reports whether a filter lets only records through of which a field is known.
func tells(f kg.Filter, field string) bool {
	switch f.Op {
	case kg.OpAnd:
		return slices.ContainsFunc(f.Args, func(arg kg.Filter) bool { return tells(arg, field) })
	case kg.OpIn, kg.OpKnown, kg.OpRange:
		return f.Field == field
	}
	return false
}

// after writes the conditions for the rows behind the hop's position.
func (c *compiler) after(h *kg.Hop, a at) []string {
	if h.After == nil {
		return nil
	}
	id := c.param(h.After.ID)
	if h.After.Value == nil {
		return []string{a.sort + " IS NULL AND " + a.id + " > " + id}
	}
	value, beyond := c.param(h.After.Value), ">"
	if h.Order.Desc {
		beyond = "<"
	}
	if a.known { // one range for an index, which gives the order besides: an OR would take that away
		return []string{a.sort + " " + beyond + "= " + value, "NOT (" + a.sort + " = " + value + " AND " + a.id + " <= " + id + ")"}
	}
	position := a.sort + " " + beyond + " " + value + " OR " + a.sort + " = " + value + " AND " + a.id + " > " + id
	return []string{"(" + position + " OR " + a.sort + " IS NULL)"}
}
