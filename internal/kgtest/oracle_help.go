package kgtest

import (
	"cmp"
	"slices"
	"strconv"

	"ngograph/internal/kg"
)

// helpRules are the parts of newcomers, responders, matches and consortia that the suite's own test breaks.
type helpRules struct {
	abroad    func(a, b *kg.Organisation) bool           // whether a tie of two is international
	earlier   func(a, b kg.Date) bool                    // whether a start lies before another
	known     func(start kg.Date) bool                   // whether a project with that start can be the first
	available func(r *kg.Resource, today kg.Date) bool   // whether a resource can be had
	serves    func(inPlace, nearPlace bool) bool         // whether an organisation there, or with a partner there, responds
	reach     int                                        // ties to the farthest that is said to be reached
	closure   func(o *Oracle, own, wanted []string) bool // whether themes meet a condition
	better    func(a, b *choice) int                     // orders candidates: the first is chosen
	helps     func(member string, asks string) bool      // whether an organisation meets conditions
}

func helpRulesAsWritten() helpRules {
	return helpRules{
		abroad: func(a, b *kg.Organisation) bool {
			return a.CountryID != "" && b.CountryID != "" && a.CountryID != b.CountryID
		},
		earlier: func(a, b kg.Date) bool { return a < b },
		known:   func(start kg.Date) bool { return start != "" },
		available: func(r *kg.Resource, today kg.Date) bool {
			return (r.AvailableFrom == "" || r.AvailableFrom <= today) && (r.AvailableTo == "" || r.AvailableTo >= today)
		},
		serves:  func(inPlace, nearPlace bool) bool { return inPlace || nearPlace },
		reach:   3,
		closure: func(o *Oracle, own, wanted []string) bool { return o.themesCount(own, &kg.Scope{Themes: wanted}) },
		better:  (*choice).before,
		helps:   func(string, string) bool { return true },
	}
}

// fromHelp returns the rows to which edges from the records of this file and from funding profiles lead.
func (o *Oracle) fromHelp(h *kg.Hop, from kg.Record) []row {
	var list []kg.Record
	switch r := from.(type) {
	case *kg.FundingProfile:
		for i := range r.Shares {
			list = append(list, &r.Shares[i])
		}
		return rowsOf(list)
	case *kg.Newcomer:
		if h.Edge.Name == kg.EdgeSponsors {
			return rowsOf(o.sponsors(r, h))
		}
	case *kg.Responder:
		if h.Edge.Name == kg.EdgeRoute {
			return o.route(r.For, r.OrganisationID, h)
		}
	case *kg.Match:
		if h.Edge.Name == kg.EdgeRoute {
			return o.route(r.For, r.OrganisationID, h)
		}
	case *kg.ConsortiumMember:
		if h.Edge.Name == kg.EdgeRoute {
			return o.route(r.For, r.OrganisationID, h)
		}
	case *kg.ConsortiumProposal:
		for i := range r.Members {
			list = append(list, &r.Members[i])
		}
		return rowsOf(list)
	}
	return rowsOf(o.along(h.Edge, from))
}

// abroad is an organisation in a project in which it has a tie with one of another country.
type abroad struct {
	org     *kg.Organisation
	project *kg.Project
}

// international returns each organisation with each of its international projects in a scope.
func (o *Oracle) international(s *kg.Scope, today kg.Date) []abroad {
	var list []abroad
	for _, p := range o.pairings(s, today) {
		if project, ok := p.of.(*kg.Project); ok && o.rules.help.abroad(p.ends[0], p.ends[1]) {
			list = append(list, abroad{p.ends[0], project}, abroad{p.ends[1], project})
		}
	}
	return list
}

// newcomers returns those whose first international project in the hop's scope began in its year or later.
func (o *Oracle) newcomers(h *kg.Hop) []kg.Record {
	all := o.international(h.Scope, h.Today)
	var list []kg.Record
	for _, org := range o.organisations {
		var first *kg.Project
		for _, a := range all {
			if a.org != org || !o.rules.help.known(a.project.Start) {
				continue
			}
			if first == nil || a.project.Start < first.Start || a.project.Start == first.Start && a.project.ID < first.ID {
				first = a.project
			}
		}
		if first == nil {
			continue
		}
		if year, _ := first.Start.Year(); year < h.Since {
			continue
		}
		n := &kg.Newcomer{OrganisationID: org.ID, ProjectID: first.ID, Start: first.Start}
		n.SponsorCount = len(o.sponsors(n, h))
		list = append(list, n)
	}
	return list
}

// sponsors returns a newcomer's partners in its first project that had an international one that began before.
func (o *Oracle) sponsors(n *kg.Newcomer, h *kg.Hop) []kg.Record {
	var list []kg.Record
	all := o.international(h.Scope, h.Today)
	for _, p := range o.pairings(h.Scope, h.Today) {
		if p.of.RecordID() != n.ProjectID {
			continue
		}
		for i, end := range p.ends {
			had := slices.ContainsFunc(all, func(a abroad) bool {
				return a.org == end && a.project.Start != "" && o.rules.help.earlier(a.project.Start, n.Start)
			})
			if p.ends[1-i].ID == n.OrganisationID && had && !slices.Contains(list, kg.Record(end)) {
				list = append(list, end)
			}
		}
	}
	return list
}

// resources returns what an organisation offers or needs today of some kinds, by id, and which of the kinds that is,
// ascending.
func (o *Oracle) resources(org string, d kg.Direction, among []string, today kg.Date) (ids, kinds []string) {
	for _, r := range each[*kg.Resource](o) {
		if r.OrganisationID == org && r.Direction == d && slices.Contains(among, string(r.ResourceKind)) && o.rules.help.available(r, today) {
			ids, kinds = append(ids, r.ID), append(kinds, string(r.ResourceKind))
		}
	}
	slices.Sort(ids)
	slices.Sort(kinds)
	return ids, slices.Compact(kinds)
}

// responders returns who offers what is needed, in the place or with a partner there.
func (o *Oracle) responders(h *kg.Hop) []kg.Record {
	asks := ""
	if len(h.IDs) > 0 {
		asks = h.IDs[0]
	}
	isThere := func(id string) bool {
		return o.inPlaces(o.byID[id].(*kg.Organisation), []string{h.Place}, func(m *kg.AreaMember) bool { return on(h.Today, m) })
	}
	all := o.web(&kg.Scope{}, h.Today)
	var list []kg.Record
	for _, org := range o.organisations {
		offers, kinds := o.resources(org.ID, "OFFER", h.Needs, h.Today)
		isNear := slices.ContainsFunc(all.partners(org.ID), isThere)
		if org.ID == asks || offers == nil || !o.rules.help.serves(isThere(org.ID), isNear) {
			continue
		}
		list = append(list, &kg.Responder{
			For: asks, OrganisationID: org.ID, Kinds: kinds, InPlace: isThere(org.ID), Steps: o.steps(all, asks, org.ID), OfferIDs: offers,
		})
	}
	return list
}

// steps returns the number of ties on the shortest way between two organisations, nil if it is too long or there is none.
func (o *Oracle) steps(all *web, from, to string) *int {
	if n, ok := all.within(from, o.rules.help.reach)[to]; ok {
		return &n
	}
	return nil
}

// matchesOf returns who offers what the one who asks needs, or needs what it offers.
func (o *Oracle) matchesOf(h *kg.Hop) []kg.Record {
	you := o.byID[h.IDs[0]].(*kg.Organisation)
	all := o.web(&kg.Scope{}, h.Today)
	every := kg.Enums()["ResourceKind"]
	_, needed := o.resources(you.ID, "NEED", every, h.Today)
	_, offered := o.resources(you.ID, "OFFER", every, h.Today)
	var list []kg.Record
	for _, they := range o.organisations {
		m := &kg.Match{For: you.ID, OrganisationID: they.ID}
		m.OfferIDs, m.TheyOffer = o.resources(they.ID, "OFFER", needed, h.Today)
		m.NeedIDs, m.YouOffer = o.resources(they.ID, "NEED", offered, h.Today)
		if they == you || m.TheyOffer == nil && m.YouOffer == nil {
			continue
		}
		for _, id := range they.LanguageIDs {
			if slices.Contains(you.LanguageIDs, id) {
				m.LanguageIDs = append(m.LanguageIDs, id)
			}
		}
		slices.Sort(m.LanguageIDs)
		m.SharedLanguage = m.LanguageIDs != nil
		m.Steps = o.steps(all, you.ID, they.ID)
		list = append(list, m)
	}
	return list
}

// choice is an organisation that might join a consortium.
type choice struct {
	org        *kg.Organisation
	meets      []kg.Condition // of the brief, met already or not
	newlyMeets []kg.Condition
	trust      float64
}

// before orders choices: most conditions newly met, then the largest trust, then the smallest id.
func (c *choice) before(d *choice) int {
	return cmp.Or(cmp.Compare(len(d.newlyMeets), len(c.newlyMeets)), c.trusted(d))
}

func (c *choice) trusted(d *choice) int {
	return cmp.Or(cmp.Compare(kg.Nanos(d.trust), kg.Nanos(c.trust)), cmp.Compare(c.org.ID, d.org.ID))
}

// consortium chooses members one by one.
func (o *Oracle) consortium(h *kg.Hop) *kg.ConsortiumProposal {
	you := o.byID[h.IDs[0]].(*kg.Organisation)
	all := o.web(&kg.Scope{}, h.Today)
	conditions := conditionsOf(h.Brief)
	c := &kg.ConsortiumProposal{For: you.ID, Conditions: conditions}
	chosen := []*kg.Organisation{you}
	for i := range conditions {
		o.meet(&conditions[i], you, you, h.Today)
	}
	for len(c.Members) < 50 {
		best := o.choose(c, chosen, all, h)
		if best == nil {
			break
		}
		for i := range conditions {
			o.meet(&conditions[i], best.org, you, h.Today)
		}
		if best.trust == 0 {
			c.Cold++
		}
		c.Members = append(c.Members, kg.ConsortiumMember{
			For: you.ID, OrganisationID: best.org.ID, Trust: best.trust, Steps: o.steps(all, you.ID, best.org.ID), Covers: best.newlyMeets,
		})
		chosen = append(chosen, best.org)
	}
	for _, m := range c.Members { // as they stand in the end
		for i := range m.Covers {
			at := slices.IndexFunc(conditions, func(x kg.Condition) bool { return x.Kind == m.Covers[i].Kind && x.Value == m.Covers[i].Value })
			m.Covers[i] = conditions[at]
		}
	}
	if h.Brief.Size > 0 {
		members := kg.Condition{Kind: "MEMBERS", Value: strconv.Itoa(h.Brief.Size), Met: len(c.Members) >= h.Brief.Size}
		for _, m := range c.Members {
			members.By = append(members.By, m.OrganisationID)
		}
		c.Conditions = append(c.Conditions, members)
	}
	c.Feasible = !slices.ContainsFunc(c.Conditions, func(c kg.Condition) bool { return !c.Met })
	return c
}

func conditionsOf(b *kg.Brief) []kg.Condition {
	var list []kg.Condition
	for _, part := range []struct {
		kind   kg.ConditionKind
		values []string
	}{{"THEME", b.Themes}, {"COUNTRY", b.Countries}, {"ORGANISATION_TYPE", b.Types}, {"SIZE", b.Sizes}, {"OFFER", b.Offers}} {
		for _, v := range distinct(part.values) {
			list = append(list, kg.Condition{Kind: part.kind, Value: v})
		}
	}
	return list
}

// meet notes whether an organisation meets a condition.
func (o *Oracle) meet(c *kg.Condition, org, you *kg.Organisation, today kg.Date) {
	if o.rules.help.helps(org.ID, you.ID) && o.meets(c, org, today) {
		c.Met, c.By = true, append(c.By, org.ID)
	}
}

func (o *Oracle) meets(c *kg.Condition, org *kg.Organisation, today kg.Date) bool {
	switch c.Kind {
	case "THEME":
		return o.rules.help.closure(o, org.ThemeIDs, []string{c.Value})
	case "COUNTRY":
		return org.CountryID == c.Value
	case "ORGANISATION_TYPE":
		return string(org.Type) == c.Value
	case "SIZE":
		return string(org.Size) == c.Value
	case "OFFER":
		ids, _ := o.resources(org.ID, "OFFER", []string{c.Value}, today)
		return ids != nil
	}
	panic("kgtest: no condition " + string(c.Kind))
}

// choose returns the next member, nil if there is none: who meets most of what is unmet; where nobody meets any and
// members are wanting, who is trusted most; where nobody is trusted, the first who meets anything.
func (o *Oracle) choose(c *kg.ConsortiumProposal, chosen []*kg.Organisation, all *web, h *kg.Hop) *choice {
	var useful, trusted, fitting []*choice
	for _, org := range o.organisations {
		if slices.Contains(chosen, org) {
			continue
		}
		x := &choice{org: org}
		for i := range c.Conditions {
			if !o.meets(&c.Conditions[i], org, h.Today) {
				continue
			}
			x.meets = append(x.meets, c.Conditions[i])
			if !c.Conditions[i].Met {
				x.newlyMeets = append(x.newlyMeets, c.Conditions[i])
			}
		}
		for _, other := range chosen {
			x.trust += all.weight(org.ID, other.ID)
		}
		if x.newlyMeets != nil {
			useful = append(useful, x)
		}
		if x.trust > 0 {
			trusted = append(trusted, x)
		}
		if x.meets != nil {
			fitting = append(fitting, x)
		}
	}
	if useful != nil {
		return slices.MinFunc(useful, o.rules.help.better)
	}
	switch {
	case len(c.Members) >= h.Brief.Size:
		return nil
	case trusted != nil:
		return slices.MinFunc(trusted, (*choice).trusted)
	case fitting != nil:
		return slices.MinFunc(fitting, (*choice).trusted)
	}
	return nil
}

// route returns the best path from the one who asks, none if there is no way.
func (o *Oracle) route(from, to string, h *kg.Hop) []row {
	ways := o.paths(&kg.Hop{IDs: []string{from, to}, Scope: &kg.Scope{}, Today: h.Today, Degrees: o.rules.help.reach})
	return ways[:min(1, len(ways))]
}
