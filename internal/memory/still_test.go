package memory

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"ngograph/internal/kg"
	"ngograph/internal/kgtest"
)

// drawn opens a view of a random graph, and the oracle of the same records.
func drawn(t *rapid.T) (*View, *kgtest.Oracle, []kg.Record) {
	store := newFakeStore()
	records := kgtest.DrawGraph(t)
	var changes []kg.Change
	for _, r := range records {
		changes = append(changes, kg.Change{Put: r})
	}
	if _, err := store.Apply(context.Background(), changes); err != nil {
		t.Fatal(err)
	}
	v, err := Open(context.Background(), store, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	return v, kgtest.NewOracle(1, records), records
}

// tiesOf returns every tie under a scope, as the oracle counts it.
func tiesOf(t *rapid.T, o *kgtest.Oracle, s *kg.Scope) []*kg.Collaboration {
	page, err := o.Fetch(context.Background(), &kg.Hop{
		Edge: kg.EdgeOf("", kg.EdgeCollaborations), Scope: s, Order: kg.Order{Field: "weight", Desc: true},
		Items: true, First: math.MaxInt, Today: kgtest.Today,
	})
	if err != nil {
		t.Fatal(err)
	}
	var list []*kg.Collaboration
	for _, item := range page.Items {
		list = append(list, item.Record.(*kg.Collaboration))
	}
	slices.SortFunc(list, func(a, b *kg.Collaboration) int { return slices.Compare([]string{a.A, a.B}, []string{b.A, b.B}) })
	return list
}

var nearly = cmpopts.EquateApprox(1e-9, 1e-12)

// TestTies compares all ties, and those of some, with the oracle's.
func TestTies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, oracle, records := drawn(t)
		scope := kgtest.DrawScope(t, records)
		var of []string
		if rapid.Bool().Draw(t, "of some") {
			of = rapid.SliceOf(rapid.SampledFrom(append(kgtest.IDsOf(records, kg.KindOrganisation), "org:unknown-1"))).Draw(t, "of")
			of = append([]string{}, of...)
		}
		want, err := oracle.Ties(context.Background(), scope, kgtest.Today, of)
		if err != nil {
			t.Fatal(err)
		}
		var got *kg.Ties
		err = v.Still(context.Background(), func(s kg.Still) (err error) {
			got, err = s.Ties(context.Background(), scope, kgtest.Today, of)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got, nearly, cmpopts.EquateEmpty()); d != "" {
			t.Errorf("the ties of %q under %s (-want +got):\n%s", of, scope, d)
		}
	})
}

// TestTiesOfMany counts with several goroutines and gets the ties of one organisation bit by bit as among all.
func TestTiesOfMany(t *testing.T) {
	v, _ := openGraph(t, cordis)
	s := v.still()
	all, err := s.Ties(t.Context(), nil, "2024-06-15", nil)
	if err != nil {
		t.Fatal(err)
	}
	hub := s.s.busiest()
	of, err := s.Ties(t.Context(), nil, "2024-06-15", []string{hub})
	if err != nil {
		t.Fatal(err)
	}
	named := func(ties *kg.Ties) []string {
		var list []string
		for _, l := range ties.Links {
			if a, b := ties.IDs[l.A], ties.IDs[l.B]; a == hub || b == hub {
				list = append(list, fmt.Sprint(a, b, math.Float64bits(l.Weight), l.ProjectCount, *l.First, *l.Last))
			}
		}
		return list
	}
	if d := cmp.Diff(named(all), named(of)); d != "" || len(of.Links) == 0 || len(all.Links) < 10*len(of.Links) {
		t.Errorf("%d ties of the hub among %d; by themselves (-among all +alone):\n%s", len(of.Links), len(all.Links), d)
	}
	byEnds := func(a, b kg.Link) int { return slices.Compare([]int32{a.A, a.B}, []int32{b.A, b.B}) }
	if !slices.IsSortedFunc(all.Links, byEnds) {
		t.Error("the ties are not in order")
	}
}

// TestStill stays at its revision while the view moves on, and hands out lists that have no First whole.
func TestStill(t *testing.T) {
	store := newFakeStore()
	v, graph := open(t, store, Options{})
	if _, err := graph.Apply(t.Context(), write(30, "before")); err != nil {
		t.Fatal(err)
	}
	err := v.Still(t.Context(), func(s kg.Still) error {
		if _, err := graph.Apply(t.Context(), write(40, "after")); err != nil {
			return err
		}
		h := everyOrganisation()
		h.First, h.Today, h.Order = 0, kg.Date("2024-06-15"), h.Edge.Order
		for _, below := range h.Shapes[0].Hops {
			below.First, below.Order = 0, below.Edge.Order
		}
		page, err := s.Fetch(t.Context(), h)
		if err != nil {
			return err
		}
		if why := mixed(page); why != "" || len(page.Items) != 30 || page.More || s.Revision() != 1 {
			t.Errorf("revision %d has %d organisations, more: %t; %s", s.Revision(), len(page.Items), page.More, why)
		}
		if ties, _ := kg.Attached(page.Items[0].Record, "t"); len(ties.Items) != 29 || ties.More {
			t.Errorf("the first has %d ties, more: %t", len(ties.Items), ties.More)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if v.Revision() != 2 {
		t.Errorf("the view is at revision %d", v.Revision())
	}
}

// TestPairs asks for ties by pairs.
func TestPairs(t *testing.T) {
	store := newFakeStore()
	_, graph := open(t, store, Options{})
	changes := write(3, "p")
	changes = append(changes,
		kg.Change{Put: &kg.Organisation{ID: "org:alone", Name: "Alone", Type: "NGO"}},
		kg.Change{Put: &kg.RecordedCollaboration{ID: "recorded:r", Title: "R", PartyIDs: []string{"org:00", "org:02"}}},
	)
	if _, err := graph.Apply(t.Context(), changes); err != nil {
		t.Fatal(err)
	}
	between := &kg.Hop{Edge: kg.EdgeOf(kg.KindCollaboration, kg.EdgeBetween), Key: "b", Items: true}
	h := &kg.Hop{
		Edge: kg.EdgeOf("", kg.EdgeTies), Items: true, Count: true, Coverage: true,
		IDs: []string{
			"org:02", "org:01", "org:00", "org:alone", "org:01", "org:01", "org:00", "org:unknown-1", "org:00", "org:02", "org:01", "org:02",
		},
		Shapes: []kg.Shape{{Kind: kg.KindCollaboration, Hops: []*kg.Hop{between}}},
	}
	v := still{s: mustFill(t, store), store: store}
	h.Today = "2024-06-15"
	page, err := v.Fetch(t.Context(), h)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, item := range page.Items {
		c := item.Record.(*kg.Collaboration)
		ends, _ := kg.Attached(c, "b")
		got = append(got, fmt.Sprint(c.A, " ", c.B, " ", c.Weight, " ", len(ends.Items)))
	}
	want := []string{"org:01 org:02 0.5 2", "org:00 org:02 1.5 2", "org:01 org:02 0.5 2"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if c := page.Coverage; page.Total != 3 || c.Projects != 1 || c.Records != 1 {
		t.Errorf("total %d, coverage %+v", page.Total, c)
	}
}

func mustFill(t *testing.T, store kg.Store) *snapshot {
	t.Helper()
	s, err := fill(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestTiesCancelled ends the context at each look.
func TestTiesCancelled(t *testing.T) {
	v, _ := openGraph(t, shape{organisations: 3000, projects: 2500, participations: 12_000})
	endAtEachLook(t, 3, func(ctx context.Context) error {
		_, err := v.still().Ties(ctx, nil, "2024-06-15", nil)
		return err
	})
}

func BenchmarkTies(b *testing.B) {
	v, _ := openGraph(b, cordis)
	s := v.still()
	for name, of := range map[string][]string{"all": nil, "of the hub": {s.s.busiest()}, "of one": {"org:pic:000009000"}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ties, err := s.Ties(b.Context(), nil, "2024-06-15", of)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(len(ties.Links)), "ties")
			}
		})
	}
}
