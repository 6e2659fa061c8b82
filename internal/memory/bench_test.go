package memory

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"testing"
	"time"

	"ngograph/internal/kg"
)

// sliceStore yields records that do not change.
type sliceStore struct {
	kg.Store
	records []kg.Record
}

func (s sliceStore) Revision(context.Context) (kg.Revision, error) { return 1, nil }

func (s sliceStore) Scan(context.Context, ...kg.Kind) iter.Seq2[kg.Record, error] {
	return func(yield func(kg.Record, error) bool) {
		for _, r := range s.records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// Search finds everything of the kinds, as if every record held every word.
func (s sliceStore) Search(_ context.Context, _ []string, kinds []kg.Kind) ([]string, error) {
	var ids []string
	for _, r := range s.records {
		if slices.Contains(kinds, r.Kind()) {
			ids = append(ids, r.RecordID())
		}
	}
	return ids, nil
}

func (s sliceStore) Watch(ctx context.Context, _ kg.Revision) iter.Seq2[kg.Delta, error] {
	return func(func(kg.Delta, error) bool) { <-ctx.Done() }
}

var cordis = shape{organisations: 12_000, projects: 6_500, participations: 32_000}

func openGraph(tb testing.TB, s shape) (*View, *kg.Graph) {
	tb.Helper()
	store := sliceStore{records: s.graph()}
	v, err := Open(tb.Context(), store, Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(v.Close)
	return v, kg.New(store, v, func() time.Time { return time.Date(2024, 6, 15, 0, 0, 0, 0, time.UTC) })
}

func BenchmarkFill(b *testing.B) {
	records := cordis.graph()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := fill(b.Context(), sliceStore{records: records}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBytes reports what half a million participations add to a graph, with the derived arrays and the texts of
// their sources, and what the rest of it takes.
func BenchmarkBytes(b *testing.B) {
	size := shape{organisations: 100_000, projects: 80_000, participations: 500_000}
	for b.Loop() {
		rest, _, _ := weigh(b, size, false)
		whole, took, n := weigh(b, size, true)
		b.ReportMetric((whole-rest)/float64(n), "B/participation")
		b.ReportMetric(rest/1e6, "MB-rest")
		b.ReportMetric(took.Seconds(), "s/fill")
	}
}

// weigh fills a snapshot, with or without participations, and returns the bytes that only it holds.
func weigh(b *testing.B, size shape, participations bool) (bytes float64, took time.Duration, n int) {
	heap := func() float64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc)
	}
	before := heap()
	records := size.graph()
	if !participations {
		records = slices.DeleteFunc(records, func(r kg.Record) bool { return r.Kind() == kg.KindParticipation })
	}
	start := time.Now()
	s, err := fill(b.Context(), sliceStore{records: records})
	if err != nil {
		b.Fatal(err)
	}
	took = time.Since(start)
	records = nil
	bytes = heap() - before
	n = s.size(kg.KindParticipation)
	runtime.KeepAlive(records)
	runtime.KeepAlive(s)
	return bytes, took, n
}

func BenchmarkFetch(b *testing.B) {
	v, graph := openGraph(b, cordis)
	hub := v.latest.Load().busiest()
	no, two := true, 10
	hop := func(from kg.Kind, name string, order kg.Order) *kg.Hop {
		return &kg.Hop{Edge: kg.EdgeOf(from, name), Key: name, Order: order, Items: true, First: 20}
	}
	collaborations := func(scope *kg.Scope, count bool) *kg.Hop {
		h := hop("", kg.EdgeCollaborations, kg.Order{})
		h.Scope, h.Count, h.Coverage = scope, count, count
		return h
	}
	list := func(h *kg.Hop, where kg.Filter, count bool) *kg.Hop {
		h.Where, h.Count = where, count
		return h
	}
	faceted := list(hop("", "organisations", kg.Order{}), kg.Filter{}, true)
	faceted.Facets = []kg.FacetRequest{{Key: "f", Fields: []string{"country", "type", "size", "themes"}, First: 10}}
	ties := hop(kg.KindOrganisation, kg.EdgeCollaborations, kg.Order{})
	ties.Count, ties.Shapes = true, []kg.Shape{{Kind: kg.KindCollaboration, Hops: []*kg.Hop{
		{Edge: kg.EdgeOf(kg.KindCollaboration, kg.EdgeBetween), Key: "between", Items: true},
		hop(kg.KindCollaboration, kg.EdgeEvidence, kg.Order{}),
	}}}
	nodes := &kg.Hop{
		Edge: kg.EdgeOf("", kg.EdgeNodes), IDs: []string{hub}, Items: true,
		Shapes: []kg.Shape{{Kind: kg.KindOrganisation, Hops: []*kg.Hop{ties}}},
	}
	deep := hop("", "organisations", kg.Order{})
	participations := hop(kg.KindOrganisation, "participations", kg.Order{})
	participations.Shapes = []kg.Shape{{Kind: kg.KindParticipation, Hops: []*kg.Hop{{
		Edge: kg.EdgeOf(kg.KindParticipation, "project"), Key: "project", Items: true,
		Shapes: []kg.Shape{{Kind: kg.KindProject, Hops: []*kg.Hop{hop(kg.KindProject, "participations", kg.Order{})}}},
	}}}}
	deep.Shapes = []kg.Shape{{Kind: kg.KindOrganisation, Hops: []*kg.Hop{participations}}}
	after := hop("", "projects", kg.Order{Field: "title", Desc: true})
	page, err := graph.Fetch(b.Context(), after)
	if err != nil {
		b.Fatal(err)
	}
	after = hop("", "projects", kg.Order{Field: "title", Desc: true})
	last := page.Items[len(page.Items)-1]
	after.After = &kg.After{Value: last.Sort, ID: last.Record.RecordID()}

	search := hop("", kg.EdgeSearch, kg.Order{})
	search.Words, search.Kinds, search.Count = []string{"towards"}, []kg.Kind{kg.KindProject}, true

	for _, bench := range []struct {
		name string
		hop  *kg.Hop
	}{
		{"theme in an area of 8", collaborations(&kg.Scope{Themes: []string{"theme:T03"}, Areas: []string{"area:north"}}, true)},
		{"cross-border, small", collaborations(&kg.Scope{CrossBorder: &no, MaxParticipants: &two}, true)},
		{"all pairs", collaborations(nil, false)},
		{"all pairs, total and coverage", collaborations(nil, true)},
		{"hub's ties with evidence", nodes},
		{"organisations by name", hop("", "organisations", kg.Order{})},
		{"organisations by name, total", list(hop("", "organisations", kg.Order{}), kg.Filter{}, true)},
		{"organisations of a country and type, total", list(hop("", "organisations", kg.Order{Field: "projectCount", Desc: true}),
			kg.And(kg.In("country", "country:C03"), kg.In("type", "NGO")), true)},
		{"organisations faceted", faceted},
		{"projects under a theme, years", list(hop("", "projects", kg.Order{Field: "start", Desc: true}), kg.And(
			kg.Filter{Op: kg.OpUnder, Field: "themes", Values: []string{"theme:T01"}},
			kg.Filter{Op: kg.OpDuring, Min: "2016-01-01", Max: "2017-12-31"}), true)},
		{"next page by title, descending", after},
		{"search with a hit for every project", search},
		{"three levels deep, 20 x 20 x 20", deep},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				page, err := graph.Fetch(b.Context(), bench.hop)
				if err != nil {
					b.Fatal(err)
				}
				if page.Total > 0 {
					b.ReportMetric(float64(page.Total), "rows")
				}
			}
		})
	}
}

// busiest returns the organisation with the most projects.
func (s *snapshot) busiest() string {
	best := &kg.Organisation{}
	for row := range int32(s.size(kg.KindOrganisation)) {
		if o := s.record(kg.KindOrganisation, row).(*kg.Organisation); o.Projects > best.Projects {
			best = o
		}
	}
	return best.ID
}

func BenchmarkDelta(b *testing.B) {
	for _, s := range []shape{cordis, {organisations: 100_000, projects: 80_000, participations: 500_000}} {
		v, _ := openGraph(b, s)
		first := v.latest.Load()
		if _, err := first.column(kg.KindOrganisation, "name"); err != nil {
			b.Fatal(err)
		}
		name := fmt.Sprintf("one participation to %d", s.participations)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				first.apply(2, []change{
					{"org:pic:000000005-a", &kg.Organisation{ID: "org:pic:000000005-a", Name: "New", Type: "NGO"}},
					{"participation:org:pic:000000005-a|project:00000007|LEAD", &kg.Participation{
						OrganisationID: "org:pic:000000005-a", ProjectID: "project:00000007", Role: kg.Lead,
					}},
				})
			}
		})
	}
}

// BenchmarkColumn makes orders anew, as the first question after a change does.
func BenchmarkColumn(b *testing.B) {
	v, _ := openGraph(b, shape{organisations: 100_000, projects: 80_000, participations: 500_000})
	s := v.latest.Load()
	for _, key := range []columnKey{
		{kg.KindOrganisation, "name"}, {kg.KindOrganisation, "type"}, {kg.KindOrganisation, "projectCount"}, {kg.KindProject, "start"},
	} {
		b.Run(string(key.kind)+" by "+key.field, func(b *testing.B) {
			for b.Loop() {
				clear(s.columns.byKey)
				if _, err := s.column(key.kind, key.field); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
