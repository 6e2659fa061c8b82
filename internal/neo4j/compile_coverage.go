package neo4j

import "ngograph/internal/kg"

// The places of a coverage's numbers in its value.
const (
	coverageProjects = iota // [number, unknown partners, datasets]
	coverageRecords         // [number, unknown partners, datasets]
	coverageLeftOut
	coverageUndated
	coverageOrganisations
)

// coverage writes subqueries that count what the ties under a scope rest on, of the whole graph or of an organisation,
// and the text of its value after them.
func (c *compiler) coverage(s *scope, from at) (blocks []string, value string) {
	var of *at
	if from.v != "" {
		of = &from
	}
	count := func(prefix, body string) string {
		name := c.fresh(prefix)
		blocks = append(blocks, c.call(body+" AS "+name, from.variables()...))
		return name
	}
	projects, records, leftOut, undated, organisations := "[0, 0, []]", "[0, 0, []]", "0", "0", "0"
	if s.counts(kg.ByRecord) {
		records = count("records", s.makers(event{kg.ByRecord, c.fresh("e")}, of))
	}
	if s.counts(kg.ByProject) {
		e := event{kg.ByProject, c.fresh("e")}
		projects = count("projects", s.makers(e, of))
		if s.max != "" {
			leftOut = count("leftOut", lines(s.events(e, of, lenient{size: true}, e.size()+" > "+s.max), "RETURN count(*)"))
		}
		if s.kg.Years.Known() {
			undated = count("undated", lines(s.events(e, of, lenient{years: true}, e.v+".periodFrom IS NULL"), "RETURN count(*)"))
		}
		o := c.fresh("o")
		if missing := s.missing(o); missing != "" {
			organisations = count("missing", lines(
				s.events(e, of, lenient{}),
				"MATCH ("+e.v+")"+e.outOf("")+"("+o+":Organisation)",
				"WHERE "+missing,
				"RETURN count(DISTINCT "+o+")"))
		}
	}
	return blocks, "[" + projects + ", " + records + ", " + leftOut + ", " + undated + ", " + organisations + "]"
}

// makers writes the body of a subquery that counts the events that make at least one tie: how many they are, how many
// of them may lack partners, and the datasets that they come from.
func (s *scope) makers(e event, of *at) string {
	var text string
	if of != nil {
		text = lines(s.partners(e, *of, s.c.fresh("o")), "WITH DISTINCT "+e.v)
	} else {
		parties, name := s.parties(e)
		x, y := s.c.fresh("x"), s.c.fresh("y")
		conditions := s.pairOf(x, y)
		text = lines(parties, "WHERE any("+x+" IN "+name+" WHERE any("+y+" IN "+name+" "+where(conditions...)+"))")
	}
	all, datasets, one, source := s.c.fresh("all"), s.c.fresh("datasets"), s.c.fresh("one"), s.c.fresh("source")
	return lines(text,
		"WITH collect("+e.v+") AS "+all,
		s.c.call(lines(
			"UNWIND "+all+" AS "+one,
			"UNWIND "+one+".sources AS "+source,
			"RETURN collect(DISTINCT split("+source+", '|')[0]) AS "+datasets), all),
		"RETURN [size("+all+"), size(["+one+" IN "+all+" WHERE NOT coalesce("+one+".participantsComplete, false)]), "+datasets+"]")
}

// missing writes that an organisation does not state what the scope asks about, "" if it asks nothing.
func (s *scope) missing(o string) string {
	text := ""
	or := func(field string) {
		if text != "" {
			text += " OR "
		}
		text += o + "." + field + " IS NULL"
	}
	if s.sizes != "" {
		or("size")
	}
	if s.places.any || s.kg.CrossBorder != nil {
		or("country")
	}
	if len(s.kg.Regions) > 0 {
		or("region")
	}
	return text
}
