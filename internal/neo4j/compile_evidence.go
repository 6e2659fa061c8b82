package neo4j

import (
	"fmt"
	"slices"
	"strings"

	"ngograph/internal/kg"
)

// branches joins what each kind of evidence that counts returns: the organisations in the variables heads, and the
// measures. Where none counts it returns no row.
func (s *scope) branches(t *tie, heads []string, of func(by kg.EvidenceKind) (clauses string, organisations []string, e evidence)) string {
	var list []string
	for _, by := range s.evidence() {
		clauses, organisations, e := of(by)
		columns := make([]string, 0, len(heads)+1)
		for i, h := range heads {
			columns = append(columns, organisations[i]+" AS "+h)
		}
		list = append(list, lines(clauses, "RETURN "+strings.Join(append(columns, columnsOf(t.values, e)), ", ")))
	}
	if len(list) == 0 {
		columns := []string{}
		for _, h := range heads {
			columns = append(columns, "none AS "+h)
		}
		for _, m := range t.values {
			columns = append(columns, "none AS "+m.v)
		}
		return lines("UNWIND "+s.c.param([]any{})+" AS none", "RETURN "+strings.Join(columns, ", "))
	}
	return strings.Join(list, "\nUNION ALL\n")
}

// rootBranches finds all ties, one row for each pair and piece of evidence.
func (s *scope) rootBranches(t *tie) string {
	return s.branches(t, []string{t.a, t.b}, func(by kg.EvidenceKind) (string, []string, evidence) {
		if by == kg.ByMembers {
			a, b := s.c.fresh("o"), s.c.fresh("o")
			text, e := s.memberships("("+a+":Organisation)", a, b, []string{a, b}, a+".id < "+b+".id")
			return text, []string{a, b}, e
		}
		e := event{by, s.c.fresh("e")}
		text, parties := s.parties(e)
		x, y := s.c.fresh("x"), s.c.fresh("y")
		return lines(text,
			"UNWIND "+parties+" AS "+x,
			"UNWIND "+parties+" AS "+y,
			"WITH "+e.v+", "+x+", "+y,
			where(s.pairOf(x, y)...),
		), []string{x + "[0]", y + "[0]"}, e.evidence()
	})
}

// parties writes clauses that bind each event that counts with the list of its counting parties, and returns the list's
// variable. A party is [organisation, id, country, in place].
func (s *scope) parties(e event) (text, name string) {
	o, r := s.c.fresh("o"), s.role()
	return s.gather(gathering{e: e, o: o, r: r, first: []string{o, o + ".id"}})
}

// gathering says how the counting parties of each event that counts are listed.
type gathering struct {
	e      event
	of     *at      // the organisation or organisations whose events they are; nil is all
	only   string   // one more condition on the event, "" if there is none
	o, r   string   // a party, and its relationship with the event, "" if nothing is asked of that
	kept   string   // what is kept of a party's relationships, "" if nothing
	about  string   // clauses that bind more about a party
	first  []string // columns; those that follow are the country and whether it is in the place, where that is asked
	border bool     // the country is wanted in any case
	last   string   // one more column, "" if there is none
	// Not "": parties with the same columns are one group, which is [number, this, country, in place]. It may name the first
	// columns column0, column1 and so on.
	group string
}

// gather writes clauses that bind each event that counts with the list of its counting parties, and returns the list's
// variable.
func (s *scope) gather(g gathering) (text, name string) {
	e, o := g.e.v, g.o
	setIDs, ids := s.listIDs(e, e+".periodFrom", e+".periodTo")
	conditions := s.party(o, g.r)
	if s.both() {
		conditions = append(conditions, s.places.in(o, ids))
	}
	carried, columns := e, slices.Clone(g.first)
	either := s.places.any && !s.both()
	if g.border || s.kg.CrossBorder != nil || either {
		columns = append(columns, o+".country")
	}
	if either {
		columns = append(columns, "coalesce("+s.places.in(o, ids)+", false)")
		if setIDs != "" {
			carried += ", " + ids
		}
	}
	if g.last != "" {
		columns = append(columns, g.last)
	}
	each := "WITH DISTINCT " + carried + ", " + o
	if g.kept != "" {
		each = "WITH " + carried + ", " + o + ", " + g.kept
	}
	name = s.c.fresh("parties")
	list := "WITH " + e + ", collect([" + strings.Join(columns, ", ") + "]) AS " + name
	if g.group != "" {
		same, group := "WITH "+e+", count(*) AS size", "size, "+g.group
		for i, column := range columns {
			v := fmt.Sprintf("column%d", i)
			same += ", " + column + " AS " + v
			if i >= len(g.first) {
				group += ", " + v
			}
		}
		list = lines(same, "WITH "+e+", collect(["+group+"]) AS "+name)
	}
	return lines(
		s.events(g.e, g.of, lenient{}, g.only),
		setIDs,
		"MATCH ("+e+")"+g.e.outOf(g.r)+"("+o+")",
		where(conditions...),
		each,
		g.about,
		list,
	), name
}

// pairOf writes what the scope demands of two items of the list of parties that make a pair, the smaller id first.
func (s *scope) pairOf(x, y string) []string {
	return append([]string{x + "[1] < " + y + "[1]"}, s.together(x, y)...)
}

// together writes what the scope demands of two items of a list of parties or groups.
func (s *scope) together(x, y string) []string {
	list := []string{s.border(x+"[2]", y+"[2]")}
	if s.places.any && !s.both() {
		list = append(list, "("+x+"[3] OR "+y+"[3])")
	}
	return list
}

// organisationBranches finds the ties of one organisation, one row for each other and piece of evidence.
func (s *scope) organisationBranches(t *tie, from at, other string) string {
	return s.branches(t, []string{other}, func(by kg.EvidenceKind) (string, []string, evidence) {
		o := s.c.fresh("o")
		if by == kg.ByMembers {
			text, e := s.memberships(from.pattern(), from.v, o, []string{o}, o+" <> "+from.v)
			return text, []string{o}, e
		}
		e := event{by, s.c.fresh("e")}
		return s.partners(e, from, o), []string{o}, e.evidence()
	})
}

// partners writes clauses that bind each event that counts and makes a tie of an organisation, with each partner.
func (s *scope) partners(e event, from at, o string, extra ...string) string {
	own, others := s.role(), s.role()
	setIDs, ids := s.listIDs(e.v, e.v+".periodFrom", e.v+".periodTo")
	conditions := slices.Concat(extra, s.conditions(e, lenient{}), s.party(from.v, own))
	return lines(
		"MATCH "+from.pattern()+e.into(own)+e.reached(),
		where(append(conditions, s.theme(e))...),
		"WITH DISTINCT "+e.v,
		setIDs,
		"MATCH ("+e.v+")"+e.outOf(others)+"("+o+")",
		where(append(append([]string{o + " <> " + from.v}, s.party(o, others)...), s.pair(from.v, o, ids)...)...),
		"WITH DISTINCT "+e.v+", "+o,
	)
}

// pairBranches finds what ties two organisations.
func (s *scope) pairBranches(t *tie) string {
	return s.branches(t, nil, func(by kg.EvidenceKind) (string, []string, evidence) {
		if by == kg.ByMembers {
			text, e := s.memberships("("+t.a+")", t.a, t.b, nil)
			return text, nil, e
		}
		e := event{by, s.c.fresh("e")}
		return s.shared(e, t), nil, e.evidence()
	})
}

// shared writes clauses that bind each event that ties two organisations once.
func (s *scope) shared(e event, t *tie) string {
	ra, rb := s.role(), s.role()
	conditions := append(s.conditions(e, lenient{}), s.party(t.a, ra)...)
	conditions = append(conditions, s.party(t.b, rb)...)
	setIDs, ids := s.listIDs(e.v, e.v+".periodFrom", e.v+".periodTo")
	last := "WITH DISTINCT " + e.v
	if setIDs != "" {
		last = lines(last, setIDs)
	}
	return lines(
		"MATCH ("+t.a+")"+e.into(ra)+e.reached()+e.outOf(rb)+"("+t.b+")",
		where(append(conditions, s.theme(e))...),
		last,
		where(s.pair(t.a, t.b, ids)...),
	)
}

// memberships writes clauses that bind each membership that counts between two organisations, of which the pattern
// begins with one. bound are those of the two that the clauses bind.
func (s *scope) memberships(pattern, a, b string, bound []string, extra ...string) (string, evidence) {
	m := s.c.fresh("m")
	size := "startNode(" + m + ").memberCount"
	e := evidence{
		by: kg.ByMembers, v: m, term: "1.0 / " + size, start: m + ".since", from: m + ".since",
		to: "CASE WHEN " + m + ".since IS NOT NULL THEN coalesce(" + m + ".until, " + s.today + ") END",
	}
	to := "(" + b + ")"
	if slices.Contains(bound, b) {
		to = "(" + b + ":Organisation)"
	}
	conditions := slices.Concat(extra, s.party(a, ""), s.party(b, ""))
	if s.kg.Years.Known() {
		conditions = append(conditions, "("+m+".since IS NOT NULL OR "+m+".until IS NOT NULL)")
	}
	if s.last != "" {
		conditions = append(conditions, "coalesce("+m+".since <= "+s.last+", true)")
	}
	if s.first != "" {
		conditions = append(conditions, "coalesce("+m+".until >= "+s.first+", true)")
	}
	if s.max != "" {
		conditions = append(conditions, size+" <= "+s.max)
	}
	carried := strings.Join(append(append([]string{}, bound...), m), ", ")
	setIDs, ids := s.listIDs(carried, e.from, e.to)
	match := "MATCH " + pattern + "-[" + m + ":HAS_MEMBER]-" + to
	if setIDs == "" {
		return lines(match, where(append(conditions, s.pair(a, b, ids)...)...)), e
	}
	return lines(match, where(conditions...), setIDs, where(s.pair(a, b, ids)...)), e
}

// evidenceOf finds what an edge leads to from a collaboration.
func (c *compiler) evidenceOf(e *kg.Edge, from at, h *kg.Hop) rows {
	if e.Name == kg.EdgeBetween {
		v := c.fresh("n")
		return rows{clauses: []string{"UNWIND [" + from.tie.a + ", " + from.tie.b + "] AS " + v, "WITH " + v}, at: node(v, e.To...)}
	}
	s := c.scope(h.Scope, h.Today)
	switch e.Name {
	case kg.EdgeEvidence:
		return s.eventsOf(kg.ByProject, from.tie)
	case kg.EdgeRecords:
		return s.eventsOf(kg.ByRecord, from.tie)
	case kg.EdgeTieThemes:
		return s.tieThemes(from.tie)
	}
	c.fail("a collaboration has no edge %q", e.Name)
	return rows{at: node(c.fresh("n"), e.To...)}
}

// eventsOf finds the events of one kind that make a tie.
func (s *scope) eventsOf(by kg.EvidenceKind, t *tie) rows {
	e := event{by, s.c.fresh("e")}
	r := rows{at: node(e.v, e.kind())}
	if !s.counts(by) {
		r.clauses = s.c.nothing(e.v)
		return r
	}
	r.clauses = []string{s.shared(e, t), "WITH " + e.v}
	return r
}

// tieThemes finds the themes of the projects and recorded collaborations that make a tie.
func (s *scope) tieThemes(t *tie) rows {
	v, x := s.c.fresh("n"), s.c.fresh("x")
	r := rows{distinct: true, at: node(v, kg.KindTheme)}
	var list []string
	for _, by := range []kg.EvidenceKind{kg.ByProject, kg.ByRecord} {
		if s.counts(by) {
			e := event{by, s.c.fresh("e")}
			list = append(list, lines(s.shared(e, t), "RETURN "+e.v+" AS "+x))
		}
	}
	if len(list) == 0 {
		r.clauses = s.c.nothing(v)
		return r
	}
	r.clauses = []string{s.c.call(strings.Join(list, "\nUNION ALL\n"), t.a, t.b), "MATCH (" + x + ")-[:HAS_THEME]->(" + v + ":Theme)"}
	return r
}
