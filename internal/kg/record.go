package kg

import "time"

// Kind names a kind of record.
type Kind string

// The kinds of stored records, and Collaboration, which is derived and never stored.
const (
	KindDataset       Kind = "Dataset"
	KindLanguage      Kind = "Language"
	KindCountry       Kind = "Country"
	KindRegion        Kind = "Region"
	KindTheme         Kind = "Theme"
	KindArea          Kind = "Area"
	KindAreaMember    Kind = "AreaMember"
	KindOrganisation  Kind = "Organisation"
	KindProgramme     Kind = "Programme"
	KindProject       Kind = "Project"
	KindParticipation Kind = "Participation"
	KindMembership    Kind = "Membership"
	KindPractice      Kind = "Practice"
	KindResource      Kind = "Resource"
	KindRecorded      Kind = "RecordedCollaboration"
	KindCollaboration Kind = "Collaboration"
)

// Record is one row of the graph. Stored records are shared between readers and never changed in place.
type Record interface {
	RecordID() string // unique among all records, readable, stable
	Kind() Kind
	Base() *Meta
}

// Meta is what every record carries: its sources, and when it last changed in this store.
type Meta struct {
	Sources   []SourceRef `kg:"sources"`
	Revision  Revision    `kg:"revision"`
	UpdatedAt Instant     `kg:"updatedAt"`
	pages     map[string]*Page
}

// Base returns m itself.
func (m *Meta) Base() *Meta { return m }

// Instant is a moment in whole seconds since 1970, UTC.
type Instant int64

// Time returns the moment as a time.Time in UTC.
func (i Instant) Time() time.Time { return time.Unix(int64(i), 0).UTC() }

// Dataset is a source of records with its licence. RecordURL may hold "{record}", to be replaced by a record's key.
type Dataset struct {
	Meta
	ID          string `kg:"id"`
	Title       string `kg:"title,required"`
	Publisher   Text   `kg:"publisher"`
	URL         Text   `kg:"url"`
	RecordURL   Text   `kg:"recordUrl"`
	Licence     string `kg:"licence,required"`
	Attribution Text   `kg:"attribution"`
	RetrievedAt Date   `kg:"retrievedAt,required"`
}

// Language is a language, keyed by its ISO 639 code.
type Language struct {
	Meta
	ID    string          `kg:"id"`
	Code  string          `kg:"code,required"`
	Name  string          `kg:"name,required"`
	Names []LocalisedText `kg:"names"`
}

// Country is a country or territory of ISO 3166-1.
type Country struct {
	Meta
	ID          string          `kg:"id"`
	Code        string          `kg:"code,required"`
	Name        string          `kg:"name,required"`
	Names       []LocalisedText `kg:"names"`
	LanguageIDs []string        `kg:"languages,ref=Language"`
}

// Region is a statistical region (NUTS) in the spelling of one version of the classification.
type Region struct {
	Meta
	ID        string `kg:"id"`
	Code      string `kg:"code,required"`
	Name      string `kg:"name,required"`
	Level     int    `kg:"level"`
	Version   string `kg:"version,required"`
	CountryID string `kg:"country,ref=Country,required"`
	ParentID  string `kg:"parent,ref=Region"`
}

// Theme is a concept of one scheme. Broader themes are of the same scheme; Matches lists the themes of other schemes
// that this one counts as, too. Whatever is asked about a theme covers the themes from which it is reached by broader
// and matches.
type Theme struct {
	Meta
	ID         string          `kg:"id"`
	Scheme     string          `kg:"scheme,required"`
	Notation   Text            `kg:"notation"`
	Name       string          `kg:"name,required"`
	Labels     []LocalisedText `kg:"labels"`
	BroaderIDs []string        `kg:"broader,ref=Theme"`
	MatchIDs   []string        `kg:"matches,ref=Theme"`
}

// Area is a set of countries and regions under a definition that says where it comes from.
type Area struct {
	Meta
	ID         string          `kg:"id"`
	Name       string          `kg:"name,required"`
	Names      []LocalisedText `kg:"names"`
	Definition string          `kg:"definition,required"`
	Source     Text            `kg:"source"`
}

// AreaMember says that a country or region belongs to an area from a day to a day, both included and either open.
type AreaMember struct {
	Meta
	AreaID   string `kg:"area,ref=Area,key"`
	MemberID string `kg:"member,ref=Country|Region,key"`
	From     Date   `kg:"from,key"`
	To       Date   `kg:"to"`
}

// Organisation is an NGO or another body that can take part in projects.
type Organisation struct {
	Meta
	ID                   string           `kg:"id"`
	Name                 string           `kg:"name,required"`
	Names                []LocalisedText  `kg:"names"`
	Acronym              Text             `kg:"acronym"`
	Identifiers          []Identifier     `kg:"identifiers"`
	Type                 OrganisationType `kg:"type,enum=OrganisationType,required"`
	Size                 SizeBand         `kg:"size,enum=SizeBand"`
	CountryID            string           `kg:"country,ref=Country"`
	RegionID             string           `kg:"region,ref=Region"`
	City                 Text             `kg:"city"`
	Location             *GeoPoint        `kg:"location"`
	Website              Text             `kg:"website"`
	LanguageIDs          []string         `kg:"workingLanguages,ref=Language"`
	ThemeIDs             []string         `kg:"themes,ref=Theme"`
	AcceptsIntroductions bool             `kg:"acceptsIntroductions"`
	Projects             int              `kg:"projectCount,derived"` // distinct projects it takes part in
}

// Programme funds projects; From and To are years.
type Programme struct {
	Meta
	ID       string `kg:"id"`
	Name     string `kg:"name,required"`
	From     *int   `kg:"from"`
	To       *int   `kg:"to"`
	FunderID string `kg:"funder,ref=Organisation"`
}

// Project is something that organisations do together. Complete false or nil: partners may be missing.
type Project struct {
	Meta
	ID           string          `kg:"id"`
	Acronym      Text            `kg:"acronym"`
	Title        string          `kg:"title,required"`
	Titles       []LocalisedText `kg:"titles"`
	Summary      Text            `kg:"summary"`
	Identifiers  []Identifier    `kg:"identifiers"`
	Start        Date            `kg:"start"`
	End          Date            `kg:"end"`
	Budget       *Money          `kg:"budget"`
	Website      Text            `kg:"website"`
	ThemeIDs     []string        `kg:"themes,ref=Theme"`
	ProgrammeID  string          `kg:"programme,ref=Programme"`
	Complete     *bool           `kg:"participantsComplete"`
	Participants int             `kg:"participantCount,derived"` // distinct organisations that take part
}

// Participation is one organisation's part in one project in one role.
type Participation struct {
	Meta
	OrganisationID string `kg:"organisation,ref=Organisation,key"`
	ProjectID      string `kg:"project,ref=Project,key"`
	Role           Role   `kg:"role,enum=Role,key"`
	RawRole        Text   `kg:"rawRole"`
	Contribution   *Money `kg:"contribution"`
	Start          Date   `kg:"start"`
	End            Date   `kg:"end"`
}

// Membership says that an organisation belongs to a network, which is an organisation too.
type Membership struct {
	Meta
	NetworkID string `kg:"network,ref=Organisation,key"`
	MemberID  string `kg:"member,ref=Organisation,key"`
	Since     Date   `kg:"since"`
	Until     Date   `kg:"until"`
}

// Practice is something that worked, shared by an organisation, with its evidence (URLs).
type Practice struct {
	Meta
	ID        string   `kg:"id"`
	Title     string   `kg:"title,required"`
	Summary   string   `kg:"summary"`
	URL       Text     `kg:"url"`
	ThemeIDs  []string `kg:"themes,ref=Theme"`
	SharedBy  string   `kg:"sharedBy,ref=Organisation,required"`
	ProjectID string   `kg:"project,ref=Project"`
	Evidence  []string `kg:"evidence"`
}

// Resource is what an organisation offers or needs.
type Resource struct {
	Meta
	ID             string       `kg:"id"`
	OrganisationID string       `kg:"organisation,ref=Organisation,required"`
	Direction      Direction    `kg:"direction,enum=Direction,required"`
	ResourceKind   ResourceKind `kg:"kind,enum=ResourceKind,required"`
	Title          string       `kg:"title,required"`
	ThemeIDs       []string     `kg:"themes,ref=Theme"`
	AvailableFrom  Date         `kg:"availableFrom"`
	AvailableTo    Date         `kg:"availableTo"`
}

// RecordedCollaboration is a collaboration of two or more parties outside any project.
type RecordedCollaboration struct {
	Meta
	ID       string   `kg:"id"`
	Title    string   `kg:"title,required"`
	PartyIDs []string `kg:"parties,ref=Organisation,required"`
	Start    Date     `kg:"start"`
	End      Date     `kg:"end"`
	ThemeIDs []string `kg:"themes,ref=Theme"`
	URL      Text     `kg:"url"`
}

// Collaboration is the tie of two organisations under a scope, derived from participation; A < B.
// Weight is the sum over its evidence of 1/(n-1) for a project of n participants (Newman 2001, PRE 64:016132),
// 1/(k-1) for a recorded collaboration of k parties and 1/k for a membership in a network of k members.
// First and Last are years, nil if the evidence has no dates.
type Collaboration struct {
	Meta
	A, B          string
	ProjectCount  int      `kg:"projectCount"`
	RecordedCount int      `kg:"recordedCount"`
	Membership    bool     `kg:"membership"` // one is a member of the other, counted only when the scope asks
	Weight        float64  `kg:"weight"`
	RecencyWeight *float64 `kg:"recencyWeight"` // nil unless the scope has a half-life
	First         *int     `kg:"first"`
	Last          *int     `kg:"last"`
}

// The ids of derived and edge records are made of what they join.
const pairSeparator = "|"

// CollaborationID returns the id of the tie between two organisations, in either order.
func CollaborationID(a, b string) string {
	return "collaboration:" + min(a, b) + pairSeparator + max(a, b)
}

// RecordID and Kind make each type a Record.
func (r *Dataset) RecordID() string               { return r.ID }
func (r *Language) RecordID() string              { return r.ID }
func (r *Country) RecordID() string               { return r.ID }
func (r *Region) RecordID() string                { return r.ID }
func (r *Theme) RecordID() string                 { return r.ID }
func (r *Area) RecordID() string                  { return r.ID }
func (r *Organisation) RecordID() string          { return r.ID }
func (r *Programme) RecordID() string             { return r.ID }
func (r *Project) RecordID() string               { return r.ID }
func (r *Practice) RecordID() string              { return r.ID }
func (r *Resource) RecordID() string              { return r.ID }
func (r *RecordedCollaboration) RecordID() string { return r.ID }
func (r *Collaboration) RecordID() string         { return CollaborationID(r.A, r.B) }

// RecordID joins area, member and first day.
func (r *AreaMember) RecordID() string {
	return "area-member:" + r.AreaID + pairSeparator + r.MemberID + pairSeparator + string(r.From)
}

// RecordID joins organisation, project and role.
func (r *Participation) RecordID() string {
	return "participation:" + r.OrganisationID + pairSeparator + r.ProjectID + pairSeparator + string(r.Role)
}

// RecordID joins network and member.
func (r *Membership) RecordID() string {
	return "membership:" + r.NetworkID + pairSeparator + r.MemberID
}

func (*Dataset) Kind() Kind               { return KindDataset }
func (*Language) Kind() Kind              { return KindLanguage }
func (*Country) Kind() Kind               { return KindCountry }
func (*Region) Kind() Kind                { return KindRegion }
func (*Theme) Kind() Kind                 { return KindTheme }
func (*Area) Kind() Kind                  { return KindArea }
func (*AreaMember) Kind() Kind            { return KindAreaMember }
func (*Organisation) Kind() Kind          { return KindOrganisation }
func (*Programme) Kind() Kind             { return KindProgramme }
func (*Project) Kind() Kind               { return KindProject }
func (*Participation) Kind() Kind         { return KindParticipation }
func (*Membership) Kind() Kind            { return KindMembership }
func (*Practice) Kind() Kind              { return KindPractice }
func (*Resource) Kind() Kind              { return KindResource }
func (*RecordedCollaboration) Kind() Kind { return KindRecorded }
func (*Collaboration) Kind() Kind         { return KindCollaboration }
