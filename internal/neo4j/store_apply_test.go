package neo4j

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

// dump returns everything in the database as text, in one order.
func dump(tb testing.TB, db *DB) []string {
	tb.Helper()
	var all []string
	for _, statement := range []string{
		"MATCH (n) UNWIND [k IN keys(n)] AS k WITH n, k ORDER BY k RETURN toString(labels(n)[-1]) + ' ' + coalesce(n.id, n.key), collect([k, n[k]])",
		"MATCH (a)-[r]->(b) RETURN a.id + ' ' + type(r) + ' ' + b.id, [[coalesce(r.id, ''), coalesce(r.revision, 0)]]",
	} {
		rows, err := db.read(tb.Context(), statement, nil)
		if err != nil {
			tb.Fatal(err)
		}
		for _, row := range rows {
			all = append(all, fmt.Sprint(row.Values...))
		}
	}
	slices.Sort(all)
	return all
}

func TestApplyKeepsAllFields(t *testing.T) {
	db, _ := openEmpty(t)
	if r := apply(t, db, puts(sample()...)...); r != 1 {
		t.Fatalf("revision %d", r)
	}
	want := map[string][]string{}
	for _, r := range sample() {
		stored, _, err := kg.Resolve(nil, kg.Change{Put: r})
		if err != nil {
			t.Fatal(err)
		}
		stored.Base().Revision, stored.Base().UpdatedAt = 1, kg.Instant(clock().Unix())
		want[stored.RecordID()] = kg.FormatText(stored)
	}
	got := map[string][]string{}
	for _, r := range scan(t, db) {
		got[r.RecordID()] = kg.FormatText(r)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestApplyAgainChangesNothing(t *testing.T) {
	db, c := openEmpty(t)
	apply(t, db, puts(sample()...)...)
	want := dump(t, db)
	var writes int
	c.OnStatement = func(s string, _ map[string]any) {
		if s == setRevision {
			writes++
		}
	}
	db = open(t, c)
	merges := make([]kg.Change, 0, len(sample()))
	for _, r := range sample() {
		merges = append(merges, kg.Change{Merge: r})
	}
	batches := map[string][]kg.Change{
		"the same":                    puts(sample()...),
		"merged":                      merges,
		"deleting what is not there":  deletes("org:nobody", "participation:org:a|project:9|LEAD", "nonsense", "collaboration:org:a|org:b"),
		"put and deleted":             append(puts(&kg.Language{ID: "language:x", Code: "x", Name: "X"}), deletes("language:x")...),
		"deleted and put":             append(deletes("language:sv", "resource:1"), puts(sample()...)...),
		"an organisation and its own": append(deletes("org:a", "project:1", "area:baltic"), puts(sample()...)...),
		"no change at all":            nil,
	}
	for name, changes := range batches {
		if r := apply(t, db, changes...); r != 1 {
			t.Errorf("%s: revision %d", name, r)
		}
	}
	if diff := cmp.Diff(want, dump(t, db)); diff != "" {
		t.Errorf("the database changed:\n%s", diff)
	}
	if writes != 0 {
		t.Errorf("%d transactions wrote", writes)
	}
}

func TestApplyIsAllOrNothing(t *testing.T) {
	db, _ := openEmpty(t)
	apply(t, db, puts(sample()...)...)
	want := dump(t, db)
	ok := &kg.Organisation{ID: "org:new", Name: "New", Type: "NGO"}
	collaboration := &kg.Collaboration{A: "org:a", B: "org:b"}
	tests := []struct {
		name    string
		changes []kg.Change
		code    kg.Code
	}{
		{"a required field", puts(ok, &kg.Organisation{ID: "org:x", Name: "X"}), kg.Invalid},
		{"an id of another kind", puts(ok, &kg.Organisation{ID: "project:x", Name: "X", Type: "NGO"}), kg.Invalid},
		{"a derived record", puts(ok, collaboration), kg.Invalid},
		{"a name too long to order by", puts(ok, &kg.Organisation{ID: "org:x", Name: strings.Repeat("x", 9000), Type: "NGO"}), kg.Invalid},
		{"an id too long to find by", puts(ok, &kg.Organisation{ID: "org:" + strings.Repeat("x", 9000), Name: "X", Type: "NGO"}), kg.Invalid},
		{"an empty change", []kg.Change{{Put: ok}, {}}, kg.Invalid},
		{"an unknown reference", puts(ok, &kg.Organisation{ID: "org:x", Name: "X", Type: "NGO", CountryID: "country:XX"}), kg.Invalid},
		{"an unknown one in a list", puts(ok, &kg.Organisation{ID: "org:x", Name: "X", Type: "NGO", ThemeIDs: []string{"theme:sea", "theme:x"}}), kg.Invalid},
		{"a reference of a wrong kind", puts(ok, &kg.Organisation{ID: "org:x", Name: "X", Type: "NGO", CountryID: "region:PL6"}), kg.Invalid},
		{"an unknown end", puts(ok, &kg.Participation{OrganisationID: "org:new", ProjectID: "project:x", Role: kg.Lead}), kg.Invalid},
		{"an unknown source", puts(ok, &kg.Project{ID: "project:x", Title: "X", Meta: kg.Meta{Sources: []kg.SourceRef{{Dataset: "dataset:x"}}}}), kg.Invalid},
		{"an update with one", puts(ok, &kg.Project{ID: "project:1", Title: "Clean sea", ProgrammeID: "programme:x"}), kg.Invalid},
		{"a reference to what is deleted", append(deletes("resource:1", "org:a"), puts(ok, &kg.Resource{ID: "resource:2", OrganisationID: "org:a", Direction: kg.Offer, ResourceKind: "STAFF", Title: "X"})...), kg.Invalid},
		{"an unchanged record to what is deleted", append(puts(ok, &kg.Country{ID: "country:SE", Code: "SE", Name: "Sweden", LanguageIDs: []string{"language:sv"}}), deletes("language:sv")...), kg.Invalid},
		{"the deletion of a theme in use", append(puts(ok), deletes("theme:sdg14", "theme:sea")...), kg.Conflict},
		{"of a country in an area", append(puts(ok), deletes("country:PL")...), kg.Conflict},
		{"of a party", append(puts(ok), deletes("org:b")...), kg.Conflict},
		{"of a project of a practice", append(puts(ok), deletes("project:1")...), kg.Conflict},
		{"of a dataset that a record names", append(puts(ok), deletes("dataset:o")...), kg.Conflict},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := db.Apply(t.Context(), test.changes)
			wantCode(t, "apply", err, test.code)
			if diff := cmp.Diff(want, dump(t, db)); diff != "" {
				t.Errorf("the database changed:\n%s", diff)
			}
		})
	}
}

func TestApplyDeletesWhatBelongs(t *testing.T) {
	db, _ := openEmpty(t)
	apply(t, db, puts(sample()...)...)
	before := scan(t, db)
	// org:a goes with 2 participations, a membership and a resource; whatever else refers to it goes or lets go first.
	changes := deletes("recorded:1", "org:a", "area:baltic")
	if r := apply(t, db, changes...); r != 2 {
		t.Fatalf("revision %d", r)
	}
	left := map[string]bool{}
	for _, r := range scan(t, db) {
		left[r.RecordID()] = true
	}
	var gone []string
	for _, r := range before {
		if !left[r.RecordID()] {
			gone = append(gone, r.RecordID())
		}
	}
	want := []string{
		"area-member:area:baltic|country:PL|1992-03-06", "area-member:area:baltic|region:PL63|", "area:baltic", "membership:org:net|org:a",
		"org:a", "participation:org:a|project:1|LEAD", "participation:org:a|project:1|PARTNER", "recorded:1", "resource:1",
	}
	slices.Sort(gone)
	if diff := cmp.Diff(want, gone); diff != "" {
		t.Errorf("gone, -want +got:\n%s", diff)
	}
	tombstones, err := db.read(t.Context(), "MATCH (t:Tombstone) WHERE t.revision = 2 RETURN t.id ORDER BY t.id", nil)
	if err != nil {
		t.Fatal(err)
	}
	var buried []string
	for _, row := range tombstones {
		buried = append(buried, row.Values[0].(string))
	}
	if diff := cmp.Diff(want, buried); diff != "" {
		t.Errorf("tombstones, -want +got:\n%s", diff)
	}
	if n := one(t, db, "MATCH (p:Project {id: 'project:1'}) RETURN p.participantCount", nil); n != int64(1) {
		t.Errorf("participantCount %v", n)
	}
	if n := one(t, db, "MATCH (o:Organisation {id: 'org:net'}) RETURN o.memberCount", nil); n != nil {
		t.Errorf("memberCount %v", n)
	}
	// What comes back has no tombstone, and nothing of its former life.
	apply(t, db, kg.Change{Put: &kg.Organisation{ID: "org:a", Name: "Again", Type: "NGO"}})
	if n := one(t, db, "MATCH (t:Tombstone {id: 'org:a'}) RETURN count(*)", nil); n != int64(0) {
		t.Error("a record that came back has a tombstone")
	}
	if n := one(t, db, "MATCH (o:Organisation {id: 'org:a'}) RETURN [o.projectCount, COUNT { (o)--() }, o.city, o.country] = [0, 0] + [null, null]", nil); n == false {
		t.Error("a record that came back kept something")
	}
}

func TestApplyDeletesInOneBatch(t *testing.T) {
	tests := []struct {
		name    string
		changes []kg.Change
		gone    []string
	}{
		{"a theme and all that has it", deletes("theme:sea", "theme:sdg14", "org:a", "org:b", "project:1", "practice:1", "recorded:1", "theme:water"), []string{"theme:sea", "resource:1"}},
		{"a dataset and what names it", deletes("dataset:o", "recorded:1", "org:a"), []string{"dataset:o"}},
		{"a language that its country lets go", append(deletes("language:sv"), puts(&kg.Country{ID: "country:SE", Code: "SE", Name: "Sweden"})...), []string{"language:sv"}},
		{"an organisation, its later part put again", []kg.Change{
			{Delete: "recorded:1"},
			{Delete: "org:a"},
			{Put: &kg.Organisation{ID: "org:a", Name: "Again", Type: "NGO"}},
			{Put: &kg.Participation{OrganisationID: "org:a", ProjectID: "project:2", Role: kg.Lead}},
		}, []string{"participation:org:a|project:1|LEAD", "resource:1"}},
		{"what was put before", []kg.Change{
			{Put: &kg.Participation{OrganisationID: "org:a", ProjectID: "project:2", Role: kg.Lead}}, {Delete: "recorded:1"}, {Delete: "org:a"},
		}, []string{"participation:org:a|project:2|LEAD"}},
		{"a resource given to another stays", []kg.Change{
			{Put: &kg.Resource{ID: "resource:1", OrganisationID: "org:b", Direction: kg.Offer, ResourceKind: "STAFF", Title: "Divers"}},
			{Delete: "recorded:1"},
			{Delete: "org:a"},
		}, []string{"org:a"}},
	}
	db, _ := openEmpty(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if err := db.write(t.Context(), "MATCH (n) WHERE NOT n:Meta DETACH DELETE n", nil); err != nil {
				t.Fatal(err)
			}
			apply(t, db, puts(sample()...)...)
			apply(t, db, test.changes...)
			for _, id := range test.gone {
				if n := one(t, db, "OPTIONAL MATCH (n:Node {id: $id}) OPTIONAL MATCH ()-[r:PARTICIPATED_IN {id: $id}]->() RETURN count(n) + count(r)", map[string]any{"id": id}); n != int64(0) {
					t.Errorf("%s is still there", id)
				}
			}
			checkDerived(t, db)
		})
	}
}

func TestApplyKeepsRelationships(t *testing.T) {
	db, _ := openEmpty(t)
	apply(t, db, puts(sample()...)...)
	checkDerived(t, db)
	steps := [][]kg.Change{
		puts(&kg.Organisation{ID: "org:b", Name: "Båtar två", Type: "NGO", CountryID: "country:PL", ThemeIDs: []string{"theme:sdg14", "theme:water"}, LanguageIDs: []string{"language:sv"}}),
		{{Merge: &kg.Organisation{ID: "org:b", Name: "Båtar två", Type: "NGO", ThemeIDs: []string{"theme:sea"}}}},
		puts(&kg.Region{ID: "region:PL63", Code: "PL63", Name: "Pomorskie", Level: 2, Version: "2024", CountryID: "country:PL"}),
		puts(&kg.Participation{OrganisationID: "org:b", ProjectID: "project:2", Role: kg.Lead}, &kg.Participation{OrganisationID: "org:b", ProjectID: "project:1", Role: kg.Partner, RawRole: "x"}),
		deletes("participation:org:a|project:1|LEAD"),
		deletes("participation:org:a|project:1|PARTNER"),
		puts(&kg.Membership{NetworkID: "org:net", MemberID: "org:b"}, &kg.Project{ID: "project:1", Title: "Clean sea", End: "2030-01-01"}),
		puts(&kg.RecordedCollaboration{ID: "recorded:1", Title: "Letter", PartyIDs: []string{"org:a", "org:b", "org:net"}}),
		deletes("membership:org:net|org:a"),
	}
	for i, changes := range steps {
		if r := apply(t, db, changes...); r != kg.Revision(i+2) {
			t.Errorf("step %d: revision %d", i, r)
		}
		checkDerived(t, db)
	}
	if got := one(t, db, "MATCH (o:Organisation {id: 'org:b'}) RETURN [o.projectCount, o.nameKey, size([(o)-[:HAS_THEME]->(t) | t])]", nil); !cmp.Equal(got, []any{int64(2), "batar tva", int64(3)}) {
		t.Errorf("org:b: %v", got)
	}
	if got := one(t, db, "MATCH (p:Project {id: 'project:1'}) RETURN [p.periodFrom, p.periodTo, p.participantCount]", nil); !cmp.Equal(got, []any{"2030-01-01", "2030-01-01", int64(1)}) {
		t.Errorf("project:1: %v", got)
	}
}

// checkDerived compares whatever is derived in the database with the records.
func checkDerived(t *testing.T, db *DB) {
	t.Helper()
	want := map[string]int{}
	projects, participants, members := map[string]map[string]bool{}, map[string]map[string]bool{}, map[string]map[string]bool{}
	note := func(sets map[string]map[string]bool, of, id string) {
		if sets[of] == nil {
			sets[of] = map[string]bool{}
		}
		sets[of][id] = true
	}
	records := scan(t, db)
	for _, r := range records {
		switch r := r.(type) {
		case *kg.Participation:
			note(projects, r.OrganisationID, r.ProjectID)
			note(participants, r.ProjectID, r.OrganisationID)
		case *kg.Membership:
			note(members, r.NetworkID, r.MemberID)
		}
		if e, ok := edgeOf(r.Kind()); ok {
			props := kg.Properties(r)
			want[fmt.Sprintf("%s %s %s %s", props[e.from], e.relType, props[e.to], r.RecordID())]++
			continue
		}
		for ref := range related(r) {
			want[fmt.Sprintf("%s %s %s ", r.RecordID(), ref.relType, ref.id)]++
		}
	}
	rows, err := db.read(t.Context(), "MATCH (a)-[r]->(b) RETURN a.id + ' ' + type(r) + ' ' + b.id + ' ' + coalesce(r.id, ''), count(*)", nil)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, row := range rows {
		got[row.Values[0].(string)] = int(row.Values[1].(int64))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("relationships, -want +got:\n%s", diff)
	}
	for _, r := range records {
		if _, ok := edgeOf(r.Kind()); ok {
			continue
		}
		wantProps := map[string]any{}
		for name, v := range properties(r) {
			switch v := v.(type) {
			case nil:
				continue
			case []string:
				list := make([]any, len(v))
				for i := range v {
					list[i] = v[i]
				}
				wantProps[name] = list
			case int:
				wantProps[name] = int64(v)
			default:
				wantProps[name] = v
			}
		}
		id := r.RecordID()
		switch r.Kind() {
		case kg.KindOrganisation:
			wantProps["projectCount"] = int64(len(projects[id]))
			if n := len(members[id]); n > 0 {
				wantProps["memberCount"] = int64(n)
			}
		case kg.KindProject:
			wantProps["participantCount"] = int64(len(participants[id]))
		}
		gotProps := one(t, db, "MATCH (n:Node:"+string(r.Kind())+" {id: $id}) RETURN properties(n)", map[string]any{"id": id}).(map[string]any)
		if diff := cmp.Diff(wantProps, gotProps); diff != "" {
			t.Errorf("%s, -want +got:\n%s", id, diff)
		}
	}
}

func TestApplyTakesLongTexts(t *testing.T) {
	db, _ := openEmpty(t)
	long := strings.Repeat("ab ", 100_000)
	apply(t, db, puts(
		&kg.Organisation{ID: "org:" + strings.Repeat("x", maxKey-4), Name: strings.Repeat("y", maxKey), Type: "NGO"},
		&kg.Project{ID: "project:1", Title: strings.Repeat("z", maxKey), Summary: kg.Text(long)},
	)...)
	if got := scan(t, db, kg.KindProject)[0].(*kg.Project).Summary; got != kg.Text(long) {
		t.Errorf("a summary of %d bytes has %d", len(long), len(got))
	}
}

// Every reference is a relationship, and no type of relationship says two things of one kind.
func TestEveryReferenceIsARelationship(t *testing.T) {
	for _, k := range nodeKinds() {
		types := map[string]string{}
		for _, f := range kg.Describe(k).Fields {
			if f.Refs == nil {
				continue
			}
			relType := referenceType(k, f.Name)
			if relType == "" || types[relType] != "" {
				t.Errorf("%s.%s is related by %q, as is %q", k, f.Name, relType, types[relType])
			}
			types[relType] = f.Name
		}
	}
	for k := range maps.Keys(kg.Owned()) {
		if _, ok := edgeOf(k); !ok && k != kg.KindResource {
			t.Errorf("%s belongs to others: see loadOwned", k)
		}
	}
}

func TestWritersTakeTurns(t *testing.T) {
	first, c := openEmpty(t)
	second := open(t, c)
	const rounds = 15
	var all sync.WaitGroup
	for i, db := range []*DB{first, second} {
		all.Go(func() {
			for n := range rounds {
				id := fmt.Sprintf("org:%d-%d", i, n)
				changes := puts(
					&kg.Project{ID: "project:shared", Title: fmt.Sprintf("by %d, the %dth", i, n)},
					&kg.Organisation{ID: id, Name: id, Type: "NGO"},
					&kg.Participation{OrganisationID: id, ProjectID: "project:shared", Role: kg.Partner},
				)
				if _, err := db.Apply(t.Context(), changes); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if r, err := first.Revision(t.Context()); r != 2*rounds || err != nil {
		t.Errorf("revision %d, %v", r, err)
	}
	if n := one(t, first, "MATCH (p:Project) RETURN p.participantCount", nil); n != int64(2*rounds) {
		t.Errorf("participantCount %v", n)
	}
	checkDerived(t, second)
}
