package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// harness is a server whose GraphQL handler is the test's, whose clock advances by a millisecond a reading, and whose
// request ids and log can be read.
type harness struct {
	*Server

	log *bytes.Buffer // read it only after the request: net/http/httptest's recorder is synchronous
}

func newHarness(tb testing.TB, graphql http.HandlerFunc, change func(*Options)) *harness {
	tb.Helper()
	h := &harness{log: &bytes.Buffer{}}
	var readings, ids atomic.Int64
	options := Options{
		GraphQL:      graphql,
		Schema:       testSchema(tb),
		Limits:       DefaultLimits(),
		Logger:       slog.New(slog.NewJSONHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		NewRequestID: func() string { return "generated-" + strconv.FormatInt(ids.Add(1), 10) },
		Now:          func() time.Time { return time.UnixMilli(readings.Add(1)) },
	}
	if change != nil {
		change(&options)
	}
	server, err := New(options)
	if err != nil {
		tb.Fatal(err)
	}
	h.Server = server
	return h
}

func (h *harness) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// lines returns the log, one map a line, without times and stacks.
func (h *harness) lines(tb testing.TB) []map[string]any {
	tb.Helper()
	var lines []map[string]any
	for text := range strings.Lines(h.log.String()) {
		var line map[string]any
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			tb.Fatalf("log line %q: %v", text, err)
		}
		delete(line, slog.TimeKey)
		lines = append(lines, line)
	}
	return lines
}

// echo answers as a GraphQL handler might, with the body that it was given.
func echo(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", mediaJSON)
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	_, _ = w.Write(body)
}

func unreachable(tb testing.TB) http.HandlerFunc {
	return func(http.ResponseWriter, *http.Request) { tb.Error("the request reached the GraphQL handler") }
}

func post(tb testing.TB, body string) *http.Request {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), http.MethodPost, "/graphql", strings.NewReader(body))
	r.Header.Set("Content-Type", mediaJSON)
	return r
}

// wantJSON compares an answer's body with JSON, whatever its spacing.
func wantJSON(tb testing.TB, w *httptest.ResponseRecorder, want string) {
	tb.Helper()
	var got, wanted any
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		tb.Fatalf("body %q: %v", w.Body, err)
	}
	if err := json.Unmarshal([]byte(want), &wanted); err != nil {
		tb.Fatal(err)
	}
	if diff := cmp.Diff(wanted, got); diff != "" {
		tb.Errorf("body (-want +got):\n%s", diff)
	}
}

func TestNewNamesWhatIsMissing(t *testing.T) {
	_, err := New(Options{Timeout: -1})
	for _, want := range []string{"GraphQL", "Schema", "Logger", "NewRequestID", "Now", "Timeout"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not name %s", err, want)
		}
	}
	valid := Options{
		GraphQL: http.NotFoundHandler(), Schema: testSchema(t), Logger: slog.New(slog.DiscardHandler),
		NewRequestID: func() string { return "a" }, Now: time.Now,
	}
	if _, err := New(valid); err == nil || !strings.Contains(err.Error(), "Depth") {
		t.Errorf("without limits: error %v does not name them", err)
	}
}

func TestHealthAndReadiness(t *testing.T) {
	var failure error
	checked := make(chan bool, 1)
	h := newHarness(t, unreachable(t), func(o *Options) {
		o.Ready = func(ctx context.Context) error {
			_, bounded := ctx.Deadline()
			checked <- bounded
			return failure
		}
	})
	get := func(path string) *httptest.ResponseRecorder {
		return h.do(httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	}

	if w := get("/readyz"); w.Code != http.StatusOK || w.Body.String() != "ready\n" {
		t.Errorf("ready: %d %q", w.Code, w.Body)
	}
	if !<-checked {
		t.Error("the check of readiness has no deadline")
	}
	failure = errors.New("dial 10.0.0.7: secret")
	if w := get("/readyz"); w.Code != http.StatusServiceUnavailable || w.Body.String() != "not ready\n" {
		t.Errorf("not ready: %d %q", w.Code, w.Body)
	}
	if !strings.Contains(h.log.String(), "secret") {
		t.Error("the log does not say why the service is not ready")
	}
	if w := get("/healthz"); w.Code != http.StatusOK || w.Body.String() != "ok\n" {
		t.Errorf("healthy: %d %q", w.Code, w.Body)
	}
	always := newHarness(t, unreachable(t), nil)
	if w := always.do(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/readyz", nil)); w.Code != http.StatusOK {
		t.Errorf("ready without a check: %d", w.Code)
	}
}

func TestIndexAndPage(t *testing.T) {
	h := newHarness(t, unreachable(t), nil)
	if w := h.do(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "/graphql") {
		t.Errorf("index: %d %q", w.Code, w.Body)
	}
	if w := h.do(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/nowhere", nil)); w.Code != http.StatusNotFound {
		t.Errorf("unknown path: %d, want 404", w.Code)
	}
	h = newHarness(t, unreachable(t), func(o *Options) {
		o.Page = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", "default-src 'self'")
			w.Header().Set("X-Path", r.URL.Path)
			_, _ = io.WriteString(w, "page")
		})
	})
	w := h.do(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/assets/app.js", nil))
	if w.Body.String() != "page" || w.Header().Get("X-Path") != "/assets/app.js" || w.Header().Get("Content-Security-Policy") != "default-src 'self'" {
		t.Errorf("page: %q with policy %q", w.Body, w.Header().Get("Content-Security-Policy"))
	}
}

func TestSecurityHeaders(t *testing.T) {
	h := newHarness(t, echo, nil)
	for _, path := range []string{"/graphql?query={__typename}", "/healthz", "/", "/nowhere"} {
		header := h.do(httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)).Header()
		for name, want := range map[string]string{
			"X-Content-Type-Options":  "nosniff",
			"Referrer-Policy":         "no-referrer",
			"X-Frame-Options":         "DENY",
			"Cache-Control":           "no-store",
			"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
		} {
			if got := header.Get(name); got != want {
				t.Errorf("%s: %s = %q, want %q", path, name, got, want)
			}
		}
	}
}

func TestRequestIDs(t *testing.T) {
	cases := []struct{ name, sent, want string }{
		{"none", "", "generated-1"},
		{"sane", "Trace_1.a-b", "Trace_1.a-b"},
		{"longest", strings.Repeat("x", 64), strings.Repeat("x", 64)},
		{"too long", strings.Repeat("x", 65), "generated-1"},
		{"with a line break", "a\nb", "generated-1"},
		{"with a quote", `a"b`, "generated-1"},
		{"not ASCII", "é", "generated-1"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var inside string
			h := newHarness(t, func(_ http.ResponseWriter, r *http.Request) { inside = RequestID(r.Context()) }, nil)
			r := post(t, `{"query": "{ __typename }"}`)
			r.Header.Set("X-Request-Id", c.sent)
			w := h.do(r)
			if got := w.Header().Get("X-Request-Id"); got != c.want || inside != c.want {
				t.Errorf("answered with id %q, handler saw %q, want %q", got, inside, c.want)
			}
		})
	}
	if got := RequestID(t.Context()); got != "" {
		t.Errorf("outside of a request: %q, want none", got)
	}
}

func TestAccessLog(t *testing.T) {
	h := newHarness(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, "12345")
	}, nil)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, `/graphql?query={__typename}&variables={"name":"private"}`, nil)
	h.do(r)
	h.do(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/healthz", nil))
	want := []map[string]any{
		{
			"level": "INFO", "msg": "request", "method": "GET", "path": "/graphql", "status": 418.0, "duration": 1e6, "bytes": 5.0,
			"requestId": "generated-1",
		},
		{
			"level": "DEBUG", "msg": "request", "method": "GET", "path": "/healthz", "status": 200.0, "duration": 1e6, "bytes": 3.0,
			"requestId": "generated-2",
		},
	}
	if diff := cmp.Diff(want, h.lines(t)); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	if strings.Contains(h.log.String(), "private") {
		t.Error("the log holds a query's variables")
	}
}

func TestPanic(t *testing.T) {
	h := newHarness(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "7")
		panic("secret state")
	}, func(o *Options) { o.AllowedOrigins = []string{"https://example.org"} })
	r := post(t, `{"query": "{ __typename }"}`)
	r.Header.Set("Origin", "https://example.org")
	w := h.do(r)
	if w.Code != http.StatusInternalServerError {
		t.Errorf("status %d, want 500", w.Code)
	}
	wantJSON(t, w, `{"errors": [{"message": "internal error", "extensions": {"code": "INTERNAL", "requestId": "generated-1"}}]}`)
	if got := w.Header().Get("Content-Length"); got != "" {
		t.Errorf("the handler's Content-Length %s stayed", got)
	}
	if w.Header().Get("Access-Control-Allow-Origin") == "" || w.Header().Get("X-Content-Type-Options") == "" {
		t.Errorf("headers of every answer are missing: %v", w.Header())
	}
	lines := h.lines(t)
	if len(lines) != 2 || lines[0]["cause"] != "secret state" || !strings.Contains(lines[0]["stack"].(string), "TestPanic") {
		t.Errorf("the log does not hold the panic and its stack: %v", lines)
	}
	if lines[1]["status"] != 500.0 || lines[1]["level"] != "ERROR" {
		t.Errorf("access log: %v", lines[1])
	}
}

func TestPanicBreaksOffAnAnswerThatHasBegun(t *testing.T) {
	h := newHarness(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "half")
		panic("secret state")
	}, nil)
	server := httptest.NewServer(h)
	defer server.Close()
	if got, err := ask(t.Context(), server.Listener.Addr().String()); err == nil {
		t.Errorf("the client takes %q for a whole answer", got)
	}
}

func TestTimeoutEndsTheContext(t *testing.T) {
	const timeout = 5 * time.Millisecond
	cause := make(chan error, 1)
	h := newHarness(t, func(_ http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
		cause <- r.Context().Err()
	}, func(o *Options) { o.Timeout = timeout })
	h.do(post(t, `{"query": "{ __typename }"}`))
	if err := <-cause; !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the context ended with %v, want that its deadline passed", err)
	}
}

func TestClientGoneEndsTheContext(t *testing.T) {
	arrived, cause := make(chan struct{}), make(chan error, 1)
	h := newHarness(t, func(_ http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
		cause <- r.Context().Err()
	}, nil)
	server := httptest.NewServer(h)
	defer server.Close()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	if got, err := ask(ctx, server.Listener.Addr().String()); err == nil {
		t.Errorf("the request was answered with %q", got)
	}
	if err := <-cause; !errors.Is(err, context.Canceled) {
		t.Errorf("the context ended with %v, want that it was cancelled", err)
	}
}

// ask posts a small query to a server that listens, and returns the whole answer.
func ask(ctx context.Context, address string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+address+"/graphql", strings.NewReader(`{"query": "{ __typename }"}`))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", mediaJSON)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(response.Body)
	return string(body), errors.Join(err, response.Body.Close())
}

func listen(tb testing.TB) net.Listener {
	tb.Helper()
	listener, err := (&net.ListenConfig{}).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	return listener
}

func TestServeFinishesWhatIsUnderWay(t *testing.T) {
	arrived, release := make(chan struct{}), make(chan struct{})
	h := newHarness(t, func(w http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-release
		if r.Context().Err() != nil {
			t.Error("shutting down ended the context of a request under way")
		}
		_, _ = io.WriteString(w, "whole")
	}, nil)
	listener := listen(t)
	ctx, stop := context.WithCancel(t.Context())
	served, answered := make(chan error, 1), make(chan string, 1)
	go func() { served <- h.Serve(ctx, listener) }()
	go func() {
		got, err := ask(t.Context(), listener.Addr().String())
		if err != nil {
			got = err.Error()
		}
		answered <- got
	}()

	<-arrived
	stop()
	for { // until the listener is closed; each turn waits for the kernel's answer
		connection, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", listener.Addr().String())
		if err != nil {
			break
		}
		_ = connection.Close()
	}
	select {
	case err := <-served:
		t.Fatalf("Serve returned %v while a request was under way", err)
	default:
	}
	close(release)
	if got := <-answered; got != "whole" {
		t.Errorf("the request under way got %q", got)
	}
	if err := <-served; err != nil {
		t.Errorf("Serve() = %v, want nil", err)
	}
}

func TestServeBreaksOffAfterTheGrace(t *testing.T) {
	arrived, ended := make(chan struct{}), make(chan struct{})
	h := newHarness(t, func(_ http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
		close(ended)
	}, func(o *Options) { o.Grace = time.Millisecond })
	listener := listen(t)
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- h.Serve(ctx, listener) }()
	broken := make(chan error, 1)
	go func() {
		_, err := ask(t.Context(), listener.Addr().String())
		broken <- err
	}()
	<-arrived
	stop()
	if err := <-served; !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Serve() = %v, want that the grace passed", err)
	}
	<-ended
	if <-broken == nil {
		t.Error("the request that was broken off looks answered")
	}
}

func TestServeReportsItsListener(t *testing.T) {
	listener := listen(t)
	_ = listener.Close()
	if err := newHarness(t, echo, nil).Serve(t.Context(), listener); err == nil || !strings.Contains(err.Error(), listener.Addr().String()) {
		t.Errorf("Serve() = %v, want an error that names the listener", err)
	}
}

func TestConnectionsAreBounded(t *testing.T) {
	h := newHarness(t, echo, func(o *Options) { o.Timeout = time.Minute })
	server := h.newHTTPServer()
	if server.ReadHeaderTimeout <= 0 || server.ReadTimeout <= 0 || server.IdleTimeout <= 0 || server.MaxHeaderBytes <= 0 {
		t.Errorf("a connection is not bounded: %+v", server)
	}
	if server.WriteTimeout < server.ReadTimeout+time.Minute {
		t.Errorf("an answer within the request's timeout is cut off after %v", server.WriteTimeout)
	}
}
