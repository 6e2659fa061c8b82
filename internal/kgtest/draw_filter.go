package kgtest

import (
	"slices"
	"strings"

	"pgregory.net/rapid"

	"ngograph/internal/kg"
)

// filter draws a filter on records of a kind, nested at most so deep.
func (a *asker) filter(k kg.Kind, depth int) kg.Filter {
	t := a.t
	ops := []kg.Op{kg.OpIn, kg.OpKnown, kg.OpRange}
	d := kg.Describe(k)
	if d.Field("start") != nil {
		ops = append(ops, kg.OpDuring)
	}
	if slices.Contains(kg.SearchedKinds(), k) {
		ops = append(ops, kg.OpText)
	}
	if d.Field("themes") != nil || k == kg.KindTheme {
		ops = append(ops, kg.OpUnder)
	}
	if k == kg.KindOrganisation {
		ops = append(ops, kg.OpWithin)
	}
	if depth > 0 {
		ops = append(ops, kg.OpAnd, kg.OpOr, kg.OpNot, kg.OpAny, kg.OpAll)
	}
	f := kg.Filter{Op: pick(t, ops, "op")}
	switch f.Op {
	case kg.OpAnd, kg.OpOr:
		for range within(t, 0, 3, "args") {
			f.Args = append(f.Args, a.filter(k, depth-1))
		}
	case kg.OpNot:
		f.Args = []kg.Filter{a.filter(k, depth-1)}
	case kg.OpAny:
		edges := edgesToFilter(k)
		if len(edges) == 0 {
			return kg.Filter{}
		}
		e := pick(t, edges, "any edge")
		f.Edge, f.Args = e.Name, []kg.Filter{a.filter(e.To[0], depth-1)}
	default:
		a.condition(&f, k)
	}
	return f
}

// edgesToFilter returns the edges of a kind that lead by stored references to records of one kind.
func edgesToFilter(k kg.Kind) []*kg.Edge {
	return slices.DeleteFunc(kg.EdgesOf(k), func(e *kg.Edge) bool {
		return len(e.To) != 1 || e.Field == "" && e.Back == ""
	})
}

// condition draws what a filter without others in it asks.
func (a *asker) condition(f *kg.Filter, k kg.Kind) {
	t, d := a.t, kg.Describe(k)
	switch f.Op {
	case kg.OpIn:
		fields := fieldsToFilter(d, isListed)
		if k == kg.KindProject {
			fields = append(fields, "year")
		}
		f.Field = pick(t, fields, "field")
		f.Values = some(t, append(a.textsOf(k, f.Field), "none"), 3, "values")
	case kg.OpKnown:
		f.Field = pick(t, fieldsToFilter(d, func(f *kg.Field) bool { return f.Name != "revision" && f.Name != "updatedAt" }), "field")
	case kg.OpRange:
		fields := fieldsToFilter(d, func(f *kg.Field) bool { return f.Type == kg.TypeInt && f.Name != "updatedAt" || isDate(f) })
		if k == kg.KindProject {
			fields = append(fields, "year")
		}
		f.Field = pick(t, fields, "field")
		if field := d.Field(f.Field); field != nil && isDate(field) {
			f.Min, f.Max = a.dayOrOpen(), a.dayOrOpen()
		} else {
			f.Min, f.Max = a.numberOrOpen(), a.numberOrOpen()
		}
	case kg.OpDuring:
		f.Min, f.Max = a.dayOrOpen(), a.dayOrOpen()
		if f.Min == nil {
			f.Min = ""
		}
		if f.Max == nil {
			f.Max = ""
		}
	case kg.OpText:
		f.Values = a.words()
	case kg.OpUnder:
		f.Field = "themes"
		if k == kg.KindTheme {
			f.Field = "id"
		}
		f.Values = a.knownOr(kg.KindTheme)
	case kg.OpWithin:
		f.Values = a.knownOr(kg.KindCountry, kg.KindRegion, kg.KindArea)
		if chance(t, 50, "on") {
			f.On = pick(t, days, "on")
		}
	}
}

func fieldsToFilter(d *kg.Description, wanted func(*kg.Field) bool) []string {
	var fields []string
	for i := range d.Fields {
		if wanted(&d.Fields[i]) {
			fields = append(fields, d.Fields[i].Name)
		}
	}
	return fields
}

// isListed reports whether In compares a field: a text, a flag, a whole number, or a list of ids or identifiers.
func isListed(f *kg.Field) bool {
	switch f.Type {
	case kg.TypeText, kg.TypeBool:
		return true
	case kg.TypeInt:
		return f.Name != "updatedAt"
	case kg.TypeList:
		return f.Refs != nil || f.Name == "identifiers"
	}
	return false
}

func isDate(f *kg.Field) bool {
	dates := []string{"start", "end", "since", "until", "from", "to", "availableFrom", "availableTo", "retrievedAt"}
	return f.Type == kg.TypeText && slices.Contains(dates, f.Name)
}

// textsOf returns the values that records of a kind have in a field, as In compares them.
func (a *asker) textsOf(k kg.Kind, field string) []string {
	list := []string{"true", "false"}
	for _, r := range a.records {
		if r.Kind() == k {
			list = append(list, texts(value(r, field))...)
		}
	}
	return list
}

func (a *asker) dayOrOpen() any {
	if chance(a.t, 30, "open") {
		return nil
	}
	return string(pick(a.t, days, "day"))
}

func (a *asker) numberOrOpen() any {
	if chance(a.t, 30, "open") {
		return nil
	}
	if chance(a.t, 50, "an amount") {
		return pick(a.t, amounts, "amount")
	}
	return int64(pick(a.t, numbers, "number"))
}

// knownOr draws ids of the kinds, now and then one that is not known.
func (a *asker) knownOr(kinds ...kg.Kind) []string {
	ids := some(a.t, idsOf(a.records, kinds...), 2, "ids")
	if chance(a.t, 3, "an unknown id") {
		ids = append(ids, unknownID(a.t, kinds[0]))
	}
	return ids
}

// words draws folded words: of the graph's own, the last one cut short in half of the cases.
func (a *asker) words() []string {
	t := a.t
	var known []string
	for _, r := range a.records {
		if ix, ok := kg.Index(r); ok {
			known = append(known, strings.Fields(ix.Text)...)
		}
	}
	known = append(known, "nowhere")
	n := within(t, 1, 3, "words")
	if chance(t, 5, "no words") {
		return nil
	}
	var words []string
	for range n {
		words = append(words, pick(t, known, "word"))
	}
	if chance(t, 50, "a beginning") {
		last := []rune(words[n-1])
		words[n-1] = string(last[:within(t, 1, len(last), "letters")])
	}
	return words
}

// scope draws a scope: none, or one with some of its conditions.
func (a *asker) scope() *kg.Scope {
	t := a.t
	if chance(t, 20, "no scope") {
		return nil
	}
	s := &kg.Scope{}
	often := func(what string) bool { return chance(t, 22, what) }
	if often("themes") {
		s.Themes = a.knownOr(kg.KindTheme)
	}
	if often("areas") {
		s.Areas = a.knownOr(kg.KindArea)
	}
	if often("countries") {
		s.Countries = a.knownOr(kg.KindCountry)
	}
	if often("regions") {
		s.Regions = a.knownOr(kg.KindRegion)
	}
	s.Parties = pick(t, []kg.Parties{"", kg.Both, kg.Either}, "parties")
	if often("border") {
		b := rapid.Bool().Draw(t, "cross")
		s.CrossBorder = &b
	}
	if often("years") {
		from := within(t, 2014, 2024, "from")
		to := within(t, from, 2025, "to")
		s.Years = pick(t, []kg.Years{{From: &from, To: &to}, {From: &from}, {To: &to}}, "years")
	}
	if often("programmes") {
		s.Programmes = a.knownOr(kg.KindProgramme)
	}
	enum := func(what string) []string { return some(t, kg.Enums()[what], 4, what) }
	if often("types") {
		s.OrganisationTypes = enum("OrganisationType")
	}
	if often("sizes") {
		s.Sizes = enum("SizeBand")
	}
	if often("roles") {
		s.Roles = enum("Role")
	}
	if often("at most") {
		n := within(t, 2, 6, "participants")
		s.MaxParticipants = &n
	}
	if chance(t, 50, "evidence") {
		s.Evidence = some(t, []kg.EvidenceKind{kg.ByMembers, kg.ByProject, kg.ByRecord}, 3, "evidence")
	}
	if chance(t, 35, "half-life") {
		years := within(t, 1, 6, "half-life")
		s.HalfLife = &years
	}
	return s
}
