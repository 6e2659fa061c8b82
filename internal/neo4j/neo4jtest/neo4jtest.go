// Package neo4jtest gives tests and benchmarks a real Neo4j 5.26.
//
// [Acquire] is what a test wants: exclusive use of an empty server, until the test ends. The server is, in this order,
//
//   - the one at NGOGRAPH_TEST_NEO4J_URI (with NGOGRAPH_TEST_NEO4J_USER and NGOGRAPH_TEST_NEO4J_PASSWORD);
//   - one in Docker, where a Docker engine answers;
//   - one started with Java 17 or 21 from packages that Maven fetches once into the user's cache folder.
//
// Where there is none the test fails and says what to install; it is never skipped.
//
// [StartOwn] starts a server that nobody else uses, for tests that stop, kill and restart it.
//
// The command in folder cmd starts one server, runs another command with its address in the environment and stops the
// server after it: `make test` runs all test packages so. A package tested alone starts its own server, once for the
// test process. No server outlives the process that started it, however that ends.
//
// The package knows nothing of ngograph's graph.
package neo4jtest

import (
	"context"
	"fmt"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// Server is a Neo4j that answers at URI. User is empty where it asks for no sign-in.
type Server struct {
	URI      string
	User     string
	Password string

	lock      string // the file whose lock is the right to use the server
	throwaway bool   // started for tests, so that whatever it holds may go
}

// Wipe deletes all nodes, relationships, constraints and indexes, except the two token lookup indexes that every
// database is born with. The caller has the server for itself: see [Acquire].
func (s Server) Wipe(ctx context.Context) error {
	return s.session(ctx, func(session neo4j.SessionWithContext) error {
		// Constraints first: they take their indexes with them.
		for _, kind := range [][2]string{{"CONSTRAINT", "CONSTRAINTS"}, {"INDEX", "INDEXES"}} {
			if err := dropAll(ctx, session, kind[0], kind[1]); err != nil {
				return fmt.Errorf("neo4jtest: wipe %s: %w", s.URI, err)
			}
		}
		const del = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 1000 ROWS"
		if _, err := collect(ctx, session, del); err != nil {
			return fmt.Errorf("neo4jtest: wipe %s: %w", s.URI, err)
		}
		return nil
	})
}

func dropAll(ctx context.Context, session neo4j.SessionWithContext, kind, plural string) error {
	show := "SHOW " + plural + " YIELD name, type WHERE type <> 'LOOKUP' RETURN name"
	names, err := collect(ctx, session, show)
	if err != nil {
		return err
	}
	for _, name := range names {
		quoted := "`" + strings.ReplaceAll(fmt.Sprint(name), "`", "``") + "`"
		if _, err := collect(ctx, session, "DROP "+kind+" "+quoted+" IF EXISTS"); err != nil {
			return err
		}
	}
	return nil
}

// empty says whether the server holds no node.
func (s Server) empty(ctx context.Context) (bool, error) {
	var rows []any
	err := s.session(ctx, func(session neo4j.SessionWithContext) (err error) {
		rows, err = collect(ctx, session, "MATCH (n) RETURN 1 LIMIT 1")
		return err
	})
	return len(rows) == 0, err
}

func (s Server) session(ctx context.Context, use func(neo4j.SessionWithContext) error) error {
	auth := neo4j.NoAuth()
	if s.User != "" {
		auth = neo4j.BasicAuth(s.User, s.Password, "")
	}
	driver, err := neo4j.NewDriverWithContext(s.URI, auth)
	if err != nil {
		return fmt.Errorf("neo4jtest: open %s: %w", s.URI, err)
	}
	defer func() { _ = driver.Close(ctx) }()
	session := driver.NewSession(ctx, neo4j.SessionConfig{})
	defer func() { _ = session.Close(ctx) }()
	return use(session)
}

// collect runs one statement in a transaction of its own and returns the first value of every row.
func collect(ctx context.Context, session neo4j.SessionWithContext, cypher string) ([]any, error) {
	result, err := session.Run(ctx, cypher, nil)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", cypher, err)
	}
	records, err := result.Collect(ctx)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", cypher, err)
	}
	var values []any
	for _, record := range records {
		if len(record.Values) > 0 {
			values = append(values, record.Values[0])
		}
	}
	return values, nil
}
