package kg

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestResolve(t *testing.T) {
	stored := &Organisation{
		ID: "org:x:1", Name: "Old", Type: "NGO", City: "Gdańsk", ThemeIDs: []string{"theme:a"}, Meta: Meta{
			Revision: 7, UpdatedAt: 70,
			Sources: []SourceRef{{Dataset: "dataset:a", Record: "1", URL: "https://old.example"}, {Dataset: "dataset:b"}},
		},
	}
	change := &Organisation{
		ID: "org:x:1", Name: "New", Type: "NGO", ThemeIDs: []string{"theme:b", "theme:b"}, Projects: 3, Meta: Meta{
			Sources: []SourceRef{{Dataset: "dataset:a", Record: "1", URL: "https://new.example"}},
		},
	}
	merged := &Organisation{
		ID: "org:x:1", Name: "New", Type: "NGO", City: "Gdańsk", ThemeIDs: []string{"theme:a", "theme:b"}, Meta: Meta{
			Revision: 7, UpdatedAt: 70,
			Sources: []SourceRef{{Dataset: "dataset:a", Record: "1", URL: "https://new.example"}, {Dataset: "dataset:b"}},
		},
	}
	put := &Organisation{
		ID: "org:x:1", Name: "New", Type: "NGO", ThemeIDs: []string{"theme:b"}, Meta: Meta{
			Revision: 7, UpdatedAt: 70, Sources: []SourceRef{{Dataset: "dataset:a", Record: "1", URL: "https://new.example"}},
		},
	}
	for name, c := range map[string]struct {
		stored  Record
		change  Change
		want    Record
		changed bool
	}{
		"merge":             {stored, Change{Merge: change}, merged, true},
		"merge of the same": {merged, Change{Merge: change}, merged, false},
		"merge of a stand-in": {
			&Project{ID: "project:x:1", Title: "The whole title"},
			Change{Merge: &Project{ID: "project:x:1", Title: "TWT"}, StandIns: []string{"title"}},
			&Project{ID: "project:x:1", Title: "The whole title"}, false,
		},
		"put":                  {stored, Change{Put: change}, put, true},
		"put of the same":      {put, Change{Put: change}, put, false},
		"merge of what is new": {nil, Change{Merge: &Language{ID: "language:pl", Code: "pl", Name: "Polish"}}, &Language{ID: "language:pl", Code: "pl", Name: "Polish"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			got, changed, err := Resolve(c.stored, c.change)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, got, ignorePages); d != "" || changed != c.changed {
				t.Errorf("changed %t, want %t; %s", changed, c.changed, d)
			}
		})
	}
}

func TestResolveRefuses(t *testing.T) {
	for name, r := range map[string]Record{
		"no name":           &Organisation{ID: "org:x:1", Type: "NGO"},
		"no type":           &Organisation{ID: "org:x:1", Name: "X"},
		"unknown type":      &Organisation{ID: "org:x:1", Name: "X", Type: "CLUB"},
		"foreign id":        &Organisation{ID: "project:x:1", Name: "X", Type: "NGO"},
		"bare prefix":       &Organisation{ID: "org:", Name: "X", Type: "NGO"},
		"date of no day":    &Project{ID: "project:x:1", Title: "X", Start: "2021-02-30"},
		"one party":         &RecordedCollaboration{ID: "recorded:x", Title: "X", PartyIDs: []string{"org:a", "org:a"}},
		"id with a bar":     &Organisation{ID: "org:x|1", Name: "X", Type: "NGO"},
		"text of no UTF-8":  &Organisation{ID: "org:x:1", Name: "\xb9", Type: "NGO"},
		"no project":        &Participation{OrganisationID: "org:a", Role: Lead},
		"no role":           &Participation{OrganisationID: "org:a", ProjectID: "project:b"},
		"region of no land": &Region{ID: "region:X", Code: "X", Name: "X", Version: "2013"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := Resolve(nil, Change{Put: r}); CodeOf(err) != Invalid {
				t.Errorf("got %v, want Invalid", err)
			}
		})
	}
	if _, _, err := Resolve(&Theme{ID: "org:x:1"}, Change{Put: &Organisation{ID: "org:x:1", Name: "X", Type: "NGO"}}); CodeOf(err) != Conflict {
		t.Errorf("another kind under the same id: got %v, want Conflict", err)
	}
}
