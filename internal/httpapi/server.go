package httpapi

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"github.com/vektah/gqlparser/v2/ast"
)

const graphqlPath = "/graphql"

// Options says what a Server serves and within which bounds.
type Options struct {
	// GraphQL answers GET and POST of /graphql that the firewall lets through. Required.
	GraphQL http.Handler
	// Schema is the one that GraphQL answers by; the firewall reads fields and defaults from it. Required.
	Schema *ast.Schema
	// Page serves / and every path that is not the service's own. Nil for a plain index of the paths.
	Page http.Handler
	// Ready says whether the service can answer queries. It must heed its context, which ends after two seconds, and
	// its error is logged and never sent. Nil if the service is ready as soon as it listens.
	Ready func(context.Context) error

	// Limits bounds each request. The zero value is not valid; see DefaultLimits.
	Limits Limits
	// Timeout ends the context of a GraphQL request; 0 for 30 seconds.
	Timeout time.Duration
	// Grace is how long Serve waits for requests under way when it shuts down; 0 for 15 seconds.
	Grace time.Duration
	// AllowedOrigins lists the sites whose pages may ask from a browser, as scheme://host[:port]; empty for none but
	// the service's own, "*" for all.
	AllowedOrigins []string

	// Logger receives the access log, refusals and panics. Required.
	Logger *slog.Logger
	// NewRequestID returns a new id of at most 64 letters, digits, dots, dashes and underscores. It is called
	// concurrently. Required.
	NewRequestID func() string
	// Now is the clock for the durations in the log. Required.
	Now func() time.Time
}

// compressedFrom is the size in bytes from which answers are compressed for clients that accept gzip or zstd, at their
// fastest levels. Below it an answer is one or two packets either way.
const compressedFrom = 4 << 10

// Server is the service's HTTP side: an http.Handler, and its own listener loop in Serve. It is safe for concurrent
// use.
type Server struct {
	handler http.Handler
	logger  *slog.Logger
	timeout time.Duration
	grace   time.Duration
}

// New returns a server, or an error that names every option that is missing or not valid.
func New(options Options) (*Server, error) {
	if err := options.validate(); err != nil {
		return nil, fmt.Errorf("new HTTP server: %w", err)
	}
	firewall, err := NewFirewall(options.Schema, options.Limits)
	if err != nil {
		return nil, fmt.Errorf("new HTTP server: %w", err)
	}
	policy, err := newCORS(options.AllowedOrigins)
	if err != nil {
		return nil, fmt.Errorf("new HTTP server: %w", err)
	}

	s := &Server{
		logger:  options.Logger,
		timeout: orDefault(options.Timeout, 30*time.Second),
		grace:   orDefault(options.Grace, 15*time.Second),
	}
	compressed, err := gzhttp.NewWrapper(gzhttp.MinSize(compressedFrom), gzhttp.CompressionLevel(gzip.BestSpeed))
	if err != nil {
		return nil, fmt.Errorf("new HTTP server: %w", err)
	}
	guarded := &guard{firewall: firewall, next: options.GraphQL, logger: options.Logger}

	mux := http.NewServeMux()
	mux.Handle(graphqlPath, policy.Handler(withTimeout(guarded, s.timeout)))
	mux.HandleFunc("GET "+healthPath, serveHealth)
	mux.Handle("GET "+readyPath, &readiness{check: options.Ready, logger: options.Logger})
	if options.Page != nil {
		mux.Handle("/", options.Page)
	} else {
		mux.HandleFunc("GET /{$}", serveIndex)
	}

	s.handler = withSecurityHeaders(compressed(mux))
	s.handler = withRecovery(s.handler, options.Logger)
	s.handler = withAccessLog(s.handler, options.Logger, options.Now)
	s.handler = withRequestID(s.handler, options.NewRequestID)
	return s, nil
}

func (o *Options) validate() error {
	var errs []error
	required := func(present bool, name string) {
		if !present {
			errs = append(errs, fmt.Errorf("option %s is required", name))
		}
	}
	required(o.GraphQL != nil, "GraphQL")
	required(o.Schema != nil, "Schema")
	required(o.Logger != nil, "Logger")
	required(o.NewRequestID != nil, "NewRequestID")
	required(o.Now != nil, "Now")
	if o.Timeout < 0 || o.Grace < 0 {
		errs = append(errs, errors.New("options Timeout and Grace must not be negative"))
	}
	return errors.Join(errs...)
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.handler.ServeHTTP(w, r)
}

// Serve answers on the listener until the context ends, then stops accepting and waits for the requests under
// way, whose contexts go on. It closes the listener. It returns nil after a complete shutdown, and an error when the
// listener fails or requests outlast the grace and are broken off.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	server := s.newHTTPServer()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()

	select {
	case err := <-failed:
		return fmt.Errorf("serve HTTP on %s: %w", listener.Addr(), err)
	case <-ctx.Done():
	}

	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.grace)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return errors.Join(fmt.Errorf("shut down HTTP after %s: %w", s.grace, err), server.Close())
	}
	return nil
}

// newHTTPServer bounds what a connection may take before and after a request: a client that sends or reads slowly is
// cut off, and the URL of a GET, document included, fits into 64 KiB of headers.
func (s *Server) newHTTPServer() *http.Server {
	const read, slack = 30 * time.Second, 15 * time.Second
	return &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       read,
		// From the end of the headers: reading the body, the request's own time, and sending the answer.
		WriteTimeout:   read + s.timeout + slack,
		IdleTimeout:    2 * time.Minute,
		MaxHeaderBytes: 64 << 10,
		ErrorLog:       slog.NewLogLogger(s.logger.Handler(), slog.LevelWarn),
	}
}

// withTimeout ends a request's context, so that the statements under it are cancelled.
func withTimeout(next http.Handler, timeout time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), timeout)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

func serveIndex(w http.ResponseWriter, _ *http.Request) {
	writeText(w, http.StatusOK, "ngograph\n\n"+graphqlPath+"  GraphQL, by GET or POST\n"+
		healthPath+"  whether the process is alive\n"+readyPath+"   whether it can answer queries\n")
}

func orDefault(d, standard time.Duration) time.Duration {
	if d == 0 {
		return standard
	}
	return d
}
