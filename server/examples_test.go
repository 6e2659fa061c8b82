package main

import (
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ngograph/graph"
	"ngograph/internal/kg"
	"ngograph/internal/network"
)

// TestExamplesAgree: every example is answered on the sample, and alike by all compositions of store and view.
func TestExamplesAgree(t *testing.T) {
	embedded, db := openEmbedded(t), openNeo4j(t, nil)
	loadSample(t, embedded)
	loadSample(t, db)
	graphs := map[string]*kg.Graph{
		"neo4j with its own view": kg.New(db, network.Over(db.View()), fuzzClock),
		"neo4j with memory":       kg.New(db, network.Over(openMemory(t, db)), fuzzClock),
	}
	reference := kg.New(embedded, network.Over(openMemory(t, embedded)), fuzzClock)
	files, err := filepath.Glob("../examples/*.graphql")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".graphql"), func(t *testing.T) {
			query, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want := exampleAnswer(t, reference, string(query))
			for name, g := range graphs {
				if diff := gocmp.Diff(want, exampleAnswer(t, g, string(query)), cmpopts.EquateApprox(1e-9, 0)); diff != "" {
					t.Errorf("%s (-sqlite with memory +got):\n%.3000s", name, diff)
				}
			}
		})
	}
}

// exampleAnswer returns a query's data without revisions, which differ from store to store.
func exampleAnswer(t *testing.T, g *kg.Graph, query string) any {
	t.Helper()
	response := graph.Execute(t.Context(), g, graph.Options{Logger: slog.New(slog.DiscardHandler)}, query, nil)
	if len(response.Errors) > 0 {
		t.Fatal(response.Errors)
	}
	var data any
	if err := json.Unmarshal(response.Data, &data); err != nil {
		t.Fatal(err)
	}
	return withoutRevisions(data)
}

func withoutRevisions(v any) any {
	switch v := v.(type) {
	case map[string]any:
		delete(v, "revision")
		for k := range v {
			v[k] = withoutRevisions(v[k])
		}
	case []any:
		for i := range v {
			v[i] = withoutRevisions(v[i])
		}
	}
	return v
}
