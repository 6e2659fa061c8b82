package kg

import (
	"slices"
	"testing"
)

func TestWords(t *testing.T) {
	for text, want := range map[string][]string{
		"":                         nil,
		"Gdańsk":                   {"gdansk"},
		"ŁÓDŹ, ul. Piotrkowska 5":  {"lodz", "ul", "piotrkowska", "5"},
		"Ærø–Århus":                {"aero", "arhus"},
		"Straße":                   {"strasse"},
		"H2020-EU.3.5":             {"h2020", "eu", "3", "5"},
		"Ελλάδα Россия":            {"ελλαδα", "россия"},
		"e\u0301te\u0301 İstanbul": {"ete", "istanbul"},
		"…":                        nil,
	} {
		if got := Words(text); !slices.Equal(got, want) {
			t.Errorf("Words(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestMatch(t *testing.T) {
	o := &Organisation{
		ID: "org:x:1", Name: "Baltic Environmental Forum", Acronym: "BEF", City: "Gdańsk",
		Names:       []LocalisedText{{Language: "pl", Text: "Bałtyckie Forum Ekologiczne"}, {Text: "Eko Forum", Kind: NameFormer}},
		Identifiers: []Identifier{{Scheme: "PL-KRS", Value: "0000123456"}},
	}
	ix, ok := Index(o)
	if !ok {
		t.Fatal("organisations are searched")
	}
	for text, want := range map[string]MatchKind{
		"bef": MatchExact, "0000123456": MatchExact, "PL-KRS 0000123456": MatchExact,
		"BALTYCKIE forum ekologiczne": MatchName, "eko forum": MatchName,
		"Baltic Env": MatchPrefix, "forum balt": MatchInName, "gdansk forum": MatchAnywhere, "gdan": MatchAnywhere,
	} {
		words := Words(text)
		if !ix.Matches(words) {
			t.Errorf("%q does not match", text)
		} else if got := ix.Match(words); got != want {
			t.Errorf("Match(%q) = %d, want %d", text, got, want)
		}
	}
	for _, text := range []string{"", "balti forum", "forum xyz"} {
		if ix.Matches(Words(text)) {
			t.Errorf("%q matches", text)
		}
	}
}
