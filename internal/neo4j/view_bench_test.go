package neo4j

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"ngograph/internal/kg"
)

// cordisGraph makes a graph of about the size and shape of CORDIS' Horizon 2020: 36,000 organisations in 60 countries,
// 31,000 projects and 145,000 participations, of which few organisations have most and few projects very many, with
// 1,200 themes in a tree and an area of nine countries.
func cordisGraph() []kg.Record {
	const countries, themes, organisations, projects, participations = 60, 1_200, 36_000, 31_000, 145_000
	random := rand.New(rand.NewPCG(3, 4))
	source := kg.Meta{Sources: []kg.SourceRef{{Dataset: "dataset:cordis", Record: "1"}}}
	records := []kg.Record{&kg.Dataset{ID: "dataset:cordis", Title: "CORDIS", Licence: "CC-BY-4.0", RetrievedAt: "2026-01-01"}}
	skewed := func(n, power int) int {
		x := random.Float64()
		for range power - 1 {
			x *= random.Float64()
		}
		return int(x * float64(n))
	}
	for i := range countries {
		records = append(records, &kg.Country{ID: fmt.Sprintf("country:%02d", i), Code: fmt.Sprint(i), Name: fmt.Sprintf("Country %d", i)})
	}
	for i := range themes {
		t := &kg.Theme{ID: fmt.Sprintf("theme:%d", i), Scheme: "large", Name: fmt.Sprintf("Theme %d", i)}
		if i >= 10 {
			t.BroaderIDs = []string{fmt.Sprintf("theme:%d", (i-10)/10)}
		}
		records = append(records, t)
	}
	records = append(records, &kg.Area{ID: "area:sea", Name: "Around the sea", Definition: "Nine countries."})
	for i := range 9 {
		records = append(records, &kg.AreaMember{AreaID: "area:sea", MemberID: fmt.Sprintf("country:%02d", i+3)})
	}
	for i := range organisations {
		records = append(records, &kg.Organisation{
			Meta: source, ID: fmt.Sprintf("org:%05d", i), Name: fmt.Sprintf("Organisation %x of %d", random.Uint32(), i),
			Type: "NGO", CountryID: fmt.Sprintf("country:%02d", skewed(countries, 2)),
			ThemeIDs: []string{fmt.Sprintf("theme:%d", random.IntN(themes))},
		})
	}
	for i := range projects {
		year := 2014 + random.IntN(7)
		records = append(records, &kg.Project{
			Meta: source, ID: fmt.Sprintf("project:%05d", i), Title: fmt.Sprintf("Project %x on %d", random.Uint32(), i),
			Start: kg.Date(fmt.Sprintf("%d-01-01", year)), End: kg.Date(fmt.Sprintf("%d-12-31", year+3)),
			ThemeIDs: []string{fmt.Sprintf("theme:%d", random.IntN(themes)), fmt.Sprintf("theme:%d", random.IntN(themes))},
		})
	}
	seen := map[[2]int]bool{}
	for range participations {
		pair := [2]int{skewed(organisations, 3), skewed(projects, 2)}
		if seen[pair] {
			continue
		}
		seen[pair] = true
		records = append(records, &kg.Participation{
			Meta: source, OrganisationID: fmt.Sprintf("org:%05d", pair[0]), ProjectID: fmt.Sprintf("project:%05d", pair[1]), Role: kg.Partner,
		})
	}
	return records
}

// question completes a root hop as kg.Graph does.
func question(tb testing.TB, db *DB, h *kg.Hop) *kg.Page {
	tb.Helper()
	p, err := kg.New(db, db.View(), clock).Fetch(tb.Context(), h)
	if err != nil {
		tb.Fatalf("%s: %v", h.Edge.Name, err)
	}
	return p
}

// benchQuestions are the questions that clients ask most.
func benchQuestions() []struct {
	name string
	hop  func() *kg.Hop
} {
	organisation := func(hops ...*kg.Hop) kg.Shape {
		return kg.Shape{Kind: kg.KindOrganisation, Fields: []string{"name", "acronym"}, Hops: hops}
	}
	tie := kg.Shape{Kind: kg.KindCollaboration, Fields: []string{"weight", "projectCount", "first", "last"}}
	between := tie
	between.Hops = []*kg.Hop{hop(kg.KindCollaboration, kg.EdgeBetween, 0, organisation())}
	yes, five := true, 5
	with := func(h *kg.Hop, change func(*kg.Hop)) func() *kg.Hop {
		return func() *kg.Hop {
			c := *h
			change(&c)
			return &c
		}
	}
	headline := func(h *kg.Hop) {
		h.Scope = &kg.Scope{Themes: []string{"theme:3"}, Areas: []string{"area:sea"}, CrossBorder: &yes}
	}
	return []struct {
		name string
		hop  func() *kg.Hop
	}{
		{"headline", with(hop("", kg.EdgeCollaborations, 50, between), headline)},
		{"headline-total", with(hop("", kg.EdgeCollaborations, 50, between), func(h *kg.Hop) { headline(h); h.Count = true })},
		{"headline-coverage", with(hop("", kg.EdgeCollaborations, 50, between), func(h *kg.Hop) { headline(h); h.Count, h.Coverage = true, true })},
		{"headline-years-small", with(hop("", kg.EdgeCollaborations, 50, between), func(h *kg.Hop) {
			headline(h)
			from := 2016
			h.Scope.Years.From, h.Scope.MaxParticipants = &from, &five
		})},
		{"organisations", with(hop("", "organisations", 50, organisation()), func(*kg.Hop) {})},
		{"organisations-country-total", with(hop("", "organisations", 50, organisation()), func(h *kg.Hop) {
			h.Where, h.Count = kg.In("country", "country:05"), true
		})},
		{"organisations-area-facets", with(hop("", "organisations", 50, organisation()), func(h *kg.Hop) {
			h.Where = kg.Filter{Op: kg.OpWithin, Values: []string{"area:sea"}}
			h.Count, h.Facets = true, []kg.FacetRequest{{Key: "facets", Fields: []string{"country", "type", "themes"}, First: 10}}
		})},
		{"four-levels", with(hop("", "organisations", 10, organisation(
			hop(kg.KindOrganisation, "participations", 10, kg.Shape{Kind: kg.KindParticipation, Fields: []string{"role"}, Hops: []*kg.Hop{
				hop(kg.KindParticipation, "project", 0, kg.Shape{Kind: kg.KindProject, Fields: []string{"title", "start"}, Hops: []*kg.Hop{
					hop(kg.KindProject, "participations", 10, kg.Shape{Kind: kg.KindParticipation, Fields: []string{"role"}, Hops: []*kg.Hop{
						hop(kg.KindParticipation, "organisation", 0, organisation(hop(kg.KindOrganisation, "country", 0))),
					}}),
				}}),
			}}))), func(h *kg.Hop) { h.Order = kg.Order{Field: "projectCount", Desc: true} })},
		{"hub-ties", with(hop("", kg.EdgeNodes, 0, organisation(hop(kg.KindOrganisation, kg.EdgeCollaborations, 10, between))), func(h *kg.Hop) {
			h.IDs = []string{"org:00000"}
		})},
		{"ten-ties", with(hop("", "organisations", 10, organisation(hop(kg.KindOrganisation, kg.EdgeCollaborations, 5, between))), func(*kg.Hop) {})},
		{"introductions", with(introductions(hop("", kg.EdgeIntroductions, 20)), func(h *kg.Hop) { h.IDs, h.Count = []string{"org:01000"}, true })},
		{"introductions-hub", with(introductions(hop("", kg.EdgeIntroductions, 20)), func(h *kg.Hop) { h.IDs, h.Count = []string{"org:00000"}, true })},
		{"search", with(hop("", kg.EdgeSearch, 20, organisation(), kg.Shape{Kind: kg.KindProject, Fields: []string{"title"}}), func(h *kg.Hop) {
			h.Words = kg.Words("project 12")
		})},
	}
}

func BenchmarkFetch(b *testing.B) {
	db, _ := openEmpty(b)
	for chunk := range slices.Chunk(cordisGraph(), 20_000) {
		apply(b, db, puts(chunk...)...)
	}
	for _, q := range benchQuestions() {
		b.Run(q.name, func(b *testing.B) {
			question(b, db, q.hop())
			for b.Loop() {
				question(b, db, q.hop())
			}
		})
	}
	// the 660,000 ties of all projects and records, and those of the organisation that has most
	for name, of := range map[string][]string{"all-links": nil, "hub-links": {"org:00000"}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				tiesOf(b, db.View(), nil, of)
			}
		})
	}
}
