package dataset

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

var update = flag.Bool("update", false, "write the golden files")

// TestCORDIS reads each layout and compares all that came of it, problems included, with a golden file.
func TestCORDIS(t *testing.T) {
	for _, layout := range []string{"extract", "published", "alone", "rcn"} {
		t.Run(layout, func(t *testing.T) {
			s := newFakeStore().withReference(t)
			before := maps.Clone(s.records)
			in := s.input(t, filepath.Join("testdata", layout))
			report, problems := s.run(t, CORDIS, in)
			got := s.dump(before) + fmt.Sprintf("\n%d lines, %d rejected, %d warnings, applied %v, notes %v\n%s\n",
				report.Lines, report.Rejected, report.Warnings, report.Applied, report.Notes, strings.Join(problems, "\n"))
			golden := filepath.Join("testdata", layout+".golden")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			s.changed = 0
			s.run(t, CORDIS, in)
			if s.changed != 0 {
				t.Errorf("the same import again changed %d records", s.changed)
			}
		})
	}
}

// TestCORDISKeepsBetter imports a poor extract over a rich one: what only stands in for a type, a title or a name must
// not replace what is known.
func TestCORDISKeepsBetter(t *testing.T) {
	s := newFakeStore().withReference(t)
	_, err := s.apply(t.Context(), []kg.Change{
		{Put: &kg.Organisation{ID: "org:pic:999905974", Name: "Wellcome", Type: "NGO", City: "London", ThemeIDs: []string{"theme:h2020:H2020-EU.1.1"}}},
		{Put: &kg.Project{ID: "project:cordis:632927", Title: "A long and true title", Summary: "What it does."}},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.run(t, CORDIS, s.input(t, "testdata/extract"))
	o := s.records["org:pic:999905974"].(*kg.Organisation)
	if o.Type != "NGO" || o.City != "London" || o.Name != "THE WELLCOME TRUST LIMITED" || len(o.ThemeIDs) != 1 {
		t.Errorf("organisation is now %+v", o)
	}
	p := s.records["project:cordis:632927"].(*kg.Project)
	if p.Title != "A long and true title" || p.Summary == "" || p.Acronym == "" {
		t.Errorf("project is now %+v", p)
	}
	if d := s.records["dataset:cordis-h2020"].(*kg.Dataset); d.Title != "Ours" || d.RetrievedAt != "2026-01-02" {
		t.Errorf("dataset is now %+v", d)
	}
}

// TestCORDISReportsLines checks that the lines that must not go in, and only they, are told by file and line.
func TestCORDISReportsLines(t *testing.T) {
	s := newFakeStore().withReference(t)
	var rejected []string
	report := &Report{Each: func(p Problem) {
		if p.Rejected {
			rejected = append(rejected, p.At.String())
		}
	}}
	for _, err := range CORDIS(t.Context(), s.input(t, "testdata/published"), report) {
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(rejected)
	want := []string{
		"organization.csv:11", // a quote that does not end; the line after it goes in
		"organization.csv:12", // Windows-1250
		"organization.csv:14", // no project
		"organization.csv:8",  // same organisation, project and role
		"organization.csv:9",  // no name
		"project.csv:5",       // twice
		"project.csv:7",       // two cells
	}
	if diff := cmp.Diff(want, rejected); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if report.Rejected != len(want) {
		t.Errorf("%d rejected, want %d", report.Rejected, len(want))
	}
}

func TestCORDISRefuses(t *testing.T) {
	full := "projectID,projectAcronym,organisationID,name,country,role\n"
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"missing column":  {map[string]string{"organization.csv": "projectID,projectAcronym,name,country,role\n"}, `no column "organisationID"`},
		"nothing":         {map[string]string{"a.csv": "x,y\n"}, "neither organization.csv"},
		"extract in part": {map[string]string{"edges.tsv": "projectRcn\tnew_org_id\n"}, "neither organization.csv"},
		"empty":           {map[string]string{"organization.csv": ""}, "the file is empty"},
		"UTF-16":          {map[string]string{"organization.csv": "\xff\xfep\x00r\x00"}, "UTF-16"},
		"column twice":    {map[string]string{"organization.csv": "name,Name\n"}, "two columns"},
		"form twice":      {map[string]string{"organization.csv": full, "b.csv": full}, "of one form"},
		"open header":     {map[string]string{"organization.csv": "\"projectID,name\nx"}, "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newFakeStore().withReference(t)
			in := Input{Files: filesOf(c.files), Known: func(id string) bool { return s.records[id] != nil }, Retrieved: "2026-01-02"}
			err := Load(t.Context(), CORDIS(t.Context(), in, &Report{}), s.apply, &Report{})
			if err == nil || !strings.Contains(err.Error(), c.want) || kg.CodeOf(err) != kg.Invalid {
				t.Errorf("got %v, want Invalid with %q", err, c.want)
			}
		})
	}
}

// TestCORDISFramework checks that the file's name can say which programme the projects belong to.
func TestCORDISFramework(t *testing.T) {
	s := newFakeStore().withReference(t)
	in := Input{Known: func(id string) bool { return s.records[id] != nil }, Retrieved: "2026-01-02"}
	in.Files = filesOf(map[string]string{"horizon-organization.csv": "projectID,organisationID,name,country,role\n101,999999999,X,PL,coordinator\n"})
	s.run(t, CORDIS, in)
	if p := s.records["project:cordis:101"].(*kg.Project); p.ProgrammeID != "programme:horizon-europe" || p.Sources[0].Dataset != "dataset:cordis-horizon-europe" {
		t.Errorf("project is %+v", p)
	}
}

func TestCORDISStops(t *testing.T) {
	s := newFakeStore().withReference(t)
	for _, layout := range []string{"extract", "published", "rcn"} {
		in := s.input(t, "testdata/"+layout)
		n := 0
		for _, err := range CORDIS(t.Context(), in, &Report{}) {
			if n++; n == 3 || err != nil {
				break
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		var last error
		for _, err := range CORDIS(ctx, in, &Report{}) {
			last = err
		}
		if !errors.Is(last, context.Canceled) {
			t.Errorf("%s: a context that ended gave %v", layout, last)
		}
	}
}

func TestEuros(t *testing.T) {
	for text, want := range map[string]string{
		"230000,00": "230000.00", "1250000.5": "1250000.50", "1,5E5": "150000.00", "2.5e-1": "0.25", "0": "0.00",
		"10.005": "10.01", "-3": "-3.00", "": "nil", "1.234,5": "error", "NA": "error", "1e99": "error", " ": "error", "१": "error",
	} {
		got := "nil"
		switch m, err := euros(text); {
		case err != nil:
			got = "error"
		case m != nil:
			got = m.Decimal()
		}
		if got != want {
			t.Errorf("euros(%q) = %s, want %s", text, got, want)
		}
	}
}

func TestBroaderCode(t *testing.T) {
	for code, want := range map[string]string{
		"H2020-EU.3.5.4": "H2020-EU.3.5", "H2020-EU.3": "H2020-EU", "H2020-EU": "", "H2020-EC": "", "H2020-EU.5.c": "H2020-EU.5",
		"H2020-Euratom-1.8": "H2020-Euratom-1", "H2020-Euratom-1": "H2020-Euratom", "HORIZON.2.6": "HORIZON.2", "HORIZON": "",
		"FP7-IDEAS-ERC": "FP7-IDEAS", "FP7-IDEAS": "",
	} {
		if got := broaderCode(code); got != want {
			t.Errorf("broaderCode(%q) = %q, want %q", code, got, want)
		}
	}
}

func TestWebsite(t *testing.T) {
	for text, want := range map[string]kg.Text{
		"www.ug.edu.pl": "http://www.ug.edu.pl", "https://a.b/c?d=e": "https://a.b/c?d=e", "javascript:alert(1)": "", "": "",
		"someone@example.org": "", "nowhere": "", "ftp://a.b": "",
	} {
		if got := website(text); got != want {
			t.Errorf("website(%q) = %q, want %q", text, got, want)
		}
	}
}
