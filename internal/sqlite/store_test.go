package sqlite_test

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ngograph/internal/kg"
	"ngograph/internal/sqlite"
)

var clock = func() time.Time { return time.Unix(1_700_000_000, 0) }

// open opens a store that is closed when the test ends.
func open(tb testing.TB, path string) *sqlite.Store {
	tb.Helper()
	s, err := sqlite.Open(tb.Context(), sqlite.Options{Path: path, Now: clock})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { closeStore(tb, s) })
	return s
}

func closeStore(tb testing.TB, s *sqlite.Store) {
	tb.Helper()
	if err := s.Close(context.Background()); err != nil { // the test's own context has ended by now
		tb.Error(err)
	}
}

func newStore(tb testing.TB) *sqlite.Store {
	tb.Helper()
	return open(tb, filepath.Join(tb.TempDir(), "graph.db"))
}

func org(id, name string) *kg.Organisation { return &kg.Organisation{ID: id, Name: name, Type: "NGO"} }

// failing is what testing.TB and rapid.T have in common.
type failing interface {
	Helper()
	Context() context.Context
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// empty deletes every record.
func empty(tb failing, s *sqlite.Store) {
	tb.Helper()
	var all []kg.Change
	for _, r := range scan(tb, s) {
		all = append(all, kg.Change{Delete: r.RecordID()})
	}
	mustApply(tb, s, all...)
}

func mustApply(tb failing, s *sqlite.Store, changes ...kg.Change) kg.Revision {
	tb.Helper()
	r, err := s.Apply(tb.Context(), changes)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func puts(records ...kg.Record) []kg.Change {
	var changes []kg.Change
	for _, r := range records {
		changes = append(changes, kg.Change{Put: r})
	}
	return changes
}

// scan returns all records of the kinds.
func scan(tb failing, s *sqlite.Store, kinds ...kg.Kind) []kg.Record {
	tb.Helper()
	var out []kg.Record
	for r, err := range s.Scan(tb.Context(), kinds...) {
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

func idsOf(records []kg.Record) []string {
	var ids []string
	for _, r := range records {
		ids = append(ids, r.RecordID())
	}
	return ids
}

// wantError checks an error's code and what its message says.
func wantError(tb failing, err error, code kg.Code, says string) {
	tb.Helper()
	var e *kg.Error
	if !errors.As(err, &e) || e.Code != code || !strings.Contains(e.Message, says) {
		tb.Fatalf("got error %v, want %s with %q", err, code, says)
	}
}

// small is a graph that has a record of every kind.
func small() []kg.Record {
	meta := kg.Meta{Sources: []kg.SourceRef{{Dataset: "dataset:a;b", Record: `x|y;z\`, URL: "https://example.org"}}}
	year := 2014
	yes := true
	return []kg.Record{
		&kg.Dataset{ID: "dataset:a;b", Title: "A", Licence: "CC0", RetrievedAt: "2026-01-01"},
		&kg.Language{Meta: meta, ID: "language:pl", Code: "pl", Name: "Polish", Names: []kg.LocalisedText{{Language: "pl", Text: "polski <&>"}}},
		&kg.Country{ID: "country:PL", Code: "PL", Name: "Poland", LanguageIDs: []string{"language:pl"}},
		&kg.Region{ID: "region:PL6", Code: "PL6", Name: "Makroregion północny", Level: 1, Version: "2021", CountryID: "country:PL"},
		&kg.Region{ID: "region:PL63", Code: "PL63", Name: "Pomorskie", Level: 2, Version: "2021", CountryID: "country:PL", ParentID: "region:PL6"},
		&kg.Theme{ID: "theme:sea", Scheme: "s", Name: "Sea", BroaderIDs: []string{"theme:water"}},
		&kg.Theme{ID: "theme:water", Scheme: "s", Name: "Water"},
		&kg.Area{ID: "area:baltic", Name: "Baltic", Definition: "all of it"},
		&kg.AreaMember{AreaID: "area:baltic", MemberID: "country:PL"},
		&kg.AreaMember{AreaID: "area:baltic", MemberID: "region:PL63", From: "2004-05-01", To: "2020-01-01"},
		&kg.Organisation{
			Meta: meta, ID: "org:a", Name: "Ąę łódź", Names: []kg.LocalisedText{{Language: "en", Text: "Boat; the | one\\", Kind: kg.NameAlias}},
			Identifiers: []kg.Identifier{{Scheme: "PIC", Value: "1"}, {Scheme: "PL-KRS", Value: "0000"}}, Type: "NGO", Size: "SMALL", CountryID: "country:PL",
			RegionID: "region:PL63", Location: &kg.GeoPoint{Latitude: 54, Longitude: 18.5}, LanguageIDs: []string{"language:pl"}, ThemeIDs: []string{"theme:sea", "theme:water"},
			AcceptsIntroductions: true,
		},
		org("org:a-b", "B"),
		&kg.Programme{ID: "programme:p", Name: "P", From: &year, FunderID: "org:a-b"},
		&kg.Project{
			ID: "project:x", Title: "X", Start: "2020-01-01", Budget: &kg.Money{Cents: -1250, Currency: "EUR"}, ThemeIDs: []string{"theme:sea"}, ProgrammeID: "programme:p",
			Complete: &yes,
		},
		&kg.Project{ID: "project:x-1", Title: "X1", Budget: &kg.Money{}},
		&kg.Participation{Meta: meta, OrganisationID: "org:a", ProjectID: "project:x", Role: "LEAD", Contribution: &kg.Money{Cents: 1, Currency: "PLN"}},
		&kg.Participation{OrganisationID: "org:a", ProjectID: "project:x-1", Role: "PARTNER"},
		&kg.Participation{OrganisationID: "org:a-b", ProjectID: "project:x", Role: "PARTNER"},
		&kg.Membership{NetworkID: "org:a-b", MemberID: "org:a", Since: "2000-01-01"},
		&kg.Practice{ID: "practice:1", Title: "It works", SharedBy: "org:a", ProjectID: "project:x", Evidence: []string{"https://a.example/?x=1&y=2"}},
		&kg.Resource{ID: "resource:1", OrganisationID: "org:a", Direction: "OFFER", ResourceKind: "VENUE", Title: "Hall"},
		&kg.RecordedCollaboration{ID: "recorded:1", Title: "Strike", PartyIDs: []string{"org:a", "org:a-b"}, Start: "1980-08-14"},
	}
}

func filled(tb testing.TB) *sqlite.Store {
	tb.Helper()
	s := newStore(tb)
	mustApply(tb, s, puts(small()...)...)
	return s
}

func TestEveryRecordComesBackAsItWas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b?c%20#d.db")
	s := open(t, path)
	mustApply(t, s, puts(small()...)...)
	closeStore(t, s)
	got := scan(t, open(t, path))
	var want []kg.Record
	for _, r := range small() {
		settled, _, err := kg.Resolve(nil, kg.Change{Put: r})
		if err != nil {
			t.Fatal(err)
		}
		settled.Base().Revision, settled.Base().UpdatedAt = 1, kg.Instant(clock().Unix())
		want = append(want, settled)
	}
	kinds := kg.StoredKinds()
	slices.SortStableFunc(want, func(a, b kg.Record) int {
		return cmp.Or(cmp.Compare(slices.Index(kinds, a.Kind()), slices.Index(kinds, b.Kind())), cmp.Compare(a.RecordID(), b.RecordID()))
	})
	if diff := gocmp.Diff(want, got, cmpopts.IgnoreUnexported(kg.Meta{})); diff != "" {
		t.Fatal(diff)
	}
}

func TestScanOrdersEdgesByTheWholeID(t *testing.T) {
	got := idsOf(scan(t, filled(t), kg.KindParticipation))
	want := []string{ // "-" comes before "|", and so org:a-b before org:a
		"participation:org:a-b|project:x|PARTNER",
		"participation:org:a|project:x-1|PARTNER",
		"participation:org:a|project:x|LEAD",
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

func TestScanSeesOneMoment(t *testing.T) {
	s := filled(t)
	n := 0
	for _, err := range s.Scan(t.Context(), kg.KindOrganisation, kg.KindProject) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 1 {
			mustApply(t, s, kg.Change{Put: org("org:z", "Z")}, kg.Change{Put: &kg.Project{ID: "project:z", Title: "Z"}})
		}
	}
	if n != 4 {
		t.Fatalf("%d records, want the 4 of before the change", n)
	}
}

func TestEndedContexts(t *testing.T) {
	s := filled(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, applied := s.Apply(ctx, puts(org("org:late", "Late")))
	_, searched := s.Search(ctx, []string{"x"}, nil)
	_, asked := s.Revision(ctx)
	var scanned error
	for _, err := range s.Scan(ctx) {
		scanned = err
	}
	for name, err := range map[string]error{"apply": applied, "search": searched, "revision": asked, "scan": scanned} {
		t.Run(name, func(t *testing.T) { wantError(t, err, kg.Unavailable, "told to stop") })
	}
	if r, err := s.Revision(t.Context()); r != 1 || err != nil {
		t.Fatal(r, err)
	}
	mustApply(t, s, kg.Change{Put: org("org:late", "Late")})
}

func TestClosedStore(t *testing.T) {
	s := filled(t)
	closeStore(t, s)
	closeStore(t, s)
	_, applied := s.Apply(t.Context(), puts(org("org:late", "Late")))
	_, searched := s.Search(t.Context(), []string{"x"}, nil)
	_, asked := s.Revision(t.Context())
	var scanned, watched error
	for _, err := range s.Scan(t.Context()) {
		scanned = err
	}
	for _, err := range s.Watch(t.Context(), 0) {
		watched = err
	}
	for name, err := range map[string]error{"apply": applied, "search": searched, "revision": asked, "scan": scanned, "watch": watched} {
		t.Run(name, func(t *testing.T) { wantError(t, err, kg.Unavailable, "closed") })
	}
}
