package kgtest

import (
	"fmt"
	"math/bits"
	"reflect"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"ngograph/internal/kg"
)

// Today is the day on which the suite asks its questions.
const Today kg.Date = "2024-06-15"

// What random records are made of: names that fold to the same words, that have none, that order otherwise than their
// bytes; ids whose order is not that of the names; texts that need escapes; days around each other's edges.
var (
	idTails = []string{"a", "B", "b", "10", "9", "é", "Ж", "z:y", "🌊", "x-1", "Ł", "zz", "A a", "0"}
	names   = []string{
		"Alpha", "alpha", "Álpha", "Beta Gamma", "beta-gamma  delta", "Gdańsk Łódź", "GDANSK LODZ", "gdansk", "Ærø ø",
		"Straße", "strasse 12", "Экология Балтики", "экология", "🌊", "…", "Zebra", "a", "Delta Alpha", "ﬁn İı", "o'Neil \"q\"",
		`a|b;c\d`, "Beta", "Ελλάδα", "12 Months", "{id: 1}",
	}
	shortTexts = []string{"AB", "ab", "Ä", "10", "9", "Alpha", "x y", "Ж", `q|;\`, "…", "https://example.org/a?b=c&d"}
	languages  = []string{"", "en", "pl", "ru"}
	days       = []kg.Date{
		"1998-05-05", "2014-01-01", "2015-12-31", "2016-01-01", "2018-06-30", "2019-02-28", "2020-02-29", "2020-12-31", "2021-01-01",
		"2022-03-25", "2023-12-31", "2024-06-14", "2024-06-15", "2024-06-16", "2027-05-05",
	}
	amounts = []int64{0, 1, -1250, 100, 99999999999, 5000, 5001}
	numbers = []int{0, 1, 2, 3, 2014, 2020, 2021, 2027}
	points  = []kg.GeoPoint{{Latitude: 54.35, Longitude: 18.65}, {Latitude: 0, Longitude: 0}, {Latitude: -89.5, Longitude: -179.25}}
)

// How many records of a kind a random graph has at most.
var most = map[kg.Kind]int{
	kg.KindDataset: 2, kg.KindLanguage: 2, kg.KindCountry: 4, kg.KindRegion: 5, kg.KindTheme: 6, kg.KindArea: 3,
	kg.KindAreaMember: 6, kg.KindOrganisation: 9, kg.KindProgramme: 3, kg.KindProject: 8, kg.KindParticipation: 26,
	kg.KindMembership: 6, kg.KindPractice: 3, kg.KindResource: 10, kg.KindRecorded: 4,
}

// evenly draws a number below n, each about as often as the others: rapid's own ranges favour the small ones so much
// that graphs would be empty. It shrinks to 0.
func evenly(t *rapid.T, n int, what string) int {
	drawn := 0
	for range bits.Len(uint(n)) + 2 {
		drawn *= 2
		if rapid.Bool().Draw(t, what) {
			drawn++
		}
	}
	return drawn % n
}

// chance draws true in about percent of the cases, and shrinks to false.
func chance(t *rapid.T, percent int, what string) bool {
	return evenly(t, 100, what) >= 100-percent
}

// within draws a number from least to most.
func within(t *rapid.T, least, most int, what string) int {
	return least + evenly(t, most-least+1, what)
}

func pick[T any](t *rapid.T, list []T, what string) T {
	return list[evenly(t, len(list), what)]
}

// some draws up to most distinct members of a list, in any order.
func some[T comparable](t *rapid.T, list []T, most int, what string) []T {
	var out []T
	if len(list) == 0 {
		return nil
	}
	for range within(t, 0, min(most, len(list)), what) {
		if x := pick(t, list, what); !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// drawGraph draws a small graph of all kinds, as a store would hold it but for revisions: each record after those of
// the kinds that it refers to.
func drawGraph(t *rapid.T) []kg.Record {
	// Within a generator of its own, the hundreds of draws are not logged one by one.
	return rapid.Custom(func(t *rapid.T) drawnGraph {
		g := &graphDrawer{t: t, ids: map[kg.Kind][]string{}}
		for _, k := range kg.StoredKinds() {
			g.drawKind(k)
		}
		return g.records
	}).Draw(t, "graph")
}

// drawnGraph is records that rapid's log does not print: what fails says itself what it was about.
type drawnGraph []kg.Record

// GoString says how many records there are.
func (g drawnGraph) GoString() string { return fmt.Sprintf("%d records", len(g)) }

type graphDrawer struct {
	t       *rapid.T
	records []kg.Record
	ids     map[kg.Kind][]string
}

func (g *graphDrawer) drawKind(k kg.Kind) {
	d := kg.Describe(k)
	n := most[k] - within(g.t, 0, most[k]/2, "fewer")
	if chance(g.t, 15, "few") {
		n = within(g.t, 0, most[k], "few")
	}
	if d.Field("id") == nil {
		for range n {
			g.add(d.New())
		}
		if k == kg.KindParticipation && chance(g.t, 30, "consortium") {
			g.consortium()
		}
		return
	}
	tails := rapid.Permutation(idTails).Draw(g.t, "ids")[:n]
	if k == kg.KindTheme { // themes refer to each other in all directions
		for _, tail := range tails {
			g.ids[k] = append(g.ids[k], d.Prefix+tail)
		}
	}
	for _, tail := range tails {
		r := d.New()
		reflect.ValueOf(r).Elem().FieldByName("ID").SetString(d.Prefix + tail)
		g.add(r)
	}
}

// consortium makes every organisation take part in one project.
func (g *graphDrawer) consortium() {
	if len(g.ids[kg.KindProject]) == 0 {
		return
	}
	project := pick(g.t, g.ids[kg.KindProject], "project")
	for _, org := range g.ids[kg.KindOrganisation] {
		g.keep(&kg.Participation{OrganisationID: org, ProjectID: project, Role: kg.Partner})
	}
}

// add fills a record and keeps it, unless there is nothing for it to refer to.
func (g *graphDrawer) add(r kg.Record) {
	v := reflect.ValueOf(r).Elem()
	for _, f := range kg.Describe(r.Kind()).Fields {
		if f.Derived || f.Name == "id" || f.Name == "revision" || f.Name == "updatedAt" {
			continue
		}
		g.fill(fieldByTag(v, f.Name), f)
	}
	switch r := r.(type) {
	case *kg.RecordedCollaboration:
		if len(r.PartyIDs) < 2 {
			return
		}
	case *kg.Membership:
		if r.NetworkID == r.MemberID && !chance(g.t, 20, "own member") {
			return
		}
	case *kg.Resource:
		if chance(g.t, 60, "always available") {
			r.AvailableFrom, r.AvailableTo = "", ""
		}
	case *kg.Region:
		// Regions nest: those drawn before may be around this one.
		r.ParentID = ""
		if regions := g.ids[kg.KindRegion]; len(regions) > 0 && chance(g.t, 60, "parent") {
			r.ParentID = pick(g.t, regions, "parent")
		}
	}
	g.keep(r)
}

func (g *graphDrawer) keep(r kg.Record) {
	for _, ref := range kg.References(r) {
		if ref.ID == "" {
			return
		}
	}
	for _, f := range kg.Describe(r.Kind()).Fields {
		if (f.Required || f.Key && f.Name != "from") && kgValueIsZero(r, f.Name) {
			return
		}
	}
	if slices.ContainsFunc(g.records, func(other kg.Record) bool { return other.RecordID() == r.RecordID() }) {
		return
	}
	// What a store holds: each list in its order, once.
	kept, _, err := kg.Resolve(nil, kg.Change{Put: r})
	if err != nil {
		panic(err)
	}
	g.records = append(g.records, kept)
	if ids := g.ids[r.Kind()]; !slices.Contains(ids, r.RecordID()) {
		g.ids[r.Kind()] = append(ids, r.RecordID())
	}
}

func kgValueIsZero(r kg.Record, field string) bool {
	return fieldByTag(reflect.ValueOf(r).Elem(), field).IsZero()
}

// fieldByTag returns the struct field that a kg tag names.
func fieldByTag(v reflect.Value, name string) reflect.Value {
	for i := range v.NumField() {
		sf := v.Type().Field(i)
		if sf.Anonymous {
			if inner := fieldByTag(v.Field(i), name); inner.IsValid() {
				return inner
			}
			continue
		}
		if tag, _, _ := strings.Cut(sf.Tag.Get("kg"), ","); tag == name {
			return v.Field(i)
		}
	}
	return reflect.Value{}
}

func (g *graphDrawer) refs(f kg.Field) []string {
	var ids []string
	for _, k := range f.Refs {
		ids = append(ids, g.ids[k]...)
	}
	return ids
}

// fill draws a field's value by its type; what need not be known is unknown in a quarter of the cases.
func (g *graphDrawer) fill(v reflect.Value, f kg.Field) {
	t := g.t
	must := f.Required || f.Key && f.Name != "from"
	if !must && chance(t, 25, f.Name+" unknown") {
		return
	}
	switch p := v.Addr().Interface().(type) {
	case *[]string:
		candidates := shortTexts
		if f.Refs != nil {
			candidates = g.refs(f)
		}
		*p = some(t, candidates, 5, f.Name)
	case *[]kg.LocalisedText:
		for range within(t, 0, 2, f.Name) {
			kinds := []kg.NameKind{"", kg.NameOfficial, kg.NameFormer, kg.NameAlias}
			*p = append(*p, kg.LocalisedText{
				Language: kg.Text(pick(t, languages, f.Name)), Text: pick(t, names, f.Name), Kind: pick(t, kinds, f.Name),
			})
		}
	case *[]kg.Identifier:
		for range within(t, 0, 2, f.Name) {
			*p = append(*p, kg.Identifier{Scheme: pick(t, []string{"PIC", "VAT", "x|y"}, f.Name), Value: pick(t, shortTexts, f.Name)})
		}
	case *[]kg.SourceRef:
		for _, dataset := range some(t, g.ids[kg.KindDataset], 2, f.Name) {
			*p = append(*p, kg.SourceRef{Dataset: dataset, Record: kg.Text(pick(t, []string{"", "1", "a|b"}, f.Name))})
		}
	case **kg.Money:
		*p = &kg.Money{Cents: pick(t, amounts, f.Name), Currency: pick(t, []string{"EUR", "EUR", "PLN", "SEK"}, f.Name)}
	case **kg.GeoPoint:
		point := pick(t, points, f.Name)
		*p = &point
	case *kg.Date:
		*p = pick(t, days, f.Name)
	case **int:
		n := pick(t, numbers, f.Name)
		*p = &n
	case *int:
		*p = pick(t, numbers, f.Name)
	case **bool:
		b := rapid.Bool().Draw(t, f.Name)
		*p = &b
	case *bool:
		*p = rapid.Bool().Draw(t, f.Name)
	default:
		v.SetString(g.text(f))
	}
}

func (g *graphDrawer) text(f kg.Field) string {
	switch {
	case f.Enum == "ResourceKind" && chance(g.t, 80, "common"): // else hardly two would be of the same kind
		return pick(g.t, []string{"VENUE", "STAFF"}, f.Name)
	case f.Enum != "":
		return pick(g.t, kg.Enums()[f.Enum], f.Name)
	case f.Refs != nil:
		if ids := g.refs(f); len(ids) > 0 {
			return pick(g.t, ids, f.Name)
		}
		return ""
	case f.Name == "name", f.Name == "title", f.Name == "summary", f.Name == "definition":
		return pick(g.t, names, f.Name)
	}
	return pick(g.t, shortTexts, f.Name)
}
