package httpapi

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBodiesPassUnchanged(t *testing.T) {
	bodies := map[string]string{
		"query":        `{ "query" : "{ __typename }", "extensions": {"a": 1.50} }` + "\n",
		"variables":    `{"query": "query($n: Int!) { organisations(first: $n) { nodes { id } } }", "variables": {"n": 3}}`,
		"no query":     `{"qeury": "{ __typename }"}`,
		"nulls":        `{"query": "{ __typename }", "variables": null, "operationName": null, "extensions": null}`,
		"syntax error": `{"query": "{"}`,
	}
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			w := newHarness(t, echo, nil).do(post(t, body))
			if w.Code != http.StatusOK || w.Body.String() != body {
				t.Errorf("the handler got %q (status %d), want %q", w.Body, w.Code, body)
			}
		})
	}
}

// TestWhatIsNoRequest: the answer has a code, and nothing of what was sent.
func TestWhatIsNoRequest(t *testing.T) {
	const parameter = "the parameter %s must be a JSON object"
	asked := func(query string) *http.Request {
		return httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/graphql?"+query, nil)
	}
	for name, c := range map[string]struct {
		request *http.Request
		message string
	}{
		"broken JSON":         {post(t, `{"query`), notARequest},
		"a batch":             {post(t, `[{"query": "{ __typename }"}]`), notARequest},
		"nothing":             {post(t, ""), notARequest},
		"a query of no text":  {post(t, `{"query": {"an": "object"}}`), notARequest},
		"variables of a list": {post(t, `{"query": "{ __typename }", "variables": [1]}`), notARequest},
		"extensions, a text":  {post(t, `{"query": "{ __typename }", "extensions": "x"}`), notARequest},
		"GET, variables":      {asked("query=%7B__typename%7D&variables=%7B"), fmt.Sprintf(parameter, "variables")},
		"GET, extensions":     {asked("query=%7B__typename%7D&extensions=1"), fmt.Sprintf(parameter, "extensions")},
		"GET, a broken URL":   {asked("query=%zz"), "the parameters in the URL could not be read"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newHarness(t, unreachable(t), nil).do(c.request)
			if w.Code != http.StatusBadRequest {
				t.Errorf("status %d, want 400", w.Code)
			}
			wantJSON(t, w, fmt.Sprintf(`{"errors": [{"message": %q, "extensions": {"code": "INVALID", "requestId": "generated-1"}}]}`, c.message))
		})
	}
}

func TestRefusalsOverHTTP(t *testing.T) {
	const deep = "{ organisations(first: 500) { nodes { collaborations(first: 500) { nodes { id between { id } } } } } }"
	message := "query refused: cost 3001002 exceeds the limit of 250000"
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		cases := []struct {
			accept, media string
			status        int
		}{
			{"", mediaJSON, http.StatusOK},
			{"*/*", mediaJSON, http.StatusOK},
			{"application/json", mediaJSON, http.StatusOK},
			{"text/html, application/json;q=0.9", mediaJSON, http.StatusOK},
			{"application/graphql-response+json", mediaResponse, http.StatusBadRequest},
			{"application/graphql-response+json, application/json", mediaResponse, http.StatusBadRequest},
			{"application/json, application/graphql-response+json", mediaJSON, http.StatusOK},
			{"text/html", mediaResponse, http.StatusBadRequest},
		}
		for _, c := range cases {
			t.Run(method+" "+c.accept, func(t *testing.T) {
				h := newHarness(t, unreachable(t), nil)
				r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/graphql?"+url.Values{"query": {deep}}.Encode(), nil)
				if method == http.MethodPost {
					r = post(t, fmt.Sprintf(`{"query": %q}`, deep))
				}
				r.Header.Set("Accept", c.accept)
				w := h.do(r)
				if got := w.Header().Get("Content-Type"); w.Code != c.status || got != c.media+"; charset=utf-8" {
					t.Errorf("%d %s, want %d %s", w.Code, got, c.status, c.media)
				}
				wantJSON(t, w, fmt.Sprintf(`{"errors": [{"message": %q, "extensions":
					{"code": "TOO_LARGE", "limit": "cost", "max": 250000, "seen": 3001002, "requestId": "generated-1"}}]}`, message))
				want := map[string]any{
					"level": "INFO", "msg": "query refused", "limit": "cost", "max": 250000.0, "seen": 3001002.0, "requestId": "generated-1",
				}
				if diff := cmp.Diff(want, h.lines(t)[0]); diff != "" {
					t.Errorf("log (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// TestRequestParametersReachTheFirewall sends a page size that only the variables, and an operation that only its name,
// makes too dear.
func TestRequestParametersReachTheFirewall(t *testing.T) {
	const document = "query Cheap { __typename } query Dear($n: Int!) { organisations(first: $n) { nodes { collaborations(first: $n) { nodes { id weight } } } } }"
	send := map[string]func(operation, variables string) *http.Request{
		"GET": func(operation, variables string) *http.Request {
			values := url.Values{"query": {document}, "operationName": {operation}, "variables": {variables}}
			return httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/graphql?"+values.Encode(), nil)
		},
		"POST": func(operation, variables string) *http.Request {
			return post(t, fmt.Sprintf(`{"query": %q, "operationName": %q, "variables": %s}`, document, operation, variables))
		},
	}
	for method, request := range send {
		for _, c := range []struct {
			operation, variables string
			refused              bool
		}{
			{"Cheap", `{"n": 500}`, false},
			{"Dear", `{"n": 5}`, false},
			{"Dear", `{"n": 500}`, true},
		} {
			t.Run(fmt.Sprint(method, c), func(t *testing.T) {
				reached := false
				h := newHarness(t, func(http.ResponseWriter, *http.Request) { reached = true }, nil)
				w := h.do(request(c.operation, c.variables))
				if reached == c.refused {
					t.Errorf("reached the handler: %v, want %v; %d %s", reached, !c.refused, w.Code, w.Body)
				}
			})
		}
	}
}

func TestEveryAttackIsRefusedOverHTTP(t *testing.T) {
	for _, attack := range attacks() {
		t.Run(attack.name, func(t *testing.T) {
			body, err := json.Marshal(map[string]any{"query": attack.document, "variables": attack.variables})
			if err != nil {
				t.Fatal(err)
			}
			w := newHarness(t, unreachable(t), nil).do(post(t, string(body)))
			if !strings.Contains(w.Body.String(), `"code":"TOO_LARGE"`) {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		})
	}
}

// counted is a body that tells how much of it was read.
type counted struct {
	io.Reader

	read int
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.read += n
	return n, err
}

func TestBodyTooLarge(t *testing.T) {
	const most = 1000
	body := fmt.Sprintf(`{"query": "{ __typename }", "variables": {"a": %q}}`, strings.Repeat("x", 5*most))
	for _, announced := range []bool{true, false} {
		t.Run(fmt.Sprintf("announced %v", announced), func(t *testing.T) {
			h := newHarness(t, unreachable(t), func(o *Options) { o.Limits.BodyBytes = most })
			stream := &counted{Reader: strings.NewReader(body)}
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", stream)
			r.Header.Set("Content-Type", mediaJSON)
			seen, read := most+1, most+1
			if r.ContentLength = -1; announced {
				r.ContentLength = int64(len(body))
				seen, read = len(body), 0
			}
			w := h.do(r)
			if w.Code != http.StatusRequestEntityTooLarge {
				t.Errorf("status %d, want 413", w.Code)
			}
			wantJSON(t, w, fmt.Sprintf(`{"errors": [{"message": "query refused: body bytes %[1]d exceeds the limit of 1000", "extensions":
				{"code": "TOO_LARGE", "limit": "bodyBytes", "max": 1000, "seen": %[1]d, "requestId": "generated-1"}}]}`, seen))
			if stream.read > read {
				t.Errorf("read %d bytes of the body, want at most %d", stream.read, read)
			}
		})
	}
	exact := `{"query": "{ __typename }"}`
	h := newHarness(t, echo, func(o *Options) { o.Limits.BodyBytes = len(exact) })
	if w := h.do(post(t, exact)); w.Body.String() != exact {
		t.Errorf("a body of just the limit: %d %s", w.Code, w.Body)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/graphql?query={__typename}", strings.NewReader(body))
	if w := h.do(r); w.Code != http.StatusBadRequest {
		t.Errorf("the body of a GET is not bounded: %d", w.Code)
	}
}

func TestUnreadableBody(t *testing.T) {
	h := newHarness(t, unreachable(t), nil)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", io.MultiReader(strings.NewReader("{"), brokenReader{}))
	r.Header.Set("Content-Type", mediaJSON)
	if w := h.do(r); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), codeInvalid) {
		t.Errorf("%d %s, want 400 with code INVALID", w.Code, w.Body)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestMethodsAndContentTypes(t *testing.T) {
	cases := []struct {
		name, method, contentType string
		upgrade                   bool
		status                    int
		header, value             string
	}{
		{name: "JSON", method: "POST", contentType: "application/json", status: 200},
		{name: "JSON with a charset", method: "POST", contentType: "Application/JSON; charset=utf-8", status: 200},
		{name: "no content type", method: "POST", status: 415, header: "Accept-Post", value: mediaJSON},
		{name: "text", method: "POST", contentType: "text/plain", status: 415},
		{name: "form", method: "POST", contentType: "application/x-www-form-urlencoded", status: 415},
		{name: "multipart form", method: "POST", contentType: "multipart/form-data; boundary=x", status: 415},
		{name: "not a media type", method: "POST", contentType: "application/json,text/plain", status: 415},
		{name: "GET", method: "GET", status: 200},
		{name: "HEAD", method: "HEAD", status: 405, header: "Allow", value: "GET, POST, OPTIONS"},
		{name: "PUT", method: "PUT", contentType: "application/json", status: 405, header: "Allow", value: "GET, POST, OPTIONS"},
		{name: "OPTIONS", method: "OPTIONS", status: 204, header: "Allow", value: "GET, POST, OPTIONS"},
		{name: "upgrade", method: "GET", upgrade: true, status: 501},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			reached := false
			h := newHarness(t, func(http.ResponseWriter, *http.Request) { reached = true }, nil)
			r := httptest.NewRequestWithContext(t.Context(), c.method, "/graphql?query={__typename}", strings.NewReader(`{"query": "{ __typename }"}`))
			if c.contentType != "" {
				r.Header.Set("Content-Type", c.contentType)
			}
			if c.upgrade {
				r.Header.Set("Upgrade", "websocket")
			}
			w := h.do(r)
			if w.Code != c.status || reached != (c.status == 200) {
				t.Errorf("status %d, reached the handler: %v; want status %d", w.Code, reached, c.status)
			}
			if c.status > 400 && !strings.Contains(w.Body.String(), codeInvalid) {
				t.Errorf("body %s without code INVALID", w.Body)
			}
			if got := w.Header().Get(c.header); c.header != "" && got != c.value {
				t.Errorf("%s: %q, want %q", c.header, got, c.value)
			}
		})
	}
}

func TestInvalidDocumentsAreWellFormedRequests(t *testing.T) {
	for _, c := range []struct {
		media        string
		status, want int
	}{
		{mediaJSON, 422, 200},
		{mediaJSON + "; charset=utf-8", 422, 200},
		{mediaJSON, 400, 400},
		{mediaJSON, 500, 500},
		{mediaResponse, 422, 422},
	} {
		h := newHarness(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", c.media)
			w.WriteHeader(c.status)
		}, nil)
		if w := h.do(post(t, `{"query": "{ nonsense }"}`)); w.Code != c.want {
			t.Errorf("%d in %s was passed on as %d, want %d", c.status, c.media, w.Code, c.want)
		}
	}
}

func TestAnswersInParts(t *testing.T) {
	h := newHarness(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "part")
		w.(http.Flusher).Flush()
	}, nil)
	if w := h.do(post(t, `{"query": "{ __typename }"}`)); !w.Flushed {
		t.Error("the part was not sent")
	}
}

func TestCORS(t *testing.T) {
	preflight := func(origin string) *http.Request {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodOptions, "/graphql", nil)
		r.Header.Set("Origin", origin)
		r.Header.Set("Access-Control-Request-Method", "POST")
		r.Header.Set("Access-Control-Request-Headers", "authorization,content-type,x-request-id")
		return r
	}
	cases := []struct {
		name    string
		allowed []string
		origin  string
		want    string
	}{
		{"closed", nil, "https://example.org", ""},
		{"listed", []string{"https://example.org", "http://localhost:5173"}, "http://localhost:5173", "http://localhost:5173"},
		{"not listed", []string{"https://example.org"}, "https://example.org.evil.test", ""},
		{"open", []string{"*"}, "https://example.org", "*"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := newHarness(t, echo, func(o *Options) { o.AllowedOrigins = c.allowed })
			w := h.do(preflight(c.origin))
			if got := w.Header().Get("Access-Control-Allow-Origin"); w.Code != http.StatusNoContent || got != c.want {
				t.Errorf("preflight: %d, allowed origin %q, want %q", w.Code, got, c.want)
			}
			if got := w.Header().Get("Access-Control-Allow-Headers"); (got != "") != (c.want != "") {
				t.Errorf("preflight: allowed headers %q", got)
			}
			r := post(t, `{"query": "{ __typename }"}`)
			r.Header.Set("Origin", c.origin)
			w = h.do(r)
			if got := w.Header().Get("Access-Control-Allow-Origin"); got != c.want {
				t.Errorf("request: allowed origin %q, want %q", got, c.want)
			}
			if got := w.Header().Get("Access-Control-Allow-Credentials"); got != "" {
				t.Errorf("request: credentials are allowed: %q", got)
			}
		})
	}
}

func TestAllowedOriginsAreChecked(t *testing.T) {
	for _, origin := range []string{"", "example.org", "https://example.org/", "https://", "null", "https://a b", "ftp://example.org", "://"} {
		if _, err := newCORS([]string{origin}); err == nil {
			t.Errorf("origin %q: want an error", origin)
		}
	}
}
