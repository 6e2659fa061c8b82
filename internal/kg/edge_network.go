package kg

import (
	"cmp"
	"slices"
)

// Edges of network answers. Those that are Computed, and those from the kinds they reach, are answered over a View (see
// Source), the others by the View.
const (
	EdgeIntroductions = "introductions" // root: whom the organisation Hop.IDs[0] could be introduced to
	EdgeBrokersOf     = "brokers"       // from an Introduction: who could introduce, Hop.First of them, by term, then id
	EdgeToYou         = "toYou"         // from a Broker: its tie with the one who asks
	EdgeToCandidate   = "toCandidate"   // from a Broker: its tie with the candidate
	EdgePaths         = "paths"         // root: the ways from Hop.IDs[0] to Hop.IDs[1], Hop.First of them
	EdgeStops         = "organisations" // from a Path: its organisations in their order
	EdgeSteps         = "steps"         // from a Path: its ties in their order
	EdgePosition      = "position"      // from an Organisation, from a NetworkNode
	EdgeBrokers       = "brokers"       // root: every organisation with a tie
	EdgeNetwork       = "network"       // root: all ties, or those within Hop.Degrees of Hop.IDs[0]; Hop.Nodes are kept
	EdgeNetworkNodes  = "nodes"         // from a Network: those kept: the centre, then by strength, descending, then id
	EdgeCrossTab      = "crossTab"      // root: Hop.Rows by Hop.Columns
	EdgeFunding       = "funding"       // from an Organisation
	EdgeNewcomers     = "newcomers"     // root: since Hop.Since
	EdgeSponsors      = "sponsors"      // from a Newcomer, by id
	EdgeResponders    = "responders"    // root: who offers one of Hop.Needs in or near Hop.Place, for Hop.IDs[0], if any
	EdgeMatches       = "matches"       // root: for Hop.IDs[0]
	EdgeConsortium    = "consortium"    // root: for Hop.IDs[0], by Hop.Brief
	EdgeRoute         = "route"         // from a Responder, Match or ConsortiumMember: the best Path from the one who asks
)

// MaxDegrees is the longest path that is looked for, MaxPaths how many are, MaxCircle the widest circle around an
// organisation, MaxNodes how many nodes of a network are kept, and MaxConsortium how many partners a brief may ask for.
const (
	MaxDegrees    = 6
	MaxCircle     = 3
	MaxPaths      = 20
	MaxNodes      = 5000
	MaxConsortium = 50
)

func networkEdges() []Edge {
	organisation, tie, path := []Kind{KindOrganisation}, []Kind{KindCollaboration}, []Kind{KindPath}
	paged := func(e Edge, by string) Edge {
		e.Many, e.Paged, e.Order = true, true, Order{Field: by, Desc: true}
		return e
	}
	list := []Edge{
		paged(Edge{Name: EdgeIntroductions, To: []Kind{KindIntroduction}, Filters: KindOrganisation}, "score"),
		{From: KindIntroduction, Name: "candidate", To: organisation, Field: "candidate"},
		{From: KindIntroduction, Name: EdgeBrokersOf, To: []Kind{KindBroker}, Many: true, Top: MaxFirst},
		{From: KindBroker, Name: "organisation", To: organisation, Field: "organisation"},
		{From: KindBroker, Name: EdgeToYou, To: tie},
		{From: KindBroker, Name: EdgeToCandidate, To: tie},

		{Name: EdgeCrossTab, To: []Kind{KindCrossTab}},
		{From: KindOrganisation, Name: EdgeFunding, To: []Kind{KindFunding}},
		{From: KindFunding, Name: "byProgramme", To: []Kind{KindFundingShare}, Many: true},
		{From: KindFundingShare, Name: "programme", To: []Kind{KindProgramme}, Field: "programme"},
		paged(Edge{Name: EdgeNewcomers, To: []Kind{KindNewcomer}}, "start"),
		{From: KindNewcomer, Name: "organisation", To: organisation, Field: "organisation"},
		{From: KindNewcomer, Name: "project", To: []Kind{KindProject}, Field: "project"},
		{From: KindNewcomer, Name: EdgeSponsors, To: organisation, Many: true},
	}
	computed := []Edge{
		{Name: EdgePaths, To: path, Many: true, Top: MaxPaths},
		{From: KindPath, Name: EdgeStops, To: organisation, Field: "organisations", Many: true},
		{From: KindPath, Name: EdgeSteps, To: tie, Many: true},
		{From: KindOrganisation, Name: EdgePosition, To: []Kind{KindPosition}},
		paged(Edge{Name: EdgeBrokers, To: []Kind{KindPosition}}, "effectiveSize"),
		{From: KindPosition, Name: "organisation", To: organisation, Field: "organisation"},
		{Name: EdgeNetwork, To: []Kind{KindNetwork}},
		{From: KindNetwork, Name: EdgeNetworkNodes, To: []Kind{KindNetworkNode}, Many: true},
		{From: KindNetworkNode, Name: "organisation", To: organisation, Field: "organisation"},
		{From: KindNetworkNode, Name: EdgePosition, To: []Kind{KindPosition}},
		paged(Edge{Name: EdgeResponders, To: []Kind{KindResponder}}, "rank"),
		{From: KindResponder, Name: "organisation", To: organisation, Field: "organisation"},
		{From: KindResponder, Name: "offers", To: []Kind{KindResource}, Field: "offers", Many: true},
		{From: KindResponder, Name: EdgeRoute, To: path},
		paged(Edge{Name: EdgeMatches, To: []Kind{KindMatch}}, "rank"),
		{From: KindMatch, Name: "organisation", To: organisation, Field: "organisation"},
		{From: KindMatch, Name: "languages", To: []Kind{KindLanguage}, Field: "languages", Many: true},
		{From: KindMatch, Name: "offers", To: []Kind{KindResource}, Field: "offers", Many: true},
		{From: KindMatch, Name: "needs", To: []Kind{KindResource}, Field: "needs", Many: true},
		{From: KindMatch, Name: EdgeRoute, To: path},
		{Name: EdgeConsortium, To: []Kind{KindConsortium}, Many: true},
		{From: KindConsortium, Name: "members", To: []Kind{KindMember}, Many: true},
		{From: KindMember, Name: "organisation", To: organisation, Field: "organisation"},
		{From: KindMember, Name: EdgeRoute, To: path},
	}
	for i := range computed {
		computed[i].Computed = true
	}
	list = append(list, computed...)
	for i := range list {
		list[i].Scoped = true
	}
	return list
}

// networkArguments checks what network questions take and returns the ids that they name.
func (h *Hop) networkArguments() ([]string, error) {
	if h.Edge.From != "" {
		return nil, nil
	}
	organisations := func(least, most int) error {
		if len(h.IDs) < least || len(h.IDs) > most || len(h.IDs) == 2 && h.IDs[0] == h.IDs[1] {
			return Errorf(Invalid, "%s is about %s", h.Edge.Name, [...]string{"", "one organisation", "two different organisations"}[most])
		}
		return mustBe(h.IDs, KindOrganisation)
	}
	between := func(name string, n, least, most int) error {
		if n < least || n > most {
			return Errorf(Invalid, "%s is %d; it must be between %d and %d", name, n, least, most)
		}
		return nil
	}
	var err error
	refs := h.IDs
	switch h.Edge.Name {
	case EdgeCollaboration:
		err = organisations(2, 2)
	case EdgeIntroductions, EdgeMatches:
		err = organisations(1, 1)
	case EdgePaths:
		err = cmp.Or(organisations(2, 2), between("maxDegrees", h.Degrees, 1, MaxDegrees))
	case EdgeNetwork:
		err = cmp.Or(organisations(0, 1), between("maxNodes", h.Nodes, 1, MaxNodes))
		if err == nil && len(h.IDs) > 0 {
			err = between("degrees", h.Degrees, 1, MaxCircle)
		}
	case EdgeResponders:
		err = cmp.Or(organisations(0, 1), mustBe([]string{h.Place}, KindArea, KindCountry, KindRegion))
		if err == nil && len(h.Needs) == 0 {
			err = Errorf(Invalid, "responders to what? needs is empty")
		}
		refs = append(slices.Clone(h.IDs), h.Place)
	case EdgeNewcomers:
		err = between("since", h.Since, 1, 9999)
	case EdgeConsortium:
		if h.Brief == nil {
			h.Brief = &Brief{}
		}
		err = cmp.Or(organisations(1, 1), mustBe(h.Brief.Themes, KindTheme), mustBe(h.Brief.Countries, KindCountry),
			between("size", h.Brief.Size, 0, MaxConsortium))
		refs = slices.Concat(h.IDs, h.Brief.Themes, h.Brief.Countries)
	case EdgeCrossTab:
		if h.Rows == "" || h.Columns == "" {
			err = Errorf(Invalid, "a cross table has rows and columns")
		}
	}
	return refs, err
}

// orders lists what derived records can be ordered by: numbers all of them.
var orders = map[Kind][]string{
	KindCollaboration: {"weight", "recencyWeight", "projectCount", "first", "last"},
	KindIntroduction:  {"score"},
	KindPosition:      {"degree", "strength", "betweenness", "constraint", "effectiveSize", "eiIndex", "community"},
	KindNewcomer:      {"start"},
	KindResponder:     {"rank"},
	KindMatch:         {"rank"},
}

// ranked is a derived record that comes in one order only, by what is not one of its fields.
type ranked interface{ rank() int64 }

// The digits of the start.
func (r *Newcomer) rank() int64 {
	n := int64(0)
	for _, c := range r.Start {
		if c != '-' {
			n = n*10 + int64(c-'0')
		}
	}
	return n
}

// Most kinds of help first, then those in the place, then the nearest.
func (r *Responder) rank() int64 {
	rank := int64(len(r.Kinds)) * 100
	if r.InPlace {
		rank += 10
	}
	return rank + nearness(r.Steps)
}

// Those who share a language first, then most kinds of help both ways, then the nearest.
func (r *Match) rank() int64 {
	rank := int64(len(r.TheyOffer)+len(r.YouOffer)) * 10
	if r.SharedLanguage {
		rank += 10_000
	}
	return rank + nearness(r.Steps)
}

func nearness(steps *int) int64 {
	if steps == nil {
		return 0
	}
	return int64(MaxRoute + 1 - *steps)
}
