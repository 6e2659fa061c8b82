package neo4j

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/notifications"

	"ngograph/internal/kg"
)

// Config says where the database is and how to use it.
type Config struct {
	URI      string // any scheme of the driver: neo4j, neo4j+s, neo4j+ssc, bolt, bolt+s, bolt+ssc
	User     string // empty where the database asks for no sign-in
	Password string
	Database string // empty is the user's home database

	// RetryTime bounds for how long a transaction is tried again that failed for a passing reason, such as a database
	// that restarts or another leader in a cluster. A context that ends sooner ends it sooner. 0 is 15 seconds.
	RetryTime time.Duration
	// PollInterval is how often Watch looks for other processes' changes. 0 is a second.
	PollInterval time.Duration

	Now    func() time.Time // the clock of Meta.UpdatedAt; nil is time.Now
	Logger *slog.Logger     // for the driver's errors and warnings; nil is silence

	// OnStatement is called, perhaps concurrently, with every statement and its parameters before they are sent. It may be
	// nil, and must not change them.
	OnStatement func(statement string, params map[string]any)
}

const (
	retryTime    = 15 * time.Second
	pollInterval = time.Second
)

// DB is a graph in a Neo4j database. Its methods are safe for concurrent use.
type DB struct {
	driver       driver.DriverWithContext
	bookmarks    driver.BookmarkManager // of this DB's transactions, so that each sees what earlier ones wrote
	database     string
	pollInterval time.Duration
	now          func() time.Time
	onStatement  func(string, map[string]any)

	mu      sync.Mutex
	changed chan struct{} // closed and replaced by every Apply that changes something
}

var _ kg.Store = (*DB)(nil)

// Open connects to the database and brings its schema up to date. It fails with Unavailable if the database does not
// answer or refuses the sign-in, with Invalid if the URI is none, and with Conflict if the database holds something
// that is not ngograph's or was written by a later version.
func Open(ctx context.Context, c Config) (*DB, error) {
	auth := driver.NoAuth()
	if c.User != "" {
		auth = driver.BasicAuth(c.User, c.Password, "")
	}
	d, err := driver.NewDriverWithContext(c.URI, auth, func(conf *config.Config) {
		conf.MaxTransactionRetryTime = cmp.Or(c.RetryTime, retryTime)
		conf.NotificationsMinSeverity = notifications.DisabledLevel
		conf.TelemetryDisabled = true
		conf.UserAgent = "ngograph"
		if c.Logger != nil {
			conf.Log = driverLog{c.Logger}
		}
	})
	if err != nil {
		return nil, &kg.Error{Code: kg.Invalid, Message: "the address of the Neo4j database is not one that its driver understands", Err: err}
	}
	db := &DB{
		driver:       d,
		bookmarks:    driver.NewBookmarkManager(driver.BookmarkManagerConfig{}),
		database:     c.Database,
		pollInterval: cmp.Or(c.PollInterval, pollInterval),
		now:          c.Now,
		onStatement:  c.OnStatement,
		changed:      make(chan struct{}),
	}
	if db.now == nil {
		db.now = time.Now
	}
	err = d.VerifyConnectivity(ctx)
	if err == nil {
		err = db.migrate(ctx)
	}
	if err != nil {
		_ = d.Close(ctx)
		return nil, fault(ctx, err)
	}
	return db, nil
}

// Close ends all connections.
func (db *DB) Close(ctx context.Context) error {
	return fault(ctx, db.driver.Close(ctx))
}

// read runs one statement that only reads, where a cluster reads, and returns all its rows. It sees whatever this DB
// wrote before. The database stops the statement when ctx ends.
func (db *DB) read(ctx context.Context, statement string, params map[string]any) ([]*driver.Record, error) {
	rows, err := db.once(ctx, statement, params)
	if err == nil || ctx.Err() != nil || !driver.IsRetryable(err) {
		return rows, fault(ctx, err)
	}
	err = db.transact(ctx, driver.AccessModeRead, func(t tx) (err error) {
		rows, err = t.collect(ctx, statement, params)
		return err
	})
	return rows, err
}

// once runs a statement as a transaction of its own: with one round trip where transact has three, and without its
// patience. Its errors are the driver's own.
func (db *DB) once(ctx context.Context, statement string, params map[string]any) (rows []*driver.Record, err error) {
	session := db.session(ctx, driver.AccessModeRead)
	defer func() { err = cmp.Or(err, session.Close(context.WithoutCancel(ctx))) }()
	t := tx{func(ctx context.Context, statement string, params map[string]any) (driver.ResultWithContext, error) {
		return session.Run(ctx, statement, params, timeout(ctx)...)
	}, db.onStatement}
	return t.collect(ctx, statement, params)
}

func (db *DB) session(ctx context.Context, mode driver.AccessMode) driver.SessionWithContext {
	return db.driver.NewSession(ctx, driver.SessionConfig{AccessMode: mode, DatabaseName: db.database, BookmarkManager: db.bookmarks})
}

// transact does work in one transaction and commits it. Work must be repeatable: the driver does it again after a
// failure that may pass. Its errors come out with a code (see fault).
func (db *DB) transact(ctx context.Context, mode driver.AccessMode, work func(tx) error) (err error) {
	session := db.session(ctx, mode)
	defer func() {
		if closeErr := session.Close(context.WithoutCancel(ctx)); err == nil {
			err = fault(ctx, closeErr)
		}
	}()
	execute := session.ExecuteRead
	if mode == driver.AccessModeWrite {
		execute = session.ExecuteWrite
	}
	_, err = execute(ctx, func(t driver.ManagedTransaction) (any, error) {
		return nil, work(tx{t.Run, db.onStatement})
	}, timeout(ctx)...)
	return fault(ctx, err)
}

// timeout makes the database itself give up when ctx will.
func timeout(ctx context.Context) []func(*driver.TransactionConfig) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return nil
	}
	left := max(time.Until(deadline), time.Millisecond) // 0 would be none
	return []func(*driver.TransactionConfig){driver.WithTxTimeout(left)}
}

// tx is a transaction.
type tx struct {
	send        func(ctx context.Context, statement string, params map[string]any) (driver.ResultWithContext, error)
	onStatement func(string, map[string]any)
}

// run sends a statement: every one goes through here. It returns the driver's own errors, by which the driver tells
// what to try again.
func (t tx) run(ctx context.Context, statement string, params map[string]any) (driver.ResultWithContext, error) {
	if t.onStatement != nil {
		t.onStatement(statement, params)
	}
	return t.send(ctx, statement, params)
}

// exec runs a statement for its effects.
func (t tx) exec(ctx context.Context, statement string, params map[string]any) error {
	return t.each(ctx, statement, params, func(*driver.Record) error { return nil })
}

// each runs a statement and calls visit with its rows, until one fails.
func (t tx) each(ctx context.Context, statement string, params map[string]any, visit func(*driver.Record) error) error {
	result, err := t.run(ctx, statement, params)
	if err != nil {
		return err
	}
	var row *driver.Record
	for result.NextRecord(ctx, &row) {
		if err := visit(row); err != nil {
			return err
		}
	}
	return result.Err()
}

// collect runs a statement and returns all its rows.
func (t tx) collect(ctx context.Context, statement string, params map[string]any) ([]*driver.Record, error) {
	var rows []*driver.Record
	err := t.each(ctx, statement, params, func(row *driver.Record) error {
		rows = append(rows, row)
		return nil
	})
	return rows, err
}

// driverLog writes the driver's errors and warnings to a logger: at the level of Debug, what only says that the caller
// went away, as on every orderly end.
type driverLog struct{ *slog.Logger }

func (l driverLog) Error(name, id string, err error) {
	level := slog.LevelError
	if strings.HasSuffix(err.Error(), context.Canceled.Error()) { // the driver's own errors wrap it, but not for errors.Is
		level = slog.LevelDebug
	}
	l.Log(context.Background(), level, "neo4j driver", "component", name, "id", id, "error", err)
}

func (l driverLog) Warnf(name, id, msg string, args ...any) {
	level := slog.LevelWarn
	if slices.ContainsFunc(args, func(arg any) bool {
		err, ok := arg.(error)
		return ok && errors.Is(err, net.ErrClosed) // the connection was given up before
	}) {
		level = slog.LevelDebug
	}
	l.Log(context.Background(), level, "neo4j driver", "component", name, "id", id, "warning", fmt.Sprintf(msg, args...))
}

func (driverLog) Infof(string, string, string, ...any) {}

func (driverLog) Debugf(string, string, string, ...any) {}
