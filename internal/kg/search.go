package kg

import (
	"slices"
	"strings"
)

// Indexed is what full-text search knows of a record, all of it folded.
type Indexed struct {
	Exact []string // acronyms, codes and identifiers
	Names []string // every name, each folded as a whole
	Text  string   // the distinct words of all of it and of longer texts, each with a space before and behind it
}

// Index returns what search knows of a record, and false for kinds that are not searched.
func Index(r Record) (Indexed, bool) {
	ix, more, ok := headings(r)
	if !ok {
		return Indexed{}, false
	}
	seen := map[string]bool{}
	var text strings.Builder
	text.WriteByte(' ')
	for _, list := range [][]string{ix.Names, ix.Exact, foldAll(more)} {
		for _, s := range list {
			for w := range strings.SplitSeq(s, " ") {
				if !seen[w] {
					seen[w] = true
					text.WriteString(w)
					text.WriteByte(' ')
				}
			}
		}
	}
	ix.Text = text.String()
	return ix, true
}

// Headings returns what Match reads of a record that is known to match: all of Index but the text, which costs the most.
func Headings(r Record) Indexed {
	ix, _, _ := headings(r)
	return ix
}

// headings returns the names and exact forms of a record, folded, and its other texts, which are not.
func headings(r Record) (ix Indexed, more []string, searched bool) {
	var names, exact []string
	localised := func(list []LocalisedText) {
		for _, t := range list {
			names = append(names, t.Text)
		}
	}
	identifiers := func(list []Identifier) {
		for _, i := range list {
			exact = append(exact, i.Value, i.Scheme+" "+i.Value)
		}
	}
	switch r := r.(type) {
	case *Organisation:
		names, exact, more = []string{r.Name}, []string{string(r.Acronym)}, []string{string(r.City)}
		localised(r.Names)
		identifiers(r.Identifiers)
	case *Project:
		names, exact, more = []string{r.Title}, []string{string(r.Acronym)}, []string{string(r.Summary)}
		localised(r.Titles)
		identifiers(r.Identifiers)
	case *Theme:
		names, exact = []string{r.Name}, []string{string(r.Notation)}
		localised(r.Labels)
	case *Country:
		names, exact = []string{r.Name}, []string{r.Code}
		localised(r.Names)
	case *Region:
		names, exact = []string{r.Name}, []string{r.Code}
	case *Area:
		names, more = []string{r.Name}, []string{r.Definition}
		localised(r.Names)
	case *Programme:
		names = []string{r.Name}
	case *Practice:
		names, more = []string{r.Title}, []string{r.Summary}
	default:
		return Indexed{}, nil, false
	}
	return Indexed{Exact: foldAll(exact), Names: foldAll(names)}, more, true
}

func foldAll(list []string) []string {
	var out []string
	for _, s := range list {
		if f := Fold(s); f != "" && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

// SearchedKinds returns the kinds that search finds, in the order in which equal hits do not matter.
func SearchedKinds() []Kind {
	return []Kind{KindOrganisation, KindProject, KindTheme, KindCountry, KindRegion, KindArea, KindProgramme, KindPractice}
}

// Matches reports whether all the words occur in the record's text, the last one as the beginning of a word.
func (ix Indexed) Matches(words []string) bool { return hasWords(ix.Text, words) }

func hasWords(spaced string, words []string) bool {
	for i, w := range words {
		w = " " + w
		if i < len(words)-1 {
			w += " "
		}
		if !strings.Contains(spaced, w) {
			return false
		}
	}
	return len(words) > 0
}

// MatchKind says how a hit matched, best first; hits are ordered by it, then by SearchSort's popularity (most first),
// then by id.
type MatchKind int

// The kinds of match.
const (
	MatchExact    MatchKind = iota // an identifier or an acronym is the text
	MatchName                      // a name is the text
	MatchPrefix                    // a name begins with the text
	MatchInName                    // all words occur in one name
	MatchAnywhere                  // all words occur somewhere in the record
)

// Match ranks a record that Matches the words.
func (ix Indexed) Match(words []string) MatchKind {
	text := strings.Join(words, " ")
	begins := func(name string) bool { return strings.HasPrefix(name, text) }
	inName := func(name string) bool { return hasWords(" "+name+" ", words) }
	switch {
	case slices.Contains(ix.Exact, text):
		return MatchExact
	case slices.Contains(ix.Names, text):
		return MatchName
	case slices.ContainsFunc(ix.Names, begins):
		return MatchPrefix
	case slices.ContainsFunc(ix.Names, inName):
		return MatchInName
	}
	return MatchAnywhere
}

// SearchSort is the sort value of a hit: ascending, it orders by match, then by popularity (Organisation.Projects,
// Project.Participants, 0 for other kinds) from high to low.
func SearchSort(m MatchKind, popularity int) int64 {
	return int64(m)<<32 | (1<<31 - int64(popularity))
}
