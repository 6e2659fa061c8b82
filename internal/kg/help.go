package kg

// The kinds of derived records that find help and partners.
const (
	KindNewcomer   Kind = "Newcomer"
	KindResponder  Kind = "Responder"
	KindMatch      Kind = "Match"
	KindConsortium Kind = "ConsortiumProposal"
	KindMember     Kind = "ConsortiumMember"
)

// MaxRoute is the longest way, in ties, by which one organisation is said to reach another.
const MaxRoute = 3

// Newcomer is an organisation whose first international project in a scope began in or after a year. A project is
// international for an organisation that has in it, by the scope, a tie with one of another country; the first is that
// with the earliest start, then the smallest id, and one without a start is never taken. Its sponsors are its
// partners there, by the scope, that had an international project with an earlier start.
type Newcomer struct {
	Meta
	OrganisationID string `kg:"organisation,ref=Organisation,required"`
	ProjectID      string `kg:"project,ref=Project,required"`
	Start          Date   `kg:"start"` // of that project
	SponsorCount   int    `kg:"sponsorCount"`
}

// Responder is an organisation that offers, today, something needed, and lies in a place or has worked with one that does.
type Responder struct {
	Meta
	For            string   // the one who asks, "" if nobody says
	OrganisationID string   `kg:"organisation,ref=Organisation,required"`
	Kinds          []string `kg:"kinds"`   // of what is needed: those that it offers, ascending
	InPlace        bool     `kg:"inPlace"` // else it has a partner there
	Steps          *int     `kg:"steps"`   // ties on the shortest way from the one who asks, nil beyond MaxRoute
	OfferIDs       []string `kg:"offers,ref=Resource"`
}

// Match is an organisation that offers what another needs, or needs what it offers.
type Match struct {
	Meta
	For            string
	OrganisationID string   `kg:"organisation,ref=Organisation,required"`
	TheyOffer      []string `kg:"theyOffer"`              // kinds of resource that For needs and they offer, ascending
	YouOffer       []string `kg:"youOffer"`               // kinds of resource that they need and For offers, ascending
	SharedLanguage bool     `kg:"sharedLanguage"`         // false: none is known to be shared
	LanguageIDs    []string `kg:"languages,ref=Language"` // shared, ascending
	Steps          *int     `kg:"steps"`                  // as of a Responder
	OfferIDs       []string `kg:"offers,ref=Resource"`
	NeedIDs        []string `kg:"needs,ref=Resource"`
}

// Brief is what a call asks of a consortium: each value is a condition that at least one member must meet, and Size the
// least number of members besides the one who asks.
type Brief struct {
	Themes, Countries, Types, Sizes, Offers []string
	Size                                    int
}

// ConditionKind says what a condition of a brief is about.
type ConditionKind string

// The conditions.
const (
	NeedsTheme   ConditionKind = "THEME"
	NeedsCountry ConditionKind = "COUNTRY"
	NeedsType    ConditionKind = "ORGANISATION_TYPE"
	NeedsSize    ConditionKind = "SIZE"
	NeedsOffer   ConditionKind = "OFFER"
	NeedsMembers ConditionKind = "MEMBERS"
)

// Condition is one condition of a brief. By holds the ids of the members that meet it, in the order they were chosen; the
// one who asks meets conditions too.
type Condition struct {
	Kind  ConditionKind
	Value string
	Met   bool
	By    []string
}

// ConsortiumProposal is a team for a brief, chosen greedily: always the organisation that meets most conditions not met
// yet, then has the largest sum of weights of ties with those chosen before (the one who asks included), then the smallest
// id.
type ConsortiumProposal struct {
	Meta
	For        string
	Feasible   bool `kg:"feasible"` // every condition is met
	Cold       int  `kg:"cold"`     // members that nobody chosen before them has worked with
	Conditions []Condition
	Members    []ConsortiumMember
}

// ConsortiumMember is an organisation of a proposal with the reason for it.
type ConsortiumMember struct {
	Meta
	For            string
	OrganisationID string      `kg:"organisation,ref=Organisation,required"`
	Trust          float64     `kg:"trust"` // the sum of its ties' weights with those chosen before it
	Steps          *int        `kg:"steps"` // as of a Responder
	Covers         []Condition // those that it was the first to meet, as they stand in the end
}

// RecordID names the organisation.
func (r *Newcomer) RecordID() string { return "newcomer:" + r.OrganisationID }

// RecordID joins the one who asks and the organisation.
func (r *Responder) RecordID() string { return "responder:" + r.For + pairSeparator + r.OrganisationID }

// RecordID joins the one who asks and the organisation.
func (r *Match) RecordID() string { return "match:" + r.For + pairSeparator + r.OrganisationID }

// RecordID names the one who asks.
func (r *ConsortiumProposal) RecordID() string { return "consortium:" + r.For }

// RecordID joins the one who asks and the member.
func (r *ConsortiumMember) RecordID() string {
	return "consortium-member:" + r.For + pairSeparator + r.OrganisationID
}

func (*Newcomer) Kind() Kind           { return KindNewcomer }
func (*Responder) Kind() Kind          { return KindResponder }
func (*Match) Kind() Kind              { return KindMatch }
func (*ConsortiumProposal) Kind() Kind { return KindConsortium }
func (*ConsortiumMember) Kind() Kind   { return KindMember }
