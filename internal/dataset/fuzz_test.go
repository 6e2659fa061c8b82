package dataset

import (
	"os"
	"strings"
	"testing"
)

// FuzzCORDIS gives the reader any bytes as organization.csv and project.csv: whatever they are, the store takes what the
// reader yields, and every line is read or told of.
func FuzzCORDIS(f *testing.F) {
	organization, err := os.ReadFile("testdata/published/organization.csv")
	if err != nil {
		f.Fatal(err)
	}
	project, err := os.ReadFile("testdata/published/project.csv")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(organization), string(project))
	f.Add("projectID,organisationID,name,country,role\n1,2,\"x\ny\",PL,partner\n", "id;acronym;title;startDate;endDate\n1;;;;\n")
	f.Fuzz(func(t *testing.T, organization, project string) {
		s := newFakeStore().withReference(t)
		in := Input{Files: filesOf(map[string]string{"organization.csv": organization, "project.csv": project}), Retrieved: "2026-01-02"}
		in.Known = func(id string) bool { return s.records[id] != nil }
		refused := ""
		report := &Report{}
		rows := CORDIS(t.Context(), in, report)
		report.Each = func(p Problem) {
			if p.Rejected && strings.Contains(p.Reason, "is not there") {
				refused = p.String()
			}
		}
		if err := Load(t.Context(), rows, s.apply, report); err == nil && refused != "" {
			t.Errorf("the reader yielded what the store refuses: %s", refused)
		}
	})
}

// FuzzTables gives the reader any bytes as a table.
func FuzzTables(f *testing.F) {
	f.Add("id,name,type,names,latitude,longitude,identifiers\norg:a,A,NGO,\"pl|a\\|b;c\",1,2,X|y\n")
	f.Add("id;name;type\norg:a;\"A\n\"\"b\";NGO\n")
	f.Fuzz(func(t *testing.T, text string) {
		s := newFakeStore().withReference(t)
		report := &Report{}
		in := Input{Files: filesOf(map[string]string{"organisations.csv": text})}
		_ = Load(t.Context(), Tables(t.Context(), in, report), s.apply, report)
		for id, r := range s.records {
			if id != r.RecordID() {
				t.Errorf("%s is stored as %s", r.RecordID(), id)
			}
		}
	})
}
