package kgtest

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"ngograph/internal/kg"
)

// amongMany puts changes into a batch of so many new records that a store may take it for an import of nothing but those.
func amongMany(round int, changes ...kg.Change) (batch []kg.Change, fillers []kg.Record) {
	for i := range 400 {
		fillers = append(fillers, &kg.Organisation{ID: fmt.Sprintf("org:filler-%03d-%03d", round, i), Name: "Filler", Type: "NGO"})
	}
	batch = puts(fillers...)
	return append(append(batch[:1:1], changes...), batch[1:]...), fillers
}

// importsOfKnown checks that a batch which is nearly all new is held to every rule.
func (s *suite) importsOfKnown(t *testing.T) {
	w := s.empty(t)
	w.apply(t, puts(complete()...)...)
	want := complete()
	round := 0
	s.one(t, "records that are there, among many that are not", func(t *testing.T) {
		seen := map[kg.Kind]bool{}
		for _, r := range complete() {
			if !seen[r.Kind()] {
				seen[r.Kind()] = true
				round++
				batch, fillers := amongMany(round, kg.Change{Merge: r})
				w.apply(t, batch...)
				want = append(want, fillers...)
			}
		}
		w.mustHold(t, want)
	})
	s.one(t, "references that lead nowhere, among many new records", func(t *testing.T) {
		before := w.revision(t)
		for _, k := range kg.StoredKinds() {
			for _, f := range kg.Describe(k).Fields {
				for _, to := range f.Refs {
					round++
					batch, _ := amongMany(round, kg.Change{Put: astray(k, f.Name, kg.Describe(to).Prefix+"nobody")})
					if _, err := w.graph.Apply(context.Background(), batch); kg.CodeOf(err) != kg.Invalid {
						t.Errorf("%s.%s to no %s: %s", k, f.Name, to, errorText(err))
					}
				}
			}
		}
		if after := w.revision(t); after != before {
			t.Errorf("revision %d, was %d", after, before)
		}
	})
	s.one(t, "what was deleted comes back among many", func(t *testing.T) {
		back := &kg.Organisation{ID: "org:back", Name: "Back", Type: "NGO"}
		w.apply(t, puts(back)...)
		w.apply(t, kg.Change{Delete: back.ID})
		round++
		batch, fillers := amongMany(round, kg.Change{Put: back})
		at := w.apply(t, batch...)
		want = append(append(want, back), fillers...)
		w.mustHold(t, want)
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		for d, err := range w.store.Watch(ctx, at-1) {
			if err != nil || len(d.Deleted) > 0 {
				t.Errorf("deleted %v, %v", d.Deleted, err)
			}
			break
		}
	})
}

// astray is a new record of a kind, one field of which refers to an id.
func astray(k kg.Kind, field, id string) kg.Record {
	for _, r := range complete() {
		if r.Kind() != k {
			continue
		}
		c := clone(r)
		if v := reflect.ValueOf(c).Elem().FieldByName("ID"); v.IsValid() {
			v.SetString(v.String() + "-astray")
		}
		v := fieldByTag(reflect.ValueOf(c).Elem(), field)
		if v.Kind() == reflect.Slice {
			v.Set(reflect.ValueOf([]string{id, "org:full"}))
		} else {
			v.SetString(id)
		}
		return c
	}
	panic("kgtest: complete has no " + string(k))
}
