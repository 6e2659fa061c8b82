package memory

import (
	"slices"

	"ngograph/internal/kg"
)

// fit compares others with what one organisation states of itself.
type fit struct {
	s     *snapshot
	you   int32
	parts []kg.ReasonKind
	needs []string // kinds of resource, ascending

	themes, languages *relation
	theme, language   []string // their ids
	resourcesOf       csr
	holder
}

// fit returns the comparison with an organisation for introductions.
func (s *snapshot) fit(you int32, basis kg.IntroductionBasis) *fit {
	f := &fit{
		s: s, you: you,
		themes:    s.relation(kg.KindOrganisation, "themes", kg.KindTheme),
		languages: s.relation(kg.KindOrganisation, "workingLanguages", kg.KindLanguage),
		theme:     s.of(kg.KindTheme).ids, language: s.of(kg.KindLanguage).ids,
		resourcesOf: s.relation(kg.KindResource, "organisation", kg.KindOrganisation).back,
		holder:      s.holder(),
	}
	for _, row := range f.resourcesOf.of(you) {
		if r := s.record(kg.KindResource, row).(*kg.Resource); r.Direction == kg.Need {
			f.needs = append(f.needs, string(r.ResourceKind))
		}
	}
	slices.Sort(f.needs)
	f.needs = slices.Compact(f.needs)
	// A part that nobody states is left out.
	if len(f.themes.many.to) > 0 {
		f.parts = append(f.parts, kg.ReasonThemes)
	}
	if len(f.languages.many.to) > 0 {
		f.parts = append(f.parts, kg.ReasonLanguage)
	}
	if len(f.needs) > 0 {
		f.parts = append(f.parts, kg.ReasonNeeds)
	}
	if basis == kg.OnProfile {
		f.parts = append(f.parts, kg.ReasonPlace)
	}
	return f
}

// with returns the fit with an organisation: the mean of the stated parts, 0 if none is.
func (f *fit) with(o int32) float64 {
	sum, stated := 0.0, 0
	for _, k := range f.parts {
		if v, ok := f.part(k, o, nil); ok {
			sum += v
			stated++
		}
	}
	return sum / float64(max(stated, 1))
}

// reasons returns the stated parts of the fit with an organisation.
func (f *fit) reasons(o int32) []kg.Reason {
	var list []kg.Reason
	for _, k := range f.parts {
		var shared []string
		if v, ok := f.part(k, o, &shared); ok {
			list = append(list, kg.Reason{Kind: k, Value: v, Shared: shared})
		}
	}
	return list
}

// part returns a part of the fit with an organisation, false if it is not stated, and appends what it rests on to
// shared, if that is wanted.
func (f *fit) part(k kg.ReasonKind, o int32, shared *[]string) (float64, bool) {
	switch k {
	case kg.ReasonThemes:
		yours, theirs := f.themes.targets(f.you), f.themes.targets(o)
		both := common(yours, theirs, f.theme, shared)
		return ratio(both, len(yours)+len(theirs)-both)
	case kg.ReasonLanguage:
		yours, theirs := f.languages.targets(f.you), f.languages.targets(o)
		both := common(yours, theirs, f.language, shared)
		return ratio(min(both, 1), min(len(yours)+len(theirs), 1))
	case kg.ReasonNeeds:
		met := 0
		for _, kind := range f.needs {
			offers := func(row int32) bool {
				r := f.s.record(kg.KindResource, row).(*kg.Resource)
				return r.Direction == kg.Offer && string(r.ResourceKind) == kind
			}
			if slices.ContainsFunc(f.resourcesOf.of(o), offers) {
				met++
				note(shared, kind)
			}
		}
		return ratio(met, len(f.needs))
	}
	return f.place(o, shared)
}

func (f *fit) place(o int32, shared *[]string) (float64, bool) {
	country, region := f.country[f.you], f.region[f.you]
	switch {
	case country < 0 && region < 0 || f.country[o] < 0 && f.region[o] < 0:
		return 0, false
	case region >= 0 && region == f.region[o]:
		note(shared, f.s.of(kg.KindRegion).ids[region])
		return 1, true
	case country >= 0 && country == f.country[o]:
		note(shared, f.s.of(kg.KindCountry).ids[country])
		return 0.5, true
	}
	return 0, true
}

// common counts what two ascending lists of rows share and notes its ids.
func common(a, b []int32, ids []string, shared *[]string) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		if a[0] == b[0] {
			n++
			note(shared, ids[a[0]])
		}
		if a[0] <= b[0] {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return n
}

func note(shared *[]string, id string) {
	if shared != nil {
		*shared = append(*shared, id)
	}
}

// ratio returns how much of a whole there is, false if there is no whole.
func ratio(part, whole int) (float64, bool) {
	return float64(part) / float64(max(whole, 1)), whole > 0
}
