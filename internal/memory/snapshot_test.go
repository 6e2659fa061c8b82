package memory

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"ngograph/internal/kg"
)

// plain is all that a snapshot knows, in a form that does not depend on how it came to know it.
type plain struct {
	IDs       map[kg.Kind][]string
	Records   map[kg.Kind][]kg.Record
	Relations map[relationKey][2][][]int32 // targets and back, by row
	Lists     map[string][][]int32         // of the participations
	Roles     []uint8
	Joined    [][]int32
	Codes     [][]uint8
	During    [][]span
	Columns   map[columnKey]*column
}

func lists(c csr) [][]int32 {
	var all [][]int32
	for i := range c.lo {
		all = append(all, c.of(int32(i)))
	}
	return all
}

func plainOf(t *rapid.T, s *snapshot) plain {
	p := plain{
		IDs: map[kg.Kind][]string{}, Records: map[kg.Kind][]kg.Record{}, Relations: map[relationKey][2][][]int32{},
		Lists: map[string][][]int32{
			"of": lists(s.parts.of), "in": lists(s.parts.in), "parties": lists(s.parts.parties), "projects": lists(s.parts.projects),
		},
		Roles: s.parts.roles, Joined: [][]int32{s.joined, s.byJoined}, Codes: [][]uint8{s.types, s.sizes},
		During: [][]span{s.during, s.recordedDuring}, Columns: map[columnKey]*column{},
	}
	for _, k := range kg.StoredKinds() {
		if k != kg.KindParticipation {
			p.IDs[k] = s.of(k).ids
		}
		for row := range int32(s.size(k)) {
			p.Records[k] = append(p.Records[k], s.record(k, row))
		}
	}
	for key, r := range s.relations {
		var forward [][]int32
		for row := range int32(s.size(key.kind)) {
			forward = append(forward, r.targets(row))
		}
		p.Relations[key] = [2][][]int32{forward, lists(r.back)}
	}
	for _, key := range []columnKey{
		{kg.KindOrganisation, "name"}, {kg.KindOrganisation, "projectCount"}, {kg.KindProject, "title"}, {kg.KindProject, "start"},
	} {
		c, err := s.column(key.kind, key.field)
		if err != nil {
			t.Fatal(err)
		}
		p.Columns[key] = c
	}
	return p
}

var alike = cmp.Options{
	cmp.AllowUnexported(relationKey{}, span{}, column{}, columnKey{}), cmpopts.IgnoreUnexported(kg.Meta{}), cmpopts.EquateEmpty(),
}

// TestDeltaIsFreshFill applies random changes one after another: each snapshot equals one that is filled anew.
func TestDeltaIsFreshFill(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		store := newFakeStore()
		s, err := fill(t.Context(), store)
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 6).Draw(t, "deltas") {
			box := &inbox{changes: map[string]kg.Record{}, filled: make(chan struct{}, 1)}
			for range rapid.IntRange(1, 3).Draw(t, "folded") {
				if _, err := store.Apply(t.Context(), drawChanges(t, store)); err != nil {
					t.Fatal(err)
				}
				box.put(store.deltas[len(store.deltas)-1])
			}
			revision, changes := box.take()
			s = s.apply(revision, changes)
			fresh, err := fill(t.Context(), store)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(plainOf(t, fresh), plainOf(t, s), alike); d != "" {
				t.Fatalf("the snapshot that followed differs from a fresh one (-fresh +followed):\n%s", d)
			}
		}
	})
}

// ids whose byte order is not the order in which they join others: they begin one another.
var tails = []string{"a", "a-b", "ab", "a~", "a~b", "b", "b0", "ä"}

// drawChanges draws one transaction that leaves no reference dangling.
func drawChanges(t *rapid.T, store *fakeStore) []kg.Change {
	dataset := &kg.Dataset{
		ID: "dataset:d", Title: rapid.SampledFrom([]string{"D", "E"}).Draw(t, "title"), Licence: "CC0-1.0", RetrievedAt: "2024-01-01",
	}
	changes := []kg.Change{{Put: dataset}}
	if store.revision > 0 && rapid.Bool().Draw(t, "same dataset") {
		changes = nil
	}
	sources := []kg.SourceRef{{Dataset: "dataset:d", Record: kg.Text(rapid.SampledFrom([]string{"", "1", "2"}).Draw(t, "source"))}}
	meta := kg.Meta{Sources: sources}
	has := func(id string) bool {
		return store.records[id] != nil || slices.ContainsFunc(changes, func(c kg.Change) bool { return c.ID() == id })
	}
	pick := func(prefix string) string { return prefix + rapid.SampledFrom(tails).Draw(t, prefix) }
	text := rapid.SampledFrom([]string{"Alpha", "alpha", "Beta", "Ärø"})
	for range rapid.IntRange(0, 8).Draw(t, "puts") {
		theme, org, project := pick("theme:"), pick("org:"), pick("project:")
		var r kg.Record
		switch rapid.IntRange(0, 4).Draw(t, "kind") {
		case 0:
			r = &kg.Theme{Meta: meta, ID: theme, Scheme: "s", Name: text.Draw(t, "name")}
		case 1:
			o := &kg.Organisation{Meta: meta, ID: org, Name: text.Draw(t, "name"), Type: "NGO"}
			if has(theme) {
				o.ThemeIDs = []string{theme}
			}
			r = o
		case 2:
			p := &kg.Project{ID: project, Title: text.Draw(t, "title"), Start: rapid.SampledFrom([]kg.Date{"", "2020-01-01"}).Draw(t, "start")}
			if has(theme) {
				p.ThemeIDs = []string{theme}
			}
			r = p
		default:
			if !has(org) || !has(project) {
				continue
			}
			r = &kg.Participation{
				Meta: meta, OrganisationID: org, ProjectID: project, Role: rapid.SampledFrom([]kg.Role{"LEAD", "PARTNER"}).Draw(t, "role"),
				RawRole: kg.Text(text.Draw(t, "raw")), Contribution: &kg.Money{Cents: 5, Currency: "EUR"}, Start: "2020-02-29",
			}
		}
		if !slices.ContainsFunc(changes, func(c kg.Change) bool { return c.ID() == r.RecordID() }) {
			changes = append(changes, kg.Change{Put: r})
		}
	}
	// What goes takes its participations along; nothing goes that this transaction brings or refers to.
	for range rapid.IntRange(0, 2).Draw(t, "deletions") {
		id := pick(rapid.SampledFrom([]string{"org:", "project:"}).Draw(t, "deleted kind"))
		touched := func(r kg.Record) bool {
			return slices.ContainsFunc(kg.References(r), func(ref kg.Reference) bool { return ref.ID == id })
		}
		if store.records[id] == nil || slices.ContainsFunc(changes, func(c kg.Change) bool {
			return c.ID() == id || c.Put != nil && touched(c.Put)
		}) {
			continue
		}
		for other, r := range store.records {
			if touched(r) && !slices.ContainsFunc(changes, func(c kg.Change) bool { return c.ID() == other }) {
				changes = append(changes, kg.Change{Delete: other})
			}
		}
		changes = append(changes, kg.Change{Delete: id})
	}
	return changes
}

// TestColumnsAreReady makes a change after which an order is cheaper made anew: nobody who asks waits for it.
func TestColumnsAreReady(t *testing.T) {
	store := newFakeStore()
	put := func(id string) {
		o := &kg.Organisation{ID: "org:" + id, Name: id, Type: "NGO"}
		if _, err := store.Apply(t.Context(), []kg.Change{{Put: o}}); err != nil {
			t.Fatal(err)
		}
	}
	put("a")
	s, err := fill(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	put("b")
	delta := store.deltas[len(store.deltas)-1]
	next := s.apply(delta.Revision, []change{{delta.Records[0].RecordID(), delta.Records[0]}})
	if names := next.columns.byKey[columnKey{kg.KindOrganisation, "name"}]; names == nil || len(names.order) != 2 {
		t.Errorf("the order by name is %v before anybody asks", names)
	}
}

// TestLateReferences gives a view records before those that they refer to, as two stores out of step might.
func TestLateReferences(t *testing.T) {
	org := &kg.Organisation{ID: "org:a", Name: "A", Type: "NGO", CountryID: "country:X"}
	project := &kg.Project{ID: "project:p", Title: "P"}
	part := &kg.Participation{OrganisationID: "org:a", ProjectID: "project:p", Role: kg.Lead}
	s := empty().apply(1, []change{{org.ID, org}, {part.RecordID(), part}})
	if n := s.size(kg.KindParticipation); n != 0 {
		t.Fatalf("a participation in nothing shows: %d", n)
	}
	country := &kg.Country{ID: "country:X", Code: "X", Name: "X"}
	s = s.apply(2, []change{{project.ID, project}, {country.ID, country}})
	if got := s.relation(kg.KindOrganisation, "country", kg.KindCountry).one; !slices.Equal(got, []int32{0}) {
		t.Errorf("the organisation's country is %v, want row 0", got)
	}
	if got := s.record(kg.KindOrganisation, 0).(*kg.Organisation).Projects; got != 1 {
		t.Errorf("the organisation has %d projects, want 1", got)
	}
}

// TestJoinOrder compares the order of joined ids with that of the ids written out.
func TestJoinOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfDistinct(rapid.StringOfN(rapid.RuneFrom([]rune("a-~b")), 1, 5, -1), rapid.ID[string]).Draw(t, "ids")
		slices.Sort(ids)
		rank, byRank := joinOrder(ids)
		for i, row := range byRank {
			if rank[row] != int32(i) {
				t.Fatalf("rank and byRank do not agree on %q", ids[row])
			}
			if i > 0 && ids[byRank[i-1]]+"|" >= ids[row]+"|" {
				t.Fatalf("%q comes before %q", ids[byRank[i-1]], ids[row])
			}
		}
	})
}

// TestDays turns dates into numbers and back.
func TestDays(t *testing.T) {
	for _, d := range []kg.Date{"", "0000-01-01", "1999-12-31", "2024-02-29", "9999-12-31"} {
		if got := dateOf(dayOf(d)); got != d {
			t.Errorf("%q comes back as %q", d, got)
		}
	}
}

// TestSortNumbers sorts numbers by their bits as they are sorted by comparison, near one another and far.
func TestSortNumbers(t *testing.T) {
	for _, number := range []*rapid.Generator[int64]{rapid.Int64Range(-3, 3), rapid.Int64Range(-1<<33, 1<<33), rapid.Int64()} {
		rapid.Check(t, func(t *rapid.T) {
			list := rapid.SliceOf(rapid.Ptr(number, true)).Draw(t, "numbers")
			value := func(row int32) (int64, bool) {
				if list[row] == nil {
					return 0, false
				}
				return *list[row], true
			}
			if d := cmp.Diff(sortColumn(len(list), value), sortNumbers(len(list), value), alike); d != "" {
				t.Fatalf("(-compared +by bits):\n%s", d)
			}
		})
	}
}

// TestTop compares the selection of a page with a full sort.
func TestTop(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfDistinct(rapid.Custom(func(t *rapid.T) key {
			return key{rapid.Uint64Range(0, 5).Draw(t, "sort"), rapid.Uint64Range(0, 200).Draw(t, "id")}
		}), rapid.ID[key]).Draw(t, "keys")
		from := key{rapid.Uint64Range(0, 5).Draw(t, "from"), rapid.Uint64Range(0, 200).Draw(t, "from id")}
		size := rapid.IntRange(1, 40).Draw(t, "size")
		selection := newTop[string](size, from)
		for _, k := range keys {
			if selection.wants(k) {
				selection.add(k, fmt.Sprint(k))
			}
		}
		got, more := selection.page()
		slices.SortFunc(keys, key.compare)
		keys = slices.DeleteFunc(keys, func(k key) bool { return k.less(from) })
		if more != (len(keys) > size) {
			t.Fatalf("more is %t of %d rows, %d to a page", more, len(keys), size)
		}
		for i, want := range keys[:min(size, len(keys))] {
			if len(got) != min(size, len(keys)) || got[i].key != want || got[i].item != fmt.Sprint(want) {
				t.Fatalf("got %v, want %v", got, keys)
			}
		}
	})
}
