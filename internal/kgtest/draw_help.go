package kgtest

import (
	"ngograph/internal/kg"
)

var dimensions = []kg.Dimension{
	kg.ByCountry, kg.ByRegion, kg.ByArea, kg.ByTheme, kg.ByProgramme, kg.ByYear, kg.ByOrganisationType, kg.BySize, kg.ByRole,
}

var measures = []kg.Measure{
	kg.CountProjects, kg.CountCollaborations, kg.CountOrganisations, kg.SumWeight, kg.SumFunding, kg.ExpectWeight,
}

// helpArguments draws what an edge to or from a derived record takes, and reports whether it is one.
func (a *asker) helpArguments(h *kg.Hop) bool {
	t, e := a.t, h.Edge
	switch e.Name {
	case kg.EdgeFunding:
		h.Scope = a.wideScope()
	case kg.EdgeCrossTab:
		h.Rows, h.Columns = pick(t, dimensions, "rows"), pick(t, dimensions, "columns")
		if chance(t, 35, "pairs") {
			h.Columns = h.Rows
		}
		h.Measures = some(t, measures, len(measures), "measures")
		h.Scope = a.wideScope()
	case kg.EdgeNewcomers:
		h.Since = within(t, 2014, 2024, "since")
		h.Scope = a.wideScope()
	case kg.EdgeResponders:
		if chance(t, 80, "someone asks") {
			h.IDs = []string{a.organisation()}
		}
		h.Needs = append(a.resourceKinds(), pick(t, kg.Enums()["ResourceKind"], "need"))
		places := append(idsOf(a.records, kg.KindCountry, kg.KindRegion, kg.KindArea), "area:unknown-1")
		h.Place = pick(t, append(a.textsOf(kg.KindOrganisation, "country")[2:], places...), "place")
	case kg.EdgeMatches:
		h.IDs = []string{a.organisation()}
		if holders := a.textsOf(kg.KindResource, "organisation")[2:]; len(holders) > 0 && chance(t, 80, "with a resource") {
			h.IDs = []string{pick(t, holders, "holder")}
		}
	case kg.EdgeConsortium:
		h.IDs = []string{a.organisation()}
		if chance(t, 90, "brief") {
			h.Brief = a.brief()
		}
	default:
		return false
	}
	h.Coverage = (e.Paged || e.Name == kg.EdgeCrossTab) && chance(t, 40, "coverage")
	return true
}

// resourceKinds draws kinds of resource: mostly those of the graph's own.
func (a *asker) resourceKinds() []string {
	return some(a.t, append(a.textsOf(kg.KindResource, "kind")[2:], kg.Enums()["ResourceKind"]...), 4, "resource kinds")
}

func (a *asker) brief() *kg.Brief {
	t := a.t
	b := &kg.Brief{
		Themes: a.knownOr(kg.KindTheme), Countries: a.knownOr(kg.KindCountry), Types: some(t, kg.Enums()["OrganisationType"], 2, "types"),
		Sizes: some(t, kg.Enums()["SizeBand"], 2, "sizes"), Offers: a.resourceKinds(), Size: within(t, 0, 5, "size"),
	}
	if chance(t, 20, "twice") {
		b.Themes, b.Sizes = append(b.Themes, b.Themes...), append(b.Sizes, b.Sizes...)
	}
	return b
}

// afterHelp draws a position at an organisation among newcomers, responders or matches.
func (a *asker) afterHelp(h *kg.Hop, org string) *kg.After {
	t := a.t
	after := &kg.After{}
	switch h.Edge.To[0] {
	case kg.KindNewcomer:
		after.ID = (&kg.Newcomer{OrganisationID: org}).RecordID()
		after.Value = kg.SortValue(&kg.Newcomer{Start: pick(t, days, "after start")}, "start")
	case kg.KindResponder:
		after.ID = (&kg.Responder{For: forOf(h), OrganisationID: org}).RecordID()
		after.Value = int64(100*within(t, 1, 3, "after kinds") + 10*within(t, 0, 1, "after place") + within(t, 0, 4, "after steps"))
	case kg.KindMatch:
		after.ID = (&kg.Match{For: forOf(h), OrganisationID: org}).RecordID()
		after.Value = int64(10_000*within(t, 0, 1, "after language") + 10*within(t, 1, 3, "after kinds") + within(t, 0, 4, "after steps"))
	}
	return after
}

func forOf(h *kg.Hop) string {
	if len(h.IDs) == 0 {
		return ""
	}
	return h.IDs[0]
}
