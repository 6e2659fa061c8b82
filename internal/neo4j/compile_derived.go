package neo4j

import (
	"fmt"
	"slices"

	"ngograph/internal/kg"
)

// derivedAt is what the clauses of a hop bind of a derived record that is not a collaboration.
type derivedAt struct {
	values    string                 // the text of the map of its fields
	variables []string               // those that values and edges name
	late      []string               // clauses that bind some of them where the page is cut already
	edges     map[string]func() rows // by name, how to follow those from it
	ties      map[string][2]string   // by name of an edge, the variables of the two whose tie it leads to
}

// derived returns a record of a kind with what is bound of it.
func derivedRecord(k kg.Kind, d *derivedAt) at { return at{kind: k, kinds: []kg.Kind{k}, derived: d} }

// to returns how to follow an edge to the records that clauses bind in a variable of their own.
func (c *compiler) to(k kg.Kind, clauses func(v string) []string) func() rows {
	return func() rows {
		v := c.fresh("n")
		return rows{clauses: clauses(v), at: node(v, k)}
	}
}

// funding finds the one profile of an organisation: what it was paid, as [programme, currency, cents, number] in which
// both the first may be null. Places play no part in it.
func (c *compiler) funding(h *kg.Hop, from at) rows {
	asked := *h.Scope
	asked.Areas, asked.Countries, asked.Regions, asked.CrossBorder = nil, nil, nil, nil
	s := c.scope(&asked, h.Today)
	paid := c.fresh("paid")
	var body string
	if s.counts(kg.ByProject) {
		e, r := event{kg.ByProject, c.fresh("e")}, c.fresh("r")
		conditions := slices.Concat([]string{r + ".role <> 'FUNDER'"}, s.conditions(e, lenient{}), s.party(from.v, r), []string{s.theme(e)})
		body = lines(
			"MATCH "+from.pattern()+e.into(r)+e.reached(),
			where(conditions...),
			"WITH "+e.v+".programme AS programme, "+r+".contributionCurrency AS currency, sum("+r+".contribution) AS cents, count(*) AS number",
			"RETURN collect([programme, currency, cents, number]) AS "+paid)
	} else {
		body = "RETURN " + c.param([]any{}) + " AS " + paid
	}
	d := &derivedAt{values: "{organisation: " + from.v + ".id, paid: " + paid + "}", variables: []string{paid}}
	d.edges = map[string]func() rows{"byProgramme": func() rows {
		p := c.fresh("programme")
		share := &derivedAt{values: "{programme: " + p + "}", variables: []string{p}}
		share.edges = map[string]func() rows{"programme": c.to(kg.KindProgramme, func(v string) []string {
			return []string{"MATCH (" + v + ":Programme {id: " + p + "})"}
		})}
		return rows{
			clauses: []string{"UNWIND " + paid + " AS paid", "WITH DISTINCT paid[0] AS " + p},
			at:      derivedRecord(kg.KindFundingShare, share),
		}
	}}
	return rows{
		clauses: []string{c.call(body, from.v), "WITH " + from.v + ", " + paid},
		at:      derivedRecord(kg.KindFunding, d),
	}
}

// newcomers finds organisations with their first international project.
func (c *compiler) newcomers(h *kg.Hop, s *scope) rows {
	o, start, project := c.fresh("o"), c.fresh("start"), c.fresh("project")
	sort, id := c.fresh("sort"), c.fresh("id")
	d := &derivedAt{
		values:    "{organisation: " + o + ".id, project: " + project + ", start: " + start + "}",
		variables: []string{o, start, project},
	}
	d.edges = map[string]func() rows{
		"organisation": c.to(kg.KindOrganisation, func(v string) []string { return []string{"WITH " + o + " AS " + v} }),
		"project": c.to(kg.KindProject, func(v string) []string {
			return []string{"MATCH (" + v + ":Project {id: " + project + "})"}
		}),
	}
	r := rows{at: derivedRecord(kg.KindNewcomer, d)}
	r.at.bound, r.at.sort, r.at.known, r.at.id = []string{o, start, project, sort, id}, sort, true, id
	shape := h.Shape(kg.KindNewcomer)
	sponsored := slices.Contains(shape.Fields, "sponsorCount") ||
		slices.ContainsFunc(shape.Hops, func(b *kg.Hop) bool { return b.Edge.Name == kg.EdgeSponsors })
	if sponsored {
		sponsors := c.fresh("sponsors")
		d.values = d.values[:len(d.values)-1] + ", sponsorCount: size(" + sponsors + ")}"
		d.variables = append(d.variables, sponsors)
		d.late = []string{c.call(c.sponsors(s, o, start, project)+" AS "+sponsors, o, start, project)}
		d.edges[kg.EdgeSponsors] = c.to(kg.KindOrganisation, func(v string) []string {
			return []string{"UNWIND " + sponsors + " AS " + v, "WITH " + v}
		})
	}
	if !s.counts(kg.ByProject) {
		r.clauses = append(c.nothing(o), "WITH "+o+", "+o+" AS "+start+", "+o+" AS "+project+", "+o+" AS "+sort+", "+o+" AS "+id)
		return r
	}
	e := event{kg.ByProject, c.fresh("e")}
	party := c.fresh("o")
	parties, name := s.gather(gathering{
		e: e, only: e.v + ".start IS NOT NULL", o: party, r: s.role(), first: []string{party, party + ".id"}, border: true,
	})
	r.clauses = []string{
		parties,
		"UNWIND " + name + " AS x",
		"WITH " + e.v + ", " + name + ", x",
		"WHERE any(y IN " + name + " " + where(append([]string{"x[2] <> y[2]"}, s.together("x", "y")...)...) + ")",
		"WITH x[0] AS " + o + ", min([" + e.v + ".start, " + e.v + ".id]) AS first",
		"WHERE first[0] >= " + c.param(fmt.Sprintf("%04d-01-01", h.Since)),
		"WITH " + o + ", first[0] AS " + start + ", first[1] AS " + project,
		"WITH " + o + ", " + start + ", " + project + ", toInteger(replace(" + start + ", '-', '')) AS " + sort + ", 'newcomer:' + " + o + ".id AS " + id,
	}
	return r
}

// sponsors writes the body of a subquery that returns the partners of an organisation in its first international project
// that had one with an earlier start.
func (c *compiler) sponsors(s *scope, o, start, project string) string {
	first, q := event{kg.ByProject, c.fresh("e")}, c.fresh("o")
	earlier, other := event{kg.ByProject, c.fresh("e")}, c.fresh("o")
	return lines(
		s.partners(first, node(o, kg.KindOrganisation), q, first.v+".id = "+project),
		"WHERE EXISTS {",
		indent(s.partners(earlier, node(q, kg.KindOrganisation), other, earlier.v+".start < "+start)),
		indent("WHERE "+other+".country <> "+q+".country"),
		"}",
		"RETURN collect("+q+")")
}
