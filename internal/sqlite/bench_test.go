package sqlite_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"ngograph/internal/kg"
	"ngograph/internal/sqlite"
)

// together is how many changes an import applies in one transaction.
const together = 2_000

// imported returns the changes of an import: organisations, projects and their participations.
func imported(organisations, projects, participations int) []kg.Change {
	source := func(kind string, i int) kg.Meta {
		return kg.Meta{Sources: []kg.SourceRef{{Dataset: "dataset:d", Record: kg.Text(fmt.Sprintf("%s-%d", kind, i))}}}
	}
	changes := []kg.Change{
		{Put: &kg.Dataset{ID: "dataset:d", Title: "D", Licence: "CC0", RetrievedAt: "2026-01-01"}},
		{Put: &kg.Country{ID: "country:PL", Code: "PL", Name: "Poland"}},
		{Put: &kg.Theme{ID: "theme:t", Scheme: "s", Name: "T"}},
	}
	for i := range organisations {
		changes = append(changes, kg.Change{Merge: &kg.Organisation{
			Meta: source("o", i), ID: fmt.Sprintf("org:pic:%d", 1_000_000-i), Name: fmt.Sprintf("Stowarzyszenie Nadmorskie numer %d w Gdańsku", i),
			Identifiers: []kg.Identifier{{Scheme: "PIC", Value: fmt.Sprint(1_000_000 - i)}}, Type: "NGO", CountryID: "country:PL",
			City: "Gdańsk", Website: "https://example.org/some/page", ThemeIDs: []string{"theme:t"},
		}})
	}
	for i := range projects {
		changes = append(changes, kg.Change{Merge: &kg.Project{
			Meta: source("p", i), ID: fmt.Sprintf("project:cordis:%d", i*7919%1_000_003), Title: fmt.Sprintf("Cleaner coasts and calmer cities, stage %d", i),
			Summary: "Coastal towns learn from each other how to keep rubbish out of the sea: with schools, fishers and harbours in five countries.",
			Start:   "2020-01-01", End: "2022-12-31", Budget: &kg.Money{Cents: int64(i) * 100, Currency: "EUR"}, ThemeIDs: []string{"theme:t"},
		}})
	}
	for i := range participations {
		changes = append(changes, kg.Change{Merge: &kg.Participation{
			Meta: source("pp", i), OrganisationID: fmt.Sprintf("org:pic:%d", 1_000_000-i*31%organisations),
			ProjectID: fmt.Sprintf("project:cordis:%d", i%projects*7919%1_000_003), Role: "PARTNER", Contribution: &kg.Money{Cents: 100, Currency: "EUR"},
		}})
	}
	return changes
}

func applyAll(tb testing.TB, s *sqlite.Store, changes []kg.Change) {
	tb.Helper()
	for part := range slices.Chunk(changes, together) {
		if _, err := s.Apply(tb.Context(), part); err != nil {
			tb.Fatal(err)
		}
	}
}

// BenchmarkImport applies 12,000 organisations, 7,500 projects and 32,000 participations in transactions of 2,000
// changes to a new file ("new") and again to the same file ("again", which changes nothing).
func BenchmarkImport(b *testing.B) {
	changes := imported(12_000, 7_500, 32_000)
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			s := open(b, filepath.Join(b.TempDir(), "graph.db"))
			applyAll(b, s, changes)
			_ = s.Close(b.Context())
		}
		b.ReportMetric(float64(len(changes)*b.N)/b.Elapsed().Seconds(), "changes/s")
	})
	s := open(b, filepath.Join(b.TempDir(), "graph.db"))
	applyAll(b, s, changes)
	b.Run("again", func(b *testing.B) {
		for b.Loop() {
			applyAll(b, s, changes)
		}
		b.ReportMetric(float64(len(changes)*b.N)/b.Elapsed().Seconds(), "changes/s")
	})
}

// BenchmarkApplyOne is one mutation: a record changed in a graph of 51,500.
func BenchmarkApplyOne(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "graph.db"))
	applyAll(b, s, imported(12_000, 7_500, 32_000))
	i := 0
	for b.Loop() {
		i++
		if _, err := s.Apply(b.Context(), []kg.Change{{Put: org("org:one", fmt.Sprintf("One %d", i))}}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkScan reads 51,500 records.
func BenchmarkScan(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "graph.db"))
	applyAll(b, s, imported(12_000, 7_500, 32_000))
	for b.Loop() {
		for _, err := range s.Scan(b.Context()) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkSearch asks for a word that a third of 19,500 documents begin with, and for one that a single one has.
func BenchmarkSearch(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "graph.db"))
	applyAll(b, s, imported(12_000, 7_500, 32_000))
	for name, words := range map[string][]string{"common": {"c"}, "rare": {"stage", "7321"}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if ids, err := s.Search(b.Context(), words, nil); err != nil || len(ids) == 0 {
					b.Fatal(ids, err)
				}
			}
		})
	}
}
