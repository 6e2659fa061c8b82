package httpapi

import (
	"context"
	"net/http"
)

const requestIDHeader = "X-Request-Id"

// longestRequestID is the longest request id taken from a client, in bytes.
const longestRequestID = 64

type requestIDKey struct{}

// RequestID returns the id of the request that the context belongs to, or "" outside of one. Answers, logs and error
// reports all carry it.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// withRequestID gives every request an id, the client's own if it is sane, and returns it in X-Request-Id.
func withRequestID(next http.Handler, newID func() string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(requestIDHeader)
		if !saneRequestID(id) {
			id = newID()
		}
		w.Header().Set(requestIDHeader, id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id)))
	})
}

// saneRequestID reports whether an id is short and of letters, digits, dots, dashes and underscores only, so that it
// can stand in a header and a log as it is.
func saneRequestID(id string) bool {
	if id == "" || len(id) > longestRequestID {
		return false
	}
	for i := range len(id) {
		switch c := id[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '.', c == '-', c == '_':
		default:
			return false
		}
	}
	return true
}
