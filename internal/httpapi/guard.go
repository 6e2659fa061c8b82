package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// guard stands before the GraphQL handler: it lets through GET and POST of application/json whose body and document
// keep the limits, and hands on the body unchanged. What is no JSON of a request (broken, a batch, a query that is no text)
// it refuses itself: the handler's words for it would have no code and repeat the body. It refuses other content types,
// because a browser sends those across sites without asking (text/plain and forms), and upgrades, because messages on a
// socket would bypass the firewall. A request without a query passes: the handler answers it.
type guard struct {
	firewall *Firewall
	next     http.Handler
	logger   *slog.Logger
}

// parameters are those of GraphQL over HTTP, decoded just as the GraphQL handler does. The firewall needs all but the
// extensions.
type parameters struct {
	Query         string         `json:"query"`
	OperationName string         `json:"operationName"`
	Variables     map[string]any `json:"variables"`
	Extensions    map[string]any `json:"extensions"`
}

const notARequest = `the body must be one JSON object: "query" a text, "operationName" a text, "variables" and "extensions" objects, all but the query optional`

const allowedMethods = "GET, POST, OPTIONS"

// ServeHTTP implements http.Handler.
func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Upgrade") != "" {
		writeInvalid(w, r, http.StatusNotImplemented, "this endpoint answers requests and does not upgrade connections")
		return
	}
	switch r.Method {
	case http.MethodGet:
		g.get(w, r)
	case http.MethodPost:
		g.post(w, r)
	case http.MethodOptions:
		w.Header().Set("Allow", allowedMethods)
		w.WriteHeader(http.StatusNoContent)
	default:
		w.Header().Set("Allow", allowedMethods)
		writeInvalid(w, r, http.StatusMethodNotAllowed, "GraphQL is asked with GET or POST")
	}
}

func (g *guard) get(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, int64(g.firewall.limits.BodyBytes))
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		writeInvalid(w, r, http.StatusBadRequest, "the parameters in the URL could not be read")
		return
	}
	asked := parameters{Query: values.Get("query"), OperationName: values.Get("operationName")}
	for name, into := range map[string]*map[string]any{"variables": &asked.Variables, "extensions": &asked.Extensions} {
		if text := values.Get(name); text != "" && decode(strings.NewReader(text), into) != nil {
			writeInvalid(w, r, http.StatusBadRequest, "the parameter "+name+" must be a JSON object")
			return
		}
	}
	g.check(w, r, asked)
}

func (g *guard) post(w http.ResponseWriter, r *http.Request) {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != mediaJSON {
		w.Header().Set("Accept-Post", mediaJSON)
		writeInvalid(w, r, http.StatusUnsupportedMediaType, "the content type of a POST must be application/json")
		return
	}
	body, err := g.body(w, r)
	if refusal, ok := errors.AsType[*Refusal](err); ok {
		g.refuse(w, r, refusal)
		return
	}
	if err != nil {
		writeInvalid(w, r, http.StatusBadRequest, "the request's body could not be read")
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	var asked parameters
	if decode(bytes.NewReader(body), &asked) != nil {
		writeInvalid(w, r, http.StatusBadRequest, notARequest)
		return
	}
	g.check(w, r, asked)
}

// body reads the request's body, once and never more than the limit. A larger one is a *Refusal; where the client
// announced its length, nothing of it is read.
func (g *guard) body(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	most := g.firewall.limits.BodyBytes
	if r.ContentLength > int64(most) {
		w.Header().Set("Connection", "close")
		return nil, &Refusal{Limit: LimitBodyBytes, Max: most, Seen: int(min(r.ContentLength, saturated))}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, int64(most)))
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, &Refusal{Limit: LimitBodyBytes, Max: most, Seen: most + 1}
	}
	if err != nil {
		return nil, fmt.Errorf("read the body: %w", err)
	}
	return body, nil
}

func (g *guard) check(w http.ResponseWriter, r *http.Request, asked parameters) {
	if refusal := g.firewall.check(asked.Query, asked.OperationName, asked.Variables); refusal != nil {
		g.refuse(w, r, refusal)
		return
	}
	g.pass(w, r)
}

func (g *guard) refuse(w http.ResponseWriter, r *http.Request, refusal *Refusal) {
	g.logger.InfoContext(
		r.Context(), "query refused", "limit", refusal.Limit, "max", refusal.Max, "seen", refusal.Seen,
		"requestId", RequestID(r.Context()),
	)
	writeRefusal(w, r, refusal)
}

func (g *guard) pass(w http.ResponseWriter, r *http.Request) {
	g.next.ServeHTTP(&wellFormed{ResponseWriter: w}, r)
}

// wellFormed answers 200 where a handler says 422 in application/json: GraphQL over HTTP wants 200 there for every
// well-formed request, also one whose document is not valid.
type wellFormed struct {
	http.ResponseWriter
}

// WriteHeader implements http.ResponseWriter.
func (w *wellFormed) WriteHeader(status int) {
	if media, _, _ := mime.ParseMediaType(w.Header().Get("Content-Type")); status == http.StatusUnprocessableEntity && media == mediaJSON {
		status = http.StatusOK
	}
	w.ResponseWriter.WriteHeader(status)
}

// Flush implements http.Flusher, for answers that come in parts.
func (w *wellFormed) Flush() {
	_ = http.NewResponseController(w.ResponseWriter).Flush() // where flushing is not possible, parts come together
}

// Unwrap lets http.ResponseController reach the connection.
func (w *wellFormed) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// decode reads the first JSON value, numbers as they are written.
func decode(from io.Reader, into any) error {
	decoder := json.NewDecoder(from)
	decoder.UseNumber()
	return decoder.Decode(into)
}

func writeInvalid(w http.ResponseWriter, r *http.Request, status int, message string) {
	writeError(w, r, status, answerError{Message: message, Extensions: extensions{Code: codeInvalid}})
}
