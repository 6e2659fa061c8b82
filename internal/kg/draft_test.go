package kg

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// shelf is the least that Draft can ask: a map. It notes what is asked.
type shelf struct {
	records map[string]Record
	known   []string
	broken  error
}

// inOrder fails unless the ids are sorted, each once, and of stored kinds.
func inOrder(ids []string) error {
	for i, id := range ids {
		if k, _ := KindOfID(id); i > 0 && ids[i-1] >= id || !slices.Contains(StoredKinds(), k) {
			return fmt.Errorf("asked for %q", ids)
		}
	}
	return nil
}

func (s *shelf) Records(_ context.Context, ids []string, found func(Record)) error {
	if err := inOrder(ids); err != nil {
		return err
	}
	for _, id := range ids {
		if r := s.records[id]; r != nil {
			found(r)
		}
	}
	return s.broken
}

// each calls do with every reference that a stored record has to one of the ids.
func (s *shelf) each(ids []string, do func(r Record, ref Reference) error) error {
	if err := inOrder(ids); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(s.records)) {
		for _, ref := range References(s.records[id]) {
			if slices.Contains(ids, ref.ID) {
				if err := do(s.records[id], ref); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (s *shelf) Owned(_ context.Context, k Kind, field string, ids []string, found func(Record)) error {
	return s.each(ids, func(r Record, ref Reference) error {
		if r.Kind() == k && ref.Field == field {
			found(r)
		}
		return nil
	})
}

func (s *shelf) Known(_ context.Context, ids []string, found func(id string)) error {
	if err := inOrder(ids); err != nil {
		return err
	}
	s.known = ids
	for _, id := range ids {
		if s.records[id] != nil {
			found(id)
		}
	}
	return nil
}

func (s *shelf) Referrers(_ context.Context, ids []string, found func(id, by string) error) error {
	return s.each(ids, func(r Record, ref Reference) error { return found(ref.ID, r.RecordID()) })
}

// written makes the changes that Draft says.
func (s *shelf) written(d *Difference) {
	for _, r := range d.Deleted {
		delete(s.records, r.RecordID())
	}
	for _, e := range d.Put {
		s.records[e.After.RecordID()] = e.After
	}
}

func ngo(id string, edits ...func(*Organisation)) *Organisation {
	o := &Organisation{ID: id, Name: "N", Type: "NGO"}
	for _, edit := range edits {
		edit(o)
	}
	return o
}

func resource(owner string) *Resource {
	return &Resource{ID: "resource:r", OrganisationID: owner, Direction: Offer, ResourceKind: "VENUE", Title: "Hall"}
}

// shelved holds an organisation with all that belongs to it, a second one, and what refers to one another.
func shelved(t *testing.T) *shelf {
	t.Helper()
	s := &shelf{records: map[string]Record{}}
	var changes []Change
	for _, r := range []Record{
		&Dataset{ID: "dataset:d", Title: "D", Licence: "CC0", RetrievedAt: "2026-01-01"},
		&Country{ID: "country:PL", Code: "PL", Name: "Poland"},
		&Theme{ID: "theme:a", Scheme: "s", Name: "A", MatchIDs: []string{"theme:b"}},
		&Theme{ID: "theme:b", Scheme: "t", Name: "B", MatchIDs: []string{"theme:a"}},
		&Area{ID: "area:a", Name: "A", Definition: "D"},
		&AreaMember{AreaID: "area:a", MemberID: "country:PL"},
		ngo("org:a", func(o *Organisation) { o.CountryID, o.Sources = "country:PL", []SourceRef{{Dataset: "dataset:d"}} }),
		ngo("org:b"),
		&Programme{ID: "programme:p", Name: "P", FunderID: "org:b"},
		&Project{ID: "project:p", Title: "P", ProgrammeID: "programme:p"},
		&Participation{OrganisationID: "org:a", ProjectID: "project:p", Role: Lead},
		&Membership{NetworkID: "org:b", MemberID: "org:a"},
		resource("org:a"),
	} {
		changes = append(changes, Change{Put: r})
	}
	d, err := Draft(t.Context(), s, changes)
	if err != nil {
		t.Fatal(err)
	}
	d.Stamp(1, 10)
	s.written(d)
	return s
}

func TestDraft(t *testing.T) {
	lead := Change{Put: &Participation{OrganisationID: "org:a", ProjectID: "project:p", Role: Lead}}
	same := Change{Merge: ngo("org:a")}
	other := Change{Put: ngo("org:b", func(o *Organisation) { o.City = "Gdynia" })}
	gone := func(id string) Change { return Change{Delete: id} }
	for name, c := range map[string]struct {
		changes []Change
		want    []string // "+" added, "~" changed, "-" deleted
		known   []string // what of the store's the references need
	}{
		"nothing":                {nil, nil, nil},
		"the same":               {[]Change{same, lead}, nil, nil},
		"what is not there":      {[]Change{gone("org:x"), gone("nonsense"), gone("collaboration:org:a|org:b"), gone("participation:org:a")}, nil, nil},
		"new":                    {[]Change{{Put: ngo("org:n", func(o *Organisation) { o.ThemeIDs = []string{"theme:a"} })}}, []string{"+org:n"}, []string{"theme:a"}},
		"changed":                {[]Change{other, same}, []string{"~org:b"}, nil},
		"there and back":         {[]Change{other, {Put: ngo("org:b")}}, nil, nil},
		"put and deleted":        {[]Change{{Put: ngo("org:n")}, gone("org:n")}, nil, nil},
		"deleted and put":        {[]Change{gone("resource:r"), {Put: resource("org:a")}}, nil, nil},
		"deleted and put other":  {[]Change{gone("resource:r"), {Put: resource("org:b")}}, []string{"~resource:r"}, []string{"org:b"}},
		"deleted twice":          {[]Change{gone("resource:r"), gone("resource:r")}, []string{"-resource:r"}, nil},
		"with what belongs":      {[]Change{gone("org:a")}, []string{"-membership:org:b|org:a", "-org:a", "-participation:org:a|project:p|LEAD", "-resource:r"}, nil},
		"by its other owner":     {[]Change{gone("project:p")}, []string{"-participation:org:a|project:p|LEAD", "-project:p"}, nil},
		"an area's":              {[]Change{gone("area:a")}, []string{"-area-member:area:a|country:PL|", "-area:a"}, nil},
		"what has moved stays":   {[]Change{{Put: resource("org:b")}, gone("org:a"), gone("project:p")}, []string{"-membership:org:b|org:a", "-org:a", "-participation:org:a|project:p|LEAD", "-project:p", "~resource:r"}, []string{"org:b"}},
		"what has moved goes":    {[]Change{{Put: ngo("org:n")}, {Put: resource("org:n")}, gone("org:n")}, []string{"-resource:r"}, nil},
		"what was put goes":      {[]Change{{Put: &Membership{NetworkID: "org:a", MemberID: "org:b"}}, gone("org:a"), {Put: ngo("org:a")}, lead}, []string{"-membership:org:b|org:a", "~org:a", "-resource:r"}, nil},
		"merged with the put":    {[]Change{other, {Merge: ngo("org:b")}}, []string{"~org:b"}, nil},
		"referred to by what is": {[]Change{gone("country:PL"), gone("org:a"), gone("area:a")}, []string{"-area-member:area:a|country:PL|", "-area:a", "-country:PL", "-membership:org:b|org:a", "-org:a", "-participation:org:a|project:p|LEAD", "-resource:r"}, nil},
		"by each other":          {[]Change{gone("theme:a"), gone("theme:b")}, []string{"-theme:a", "-theme:b"}, nil},
		"let go":                 {[]Change{gone("programme:p"), {Put: &Project{ID: "project:p", Title: "P"}}}, []string{"-programme:p", "~project:p"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := shelved(t)
			s.known = nil
			d, err := Draft(t.Context(), s, c.changes)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for _, r := range d.Deleted {
				got[r.RecordID()] = "-"
			}
			for _, e := range d.Put {
				got[e.After.RecordID()] = "~"
				if e.Before == nil {
					got[e.After.RecordID()] = "+"
				}
			}
			want := map[string]string{}
			for _, id := range c.want {
				want[id[1:]] = id[:1]
			}
			if diff := cmp.Diff(want, got); diff != "" || d.Empty() != (len(want) == 0) {
				t.Errorf("empty: %t; %s", d.Empty(), diff)
			}
			if diff := cmp.Diff(c.known, s.known, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("asked for: %s", diff)
			}
		})
	}
}

func TestDraftRefuses(t *testing.T) {
	with := func(edit func(*Organisation)) Change { return Change{Put: ngo("org:n", edit)} }
	part := func(o, p string) Change {
		return Change{Put: &Participation{OrganisationID: o, ProjectID: p, Role: Lead}}
	}
	gone := func(id string) Change { return Change{Delete: id} }
	for name, c := range map[string]struct {
		changes []Change
		code    Code
		says    string
	}{
		"no change":               {[]Change{{}}, Invalid, "exactly one"},
		"put and merge":           {[]Change{{Put: ngo("org:n"), Merge: ngo("org:n")}}, Invalid, "exactly one"},
		"put and delete":          {[]Change{{Put: ngo("org:n"), Delete: "org:a"}}, Invalid, "exactly one"},
		"derived":                 {[]Change{{Put: &Collaboration{A: "org:a", B: "org:b"}}}, Invalid, "derived"},
		"what no store may hold":  {[]Change{{Put: &Organisation{ID: "org:n"}}, gone("org:n")}, Invalid, "has no name"},
		"an id of another kind":   {[]Change{{Put: ngo("project:p")}}, Invalid, "the id of a"},
		"an unknown target":       {[]Change{part("org:x", "project:p")}, Invalid, `organisation refers to "org:x", which is not there`},
		"in a list":               {[]Change{with(func(o *Organisation) { o.ThemeIDs = []string{"theme:a", "theme:x"} })}, Invalid, `themes refers to "theme:x"`},
		"an unknown dataset":      {[]Change{with(func(o *Organisation) { o.Sources = []SourceRef{{Dataset: "dataset:x"}} })}, Invalid, `sources refers to "dataset:x"`},
		"a target of wrong kind":  {[]Change{part("project:p", "project:p")}, Invalid, "which is no Organisation"},
		"of wrong kinds":          {[]Change{{Put: &AreaMember{AreaID: "area:a", MemberID: "org:a"}}}, Invalid, "which is no Country or Region"},
		"of no kind":              {[]Change{with(func(o *Organisation) { o.CountryID = "PL" })}, Invalid, "which is no Country"},
		"deleted before":          {[]Change{gone("org:a"), part("org:a", "project:p")}, Invalid, `"org:a", which is not there`},
		"deleted after":           {[]Change{{Put: &Practice{ID: "practice:n", Title: "T", SharedBy: "org:a"}}, gone("org:a")}, Invalid, `"org:a", which is not there`},
		"of one put as it was":    {[]Change{{Put: &Programme{ID: "programme:p", Name: "P", FunderID: "org:b"}}, gone("org:b")}, Invalid, `"org:b", which is not there`},
		"referred to":             {[]Change{gone("programme:p")}, Conflict, `"programme:p" is still referred to by "project:p"`},
		"in a list, referred to":  {[]Change{gone("theme:b")}, Conflict, `by "theme:a"`},
		"by an edge":              {[]Change{gone("country:PL"), {Put: ngo("org:a")}}, Conflict, `by "area-member:area:a|country:PL|"`},
		"by a source":             {[]Change{gone("dataset:d")}, Conflict, `by "org:a"`},
		"the same id, then other": {[]Change{{Put: ngo("org:n")}, {Merge: &Organisation{ID: "org:n", Type: "CLUB", Name: "N"}}}, Invalid, "CLUB"},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := Draft(t.Context(), shelved(t), c.changes)
			if CodeOf(err) != c.code || !strings.Contains(err.Error(), c.says) || d != nil {
				t.Errorf("got %v, %v; want %s with %q", d, err, c.code, c.says)
			}
		})
	}
	s := shelved(t)
	s.broken = errors.New("the disk is gone")
	if _, err := Draft(t.Context(), s, []Change{{Delete: "org:a"}}); !errors.Is(err, s.broken) {
		t.Errorf("the store's own error: got %v", err)
	}
}

// What belongs to another owns nothing, or load would have to look further.
func TestOwnedIsFlat(t *testing.T) {
	for k, fields := range Owned() {
		for _, field := range fields {
			for _, owner := range Describe(k).Field(field).Refs {
				if Owned()[owner] != nil {
					t.Errorf("%s belongs to %s, which belongs to another", k, owner)
				}
			}
		}
	}
}

// TestDraftIsAMap compares Draft with doing one change after the other to all records.
func TestDraftIsAMap(t *testing.T) {
	ignoreStamp := cmpopts.IgnoreFields(Meta{}, "Revision", "UpdatedAt")
	rapid.Check(t, func(t *rapid.T) {
		s := &shelf{records: map[string]Record{}}
		for revision := range Revision(rapid.IntRange(1, 5).Draw(t, "batches")) {
			changes := rapid.SliceOfN(rapid.Custom(drawChange), 0, 12).Draw(t, "changes")
			want, code := oneByOne(s.records, changes)
			d, err := Draft(t.Context(), s, changes)
			if CodeOf(err) != code {
				t.Fatalf("got %v, want %q", err, code)
			}
			if err != nil {
				continue
			}
			for i, e := range d.Put {
				before := s.records[e.After.RecordID()]
				switch {
				case e.Before != before, before != nil && before.Base().Revision != e.After.Base().Revision:
					t.Errorf("%s: another record or revision before", e.After.RecordID())
				case before != nil && cmp.Equal(before, e.After, ignorePages, ignoreStamp):
					t.Errorf("%s has not changed", e.After.RecordID())
				case i > 0 && d.Put[i-1].After.RecordID() >= e.After.RecordID():
					t.Errorf("%s is out of order", e.After.RecordID())
				}
			}
			d.Stamp(revision+1, Instant(revision))
			s.written(d)
			if diff := cmp.Diff(want, s.records, ignorePages, ignoreStamp, cmpopts.EquateEmpty()); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

func drawChange(t *rapid.T) Change {
	pick := func(ids ...string) string { return rapid.SampledFrom(ids).Draw(t, "id") }
	org := func() string { return pick("org:a", "org:b", "org:c") }
	r := rapid.SampledFrom([]func() Record{
		func() Record { return ngo(org(), func(o *Organisation) { o.City = Text(pick("", "Gdynia", "Sopot")) }) },
		func() Record { return &Project{ID: pick("project:a", "project:b"), Title: "P"} },
		func() Record {
			return &Participation{OrganisationID: org(), ProjectID: pick("project:a", "project:b"), Role: Lead, RawRole: Text(pick("", "x"))}
		},
		func() Record { return &Membership{NetworkID: org(), MemberID: org()} },
		func() Record { return resource(org()) },
		func() Record {
			return &Practice{ID: "practice:a", Title: "P", SharedBy: org(), ProjectID: pick("", "project:a", "org:a")}
		},
		func() Record {
			return &Theme{ID: pick("theme:a", "theme:b"), Scheme: "s", Name: "T", MatchIDs: []string{pick("theme:a", "theme:b")}}
		},
	}).Draw(t, "record")()
	return rapid.SampledFrom([]Change{{Put: r}, {Put: r}, {Merge: r}, {Delete: r.RecordID()}}).Draw(t, "change")
}

// oneByOne returns what the changes leave of all records, or the code with which they are refused.
func oneByOne(stored map[string]Record, changes []Change) (map[string]Record, Code) {
	next := maps.Clone(stored)
	about := map[string]bool{}
	for _, c := range changes {
		id := c.ID()
		about[id] = true
		if c.Delete == "" {
			r, _, err := Resolve(next[id], c)
			if err != nil {
				return nil, CodeOf(err)
			}
			next[id] = r
		} else if next[id] != nil {
			delete(next, id)
			maps.DeleteFunc(next, func(_ string, r Record) bool {
				return slices.ContainsFunc(References(r), func(ref Reference) bool {
					return ref.ID == id && slices.Contains(Owned()[r.Kind()], ref.Field)
				})
			})
		}
	}
	var code Code
	for id, r := range next {
		for _, ref := range References(r) {
			switch target := next[ref.ID]; {
			case target != nil && slices.Contains(ref.Kinds, target.Kind()):
			case about[id]:
				return nil, Invalid
			default:
				code = Conflict
			}
		}
	}
	return next, code
}
