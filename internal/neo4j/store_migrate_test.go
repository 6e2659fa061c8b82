package neo4j

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
	"ngograph/internal/neo4j/neo4jtest"
)

const indexesOnline = "SHOW INDEXES YIELD name, state WHERE state <> 'ONLINE' RETURN count(*)"

func schemaOf(t *testing.T, db *DB) []string {
	t.Helper()
	rows, err := db.read(t.Context(), "SHOW INDEXES YIELD name, type, labelsOrTypes, properties RETURN name + ' ' + type ORDER BY name", nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, row := range rows {
		names = append(names, row.Values[0].(string))
	}
	return names
}

func TestMigrateTwice(t *testing.T) {
	db, c := openEmpty(t)
	first := schemaOf(t, db)
	apply(t, db, puts(sample()...)...)
	var sent []string
	c.OnStatement = func(s string, _ map[string]any) { sent = append(sent, s) }
	again := open(t, c)
	if diff := cmp.Diff([]string{readMeta}, sent); diff != "" {
		t.Errorf("opening a database that is up to date sends more than it must (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(first, schemaOf(t, again)); diff != "" {
		t.Errorf("the schema changed:\n%s", diff)
	}
	if n := one(t, again, indexesOnline, nil); n != int64(0) {
		t.Errorf("%d indexes are not online", n)
	}
	if r, err := again.Revision(t.Context()); r != 1 || err != nil {
		t.Errorf("revision %d, %v", r, err)
	}
}

func TestMigrateAfterFailure(t *testing.T) {
	db, c := openEmpty(t)
	want := schemaOf(t, db)
	for _, s := range []string{setVersion, "DROP INDEX search", "DROP INDEX node_revision"} { // as if it had stopped half-way
		if err := db.write(t.Context(), s, map[string]any{"version": 0}); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(want, schemaOf(t, open(t, c))); diff != "" {
		t.Errorf("the schema differs:\n%s", diff)
	}
}

func TestMigrateAtOnce(t *testing.T) {
	s := neo4jtest.Acquire(t)
	const servers = 4
	errs := make([]error, servers)
	var all sync.WaitGroup
	for i := range servers {
		all.Go(func() {
			db, err := Open(t.Context(), Config{URI: s.URI, User: s.User, Password: s.Password})
			if err == nil {
				_, err = db.Apply(t.Context(), puts(&kg.Language{ID: "language:pl", Code: "pl", Name: "Polish"}))
				err = errors.Join(err, db.Close(t.Context()))
			}
			errs[i] = err
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	db := open(t, Config{URI: s.URI, User: s.User, Password: s.Password})
	if n := one(t, db, "MATCH (n) RETURN count(*)", nil); n != int64(2) {
		t.Errorf("%d nodes, want Meta and one language", n)
	}
	if r, err := db.Revision(t.Context()); r != 1 || err != nil {
		t.Errorf("revision %d, %v", r, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	tests := []struct {
		name  string
		setup string
		code  kg.Code
	}{
		{"foreign content", "MATCH (n) DETACH DELETE n CREATE (:Movie {title: 'The Matrix'})", kg.Conflict},
		{"a later schema", "MERGE (m:Meta {key: 'ngograph'}) SET m.schemaVersion = 1000", kg.Conflict},
		{"an unreadable revision", "MATCH (m:Meta) SET m.revision = 'x'", kg.Internal},
	}
	db, c := openEmpty(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if err := db.write(t.Context(), test.setup, nil); err != nil {
				t.Fatal(err)
			}
			_, err := Open(t.Context(), c)
			wantCode(t, "open", err, test.code)
			if err := db.write(t.Context(), "MATCH (n) DETACH DELETE n CREATE (:Meta {key: 'ngograph', revision: 0, schemaVersion: 1})", nil); err != nil {
				t.Fatal(err)
			}
		})
	}
	_, err := Open(t.Context(), Config{URI: "http://127.0.0.1"})
	wantCode(t, "open an address of no known scheme", err, kg.Invalid)
}

func TestEmptiedBehindTheServersBack(t *testing.T) {
	db, _ := openEmpty(t)
	if err := db.write(t.Context(), "MATCH (n) DETACH DELETE n", nil); err != nil {
		t.Fatal(err)
	}
	_, err := db.Revision(t.Context())
	wantCode(t, "revision", err, kg.Conflict)
	_, err = db.Apply(context.Background(), puts(sample()...))
	wantCode(t, "apply", err, kg.Conflict)
}
