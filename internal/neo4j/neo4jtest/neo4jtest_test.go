package neo4jtest_test

import (
	"context"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ngograph/internal/neo4j/neo4jtest"
)

// TestMain makes this package start its own servers: that is what it tests, and waiting for the shared one, which the
// store's tests hold for minutes, would only keep other packages waiting.
func TestMain(m *testing.M) {
	if err := os.Unsetenv(neo4jtest.EnvURI); err != nil {
		panic(err)
	}
	m.Run()
}

// count runs a statement that returns one integer.
func count(ctx context.Context, uri string, server neo4jtest.Server, cypher string) (int64, error) {
	auth := neo4j.NoAuth()
	if server.User != "" {
		auth = neo4j.BasicAuth(server.User, server.Password, "")
	}
	driver, err := neo4j.NewDriverWithContext(uri, auth)
	if err != nil {
		return 0, err
	}
	defer func() { _ = driver.Close(ctx) }()
	result, err := neo4j.ExecuteQuery(ctx, driver, cypher, nil, neo4j.EagerResultTransformer)
	if err != nil {
		return 0, err
	}
	if len(result.Records) == 0 {
		return 0, nil
	}
	return result.Records[0].Values[0].(int64), nil
}

func mustCount(t *testing.T, server neo4jtest.Server, cypher string) int64 {
	t.Helper()
	n, err := count(t.Context(), server.URI, server, cypher)
	if err != nil {
		t.Fatalf("%s: %v", cypher, err)
	}
	return n
}

func TestAcquire(t *testing.T) {
	server := neo4jtest.Acquire(t)

	t.Run("both schemes", func(t *testing.T) {
		_, host, _ := strings.Cut(server.URI, "://")
		for _, scheme := range []string{"bolt", "neo4j"} {
			got, err := count(t.Context(), scheme+"://"+host, server, "RETURN 1")
			if err != nil || got != 1 {
				t.Errorf("%s: RETURN 1 = %d, %v", scheme, got, err)
			}
		}
	})
	t.Run("full text", func(t *testing.T) {
		mustCount(t, server, "CREATE FULLTEXT INDEX names FOR (o:Organisation) ON EACH [o.name]")
		mustCount(t, server, "CALL db.awaitIndexes(60)")
		mustCount(t, server, "CREATE (:Organisation {name: 'Fundacja Zielona Łąka'})")
		got := mustCount(t, server, "CALL db.index.fulltext.queryNodes('names', 'zielona') YIELD node RETURN count(node)")
		if got != 1 {
			t.Errorf("found %d organisations, want 1", got)
		}
	})
	t.Run("wipe", func(t *testing.T) {
		mustCount(t, server, "CREATE CONSTRAINT `a``b` FOR (o:Organisation) REQUIRE o.id IS UNIQUE")
		mustCount(t, server, "CREATE RANGE INDEX byName FOR (o:Organisation) ON (o.name)")
		mustCount(t, server, "CREATE (:A)-[:B]->(:C)")
		if err := server.Wipe(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := map[string]int64{
			"nodes":       mustCount(t, server, "MATCH (n) RETURN count(n)"),
			"constraints": mustCount(t, server, "SHOW CONSTRAINTS YIELD name RETURN count(name)"),
			"indexes":     mustCount(t, server, "SHOW INDEXES YIELD type WHERE type <> 'LOOKUP' RETURN count(type)"),
		}
		want := map[string]int64{"nodes": 0, "constraints": 0, "indexes": 0}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("after Wipe (-want +got):\n%s", diff)
		}
	})
}

// Each of these would see the others' node if the lock let two of them in.
func TestAcquireIsExclusive(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a", "b", "c", "d"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := neo4jtest.Acquire(t)
			for want := range int64(5) {
				if got := mustCount(t, server, "MATCH (n) RETURN count(n)"); got != want {
					t.Fatalf("%d nodes, want %d", got, want)
				}
				mustCount(t, server, "CREATE (:Mine)")
			}
		})
	}
}

func TestOwnServer(t *testing.T) {
	own, err := neo4jtest.StartOwn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := own.Close(); err != nil {
			t.Error(err)
		}
	})
	_, host, _ := strings.Cut(own.URI, "://")
	ended := func(t *testing.T, how string, end func() error) {
		t.Helper()
		if err := end(); err != nil {
			t.Fatal(err)
		}
		if listens(t.Context(), host) {
			t.Errorf("answers after %s", how)
		}
	}

	mustCount(t, own.Server, "CREATE (:Kept)")
	ended(t, "Kill", own.Kill)
	if err := own.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := mustCount(t, own.Server, "MATCH (n:Kept) RETURN count(n)"); got != 1 {
		t.Errorf("%d nodes after Restart, want 1", got)
	}
	ended(t, "Stop", own.Stop)
}

// TestOrphan starts a server in a child process, which dies without closing it.
func TestOrphan(t *testing.T) {
	const child = "NEO4JTEST_ORPHAN"
	if os.Getenv(child) != "" {
		own, err := neo4jtest.StartOwn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, host, _ := strings.Cut(own.URI, "://")
		_, _ = os.Stdout.WriteString("address=" + host + "\n")
		self, err := os.FindProcess(os.Getpid())
		if err != nil {
			t.Fatal(err)
		}
		if err := self.Kill(); err != nil {
			t.Fatal(err)
		}
		select {}
	}
	command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestOrphan$")
	command.Env = append(os.Environ(), child+"=1")
	out, err := command.Output()
	if err == nil {
		t.Fatal("the child lives")
	}
	_, host, found := strings.Cut(strings.TrimSpace(string(out)), "address=")
	if !found {
		t.Fatalf("the child printed %q", out)
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for listens(t.Context(), host) {
		<-tick.C
	}
}

// listens says whether anything takes a connection at host, without the driver's patience.
func listens(ctx context.Context, host string) bool {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", host)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}
