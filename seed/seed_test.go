package seed

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"ngograph/internal/dataset"
	"ngograph/internal/kg"
)

// memory is a store that holds records in a map and refuses references to what is not there.
type memory struct {
	kg.Store
	records map[string]kg.Record
	changed int
	fail    error
}

func (m *memory) apply(_ context.Context, changes []kg.Change) (kg.Revision, error) {
	if m.fail != nil {
		return 0, m.fail
	}
	next, changed := maps.Clone(m.records), 0
	for _, c := range changes {
		r, differs, err := kg.Resolve(next[c.ID()], c)
		if err != nil {
			return 0, err
		}
		if differs {
			next[c.ID()] = r
			changed++
		}
	}
	for _, c := range changes {
		for _, ref := range kg.References(c.Record()) {
			if r := next[ref.ID]; r == nil || !slices.Contains(ref.Kinds, r.Kind()) {
				return 0, kg.Errorf(kg.Invalid, "%s: %s: %s is not there", c.ID(), ref.Field, ref.ID)
			}
		}
	}
	m.records = next
	m.changed += changed
	return 1, nil
}

// Apply and Scan are all that a set needs of a store.
func (m *memory) Apply(ctx context.Context, changes []kg.Change) (kg.Revision, error) {
	return m.apply(ctx, changes)
}

func (m *memory) Scan(_ context.Context, kinds ...kg.Kind) iter.Seq2[kg.Record, error] {
	return func(yield func(kg.Record, error) bool) {
		for _, r := range m.records {
			if slices.Contains(kinds, r.Kind()) && !yield(r, nil) {
				return
			}
		}
	}
}

// loaded returns a store of its own that holds both sets; they are loaded once for all tests.
func loaded(t *testing.T) *memory {
	t.Helper()
	m, err := both()
	if err != nil {
		t.Fatal(err)
	}
	return &memory{records: maps.Clone(m.records)}
}

var both = sync.OnceValues(func() (*memory, error) {
	m := &memory{records: map[string]kg.Record{}}
	for _, s := range []Set{Reference(), Sample()} {
		if done, err := s.Load(context.Background(), m); err != nil || !done {
			return nil, fmt.Errorf("%s: %v, %w", s.Version(), done, err)
		}
	}
	return m, nil
})

func TestSetsLoadOnce(t *testing.T) {
	m := loaded(t)
	m.changed = 0
	for _, s := range []Set{Reference(), Sample()} {
		if done, err := s.Load(t.Context(), m); done || err != nil {
			t.Errorf("%s again: %v, %v", s.Version(), done, err)
		}
	}
	// Where the stamp is of another version, all rows are applied and change nothing but the stamp.
	stamp := *m.records["dataset:ngograph-demo"].(*kg.Dataset)
	stamp.Sources = []kg.SourceRef{{Dataset: stamp.ID, Record: "sample-older"}}
	m.records[stamp.ID] = &stamp
	if done, err := Sample().Load(t.Context(), m); !done || err != nil || m.changed != 1 {
		t.Errorf("an update gave %v, %v and changed %d records", done, err, m.changed)
	}
}

func TestUpdateKeepsWhatOthersAdded(t *testing.T) {
	m := loaded(t)
	theme := *m.records["theme:climate"].(*kg.Theme)
	theme.Sources = append(theme.Sources, kg.SourceRef{Dataset: "dataset:cldr", Record: "x"})
	m.records[theme.ID] = &theme
	delete(m.records, "dataset:ngograph-reference")
	if _, err := Reference().Load(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if len(m.records["theme:climate"].Base().Sources) != 1 {
		t.Error("an importer's source is gone")
	}
}

func TestLoadFails(t *testing.T) {
	m := &memory{records: map[string]kg.Record{}, fail: kg.Errorf(kg.Unavailable, "down")}
	if _, err := Reference().Load(t.Context(), m); !errors.Is(err, m.fail) {
		t.Errorf("got %v", err)
	}
	m.fail = nil
	if _, err := Sample().Load(t.Context(), m); kg.CodeOf(err) != kg.Invalid {
		t.Errorf("the sample without the reference tables gave %v", err)
	}
	if in, err := Sample().in(t.Context(), m); in || err != nil {
		t.Errorf("a set that was refused is stamped: %v, %v", in, err)
	}
}

// TestTables checks every row: that it can be read, stands on its own, and says where it comes from.
func TestTables(t *testing.T) {
	lines := map[string]int{}
	for _, s := range []Set{Reference(), Sample()} {
		report := &dataset.Report{Each: func(p dataset.Problem) { t.Error(p) }}
		seen := map[string]bool{}
		for row, err := range s.Rows(t.Context(), report) {
			if err != nil {
				t.Fatal(err)
			}
			id := row.ID()
			if seen[id] {
				t.Errorf("%s: %s is there twice", row.At, id)
			}
			seen[id] = true
			lines[s.name+" "+string(row.Record().Kind())]++
			switch k := row.Record().Kind(); {
			case s.name == "reference" && (k == kg.KindOrganisation || k == kg.KindProject):
				t.Errorf("%s: the reference tables hold %s", row.At, id)
			case s.name == "sample" && len(row.Record().Base().Sources) == 0:
				t.Errorf("%s: %s has no source", row.At, id)
			}
			for _, cell := range kg.FormatText(row.Record()) {
				if strings.Contains(cell, "@") && strings.Contains(cell, ".") && !strings.Contains(cell, "://") {
					t.Errorf("%s: %q looks like a mail address", row.At, cell)
				}
			}
		}
	}
	for what, n := range map[string]int{
		"reference Country": 250, "reference Theme": 379, "sample Organisation": 297 + 6088, "sample Project": 90 + 975,
		"sample Participation": 344 + 13440, "sample RecordedCollaboration": 7,
	} {
		if lines[what] != n {
			t.Errorf("%s: %d rows, want %d", what, lines[what], n)
		}
	}
}

// TestSourcesWithSeveralPages: one row of the curated table may cite several pages.
func TestSourcesWithSeveralPages(t *testing.T) {
	m := loaded(t)
	if n := len(m.records["project:curated:aktywizacja-ochrona-srodowiska"].Base().Sources); n != 2 {
		t.Errorf("the project has %d sources, want 2 pages", n)
	}
}

// TestCORDISOverSample imports a grant of the sample anew: it is the same record, and nothing but what the import says
// more changes.
func TestCORDISOverSample(t *testing.T) {
	m := loaded(t)
	before := len(m.records)
	dir := t.TempDir()
	writeFile(t, dir+"/organization.csv", "projectID,projectAcronym,organisationID,name,country,role,activityType\n"+
		"633053,EUROfusion,999990267,MAX PLANCK GESELLSCHAFT ZUR FOERDERUNG DER WISSENSCHAFTEN E.V.,DE,coordinator,REC\n")
	files, done, err := dataset.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = done() }()
	report := &dataset.Report{}
	in := dataset.Input{Files: files, Known: Known()}
	if err := dataset.Load(t.Context(), dataset.CORDIS(t.Context(), in, report), m.apply, report); err != nil {
		t.Fatal(err)
	}
	if len(m.records) != before {
		t.Errorf("%d records came anew", len(m.records)-before)
	}
	o := m.records["org:pic:999990267"].(*kg.Organisation)
	if o.Type != kg.Research || len(o.Sources) != 1 || len(o.Identifiers) != 1 {
		t.Errorf("organisation is %+v", o)
	}
	p := m.records["project:cordis:633053"].(*kg.Project)
	if p.ProgrammeID != "programme:h2020" || len(p.Sources) != 1 || p.Title != "EUROfusion" {
		t.Errorf("project is %+v", p)
	}
}

func TestKnown(t *testing.T) {
	known := Known()
	for id, want := range map[string]bool{"country:NA": true, "theme:h2020:H2020-EU.3.5": true, "region:PL634": true, "org:curated:helcom": false, "country:UK": false} {
		if known(id) != want {
			t.Errorf("Known(%s) = %v", id, !want)
		}
	}
}

func writeFile(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
