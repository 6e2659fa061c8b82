package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

// secret is what no answer may show.
const secret = "dial tcp 10.0.0.7: password=hunter2"

// TestErrors: each code becomes extensions.code; the cause stays in the log, and our own faults are not described.
func TestErrors(t *testing.T) {
	cause := errors.New(secret)
	for _, c := range []struct {
		name          string
		err           error
		code, message string
		logged        bool
	}{
		{"invalid", kg.Errorf(kg.Invalid, "first is 0"), "INVALID", "first is 0", false},
		{"not found", &kg.Error{Code: kg.NotFound, Message: "not known", Err: cause}, "NOT_FOUND", "not known", false},
		{"conflict", &kg.Error{Code: kg.Conflict, Message: "in use", Err: cause}, "CONFLICT", "in use", false},
		{"unauthorised", kg.Errorf(kg.Unauthorised, "sign in"), "UNAUTHORISED", "sign in", false},
		{"forbidden", kg.Errorf(kg.Forbidden, "not yours"), "FORBIDDEN", "not yours", false},
		{"too large", kg.Errorf(kg.TooLarge, "too much"), "TOO_LARGE", "too much", false},
		{"unavailable", &kg.Error{Code: kg.Unavailable, Message: "down", Err: cause}, "UNAVAILABLE", "down", true},
		{"internal", &kg.Error{Code: kg.Internal, Message: "table x is odd", Err: cause}, "INTERNAL", "internal error", true},
		{"wrapped", fmt.Errorf("%s: %w", secret, kg.Errorf(kg.NotFound, "not known")), "NOT_FOUND", "not known", false},
		{"without a code", cause, "INTERNAL", "internal error", true},
		{"out of time", fmt.Errorf("%s: %w", secret, context.DeadlineExceeded), "UNAVAILABLE", "internal error", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := newView()
			v.instead = func(context.Context, *kg.Hop) (*kg.Page, error) { return nil, c.err }
			a, log := ask(t, v, `{ organisations { totalCount } }`, "")
			want(t, "errors", []answerError{{
				Message: c.message, Path: []any{"organisations"},
				Extensions: map[string]any{"code": c.code, "requestId": "request-1"},
			}}, a.Errors)
			if logged := strings.Contains(log, "answer failed"); logged != c.logged {
				t.Errorf("logged=%t: %s", logged, log)
			}
			if c.logged && !strings.Contains(log, c.err.Error()[:10]) {
				t.Errorf("the log does not say why: %s", log)
			}
		})
	}
}

// TestFaultInOneField leaves the other root fields' answers alone.
func TestFaultInOneField(t *testing.T) {
	a, _ := ask(t, newView(), `{ project(id: "project:1") { title } organisation { name } }`, "")
	want(t, "data", any(map[string]any{"project": map[string]any{"title": "Clean sea"}, "organisation": nil}), a.Data)
	want(t, "codes", []any{"INVALID"}, a.codes())
}

func TestPanic(t *testing.T) {
	v := newView()
	v.instead = func(context.Context, *kg.Hop) (*kg.Page, error) { panic(secret) }
	a, log := ask(t, v, `{ project(id: "project:1") { title } }`, "")
	want(t, "errors", []answerError{{
		Message: "internal error", Path: []any{"project"},
		Extensions: map[string]any{"code": "INTERNAL", "requestId": "request-1"},
	}}, a.Errors)
	if !strings.Contains(log, "hunter2") || !strings.Contains(log, "errors_test.go") {
		t.Errorf("the log has neither cause nor stack: %s", log)
	}
}

// TestPageThatWasNotPlanned: a record without the page that a field hands out is a fault of ours, never a reason to read.
func TestPageThatWasNotPlanned(t *testing.T) {
	for _, query := range []string{
		`{ node(id: "org:a") { ... on Organisation { participations { totalCount } } } }`,
		`{ node(id: "org:a") { ... on Organisation { country { name } } } }`,
		`{ node(id: "org:a") { ... on Organisation { themes { id } } } }`,
	} {
		v := newView()
		v.instead = func(_ context.Context, h *kg.Hop) (*kg.Page, error) {
			page := h.NewPage()
			page.Items = []kg.Item{{Record: &kg.Organisation{ID: "org:a", Name: "A"}}}
			return page, nil
		}
		a, log := ask(t, v, query, "")
		want(t, query, []any{"INTERNAL"}, a.codes())
		if len(v.hops) != 1 {
			t.Errorf("%s: %d questions", query, len(v.hops))
		}
		if !strings.Contains(log, "was not planned") {
			t.Errorf("%s: the log does not say why: %s", query, log)
		}
	}
}

// TestFaultsOfTheQuery: what only this package can refuse is refused in words that say what is wrong.
func TestFaultsOfTheQuery(t *testing.T) {
	many := `["` + strings.Repeat(`org:a", "`, kg.MaxFirst) + `org:a"]`
	for _, c := range []struct{ query, code, message string }{
		{`{ organisation(id: "org:a", identifier: {scheme: "PIC", value: "1"}) { id } }`, "INVALID", "give either an id or an identifier"},
		{`{ nodes(ids: ` + many + `) { id } }`, "TOO_LARGE", "501 ids are asked for at once; the limit is 500"},
		{`{ projects(first: 0) { totalCount } }`, "INVALID", "first is 0; it must be between 1 and 500"},
		{`{ projects(first: -1) { totalCount } }`, "INVALID", "first is -1; it must be between 1 and 500"},
		{`{ organisations { nodes { members(first: 501) { totalCount } } } }`, "INVALID", "first is 501; it must be between 1 and 500"},
		{`{ projects(where: {years: {from: 2020, to: 2010}}) { totalCount } }`, "INVALID", "the years 2020 to 2010 contradict each other"},
		{`{ projects(where: {budget: {min: 5}}) { totalCount } }`, "INVALID", "5 is not a decimal amount: write it as a string"},
		{`{ projects(where: {budget: {min: "five"}}) { totalCount } }`, "INVALID", `"five" is not a decimal amount`},
		{`{ organisations { nodes { participations(where: {project: {start: {from: 2020}}}) { totalCount } } } }`, "INVALID", "2020 is not a date: write it as a string of the form YYYY-MM-DD"},
		{`{ organisations { nodes { offers(where: {availableOn: ""}) { totalCount } } } }`, "INVALID", `"" is not a date: write it as a string of the form YYYY-MM-DD`},
		{`{ countries { areas(on: "2022-13-01") { id } } }`, "INVALID", `"2022-13-01" is not a date of the form YYYY-MM-DD`},
		{`{ collaboration(between: ["org:a"]) { id } }`, "INVALID", "collaboration is about two different organisations"},
		{`{ collaborations(scope: {themes: ["theme:none"]}) { totalCount } }`, "NOT_FOUND", `"theme:none" is not known`},
		{`{ projects(after: "?") { totalCount } }`, "INVALID", `the cursor "?" is not one of ours`},
	} {
		a, _ := ask(t, newView(), c.query, "")
		if len(a.Errors) != 1 {
			t.Errorf("%.200s: %+v", c.query, a.Errors)
			continue
		}
		got := [2]any{a.Errors[0].Extensions["code"], a.Errors[0].Message}
		if diff := cmp.Diff([2]any{c.code, c.message}, got); diff != "" {
			t.Errorf("%.200s (-want +got):\n%s", c.query, diff)
		}
	}
}

// TestHandler: over HTTP, a query's answer and its faults come out as with Execute.
func TestHandler(t *testing.T) {
	v := newView()
	options := Options{Logger: slog.New(slog.DiscardHandler), RequestID: func(context.Context) string { return "request-1" }}
	h := NewHandler(kg.New(nil, v, clock), options)
	post := func(body string) map[string]any {
		t.Helper()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		var got map[string]any
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
			t.Fatalf("%s: %v", w.Body, err)
		}
		return got
	}
	want(t, "data", map[string]any{"data": map[string]any{"organisations": map[string]any{"totalCount": 1.0}}},
		post(`{"query": "query ($w: [OrganisationFilter!], $n: Int) { organisations(where: {or: $w}, first: $n) { totalCount } }", "variables": {"w": {"types": "NETWORK"}, "n": 5}}`))
	want(t, "a variable", "GRAPHQL_VALIDATION_FAILED", codeOf(post(`{"query": "query ($n: Int) { organisations(first: $n) { totalCount } }", "variables": {"n": "5"}}`)))
	// What was never executed has no data; what failed in execution has null.
	for body, null := range map[string]bool{
		`{"query": "{"}`: false, `{"query": "{ nonsense }"}`: false, `{"query": "query ($n: Int!) { __typename }"}`: false,
		`{"query": "{ projects(first: 0) { totalCount } }"}`: true,
	} {
		answer := post(body)
		if data, ok := answer["data"]; ok != null || data != nil || codeOf(answer) == nil {
			t.Errorf("%s: %v", body, answer)
		}
	}
	v.instead = func(context.Context, *kg.Hop) (*kg.Page, error) { panic(secret) }
	want(t, "a panic", "INTERNAL", codeOf(post(`{"query": "{ organisations { totalCount } }"}`)))
}

func codeOf(answer map[string]any) any {
	list, _ := answer["errors"].([]any)
	if len(list) == 0 {
		return nil
	}
	return list[0].(map[string]any)["extensions"].(map[string]any)["code"]
}
