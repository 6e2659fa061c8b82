package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
	"ngograph/internal/kgtest"
)

func clock() time.Time { return time.Date(2024, 6, 15, 12, 0, 0, 0, time.UTC) }

// records is a small graph.
func records() []kg.Record {
	day := kg.Date("2024-05-01")
	return []kg.Record{
		&kg.Dataset{ID: "dataset:d", Title: "D", Licence: "CC0-1.0", RetrievedAt: day, RecordURL: "https://example.org/{record}"},
		&kg.Language{ID: "language:pl", Code: "pl", Name: "Polish"},
		&kg.Country{
			ID: "country:PL", Code: "PL", Name: "Poland", LanguageIDs: []string{"language:pl"},
			Names: []kg.LocalisedText{{Language: "pl", Text: "Polska"}},
		},
		&kg.Country{ID: "country:SE", Code: "SE", Name: "Sweden"},
		&kg.Region{ID: "region:PL6", Code: "PL6", Name: "Północny", Level: 1, Version: "2021", CountryID: "country:PL"},
		&kg.Theme{ID: "theme:water", Scheme: "own", Name: "Water", Labels: []kg.LocalisedText{{Language: "pl", Text: "Woda"}}},
		&kg.Theme{ID: "theme:sea", Scheme: "own", Name: "Sea", BroaderIDs: []string{"theme:water"}},
		&kg.Area{ID: "area:baltic", Name: "The Baltic", Definition: "CBSS"},
		&kg.AreaMember{AreaID: "area:baltic", MemberID: "country:PL", From: "1992-03-06"},
		&kg.AreaMember{AreaID: "area:baltic", MemberID: "region:PL6", From: "2023-01-01"},
		&kg.Organisation{
			ID: "org:a", Name: "Akcja", Type: "NGO", CountryID: "country:PL", ThemeIDs: []string{"theme:sea"},
			Meta:        kg.Meta{Sources: []kg.SourceRef{{Dataset: "dataset:d", Record: "1"}}, Revision: 7, UpdatedAt: 1700000000},
			Identifiers: []kg.Identifier{{Scheme: "PIC", Value: "123"}},
		},
		&kg.Organisation{ID: "org:b", Name: "Båtar", Type: "NGO", CountryID: "country:SE"},
		&kg.Organisation{ID: "org:net", Name: "Network", Type: "NETWORK"},
		&kg.Programme{ID: "programme:p", Name: "Programme"},
		&kg.Project{ID: "project:1", Title: "Clean sea", Start: "2020-01-01", ThemeIDs: []string{"theme:sea"}, ProgrammeID: "programme:p"},
		&kg.Project{ID: "project:2", Title: "Other"},
		&kg.Participation{OrganisationID: "org:a", ProjectID: "project:1", Role: kg.Lead},
		&kg.Participation{OrganisationID: "org:b", ProjectID: "project:1", Role: kg.Partner},
		&kg.Participation{OrganisationID: "org:a", ProjectID: "project:2", Role: kg.Partner},
		&kg.Membership{NetworkID: "org:net", MemberID: "org:a", Since: "2019-01-01"},
		&kg.RecordedCollaboration{ID: "recorded:1", Title: "Letter", PartyIDs: []string{"org:a", "org:b"}, Start: "2021-01-01"},
	}
}

// view answers from an oracle of records and keeps the questions; instead, if set, answers in its place.
type view struct {
	*kgtest.Oracle

	instead func(ctx context.Context, h *kg.Hop) (*kg.Page, error)
	mu      sync.Mutex
	hops    []*kg.Hop
}

func (v *view) Fetch(ctx context.Context, h *kg.Hop) (*kg.Page, error) {
	v.mu.Lock()
	v.hops = append(v.hops, h)
	v.mu.Unlock()
	if v.instead != nil {
		return v.instead(ctx, h)
	}
	return v.Oracle.Fetch(ctx, h)
}

func newView() *view { return &view{Oracle: kgtest.NewOracle(3, records())} }

// answer is a GraphQL answer as a client reads it.
type answer struct {
	Data   any
	Errors []answerError
}

type answerError struct {
	Message    string
	Path       []any
	Extensions map[string]any
}

func (a answer) codes() []any {
	var codes []any
	for _, e := range a.Errors {
		codes = append(codes, e.Extensions["code"])
	}
	return codes
}

// ask executes a query over a view; variables are JSON, "" for none. It returns what was logged, too.
func ask(tb testing.TB, v *view, query, variables string) (answer, string) {
	tb.Helper()
	var given map[string]any
	if variables != "" {
		if err := json.Unmarshal([]byte(variables), &given); err != nil {
			tb.Fatal(err)
		}
	}
	var log bytes.Buffer
	options := Options{
		Logger:    slog.New(slog.NewTextHandler(&log, nil)),
		RequestID: func(context.Context) string { return "request-1" },
	}
	response := Execute(tb.Context(), kg.New(nil, v, clock), options, query, given)
	text, err := json.Marshal(response)
	if err != nil {
		tb.Fatal(err)
	}
	if v.instead == nil {
		resolved := Execute(tb.Context(), kg.New(nil, v.Oracle, clock), Options{RequestID: options.RequestID, Resolved: true}, query, given)
		if !bytes.Equal(resolved.Data, response.Data) {
			tb.Errorf("%s is written as\n%s\nand resolved to\n%s", query, response.Data, resolved.Data)
		}
	}
	var a answer
	if err := json.Unmarshal(text, &a); err != nil {
		tb.Fatal(err)
	}
	return a, log.String()
}

// data executes a query that must be answered without errors.
func data(tb testing.TB, query, variables string) any {
	tb.Helper()
	a, _ := ask(tb, newView(), query, variables)
	if a.Errors != nil {
		tb.Fatalf("%s\n%+v", query, a.Errors)
	}
	return a.Data
}

// planned returns the hops that a query's root fields are planned into, described.
func planned(tb testing.TB, query, variables string) string {
	tb.Helper()
	v := newView()
	a, _ := ask(tb, v, query, variables)
	if a.Errors != nil {
		tb.Fatalf("%s\n%+v", query, a.Errors)
	}
	var lines []string
	for _, h := range v.hops {
		describe(&lines, h, "")
	}
	return strings.Join(lines, "\n")
}

// describe writes a hop with what is not left to chance, one line for each hop and shape.
func describe(lines *[]string, h *kg.Hop, indent string) {
	text := indent + h.Edge.Name
	if h.Edge.Paged {
		text += fmt.Sprintf(" first=%d by %s", h.First, h.Order.Field)
		if h.Order.Desc {
			text += " desc"
		}
	}
	add := func(wanted bool, what string) {
		if wanted {
			text += " " + what
		}
	}
	add(h.Items, "items")
	add(h.Count, "count")
	add(h.Coverage, "coverage")
	add(h.After != nil, "after")
	add(h.IDs != nil, fmt.Sprintf("ids=%v", h.IDs))
	add(h.Words != nil, fmt.Sprintf("words=%v", h.Words))
	add(h.Kinds != nil, fmt.Sprintf("kinds=%v", h.Kinds))
	add(h.On != h.Today, "on="+string(h.On))
	if where, err := json.Marshal(h.Where); err == nil && h.Where.Op != "" {
		var short any
		_ = json.Unmarshal(where, &short)
		text += " where " + short.(map[string]any)["Op"].(string)
	}
	add(h.Scope != nil && h.Scope.String() != (&kg.Scope{}).String(), "scope ("+h.Scope.String()+")")
	for _, f := range h.Facets {
		text += fmt.Sprintf(" facets %v first=%d", f.Fields, f.First)
	}
	*lines = append(*lines, text)
	for _, s := range h.Shapes {
		s.Fields = slices.DeleteFunc(slices.Clone(s.Fields), func(f string) bool { return f == "id" }) // always there
		if len(s.Fields)+len(s.Hops) == 0 {
			continue
		}
		*lines = append(*lines, fmt.Sprintf("%s  %s %v", indent, s.Kind, s.Fields))
		for _, below := range s.Hops {
			describe(lines, below, indent+"    ")
		}
	}
}

func want(tb testing.TB, what string, wanted, got any) {
	tb.Helper()
	if diff := cmp.Diff(wanted, got); diff != "" {
		tb.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}
