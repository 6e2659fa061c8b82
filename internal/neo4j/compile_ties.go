package neo4j

import (
	"strings"

	"ngograph/internal/kg"
)

// compileTies makes the statement that finds the evidence for all ties under a scope, or for those of the organisations
// with the ids of, where that is not nil: a row for each event (see tieEvents.add). That the parties are paired here and
// not in the database makes it eight times as fast: it would add up each pair, and send it.
func compileTies(asked *kg.Scope, today kg.Date, of []string) statement {
	c := &compiler{params: map[string]any{}}
	s := c.scope(asked, today)
	ids := ""
	if of != nil {
		ids = c.param(list(of))
	}
	var branches []string
	for _, by := range s.evidence() {
		branches = append(branches, s.evidenceRows(by, ids))
	}
	if len(branches) == 0 {
		branches = append(branches, lines("UNWIND "+c.param([]any{})+" AS none",
			"RETURN none AS by, none AS id, none AS parties, none AS term, none AS first, none AS last"))
	}
	blocks := append([]string{reading(columnBefore, "")}, c.head...)
	return statement{lines(lines(blocks...),
		c.call(strings.Join(branches, "\nUNION ALL\n"), columnBefore),
		"RETURN by, id, parties, term, first, last"), c.params}
}

// evidenceRows writes the body of a subquery that returns a row for each event of a kind that counts, or for each of some
// organisations'. A party is [id, country] or, where a pair depends on it, [id, country, in place].
func (s *scope) evidenceRows(by kg.EvidenceKind, of string) string {
	row := func(parties string, e evidence) string {
		return "RETURN '" + string(by) + "' AS by, " + e.v + ".id AS id, " + parties + " AS parties, " + e.term + " AS term, " +
			"toInteger(left(" + e.from + ", 4)) AS first, toInteger(left(" + e.to + ", 4)) AS last"
	}
	from := node(s.c.fresh("n"), kg.KindOrganisation)
	match := "MATCH (" + from.v + ":Organisation)"
	if of != "" {
		match += " WHERE " + from.v + ".id IN " + of
	}
	o := s.c.fresh("o")
	if by == kg.ByMembers {
		once := from.v + ".id < " + o + ".id"
		if of != "" {
			once = "(" + once + " OR " + from.v + " <> " + o + " AND NOT " + o + ".id IN " + of + ")"
		}
		text, e := s.memberships(from.pattern(), from.v, o, []string{from.v, o}, once)
		return lines(match, text, row("[["+from.v+".id, "+from.v+".country], ["+o+".id, "+o+".country]]", e))
	}
	e := event{by, s.c.fresh("e")}
	g := gathering{e: e, o: o, r: s.role(), first: []string{o + ".id"}, border: true}
	if of == "" {
		match = ""
	} else {
		g.of = &from
	}
	text, parties := s.gather(g)
	return lines(match, text, "WITH "+e.v+", "+parties+" WHERE size("+parties+") > 1", row(parties, e.evidence()))
}
