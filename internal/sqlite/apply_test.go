package sqlite_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ngograph/internal/kg"
)

func TestRefusedChangesLeaveNothing(t *testing.T) {
	part := func(o, p string) kg.Change {
		return kg.Change{Put: &kg.Participation{OrganisationID: o, ProjectID: p, Role: "PARTNER"}}
	}
	with := func(edit func(*kg.Organisation)) kg.Change {
		o := org("org:new", "New")
		edit(o)
		return kg.Change{Merge: o}
	}
	cases := []struct {
		name    string
		changes []kg.Change
		code    kg.Code
		says    string
	}{
		{"no organisation", []kg.Change{part("org:none", "project:x")}, kg.Invalid, `organisation refers to "org:none", which is not there`},
		{"no project", []kg.Change{part("org:a", "project:none")}, kg.Invalid, `project refers to "project:none", which is not there`},
		{"wrong kind", []kg.Change{part("project:x", "project:x")}, kg.Invalid, `"project:x", which is no Organisation`},
		{"no kind", []kg.Change{part("a", "project:x")}, kg.Invalid, `"a", which is no Organisation`},
		{"in a list", []kg.Change{with(func(o *kg.Organisation) { o.ThemeIDs = []string{"theme:sea", "theme:none"} })}, kg.Invalid, `themes refers to "theme:none"`},
		{"no dataset", []kg.Change{with(func(o *kg.Organisation) { o.Sources = []kg.SourceRef{{Dataset: "dataset:none"}} })}, kg.Invalid, `sources refers to "dataset:none"`},
		{"required", []kg.Change{with(func(o *kg.Organisation) { o.Name = "" })}, kg.Invalid, "has no name"},
		{"not UTF-8", []kg.Change{with(func(o *kg.Organisation) { o.Name = "a\xff" })}, kg.Invalid, "not UTF-8"},
		{"list not UTF-8", []kg.Change{with(func(o *kg.Organisation) { o.Names = []kg.LocalisedText{{Text: "a\xff"}} })}, kg.Invalid, "not UTF-8"},
		{"derived", puts(&kg.Collaboration{A: "org:a", B: "org:a-b"}), kg.Invalid, "derived"},
		{"empty", []kg.Change{{}}, kg.Invalid, "exactly one"},
		{"two at once", []kg.Change{{Put: org("org:n", "N"), Delete: "org:a"}}, kg.Invalid, "exactly one"},
		{"deleted before", []kg.Change{{Delete: "org:a"}, part("org:a", "project:x")}, kg.Invalid, `"org:a", which is not there`},
		{"referred to", []kg.Change{{Delete: "programme:p"}}, kg.Conflict, `"programme:p" is still referred to by "project:x"`},
		{"funder", []kg.Change{{Delete: "org:a-b"}}, kg.Conflict, `"org:a-b" is still referred to by "programme:p"`},
		{"in a list, referred to", []kg.Change{{Delete: "theme:water"}}, kg.Conflict, `"theme:water" is still referred to by "theme:sea"`},
		{"by an edge", []kg.Change{{Delete: "country:PL"}}, kg.Conflict, `"country:PL" is still referred to by "region:PL6"`},
		{"dataset, referred to", []kg.Change{{Delete: "dataset:a;b"}}, kg.Conflict, `"dataset:a;b" is still referred to by "language:pl"`},
		{"the last of many", append(puts(org("org:n1", "1"), org("org:n2", "2")), kg.Change{Delete: "org:a"}), kg.Conflict, `"org:a" is still referred to by`},
	}
	s := filled(t)
	before := scan(t, s)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := s.Apply(t.Context(), append(puts(org("org:first", "First")), c.changes...))
			wantError(t, err, c.code, c.says)
			if diff := gocmp.Diff(idsOf(before), idsOf(scan(t, s))); diff != "" {
				t.Error(diff)
			}
			if ids, _ := s.Search(t.Context(), []string{"first"}, nil); len(ids) > 0 {
				t.Error("search finds what was refused")
			}
			if r, _ := s.Revision(t.Context()); r != 1 {
				t.Errorf("revision %d, want 1", r)
			}
		})
	}
}

func TestChangesThatComeToNothing(t *testing.T) {
	s := filled(t)
	cases := map[string][]kg.Change{
		"none":            nil,
		"the same":        puts(small()...),
		"not there":       {{Delete: "org:none"}, {Delete: "participation:org:none|project:x|LEAD"}, {Delete: "what is this"}, {Delete: "participation:org:a"}},
		"there and back":  {{Put: org("org:a-b", "C")}, {Put: org("org:a-b", "B")}},
		"deleted and put": append([]kg.Change{{Delete: "resource:1"}}, puts(small()...)...),
		"put and deleted": {{Put: org("org:n", "N")}, {Delete: "org:n"}},
	}
	for name, changes := range cases {
		t.Run(name, func(t *testing.T) {
			if r := mustApply(t, s, changes...); r != 1 {
				t.Errorf("revision %d, want 1", r)
			}
		})
	}
	for _, r := range scan(t, s) {
		if r.Base().Revision != 1 {
			t.Errorf("%s is of revision %d", r.RecordID(), r.Base().Revision)
		}
	}
}

func TestOnlyWhatChangedGetsTheRevision(t *testing.T) {
	s := filled(t)
	r := mustApply(t, s, append(puts(small()...), kg.Change{Merge: &kg.Organisation{ID: "org:a-b", Name: "B", Type: "NGO", City: "Gdynia"}})...)
	for _, record := range scan(t, s) {
		want := kg.Revision(1)
		if record.RecordID() == "org:a-b" {
			want = r
		}
		if got := record.Base().Revision; got != want || r != 2 {
			t.Errorf("%s is of revision %d, want %d", record.RecordID(), got, want)
		}
	}
}

func TestDeletionTakesAlongWhatBelongs(t *testing.T) {
	s := filled(t)
	gone := []kg.Change{
		{Delete: "recorded:1"},
		{Delete: "practice:1"},
		{Put: &kg.Membership{NetworkID: "org:a", MemberID: "org:a-b"}},                                                            // new, and goes with org:a
		{Put: &kg.Resource{ID: "resource:1", OrganisationID: "org:a-b", Direction: "NEED", ResourceKind: "VENUE", Title: "Hall"}}, // moves, and stays
		{Delete: "org:a"},
		{Delete: "area:baltic"},
	}
	mustApply(t, s, gone...)
	want := []string{"participation:org:a-b|project:x|PARTNER", "resource:1"}
	if diff := gocmp.Diff(want, idsOf(scan(t, s, kg.KindAreaMember, kg.KindParticipation, kg.KindMembership, kg.KindResource))); diff != "" {
		t.Error(diff)
	}
	mustApply(t, s, kg.Change{Delete: "project:x"})
	if left := scan(t, s, kg.KindParticipation); len(left) > 0 {
		t.Error(idsOf(left))
	}
}

// TestManyAtOnce crosses every limit on how much goes into one statement.
func TestManyAtOnce(t *testing.T) {
	s := newStore(t)
	changes := imported(1_203, 1_101, 1_717)
	if r := mustApply(t, s, changes...); r != 1 {
		t.Fatal(r)
	}
	if r := mustApply(t, s, changes...); r != 1 {
		t.Fatal("the same changes changed something")
	}
	if n := len(scan(t, s)); n != len(changes) {
		t.Fatalf("%d records, want %d", n, len(changes))
	}
	empty(t, s)
	if left := scan(t, s); len(left) > 0 {
		t.Fatal(idsOf(left)[:1])
	}
	if ids, err := s.Search(t.Context(), []string{"stowarzyszenie"}, nil); len(ids) > 0 || err != nil {
		t.Fatal(ids, err)
	}
}

// TestApplyIsAMap checks Apply against a map of records, over random batches of changes.
func TestApplyIsAMap(t *testing.T) {
	s := newStore(t)
	rapid.Check(t, func(rt *rapid.T) {
		empty(rt, s)
		model := map[string]kg.Record{}
		for range rapid.IntRange(1, 5).Draw(rt, "batches") {
			var changes []kg.Change
			next := map[string]kg.Record{}
			maps.Copy(next, model)
			for range rapid.IntRange(0, 12).Draw(rt, "changes") {
				o := org(fmt.Sprintf("org:%d", rapid.IntRange(0, 3).Draw(rt, "organisation")), rapid.SampledFrom([]string{"A", "B"}).Draw(rt, "name"))
				p := &kg.Project{ID: fmt.Sprintf("project:%d", rapid.IntRange(0, 3).Draw(rt, "project")), Title: "P"}
				var c kg.Change
				switch rapid.IntRange(0, 4).Draw(rt, "what") {
				case 0:
					c = kg.Change{Put: o}
				case 1:
					c = kg.Change{Put: p}
				case 2:
					c = kg.Change{Merge: &kg.Participation{OrganisationID: o.ID, ProjectID: p.ID, Role: "LEAD"}}
				case 3:
					c = kg.Change{Delete: o.ID}
				case 4:
					c = kg.Change{Delete: p.ID}
				}
				changes = append(changes, c)
				applyToModel(next, c)
			}
			_, err := s.Apply(context.Background(), changes)
			if dangles(next) {
				if kg.CodeOf(err) != kg.Invalid {
					rt.Fatalf("dangling references gave %v", err)
				}
				continue
			}
			if err != nil {
				rt.Fatal(err)
			}
			model = next
			var want []string
			for id := range model {
				want = append(want, id)
			}
			got := idsOf(scan(t, s))
			slices.Sort(want)
			slices.Sort(got)
			if diff := gocmp.Diff(want, got); diff != "" {
				rt.Fatal(diff)
			}
		}
	})
}

func applyToModel(model map[string]kg.Record, c kg.Change) {
	if c.Delete == "" {
		model[c.ID()] = c.Record()
		return
	}
	if model[c.Delete] == nil {
		return // and so does not take along what refers to it already
	}
	delete(model, c.Delete)
	for id, r := range model {
		if p, ok := r.(*kg.Participation); ok && (p.OrganisationID == c.Delete || p.ProjectID == c.Delete) {
			delete(model, id)
		}
	}
}

func dangles(model map[string]kg.Record) bool {
	for _, r := range model {
		for _, ref := range kg.References(r) {
			if model[ref.ID] == nil {
				return true
			}
		}
	}
	return false
}
