package kg

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

var ignorePages = cmpopts.IgnoreUnexported(Meta{})

// drawOrganisation has every form of field that there is.
func drawOrganisation(t *rapid.T) *Organisation {
	texts := rapid.SampledFrom([]string{"a", "b|c", `d;e\`, "Łódź", "x y", `\`, "|", ";;"})
	o := &Organisation{
		ID: "org:x:" + texts.Draw(t, "id"), Name: texts.Draw(t, "name"), Type: OtherType,
		Identifiers: []Identifier{{Scheme: texts.Draw(t, "scheme"), Value: texts.Draw(t, "value")}},
	}
	if rapid.Bool().Draw(t, "more") {
		o.Names = []LocalisedText{
			{Language: "pl", Text: texts.Draw(t, "text"), Kind: NameFormer}, {Text: texts.Draw(t, "text")},
		}
		o.Location = &GeoPoint{Latitude: 54.35, Longitude: -0.5}
		o.ThemeIDs = []string{"theme:" + texts.Draw(t, "theme"), "theme:b"}
		o.AcceptsIntroductions = true
		o.Sources = []SourceRef{{Dataset: "dataset:a", URL: Text(texts.Draw(t, "url"))}}
	}
	return o
}

func TestStoredFormRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawOrganisation(t)
		props := Properties(want)
		got, err := FromValues(KindOrganisation, func(c string) any { return props[c] })
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(Record(want), got, ignorePages); d != "" {
			t.Error(d)
		}
	})
}

func TestTextFormRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawOrganisation(t)
		cells := map[string]string{}
		for i, c := range Describe(KindOrganisation).Columns() {
			cells[c.Name] = FormatText(want)[i]
		}
		got, err := ParseText(KindOrganisation, func(c string) string { return cells[c] })
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(Record(want), got, ignorePages); d != "" {
			t.Error(d)
		}
	})
}

func TestMoney(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "12": 1200, "12.5": 1250, "-12.50": -1250, "0.005": 1, "0.0049": 0, "-0.005": -1, "856961937.57": 85696193757,
	} {
		got, err := ParseCents(text)
		if err != nil || got != want {
			t.Errorf("ParseCents(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "-", "1,5", "1.2.3", "1e3", " 1", "9999999999999999"} {
		if c, err := ParseCents(text); CodeOf(err) != Invalid {
			t.Errorf("ParseCents(%q) = %d, %v; want Invalid", text, c, err)
		}
	}
}

func TestEveryKindIsDescribed(t *testing.T) {
	for _, k := range StoredKinds() {
		d := Describe(k)
		if len(d.Columns()) == 0 || !slices.ContainsFunc(d.Columns(), func(c Column) bool { return c.Key }) {
			t.Errorf("%s has no key column", k)
		}
		for _, f := range d.Fields {
			for _, to := range f.Refs {
				Describe(to)
			}
			if f.Enum != "" && Enums()[f.Enum] == nil {
				t.Errorf("%s.%s: no enumerated type %s", k, f.Name, f.Enum)
			}
		}
		if got, ok := KindOfID(d.Prefix + "x"); !ok || got != k {
			t.Errorf("KindOfID(%sx) = %s", d.Prefix, got)
		}
	}
	for from := range edges {
		for _, e := range EdgesOf(from) {
			if e.Field != "" && Describe(e.From).Field(e.Field) == nil {
				t.Errorf("%s.%s: no field %s", from, e.Name, e.Field)
			}
			if e.Back != "" && Describe(e.To[0]).Field(e.Back) == nil {
				t.Errorf("%s.%s: %s has no field %s", from, e.Name, e.To[0], e.Back)
			}
			if e.Paged && e.Order.Field == "" {
				t.Errorf("%s.%s is paged and has no order", from, e.Name)
			}
		}
	}
}
