package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"ngograph/internal/kg"
)

const (
	cachedDocuments = 1000   // parsed and validated documents that are kept
	tokenLimit      = 20_000 // of a document; a second wall behind the caller's own limits
)

// Options are what an answering schema needs besides its graph. RequestID may be nil.
type Options struct {
	Logger    *slog.Logger
	RequestID func(context.Context) string
	Resolved  bool // every answer is made by resolvers, none written (see write): the same, slowly, to compare with
}

// Definition returns the schema that the handler serves.
func Definition() *ast.Schema { return executable(nil).Schema() }

func executable(g *kg.Graph) graphql.ExecutableSchema {
	return NewExecutableSchema(Config{Resolvers: &Resolver{graph: g}})
}

// written is what answers root fields without gqlgen's resolvers where that is possible (see write).
type written struct{ *Resolver }

var _ graphql.RootFieldInterceptor = written{}

func (written) ExtensionName() string { return "Written" }

func (written) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptRootField implements graphql.RootFieldInterceptor.
func (w written) InterceptRootField(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	answer, found := w.answer(ctx)
	switch {
	case answer != nil:
		return answer
	case found != nil:
		ctx = context.WithValue(ctx, foundKey{}, found)
	}
	return next(ctx)
}

type foundKey struct{}

// fetch answers the hop of the root field that ctx resolves, if that has not been done.
func (r *Resolver) fetch(ctx context.Context, h *kg.Hop) (*kg.Page, error) {
	if found, ok := ctx.Value(foundKey{}).(*kg.Page); ok {
		return found, nil
	}
	return r.graph.Fetch(ctx, h)
}

// Validate reports what is wrong with a query by the schema alone.
func Validate(query string) gqlerror.List {
	_, errs := gqlparser.LoadQueryWithRules(Definition(), query, nil)
	return errs
}

// NewHandler serves GraphQL over HTTP: GET and POST, introspection included. Limits on what a request may ask are the
// caller's (httpapi), to be applied before.
func NewHandler(g *kg.Graph, o Options) http.Handler {
	s := handler.New(executable(g))
	s.AddTransport(transport.Options{})
	s.AddTransport(transport.GET{})
	s.AddTransport(transport.POST{})
	s.SetQueryCache(lru.New[*ast.QueryDocument](cachedDocuments))
	s.Use(extension.Introspection{})
	s.Use(strictVariables{})
	if !o.Resolved {
		s.Use(written{&Resolver{graph: g}})
	}
	s.SetParserTokenLimit(tokenLimit)
	s.SetErrorPresenter(o.present)
	s.SetRecoverFunc(recovered)
	s.AroundOperations(func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		if w, ok := ctx.Value(answerKey{}).(*answerWriter); ok {
			w.executed = true
		}
		return next(ctx)
	})
	s.AroundResponses(func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
		response := next(ctx)
		if w, ok := ctx.Value(answerKey{}).(*answerWriter); ok && response != nil {
			w.data, response.Data = response.Data, nil
		}
		return response
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := &answerWriter{ResponseWriter: w}
		s.ServeHTTP(answer, r.WithContext(context.WithValue(r.Context(), answerKey{}, answer)))
	})
}

type answerKey struct{}

// answerWriter puts the data of an answer in its place, where encoding/json would read it all again to check it. It leaves
// "data" out of the answer to a request that was refused before it was executed, as GraphQL asks; gqlgen writes null.
type answerWriter struct {
	http.ResponseWriter

	executed bool
	data     json.RawMessage
}

// Write implements http.ResponseWriter. gqlgen writes an answer whole.
func (w *answerWriter) Write(p []byte) (int, error) {
	head, ok := bytes.CutSuffix(p, []byte(`"data":null}`))
	whole := p
	switch {
	case ok && !w.executed:
		whole = slices.Concat(bytes.TrimSuffix(head, []byte(",")), []byte{'}'})
	case ok && w.data != nil:
		whole = slices.Concat(head, []byte(`"data":`), w.data, []byte{'}'})
	}
	if _, err := w.ResponseWriter.Write(whole); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Execute answers one operation without HTTP. The answer holds data and errors as a client would get them.
func Execute(ctx context.Context, g *kg.Graph, o Options, query string, variables map[string]any) *graphql.Response {
	e := executor.New(executable(g))
	e.Use(extension.Introspection{})
	e.Use(strictVariables{})
	if !o.Resolved {
		e.Use(written{&Resolver{graph: g}})
	}
	e.SetErrorPresenter(o.present)
	e.SetRecoverFunc(recovered)
	ctx = graphql.StartOperationTrace(ctx)
	op, errs := e.CreateOperationContext(ctx, &graphql.RawParams{Query: query, Variables: variables})
	if errs != nil {
		return e.DispatchError(graphql.WithOperationContext(ctx, op), errs)
	}
	responses, ctx := e.DispatchOperation(ctx, op)
	return responses(ctx)
}

func recovered(_ context.Context, cause any) error {
	return &kg.Error{Code: kg.Internal, Message: "internal error", Err: fmt.Errorf("panic: %v\n%s", cause, debug.Stack())}
}

// present turns an error into what a client sees: the message and code of a kg.Error or of a fault in the query, and of
// anything else only that it happened. The rest goes to the log.
func (o Options) present(ctx context.Context, err error) *gqlerror.Error {
	shown := graphql.DefaultErrorPresenter(ctx, err)
	cause := err.Error() // shown may be err itself
	var known *kg.Error
	switch {
	case errors.As(err, &known):
		shown.Message = known.Message
	case shown.Extensions["code"] != nil || shown.Unwrap() == nil:
		return shown // gqlgen's and gqlparser's own: the query is wrong
	default:
		shown.Message = "internal error"
	}
	code := kg.CodeOf(err)
	if code == kg.Internal {
		shown.Message = "internal error"
	}
	shown.Err = nil
	errcode.Set(shown, strings.ToUpper(string(code)))
	if o.RequestID != nil {
		if id := o.RequestID(ctx); id != "" {
			shown.Extensions["requestId"] = id
		}
	}
	if o.Logger != nil && (code == kg.Internal || code == kg.Unavailable) {
		o.Logger.ErrorContext(ctx, "answer failed", "code", code, "path", shown.Path.String(), "error", cause)
	}
	return shown
}
