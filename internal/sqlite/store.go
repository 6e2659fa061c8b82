package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"ngograph/internal/kg"
)

// readers is how many statements read at once; a Scan holds one of them until it ends.
const readers = 8

// Options say which file to open and how.
type Options struct {
	Path     string
	ReadOnly bool             // take no lock and write nothing; the file must exist
	Now      func() time.Time // the clock that dates changes; time.Now if nil
}

// Store is a kg.Store in one SQLite file. It is safe for concurrent use; writes wait for each other.
type Store struct {
	path   string
	now    func() time.Time
	tables *tables
	lock   *flock.Flock // nil if read-only
	writer *sql.DB      // nil if read-only
	reader *sql.DB
	// searchable: the full-text index in the file is the one that this program would write.
	searchable bool

	writing chan struct{} // holds one token: whoever has it may write or close

	mu      sync.Mutex
	changed chan struct{} // closed and replaced after every commit
	closed  bool
}

var _ kg.Store = (*Store)(nil)

// Open opens the store in a file and makes the file if there is none. It fails with Conflict if the file is something
// else, is of a newer version of ngograph or is open for writing elsewhere, with NotFound if it is to be read only and
// is not there, and with Unavailable if the system refuses it. Whatever fails leaves the file as it was.
func Open(ctx context.Context, o Options) (*Store, error) {
	path, err := canonical(o.Path)
	if err != nil {
		return nil, &kg.Error{Code: kg.Unavailable, Message: "cannot open " + o.Path, Err: err}
	}
	s := &Store{path: path, now: o.Now, writing: make(chan struct{}, 1), changed: make(chan struct{})}
	if s.now == nil {
		s.now = time.Now
	}
	s.writing <- struct{}{}
	if err := s.open(ctx, path, o.ReadOnly); err != nil {
		return nil, errors.Join(err, s.release())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, path string, readOnly bool) error {
	fresh, err := identify(ctx, path)
	if err != nil {
		return err
	}
	if !readOnly {
		if s.lock, err = acquire(path); err != nil {
			return err
		}
		// Once more: before the lock was ours another process may have written the file.
		if _, err := identify(ctx, path); err != nil {
			return err
		}
	}
	var upToDate bool
	switch {
	case readOnly && fresh:
		return kg.Errorf(kg.NotFound, "there is no ngograph store in %s", path)
	case readOnly:
		s.reader = connect(path, "ro")
	default:
		s.writer = connect(path, "rwc", "journal_mode(WAL)", "synchronous(FULL)", "cache_size(-65536)", "wal_autocheckpoint(8000)") // KiB, pages
		s.writer.SetMaxOpenConns(1)
		if err := migrate(ctx, s.writer, path); err != nil {
			return err
		}
		s.reader = connect(path, "rw", "query_only(1)")
	}
	s.reader.SetMaxOpenConns(readers)
	s.reader.SetMaxIdleConns(readers)
	s.tables, upToDate, err = readTables(ctx, s.reader)
	s.searchable = upToDate
	return failure("open "+path, err)
}

// canonical returns the one absolute path by which all openers of a file know it, so that they meet at the same lock.
func canonical(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if target, err := filepath.EvalSymlinks(abs); err == nil {
		return target, nil
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(abs))
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, filepath.Base(abs)), nil
}

// connect returns a pool of connections to the file; it opens none yet.
func connect(path, mode string, pragmas ...string) *sql.DB {
	query := url.Values{"mode": {mode}, "_txlock": {"immediate"}, "_dqs": {"0"}, "_pragma": {"busy_timeout(5000)"}}
	query["_pragma"] = append(query["_pragma"], pragmas...)
	if mode != "rwc" {
		query.Set("_txlock", "deferred")
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/… on Windows
	}
	name := url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}
	db, err := sql.Open("sqlite", name.String())
	if err != nil {
		panic("sqlite: " + err.Error()) // only if the driver is not registered
	}
	return db
}

// Revision returns the store's revision; see kg.Store.
func (s *Store) Revision(ctx context.Context) (kg.Revision, error) {
	r, err := revision(ctx, s.reader)
	return r, failure("read the revision", err)
}

// querier is what a connection, a pool and a transaction have in common.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func revision(ctx context.Context, q querier) (kg.Revision, error) {
	var r kg.Revision
	err := q.QueryRowContext(ctx, `SELECT revision FROM store`).Scan(&r)
	return r, err
}

// Close waits for the write under way, if any, or for ctx to end, and releases the file. Reads that are under way end
// by themselves. Closing a closed store does nothing.
func (s *Store) Close(ctx context.Context) error {
	select {
	case <-s.writing:
	case <-ctx.Done():
		return failure("close", ctx.Err())
	}
	defer func() { s.writing <- struct{}{} }()
	s.mu.Lock()
	was := s.closed
	s.closed = true
	s.mu.Unlock()
	if was {
		return nil
	}
	s.announce()
	return failure("close", s.release())
}

// release closes what is open, the lock last.
func (s *Store) release() error {
	var first error
	for _, db := range []*sql.DB{s.reader, s.writer} {
		if db != nil {
			if err := db.Close(); first == nil {
				first = err
			}
		}
	}
	if s.lock != nil {
		if err := s.lock.Unlock(); first == nil {
			first = err
		}
	}
	return first
}

// announce wakes whoever waits for a change.
func (s *Store) announce() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.changed)
	s.changed = make(chan struct{})
}

// awaited returns a channel that is closed at the next change, and whether the store is closed.
func (s *Store) awaited() (<-chan struct{}, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed, s.closed
}
