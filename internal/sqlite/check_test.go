package sqlite

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ngograph/internal/kg"
)

// TestCheckAndRebuild: whatever is damaged behind the store's back is found, and what is derived is made anew.
func TestCheckAndRebuild(t *testing.T) {
	for name, c := range map[string]struct {
		damage   string
		found    string // the contradictions, "" for none
		repaired bool
	}{
		"nothing":           {`SELECT 1`, "", true},
		"a word is lost":    {`INSERT OR REPLACE INTO search_words (rowid, words) SELECT document, ' first ' FROM search_documents WHERE id = 'org:a'`, "org:a: the full-text index holds other words than its own", true},
		"a document is":     {`DELETE FROM search_documents WHERE id = 'org:a'`, "org:a: the full-text index lacks it; : the full-text index holds words of documents that it does not name", true},
		"one too many":      {`INSERT INTO search_documents VALUES (99, 'org:gone', 'Organisation')`, "org:gone: the full-text index holds it, and it is not there", true},
		"of another kind":   {`UPDATE search_documents SET kind = 'Project' WHERE id = 'org:a'`, "org:a: the full-text index holds other words than its own", true},
		"a reference":       {`UPDATE organisations SET country = 'country:XX' WHERE id = 'org:a'`, "org:a: country refers to country:XX, which is not there", false},
		"of a wrong kind":   {`UPDATE organisations SET country = 'org:b' WHERE id = 'org:a'`, "org:a: country refers to org:b, which is no Country", false},
		"an unknown type":   {`UPDATE organisations SET type = 'CLUB' WHERE id = 'org:a'`, `org:a: type is "CLUB", which is no OrganisationType`, false},
		"the other is gone": {`DELETE FROM organisations WHERE id = 'org:b'`, "participation:org:b|project:p|PARTNER: organisation refers to org:b, which is not there; org:b: the full-text index holds it, and it is not there", false},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "graph.db"), Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close(t.Context()) })
			before, err := s.Apply(t.Context(), []kg.Change{
				{Put: &kg.Country{ID: "country:PL", Code: "PL", Name: "Poland"}},
				{Put: &kg.Organisation{ID: "org:a", Name: "First of all", Type: "NGO", CountryID: "country:PL"}},
				{Put: &kg.Organisation{ID: "org:b", Name: "Second", Type: "NGO"}},
				{Put: &kg.Project{ID: "project:p", Title: strings.Repeat("x", maxWord+1)}},
				{Put: &kg.Participation{OrganisationID: "org:b", ProjectID: "project:p", Role: "PARTNER"}},
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.writer.ExecContext(t.Context(), c.damage); err != nil {
				t.Fatal(err)
			}
			if got := contradictions(t, s); got != c.found {
				t.Errorf("found %q, not %q", got, c.found)
			}
			if err := s.Rebuild(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := contradictions(t, s); (got == "") != c.repaired {
				t.Errorf("after Rebuild: %q", got)
			}
			if after, err := s.Revision(t.Context()); err != nil || after != before {
				t.Errorf("revision %d, %v; before %d", after, err, before)
			}
		})
	}
}

func contradictions(t *testing.T, s *Store) string {
	t.Helper()
	var found []string
	for c, err := range s.Check(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, c.ID+": "+c.Problem)
	}
	return strings.Join(found, "; ")
}
