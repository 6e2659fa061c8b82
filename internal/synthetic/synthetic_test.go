package synthetic

import (
	"slices"
	"strings"
	"testing"

	"ngograph/internal/kg"
	"ngograph/seed"
)

func dump(t *testing.T, o Options) string {
	t.Helper()
	n, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for r := range n.Records() {
		b.WriteString(strings.Join(kg.FormatText(r), ",") + "\n")
	}
	return b.String()
}

func TestDeterministic(t *testing.T) {
	first := dump(t, Options{Organisations: 500, Seed: 1})
	if again := dump(t, Options{Organisations: 500, Seed: 1}); again != first {
		t.Error("the same options give other records")
	}
	if other := dump(t, Options{Organisations: 500, Seed: 2}); other == first {
		t.Error("another seed gives the same records")
	}
}

// TestRecords checks every record as a store would, down to the smallest networks, and that one run and one run for
// each kind give the same.
func TestRecords(t *testing.T) {
	reference := seed.Known()
	for _, organisations := range []int{1, 2, 3, 10, 2000} {
		n, err := New(Options{Organisations: organisations, Seed: 3})
		if err != nil {
			t.Fatal(err)
		}
		seen, leads := map[string]bool{}, map[string]int{}
		for r := range n.Records() {
			if _, _, err := kg.Resolve(nil, kg.Change{Put: r}); err != nil {
				t.Fatal(err)
			}
			for _, ref := range kg.References(r) {
				if !seen[ref.ID] && !reference(ref.ID) {
					t.Fatalf("%s: %s refers to %s, which is not known before it", r.RecordID(), ref.Field, ref.ID)
				}
			}
			if seen[r.RecordID()] {
				t.Fatalf("%s comes twice", r.RecordID())
			}
			seen[r.RecordID()] = true
			if p, ok := r.(*kg.Participation); ok && p.Role == kg.Lead {
				leads[p.ProjectID]++
			}
			if p, ok := r.(*kg.Project); ok && p.Start >= p.End {
				t.Errorf("%s goes on from %s to %s", p.ID, p.Start, p.End)
			}
			if o, ok := r.(*kg.Organisation); ok && len(slices.Compact(slices.Sorted(slices.Values(o.ThemeIDs)))) < len(o.ThemeIDs) {
				t.Errorf("%s names a theme twice: %v", o.ID, o.ThemeIDs)
			}
		}
		count := 0
		for _, k := range Kinds() {
			for r := range n.Of(k) {
				count++
				if !seen[r.RecordID()] {
					t.Fatalf("%s is among its kind alone", r.RecordID())
				}
				if p, ok := r.(*kg.Project); ok && leads[p.ID] != 1 {
					t.Errorf("%s has %d leaders", p.ID, leads[p.ID])
				}
			}
		}
		if count != len(seen) {
			t.Errorf("the kinds have %d records, all of them %d", count, len(seen))
		}
	}
}

func TestRefused(t *testing.T) {
	for name, o := range map[string]Options{
		"none":            {},
		"too many":        {Organisations: MaxOrganisations + 1},
		"negative":        {Organisations: 10, Projects: -1},
		"too full":        {Organisations: 10, Projects: 4, Participations: 4000},
		"empty projects":  {Organisations: 10, Projects: 50, Participations: 20},
		"not all partake": {Organisations: 10, Projects: 4, Participations: 9},
	} {
		if _, err := New(o); kg.CodeOf(err) != kg.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
