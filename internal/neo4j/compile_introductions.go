package neo4j

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ngograph/internal/kg"
)

// asker is the organisation that asks to be introduced, in variables that every subquery may name.
type asker struct {
	at
	scope *scope
	tied  string // whether it has a tie in scope
	needs string // the kinds of resource that it needs
}

// asker binds the one who asks for introductions: once, for a question has one root.
func (c *compiler) asker(h *kg.Hop) *asker {
	if c.asking != nil {
		return c.asking
	}
	you := c.share("you", func(v string) string {
		return lines("OPTIONAL MATCH ("+v+":Organisation {id: "+c.param(h.IDs[0])+"})", "RETURN "+v)
	})
	a := &asker{at: node(you, kg.KindOrganisation), scope: c.scope(h.Scope, h.Today)}
	a.tied = c.share("tied", func(v string) string {
		o := c.fresh("o")
		return lines(a.scope.partnersOf(a.at, o, c.counted()), "WITH "+o+" LIMIT 1", "RETURN count(*) > 0 AS "+v)
	})
	a.needs = c.share("needs", func(v string) string {
		return lines("OPTIONAL MATCH ("+you+")<-[:OF]-(r:Resource {direction: 'NEED'})", "RETURN collect(DISTINCT r.kind) AS "+v)
	})
	c.asking = a
	return a
}

// counted is a measure that says nothing but that there is evidence.
func (c *compiler) counted() measure {
	return measure{v: c.fresh("one"), of: func(evidence) string { return "1" }}
}

// partnersOf writes a subquery that binds an organisation's partners in a variable, once for each piece of evidence, with
// a measure of that.
func (s *scope) partnersOf(from at, other string, m measure) string {
	return s.c.call(s.organisationBranches(&tie{values: []measure{m}}, from, other), from.v)
}

// introductions compiles the hop to whom an organisation could be introduced to. All that may be on the page are found once,
// for the page and for their number.
func (c *compiler) introductions(h *kg.Hop, from at) answer {
	a, p, you := answering{c: c, from: from}, partsOf(h), c.asker(h)
	if p.items || p.total {
		r, known := c.introduced(h, you)
		all, total, names := c.fresh("all"), c.fresh("total"), strings.Join(r.at.bound, ", ")
		a.blocks = append(a.blocks, c.call(lines(r.text(),
			"WITH "+names,
			orderBy(r.at, h.Order.Desc),
			"RETURN collect(["+names+"]) AS "+all+", coalesce(max("+known+"), 0) AS "+total), from.variables()...))
		if p.items {
			a.add("page", c.items(h, r.outOf(all)), all)
		}
		if p.total {
			a.values = append(a.values, "CASE WHEN "+you.tied+" THEN "+total+" ELSE size("+all+") END")
		}
	}
	if p.coverage {
		a.coverage(you.scope, you.at)
	}
	return a.answer()
}

// introduced finds those that may be on the page of the one who asks, and the variable with the number of all whom brokers
// know. All that may be one comes out of one union, each row with the broker's term, null where the two are tied; the rows
// of a candidate are added up before anything is asked of it.
func (c *compiler) introduced(h *kg.Hop, you *asker) (r rows, number string) {
	who, broker, term := c.fresh("n"), c.fresh("broker"), c.fresh("term")
	trust, brokers, known := c.fresh("trust"), c.fresh("count"), c.fresh("known")
	result := func(candidate, by, of string) string {
		return "RETURN " + candidate + " AS " + who + ", " + by + " AS " + broker + ", " + of + " AS " + term
	}
	tied, all := c.fresh("o"), c.fresh("n")
	candidates := strings.Join([]string{
		c.brokered(you, result),
		lines(c.scope(nil, h.Today).partnersOf(you.at, tied, c.counted()), result(tied, "null", "null")),
		lines("WITH 1 AS one WHERE NOT "+you.tied, "MATCH ("+all+":Organisation)", result(all, "null", "0.0")),
	}, "\nUNION ALL\n")
	sums := who + ", sum(" + term + ") AS " + trust + ", count(" + broker + ") AS " + brokers
	kept := []string{who, trust, brokers}
	d := &derivedAt{edges: map[string]func() rows{
		"candidate": c.to(kg.KindOrganisation, func(v string) []string { return []string{"WITH " + who + " AS " + v} }),
	}}
	if slices.ContainsFunc(h.Shape(kg.KindIntroduction).Hops, func(b *kg.Hop) bool { return b.Edge.Name == kg.EdgeBrokersOf }) {
		list, terms := c.fresh("brokers"), c.fresh("terms")
		sums += ", collect(" + broker + ") AS " + list + ", collect(" + term + ") AS " + terms
		kept = append(kept, list, terms)
		d.edges[kg.EdgeBrokersOf] = func() rows { return c.brokers(you, who, list, terms) }
	}
	first, number := c.first(h, trust, kept)
	kept = append(kept, number)
	clauses, fit, parts := c.fit(you, who, kept)
	score, sort, id := c.fresh("score"), c.fresh("sort"), c.fresh("id")
	kept = append(kept, fit, parts)
	d.variables = append(slices.Clone(kept), score)
	d.values = "{for: " + you.v + ".id, candidate: " + who + ".id, basis: CASE WHEN " + you.tied + " THEN 'TIES' ELSE 'PROFILE' END" +
		", score: " + score + ", trust: " + trust + ", fit: " + fit + ", brokerCount: " + brokers +
		", parts: " + parts + "}"
	to := derivedRecord(kg.KindIntroduction, d)
	to.sort, to.known, to.id = sort, true, id
	to.bound = append(slices.Clone(d.variables), sort, id)
	return rows{at: to, clauses: []string{
		c.call(candidates),
		"WITH " + sums + ", count(*) - count(" + term + ") AS " + known,
		where(known+" = 0", who+" <> "+you.v, c.filter(h.Where, node(who, kg.KindOrganisation), h, false)),
		first,
		clauses,
		"WITH " + strings.Join(kept, ", ") + ", CASE WHEN " + you.tied + " THEN " + trust + " * (1 + " + fit + ") ELSE " + fit + " END AS " + score,
		"WITH " + strings.Join(d.variables, ", ") + ", toInteger(round(" + score + " * 1e9)) AS " + sort + ", 'introduction:' + " + you.v + ".id + '|' + " + who + ".id AS " + id,
	}, where: []string{"(" + you.tied + " OR " + fit + " > 0)"}}, number
}

// first writes clauses that leave those candidates that can be among the first of a page by score, and bind the number of
// all: with less than half the trust of the last of as many, even full fit leaves one behind them, whatever theirs is.
// Without ties all have the same trust.
func (c *compiler) first(h *kg.Hop, trust string, kept []string) (clauses, number string) {
	list, number, floor := c.fresh("list"), c.fresh("number"), "-1.0"
	if h.After == nil && h.Order.Desc {
		at := "[" + c.param(int64(h.First)) + "]"
		floor = "coalesce(" + list + at + "[" + strconv.Itoa(slices.Index(kept, trust)) + "], 0) / 2 - 1e-9" // scores are compared rounded
	}
	columns := make([]string, len(kept))
	for i, v := range kept {
		columns[i] = fmt.Sprintf("row[%d] AS %s", i, v)
	}
	return lines(
		"WITH "+strings.Join(kept, ", "),
		"ORDER BY "+trust+" DESC",
		"WITH collect(["+strings.Join(kept, ", ")+"]) AS "+list,
		"WITH "+list+", size("+list+") AS "+number+", "+floor+" AS floor",
		"UNWIND "+list+" AS row",
		"WITH "+number+", floor, "+strings.Join(columns, ", "),
		"WHERE "+trust+" >= floor",
	), number
}

// brokered writes clauses that bind the partners of each partner of the one who asks with the latter's term, and the
// partner itself with none.
func (c *compiler) brokered(you *asker, result func(candidate, broker, term string) string) string {
	weight := func() measure {
		return measure{v: c.fresh("weight"), of: func(e evidence) string { return e.term }}
	}
	broker, yours := c.fresh("o"), weight()
	theirs, other, each := c.fresh("o"), weight(), c.fresh("theirs")
	pair := c.fresh("pair")
	return lines(
		you.scope.partnersOf(you.at, broker, yours),
		"WITH "+broker+", sum("+yours.v+") AS "+yours.v,
		"ORDER BY "+broker+".id", // so that terms are added up in this order
		c.call(lines(
			you.scope.partnersOf(node(broker, kg.KindOrganisation), theirs, other),
			"WITH "+theirs+", sum("+other.v+") AS "+other.v,
			"RETURN collect(["+theirs+", "+other.v+"]) AS "+each), broker),
		"UNWIND "+each+" + [["+broker+", null]] AS "+pair,
		result(pair+"[0]", broker, "CASE WHEN "+yours.v+" < "+pair+"[1] THEN "+yours.v+" ELSE "+pair+"[1] END / size("+each+")"),
	)
}

// fit writes clauses that bind how well a candidate suits the one who asks, and the parts of that: themes, language, needs
// and place, each [value, shared], the value null where it is unstated. kept are the variables to keep.
func (c *compiler) fit(you *asker, who string, kept []string) (clauses, fit, parts string) {
	themes, languages, offers := c.fresh("themes"), c.fresh("languages"), c.fresh("offers")
	fit, parts = c.fresh("fit"), c.fresh("parts")
	shared := func(field string) string {
		return "[x IN coalesce(" + who + "." + field + ", []) WHERE x IN " + you.v + "." + field + "]"
	}
	either := func(field string) string {
		return "coalesce(" + you.v + "." + field + ", " + who + "." + field + ") IS NOT NULL"
	}
	count := func(o, field string) string { return "coalesce(size(" + o + "." + field + "), 0)" }
	place := func(o string) string { return "coalesce(" + o + ".country, " + o + ".region)" }
	same := func(field string) string { return you.v + "." + field + " = " + who + "." + field }
	names := strings.Join(kept, ", ")
	return lines(
		"WITH "+names+", "+shared("themes")+" AS "+themes+", "+shared("workingLanguages")+" AS "+languages+
			", COLLECT { MATCH ("+who+")<-[:OF]-(r:Resource {direction: 'OFFER'}) WHERE r.kind IN "+you.needs+" RETURN DISTINCT r.kind } AS "+offers,
		"WITH "+names+", [",
		"  [CASE WHEN "+either("themes")+" THEN toFloat(size("+themes+")) / ("+count(you.v, "themes")+" + "+count(who, "themes")+" - size("+themes+")) END, "+themes+"],",
		"  [CASE WHEN "+either("workingLanguages")+" THEN toFloat(sign(size("+languages+"))) END, "+languages+"],",
		"  [CASE WHEN size("+you.needs+") > 0 THEN toFloat(size("+offers+")) / size("+you.needs+") END, "+offers+"],",
		"  [CASE WHEN NOT "+you.tied+" AND "+place(you.v)+" IS NOT NULL AND "+place(who)+" IS NOT NULL THEN",
		"    CASE WHEN "+same("region")+" THEN 1.0 WHEN "+same("country")+" THEN 0.5 ELSE 0.0 END END,",
		"   CASE WHEN "+same("region")+" THEN ["+who+".region] WHEN "+same("country")+" THEN ["+who+".country] ELSE [] END]",
		"] AS "+parts,
		"WITH "+names+", "+parts+", [x IN "+parts+" WHERE x[0] IS NOT NULL | x[0]] AS stated",
		"WITH "+names+", "+parts+", CASE size(stated) WHEN 0 THEN 0.0 ELSE reduce(sum = 0.0, x IN stated | sum + x) / size(stated) END AS "+fit,
	), fit, parts
}

// brokers finds those who could introduce a candidate, in lists with their terms.
func (c *compiler) brokers(you *asker, who, list, terms string) rows {
	i, v, term, sort, id := c.fresh("i"), c.fresh("n"), c.fresh("term"), c.fresh("sort"), c.fresh("id")
	d := &derivedAt{
		variables: []string{who, v, term},
		values: "{for: " + you.v + ".id, candidate: " + who + ".id, organisation: " + v + ".id, term: " + term +
			", acceptsIntroductions: " + v + ".acceptsIntroductions}",
		edges: map[string]func() rows{
			"organisation": c.to(kg.KindOrganisation, func(to string) []string { return []string{"WITH " + v + " AS " + to} }),
		},
		ties: map[string][2]string{kg.EdgeToYou: {you.v, v}, kg.EdgeToCandidate: {v, who}},
	}
	to := derivedRecord(kg.KindBroker, d)
	to.bound, to.sort, to.known, to.id = []string{v, term, sort, id}, sort, true, id
	return rows{at: to, clauses: []string{
		"UNWIND range(0, size(" + list + ") - 1) AS " + i,
		"WITH " + list + "[" + i + "] AS " + v + ", " + terms + "[" + i + "] AS " + term,
		"WITH " + v + ", " + term + ", -toInteger(round(" + term + " * 1e9)) AS " + sort + ", 'broker:' + " + you.v + ".id + '|' + " + who +
			".id + '|' + " + v + ".id AS " + id,
	}}
}
