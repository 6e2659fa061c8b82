package neo4j

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"ngograph/internal/kg"
)

func idsOf(records []kg.Record) []string {
	ids := make([]string, len(records))
	for i, r := range records {
		ids[i] = r.RecordID()
	}
	return ids
}

func TestScanOrder(t *testing.T) {
	db, _ := openEmpty(t)
	// Byte order is that of code points: not that of UTF-16, nor of any language.
	ids := []string{
		"org:\U0001F30A", "org:\uFF5E", "org:z", "org:Z", "org:a", "org:ä", "org:a-b", "org:a b", "org:10", "org:9", "org:aa", "org:\u00e9", "org:e\u0301", "org:}", "org:~",
	}
	records := []kg.Record{&kg.Project{ID: "project:1", Title: "P"}}
	for _, id := range ids {
		records = append(records, &kg.Organisation{ID: id, Name: id, Type: "NGO"}, &kg.Participation{OrganisationID: id, ProjectID: "project:1", Role: kg.Partner})
	}
	apply(t, db, puts(records...)...)
	for _, kinds := range [][]kg.Kind{{kg.KindOrganisation}, {kg.KindParticipation}, {kg.KindProject, kg.KindOrganisation}, nil} {
		got := scan(t, db, kinds...)
		want := slices.Clone(got)
		order := kinds
		if order == nil {
			order = kg.StoredKinds()
		}
		slices.SortStableFunc(want, func(a, b kg.Record) int {
			if c := slices.Index(order, a.Kind()) - slices.Index(order, b.Kind()); c != 0 {
				return c
			}
			return strings.Compare(a.RecordID(), b.RecordID())
		})
		if diff := cmp.Diff(idsOf(want), idsOf(got)); diff != "" {
			t.Errorf("%v: -want +got:\n%s", kinds, diff)
		}
		for _, r := range got {
			if o, ok := r.(*kg.Organisation); ok && o.Projects != 0 {
				t.Errorf("%s: a derived field is %d", o.ID, o.Projects)
			}
		}
	}
	for _, err := range db.Scan(t.Context(), kg.KindCollaboration) {
		wantCode(t, "scan of a kind that is not stored", err, kg.Invalid)
	}
}

// The caller of a Scan may write, and still gets what was there when it began.
func TestScanIsOfOneMoment(t *testing.T) {
	db, c := openEmpty(t)
	other := open(t, c)
	apply(t, db, puts(sample()...)...)
	want := idsOf(scan(t, db))
	var got []string
	for r, err := range db.Scan(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, r.RecordID())
		apply(t, other, kg.Change{Put: &kg.Project{ID: "project:later", Title: r.RecordID()}})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A write between a read and its check makes the read happen again, without writers.
func TestSteadyReadsAgain(t *testing.T) {
	db, c := openEmpty(t)
	other := open(t, c)
	apply(t, db, puts(sample()...)...)
	var seen []kg.Revision
	err := db.steady(t.Context(), func(tx tx, at kg.Revision) error {
		seen = append(seen, at)
		if len(seen) == 1 {
			apply(t, other, kg.Change{Put: &kg.Project{ID: "project:later", Title: "Later"}})
		}
		return nil
	})
	if diff := cmp.Diff([]kg.Revision{1, 2}, seen); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestScanStopsWhenAsked(t *testing.T) {
	db, _ := openEmpty(t)
	apply(t, db, puts(sample()...)...)
	n := 0
	for _, err := range db.Scan(t.Context()) {
		if n++; n == 2 || err != nil {
			break
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n = 0
	for _, err := range db.Scan(ctx) {
		if n++; n == 2 {
			cancel()
		}
		if n == 3 {
			wantCode(t, "scan after its context has ended", err, kg.Unavailable)
		}
	}
	if n != 3 {
		t.Errorf("%d records and errors", n)
	}
}

func TestSearch(t *testing.T) {
	db, _ := openEmpty(t)
	long := strings.Repeat("abcdefghij", 40)
	wide := strings.Repeat("\U00010400", 200) // of two UTF-16 units each
	all := append(sample(),
		&kg.Project{ID: "project:long", Title: long, Summary: kg.Text(wide + " AND or NOT the + - && || ! ( ) { } [ ] ^ \" ~ * ? : \\ /")},
		&kg.Project{ID: "project:longer", Title: long + "x"},
		&kg.Organisation{ID: "org:ß", Name: "Straße Øresund Łódź Œuvre İstanbul ﬁn 东京 ประเทศ ١٢٣", Type: "NGO"},
	)
	apply(t, db, puts(all...)...)
	var indexed []kg.Record
	var words []string
	for _, r := range all {
		if ix, ok := kg.Index(r); ok {
			indexed = append(indexed, r)
			words = append(words, strings.Fields(ix.Text)...)
		}
	}
	words = append(words, "and", "or", "not", "to", "nothing", "a", "ab")
	slices.Sort(words)
	words = slices.Compact(words)
	check := func(t interface {
		Fatalf(format string, args ...any)
	}, asked []string, kinds []kg.Kind,
	) {
		var want []string
		for _, r := range indexed {
			ix, _ := kg.Index(r)
			if ix.Matches(asked) && (len(kinds) == 0 || slices.Contains(kinds, r.Kind())) {
				want = append(want, r.RecordID())
			}
		}
		got, err := db.Search(context.Background(), asked, kinds)
		if err != nil {
			t.Fatalf("search %q: %v", asked, err)
		}
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("search %q in %v, -want +got:\n%s", asked, kinds, diff)
		}
	}
	for _, w := range words {
		check(t, []string{w}, nil)
	}
	for _, asked := range [][]string{nil, {long}, {long, "a"}, {"a", long}, {wide, "the"}, {wide[:400]}, {"a*"}, {`\`}, {"+"}, {"a OR b"}, {"*"}, {`"`}, {"[a", "TO", "z]"}} {
		check(t, asked, nil)
	}
	rapid.Check(t, func(rt *rapid.T) {
		asked := rapid.SliceOfN(rapid.SampledFrom(words), 1, 3).Draw(rt, "words")
		last := []rune(asked[len(asked)-1])
		asked[len(asked)-1] = string(last[:rapid.IntRange(1, len(last)).Draw(rt, "prefix")])
		check(rt, asked, rapid.SliceOfNDistinct(rapid.SampledFrom(kg.StoredKinds()), 0, 3, rapid.ID).Draw(rt, "kinds"))
	})
}

func TestSearchFollowsChanges(t *testing.T) {
	db, _ := openEmpty(t)
	found := func() []string {
		t.Helper()
		ids, err := db.Search(t.Context(), []string{"heron"}, []kg.Kind{kg.KindOrganisation})
		if err != nil {
			t.Fatal(err)
		}
		return ids
	}
	apply(t, db, kg.Change{Put: &kg.Organisation{ID: "org:h", Name: "Heron", Type: "NGO"}})
	if got := found(); !slices.Equal(got, []string{"org:h"}) {
		t.Errorf("put: %v", got)
	}
	apply(t, db, kg.Change{Put: &kg.Organisation{ID: "org:h", Name: "Crane", Type: "NGO"}})
	if got := found(); len(got) != 0 {
		t.Errorf("renamed: %v", got)
	}
	apply(t, db, kg.Change{Merge: &kg.Organisation{ID: "org:h", Name: "Crane", Type: "NGO", Names: []kg.LocalisedText{{Text: "Héron"}}}})
	if got := found(); len(got) != 1 {
		t.Errorf("with another name: %v", got)
	}
	apply(t, db, deletes("org:h")...)
	if got := found(); len(got) != 0 {
		t.Errorf("deleted: %v", got)
	}
}
