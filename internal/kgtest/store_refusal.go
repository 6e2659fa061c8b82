package kgtest

import (
	"context"
	"reflect"
	"testing"

	"ngograph/internal/kg"
)

// refusals checks that a store refuses each kind of bad record, and that nothing of it stays.
func (s *suite) refusals(t *testing.T) {
	w := s.empty(t)
	w.apply(t, puts(complete()...)...)
	before := w.revision(t)
	refused := func(t *testing.T, what string, changes []kg.Change, codes ...kg.Code) {
		t.Helper()
		s.cases.Add(1)
		_, err := w.graph.Apply(context.Background(), changes)
		for _, code := range codes {
			if kg.CodeOf(err) == code {
				return
			}
		}
		t.Errorf("%s: want %v, got %s", what, codes, errorText(err))
	}
	edited := func(r kg.Record, field string, set func(v reflect.Value)) []kg.Change {
		c := clone(r)
		set(fieldByTag(reflect.ValueOf(c).Elem(), field))
		return puts(c)
	}
	eachField := func(visit func(r kg.Record, f kg.Field)) {
		seen := map[kg.Kind]bool{}
		for _, r := range complete() {
			if seen[r.Kind()] {
				continue
			}
			seen[r.Kind()] = true
			for _, f := range kg.Describe(r.Kind()).Fields {
				visit(r, f)
			}
		}
	}
	s.one(t, "a required field is missing", func(t *testing.T) {
		eachField(func(r kg.Record, f kg.Field) {
			if f.Required || f.Key && f.Name != "from" {
				refused(t, r.RecordID()+" without "+f.Name, edited(r, f.Name, reflect.Value.SetZero), kg.Invalid)
			}
		})
	})
	s.one(t, "a reference leads nowhere or to another kind", func(t *testing.T) {
		eachField(func(r kg.Record, f kg.Field) {
			for _, k := range f.Refs {
				unknown := kg.Describe(k).Prefix + "nobody"
				for _, id := range []string{unknown, "area:empty", "nonsense"} {
					if k == kg.KindArea && id == "area:empty" {
						continue
					}
					refused(t, r.RecordID()+": "+f.Name+"="+id, edited(r, f.Name, func(v reflect.Value) {
						if v.Kind() == reflect.Slice {
							v.Set(reflect.ValueOf([]string{id, "org:full"}))
						} else {
							v.SetString(id)
						}
					}), kg.Invalid)
				}
			}
			if f.Name == "sources" {
				for _, id := range []string{"dataset:nobody", "org:full"} {
					refused(t, r.RecordID()+" of "+id, edited(r, f.Name, func(v reflect.Value) {
						v.Set(reflect.ValueOf([]kg.SourceRef{{Dataset: id}}))
					}), kg.Invalid)
				}
			}
		})
	})
	s.one(t, "a value is none of its type", func(t *testing.T) {
		eachField(func(r kg.Record, f kg.Field) {
			values := []string{}
			switch {
			case f.Enum != "":
				values = []string{"NONE", "ngo", " "}
			case fieldByTag(reflect.ValueOf(r).Elem(), f.Name).Type() == reflect.TypeFor[kg.Date]():
				values = []string{"2024", "2024-02-30", "2024-1-1", "yesterday", "2024-01-01T00:00:00Z"}
			}
			for _, value := range values {
				refused(t, r.RecordID()+": "+f.Name+"="+value, edited(r, f.Name, func(v reflect.Value) { v.SetString(value) }), kg.Invalid)
			}
		})
	})
	s.one(t, "an id has not its kind's form", func(t *testing.T) {
		eachField(func(r kg.Record, f kg.Field) {
			if f.Name != "id" {
				return
			}
			for _, id := range []string{"x", "org", kg.Describe(r.Kind()).Prefix, "nonsense:1", "resources:1"} {
				refused(t, string(r.Kind())+" "+id, edited(r, f.Name, func(v reflect.Value) { v.SetString(id) }), kg.Invalid)
			}
		})
	})
	s.one(t, "a collaboration of fewer than two", func(t *testing.T) {
		for _, parties := range [][]string{nil, {"org:full"}, {"org:full", "org:full"}} {
			refused(t, "parties", puts(&kg.RecordedCollaboration{ID: "recorded:bad", Title: "x", PartyIDs: parties}), kg.Invalid)
		}
	})
	s.one(t, "what refers to a record that the batch deletes", func(t *testing.T) {
		practice := kg.Change{Put: &kg.Practice{ID: "practice:bad", Title: "x", SharedBy: "org:lonely"}}
		lonely := kg.Change{Put: &kg.Organisation{ID: "org:lonely", Name: "x", Type: "NGO"}}
		gone := kg.Change{Delete: "org:lonely"}
		refused(t, "put, then delete", []kg.Change{lonely, practice, gone}, kg.Invalid, kg.Conflict)
		refused(t, "delete, then put", []kg.Change{lonely, gone, practice}, kg.Invalid, kg.Conflict)
	})
	s.one(t, "nothing of it stays", func(t *testing.T) {
		if after := w.revision(t); after != before {
			t.Errorf("revision %d, was %d", after, before)
		}
		w.mustHold(t, complete())
	})
}

// deletions checks what goes with a record, and what keeps one from going.
func (s *suite) deletions(t *testing.T) {
	w := s.empty(t)
	for _, c := range []struct {
		name, id string
		keeps    []string // what refers to it and must go first
		takes    []string // what goes with it
	}{
		{
			name: "an organisation takes its parts, memberships and resources", id: "org:full",
			keeps: []string{"recorded:full", "practice:full"},
			takes: []string{
				"participation:org:full|project:full|LEAD", "participation:org:full|project:full|FUNDER",
				"membership:org:net|org:full", "resource:full",
			},
		},
		{
			name: "a network takes its memberships", id: "org:net",
			keeps: []string{"recorded:full", "recorded:bare", "programme:one", "project:full", "practice:full"},
			takes: []string{
				"membership:org:net|org:full", "membership:org:net|org:bare", // and with the project:
				"participation:org:full|project:full|LEAD", "participation:org:full|project:full|FUNDER", "participation:org:bare|project:full|PARTNER",
			},
		},
		{
			name: "a project takes its parts", id: "project:full", keeps: []string{"practice:full"},
			takes: []string{
				"participation:org:full|project:full|LEAD", "participation:org:full|project:full|FUNDER", "participation:org:bare|project:full|PARTNER",
			},
		},
		{
			name: "an area takes its members", id: "area:baltic",
			takes: []string{"area-member:area:baltic|country:PL|1992-03-06", "area-member:area:baltic|region:PL63|"},
		},
		{name: "a part alone", id: "participation:org:full|project:full|LEAD"},
		{name: "a theme that nothing has", id: "theme:environment", keeps: []string{"theme:climate", "org:full", "project:full", "practice:full", "recorded:full", "resource:full"}, takes: []string{
			"participation:org:full|project:full|LEAD", "participation:org:full|project:full|FUNDER", "participation:org:bare|project:full|PARTNER", "membership:org:net|org:full",
		}},
		{name: "a region that nothing lies in", id: "region:PL6", keeps: []string{"region:PL63", "area-member:area:baltic|region:PL63|", "org:full", "recorded:full", "practice:full"}, takes: []string{
			"participation:org:full|project:full|LEAD", "participation:org:full|project:full|FUNDER", "membership:org:net|org:full", "resource:full",
		}},
	} {
		s.one(t, c.name, func(t *testing.T) {
			w.replace(t, complete())
			if c.keeps != nil {
				if _, err := w.graph.Apply(context.Background(), []kg.Change{{Delete: c.id}}); kg.CodeOf(err) != kg.Conflict {
					t.Errorf("while others refer to it: want %s, got %s", kg.Conflict, errorText(err))
				}
				w.mustHold(t, complete())
			}
			gone := map[string]bool{c.id: true}
			changes := []kg.Change{{Delete: c.id}} // what refers to it goes later in the batch
			for _, id := range c.keeps {
				changes = append(changes, kg.Change{Delete: id})
				gone[id] = true
			}
			for _, id := range c.takes {
				gone[id] = true
			}
			w.apply(t, changes...)
			var want []kg.Record
			for _, r := range complete() {
				if !gone[r.RecordID()] {
					want = append(want, r)
				}
			}
			w.mustHold(t, want)
			if d := s.disagree(w, w.oracle(t), everything()); d != "" {
				t.Error(d)
			}
		})
	}
	s.one(t, "every reference keeps its record", func(t *testing.T) {
		w.replace(t, complete())
		owned := kg.Owned()
		for _, r := range complete() {
			for _, ref := range kg.References(r) {
				isOwner := false
				for _, field := range owned[r.Kind()] {
					isOwner = isOwner || field == ref.Field
				}
				if isOwner {
					continue
				}
				s.cases.Add(1)
				if _, err := w.graph.Apply(context.Background(), []kg.Change{{Delete: ref.ID}}); kg.CodeOf(err) != kg.Conflict {
					t.Errorf("%s, the %s of %s: want %s, got %s", ref.ID, ref.Field, r.RecordID(), kg.Conflict, errorText(err))
				}
			}
		}
		w.mustHold(t, complete())
	})
	s.one(t, "themes that refer to each other go together", func(t *testing.T) {
		w.replace(t, []kg.Record{
			&kg.Theme{ID: "theme:a", Scheme: "s", Name: "A", MatchIDs: []string{"theme:b"}},
			&kg.Theme{ID: "theme:b", Scheme: "r", Name: "B", MatchIDs: []string{"theme:a"}},
		})
		w.apply(t, kg.Change{Delete: "theme:a"}, kg.Change{Delete: "theme:b"})
		w.mustHold(t, nil)
	})
	s.one(t, "a theme may refer to itself and go", func(t *testing.T) {
		w.replace(t, []kg.Record{&kg.Theme{ID: "theme:a", Scheme: "s", Name: "A", BroaderIDs: []string{"theme:a"}}})
		w.apply(t, kg.Change{Delete: "theme:a"})
		w.mustHold(t, nil)
	})
}
