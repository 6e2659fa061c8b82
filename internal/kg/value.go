package kg

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Text is optional text: "" means that no source says.
type Text string

// Date is a calendar date, YYYY-MM-DD, that compares as a string; "" means unknown.
type Date string

// ParseDate reads YYYY-MM-DD; "" is the unknown date. Anything else is an Invalid error.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return "", nil
	}
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", Errorf(Invalid, "%q is not a date of the form YYYY-MM-DD", s)
	}
	return Date(s), nil
}

// Year returns the date's year, and false if the date is unknown.
func (d Date) Year() (int, bool) {
	if len(d) < 4 {
		return 0, false
	}
	y, err := strconv.Atoi(string(d[:4]))
	return y, err == nil
}

// Revision counts the transactions of a store that changed something, from 1; a record's revision is that of the
// transaction that last changed it.
type Revision int64

// Money is an exact amount: Cents hundredths of Currency (ISO 4217).
type Money struct {
	Cents    int64
	Currency string
}

// Decimal returns the amount as decimal text with two places, "-12.50".
func (m Money) Decimal() string { return FormatCents(m.Cents) }

// FormatCents writes hundredths as decimal text with two places.
func FormatCents(c int64) string {
	sign := ""
	if c < 0 {
		sign, c = "-", -c
	}
	return fmt.Sprintf("%s%d.%02d", sign, c/100, c%100)
}

// ParseCents reads decimal text with a point, rounding half away from zero to hundredths.
func ParseCents(s string) (int64, error) {
	text, negative := strings.CutPrefix(s, "-")
	whole, frac, _ := strings.Cut(text, ".")
	if whole == "" || len(whole) > 15 || strings.Trim(whole+frac, "0123456789") != "" {
		return 0, Errorf(Invalid, "%q is not a decimal amount", s)
	}
	units, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return 0, Errorf(Invalid, "%q is not a decimal amount", s)
	}
	digits := (frac + "000")[:3]
	cents, _ := strconv.ParseInt(digits[:2], 10, 64)
	cents += units * 100
	if digits[2] >= '5' {
		cents++
	}
	if negative {
		cents = -cents
	}
	return cents, nil
}

// GeoPoint is a place in degrees, WGS 84.
type GeoPoint struct{ Latitude, Longitude float64 }

// LocalisedText is a text with its language (ISO 639-1 where there is one, "" if unknown) and, for names, its kind.
type LocalisedText struct {
	Language Text
	Text     string
	Kind     NameKind
}

// NameKind says what a name of an organisation is; "" where it does not apply.
type NameKind string

// The kinds of names.
const (
	NameOfficial NameKind = "OFFICIAL"
	NameFormer   NameKind = "FORMER"
	NameAlias    NameKind = "ALIAS"
)

// Identifier is a value in a scheme of identifiers, such as PIC, ROR, VAT or PL-KRS.
type Identifier struct{ Scheme, Value string }

// String returns the identifier as stores keep it and filters compare it.
func (i Identifier) String() string { return join(i.Scheme, i.Value) }

// SourceRef says where a record comes from: the dataset, the record's key in it and the page that states it.
// Facts is filled in answers only.
type SourceRef struct {
	Dataset string
	Record  Text
	URL     Text
	Facts   *Dataset
}

// Compare orders source references by dataset, record and URL.
func (s SourceRef) Compare(o SourceRef) int {
	return cmp.Or(cmp.Compare(s.Dataset, o.Dataset), cmp.Compare(s.Record, o.Record), cmp.Compare(s.URL, o.URL))
}

// OrganisationType says what an organisation is.
type OrganisationType string

// SizeBand is an organisation's size; "" means unknown.
type SizeBand string

// Role is what an organisation does in a project.
type Role string

// Direction tells an offered resource from a needed one.
type Direction string

// ResourceKind says what is offered or needed.
type ResourceKind string

// Parties says how many ends of a tie must lie in the scope's place.
type Parties string

// EvidenceKind says what makes a tie.
type EvidenceKind string

// Enumerated values that the code refers to; Enums lists them all.
const (
	Lead       Role         = "LEAD"
	Partner    Role         = "PARTNER"
	Offer      Direction    = "OFFER"
	Need       Direction    = "NEED"
	Both       Parties      = "BOTH"
	Either     Parties      = "EITHER"
	ByProject  EvidenceKind = "PROJECT"
	ByRecord   EvidenceKind = "RECORDED"
	ByMembers  EvidenceKind = "MEMBERSHIP"
	OtherType               = OrganisationType("OTHER")
	Company                 = OrganisationType("COMPANY")
	PublicBody              = OrganisationType("PUBLIC_BODY")
	University              = OrganisationType("UNIVERSITY")
	Research                = OrganisationType("RESEARCH")
)

// Enums returns the values of each enumerated type, by the type's name.
func Enums() map[string][]string {
	return map[string][]string{
		"OrganisationType": {"NGO", "NETWORK", "PUBLIC_BODY", "UNIVERSITY", "RESEARCH", "COMPANY", "SOCIAL_ENTERPRISE", "OTHER"},
		"SizeBand":         {"MICRO", "SMALL", "MEDIUM", "LARGE"},
		"Role":             {"LEAD", "PARTNER", "ASSOCIATED", "THIRD_PARTY", "DONOR_PARTNER", "FUNDER"},
		"Direction":        {"OFFER", "NEED"},
		"ResourceKind":     {"KNOWLEDGE", "EXPERTISE", "FUNDING", "VOLUNTEERS", "STAFF", "VENUE", "EQUIPMENT", "SUPPLIES", "ADVOCACY", "NETWORK", "OTHER"},
		"NameKind":         {"OFFICIAL", "FORMER", "ALIAS"},
		"Parties":          {"BOTH", "EITHER"},
		"EvidenceKind":     {"PROJECT", "RECORDED", "MEMBERSHIP"},
	}
}

// Period is a span of dates, both ends included.
type Period struct{ From, To Date }

// PeriodOf returns the period from start to end, an unknown bound taken to be the known one. Both unknown gives the
// zero Period.
func PeriodOf(start, end Date) Period {
	return Period{From: cmp.Or(start, end), To: cmp.Or(end, start)}
}

// Known reports whether the period has dates.
func (p Period) Known() bool { return p.From != "" }

// Holds reports whether something that was so from a date to a date (either may be open, "") was so at some time in
// the period. Of an unknown period it holds if it has no end.
func (p Period) Holds(from, to Date) bool {
	if !p.Known() {
		return to == ""
	}
	return (from == "" || from <= p.To) && (to == "" || to >= p.From)
}

// Nanos rounds a weight to nine decimals and returns it in units of 1e-9: the form in which numbers order rows.
func Nanos(w float64) int64 { return int64(math.Round(w * 1e9)) }
