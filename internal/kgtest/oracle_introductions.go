package kgtest

import (
	"cmp"
	"slices"

	"ngograph/internal/kg"
)

// introductions returns whom an organisation could be introduced to, in no order.
func (o *Oracle) introductions(h *kg.Hop) []kg.Record {
	you := o.byID[h.IDs[0]].(*kg.Organisation)
	basis := kg.OnProfile
	if len(o.web(h.Scope, h.Today).partners(you.ID)) > 0 {
		basis = kg.OnTies
	}
	var list []kg.Record
	for _, c := range o.organisations {
		if c == you || o.worked(you.ID, c.ID, h) || !o.matches(c, &h.Where) {
			continue
		}
		i := o.introduction(h, you, c, basis)
		if basis == kg.OnTies && i.BrokerCount > 0 || basis == kg.OnProfile && o.rules.network.suits(i.Fit) {
			list = append(list, i)
		}
	}
	return list
}

// worked reports whether two organisations are tied under any scope that counts for it.
func (o *Oracle) worked(a, b string, h *kg.Hop) bool {
	return slices.ContainsFunc(o.rules.network.known(h.Scope), func(s *kg.Scope) bool { return len(o.tieOf(a, b, s, h.Today)) > 0 })
}

func (o *Oracle) introduction(h *kg.Hop, you, c *kg.Organisation, basis kg.IntroductionBasis) *kg.Introduction {
	i := &kg.Introduction{For: you.ID, CandidateID: c.ID, Basis: basis}
	stated := o.suitability(you, c, o.rules.network.asksPlace(basis))
	i.Fit = o.rules.network.fit(stated)
	i.Score = i.Fit
	if basis == kg.OnTies {
		for _, b := range o.brokersOf(h, you.ID, c.ID) {
			i.BrokerCount++
			i.Trust += b.Term
		}
		i.Score = o.rules.network.score(i.Trust, i.Fit)
		i.Reasons = append(i.Reasons, kg.Reason{Kind: kg.ReasonTrust, Value: i.Trust})
	}
	i.Reasons = append(i.Reasons, stated...)
	return i
}

// brokersOf returns the organisations that two are tied to in scope, by id.
func (o *Oracle) brokersOf(h *kg.Hop, you, candidate string) []*kg.Broker {
	g, crowd := o.web(h.Scope, h.Today), o.web(o.rules.network.crowd(h.Scope), h.Today)
	var list []*kg.Broker
	for _, z := range o.organisations {
		yours, theirs := g.weight(you, z.ID), g.weight(z.ID, candidate)
		if yours == 0 || theirs == 0 {
			continue
		}
		list = append(list, &kg.Broker{
			For: you, Candidate: candidate, OrganisationID: z.ID, AcceptsIntroductions: z.AcceptsIntroductions,
			Term: o.rules.network.leg(yours, theirs) / o.rules.network.shared(len(crowd.partners(z.ID))),
		})
	}
	slices.SortFunc(list, func(a, b *kg.Broker) int { return cmp.Compare(a.OrganisationID, b.OrganisationID) })
	return list
}

// suitability returns the parts of fit that are stated.
func (o *Oracle) suitability(you, c *kg.Organisation, asksPlace bool) []kg.Reason {
	var parts []kg.Reason
	add := func(kind kg.ReasonKind, value float64, shared ...string) {
		slices.Sort(shared)
		parts = append(parts, kg.Reason{Kind: kind, Value: value, Shared: shared})
	}
	if all := distinct(slices.Concat(you.ThemeIDs, c.ThemeIDs)); len(all) > 0 {
		both := common(you.ThemeIDs, c.ThemeIDs)
		add(kg.ReasonThemes, float64(len(both))/float64(len(all)), both...)
	}
	if len(you.LanguageIDs)+len(c.LanguageIDs) > 0 {
		both := common(you.LanguageIDs, c.LanguageIDs)
		add(kg.ReasonLanguage, float64(min(1, len(both))), both...)
	}
	if needs := o.resourceKinds(you, kg.Need); len(needs) > 0 {
		met := common(needs, o.resourceKinds(c, kg.Offer))
		add(kg.ReasonNeeds, float64(len(met))/float64(len(needs)), met...)
	}
	nowhere := func(o *kg.Organisation) bool { return o.CountryID == "" && o.RegionID == "" }
	switch {
	case !asksPlace || nowhere(you) || nowhere(c):
	case you.RegionID != "" && you.RegionID == c.RegionID:
		add(kg.ReasonPlace, 1, you.RegionID)
	case you.CountryID != "" && you.CountryID == c.CountryID:
		add(kg.ReasonPlace, 0.5, you.CountryID)
	default:
		add(kg.ReasonPlace, 0)
	}
	return parts
}

// resourceKinds returns the kinds of resource that an organisation offers or needs, each as often as the rules have it.
func (o *Oracle) resourceKinds(org *kg.Organisation, direction kg.Direction) []string {
	var kinds []string
	for _, r := range each[*kg.Resource](o) {
		if r.OrganisationID == org.ID && r.Direction == direction {
			kinds = append(kinds, string(r.ResourceKind))
		}
	}
	return o.rules.network.kinds(kinds)
}

// common returns the members of a that b has too.
func common(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return !slices.Contains(b, s) })
}

// belowIntroduction answers the edge brokers.
func (o *Oracle) belowIntroduction(h *kg.Hop, i *kg.Introduction) []row {
	if i.Basis == kg.OnProfile {
		return nil
	}
	list := o.brokersOf(h, i.For, i.CandidateID)
	slices.SortStableFunc(list, o.rules.network.compareBrokers)
	return rowsOf(list)
}
