package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"

	"ngograph/internal/kg"
)

// place is where an input value stands: an argument of a field, or a field of an input type.
type place struct{ owner, name string }

// The forms of a value that JSON does not tell apart.
type (
	enum     string
	variable string
	object   []objectField
)

type objectField struct {
	name  string
	value any
}

// input writes a value of a type: a literal, or a variable.
func (w *writer) input(at place, t *ast.Type, hasDefault bool, depth int) string {
	if w.chance(35) {
		return literal(w.variable(at, t, hasDefault, depth))
	}
	return literal(w.value(at, t, depth, true))
}

// variable defines a variable of a type and returns it.
func (w *writer) variable(at place, t *ast.Type, hasDefault bool, depth int) variable {
	name := w.name("v")
	definition := "$" + name + ": "
	value := w.value(at, t, depth, false)
	switch {
	case t.NonNull && hasDefault && w.chance(30): // not given: the place's own default
		definition += strings.TrimSuffix(t.String(), "!")
	case w.chance(25) && value != nil: // not given: the variable's default
		definition += t.String() + " = " + literal(value)
	case !t.NonNull && w.chance(15): // not given: as if the place were left out
		definition += t.String()
	case !t.NonNull && value != nil && w.chance(30):
		definition += t.String() + "!"
		w.doc.variables[name] = plain(value)
	default:
		definition += t.String()
		w.doc.variables[name] = plain(value)
	}
	w.variables = append(w.variables, definition)
	return variable(name)
}

// plain returns a value as JSON has it.
func plain(v any) any {
	switch v := v.(type) {
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = plain(v[i])
		}
		return list
	case object:
		m := map[string]any{}
		for _, f := range v {
			m[f.name] = plain(f.value)
		}
		return m
	case enum:
		return string(v)
	}
	return v
}

// value draws a value of a type; variables within it only where they may be.
func (w *writer) value(at place, t *ast.Type, depth int, variables bool) any {
	if !t.NonNull && w.chance(4) {
		return nil
	}
	if t.Elem != nil {
		return w.list(at, t.Elem, depth, variables)
	}
	d := w.schema.Types[t.NamedType]
	switch d.Kind {
	case ast.Enum:
		return enum(pickOne(w, d.EnumValues).Name)
	case ast.InputObject:
		return w.object(d, depth, variables)
	}
	return w.scalar(at, t.NamedType)
}

func (w *writer) list(at place, elem *ast.Type, depth int, variables bool) any {
	if at.name == "between" && w.chance(95) {
		return []any{w.id(at), w.id(at)}
	}
	if w.chance(25) { // one for a list
		if one := w.value(at, &ast.Type{NamedType: elem.NamedType, Elem: elem.Elem, NonNull: true}, depth, variables); one != nil {
			return one
		}
	}
	list := []any{}
	for range w.upTo(3) {
		if variables && w.chance(10) {
			list = append(list, w.variable(at, elem, false, depth))
			continue
		}
		list = append(list, w.value(at, elem, depth, variables))
	}
	if len(list) == 0 && w.chance(80) {
		list = append(list, w.value(at, elem, depth, variables))
	}
	return list
}

func (w *writer) object(d *ast.Definition, depth int, variables bool) any {
	out := object{}
	for _, f := range d.Fields {
		of := w.schema.Types[f.Type.Name()]
		nested := of.Kind == ast.InputObject && strings.HasSuffix(of.Name, "Filter")
		must := f.Type.NonNull && f.DefaultValue == nil
		likely := 100 / max(len(d.Fields)/2, 1)
		if !must && !w.chance(min(likely, 50)) || nested && depth <= 0 {
			continue
		}
		at := place{d.Name, f.Name}
		below := depth
		if nested {
			below--
		}
		if variables && w.chance(12) {
			out = append(out, objectField{f.Name, w.variable(at, f.Type, f.DefaultValue != nil, below)})
			continue
		}
		out = append(out, objectField{f.Name, w.value(at, f.Type, below, variables)})
	}
	return w.sane(d.Name, out)
}

// sane keeps most ranges of years from contradicting themselves, so that few answers are errors.
func (w *writer) sane(typ string, o object) object {
	if typ != "YearRangeInput" || len(o) < 2 || w.chance(5) {
		return o
	}
	from, ok1 := o[0].value.(int)
	to, ok2 := o[1].value.(int)
	if ok1 && ok2 && from > to {
		o[0].value, o[1].value = to, from
	}
	return o
}

var (
	days    = []string{"2014-01-01", "2016-01-01", "2018-06-30", "2020-02-29", "2021-01-01", "2022-03-25", "2024-06-15", "2027-05-05"}
	amounts = []string{"0", "0.01", "-12.50", "1.00", "50", "50.01", "999999999.99"}
)

func (w *writer) scalar(at place, name string) any {
	switch name {
	case "Boolean":
		return rapid.Bool().Draw(w.t, "bool")
	case "Int":
		return w.number(at)
	case "ID":
		return w.id(at)
	case "Date":
		if w.chance(1) {
			return pickOne(w, []string{"2020-13-01", "yesterday"})
		}
		return pickOne(w, days)
	case "Decimal":
		if w.chance(1) {
			return "much"
		}
		return pickOne(w, amounts)
	case "String":
		return w.text(at)
	}
	panic("no values of " + name + " for " + fmt.Sprint(at))
}

func (w *writer) number(at place) int {
	switch at.name {
	case "first":
		switch {
		case w.chance(2):
			return pickOne(w, []int{0, -1, 501})
		case w.chance(10):
			return 500
		}
		return 1 + w.upTo(6)
	case "maxDegrees", "degrees":
		return 1 + w.upTo(3)
	case "maxNodes":
		return 1 + w.upTo(9)
	case "since":
		return 2012 + w.upTo(12)
	case "maxParticipants":
		return 2 + w.upTo(5)
	case "halfLife":
		return 1 + w.upTo(5)
	}
	if at.owner == "YearRangeInput" {
		return 2012 + w.upTo(16)
	}
	return w.upTo(4)
}

func (w *writer) text(at place) string {
	switch at.name {
	case "scheme":
		if at.owner == "IdentifierInput" {
			return pickOne(w, w.pool.pairs).Scheme
		}
		return pickOne(w, w.pool.schemes)
	case "value":
		return pickOne(w, w.pool.pairs).Value
	case "language":
		return pickOne(w, []string{"pl", "en", "PL", "ru", "xx", ""})
	}
	text := pickOne(w, w.pool.words)
	if w.chance(30) {
		text += " " + pickOne(w, w.pool.words)
	}
	if runes := []rune(text); w.chance(40) && len(runes) > 1 {
		text = string(runes[:1+w.upTo(len(runes)-1)])
	}
	return strings.ToUpper(text[:len(text)/2]) + text[len(text)/2:]
}

// idKinds says of what kind the ids are that a place takes, by the place's name; others take any.
var idKinds = map[string]kg.Kind{
	"themes": kg.KindTheme, "areas": kg.KindArea, "countries": kg.KindCountry, "regions": kg.KindRegion,
	"programmes": kg.KindProgramme, "languages": kg.KindLanguage, "participants": kg.KindOrganisation,
	"memberOf": kg.KindOrganisation, "sharedBy": kg.KindOrganisation, "between": kg.KindOrganisation, "projects": kg.KindProject,
	"for": kg.KindOrganisation, "from": kg.KindOrganisation, "to": kg.KindOrganisation, "around": kg.KindOrganisation, "place": kg.KindArea,
}

var ownIDs = map[string]kg.Kind{
	"OrganisationFilter.ids": kg.KindOrganisation, "ProjectFilter.ids": kg.KindProject, "PracticeFilter.ids": kg.KindPractice,
	"Query.organisation.id": kg.KindOrganisation, "Query.project.id": kg.KindProject,
}

func (w *writer) id(at place) string {
	kind, ok := idKinds[at.name]
	if !ok {
		kind = ownIDs[at.owner+"."+at.name]
	}
	ids := w.pool.ids[kind]
	switch {
	case kind == "":
		ids = w.pool.all
	case w.chance(3):
		ids = w.pool.nodes
	}
	if len(ids) == 0 || w.chance(1) {
		return pickOne(w, []string{"org:unknown", "theme:unknown", "nonsense", "", "collaboration:x|y", "7"})
	}
	return pickOne(w, slices.Compact(ids))
}
