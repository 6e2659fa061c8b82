package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// here is a server in this process.
type here struct {
	url string // of its endpoint
	log *lockedBuffer
}

// at returns the address of a path.
func (h *here) at(path string) string { return strings.TrimSuffix(h.url, "/graphql") + path }

// serveHere runs the serve command until the test ends, when it must end without an error.
func serveHere(t *testing.T, args ...string) *here {
	t.Helper()
	out, in := io.Pipe()
	h := &here{log: &lockedBuffer{}}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...), streams{out: in, err: h.log})
		_ = in.CloseWithError(io.EOF)
		ended <- err
	}()
	t.Cleanup(func() {
		stop()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("serve: %v\n%s", err, h.log)
			}
		case <-time.After(patience):
			t.Errorf("the server did not end in time:\n%s", h.log)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	m := servesAt.FindStringSubmatch(line)
	if m == nil {
		t.Fatalf("the server does not serve: %q, %v\n%s", line, err, h.log)
	}
	h.url = m[1]
	return h
}

// TestHTTP asks one real server, that has the sample, in all ways.
func TestHTTP(t *testing.T) {
	h := serveHere(t, "--store", "sqlite:"+filepath.Join(t.TempDir(), "graph.db"))
	t.Run("attacks", h.testAttacks)
	t.Run("introspection", h.testIntrospection)
	t.Run("answers", h.testAnswers)
	t.Run("origins", h.testOrigins)
	t.Run("pages", h.testPages)
}

// ask posts a query that must be answered.
func (h *here) ask(t *testing.T, query string, variables map[string]any) map[string]any {
	t.Helper()
	status, body, err := post(t.Context(), h.url, query, variables)
	var answer struct {
		Data   map[string]any
		Errors []any
	}
	if err == nil {
		err = json.Unmarshal(body, &answer)
	}
	if err != nil || status != http.StatusOK || answer.Errors != nil {
		t.Fatalf("%s\n%d %s %v", query, status, body, err)
	}
	return answer.Data
}

// refused posts a query that must be refused, and returns the code.
func (h *here) refused(t *testing.T, query string, variables map[string]any) (code string, body []byte) {
	t.Helper()
	_, body, err := post(t.Context(), h.url, query, variables)
	if err != nil {
		t.Fatal(err)
	}
	var answer struct {
		Errors []struct{ Extensions struct{ Code string } }
	}
	if err := json.Unmarshal(body, &answer); err != nil || len(answer.Errors) == 0 {
		t.Fatalf("%.200s\n%s %v", query, body, err)
	}
	return answer.Errors[0].Extensions.Code, body
}

// testAttacks: what once took gqlgen seconds, or would read the whole graph, is refused at once by the real server.
func (h *here) testAttacks(t *testing.T) {
	const (
		atOnce = 50 * time.Millisecond
		tries  = 3
	)
	for name, a := range attacks() {
		t.Run(name, func(t *testing.T) {
			best := time.Hour
			for range tries {
				begun := time.Now()
				code, body := h.refused(t, a.query, a.variables)
				best = min(best, time.Since(begun))
				if code != "TOO_LARGE" {
					t.Fatalf("the answer is %.300s", body)
				}
			}
			if best > atOnce {
				t.Errorf("the refusal took %s", best)
			}
		})
	}
}

type attack struct {
	query     string
	variables map[string]any
}

func attacks() map[string]attack {
	nested := func(on, field string) string {
		var b strings.Builder
		for i := range 25 {
			fmt.Fprintf(&b, "fragment f%d on %s { ...f%d ...f%d }\n", i, on, i+1, i+1)
		}
		fmt.Fprintf(&b, "fragment f25 on %s { %s }\n", on, field)
		return b.String()
	}
	var aliases strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&aliases, "a%d: countries { id } ", i)
	}
	return map[string]attack{
		"fragments that double at the root": {query: "{ ...f0 } " + nested("Query", "__typename")},
		"fragments that double below":       {query: `{ organisation(id: "a") { ...f0 } } ` + nested("Organisation", "id")},
		"20,000 times one field":            {query: "{ countries { " + strings.Repeat("id ", 20_000) + "} }"},
		"9,000 times one field":             {query: "{ countries { " + strings.Repeat("id ", 9_000) + "} }"},
		"5,000 aliases":                     {query: "{ " + aliases.String() + "}"},
		"braces":                            {query: strings.Repeat("{", 90_000)},
		"brackets":                          {query: "{ nodes(ids: " + strings.Repeat("[", 90_000)},
		"a fragment in itself":              {query: "{ countries { ...a } } fragment a on Country { regions { country { ...a } } }"},
		"pages of pages of pages": {
			query:     `query ($n: Int!) { organisations(first: $n) { nodes { participations(first: $n) { nodes { project { participations(first: $n) { totalCount nodes { role } } } } } } } }`,
			variables: map[string]any{"n": 500},
		},
		"a body of 2 MB": {query: "{ countries { id } }" + strings.Repeat(" ", 2<<20)},
	}
}

// testIntrospection: the queries of the usual tools pass.
func (h *here) testIntrospection(t *testing.T) {
	for _, file := range []string{"introspection.graphql", "introspection_all_options.graphql"} {
		query, err := os.ReadFile(filepath.Join("..", "internal", "httpapi", "testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		types := h.ask(t, string(query), nil)["__schema"].(map[string]any)["types"].([]any)
		if len(types) < 50 {
			t.Errorf("%s: %d types", file, len(types))
		}
	}
}

// testAnswers: variables, errors and the id of the request go all the way.
func (h *here) testAnswers(t *testing.T) {
	data := h.ask(t, `query ($id: ID!, $language: String) { node(id: $id) { ... on Country { name(language: $language) } } }`,
		map[string]any{"id": "country:PL", "language": "pl"})
	if diff := cmp.Diff(map[string]any{"node": map[string]any{"name": "Polska"}}, data); diff != "" {
		t.Errorf("data (-want +got):\n%s", diff)
	}
	for query, want := range map[string]string{
		`{ organisation { id } }`: "INVALID", `{ projects(first: 0) { totalCount } }`: "INVALID",
		`{ collaborations(scope: {themes: "theme:none"}) { totalCount } }`: "NOT_FOUND", `{ nonsense }`: "GRAPHQL_VALIDATION_FAILED",
		`{`: "GRAPHQL_PARSE_FAILED",
	} {
		if code, body := h.refused(t, query, nil); code != want {
			t.Errorf("%s: %s", query, body)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.url, strings.NewReader(`{"query": "{ organisation { id } }"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Request-Id", "my-request")
	if _, body, err := do(r); err != nil || !strings.Contains(string(body), `"requestId":"my-request"`) {
		t.Errorf("the error does not name its request: %s %v", body, err)
	}
}

// testOrigins: no page of another site may ask, unless it was named.
func (h *here) testOrigins(t *testing.T) {
	const site = "https://example.org"
	allowed := func(h *here) (origins []string) {
		t.Helper()
		for _, method := range []string{http.MethodOptions, http.MethodPost} {
			r, err := http.NewRequestWithContext(t.Context(), method, h.url, strings.NewReader(`{"query": "{ __typename }"}`))
			if err != nil {
				t.Fatal(err)
			}
			for name, value := range map[string]string{
				"Origin": site, "Content-Type": "application/json", "Access-Control-Request-Method": "POST",
				"Access-Control-Request-Headers": "content-type",
			} {
				r.Header.Set(name, value)
			}
			w, err := client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_ = w.Body.Close()
			origins = append(origins, w.Header.Get("Access-Control-Allow-Origin"))
		}
		return origins
	}
	if got := allowed(h); !slices.Equal(got, []string{"", ""}) {
		t.Errorf("without --origins: %q", got)
	}
	open := serveHere(t, "--store", "sqlite:"+filepath.Join(t.TempDir(), "graph.db"), "--no-sample", "--origins", site)
	if got := allowed(open); !slices.Equal(got, []string{site, site}) {
		t.Errorf("with --origins: %q", got)
	}
	if _, body, err := get(t.Context(), h.url+"?query="+"%7B__typename%7D"); err != nil || !strings.Contains(string(body), "Query") {
		t.Errorf("GET: %s %v", body, err)
	}
}

// testPages walks the pages of a list over HTTP: they are the whole list, once.
func (h *here) testPages(t *testing.T) {
	const query = `query ($first: Int!, $after: String) {
		organisations(first: $first, after: $after, orderBy: {field: PROJECT_COUNT, direction: DESC}) {
			totalCount nodes { id } pageInfo { hasNextPage endCursor }
		}
	}`
	seen := map[string]bool{}
	variables := map[string]any{"first": 100}
	for total := 1.0; float64(len(seen)) < total; {
		page := h.ask(t, query, maps.Clone(variables))["organisations"].(map[string]any)
		total = page["totalCount"].(float64)
		before := len(seen)
		for _, n := range page["nodes"].([]any) {
			seen[n.(map[string]any)["id"].(string)] = true
		}
		if len(seen)-before != len(page["nodes"].([]any)) || len(seen) == before {
			t.Fatalf("a page repeats rows of those before: %d of %v", len(seen), total)
		}
		info := page["pageInfo"].(map[string]any)
		if more := float64(len(seen)) < total; info["hasNextPage"] != more {
			t.Fatalf("hasNextPage is %v after %d of %v", info["hasNextPage"], len(seen), total)
		}
		variables["after"] = info["endCursor"]
	}
}
