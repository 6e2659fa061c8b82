package sqlite_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ngograph/internal/kg"
	"ngograph/internal/sqlite"
)

// bruteForce is what search must find.
func bruteForce(records []kg.Record, words []string, kinds []kg.Kind) []string {
	var ids []string
	for _, r := range records {
		if ix, ok := kg.Index(r); ok && slices.Contains(kinds, r.Kind()) && ix.Matches(words) {
			ids = append(ids, r.RecordID())
		}
	}
	slices.Sort(ids)
	return ids
}

func search(tb testing.TB, s *sqlite.Store, words []string, kinds []kg.Kind) []string {
	tb.Helper()
	ids, err := s.Search(tb.Context(), words, kinds)
	if err != nil {
		tb.Fatal(err)
	}
	slices.Sort(ids)
	return ids
}

func TestSearchFinds(t *testing.T) {
	long := strings.Repeat("x", 40_000)
	s := newStore(t)
	mustApply(t, s, puts(
		org("org:pl", "Stowarzyszenie Łódź nad Gęślą"), org("org:ru", "Общество «Мемориал»"), org("org:el", "Γιατροί του Κόσμου"), org("org:cjk", "東京都 支援会"),
		org("org:marks", "Cafe\u0301 re\u0301sume\u0301 ไทย हिन्दी"), org("org:digits", "Route 66 — ٣٤ ²"), org("org:new", "𞤀𞤣𞤤𞤢𞤥 Ꮳꮃꭹ 𖬌𖬣𖬵"), // scripts younger than FTS5's own tables
		org("org:syntax", `near AND or NOT "quoted" col:umn star*`), org("org:long", long+"a"), org("org:none", "—"),
		&kg.Theme{ID: "theme:lodz", Scheme: "s", Name: "Łódź"},
	)...)
	cases := []struct {
		text string
		want []string
	}{
		{"lodz", []string{"org:pl", "theme:lodz"}},
		{"ŁÓDŹ gesla", []string{"org:pl"}},
		{"gesl", []string{"org:pl"}},
		{"gesl lodz", nil},
		{"МЕМ", []string{"org:ru"}},
		{"γιατροι κοσμ", []string{"org:el"}},
		{"東京", []string{"org:cjk"}},
		{"京都", nil},
		{"支援会 東", []string{"org:cjk"}},
		{"café resume", []string{"org:marks"}},
		{"ไทย", []string{"org:marks"}},
		{"हिन्दी", []string{"org:marks"}},
		{"66 ٣٤", []string{"org:digits"}},
		{"6", []string{"org:digits"}},
		{"𞤢𞤣𞤤", []string{"org:new"}},
		{"Ꮳꮃꭹ 𖬌", []string{"org:new"}},
		{"near and or not quoted", []string{"org:syntax"}},
		{"col umn st", []string{"org:syntax"}},
		{long, []string{"org:long"}},
		{long + "a", []string{"org:long"}},
		{long + "b", nil},
		{long[:39_000], []string{"org:long"}},
		{strings.Repeat("lodz ", 3_000), []string{"org:pl", "theme:lodz"}},
	}
	for _, c := range cases {
		t.Run(c.text[:min(len(c.text), 30)], func(t *testing.T) {
			words := kg.Words(c.text)
			if diff := gocmp.Diff(c.want, search(t, s, words, kg.SearchedKinds())); diff != "" {
				t.Error(diff)
			}
			if diff := gocmp.Diff(c.want, bruteForce(scan(t, s), words, kg.SearchedKinds())); diff != "" {
				t.Errorf("the case is wrong: %s", diff)
			}
		})
	}
}

// TestSearchTakesNothingForSyntax hands over words that kg.Words would never make.
func TestSearchTakesNothingForSyntax(t *testing.T) {
	s := filled(t)
	records := scan(t, s)
	for _, words := range [][]string{
		{`"`}, {`a" OR "b`}, {"words:a"}, {"*"}, {"lodz*"}, {"NEAR(a b)"}, {"^a"}, {"-lodz"}, {""}, {"", "lodz"}, {"lodz", ""}, {"LODZ"}, {"\x00"}, {"\xff"}, {"ae lodz"}, {"'; DROP TABLE store; --"}, nil,
	} {
		t.Run(fmt.Sprintf("%q", words), func(t *testing.T) {
			if diff := gocmp.Diff(bruteForce(records, words, kg.SearchedKinds()), search(t, s, words, nil)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSearchIsBruteForce changes a graph at random and asks for words and beginnings of words that occur in it.
func TestSearchIsBruteForce(t *testing.T) {
	texts := rapid.OneOf(
		rapid.StringMatching(`[abAB12ąłżß \-]{1,12}`), rapid.StringMatching(`[бгБГαΩ東京 ]{1,8}`),
		rapid.String().Filter(func(s string) bool { return !strings.Contains(s, "\x00") }), // which no record may hold
		rapid.SampledFrom([]string{"ﬁnance", "İstanbul", "Œuvre", "a\u0301b\u0328", "½ ①", "ǅ", "ΑΣ", "ᾳ", "ſ", "K"}),
	)
	kinds := []kg.Kind{kg.KindOrganisation, kg.KindProject, kg.KindTheme}
	s := newStore(t)
	rapid.Check(t, func(rt *rapid.T) {
		empty(rt, s)
		var said []string
		for range rapid.IntRange(1, 3).Draw(rt, "batches") {
			var changes []kg.Change
			for range rapid.IntRange(1, 8).Draw(rt, "changes") {
				id, name := rapid.IntRange(0, 3).Draw(rt, "id"), "."+rapid.Custom(func(rt *rapid.T) string { return texts.Draw(rt, "text") }).Draw(rt, "name")
				said = append(said, kg.Words(name)...)
				changes = append(changes, rapid.SampledFrom([]kg.Change{
					{Put: org(fmt.Sprint("org:", id), name)},
					{Put: &kg.Project{ID: fmt.Sprint("project:", id), Title: name, Identifiers: []kg.Identifier{{Scheme: "S", Value: name}}}},
					{Merge: &kg.Theme{ID: fmt.Sprint("theme:", id), Scheme: "s", Name: "T", Labels: []kg.LocalisedText{{Text: name}}}},
					{Delete: fmt.Sprint("org:", id)},
				}).Draw(rt, "change"))
			}
			if _, err := s.Apply(t.Context(), changes); err != nil {
				rt.Fatal(err)
			}
		}
		records := scan(t, s)
		for range 10 {
			said = append(said, kg.Words(texts.Draw(rt, "asked"))...)
			words := rapid.SliceOfN(rapid.SampledFrom(append(said, "t")), 1, 3).Draw(rt, "words")
			last := []rune(words[len(words)-1])
			words[len(words)-1] = string(last[:rapid.IntRange(1, len(last)).Draw(rt, "letters")])
			only := kinds[:rapid.IntRange(1, len(kinds)).Draw(rt, "kinds")]
			if diff := gocmp.Diff(bruteForce(records, words, only), search(t, s, words, only)); diff != "" {
				rt.Fatalf("%q: %s", words, diff)
			}
		}
	})
}
