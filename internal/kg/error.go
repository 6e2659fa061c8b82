package kg

import (
	"context"
	"errors"
	"fmt"
)

// Code says what kind of failure an Error is; callers act on the code, never on the message.
type Code string

// The codes of every error that leaves this package or a backend.
const (
	Invalid      Code = "invalid"       // the request is wrong and stays wrong
	NotFound     Code = "not_found"     // an id that the request names is not known
	Conflict     Code = "conflict"      // the change contradicts what the store holds, or another process holds the store
	Unauthorised Code = "unauthorised"  // sign in first
	Forbidden    Code = "forbidden"     // signed in, but not allowed
	TooLarge     Code = "too_large"     // the request asks for more than one answer may hold
	Unavailable  Code = "unavailable"   // the store is down or did not answer in time; the same request may succeed later
	Internal     Code = "internal"      // a fault of ours
	NotConnected Code = "not_connected" // there is no path between two organisations; not a fault of the request
)

// Error is a failure with a code. Message is written for the client; Err, the cause, is for the log alone.
type Error struct {
	Code    Code
	Message string
	Err     error
}

// Error returns the message and, behind it, the cause.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Message
	}
	return e.Message + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf returns an Error whose message is formatted as by fmt.Sprintf.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// CodeOf returns the code of the first Error in err's chain. A context that ended counts as Unavailable, anything else
// as Internal, and nil as "".
func CodeOf(err error) Code {
	var e *Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Code
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return Unavailable
	}
	return Internal
}
