package httpapi

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
)

// withRecovery turns a panic into status 500 with the request's id, and logs it with its stack. An answer that has
// begun is broken off, so that the client does not take it for whole.
func withRecovery(next http.Handler, logger *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorded := &recorder{ResponseWriter: w}
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if cause == http.ErrAbortHandler { //nolint:errorlint // net/http compares the very value, too
				panic(cause)
			}
			logger.ErrorContext(
				r.Context(), "panic", "cause", fmt.Sprint(cause), "stack", string(debug.Stack()),
				"requestId", RequestID(r.Context()),
			)
			if recorded.status != 0 {
				panic(http.ErrAbortHandler)
			}
			// What the handler said of an answer that does not come; the headers for every answer stay.
			for _, name := range []string{"Content-Length", "Content-Encoding", "Etag", "Last-Modified", "Set-Cookie"} {
				w.Header().Del(name)
			}
			writeError(w, r, http.StatusInternalServerError, answerError{
				Message: "internal error", Extensions: extensions{Code: codeInternal},
			})
		}()
		next.ServeHTTP(recorded, r)
	})
}
