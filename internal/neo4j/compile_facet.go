package neo4j

import "ngograph/internal/kg"

// facet writes the body of a subquery that counts a field's values over rows: [value, count, label] of those
// without value, if any, and of the most frequent values.
func (c *compiler) facet(r rows, field string, first int) string {
	var f *kg.Field
	for _, k := range r.at.kinds {
		f = kg.Describe(k).Field(field)
	}
	text, typ := c.field(r.at, field)
	value, count := c.fresh("value"), c.fresh("count")
	clauses := []string{r.text()}
	if typ == kg.TypeList {
		clauses = append(clauses, "UNWIND coalesce("+text+", [null]) AS "+value, "WITH "+value+", count(*) AS "+count)
	} else {
		if typ != kg.TypeText {
			text = "toString(" + text + ")"
		}
		clauses = append(clauses, "WITH "+text+" AS "+value+", count(*) AS "+count)
	}
	clauses = append(clauses, "ORDER BY "+value+" IS NOT NULL, "+count+" DESC, "+value, "LIMIT "+c.param(int64(first)+1))
	label := value
	if f != nil && f.Refs != nil {
		x := c.fresh("x")
		clauses = append(clauses, "OPTIONAL MATCH ("+x+":Node {id: "+value+"})")
		label = "coalesce(" + x + ".name, " + x + ".title, " + value + ")"
	}
	return lines(append(clauses, "RETURN collect(["+value+", "+count+", "+label+"])")...)
}
