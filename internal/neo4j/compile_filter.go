package neo4j

import (
	"strconv"
	"strings"

	"ngograph/internal/kg"
)

// filter writes a filter's condition on a record, "" if it is none. Null counts as false in a WHERE, but not under NOT:
// there (strict) every condition that may be null is made false. h is the hop whose rows are filtered.
func (c *compiler) filter(f kg.Filter, a at, h *kg.Hop, strict bool) string {
	switch f.Op {
	case kg.OpAll:
		return ""
	case kg.OpAnd:
		return c.all(f.Args, a, h, strict)
	case kg.OpOr:
		return c.one(f.Args, a, h, strict)
	case kg.OpNot:
		return "NOT (" + c.orTrue(c.filter(f.Args[0], a, h, true)) + ")"
	case kg.OpAny:
		return c.any(f, a, h)
	}
	text, nullable := c.condition(f, a)
	if strict && nullable {
		return "coalesce(" + text + ", false)"
	}
	return text
}

// all writes that all filters match. What this file writes can stand beside an AND.
func (c *compiler) all(fs []kg.Filter, a at, h *kg.Hop, strict bool) string {
	var list []string
	for _, f := range fs {
		if text := c.filter(f, a, h, strict); text != "" {
			list = append(list, text)
		}
	}
	return strings.Join(list, " AND ")
}

// one writes that at least one of the filters matches.
func (c *compiler) one(fs []kg.Filter, a at, h *kg.Hop, strict bool) string {
	if len(fs) == 0 {
		return c.constant(false)
	}
	list := make([]string, len(fs))
	for i, f := range fs {
		list[i] = c.orTrue(c.filter(f, a, h, strict))
	}
	return "(" + strings.Join(list, " OR ") + ")"
}

func (c *compiler) orTrue(s string) string {
	if s == "" {
		return c.constant(true)
	}
	return s
}

// constant writes a truth value, as a parameter: over a literal one in a nested subquery Neo4j 5.26's planner fails.
func (c *compiler) constant(v bool) string { return c.param(v) }

// nothing writes clauses that bind a variable in no row.
func (c *compiler) nothing(v string) []string {
	return []string{"UNWIND " + c.param([]any{}) + " AS " + v, "WITH " + v}
}

// condition writes a filter without arguments, and whether it may be null.
func (c *compiler) condition(f kg.Filter, a at) (text string, nullable bool) {
	switch f.Op {
	case kg.OpIn:
		return c.in(f, a)
	case kg.OpKnown:
		text, _ := c.field(a, f.Field)
		return text + " IS NOT NULL", false
	case kg.OpRange:
		return c.between(f, a), true
	case kg.OpDuring:
		return c.during(f, a)
	case kg.OpText:
		return c.contains(a, f.Values), true
	case kg.OpUnder:
		return c.under(f, a), false
	case kg.OpWithin:
		if len(f.Values) == 0 {
			return c.constant(false), false
		}
		list := c.placesOn(f)
		return "(" + a.v + ".country IN " + list + " OR " + a.v + ".region IN " + list + ")", true
	}
	c.fail("no filter %q", f.Op)
	return c.constant(false), false
}

func (c *compiler) in(f kg.Filter, a at) (string, bool) {
	text, typ := c.field(a, f.Field)
	switch typ {
	case kg.TypeList:
		return "any(item IN " + text + " WHERE item IN " + c.param(list(f.Values)) + ")", true
	case kg.TypeInt:
		return text + " IN " + c.param(integers(f.Values)), true
	case kg.TypeBool:
		return "toString(" + text + ") IN " + c.param(list(f.Values)), true
	case kg.TypeFloat:
		return text + " IN " + c.param(floats(f.Values)), true
	}
	return text + " IN " + c.param(list(f.Values)), true
}

// list returns a list that is not nil, which would be null.
func list(values []string) []string { return append([]string{}, values...) }

func integers(values []string) []int64 {
	out := []int64{}
	for _, v := range values {
		if n, err := strconv.ParseInt(v, 10, 64); err == nil {
			out = append(out, n)
		}
	}
	return out
}

func floats(values []string) []float64 {
	out := []float64{}
	for _, v := range values {
		if x, err := strconv.ParseFloat(v, 64); err == nil {
			out = append(out, x)
		}
	}
	return out
}

// bound returns an end of a range for a parameter, nil if it is open.
func bound(v any) any {
	switch x := v.(type) {
	case kg.Date:
		return string(x)
	case int:
		return int64(x)
	}
	return v
}

func (c *compiler) between(f kg.Filter, a at) string {
	text, _ := c.field(a, f.Field)
	var list []string
	if v := bound(f.Min); v != nil {
		list = append(list, text+" >= "+c.param(v))
	}
	if v := bound(f.Max); v != nil {
		list = append(list, text+" <= "+c.param(v))
	}
	if len(list) == 0 {
		return text + " IS NOT NULL"
	}
	return strings.Join(list, " AND ")
}

// during writes that a record's period is known and overlaps the filter's dates.
func (c *compiler) during(f kg.Filter, a at) (string, bool) {
	from, to := c.period(a)
	if from == "" {
		return c.constant(false), false
	}
	list := []string{from + " IS NOT NULL"}
	if v := bound(f.Min); v != nil && v != "" {
		list = append(list, to+" >= "+c.param(v))
	}
	if v := bound(f.Max); v != nil && v != "" {
		list = append(list, from+" <= "+c.param(v))
	}
	return strings.Join(list, " AND "), true
}

// period writes the first and last day of what a record states as start and end, "" for kinds that have none.
func (c *compiler) period(a at) (from, to string) {
	switch a.kind {
	case kg.KindProject, kg.KindRecorded:
		return a.v + ".periodFrom", a.v + ".periodTo"
	case kg.KindParticipation:
		return "coalesce(" + a.v + ".start, " + a.v + ".end)", "coalesce(" + a.v + ".end, " + a.v + ".start)"
	}
	c.fail("a %v has no period", a.kinds)
	return "", ""
}

// contains writes kg.Indexed.Matches.
func (c *compiler) contains(a at, words []string) string {
	if len(words) == 0 {
		return c.constant(false)
	}
	full, last := spaced(words)
	return a.v + ".text CONTAINS " + c.param(last) + " AND all(word IN " + c.param(full) + " WHERE " + a.v + ".text CONTAINS word)"
}

// spaced returns the words as they stand in kg.Indexed.Text: all but the last with a space on either side.
func spaced(words []string) (full []string, last string) {
	full = []string{}
	for i, w := range words {
		if i == len(words)-1 {
			return full, " " + w
		}
		full = append(full, " "+w+" ")
	}
	return full, ""
}

// under writes that one of a record's themes, or a theme itself, is or reaches one of the themes.
func (c *compiler) under(f kg.Filter, a at) string {
	return c.reaches(a, f.Field, c.param(list(f.Values)))
}

func (c *compiler) reaches(a at, field, themes string) string {
	x := c.fresh("x")
	path := "(" + a.v + ")"
	if field != "id" {
		typ := referenceType(a.kind, field)
		if typ == "" {
			typ = "HAS_THEME"
		}
		path += "-[:" + typ + "]->(:Theme)"
	}
	return "EXISTS { MATCH " + path + broaderOrMatches + "(" + x + ":Theme) WHERE " + x + ".id IN " + themes + " }"
}

// any writes that a record along an edge matches.
func (c *compiler) any(f kg.Filter, a at, h *kg.Hop) string {
	e := kg.EdgeOf(a.kind, f.Edge)
	if e == nil || a.tie != nil {
		c.fail("no filter along %q of a %v", f.Edge, a.kinds)
		return c.constant(false)
	}
	if end, ok := a.end(e); ok {
		return "coalesce(" + c.orTrue(c.filter(kg.And(e.Where, f.Args[0]), end, h, false)) + ", false)"
	}
	r := c.along(e, a, h)
	r.distinct = false
	return "EXISTS {\n" + indent(r.text(c.filter(f.Args[0], r.at, h, false))) + "\n}"
}
