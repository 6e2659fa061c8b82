package neo4j

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"ngograph/internal/kg"
	"ngograph/internal/kgtest"
)

var nearly = cmpopts.EquateApprox(1e-9, 1e-12)

// told asks for what Still must keep together, in words that differ with the revision.
func told(ctx context.Context, s kg.Still) ([]string, error) {
	organisations := hop("", "organisations", 0, shape(kg.KindOrganisation, "name"))
	organisations.Order = organisations.Edge.Order
	page, err := s.Fetch(ctx, organisations)
	if err != nil {
		return nil, err
	}
	ties, err := s.Ties(ctx, nil, kgtest.Today, nil)
	if err != nil {
		return nil, err
	}
	return append([]string{ids(page)}, ties.IDs...), nil
}

// TestStillAsksAgain writes between what is asked of one revision, once, and every time.
func TestStillAsksAgain(t *testing.T) {
	db, c := openEmpty(t)
	apply(t, db, puts(small()...)...)
	other := open(t, c)
	n := 0
	change := func() []kg.Change {
		n++
		id := string(rune('k' + n))
		return puts(&kg.Organisation{ID: "org:" + id, Name: id, Type: "NGO"},
			&kg.Participation{OrganisationID: "org:" + id, ProjectID: "project:two", Role: kg.Partner})
	}
	for _, tc := range []struct {
		name          string
		writes, calls int
	}{
		{"nobody writes", 0, 1},
		{"one writes once", 1, 2},
		{"one writes every time", math.MaxInt, optimism + 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			calls, written := 0, make(chan error, optimism+1)
			var at kg.Revision
			var got []string
			err := db.View().Still(t.Context(), func(s kg.Still) error {
				calls++
				at = s.Revision()
				if _, err := told(t.Context(), s); err != nil {
					return err
				}
				write := func() {
					_, err := other.Apply(context.WithoutCancel(t.Context()), change())
					written <- err
				}
				switch {
				case calls > tc.writes:
					written <- nil
				case calls <= optimism:
					write()
				default: // it waits until the asking is over
					go write()
				}
				var err error
				got, err = told(t.Context(), s)
				return err
			})
			for range calls {
				err = errors.Join(err, <-written)
			}
			if err != nil {
				t.Fatal(err)
			}
			if calls != tc.calls {
				t.Errorf("asked %d times, want %d", calls, tc.calls)
			}
			want := []string{"a b c"}
			tied := []string{"org:a", "org:b", "org:c"}
			for i := range at - 1 {
				id := string(rune('l' + i))
				want[0] += " " + id
				tied = append(tied, "org:"+id)
			}
			if d := cmp.Diff(append(want, tied...), got); d != "" {
				t.Errorf("at revision %d (-want +got):\n%s", at, d)
			}
		})
	}
}

// TestStillReturnsWhatAskReturns also with the revision unmoved.
func TestStillReturnsWhatAskReturns(t *testing.T) {
	db, _ := openEmpty(t)
	want := kg.Errorf(kg.NotConnected, "no way")
	if err := db.View().Still(t.Context(), func(kg.Still) error { return want }); !errors.Is(err, want) {
		t.Errorf("got %v", err)
	}
}

// TestTiesByHand works a scope out by hand: both orders of a pair, roles, an event with too few parties.
func TestTiesByHand(t *testing.T) {
	db, _ := openEmpty(t)
	apply(t, db, puts(small()...)...)
	all := []kg.EvidenceKind{kg.ByProject, kg.ByRecord, kg.ByMembers}
	y2010, y2011, y2015, y2020, y1999, y2024 := 2010, 2011, 2015, 2020, 1999, 2024
	countries := []string{"country:PL", "country:SE", ""}
	organisations := []string{"org:a", "org:b", "org:c"}
	for _, tc := range []struct {
		name  string
		scope *kg.Scope
		of    []string
		want  *kg.Ties
	}{
		{"all", nil, nil, &kg.Ties{IDs: organisations, Countries: countries, Links: []kg.Link{
			{A: 0, B: 1, Weight: 1.5, ProjectCount: 2, First: &y1999, Last: &y2011},
			{A: 0, B: 2, Weight: 0.5, ProjectCount: 1, First: &y2010, Last: &y2011},
			{A: 1, B: 2, Weight: 1.5, ProjectCount: 1, First: &y2010, Last: &y2020},
		}}},
		{"all evidence of one", &kg.Scope{Evidence: all}, []string{"org:c", "org:x", "org:c"}, &kg.Ties{IDs: organisations, Countries: countries, Links: []kg.Link{
			{A: 0, B: 2, Weight: 1.5, ProjectCount: 1, First: &y2010, Last: &y2024},
			{A: 1, B: 2, Weight: 1.5, ProjectCount: 1, First: &y2010, Last: &y2020},
		}}},
		{"memberships of both ends", &kg.Scope{Evidence: all[2:]}, []string{"org:c", "org:a"}, &kg.Ties{
			IDs: []string{"org:a", "org:c"}, Countries: []string{"country:PL", ""},
			Links: []kg.Link{{A: 0, B: 1, Weight: 1, First: &y2015, Last: &y2024}},
		}},
		{"of nobody", nil, []string{}, &kg.Ties{}},
		{"across borders", &kg.Scope{CrossBorder: new(true)}, nil, &kg.Ties{IDs: organisations[:2], Countries: countries[:2], Links: []kg.Link{
			{A: 0, B: 1, Weight: 1.5, ProjectCount: 2, First: &y1999, Last: &y2011},
		}}},
		{"either in a place then", &kg.Scope{Areas: []string{"area:baltic"}, Parties: kg.Either, Roles: []string{"PARTNER"}}, nil, &kg.Ties{
			IDs: organisations[:2], Countries: countries[:2],
			Links: []kg.Link{{A: 0, B: 1, Weight: 1, ProjectCount: 1, First: &y1999, Last: &y1999}},
		}},
		{"no evidence", &kg.Scope{Programmes: []string{"programme:p"}, Evidence: all[1:]}, nil, &kg.Ties{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if d := cmp.Diff(tc.want, tiesOf(t, db.View(), tc.scope, tc.of), nearly); d != "" {
				t.Errorf("the ties differ (-want +got):\n%s", d)
			}
		})
	}
}

// tester is what testing's and rapid's tests have in common.
type tester interface {
	Context() context.Context
	Fatal(args ...any)
}

func tiesOf(t tester, v kg.Source, scope *kg.Scope, of []string) (ties *kg.Ties) {
	err := v.Still(t.Context(), func(s kg.Still) (err error) {
		ties, err = s.Ties(t.Context(), scope, kgtest.Today, of)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return ties
}

// drawScope draws a scope of what the records hold.
func drawScope(t *rapid.T, records []kg.Record) *kg.Scope {
	s := &kg.Scope{}
	maybe := func(what string) bool { return rapid.IntRange(0, 4).Draw(t, what) == 4 }
	some := func(k kg.Kind) []string {
		ids := idsOfKind(records, k)
		if len(ids) == 0 || !maybe(string(k)) {
			return nil
		}
		return rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 1, min(2, len(ids)), rapid.ID[string]).Draw(t, "ids")
	}
	s.Themes, s.Areas, s.Countries, s.Regions = some(kg.KindTheme), some(kg.KindArea), some(kg.KindCountry), some(kg.KindRegion)
	s.Programmes = some(kg.KindProgramme)
	if maybe("either") {
		s.Parties = kg.Either
	}
	if maybe("cross-border") {
		s.CrossBorder = new(rapid.Bool().Draw(t, "cross"))
	}
	if maybe("years") {
		s.Years.From = new(2016)
	}
	if maybe("few") {
		s.MaxParticipants = new(3)
	}
	if maybe("roles") {
		s.Roles = []string{"PARTNER", "LEAD"}
	}
	if rapid.Bool().Draw(t, "evidence") {
		s.Evidence = rapid.SampledFrom([][]kg.EvidenceKind{
			{kg.ByMembers}, {kg.ByProject}, {kg.ByProject, kg.ByRecord, kg.ByMembers}, {kg.ByRecord},
		}).Draw(t, "evidence kinds")
	}
	return s
}

func idsOfKind(records []kg.Record, k kg.Kind) []string {
	var ids []string
	for _, r := range records {
		if r.Kind() == k {
			ids = append(ids, r.RecordID())
		}
	}
	return ids
}

// TestTies compares all ties of random graphs, and those of some organisations, with the oracle's.
func TestTies(t *testing.T) {
	db, _ := openEmpty(t)
	kgtest.WithChecks(t, 8, func() {
		rapid.Check(t, func(t *rapid.T) {
			kgtest.Replace(t, db, db.View(), kgtest.DrawGraph(t))
			oracle := kgtest.OracleOf(t, db)
			records := scanAll(t, db)
			for range 3 {
				scope := drawScope(t, records)
				var of []string
				if rapid.Bool().Draw(t, "of some") {
					of = append([]string{}, rapid.SliceOf(rapid.SampledFrom(append(idsOfKind(records, kg.KindOrganisation), "org:unknown-1"))).Draw(t, "of")...)
				}
				want, err := naiveTies(oracle, scope, of)
				if err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(want, tiesOf(t, db.View(), scope, of), nearly); d != "" {
					t.Fatalf("%s of %v (-want +got):\n%s", scope, of, d)
				}
			}
		})
	})
}

func scanAll(t *rapid.T, db *DB) []kg.Record {
	var records []kg.Record
	for r, err := range db.Scan(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, r)
	}
	return records
}

// naiveTies makes Ties of the oracle's collaborations.
func naiveTies(o *kgtest.Oracle, scope *kg.Scope, of []string) (*kg.Ties, error) {
	page, err := o.Fetch(context.Background(), &kg.Hop{
		Edge: kg.EdgeOf("", kg.EdgeCollaborations), Scope: scope, Order: kg.Order{Field: "weight"}, Items: true, First: math.MaxInt, Today: kgtest.Today,
	})
	if err != nil {
		return nil, err
	}
	want := &kg.Ties{}
	var list []*kg.Collaboration
	for _, item := range page.Items {
		c := item.Record.(*kg.Collaboration)
		if of == nil || slices.Contains(of, c.A) || slices.Contains(of, c.B) {
			list = append(list, c)
			want.IDs = append(want.IDs, c.A, c.B)
		}
	}
	slices.SortFunc(list, func(a, b *kg.Collaboration) int { return slices.Compare([]string{a.A, a.B}, []string{b.A, b.B}) })
	slices.Sort(want.IDs)
	want.IDs = slices.Compact(want.IDs)
	nodes, err := o.Fetch(context.Background(), &kg.Hop{Edge: kg.EdgeOf("", kg.EdgeNodes), IDs: want.IDs, Items: true})
	if err != nil {
		return nil, err
	}
	for _, item := range nodes.Items {
		want.Countries = append(want.Countries, item.Record.(*kg.Organisation).CountryID)
	}
	for _, c := range list {
		a, _ := slices.BinarySearch(want.IDs, c.A)
		b, _ := slices.BinarySearch(want.IDs, c.B)
		want.Links = append(want.Links, kg.Link{A: int32(a), B: int32(b), Weight: c.Weight, ProjectCount: c.ProjectCount, First: c.First, Last: c.Last})
	}
	return want, nil
}
