package httpapi

import (
	"log/slog"
	"net/http"
	"time"
)

// recorder notes the status and the size of an answer.
type recorder struct {
	http.ResponseWriter

	status int // 0 until the header is written
	bytes  int64
}

// WriteHeader implements http.ResponseWriter. Informational answers (1xx) precede the status and are not it.
func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (w *recorder) Write(body []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(body)
	w.bytes += int64(n)
	return n, err
}

// Flush implements http.Flusher, for answers that come in parts.
func (w *recorder) Flush() {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	_ = http.NewResponseController(w.ResponseWriter).Flush() // where flushing is not possible, parts come together
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// withAccessLog writes one line for each request: method, path without its query, status, duration, bytes of the
// answer and request id. Probes that went well are of level debug, answers of status 500 and above of level error.
func withAccessLog(next http.Handler, logger *slog.Logger, now func() time.Time) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := now()
		recorded := &recorder{ResponseWriter: w}
		defer func() {
			// Also when an answer is broken off by a panic; 0 says that no status was sent.
			logger.LogAttrs(
				r.Context(), accessLevel(r.URL.Path, recorded.status), "request",
				slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.Int("status", recorded.status),
				slog.Duration("duration", now().Sub(start)), slog.Int64("bytes", recorded.bytes),
				slog.String("requestId", RequestID(r.Context())),
			)
		}()
		next.ServeHTTP(recorded, r)
		if recorded.status == 0 {
			recorded.status = http.StatusOK // net/http sends it for a handler that wrote nothing
		}
	})
}

func accessLevel(path string, status int) slog.Level {
	switch {
	case status >= http.StatusInternalServerError && path != readyPath, status == 0:
		return slog.LevelError
	case path == healthPath, path == readyPath && status < http.StatusBadRequest:
		return slog.LevelDebug
	default:
		return slog.LevelInfo
	}
}
