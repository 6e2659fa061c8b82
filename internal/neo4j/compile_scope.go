package neo4j

import (
	"slices"

	"ngograph/internal/kg"
)

// scope is a kg.Scope of one hop with the parameters that stand for its values, "" for what it does not ask.
type scope struct {
	c  *compiler
	kg *kg.Scope

	themes, programmes, roles, types, sizes string
	first, last                             string // of the years
	max                                     string
	today, year, halfLife                   string
	places                                  places
}

func (c *compiler) scope(s *kg.Scope, today kg.Date) *scope {
	if s == nil {
		s = &kg.Scope{}
	}
	ids := func(values []string) string {
		if len(values) == 0 {
			return ""
		}
		return c.param(list(values))
	}
	out := &scope{
		c: c, kg: s,
		themes: ids(s.Themes), programmes: ids(s.Programmes),
		roles: ids(s.Roles), types: ids(s.OrganisationTypes), sizes: ids(s.Sizes),
		places: c.scopePlaces(s.Places()),
	}
	from, to := s.Years.Dates()
	if from != "" {
		out.first = c.param(string(from))
	}
	if to != "" {
		out.last = c.param(string(to))
	}
	if s.MaxParticipants != nil {
		out.max = c.param(int64(*s.MaxParticipants))
	}
	if s.HalfLife != nil {
		year, _ := today.Year()
		out.year, out.halfLife = c.param(int64(year)), c.param(float64(*s.HalfLife))
	}
	if s.Counts(kg.ByMembers) {
		out.today = c.param(string(today))
	}
	return out
}

// counts reports whether a kind of evidence can make ties under the scope.
func (s *scope) counts(e kg.EvidenceKind) bool {
	if !s.kg.Counts(e) {
		return false
	}
	switch e {
	case kg.ByRecord:
		return len(s.kg.Programmes) == 0 && len(s.kg.Roles) == 0
	case kg.ByMembers:
		return len(s.kg.Themes) == 0 && len(s.kg.Programmes) == 0 && len(s.kg.Roles) == 0
	}
	return true
}

// evidence returns the kinds of evidence that can make ties under the scope.
func (s *scope) evidence() []kg.EvidenceKind {
	return slices.DeleteFunc([]kg.EvidenceKind{kg.ByProject, kg.ByRecord, kg.ByMembers}, func(e kg.EvidenceKind) bool { return !s.counts(e) })
}

// event is a project or a recorded collaboration in a variable: evidence for the ties of all that take part.
type event struct {
	by kg.EvidenceKind
	v  string
}

func (e event) kind() kg.Kind {
	if e.by == kg.ByRecord {
		return kg.KindRecorded
	}
	return kg.KindProject
}

// pattern writes the event by its label. Where it is reached from a party it is written without (reached): the type of the
// relationship says it, and a label would let the planner look for events by an index, for each party anew.
func (e event) pattern() string { return "(" + e.v + ":" + string(e.kind()) + ")" }

func (e event) reached() string { return "(" + e.v + ")" }

// size writes the number of all that take part.
func (e event) size() string {
	if e.by == kg.ByRecord {
		return e.v + ".partyCount"
	}
	return e.v + ".participantCount"
}

// into and outOf write the relationship from a party to the event, and from the event to a party.
func (e event) into(r string) string {
	if e.by == kg.ByRecord {
		return "<-[" + r + ":PARTY]-"
	}
	return "-[" + r + ":PARTICIPATED_IN]->"
}

func (e event) outOf(r string) string {
	if e.by == kg.ByRecord {
		return "-[" + r + ":PARTY]->"
	}
	return "<-[" + r + ":PARTICIPATED_IN]-"
}

// evidence returns the event's part in a tie.
func (e event) evidence() evidence {
	return evidence{
		by: e.by, v: e.v, term: "1.0 / (" + e.size() + " - 1)", start: e.v + ".start", from: e.v + ".periodFrom", to: e.v + ".periodTo",
	}
}

// lenient says which of a scope's conditions on events to leave out, for coverage to ask for their opposite.
type lenient struct{ years, size bool }

// conditions writes what the scope demands of an event, without its themes.
func (s *scope) conditions(e event, l lenient) []string {
	var list []string
	if s.first != "" && !l.years {
		list = append(list, e.v+".periodTo >= "+s.first)
	}
	if s.last != "" && !l.years {
		list = append(list, e.v+".periodFrom <= "+s.last)
	}
	if s.programmes != "" {
		list = append(list, e.v+".programme IN "+s.programmes)
	}
	if s.max != "" && !l.size {
		list = append(list, e.size()+" <= "+s.max)
	}
	return list
}

// theme writes what the scope demands of an event's themes.
func (s *scope) theme(e event) string {
	if s.themes == "" {
		return ""
	}
	return s.c.reaches(node(e.v, e.kind()), "themes", s.themes)
}

// events writes clauses that bind each event that counts once: of the whole graph, or of an organisation.
func (s *scope) events(e event, of *at, l lenient, extra ...string) string {
	conditions := append(s.conditions(e, l), extra...)
	switch {
	case of != nil:
		return lines("MATCH "+of.pattern()+e.into("")+e.reached(), where(append(conditions, s.theme(e))...), "WITH DISTINCT "+e.v)
	case s.themes != "":
		return lines(s.c.themesUnder(s.themes, "(:Theme)<-[:HAS_THEME]-"+e.pattern()), where(conditions...), "WITH DISTINCT "+e.v)
	case s.programmes != "":
		x := s.c.fresh("x")
		return lines("MATCH ("+x+":Programme)<-[:UNDER]-"+e.pattern(),
			where(append([]string{x + ".id IN " + s.programmes}, conditions...)...), "WITH "+e.v)
	}
	return lines("MATCH "+e.pattern(), where(conditions...), "WITH "+e.v)
}

// party writes what the scope demands of a party by itself: r is its relationship with the event, "" if it has no role.
func (s *scope) party(organisation, r string) []string {
	var list []string
	if s.roles != "" && r != "" {
		list = append(list, r+".role IN "+s.roles)
	}
	if s.types != "" {
		list = append(list, organisation+".type IN "+s.types)
	}
	if s.sizes != "" {
		list = append(list, organisation+".size IN "+s.sizes)
	}
	return list
}

// role returns the variable of the relationship with an event, "" where none is needed.
func (s *scope) role() string {
	if s.roles == "" {
		return ""
	}
	return s.c.fresh("r")
}

// both reports whether each of two parties must be in one of the places by itself.
func (s *scope) both() bool { return s.places.any && s.kg.Parties != kg.Either }

// pair writes what the scope demands of two parties together, in a place by the list of ids.
func (s *scope) pair(a, b, ids string) []string {
	var list []string
	switch {
	case s.both():
		list = append(list, s.places.in(a, ids), s.places.in(b, ids))
	case s.places.any:
		list = append(list, "("+s.places.in(a, ids)+" OR "+s.places.in(b, ids)+")")
	}
	return append(list, s.border(a+".country", b+".country"))
}

// border writes what the scope demands of two parties' countries.
func (s *scope) border(a, b string) string {
	switch {
	case s.kg.CrossBorder == nil:
		return ""
	case *s.kg.CrossBorder:
		return a + " <> " + b
	}
	return a + " = " + b
}

// listIDs writes a clause that binds the ids of the places for evidence of a period, where that depends on the period,
// and returns the text of the list. carried are the variables to keep.
func (s *scope) listIDs(carried, from, to string) (clause, ids string) {
	if s.places.dated == "" {
		return "", s.places.always
	}
	ids = s.c.fresh("ids")
	return "WITH " + carried + ", " + s.places.during(from, to) + " AS " + ids, ids
}
