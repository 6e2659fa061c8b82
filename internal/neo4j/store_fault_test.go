package neo4j

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ngograph/internal/kg"
	"ngograph/internal/neo4j/neo4jtest"
)

const endless = "UNWIND range(1, 1000000000000) AS endless WITH endless WHERE endless < 0 RETURN count(*)"

// until asks until something is so, for a while.
func until(t *testing.T, what string, so func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(time.Minute); !so(); {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("%s: not within a minute", what)
		}
	}
}

func running(t *testing.T, db *DB) int64 {
	t.Helper()
	return one(t, db, "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery STARTS WITH 'UNWIND range(1, 1000000000000)' RETURN count(*)", nil).(int64)
}

func TestFault(t *testing.T) {
	server := func(code string) error { return &driver.Neo4jError{Code: code, Msg: "secret of server 10.0.0.1"} }
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	own := kg.Errorf(kg.Conflict, "ours")
	tests := []struct {
		name string
		ctx  context.Context //nolint:containedctx // it is the case
		err  error
		code kg.Code
	}{
		{"none", t.Context(), nil, ""},
		{"one of ours", t.Context(), fmt.Errorf("work: %w", own), kg.Conflict},
		{"a context that ended", ended, server("Neo.DatabaseError.General.UnknownError"), kg.Unavailable},
		{"a wrong password", t.Context(), server("Neo.ClientError.Security.Unauthorized"), kg.Unavailable},
		{"a right that is missing", t.Context(), server("Neo.ClientError.Security.Forbidden"), kg.Unavailable},
		{"a time that ran out there", t.Context(), server("Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration"), kg.Unavailable},
		{"a deadlock", t.Context(), server("Neo.TransientError.Transaction.DeadlockDetected"), kg.Unavailable},
		{"another leader", t.Context(), server("Neo.ClientError.Cluster.NotALeader"), kg.Unavailable},
		{"a database that is not there", t.Context(), server("Neo.ClientError.Database.DatabaseNotFound"), kg.Unavailable},
		{"a lost connection", t.Context(), &driver.ConnectivityError{Inner: io.EOF}, kg.Unavailable},
		{"tries in vain", t.Context(), &driver.TransactionExecutionLimit{Errors: []error{io.EOF}}, kg.Unavailable},
		{"a wrong statement", t.Context(), server("Neo.ClientError.Statement.SyntaxError"), kg.Internal},
		{"a constraint", t.Context(), server("Neo.ClientError.Schema.ConstraintValidationFailed"), kg.Internal},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := fault(test.ctx, test.err)
			wantCode(t, "fault", err, test.code)
			var e *kg.Error
			if errors.As(err, &e) && strings.Contains(e.Message, "secret") {
				t.Errorf("the client is told %q", e.Message)
			}
		})
	}
}

// What a context ends is ended in the database as well.
func TestContextEndsStatement(t *testing.T) {
	db, _ := openEmpty(t)
	tests := []struct {
		name  string
		start func(context.Context) (context.Context, context.CancelFunc)
	}{
		{"its deadline", func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, time.Second)
		}},
		{"its caller", func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			go func() {
				until(t, "the statement runs", func() bool { return running(t, db) > 0 })
				cancel()
			}()
			return ctx, cancel
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ctx, cancel := test.start(t.Context())
			defer cancel()
			begun := time.Now()
			_, err := db.read(ctx, endless, nil)
			wantCode(t, "read", err, kg.Unavailable)
			ended := time.Now()
			until(t, "the statement ends", func() bool { return running(t, db) == 0 })
			t.Logf("returned after %s; ended in the database %s later", ended.Sub(begun).Round(time.Millisecond), time.Since(ended).Round(time.Millisecond))
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := db.Apply(ctx, puts(sample()...))
	wantCode(t, "apply", err, kg.Unavailable)
	apply(t, db, puts(sample()...)...)
}

// A caller that goes away, and the end of all connections, are nothing to warn of.
func TestOrderlyEndIsQuiet(t *testing.T) {
	other, c := openEmpty(t)
	var log bytes.Buffer
	c.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	db, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		defer cancel()
		until(t, "the statement runs", func() bool { return running(t, other) > 0 })
	}()
	_, err = db.read(ctx, endless, nil)
	wantCode(t, "read", err, kg.Unavailable)
	if err := db.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if log.Len() > 0 {
		t.Errorf("logged:\n%s", &log)
	}
	driverLog{c.Logger}.Error("", "", io.EOF)
	driverLog{c.Logger}.Warnf("", "", "%v", io.EOF)
	if n := strings.Count(log.String(), "EOF"); n != 2 {
		t.Errorf("of two failures, %d are logged:\n%s", n, &log)
	}
}

// A writer that waits for another's turn longer than its context allows is told so, and harms no one.
func TestWriterGivesUp(t *testing.T) {
	db, c := openEmpty(t)
	other := open(t, c)
	err := db.transact(t.Context(), driver.AccessModeWrite, func(tx tx) error {
		if _, err := tx.lock(t.Context()); err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		_, err := other.Apply(ctx, puts(sample()...))
		wantCode(t, "apply", err, kg.Unavailable)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if r := apply(t, other, puts(sample()...)...); r != 1 {
		t.Errorf("revision %d", r)
	}
}

func TestServerDown(t *testing.T) {
	own, err := neo4jtest.StartOwn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = own.Close() })
	c := Config{URI: own.URI, Now: clock, RetryTime: 50 * time.Millisecond, PollInterval: 20 * time.Millisecond}
	db := open(t, c)
	apply(t, db, puts(sample()...)...)
	steps := watch(t, db, 0)
	if d := await(t, steps); d.Revision != 1 {
		t.Fatalf("revision %d", d.Revision)
	}
	if err := own.Kill(); err != nil {
		t.Fatal(err)
	}
	_, err = db.Revision(t.Context())
	wantCode(t, "revision", err, kg.Unavailable)
	_, err = db.Apply(t.Context(), puts(sample()...))
	wantCode(t, "apply", err, kg.Unavailable)
	_, err = db.Search(t.Context(), []string{"a"}, nil)
	wantCode(t, "search", err, kg.Unavailable)
	for _, err := range db.Scan(t.Context()) {
		wantCode(t, "scan", err, kg.Unavailable)
	}
	_, err = Open(t.Context(), c)
	wantCode(t, "open", err, kg.Unavailable)
	wantCode(t, "watch", (<-steps).err, kg.Unavailable)

	if err := own.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r := apply(t, db, kg.Change{Put: &kg.Project{ID: "project:after", Title: "After"}}); r != 2 {
		t.Errorf("revision %d: what was committed before the crash is not there", r)
	}
	for s := range steps {
		if s.err == nil {
			if s.delta.Revision != 2 || len(s.delta.Records) != 1 {
				t.Errorf("watch goes on with %+v", s.delta)
			}
			break
		}
		wantCode(t, "watch", s.err, kg.Unavailable)
	}
	checkDerived(t, db)
}
