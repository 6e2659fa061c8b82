package neo4j

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ngograph/internal/kg"
)

var update = flag.Bool("update", false, "write the golden files anew")

// compiling is a view that compiles what it is asked, as kg.Graph has prepared it.
type compiling struct {
	kg.View
	statement statement
}

func (v *compiling) Fetch(_ context.Context, h *kg.Hop) (*kg.Page, error) {
	var err error
	v.statement, err = compile(h)
	return h.NewPage(), err
}

func compiled(tb interface{ Fatalf(string, ...any) }, h *kg.Hop) statement {
	v := &compiling{}
	if _, err := kg.New(nil, v, clock).Fetch(context.Background(), h); err != nil {
		tb.Fatalf("compile %s: %v", h.Edge.Name, err)
	}
	return v.statement
}

// hop is a question along an edge for a page, or everything where the edge has no pages.
func hop(from kg.Kind, edge string, first int, shapes ...kg.Shape) *kg.Hop {
	e := kg.EdgeOf(from, edge)
	h := &kg.Hop{Edge: e, Key: edge, Items: true, Shapes: shapes}
	if e.Paged {
		h.First = first
	}
	return h
}

func shape(k kg.Kind, fields string, hops ...*kg.Hop) kg.Shape {
	return kg.Shape{Kind: k, Fields: strings.Fields(fields), Hops: hops}
}

// fourLevels asks for organisations, their participations, the projects of these and who else takes part.
func fourLevels() *kg.Hop {
	return hop("", "organisations", 10, shape(kg.KindOrganisation, "name",
		hop(kg.KindOrganisation, "participations", 5, shape(kg.KindParticipation, "role contribution",
			hop(kg.KindParticipation, "project", 0, shape(kg.KindProject, "title start",
				hop(kg.KindProject, "participations", 5, shape(kg.KindParticipation, "role",
					hop(kg.KindParticipation, "organisation", 0, shape(kg.KindOrganisation, "name location")))))))),
		hop(kg.KindOrganisation, "country", 0, shape(kg.KindCountry, "code name")),
	))
}

func ties(h *kg.Hop) *kg.Hop {
	h.Shapes = []kg.Shape{shape(kg.KindCollaboration, "weight projectCount recordedCount membership first last recencyWeight",
		hop(kg.KindCollaboration, kg.EdgeBetween, 0, shape(kg.KindOrganisation, "name")))}
	return h
}

// introductions asks for all that there is below introductions.
func introductions(h *kg.Hop) *kg.Hop {
	organisation := shape(kg.KindOrganisation, "name")
	brokers := hop(kg.KindIntroduction, kg.EdgeBrokersOf, 0, shape(kg.KindBroker, "organisation term acceptsIntroductions",
		hop(kg.KindBroker, "organisation", 0, organisation),
		ties(hop(kg.KindBroker, kg.EdgeToYou, 0)), ties(hop(kg.KindBroker, kg.EdgeToCandidate, 0))))
	brokers.First = 3
	h.Shapes = []kg.Shape{shape(kg.KindIntroduction, "basis score trust fit brokerCount",
		hop(kg.KindIntroduction, "candidate", 0, organisation), brokers)}
	return h
}

// goldenQuestions are questions whose statements are kept under testdata/compile.
func goldenQuestions() map[string]*kg.Hop {
	all := map[string]*kg.Hop{
		"organisations": hop("", "organisations", 10, shape(kg.KindOrganisation, "name themes")),
		"four_levels":   fourLevels(),
		"headline":      ties(hop("", kg.EdgeCollaborations, 20)),
		"tie":           ties(hop("", kg.EdgeCollaboration, 0)),
		"ties":          ties(hop("", kg.EdgeTies, 0)),
		"nodes": hop("", kg.EdgeNodes, 0, shape(kg.KindOrganisation, "name", hop(kg.KindOrganisation, "themes", 0)),
			shape(kg.KindArea, "definition", hop(kg.KindArea, kg.EdgeMembers, 0, shape(kg.KindRegion, "level"), shape(kg.KindCountry, "code"))),
			shape(kg.KindCollaboration, "weight", hop(kg.KindCollaboration, kg.EdgeTieThemes, 0, shape(kg.KindTheme, "name")))),
		"search":              hop("", kg.EdgeSearch, 10, shape(kg.KindOrganisation, "name"), shape(kg.KindProject, "title")),
		"introductions":       introductions(hop("", kg.EdgeIntroductions, 5)),
		"introductions_first": introductions(hop("", kg.EdgeIntroductions, 5)),
		"organisation_ties": hop("", "organisations", 1, shape(kg.KindOrganisation, "name",
			ties(hop(kg.KindOrganisation, kg.EdgeCollaborations, 5)))),
		"evidence": ties(hop("", kg.EdgeCollaborations, 5)),
		"filters":  hop("", "organisations", 10),
		"facets":   hop("", "projects", 10),
		"cursor":   hop("", "projects", 10, shape(kg.KindProject, "title sources")),
		"parties":  hop("", "projects", 10),
		"latest":   hop("", "projects", 10, shape(kg.KindProject, "start")),
		"theme": hop("", "themes", 5, shape(kg.KindTheme, "name", hop(kg.KindTheme, "projects", 5), hop(kg.KindTheme, "matches", 0),
			hop(kg.KindTheme, "narrower", 0))),
		"members": hop("", "organisations", 5, shape(kg.KindOrganisation, "", hop(kg.KindOrganisation, "members", 5,
			shape(kg.KindMembership, "since", hop(kg.KindMembership, "member", 0, shape(kg.KindOrganisation, "name")))))),
	}
	all["parties"].Items, all["parties"].Count = false, true
	all["parties"].Where = kg.Any("participations", kg.Any("organisation", kg.Filter{Op: kg.OpWithin, Values: []string{"area:baltic"}}))
	all["latest"].Order = kg.Order{Field: "start", Desc: true}
	all["latest"].Where = kg.Filter{Op: kg.OpRange, Field: "start", Min: "2014-06-01"}
	all["headline"].Scope = &kg.Scope{Themes: []string{"theme:climate"}, Areas: []string{"area:baltic"}, CrossBorder: new(true)}
	all["headline"].Count, all["headline"].Coverage = true, true
	all["tie"].IDs = []string{"org:b", "org:a"}
	all["tie"].Scope = &kg.Scope{Evidence: []kg.EvidenceKind{kg.ByProject, kg.ByMembers}, HalfLife: new(5)}
	all["ties"].IDs = []string{"org:b", "org:a", "org:c", "org:d"}
	all["introductions"].IDs, all["introductions"].Count, all["introductions"].Coverage = []string{"org:a"}, true, true
	all["introductions"].Scope = &kg.Scope{Countries: []string{"country:PL"}, Evidence: []kg.EvidenceKind{kg.ByProject, kg.ByMembers}}
	all["introductions"].Where = kg.And(kg.In("type", "NGO"), kg.Known("region"))
	all["introductions"].After = &kg.After{Value: int64(1), ID: "introduction:org:a|org:b"}
	all["introductions_first"].IDs, all["introductions_first"].Order = []string{"org:a"}, kg.Order{Field: "score", Desc: true}
	all["nodes"].IDs = []string{"org:a", "collaboration:org:a|org:b", "area:baltic"}
	all["search"].Words = []string{"red", "cro"}
	every := &kg.Scope{
		Countries: []string{"country:PL"}, Regions: []string{"region:SE1"}, Parties: kg.Either, Years: kg.Years{From: new(2014), To: new(2020)},
		OrganisationTypes: []string{"NGO"}, Sizes: []string{"SMALL"}, MaxParticipants: new(20), HalfLife: new(3),
		Evidence: []kg.EvidenceKind{kg.ByProject, kg.ByRecord, kg.ByMembers},
	}
	all["organisation_ties"].Shapes[0].Hops[0].Scope = every
	all["organisation_ties"].Shapes[0].Hops[0].Order = kg.Order{Field: "recencyWeight", Desc: true}
	all["evidence"].Shapes[0].Hops = append(all["evidence"].Shapes[0].Hops,
		hop(kg.KindCollaboration, kg.EdgeEvidence, 3, shape(kg.KindProject, "title")), hop(kg.KindCollaboration, kg.EdgeRecords, 3))
	all["evidence"].Scope = &kg.Scope{Programmes: []string{"programme:a"}, Roles: []string{"LEAD"}, CrossBorder: new(false)}
	all["filters"].Where = kg.And(
		kg.Filter{Op: kg.OpWithin, Values: []string{"area:baltic", "country:PL", "region:SE1"}},
		kg.Filter{Op: kg.OpUnder, Field: "themes", Values: []string{"theme:climate"}},
		kg.Not(kg.In("type", "NGO")), kg.Or(kg.Known("location"), kg.In("acceptsIntroductions", "true")),
		kg.Any("participations", kg.And(kg.In("role", "LEAD"), kg.Any("project", kg.Filter{Op: kg.OpDuring, Min: "2014-01-01"}))),
		kg.Filter{Op: kg.OpRange, Field: "projectCount", Min: int64(2), Max: int64(9)},
	)
	all["facets"].Count, all["facets"].Items = true, false
	all["facets"].Where = kg.Filter{Op: kg.OpText, Values: []string{"sea", "clea"}}
	all["facets"].Facets = []kg.FacetRequest{{Key: "f", Fields: []string{"themes", "year", "participantsComplete"}, First: 5}}
	all["cursor"].Order = kg.Order{Field: "start", Desc: true}
	all["cursor"].After = &kg.After{Value: "2020-01-01", ID: "project:m"}
	maps.Copy(all, derivedQuestions())
	return all
}

func TestCompileGolden(t *testing.T) {
	statements := map[string]statement{}
	for name, h := range goldenQuestions() {
		statements[name] = compiled(t, h)
	}
	every := &kg.Scope{
		Themes: []string{"theme:climate"}, Areas: []string{"area:baltic"}, Parties: kg.Either, Roles: []string{"LEAD"}, CrossBorder: new(true),
	}
	statements["all_ties"] = compileTies(every, "2026-07-01", nil)
	members := &kg.Scope{Evidence: []kg.EvidenceKind{kg.ByProject, kg.ByRecord, kg.ByMembers}}
	statements["some_ties"] = compileTies(members, "2026-07-01", []string{"org:a", "org:b"})
	for _, name := range slices.Sorted(maps.Keys(statements)) {
		t.Run(name, func(t *testing.T) {
			s := statements[name]
			var b strings.Builder
			b.WriteString(s.text + "\n\n")
			for i := range len(s.params) {
				p := fmt.Sprintf("p%d", i)
				fmt.Fprintf(&b, "// %s = %#v\n", p, s.params[p])
			}
			file := filepath.Join("testdata", "compile", name+".cypher")
			if *update {
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatalf("%v (go test -update writes it)", err)
			}
			if d := cmp.Diff(string(want), b.String()); d != "" {
				t.Errorf("the statement differs (-want +got):\n%s", d)
			}
		})
	}
}

// TestEqualShapesEqualText changes everything in questions that is a value, and expects the statement to stay.
func TestEqualShapesEqualText(t *testing.T) {
	names := slices.Sorted(maps.Keys(goldenQuestions()))
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names).Draw(t, "question")
		want := compiled(t, goldenQuestions()[name])
		h := goldenQuestions()[name]
		vary(t, h)
		got := compiled(t, h)
		if d := cmp.Diff(want.text, got.text); d != "" {
			t.Fatalf("%s: the text depends on a value (-want +got):\n%s", name, d)
		}
		if len(got.params) != len(want.params) {
			t.Fatalf("%s: %d parameters, then %d", name, len(want.params), len(got.params))
		}
	})
}

// vary gives a hop and those below it other values of the same shape.
func vary(t *rapid.T, h *kg.Hop) {
	ids := func(list []string) []string {
		if len(list) == 0 {
			return list
		}
		var out []string
		for range rapid.IntRange(1, 3).Draw(t, "ids") {
			for _, id := range list {
				out = append(out, id+rapid.StringMatching(`[a-z0-9'"{}$]{1,5}`).Draw(t, "id"))
			}
		}
		return out
	}
	h.Key = rapid.StringMatching(`[a-zA-Z]{1,8}`).Draw(t, "key")
	if h.Edge.Paged {
		h.First = rapid.IntRange(1, kg.MaxFirst).Draw(t, "first")
	}
	if h.After != nil {
		h.After = &kg.After{Value: rapid.String().Draw(t, "after"), ID: rapid.String().Draw(t, "after id")}
	}
	if h.Edge.Name == kg.EdgeCollaboration {
		h.IDs = []string{"org:" + rapid.StringMatching(`[a-k]{1,5}`).Draw(t, "a"), "org:" + rapid.StringMatching(`[l-z]{1,5}`).Draw(t, "b")}
	} else if h.IDs = ids(h.IDs); h.Edge.Name == kg.EdgeIntroductions {
		h.IDs = h.IDs[:1]
	}
	if len(h.Words) > 0 {
		h.Words = rapid.SliceOfN(rapid.StringMatching(`[a-z]{1,300}`), 1, 4).Draw(t, "words")
	}
	if h.Since > 0 {
		h.Since = rapid.IntRange(1, 9999).Draw(t, "since")
	}
	h.On = kg.Date(rapid.StringMatching(`20[0-9]{2}-01-01`).Draw(t, "on"))
	h.Where.Walk(func(f *kg.Filter) {
		f.Values = ids(f.Values)
		if _, ok := f.Min.(int64); ok {
			f.Min = rapid.Int64().Draw(t, "min")
		}
	})
	if s := h.Scope; s != nil {
		s.Themes, s.Areas, s.Countries, s.Regions = ids(s.Themes), ids(s.Areas), ids(s.Countries), ids(s.Regions)
		s.Programmes, s.Roles = ids(s.Programmes), ids(s.Roles)
		for _, n := range []*int{s.MaxParticipants, s.HalfLife, s.Years.From} {
			if n != nil {
				*n = rapid.IntRange(2, 2000).Draw(t, "number")
			}
		}
	}
	for i := range h.Facets {
		h.Facets[i].First = rapid.IntRange(1, kg.MaxFirst).Draw(t, "facet")
	}
	for _, s := range h.Shapes {
		for _, below := range s.Hops {
			vary(t, below)
		}
	}
}

// TestCompileNothingFromClients puts text that would end a string or a name everywhere a client may put text, and looks
// for it in the statement.
func TestCompileNothingFromClients(t *testing.T) {
	const evil = "x'`\"})-[evil]"
	for name, h := range goldenQuestions() {
		h.Key = evil
		h.Where.Walk(func(f *kg.Filter) {
			for i := range f.Values {
				f.Values[i] += evil
			}
		})
		for i := range h.Words {
			h.Words[i] += evil
		}
		if s := h.Scope; s != nil {
			for _, list := range [][]string{s.Themes, s.Areas, s.Countries, s.Programmes, s.Roles} {
				for i := range list {
					list[i] += evil
				}
			}
		}
		if s := compiled(t, h); strings.Contains(s.text, "evil") {
			t.Errorf("%s: a client's text is part of the statement:\n%s", name, s.text)
		}
	}
}

// TestCompileGoesOnFromParties: a label would have the planner look through all events by an index, for each party anew, wherever
// its statistics lag behind an import.
func TestCompileGoesOnFromParties(t *testing.T) {
	labelled := regexp.MustCompile(`PARTICIPATED_IN\]->\(\w+:|<-\[\w*:PARTY\]-\(\w+:`)
	all := goldenQuestions()
	delete(all, "parties") // a page of projects
	for name, h := range all {
		if found := labelled.FindString(compiled(t, h).text); found != "" {
			t.Errorf("%s: an event is reached as %s", name, found)
		}
	}
}

func TestCompileRefuses(t *testing.T) {
	for name, h := range map[string]*kg.Hop{
		"a field that does not exist":  hop("", "organisations", 1, shape(kg.KindOrganisation, "name} RETURN 1 //")),
		"a filter on such a field":     {Edge: kg.EdgeOf("", "organisations"), First: 1, Items: true, Where: kg.In("a.b", "x")},
		"a filter along no edge":       {Edge: kg.EdgeOf("", "organisations"), First: 1, Items: true, Where: kg.Any("x", kg.Filter{})},
		"an order by no field":         {Edge: kg.EdgeOf("", "organisations"), First: 1, Items: true, Order: kg.Order{Field: "x y"}},
		"an order along no edge":       {Edge: kg.EdgeOf("", "organisations"), First: 1, Items: true, Order: kg.Order{Field: "x.name"}},
		"an operation that is none":    {Edge: kg.EdgeOf("", "organisations"), First: 1, Items: true, Where: kg.Filter{Op: "x"}},
		"a period that no record has":  {Edge: kg.EdgeOf("", "organisations"), First: 1, Items: true, Where: kg.Filter{Op: kg.OpDuring}},
		"an edge that is made up":      {Edge: &kg.Edge{Name: "x", To: []kg.Kind{kg.KindOrganisation, kg.KindTheme}}, Items: true},
		"an edge that is no reference": {Edge: kg.EdgeOf("", "areas"), Items: true, Shapes: []kg.Shape{shape(kg.KindArea, "", &kg.Hop{Edge: &kg.Edge{From: kg.KindArea, Name: "x"}, Items: true})}},
	} {
		if _, err := compile(h); kg.CodeOf(err) != kg.Internal {
			t.Errorf("%s: got %v, want an internal error", name, err)
		}
	}
}
