package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"ngograph/graph"
	"ngograph/internal/kg"
	"ngograph/internal/kgtest"
	"ngograph/internal/memory"
	"ngograph/internal/neo4j"
	"ngograph/internal/neo4j/neo4jtest"
	"ngograph/internal/network"
	"ngograph/internal/sqlite"
	"ngograph/seed"
)

func fuzzClock() time.Time { return time.Date(2024, 6, 15, 12, 0, 0, 0, time.UTC) }

// TestGraphQLSQLiteMemory, and the two below it, execute random documents over a composition and over the naive
// oracle: the answers are equal, and no root field asks more than once.
func TestGraphQLSQLiteMemory(t *testing.T) {
	store := openEmbedded(t)
	fuzzGraphQL(t, 70, 3, store, network.Over(openMemory(t, store)), nil)
}

func TestGraphQLNeo4j(t *testing.T) {
	var statements atomic.Int64
	db := openNeo4j(t, func(string, map[string]any) { statements.Add(1) })
	fuzzGraphQL(t, 20, 3, db, network.Over(db.View()), &statements)
}

func TestGraphQLNeo4jMemory(t *testing.T) {
	db := openNeo4j(t, nil)
	fuzzGraphQL(t, 20, 3, db, network.Over(openMemory(t, db)), nil)
}

func openEmbedded(t *testing.T) *sqlite.Store {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Options{Path: filepath.Join(t.TempDir(), "graph.db"), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	closeAfter(t, store)
	return store
}

// loadSample puts the reference data and the sample into a store.
func loadSample(t *testing.T, store kg.Store) {
	t.Helper()
	for _, tables := range []seed.Set{seed.Reference(), seed.Sample()} {
		if _, err := tables.Load(t.Context(), store); err != nil {
			t.Fatal(err)
		}
	}
}

func openNeo4j(t *testing.T, onStatement func(string, map[string]any)) *neo4j.DB {
	t.Helper()
	s := neo4jtest.Acquire(t)
	db, err := neo4j.Open(t.Context(), neo4j.Config{
		URI: s.URI, User: s.User, Password: s.Password, OnStatement: onStatement, PollInterval: 20 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	closeAfter(t, db)
	return db
}

func openMemory(t *testing.T, store kg.Store) *memory.View {
	t.Helper()
	v, err := memory.Open(t.Context(), store, memory.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	return v
}

func closeAfter(t *testing.T, store kg.Store) {
	t.Helper()
	t.Cleanup(func() {
		if err := store.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
}

// counted is a view that counts its questions.
type counted struct {
	kg.View

	fetches atomic.Int64
}

func (v *counted) Fetch(ctx context.Context, h *kg.Hop) (*kg.Page, error) {
	v.fetches.Add(1)
	return v.View.Fetch(ctx, h)
}

func fuzzGraphQL(t *testing.T, graphs, documents int, store kg.Store, view kg.View, statements *atomic.Int64) {
	t.Helper()
	seen := tally{}
	kgtest.WithChecks(t, graphs, func() {
		rapid.Check(t, func(rt *rapid.T) {
			records := kgtest.DrawGraph(rt)
			kgtest.Replace(rt, store, view, records)
			f := &fuzz{
				t: rt, records: records, statements: statements, view: &counted{View: view}, seen: &seen,
				want: kg.New(store, kgtest.OracleOf(rt, store), fuzzClock),
			}
			f.got = kg.New(store, f.view, fuzzClock)
			for range documents {
				f.run(drawDocument(rt, graph.Definition(), newPool(records)))
			}
		})
	})
	t.Logf("%+v", seen)
}

// tally counts what random documents came to, so that one can see that they mean something.
type tally struct{ Documents, WithErrors, WithCursors, Bytes int }

type fuzz struct {
	t          *rapid.T
	records    []kg.Record
	want, got  *kg.Graph
	view       *counted
	statements *atomic.Int64
	seen       *tally
}

// run executes a document, and then again with cursors from its own answer.
func (f *fuzz) run(d *document) {
	f.seen.Documents++
	text := f.compare(d)
	var answer any
	if err := json.Unmarshal(text, &answer); err != nil {
		f.t.Fatalf("the answer is no JSON: %v", err)
	}
	f.seen.Bytes += len(text)
	if strings.Contains(string(text), `"errors"`) {
		f.seen.WithErrors++
	}
	found := false
	for alias, name := range d.cursors {
		if cursor := findCursor(answer, alias); cursor != "" {
			d.variables[name], found = cursor, true
		}
	}
	if found {
		f.seen.WithCursors++
		f.compare(d)
	}
}

// findCursor returns an end cursor of a page that an answer has under an alias.
func findCursor(v any, alias string) string {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			if cursor := findCursor(item, alias); cursor != "" {
				return cursor
			}
		}
	case map[string]any:
		if page, ok := v[alias].(map[string]any); ok {
			if info, ok := page["pageInfo"].(map[string]any); ok && info["endCursor"] != nil {
				return info["endCursor"].(string)
			}
		}
		for _, name := range slices.Sorted(mapKeys(v)) {
			if cursor := findCursor(v[name], alias); cursor != "" {
				return cursor
			}
		}
	}
	return ""
}

func mapKeys(m map[string]any) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// compare executes a document over both graphs and returns the answer.
func (f *fuzz) compare(d *document) []byte {
	variables := d.variablesJSON()
	want, _ := f.execute(f.want, d.text, variables)
	fetches, statements := f.view.fetches.Load(), f.count()
	got, log := f.execute(f.got, d.text, variables)
	fetches, statements = f.view.fetches.Load()-fetches, f.count()-statements
	fail := func(format string, args ...any) {
		f.t.Fatalf("%s\n%s\nvariables %s\nlog %s", fmt.Sprintf(format, args...), d.text, variables, log)
	}
	if len(want.Errors) == 0 {
		f.compareFlat(d, want, variables, fail)
	}
	for _, e := range want.Errors {
		if code := e.Extensions["code"]; code == nil || code == "INTERNAL" || strings.HasPrefix(code.(string), "GRAPHQL") {
			fail("a valid document is answered with %v: %s", code, e.Message)
		}
	}
	if diff := gocmp.Diff(want, got, cmpopts.EquateApprox(1e-9, 0)); diff != "" {
		fail("the answers differ (-want +got):\n%s", diff)
	}
	if fetches > int64(d.roots) {
		fail("%d questions for %d root fields", fetches, d.roots)
	}
	if !d.several && statements > fetches {
		fail("%d statements for %d questions", statements, fetches)
	}
	text, err := json.Marshal(want)
	if err != nil {
		f.t.Fatal(err)
	}
	return text
}

// compareFlat executes a document's flat form, whose answer must be the same.
func (f *fuzz) compareFlat(d *document, want reply, variables []byte, fail func(string, ...any)) {
	var given map[string]any
	if err := json.Unmarshal(variables, &given); err != nil {
		f.t.Fatal(err)
	}
	text, occurrences, err := flatten(graph.Definition(), d.text, given)
	if err != nil {
		fail("%v", err)
	}
	flat, _ := f.execute(f.want, text, []byte("{}"))
	if len(flat.Errors) > 0 {
		fail("the flat form %s is answered with %v", text, flat.Errors)
	}
	if why := unlike(want.Data, flat.Data, occurrences, ""); why != "" {
		fail("the document and its flat form %s are answered differently: %s", text, why)
	}
}

func (f *fuzz) count() int64 {
	if f.statements == nil {
		return 0
	}
	return f.statements.Load()
}

// reply is an answer with its errors in one order: root fields are resolved at once.
type reply struct {
	Data   any          `json:"data"`
	Errors []replyError `json:"errors,omitempty"`
}

type replyError struct {
	Message    string
	Path       []any
	Extensions map[string]any
}

func (f *fuzz) execute(g *kg.Graph, query string, variables []byte) (reply, string) {
	var given map[string]any
	if err := json.Unmarshal(variables, &given); err != nil {
		f.t.Fatal(err)
	}
	var log bytes.Buffer
	options := graph.Options{Logger: slog.New(slog.NewTextHandler(&log, nil)), Resolved: g == f.want}
	text, err := json.Marshal(graph.Execute(context.Background(), g, options, query, given))
	if err != nil {
		f.t.Fatal(err)
	}
	var r reply
	if err := json.Unmarshal(text, &r); err != nil {
		f.t.Fatal(err)
	}
	slices.SortFunc(r.Errors, func(a, b replyError) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return r, log.String()
}
