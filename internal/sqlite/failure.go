package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"ngograph/internal/kg"
)

// failure turns what the driver says into a kg.Error; doing is what was being done, for the log. A kg.Error stays
// what it is, and so does nil.
func failure(doing string, err error) error {
	var known *kg.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	code, message := explain(err)
	return &kg.Error{Code: code, Message: message, Err: fmt.Errorf("sqlite: %s: %w", doing, err)}
}

func explain(err error) (kg.Code, string) {
	var e *driver.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled), errors.Is(err, sql.ErrTxDone):
		// database/sql ends a transaction behind our back when its context ends, and only then
		return kg.Unavailable, "the store was told to stop before it was done"
	case errors.Is(err, errClosed), errors.Is(err, sql.ErrConnDone), strings.Contains(err.Error(), "sql: database is closed"):
		// database/sql has no exported error for a closed pool
		return kg.Unavailable, "the store is closed"
	case !errors.As(err, &e):
		return kg.Internal, "the store failed"
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_INTERRUPT:
		return kg.Unavailable, "the store was told to stop before it was done"
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_PROTOCOL:
		return kg.Unavailable, "the store's file is in use by another program"
	case lib.SQLITE_FULL:
		return kg.Unavailable, "the store's disk is full"
	case lib.SQLITE_IOERR, lib.SQLITE_CANTOPEN, lib.SQLITE_PERM, lib.SQLITE_READONLY, lib.SQLITE_NOMEM:
		return kg.Unavailable, "the store's file cannot be read or written"
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		return kg.Internal, "the store's file is damaged"
	}
	return kg.Internal, "the store failed"
}

// errClosed is what a store says once it is closed.
var errClosed = errors.New("the store is closed")

// isNotADatabase tells a file of another format from every other failure.
func isNotADatabase(err error) bool {
	var e *driver.Error
	return errors.As(err, &e) && e.Code()&0xff == lib.SQLITE_NOTADB
}

// isTaken tells that a row was to be added under a key that another has.
func isTaken(err error) bool {
	var e *driver.Error
	return errors.As(err, &e) && (e.Code() == lib.SQLITE_CONSTRAINT_PRIMARYKEY || e.Code() == lib.SQLITE_CONSTRAINT_UNIQUE)
}

// isHalfMade tells that a journal must be rolled back, which a connection that only reads may not.
func isHalfMade(err error) bool {
	var e *driver.Error
	return errors.As(err, &e) && e.Code() == lib.SQLITE_READONLY_ROLLBACK
}
