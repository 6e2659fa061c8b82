package kgtest

import (
	"slices"

	"ngograph/internal/kg"
)

// organisation draws one that is known, now and then one that is not, and seldom what is none.
func (a *asker) organisation() string {
	t := a.t
	if others := idsOf(a.records, kg.KindTheme, kg.KindProject); len(others) > 0 && chance(t, 2, "no organisation") {
		return pick(t, others, "no organisation")
	}
	if known := idsOf(a.records, kg.KindOrganisation); len(known) > 0 && !chance(t, 4, "unknown") {
		return pick(t, known, "organisation")
	}
	return unknownID(t, kg.KindOrganisation)
}

// pair draws two organisations that differ.
func (a *asker) pair() []string {
	one, other := a.organisation(), a.organisation()
	if one == other {
		other = "org:unknown-4"
	}
	return []string{one, other}
}

// wideScope draws a scope that more often than others leaves everything in.
func (a *asker) wideScope() *kg.Scope {
	if chance(a.t, 40, "everything") {
		return nil
	}
	return a.scope()
}

// networkArguments draws what an edge of a network answer takes, and reports whether it is one.
func (a *asker) networkArguments(h *kg.Hop) bool {
	t, e := a.t, h.Edge
	switch {
	case e.Name == kg.EdgePosition && e.From == kg.KindOrganisation:
		h.Scope = a.wideScope()
		return true
	case e.Name == kg.EdgeBrokersOf && e.From == kg.KindIntroduction:
		h.First = pick(t, []int{1, 1, 2, 3, 4, kg.MaxFirst}, "first")
		return true
	case e.From != "":
		return false
	}
	switch e.Name {
	case kg.EdgeIntroductions:
		h.IDs, h.Scope = []string{a.organisation()}, a.wideScope()
		h.Coverage = chance(t, 30, "coverage")
		if chance(t, 25, "where") {
			h.Where = a.filter(kg.KindOrganisation, 2)
		}
	case kg.EdgeTies:
		h.Scope = a.wideScope()
		for range within(t, 0, 4, "pairs") {
			h.IDs = append(h.IDs, a.pair()...)
		}
	case kg.EdgePaths:
		h.IDs, h.Scope = a.pair(), a.wideScope()
		h.Degrees, h.First = within(t, 1, kg.MaxDegrees, "degrees"), pick(t, []int{1, 2, 3, 5, kg.MaxPaths}, "first")
	case kg.EdgeBrokers:
		h.Scope = a.wideScope()
		h.Coverage = chance(t, 30, "coverage")
	case kg.EdgeNetwork:
		h.Scope = a.wideScope()
		if chance(t, 60, "around") {
			h.IDs, h.Degrees = []string{a.organisation()}, within(t, 1, kg.MaxCircle, "degrees")
		}
		h.Nodes = within(t, 1, 9, "nodes")
		if chance(t, 20, "all nodes") {
			h.Nodes = kg.MaxNodes
		}
		h.Coverage = chance(t, 30, "coverage")
	default:
		return false
	}
	return true
}

// afterAnswer draws a position in a list of derived records.
func (a *asker) afterAnswer(h *kg.Hop) *kg.After {
	t := a.t
	org := pick(t, append(idsOf(a.records, kg.KindOrganisation), "org:m"), "after id")
	after := &kg.After{}
	numbers := []float64{1, 0.5, 1.0 / 3, 0.25, 1.5, 1.125, 0, -1, 2, 3}
	switch h.Edge.To[0] {
	case kg.KindIntroduction:
		after.ID = (&kg.Introduction{For: h.IDs[0], CandidateID: org}).RecordID()
	case kg.KindPosition:
		after.ID = (&kg.NetworkPosition{OrganisationID: org}).RecordID()
	default:
		return a.afterHelp(h, org)
	}
	switch {
	case chance(t, 20, "after unknown"):
	case slices.Contains([]string{"degree", "community"}, h.Order.Field):
		after.Value = int64(within(t, 0, 5, "after number"))
	default:
		after.Value = kg.Nanos(pick(t, numbers, "after number"))
	}
	return after
}
