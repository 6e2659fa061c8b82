package kgtest

import (
	"slices"

	"ngograph/internal/kg"
)

// tie is a Collaboration with its evidence.
type tie struct {
	record   *kg.Collaboration
	projects []*kg.Project
	records  []*kg.RecordedCollaboration
	found    []evidence
}

// evidence is one thing that ties the parties, with its weight and its dates.
type evidence struct {
	term   float64
	period kg.Period
	of     kg.Record // a project, a recorded collaboration or a membership
}

// ties returns every tie under a scope, or those of one organisation.
func (o *Oracle) ties(s *kg.Scope, today kg.Date, of string) []*tie {
	var list []*tie
	orgs := o.organisations
	for _, a := range orgs {
		for _, b := range orgs {
			if a.ID < b.ID && (of == "" || of == a.ID || of == b.ID) {
				list = append(list, o.tieOf(a.ID, b.ID, s, today)...)
			}
		}
	}
	return list
}

// tieOf returns the tie of two organisations under a scope, none if there is no evidence.
func (o *Oracle) tieOf(a, b string, s *kg.Scope, today kg.Date) []*tie {
	x, isOrg := o.byID[min(a, b)].(*kg.Organisation)
	y, isOrg2 := o.byID[max(a, b)].(*kg.Organisation)
	if !isOrg || !isOrg2 {
		return nil
	}
	t := &tie{record: &kg.Collaboration{A: x.ID, B: y.ID}}
	for _, p := range o.projects {
		period := kg.PeriodOf(p.Start, p.End)
		if o.projectCounts(p, s) && o.plays(x, p, s) && o.plays(y, p, s) && o.partiesCount(x, y, s, period) {
			t.projects = append(t.projects, p)
			t.found = append(t.found, evidence{o.rules.term(p.Participants), period, p})
		}
	}
	for _, r := range o.recorded {
		period := kg.PeriodOf(r.Start, r.End)
		both := slices.Contains(r.PartyIDs, x.ID) && slices.Contains(r.PartyIDs, y.ID)
		if both && o.recordCounts(r, s) && o.partiesCount(x, y, s, period) {
			t.records = append(t.records, r)
			t.found = append(t.found, evidence{1 / float64(len(r.PartyIDs)-1), period, r})
		}
	}
	for _, m := range o.memberships {
		both := m.NetworkID == x.ID && m.MemberID == y.ID || m.NetworkID == y.ID && m.MemberID == x.ID
		period := kg.Period{}
		if m.Since != "" {
			period = kg.Period{From: m.Since, To: m.Until}
			if m.Until == "" {
				period.To = today
			}
		}
		if both && o.membershipCounts(m, s) && o.partiesCount(x, y, s, period) {
			t.record.Membership = true
			t.found = append(t.found, evidence{1 / float64(o.members(m.NetworkID)), period, m})
		}
	}
	if len(t.found) == 0 {
		return nil
	}
	t.record.ProjectCount, t.record.RecordedCount = len(t.projects), len(t.records)
	o.sum(t.record, t.found, s, today)
	return []*tie{t}
}

// sum adds the evidence up.
func (o *Oracle) sum(c *kg.Collaboration, found []evidence, s *kg.Scope, today kg.Date) {
	if s.HalfLife != nil {
		c.RecencyWeight = new(float64)
	}
	thisYear, _ := today.Year()
	for _, e := range found {
		c.Weight += e.term
		if !e.period.Known() {
			continue
		}
		first, _ := e.period.From.Year()
		last, _ := e.period.To.Year()
		if c.First == nil || first < *c.First {
			c.First = &first
		}
		if c.Last == nil || last > *c.Last {
			c.Last = &last
		}
		if s.HalfLife != nil {
			*c.RecencyWeight += o.rules.aged(e.term, max(0, thisYear-last), *s.HalfLife)
		}
	}
}

// members returns the number of a network's distinct members.
func (o *Oracle) members(network string) int {
	n := 0
	for _, m := range o.memberships {
		if m.NetworkID == network {
			n++ // a record's id is made of network and member, so each is distinct
		}
	}
	return n
}

// projectCounts reports whether a project counts under a scope, whoever takes part.
func (o *Oracle) projectCounts(p *kg.Project, s *kg.Scope) bool {
	return o.projectCountsBut(p, s) && o.datesCount(p.Start, p.End, s) && o.sizeCounts(p.Participants, s)
}

// projectCountsBut leaves out the conditions on dates and on the number of participants.
func (o *Oracle) projectCountsBut(p *kg.Project, s *kg.Scope) bool {
	return s.Counts(kg.ByProject) &&
		o.themesCount(p.ThemeIDs, s) &&
		(len(s.Programmes) == 0 || slices.Contains(s.Programmes, p.ProgrammeID))
}

func (o *Oracle) recordCounts(r *kg.RecordedCollaboration, s *kg.Scope) bool {
	return s.Counts(kg.ByRecord) && len(s.Programmes) == 0 && len(s.Roles) == 0 &&
		o.themesCount(r.ThemeIDs, s) && o.datesCount(r.Start, r.End, s) && o.sizeCounts(len(r.PartyIDs), s)
}

func (o *Oracle) membershipCounts(m *kg.Membership, s *kg.Scope) bool {
	if !s.Counts(kg.ByMembers) || len(s.Themes)+len(s.Programmes)+len(s.Roles) > 0 || !o.sizeCounts(o.members(m.NetworkID), s) {
		return false
	}
	if !s.Years.Known() {
		return true
	}
	// An unknown end of a membership is open, not the same day as its beginning.
	from, to := s.Years.Dates()
	return (m.Since != "" || m.Until != "") &&
		(m.Since == "" || to == "" || m.Since <= to) && (m.Until == "" || from == "" || m.Until >= from)
}

func (o *Oracle) themesCount(themes []string, s *kg.Scope) bool {
	return len(s.Themes) == 0 || slices.ContainsFunc(themes, func(id string) bool {
		return overlap(o.themesAbove(id), s.Themes)
	})
}

// datesCount reports whether dates are known and overlap the scope's years, if it has any.
func (o *Oracle) datesCount(start, end kg.Date, s *kg.Scope) bool {
	if !s.Years.Known() {
		return true
	}
	p := kg.PeriodOf(start, end)
	from, to := s.Years.Dates()
	return p.Known() && (from == "" || p.To >= from) && (to == "" || p.From <= to)
}

func (o *Oracle) sizeCounts(n int, s *kg.Scope) bool {
	return s.MaxParticipants == nil || o.rules.counted(n, *s.MaxParticipants)
}

// plays reports whether an organisation takes part in a project in a role that counts.
func (o *Oracle) plays(org *kg.Organisation, p *kg.Project, s *kg.Scope) bool {
	for _, part := range o.participations {
		if part.OrganisationID == org.ID && part.ProjectID == p.ID && among(string(part.Role), s.Roles) {
			return true
		}
	}
	return false
}

// among reports whether a value is in a list; no list holds every value, known or not.
func among(v string, list []string) bool { return len(list) == 0 || slices.Contains(list, v) }

// partiesCount reports whether two organisations can be tied by something that happened in a period.
func (o *Oracle) partiesCount(x, y *kg.Organisation, s *kg.Scope, period kg.Period) bool {
	for _, org := range []*kg.Organisation{x, y} {
		if !among(string(org.Type), s.OrganisationTypes) || !among(string(org.Size), s.Sizes) {
			return false
		}
	}
	if s.CrossBorder != nil {
		known := x.CountryID != "" && y.CountryID != ""
		if !known || (x.CountryID != y.CountryID) != *s.CrossBorder {
			return false
		}
	}
	if len(s.Places()) == 0 {
		return true
	}
	during := func(m *kg.AreaMember) bool { return o.rules.holds(period, m.From, m.To) }
	xIn, yIn := o.inPlaces(x, s.Places(), during), o.inPlaces(y, s.Places(), during)
	if s.Parties == kg.Either {
		return xIn || yIn
	}
	return xIn && yIn
}

// along returns the records to which an edge from a Collaboration leads.
func (t *tie) along(o *Oracle, edge string) []kg.Record {
	var list []kg.Record
	add := func(r kg.Record) {
		if !slices.Contains(list, r) {
			list = append(list, r)
		}
	}
	switch edge {
	case kg.EdgeBetween:
		add(o.byID[t.record.A])
		add(o.byID[t.record.B])
	case kg.EdgeEvidence:
		for _, p := range t.projects {
			add(p)
		}
	case kg.EdgeRecords:
		for _, r := range t.records {
			add(r)
		}
	case kg.EdgeTieThemes:
		for _, p := range t.projects {
			for _, id := range p.ThemeIDs {
				add(o.byID[id])
			}
		}
		for _, r := range t.records {
			for _, id := range r.ThemeIDs {
				add(o.byID[id])
			}
		}
	}
	return list
}
