package kgtest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

// changes checks what Put and Merge leave behind, and that a batch is one change.
func (s *suite) changes(t *testing.T) {
	w := s.empty(t)
	base := []kg.Record{
		&kg.Dataset{ID: "dataset:a", Title: "A", Licence: "x", RetrievedAt: "2024-01-01"},
		&kg.Dataset{ID: "dataset:b", Title: "B", Licence: "x", RetrievedAt: "2024-01-01"},
		&kg.Country{ID: "country:PL", Code: "PL", Name: "Poland"},
		&kg.Theme{ID: "theme:a", Scheme: "s", Name: "A"},
		&kg.Theme{ID: "theme:b", Scheme: "s", Name: "B"},
	}
	old := func() *kg.Organisation {
		return &kg.Organisation{
			Meta: kg.Meta{Sources: []kg.SourceRef{{Dataset: "dataset:a", Record: "1", URL: "https://old.example"}}},
			ID:   "org:x", Name: "Old", Acronym: "OLD", Type: "NGO", Size: "SMALL", CountryID: "country:PL", City: "Sopot",
			Location: &kg.GeoPoint{Latitude: 1, Longitude: 2}, ThemeIDs: []string{"theme:a"}, AcceptsIntroductions: true,
			Names:       []kg.LocalisedText{{Language: "pl", Text: "Stara"}},
			Identifiers: []kg.Identifier{{Scheme: "VAT", Value: "1"}},
		}
	}
	// what is left of old after a change of it
	left := func(edit func(o *kg.Organisation)) *kg.Organisation { o := old(); edit(o); return o }
	sources := func(refs ...kg.SourceRef) kg.Meta { return kg.Meta{Sources: refs} }
	bare := func(edit func(o *kg.Organisation)) *kg.Organisation {
		o := &kg.Organisation{ID: "org:x", Name: "Old", Type: "NGO"}
		edit(o)
		return o
	}
	for _, c := range []struct {
		name   string
		change kg.Change
		want   *kg.Organisation
	}{
		{"put takes away what it does not state", kg.Change{Put: bare(func(*kg.Organisation) {})}, bare(func(*kg.Organisation) {})},
		{
			"put replaces lists, sorted and each item once",
			kg.Change{Put: bare(func(o *kg.Organisation) { o.ThemeIDs = []string{"theme:b", "theme:a", "theme:b"} })},
			bare(func(o *kg.Organisation) { o.ThemeIDs = []string{"theme:a", "theme:b"} }),
		},
		{"merge keeps what it does not state", kg.Change{Merge: bare(func(*kg.Organisation) {})}, old()},
		{
			"merge lays what it states over it",
			kg.Change{Merge: bare(func(o *kg.Organisation) {
				o.Name, o.City, o.Size, o.Location = "New", "Gdynia", "LARGE", &kg.GeoPoint{Latitude: 3}
			})},
			left(func(o *kg.Organisation) {
				o.Name, o.City, o.Size, o.Location = "New", "Gdynia", "LARGE", &kg.GeoPoint{Latitude: 3}
			}),
		},
		{
			"merge adds to lists",
			kg.Change{Merge: bare(func(o *kg.Organisation) {
				o.ThemeIDs = []string{"theme:b"}
				o.Identifiers = []kg.Identifier{{Scheme: "PIC", Value: "2"}, {Scheme: "VAT", Value: "1"}}
				o.Names = []kg.LocalisedText{{Language: "en", Text: "Old one"}}
			})},
			left(func(o *kg.Organisation) {
				o.ThemeIDs = []string{"theme:a", "theme:b"}
				o.Identifiers = []kg.Identifier{{Scheme: "PIC", Value: "2"}, {Scheme: "VAT", Value: "1"}}
				o.Names = []kg.LocalisedText{{Language: "en", Text: "Old one"}, {Language: "pl", Text: "Stara"}}
			}),
		},
		{
			"merge replaces the source of the same dataset and record and keeps the others",
			kg.Change{Merge: bare(func(o *kg.Organisation) {
				o.Meta = sources(kg.SourceRef{Dataset: "dataset:b", Record: "1"}, kg.SourceRef{Dataset: "dataset:a", Record: "1", URL: "https://new.example"})
			})},
			left(func(o *kg.Organisation) {
				o.Meta = sources(kg.SourceRef{Dataset: "dataset:a", Record: "1", URL: "https://new.example"}, kg.SourceRef{Dataset: "dataset:b", Record: "1"})
			}),
		},
	} {
		s.one(t, c.name, func(t *testing.T) {
			w.replace(t, append(base, old()))
			w.apply(t, c.change)
			w.mustHold(t, append(base, c.want))
			revision := w.revision(t)
			if again := w.apply(t, c.change); again != revision {
				t.Errorf("the same change again makes revision %d of %d", again, revision)
			}
		})
	}
	s.one(t, "merge of what is not there puts it", func(t *testing.T) {
		w.replace(t, base)
		w.apply(t, kg.Change{Merge: old()})
		w.mustHold(t, append(base, old()))
	})
	s.batches(t, w)
}

// batches checks that the changes of a batch see each other and are made together.
func (s *suite) batches(t *testing.T, w *world) {
	org := func(edit func(o *kg.Organisation)) *kg.Organisation {
		o := &kg.Organisation{ID: "org:new", Name: "New", Type: "NGO"}
		edit(o)
		return o
	}
	city := func(o *kg.Organisation) { o.City = "Sopot" }
	size := func(o *kg.Organisation) { o.Size = "LARGE" }
	for _, c := range []struct {
		name    string
		changes []kg.Change
		want    *kg.Organisation // nil: not there
	}{
		{"merge sees the put before it", []kg.Change{{Put: org(city)}, {Merge: org(size)}}, org(func(o *kg.Organisation) { city(o); size(o) })},
		{"the last put holds", []kg.Change{{Put: org(city)}, {Put: org(size)}}, org(size)},
		{"put then delete", []kg.Change{{Put: org(city)}, {Delete: "org:new"}}, nil},
		{"delete then merge", []kg.Change{{Put: org(city)}, {Delete: "org:new"}, {Merge: org(size)}}, org(size)},
	} {
		s.one(t, c.name, func(t *testing.T) {
			w.replace(t, complete())
			before := w.revision(t)
			after := w.apply(t, c.changes...)
			want := complete()
			if c.want != nil {
				want = append(want, c.want)
				if after != before+1 {
					t.Errorf("revision %d after %d", after, before)
				}
			}
			w.mustHold(t, want)
		})
	}
	s.one(t, "a batch may refer to what comes later in it", func(t *testing.T) {
		w.replace(t, nil)
		records := inScanOrder(complete())
		var backwards []kg.Record
		for _, record := range slices.Backward(records) {
			backwards = append(backwards, record)
		}
		w.apply(t, puts(backwards...)...)
		w.mustHold(t, complete())
	})
	s.one(t, "a batch with one bad change leaves nothing", func(t *testing.T) {
		w.replace(t, complete())
		revision, records := w.revision(t), w.scan(t)
		for _, bad := range []kg.Change{
			{Put: &kg.Organisation{ID: "org:bad", Name: "no type"}},
			{Put: &kg.Practice{ID: "practice:bad", Title: "x", SharedBy: "org:nobody"}},
			{Delete: "dataset:all"},
		} {
			good := []kg.Change{{Put: org(city)}, {Delete: "membership:org:net|org:full"}, {Merge: &kg.Theme{ID: "theme:other", Scheme: "theirs", Name: "Changed"}}}
			for at := range len(good) + 1 {
				changes := append(append(append([]kg.Change{}, good[:at]...), bad), good[at:]...)
				if _, err := w.graph.Apply(context.Background(), changes); err == nil {
					t.Fatalf("accepted %+v", bad)
				}
			}
		}
		if again := w.revision(t); again != revision {
			t.Errorf("revision %d, was %d", again, revision)
		}
		if d := cmp.Diff(records, w.scan(t), exactly); d != "" {
			t.Errorf("(-before +after):\n%s", d)
		}
		if d := s.disagree(w, w.oracle(t), everything()); d != "" {
			t.Error(d)
		}
	})
	s.one(t, "a batch of more than a thousand", func(t *testing.T) {
		w.replace(t, complete())
		want := complete()
		for i := range 600 {
			id := "org:" + strings.Repeat("m", i%3+1) + string(rune('a'+i%26)) + kg.FormatCents(int64(i))
			want = append(want,
				&kg.Organisation{ID: id, Name: id, Type: "NGO", ThemeIDs: []string{"theme:climate"}},
				&kg.Participation{OrganisationID: id, ProjectID: "project:bare", Role: "PARTNER"})
		}
		w.apply(t, puts(want...)...)
		w.mustHold(t, want)
		w.replace(t, complete())
		w.mustHold(t, complete())
	})
}
