package httpapi

import (
	"encoding/json"
	"mime"
	"net/http"
	"strings"
)

// The codes in extensions.code of the errors that this package answers itself.
const (
	codeInvalid  = "INVALID"
	codeTooLarge = "TOO_LARGE"
	codeInternal = "INTERNAL"
)

const (
	mediaJSON     = "application/json"
	mediaResponse = "application/graphql-response+json"
)

// answerError is the one entry of errors in an answer.
type answerError struct {
	Message    string     `json:"message"`
	Extensions extensions `json:"extensions"`
}

type extensions struct {
	Code      string `json:"code"`
	Limit     string `json:"limit,omitempty"`
	Max       *int   `json:"max,omitempty"`
	Seen      *int   `json:"seen,omitempty"`
	RequestID string `json:"requestId,omitempty"`
}

// writeError answers with one GraphQL error and the request's id, in the media type that the request accepts.
func writeError(w http.ResponseWriter, r *http.Request, status int, failure answerError) {
	failure.Extensions.RequestID = RequestID(r.Context())
	body, err := json.Marshal(map[string][]answerError{"errors": {failure}})
	if err != nil {
		panic(err) // strings and numbers always marshal
	}
	w.Header().Set("Content-Type", responseMedia(r)+"; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n')) // nobody is left to tell if the client has gone
}

// writeRefusal answers with a refusal. Only a body that is too large is an error of HTTP (413). For the others GraphQL
// over HTTP asks for 400 in its own media type, and for 200 in application/json, where a client must be able to tell
// an answer from what a proxy made up.
func writeRefusal(w http.ResponseWriter, r *http.Request, refusal *Refusal) {
	status := http.StatusBadRequest
	switch {
	case refusal.Limit == LimitBodyBytes:
		status = http.StatusRequestEntityTooLarge
	case responseMedia(r) == mediaJSON:
		status = http.StatusOK
	}
	writeError(w, r, status, answerError{
		Message:    refusal.Error(),
		Extensions: extensions{Code: codeTooLarge, Limit: refusal.Limit, Max: &refusal.Max, Seen: &refusal.Seen},
	})
}

// responseMedia returns the media type of the answer: the first that Accept names and GraphQL over HTTP has, and
// application/json where the client does not care.
func responseMedia(r *http.Request) string {
	accept := r.Header.Get("Accept")
	if accept == "" {
		return mediaJSON
	}
	for part := range strings.SplitSeq(accept, ",") {
		media, _, err := mime.ParseMediaType(strings.TrimSpace(part))
		if err != nil {
			continue
		}
		switch media {
		case mediaJSON, "application/*", "*/*":
			return mediaJSON
		case mediaResponse:
			return mediaResponse
		}
	}
	return mediaResponse
}
