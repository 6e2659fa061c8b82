package kg

import (
	"fmt"
	"slices"
	"strings"
)

// Scope says which evidence counts for a network answer; its zero value is every project and every recorded
// collaboration. A project counts when it has one of the themes (or one that is reached as narrower), runs at some
// time within the years, belongs to one of the programmes and has at most MaxParticipants participants. A
// participation counts when its role, and its organisation's type and size, are in the lists. What a filter asks about
// and a record does not state does not match.
type Scope struct {
	Themes            []string
	Areas             []string
	Countries         []string
	Regions           []string
	Parties           Parties // "" is Both
	CrossBorder       *bool
	Years             Years
	Programmes        []string
	OrganisationTypes []string
	Sizes             []string
	Roles             []string
	MaxParticipants   *int
	Evidence          []EvidenceKind // empty is ByProject and ByRecord
	HalfLife          *int           // years
}

// Years is a span of years, either end open when nil.
type Years struct{ From, To *int }

// Known reports whether the span has a bound.
func (y Years) Known() bool { return y.From != nil || y.To != nil }

// Dates returns the span as a period from its first to its last day, either "" when open.
func (y Years) Dates() (from, to Date) {
	if y.From != nil {
		from = Date(fmt.Sprintf("%04d-01-01", *y.From))
	}
	if y.To != nil {
		to = Date(fmt.Sprintf("%04d-12-31", *y.To))
	}
	return from, to
}

// Places returns the ids of all the scope's places: a country, a region or an area.
func (s *Scope) Places() []string { return slices.Concat(s.Areas, s.Countries, s.Regions) }

// Counts reports whether a kind of evidence counts.
func (s *Scope) Counts(e EvidenceKind) bool {
	if len(s.Evidence) == 0 {
		return e != ByMembers
	}
	return slices.Contains(s.Evidence, e)
}

// Refs returns every id that the scope names.
func (s *Scope) Refs() []string { return slices.Concat(s.Themes, s.Places(), s.Programmes) }

// Validate refuses, with Invalid, a span that ends before it begins, and years outside 1 to 9999.
func (y Years) Validate() error {
	for _, year := range []*int{y.From, y.To} {
		if year != nil && (*year < 1 || *year > 9999) {
			return Errorf(Invalid, "%d is not a year", *year)
		}
	}
	if y.From != nil && y.To != nil && *y.From > *y.To {
		return Errorf(Invalid, "the years %d to %d contradict each other", *y.From, *y.To)
	}
	return nil
}

func (s *Scope) validate() error {
	for _, list := range []struct {
		ids  []string
		kind Kind
	}{
		{s.Themes, KindTheme},
		{s.Areas, KindArea},
		{s.Countries, KindCountry},
		{s.Regions, KindRegion},
		{s.Programmes, KindProgramme},
	} {
		if err := mustBe(list.ids, list.kind); err != nil {
			return err
		}
	}
	if err := s.Years.Validate(); err != nil {
		return err
	}
	if s.MaxParticipants != nil && *s.MaxParticipants < 2 {
		return Errorf(Invalid, "maxParticipants is %d; a tie takes at least 2", *s.MaxParticipants)
	}
	if s.HalfLife != nil && *s.HalfLife < 1 {
		return Errorf(Invalid, "halfLife is %d years; it must be at least 1", *s.HalfLife)
	}
	return nil
}

// mustBe refuses, with Invalid, an id whose prefix names a kind that is none of these. One that names no kind at all is
// left to be not known.
func mustBe(ids []string, kinds ...Kind) error {
	for _, id := range ids {
		if k, ok := KindOfID(id); ok && !slices.Contains(kinds, k) {
			return Errorf(Invalid, "%[1]q is of the kind %[3]s, not %[2]s", id, kinds[0], k)
		}
	}
	return nil
}

// String says the scope in words, the same for equal scopes.
func (s *Scope) String() string {
	if s == nil {
		return "all projects and recorded collaborations"
	}
	var parts []string
	list := func(name string, ids []string) {
		if len(ids) > 0 {
			parts = append(parts, name+" "+strings.Join(slices.Sorted(slices.Values(ids)), ", "))
		}
	}
	list("themes", s.Themes)
	list("areas", s.Areas)
	list("countries", s.Countries)
	list("regions", s.Regions)
	if s.Parties == Either {
		parts = append(parts, "either party in the place")
	}
	if s.CrossBorder != nil {
		parts = append(parts, map[bool]string{true: "cross-border", false: "domestic"}[*s.CrossBorder])
	}
	if s.Years.From != nil {
		parts = append(parts, fmt.Sprintf("from %d", *s.Years.From))
	}
	if s.Years.To != nil {
		parts = append(parts, fmt.Sprintf("until %d", *s.Years.To))
	}
	list("programmes", s.Programmes)
	list("organisation types", s.OrganisationTypes)
	list("sizes", s.Sizes)
	list("roles", s.Roles)
	if s.MaxParticipants != nil {
		parts = append(parts, fmt.Sprintf("at most %d participants", *s.MaxParticipants))
	}
	if len(s.Evidence) > 0 {
		evidence := make([]string, len(s.Evidence))
		for i, e := range s.Evidence {
			evidence[i] = string(e)
		}
		list("evidence", evidence)
	}
	if s.HalfLife != nil {
		parts = append(parts, fmt.Sprintf("half-life %d years", *s.HalfLife))
	}
	if len(parts) == 0 {
		return "all projects and recorded collaborations"
	}
	return strings.Join(parts, "; ")
}
