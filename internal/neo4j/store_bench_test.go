package neo4j

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"ngograph/internal/kg"
)

// largeGraph makes a graph of about the size and shape of CORDIS' Horizon 2020 in 2016: 12,000 organisations, 7,500
// projects and 32,000 participations, of which few organisations have most, with 1,200 themes.
func largeGraph() []kg.Change {
	const themes, organisations, projects, participations = 1_200, 12_000, 7_500, 32_000
	random := rand.New(rand.NewPCG(1, 2))
	words := make([]string, 20_000)
	for i := range words {
		words[i] = fmt.Sprintf("w%xord%d", random.Uint32N(1<<16), i)
	}
	text := func(n int) string {
		var s []byte
		for range n {
			s = append(append(s, words[int(float64(len(words))*random.Float64()*random.Float64())]...), ' ')
		}
		return string(s)
	}
	source := kg.Meta{Sources: []kg.SourceRef{{Dataset: "dataset:large", Record: "1", URL: "https://example.org/record/1"}}}
	records := []kg.Record{&kg.Dataset{ID: "dataset:large", Title: "Large", Licence: "CC0-1.0", RetrievedAt: "2026-01-01"}}
	for i := range 60 {
		records = append(records, &kg.Country{ID: fmt.Sprintf("country:%d", i), Code: fmt.Sprint(i), Name: text(1)})
	}
	theme := func() string { return fmt.Sprintf("theme:%d", random.IntN(themes)) }
	for i := range themes {
		t := &kg.Theme{Meta: source, ID: fmt.Sprintf("theme:%d", i), Scheme: "large", Name: text(4)}
		if i > 0 {
			t.BroaderIDs = []string{fmt.Sprintf("theme:%d", random.IntN(i))}
		}
		records = append(records, t)
	}
	for i := range organisations {
		records = append(records, &kg.Organisation{
			Meta: source, ID: fmt.Sprintf("org:%d", i), Name: text(4), Type: "NGO", City: kg.Text(text(1)),
			CountryID: fmt.Sprintf("country:%d", random.IntN(60)), ThemeIDs: []string{theme(), theme()},
			Identifiers: []kg.Identifier{{Scheme: "PIC", Value: fmt.Sprint(999000000 + i)}},
		})
	}
	for i := range projects {
		records = append(records, &kg.Project{
			Meta: source, ID: fmt.Sprintf("project:%d", i), Title: text(10), Summary: kg.Text(text(100)), Start: "2015-01-01", End: "2019-12-31",
			ThemeIDs: []string{theme(), theme(), theme()}, Budget: &kg.Money{Cents: random.Int64N(1e9), Currency: "EUR"},
		})
	}
	for range participations {
		skewed := random.Float64()
		records = append(records, &kg.Participation{
			Meta: source, OrganisationID: fmt.Sprintf("org:%d", int(skewed*skewed*skewed*organisations)),
			ProjectID: fmt.Sprintf("project:%d", random.IntN(projects)), Role: kg.Partner,
		})
	}
	return puts(records...)
}

// BenchmarkLarge loads a large graph in batches, loads it again to find nothing changed, writes one record, scans it and searches it.
func BenchmarkLarge(b *testing.B) {
	const changesAtOnce = 4_000
	changes := largeGraph()
	for b.Loop() {
		db, _ := openEmpty(b)
		took := func(what string, work func()) {
			start := time.Now()
			work()
			b.ReportMetric(time.Since(start).Seconds(), what+"-s")
		}
		load := func() {
			for part := range slices.Chunk(changes, changesAtOnce) {
				apply(b, db, part...)
			}
		}
		took("load", load)
		took("again", load)
		took("write", func() { // one small change to a large graph
			apply(b, db, kg.Change{Put: &kg.Organisation{ID: "org:one", Name: "One", Type: "NGO", CountryID: "country:1", ThemeIDs: []string{"theme:1"}}})
		})
		took("scan", func() { scan(b, db) })
		took("watch", func() {
			for _, err := range db.Watch(b.Context(), 0) {
				if err != nil {
					b.Fatal(err)
				}
				break
			}
		})
		took("search", func() {
			if _, err := db.Search(b.Context(), []string{"w"}, nil); err != nil {
				b.Fatal(err)
			}
		})
	}
}
