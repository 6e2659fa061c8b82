package neo4j

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ngograph/internal/kg"
)

// fault gives an error of the driver the code that clients act on. The message says nothing of the database's own.
func fault(ctx context.Context, err error) error {
	var known *kg.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	code, message := kg.Internal, "the database failed"
	switch {
	case ctx.Err() != nil || serverGaveUp(err):
		code, message = kg.Unavailable, "the answer took too long and was stopped"
	case refused(err):
		code, message = kg.Unavailable, "the database refuses the server's sign-in"
	case passing(err):
		code, message = kg.Unavailable, "the database cannot be reached at the moment"
	}
	return &kg.Error{Code: code, Message: message, Err: err}
}

// serverGaveUp reports whether the database stopped a transaction for its time or at someone's wish.
func serverGaveUp(err error) bool {
	for _, title := range []string{
		"TransactionTimedOut", "TransactionTimedOutClientConfiguration", "Terminated", "LockClientStopped",
		"LockAcquisitionTimeout", "TransactionMarkedAsFailed",
	} {
		if titled(err, title) {
			return true
		}
	}
	return false
}

func titled(err error, title string) bool {
	var e *driver.Neo4jError
	return errors.As(err, &e) && strings.HasSuffix(e.Code, "."+title)
}

// refused reports whether the database let the server not sign in.
func refused(err error) bool {
	var e *driver.Neo4jError
	var auth *driver.InvalidAuthenticationError
	var expired *driver.TokenExpiredError
	return errors.As(err, &e) && strings.Contains(e.Code, ".Security.") || errors.As(err, &auth) || errors.As(err, &expired)
}

// passing reports whether the same request may succeed later.
func passing(err error) bool {
	var lost *driver.ConnectivityError
	var tried *driver.TransactionExecutionLimit
	var network net.Error
	if errors.As(err, &lost) || errors.As(err, &tried) || errors.As(err, &network) || errors.Is(err, io.EOF) || driver.IsRetryable(err) {
		return true
	}
	var e *driver.Neo4jError
	if !errors.As(err, &e) {
		return false
	}
	return strings.Contains(e.Code, ".TransientError.") || titled(e, "DatabaseNotFound") || titled(e, "DatabaseUnavailable")
}
