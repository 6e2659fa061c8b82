package dataset

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"ngograph/internal/kg"
)

// fakeStore is a store that holds records in a map and refuses what a store must refuse.
type fakeStore struct {
	records map[string]kg.Record
	changed int // records that changes changed
	fail    error
}

func newFakeStore() *fakeStore { return &fakeStore{records: map[string]kg.Record{}} }

func (s *fakeStore) apply(_ context.Context, changes []kg.Change) (kg.Revision, error) {
	if s.fail != nil {
		return 0, s.fail
	}
	next := maps.Clone(s.records)
	changed := 0
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
	s.records = next
	s.changed += changed
	return 1, nil
}

// known says what every store holds: here a few countries, regions, themes and programmes.
func (s *fakeStore) withReference(t testing.TB) *fakeStore {
	t.Helper()
	var changes []kg.Change
	put := func(r kg.Record) { changes = append(changes, kg.Change{Put: r}) }
	f, _ := frameworkOf("H2020")
	put(&kg.Dataset{ID: "dataset:cordis-h2020", Title: "Ours", Licence: "L", RetrievedAt: "2020-01-01", RecordURL: "https://cordis.europa.eu/project/id/{record}"})
	for _, code := range []string{"PL", "GB", "GR", "NA", "BE"} {
		put(&kg.Country{ID: "country:" + code, Code: code, Name: code})
	}
	put(&kg.Region{ID: "region:PL634", Code: "PL634", Name: "Trójmiejski", Level: 3, Version: "2013", CountryID: "country:PL"})
	put(&kg.Region{ID: "region:UKI", Code: "UKI", Name: "London", Level: 1, Version: "2013", CountryID: "country:GB"})
	for _, code := range []string{"H2020-EU", "H2020-EU.1.1", "H2020-EU.3", "H2020-EU.3.5", "H2020-Euratom"} {
		put(&kg.Theme{ID: "theme:h2020:" + code, Scheme: "h2020", Notation: kg.Text(code), Name: "Ours: " + code})
	}
	put(&kg.Programme{ID: "programme:h2020", Name: "Horizon 2020", From: &f.from, To: &f.to})
	if _, err := s.apply(t.Context(), changes); err != nil {
		t.Fatal(err)
	}
	s.changed = 0
	return s
}

// input reads a folder of testdata against what the store holds now.
func (s *fakeStore) input(t testing.TB, paths ...string) Input {
	t.Helper()
	files, done, err := Open(paths...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = done() })
	reference := maps.Clone(s.records)
	return Input{Files: files, Known: func(id string) bool { return reference[id] != nil }, Retrieved: "2026-01-02"}
}

// run loads what a reader reads, and returns the report and its problems.
func (s *fakeStore) run(t testing.TB, read Reader, in Input) (*Report, []string) {
	t.Helper()
	var problems []string
	report := &Report{Each: func(p Problem) { problems = append(problems, p.String()) }}
	if err := Load(t.Context(), read(t.Context(), in, report), s.apply, report); err != nil {
		t.Fatal(err)
	}
	return report, problems
}

// dump writes all records that are not among before, by kind and id.
func (s *fakeStore) dump(before map[string]kg.Record) string {
	var b strings.Builder
	for _, k := range kg.StoredKinds() {
		columns := kg.Describe(k).Columns()
		for _, id := range slices.Sorted(maps.Keys(s.records)) {
			r := s.records[id]
			if r.Kind() != k || before[id] == r {
				continue
			}
			fmt.Fprintln(&b, id)
			for i, cell := range kg.FormatText(r) {
				if cell != "" && cell != "0" && columns[i].Name != "id" {
					fmt.Fprintf(&b, "  %s: %s\n", columns[i].Name, strings.ReplaceAll(cell, "\n", "\n    "))
				}
			}
		}
	}
	return b.String()
}
