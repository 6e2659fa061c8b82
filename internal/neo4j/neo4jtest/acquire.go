package neo4jtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"
)

// EnvURI names the environment variable with the address of the server to use. [Own.Environ] sets it for a child process.
const EnvURI = "NGOGRAPH_TEST_NEO4J_URI"

const (
	envUser     = "NGOGRAPH_TEST_NEO4J_USER"
	envPassword = "NGOGRAPH_TEST_NEO4J_PASSWORD"
	envLock     = "NGOGRAPH_TEST_NEO4J_LOCK" // the lock file of a server started for tests
)

const (
	lockPoll = 10 * time.Millisecond
	lockWait = 15 * time.Minute
)

// Acquire returns a server that is empty and that no other test, in this process or another, uses until tb and its
// subtests have ended. It waits for its turn, so tests that call it may be parallel. A subtest uses its parent's server
// and may [Server.Wipe] it: a subtest that calls Acquire itself while its parent holds the server fails at once.
//
// A server that a person named in the environment is wiped again at the end, and one that is not empty at the start
// is refused: it may be somebody's work.
func Acquire(tb testing.TB) Server {
	tb.Helper()
	server, err := find()
	if err != nil {
		tb.Fatal(err)
	}
	release, err := server.hold(tb.Context(), tb.Name())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(release)
	if !server.throwaway {
		empty, err := server.empty(tb.Context())
		if err != nil {
			tb.Fatal(err)
		}
		if !empty {
			tb.Fatalf("neo4jtest: %s holds data, and tests wipe the server that they use: empty it or name another in %s",
				server.URI, EnvURI)
		}
		tb.Cleanup(func() { // before release: cleanups run last in, first out
			if err := server.Wipe(context.WithoutCancel(tb.Context())); err != nil {
				tb.Error(err)
			}
		})
	}
	if err := server.Wipe(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	return server
}

// find returns the server of the environment or else this process's own.
func find() (Server, error) {
	uri := os.Getenv(EnvURI)
	if uri == "" {
		return processServer()
	}
	server := Server{URI: uri, User: os.Getenv(envUser), Password: os.Getenv(envPassword)}
	if server.lock = os.Getenv(envLock); server.lock != "" {
		server.throwaway = true
		return server, nil
	}
	cache, err := cacheFolder()
	if err != nil {
		return Server{}, err
	}
	_, host, _ := strings.Cut(uri, "://") // bolt:// and neo4j:// may lead to one server
	sum := sha256.Sum256([]byte(host))
	server.lock = filepath.Join(cache, "neo4j-"+hex.EncodeToString(sum[:6])+".lock")
	return server, nil
}

// processServer starts the server of a test process that was given none. It ends with the process, which is why it is
// the package's and not a test's.
var processServer = sync.OnceValues(func() (Server, error) {
	own, err := StartOwn(context.Background())
	if err != nil {
		return Server{}, err
	}
	return own.Server, nil
})

// hold waits for the server's lock and notes the holder in its file, for those who wait.
func (s Server) hold(ctx context.Context, name string) (release func(), err error) {
	me := fmt.Sprintf("%d %s", os.Getpid(), name)
	lock := flock.New(s.lock)
	locked, err := lock.TryLock()
	if err == nil && !locked {
		if holder := s.holder(); strings.HasPrefix(me, holder+"/") {
			return nil, fmt.Errorf("neo4jtest: %s already holds the server: a subtest uses its parent's", holder)
		}
		waiting, cancel := context.WithTimeout(ctx, lockWait)
		defer cancel()
		locked, err = lock.TryLockContext(waiting, lockPoll)
	}
	if err != nil || !locked {
		return nil, fmt.Errorf("neo4jtest: wait for %s, held by %q: %w", s.URI, s.holder(), err)
	}
	if err := os.WriteFile(s.lock, []byte(me), 0o600); err != nil {
		return nil, fmt.Errorf("neo4jtest: note the holder of %s: %w", s.URI, err)
	}
	return func() { _ = lock.Unlock() }, nil
}

// holder is the process and test that held the server last; it may be gone, or unknown.
func (s Server) holder() string {
	note, err := os.ReadFile(s.lock)
	if err != nil || len(note) == 0 {
		return "an unknown test"
	}
	return string(note)
}
