package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

const (
	healthPath = "/healthz"
	readyPath  = "/readyz"
)

// readyTimeout is how long the check of readiness may take.
const readyTimeout = 2 * time.Second

// serveHealth says that the process is alive, and nothing of what it depends on: a restart would not mend that.
func serveHealth(w http.ResponseWriter, _ *http.Request) {
	writeText(w, http.StatusOK, "ok\n")
}

// readiness answers whether the service can answer queries: 200, or 503 while it cannot. Why goes to the log and
// not to whoever asks.
type readiness struct {
	check  func(context.Context) error // nil for a service that is ready as soon as it listens
	logger *slog.Logger
}

// ServeHTTP implements http.Handler.
func (r *readiness) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	if r.check == nil {
		writeText(w, http.StatusOK, "ready\n")
		return
	}
	ctx, cancel := context.WithTimeout(request.Context(), readyTimeout)
	defer cancel()
	if err := r.check(ctx); err != nil {
		r.logger.WarnContext(ctx, "not ready", "error", err, "requestId", RequestID(ctx))
		writeText(w, http.StatusServiceUnavailable, "not ready\n")
		return
	}
	writeText(w, http.StatusOK, "ready\n")
}

func writeText(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // nobody is left to tell if the client has gone
}
