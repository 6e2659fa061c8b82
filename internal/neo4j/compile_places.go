package neo4j

import (
	"strings"

	"ngograph/internal/kg"
)

// placeIDs are the ids of places by their kind.
type placeIDs struct{ countries, regions, areas []string }

func placesOf(ids []string) placeIDs {
	var p placeIDs
	for _, id := range ids {
		switch k, _ := kg.KindOfID(id); k {
		case kg.KindCountry:
			p.countries = append(p.countries, id)
		case kg.KindRegion:
			p.regions = append(p.regions, id)
		case kg.KindArea:
			p.areas = append(p.areas, id)
		}
	}
	return p
}

// sum writes the concatenation of lists.
func sum(lists []string) string {
	if len(lists) == 0 {
		return "[]"
	}
	return strings.Join(lists, " + ")
}

// regionsBelow writes a subquery that binds the ids of the regions and of all below them.
func (c *compiler) regionsBelow(regions []string) (name, text string) {
	name = c.fresh("below")
	return name, c.call(lines(
		"MATCH (r:Region) WHERE r.id IN "+c.param(list(regions)),
		"MATCH (x:Region)-[:PART_OF*0..]->(r)",
		"RETURN collect(DISTINCT x.id) AS "+name))
}

// placesOn returns the shared list of the ids of a filter's countries and regions, of the regions below them and of
// the areas' members on the filter's day.
func (c *compiler) placesOn(f kg.Filter) string {
	return c.share("places", func(name string) string {
		p := placesOf(f.Values)
		var clauses, parts []string
		if len(p.countries) > 0 {
			parts = append(parts, c.param(p.countries))
		}
		if len(p.regions) > 0 {
			below, text := c.regionsBelow(p.regions)
			clauses, parts = append(clauses, text), append(parts, below)
		}
		if len(p.areas) > 0 {
			members := c.fresh("members")
			clauses = append(clauses, c.call(lines(
				"MATCH (area:Area)-[m:INCLUDES]->(r:Node)",
				where("area.id IN "+c.param(p.areas), heldOn("m", c.param(string(f.On)))),
				"MATCH (x:Node)-[:PART_OF*0..]->(r)",
				"RETURN collect(DISTINCT x.id) AS "+members)))
			parts = append(parts, members)
		}
		return lines(lines(clauses...), "RETURN "+sum(parts)+" AS "+name)
	})
}

// places are a scope's places.
type places struct {
	any     bool
	regions bool   // regions count, not only countries
	always  string // the text of the list of ids that count at any time
	dated   string // the shared list of [id, from, to] of areas' members that do not; "" if there are no areas
}

// scopePlaces compiles the places of a scope.
func (c *compiler) scopePlaces(ids []string) places {
	if len(ids) == 0 {
		return places{}
	}
	p := placesOf(ids)
	if len(p.regions) == 0 && len(p.areas) == 0 {
		return places{any: true, always: c.param(list(p.countries))}
	}
	out := places{any: true, regions: true}
	var clauses, parts []string
	if len(p.countries) > 0 {
		parts = append(parts, c.param(p.countries))
	}
	if len(p.regions) > 0 {
		below, text := c.regionsBelow(p.regions)
		clauses, parts = append(clauses, text), append(parts, below)
	}
	returned := ""
	if len(p.areas) > 0 {
		members := c.fresh("members")
		clauses = append(clauses, c.call(lines(
			"MATCH (area:Area)-[m:INCLUDES]->(r:Node) WHERE area.id IN "+c.param(p.areas),
			"MATCH (x:Node)-[:PART_OF*0..]->(r)",
			"RETURN collect(DISTINCT [x.id, m.from, m.to]) AS "+members)))
		parts = append(parts, "[m IN "+members+" WHERE m[1] IS NULL AND m[2] IS NULL | m[0]]")
		out.dated = c.fresh("dated") + "s"
		returned = ", [m IN " + members + " WHERE m[1] IS NOT NULL OR m[2] IS NOT NULL] AS " + out.dated
	}
	out.always = c.share("places", func(name string) string {
		return lines(lines(clauses...), "RETURN "+sum(parts)+" AS "+name+returned)
	})
	if out.dated != "" {
		c.shared = append(c.shared, out.dated)
	}
	return out
}

// during writes the list of the ids that count for evidence of a period, whose first and last day are null if unknown.
func (p places) during(from, to string) string {
	if p.dated == "" {
		return p.always
	}
	return "CASE WHEN size(" + p.dated + ") = 0 THEN " + p.always + " ELSE " + p.always + " + [m IN " + p.dated + " WHERE " + heldDuring("m[1]", "m[2]", from, to) + " | m[0]] END"
}

// heldDuring writes that an area's membership from a day to a day held at some time in a period: kg.Period.Holds.
func heldDuring(start, end, from, to string) string {
	return "CASE WHEN " + from + " IS NULL THEN " + end + " IS NULL" +
		" ELSE coalesce(" + start + " <= " + to + ", true) AND coalesce(" + end + " >= " + from + ", true) END"
}

// in writes the condition, which may be null, that an organisation is in one of the places of a list.
func (p places) in(organisation, ids string) string {
	text := organisation + ".country IN " + ids
	if p.regions {
		text = "(" + text + " OR " + organisation + ".region IN " + ids + ")"
	}
	return text
}
