package kgtest

import (
	"context"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

// storeContract checks what Store promises of writing and of reading back.
func (s *suite) storeContract(t *testing.T) {
	w := s.open(t)
	s.one(t, "an empty store", func(t *testing.T) {
		revision, err := w.store.Revision(context.Background())
		if revision != 0 || err != nil {
			t.Errorf("Revision: %d, %v; want 0", revision, err)
		}
		w.mustHold(t, nil)
		if r := w.apply(t); r != 0 {
			t.Errorf("applying no change makes revision %d", r)
		}
	})
	s.one(t, "every field of every kind", func(t *testing.T) { w.everyField(t) })
	s.one(t, "Scan yields the kinds asked for", func(t *testing.T) {
		for _, k := range kg.StoredKinds() {
			want := slices.DeleteFunc(inScanOrder(complete()), func(r kg.Record) bool { return r.Kind() != k })
			if d := cmp.Diff(want, w.scan(t, k), stored); d != "" {
				t.Errorf("%s (-want +got):\n%s", k, d)
			}
		}
		got := w.scan(t, kg.KindOrganisation, kg.KindParticipation)
		if n := len(got); n != 6 || got[0].Kind() != kg.KindOrganisation || got[n-1].Kind() != kg.KindParticipation {
			t.Errorf("two kinds give %d records: %v", n, got)
		}
	})
	s.one(t, "Scan ends when the caller does", func(t *testing.T) {
		for _, err := range w.store.Scan(context.Background()) {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
		w.apply(t, puts(complete()...)...)
	})
	s.one(t, "the same again changes nothing", func(t *testing.T) {
		before, records := w.revision(t), w.scan(t)
		for _, c := range []struct {
			name    string
			changes []kg.Change
		}{
			{"puts", puts(complete()...)},
			{"merges", merges(complete()...)},
			{"nothing", nil},
			{"the deletion of what is not there", []kg.Change{{Delete: "org:nobody"}, {Delete: "participation:org:full|project:full|DONOR_PARTNER"}}},
		} {
			if r := w.apply(t, c.changes...); r != before {
				t.Errorf("%s: revision %d after %d", c.name, r, before)
			}
		}
		if d := cmp.Diff(records, w.scan(t), exactly); d != "" {
			t.Errorf("records changed (-before +after):\n%s", d)
		}
	})
	s.one(t, "only what changes has the new revision", func(t *testing.T) {
		before := w.revision(t)
		changed := completely(func(o *kg.Organisation) bool { o.City = "Sopot"; return true })
		after := w.apply(t, puts(changed...)...)
		if after != before+1 {
			t.Errorf("revision %d after %d", after, before)
		}
		for _, r := range w.scan(t) {
			want := before
			if r.RecordID() == "org:full" {
				want = after
			}
			if got := r.Base().Revision; got != want && (got > before || want == after) {
				t.Errorf("%s has revision %d, want %d", r.RecordID(), got, want)
			}
		}
	})
	s.one(t, "records belong to those who read or wrote them", func(t *testing.T) {
		w.replace(t, complete())
		given := complete()
		w.apply(t, puts(given...)...)
		for _, list := range [][]kg.Record{given, w.scan(t), w.scan(t)} {
			for _, r := range list {
				deface(r)
			}
		}
		w.mustHold(t, complete())
	})
	s.one(t, "content outlives the process", func(t *testing.T) {
		w.replace(t, complete())
		revision, records := w.revision(t), w.scan(t)
		w = s.reopen(t, w)
		if again := w.revision(t); again != revision {
			t.Errorf("revision %d, was %d", again, revision)
		}
		if d := cmp.Diff(records, w.scan(t), exactly); d != "" {
			t.Errorf("reopened (-before +after):\n%s", d)
		}
		if d := s.disagree(w, w.oracle(t), everything()); d != "" {
			t.Error(d)
		}
		if again := w.apply(t, puts(complete()...)...); again != revision {
			t.Errorf("the same again makes revision %d of %d", again, revision)
		}
	})
}

// everything asks for all organisations with what is around them.
func everything() *kg.Hop {
	q := ask("organisations", "name", "names", "sources", "themes", "identifiers")
	q.Shapes[0].Hops = []*kg.Hop{ask("Organisation.participations", "role", "contribution"), ask("Organisation.collaborations", "weight")}
	return q
}

// deface overwrites what a record's lists and pointers hold.
func deface(r kg.Record) {
	v := reflect.ValueOf(r).Elem()
	for _, f := range kg.Describe(r.Kind()).Fields {
		switch field := fieldByTag(v, f.Name); field.Kind() {
		case reflect.Slice:
			for i := range field.Len() {
				field.Index(i).SetZero()
			}
		case reflect.Pointer:
			if !field.IsNil() {
				field.Elem().SetZero()
			}
		default:
			field.SetZero()
		}
	}
}

// everyField puts the complete records, after a check that they are complete, and reads them back.
func (w *world) everyField(t *testing.T) {
	records := complete()
	stated := map[string]bool{}
	for _, r := range records {
		for _, f := range kg.Describe(r.Kind()).Fields {
			if !kgValueIsZero(r, f.Name) {
				stated[string(r.Kind())+"."+f.Name] = true
			}
		}
	}
	for _, k := range kg.StoredKinds() {
		for _, f := range kg.Describe(k).Fields {
			if !f.Derived && f.Name != "revision" && f.Name != "updatedAt" && !stated[string(k)+"."+f.Name] {
				t.Errorf("no record of the suite's states %s.%s", k, f.Name)
			}
		}
	}
	revision := w.apply(t, puts(records...)...)
	if revision != 1 {
		t.Errorf("the first transaction makes revision %d", revision)
	}
	w.mustHold(t, records)
	for _, r := range w.scan(t) {
		if m := r.Base(); m.Revision != revision || m.UpdatedAt <= 0 {
			t.Errorf("%s has revision %d of %d, updated at %d", r.RecordID(), m.Revision, revision, m.UpdatedAt)
		}
	}
}

func (w *world) revision(t failer) kg.Revision {
	t.Helper()
	r, err := w.store.Revision(context.Background())
	if err != nil {
		t.Fatalf("Revision: %v", err)
	}
	return r
}

func merges(records ...kg.Record) []kg.Change {
	var changes []kg.Change
	for _, r := range records {
		changes = append(changes, kg.Change{Merge: r})
	}
	return changes
}
