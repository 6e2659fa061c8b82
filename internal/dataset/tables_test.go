package dataset

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

func filesOf(contents map[string]string) []File {
	var files []File
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		files = append(files, file(name, func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(contents[name])), nil
		}))
	}
	return files
}

// TestTablesRoundTrip writes what an import left in a store as tables and reads them into another store.
func TestTablesRoundTrip(t *testing.T) {
	s := newFakeStore().withReference(t)
	s.run(t, CORDIS, s.input(t, "testdata/published"))
	tricky := &kg.Organisation{
		ID: "org:x:1", Name: " a \"quote\", a ; a | a \\ and\na line ", Type: "NGO", Location: &kg.GeoPoint{Latitude: -1.5, Longitude: 1e-7},
		Names:       []kg.LocalisedText{{Language: "pl", Text: "ł;|\\", Kind: kg.NameFormer}, {Text: "no language"}},
		Identifiers: []kg.Identifier{{Scheme: "A|B", Value: "C;D"}}, AcceptsIntroductions: true, LanguageIDs: []string{"language:pl"},
	}
	language := &kg.Language{ID: "language:pl", Code: "pl", Name: "Polish"}
	if _, err := s.apply(t.Context(), []kg.Change{{Put: language}, {Put: tricky}}); err != nil {
		t.Fatal(err)
	}
	contents := map[string]string{}
	for _, k := range kg.StoredKinds() {
		var b bytes.Buffer
		err := WriteTable(&b, k, nil, func(yield func(kg.Record, error) bool) {
			for _, id := range slices.Sorted(maps.Keys(s.records)) {
				if s.records[id].Kind() == k && !yield(s.records[id], nil) {
					return
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		contents[TableName(k)] = b.String()
	}
	copied := newFakeStore()
	if report, problems := copied.run(t, Tables, Input{Files: filesOf(contents)}); report.Rejected != 0 {
		t.Fatal(problems)
	}
	if diff := cmp.Diff(s.dump(nil), copied.dump(nil)); diff != "" {
		t.Errorf("(-written +read)\n%s", diff)
	}
}

func TestTablesRejectLines(t *testing.T) {
	s := newFakeStore()
	report, problems := s.run(t, Tables, Input{Files: filesOf(map[string]string{
		"countries.csv": "id,code,name\ncountry:PL,PL,Poland\ncountry:XX,XX,\n",
		"organisations.csv": "id;name;type;country;sources\norg:a;A;NGO;country:PL;\norg:b;B;CHOIR;country:PL;\norg:c;C;NGO;country:QQ;\n" +
			"project:d;D;NGO;;\norg:e;E;NGO\norg:f;F;NGO;country:PL;\n",
		"projects.csv":       "id,title,budget,budgetCurrency,start\nproject:a,A,1.50,EUR,2020-01-01\nproject:b,B,much,EUR,\nproject:c,C,,,2020-02-30\n",
		"participations.csv": "organisation,project,role\norg:a,project:a,LEAD\norg:c,project:a,PARTNER\norg:f,project:b,PARTNER\n",
		"themes.csv":         "id,scheme,name,broader\ntheme:a,x,A,theme:b\ntheme:b,x,B,\n",
	})})
	want := []string{
		`countries.csv:3: Country country:XX has no name; line left out`,
		`organisations.csv:3: org:b: type is "CHOIR", which is no OrganisationType; line left out`,
		`organisations.csv:5: the id of a Organisation begins with "org:" and goes on; "project:d" does not; line left out`,
		`organisations.csv:6: the line has 3 cells, not 5; line left out`,
		`projects.csv:3: column budget: "much" is not a decimal amount; line left out`,
		`projects.csv:4: project:c: start: "2020-02-30" is not a date of the form YYYY-MM-DD; line left out`,
		`organisations.csv:4: org:c: country: country:QQ is not there; line left out`,
		`participations.csv:3: participation:org:c|project:a|PARTNER: organisation: org:c is not there; line left out`,
		`participations.csv:4: participation:org:f|project:b|PARTNER: project: project:b is not there; line left out`,
	}
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	applied := map[kg.Kind]int{kg.KindCountry: 1, kg.KindTheme: 2, kg.KindOrganisation: 2, kg.KindProject: 1, kg.KindParticipation: 1}
	if diff := cmp.Diff(applied, report.Applied); diff != "" {
		t.Errorf("applied (-want +got)\n%s", diff)
	}
	if report.Lines != 16 || report.Rejected != len(want) {
		t.Errorf("%d lines, %d rejected", report.Lines, report.Rejected)
	}
}

func TestTablesRefuse(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"unknown column": {map[string]string{"themes.csv": "id,scheme,name,colour\n"}, `"colour"`},
		"derived column": {map[string]string{"organisations.csv": "id,name,type,projectCount\n"}, `"projectCount"`},
		"no id":          {map[string]string{"themes.csv": "scheme,name\n"}, `no column "id"`},
		"unknown table":  {map[string]string{"people.csv": "id\n"}, "people.csv"},
	} {
		t.Run(name, func(t *testing.T) {
			err := Load(t.Context(), Tables(t.Context(), Input{Files: filesOf(c.files)}, &Report{}), newFakeStore().apply, &Report{})
			if err == nil || !strings.Contains(err.Error(), c.want) || kg.CodeOf(err) != kg.Invalid {
				t.Errorf("got %v, want Invalid with %q", err, c.want)
			}
		})
	}
	if err := WriteTable(io.Discard, kg.KindTheme, []string{"colour"}, nil); kg.CodeOf(err) != kg.Invalid {
		t.Errorf("writing an unknown column gave %v", err)
	}
}

func TestLoadEnds(t *testing.T) {
	s := newFakeStore()
	s.fail = kg.Errorf(kg.Unavailable, "the store is down")
	in := Input{Files: filesOf(map[string]string{"countries.csv": "id,code,name\ncountry:PL,PL,Poland\n"})}
	report := &Report{}
	if err := Load(t.Context(), Tables(t.Context(), in, report), s.apply, report); !errors.Is(err, s.fail) || report.Rejected != 0 {
		t.Errorf("got %v and %d rejected", err, report.Rejected)
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, content []byte) string {
		t.Helper()
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	var packed, archive bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte("packed"))
	_ = z.Close()
	a := zip.NewWriter(&archive)
	for _, name := range []string{"csv/a.csv", "csv/b.csv.gz", "readme.md"} {
		w, err := a.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write(map[string][]byte{"csv/a.csv": []byte("plain"), "csv/b.csv.gz": packed.Bytes()}[name])
	}
	_ = a.Close()
	zipped := write("all.zip", archive.Bytes())
	write("c.tsv.gz", packed.Bytes())
	odd := write("d.data", packed.Bytes())

	read := func(paths ...string) map[string]string {
		t.Helper()
		files, done, err := Open(paths...)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = done() }()
		got := map[string]string{}
		for _, f := range files {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			content, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			_ = r.Close()
			got[f.Name] = string(content)
		}
		return got
	}
	want := map[string]string{"a.csv": "plain", "b.csv": "packed", "c.tsv": "packed", "d.data": "packed"}
	if diff := cmp.Diff(want, read(zipped, dir, odd)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for _, paths := range [][]string{{filepath.Join(dir, "none")}, {t.TempDir()}, {dir, dir}, {write("bad.zip", []byte("no zip"))}} {
		if _, _, err := Open(paths...); err == nil {
			t.Errorf("Open(%v) gave no error", paths)
		}
	}
}

func TestRecords(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want [][]string
		bad  []int // lines
	}{
		"plain":             {"a,b\n1,2\n\n3,4", [][]string{{"1", "2"}, {"3", "4"}}, nil},
		"quotes":            {"a,b\n\"1,\n\"\"x\"\"\",2\n3,4\n", [][]string{{"1,\n\"x\"", "2"}, {"3", "4"}}, nil},
		"loose quote":       {"a,b\n\"1 \"x\" y\",5\" pipe\n", [][]string{{"1 \"x\" y", "5\" pipe"}}, nil},
		"never ends":        {"a,b\n\"1,2\n3,4\n5,6\n", [][]string{{"3", "4"}, {"5", "6"}}, []int{2}},
		"swallows":          {"a,b\n\"1,2\n\"3\",\"4\"\n", [][]string{{"3", "4"}}, []int{2}},
		"too few, too many": {"a,b\n1\n1,2,3\n3,4\n", [][]string{{"3", "4"}}, []int{2, 3}},
		"not text":          {"a,b\n\xb3,2\n3,4\n\x00,1\n", [][]string{{"3", "4"}}, []int{2, 4}},
		"too long":          {"a,b\n" + strings.Repeat("x", maxRecord+9) + ",2\n3,4\n", [][]string{{"3", "4"}}, []int{2}},
	} {
		t.Run(name, func(t *testing.T) {
			table, err := openTable(filesOf(map[string]string{"t.csv": c.text})[0])
			if err != nil {
				t.Fatal(err)
			}
			var bad []int
			var got [][]string
			for r, err := range table.rows(t.Context(), &Report{Each: func(p Problem) { bad = append(bad, p.At.Line) }}) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, r.cells)
			}
			if diff := cmp.Diff(c.want, got) + cmp.Diff(c.bad, bad); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
