package kg

import (
	"fmt"
	"strings"
)

// The kinds of derived records that answer network questions. Like Collaboration they are never stored.
const (
	KindIntroduction Kind = "Introduction"
	KindBroker       Kind = "Broker"
	KindPath         Kind = "Path"
	KindPosition     Kind = "NetworkPosition"
	KindNetwork      Kind = "Network"
	KindNetworkNode  Kind = "NetworkNode"
)

// IntroductionBasis says what an introduction rests on.
type IntroductionBasis string

// The bases: never mixed in one list.
const (
	OnTies    IntroductionBasis = "TIES"    // second degree: a broker knows both
	OnProfile IntroductionBasis = "PROFILE" // for an organisation without ties in the scope
)

// ReasonKind says what a reason is about.
type ReasonKind string

// The parts of a score. Trust, of the basis TIES alone, is the sum over the brokers z of min(w_uz, w_zc)/k_z, w being the
// weights in scope and k_z the number of z's partners in scope (resource allocation, Zhou, Lü and Zhang 2009, EPJ B
// 71:623, with the weaker leg as the capacity). The others lie in 0 to 1, and fit is the mean of those that are stated.
const (
	ReasonTrust    ReasonKind = "TRUST"
	ReasonThemes   ReasonKind = "THEMES"   // Jaccard index of the themes; unstated if neither has any
	ReasonLanguage ReasonKind = "LANGUAGE" // 1 if they share a working language, else 0; unstated if neither states any
	ReasonNeeds    ReasonKind = "NEEDS"    // the share of the kinds needed that the other offers; unstated if none is needed
	ReasonPlace    ReasonKind = "PLACE"    // 1 in the same region, 0.5 in the same country, else 0; of the basis PROFILE alone
)

// Reason is one part of a score with its value. Shared holds the ids, or the kinds of resource, that it rests on,
// ascending.
type Reason struct {
	Kind   ReasonKind
	Value  float64
	Shared []string
}

// Introduction is a candidate that an organisation has never worked with. Score is trust x (1 + fit) for the basis TIES
// and fit for PROFILE.
type Introduction struct {
	Meta
	For         string
	CandidateID string            `kg:"candidate,ref=Organisation,required"`
	Basis       IntroductionBasis `kg:"basis"`
	Score       float64           `kg:"score"`
	Trust       float64           `kg:"trust"`
	Fit         float64           `kg:"fit"`
	BrokerCount int               `kg:"brokerCount"`
	Reasons     []Reason          // trust first, then the stated parts of fit in the order of their kinds above
}

// Broker is an organisation that has worked with both ends of an introduction. Term is its part of the trust.
type Broker struct {
	Meta
	For, Candidate       string
	OrganisationID       string  `kg:"organisation,ref=Organisation,required"`
	Term                 float64 `kg:"term"`
	AcceptsIntroductions bool    `kg:"acceptsIntroductions"`
}

// Path is a way from one organisation to another over ties, without passing one twice. Cost is the sum of 1/weight.
type Path struct {
	Meta
	Stops  []string `kg:"organisations,ref=Organisation"`
	Length int      `kg:"length"` // ties
	Cost   float64  `kg:"cost"`
}

// NetworkPosition is where an organisation stands among the ties of a scope. What is not defined for it is nil: every
// measure but degree and strength of an organisation without ties, betweenness with fewer than three organisations.
type NetworkPosition struct {
	Meta
	OrganisationID string   `kg:"organisation,ref=Organisation,required"`
	Degree         int      `kg:"degree"`        // distinct partners
	Strength       float64  `kg:"strength"`      // the sum of the ties' weights
	Betweenness    *float64 `kg:"betweenness"`   // Brandes on the length 1/weight, times 2/((N-1)(N-2)); 0 to 1
	Constraint     *float64 `kg:"constraint"`    // Burt's, on weights: a triangle gives 1.125
	EffectiveSize  *float64 `kg:"effectiveSize"` // n - 2t/n for n partners with t ties among them
	EIIndex        *float64 `kg:"eiIndex"`       // (external - internal)/(external + internal) ties over countries; -1 to 1
	Community      *int     `kg:"community"`     // numbered from 0, the largest first
	ComputedOn     string   `kg:"computedOn"`
}

// Network is the ties of a scope, or those around one organisation. The largest strengths are kept, ties by id, the
// centre always.
type Network struct {
	Meta
	Center      string
	TotalNodes  int      `kg:"totalNodes"` // before anything was cut
	TotalLinks  int      `kg:"totalLinks"`
	Truncated   bool     `kg:"truncated"`
	Components  int      `kg:"components"` // of all the nodes, kept or not
	Density     float64  `kg:"density"`    // of the whole: 2L/(N(N-1)), 0 for fewer than two nodes
	Modularity  *float64 `kg:"modularity"` // of the communities, nil without links
	Stability   *float64 `kg:"stability"`  // mean agreement (adjusted Rand index) of the communities of ten seeds; 1 is the same
	ComputedOn  string   `kg:"computedOn"`
	Communities []Community
	Links       []NetworkLink // among the kept, by source, then target
	Coverage    *Coverage     // if Hop.Coverage
}

// Community is a part of a network that holds together more than chance would have it.
type Community struct {
	ID   int
	Size int // organisations of the graph that the measures were computed on
}

// NetworkLink is a tie among the nodes that were kept; Source < Target.
type NetworkLink struct {
	Source, Target string
	Weight         float64
	ProjectCount   int
	First, Last    *int
}

// NetworkNode is an organisation in a network. Distance is in ties from the centre, nil if there is none.
type NetworkNode struct {
	Meta
	OrganisationID string `kg:"organisation,ref=Organisation,required"`
	Community      *int   `kg:"community"`
	Distance       *int   `kg:"distance"`
}

// RecordID joins the one who asks and the candidate.
func (r *Introduction) RecordID() string {
	return "introduction:" + r.For + pairSeparator + r.CandidateID
}

// RecordID joins the one who asks, the candidate and the broker.
func (r *Broker) RecordID() string {
	return "broker:" + r.For + pairSeparator + r.Candidate + pairSeparator + r.OrganisationID
}

// RecordID joins the organisations in their order.
func (r *Path) RecordID() string { return "path:" + strings.Join(r.Stops, pairSeparator) }

// RecordID names the organisation.
func (r *NetworkPosition) RecordID() string { return "position:" + r.OrganisationID }

// RecordID names the centre.
func (r *Network) RecordID() string { return "network:" + r.Center }

// RecordID names the organisation.
func (r *NetworkNode) RecordID() string { return "network-node:" + r.OrganisationID }

func (*Introduction) Kind() Kind    { return KindIntroduction }
func (*Broker) Kind() Kind          { return KindBroker }
func (*Path) Kind() Kind            { return KindPath }
func (*NetworkPosition) Kind() Kind { return KindPosition }
func (*Network) Kind() Kind         { return KindNetwork }
func (*NetworkNode) Kind() Kind     { return KindNetworkNode }

// Ties are the ties of a scope as plain arrays: all of them, or those of some organisations.
type Ties struct {
	IDs       []string // of the organisations with a tie, ascending
	Countries []string // the country's id of each, "" if unknown
	Links     []Link   // by A, then B
}

// Link is a tie between two organisations by their indexes in Ties.IDs, A < B. See Collaboration for the rest.
type Link struct {
	A, B         int32
	Weight       float64
	ProjectCount int
	First, Last  *int
}

// NotConnectedError says that a question for paths has none, and what the same question without the scope has.
func NotConnectedError(h *Hop, without *Page) error {
	found := "not, either"
	if len(without.Items) > 0 {
		found = fmt.Sprintf("at %d", without.Items[0].Record.(*Path).Length)
	}
	return Errorf(NotConnected, "%q and %q are not connected within %d degrees in this scope (%s); without the scope they are %s",
		h.IDs[0], h.IDs[1], h.Degrees, h.Scope, found)
}
