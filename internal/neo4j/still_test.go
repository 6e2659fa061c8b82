package neo4j

import (
	"context"
	"errors"
	"math"
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

// TestTies compares all ties of random graphs, and those of some organisations, with the oracle's.
func TestTies(t *testing.T) {
	db, _ := openEmpty(t)
	kgtest.WithChecks(t, 8, func() {
		rapid.Check(t, func(t *rapid.T) {
			kgtest.Replace(t, db, db.View(), kgtest.DrawGraph(t))
			oracle := kgtest.OracleOf(t, db)
			records := scanAll(t, db)
			for range 3 {
				scope := kgtest.DrawScope(t, records)
				var of []string
				if rapid.Bool().Draw(t, "of some") {
					of = append([]string{}, rapid.SliceOf(rapid.SampledFrom(append(kgtest.IDsOf(records, kg.KindOrganisation), "org:unknown-1"))).Draw(t, "of")...)
				}
				want, err := oracle.Ties(context.Background(), scope, kgtest.Today, of)
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
