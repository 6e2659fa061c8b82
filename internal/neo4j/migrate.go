package neo4j

import (
	"context"
	"fmt"
	"strings"
	"time"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ngograph/internal/kg"
)

const (
	metaConstraint = "CREATE CONSTRAINT meta_key IF NOT EXISTS FOR (m:Meta) REQUIRE m.key IS UNIQUE"
	createMeta     = "MERGE (m:Meta {key: 'ngograph'}) ON CREATE SET m.revision = 0, m.schemaVersion = 0"
	// Setting a property, even to what it is, takes the node's lock: the one that makes writers take turns. (Removing
	// one that is not there does not.)
	lockMeta      = "MATCH (m:Meta {key: 'ngograph'}) SET m.lock = true WITH m RETURN m.revision AS revision, m.schemaVersion AS version"
	readMeta      = "MATCH (m:Meta {key: 'ngograph'}) RETURN m.revision AS revision, m.schemaVersion AS version"
	setVersion    = "MATCH (m:Meta {key: 'ngograph'}) SET m.schemaVersion = $version"
	setRevision   = "MATCH (m:Meta {key: 'ngograph'}) SET m.revision = $revision"
	anyNode       = "MATCH (n) RETURN 1 LIMIT 1"
	awaitIndexes  = "CALL db.awaitIndexes($seconds)"
	awaitForever  = 24 * time.Hour // ctx ends it sooner
	searchIndex   = "search"
	searchOptions = "OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}}"
)

// migrations returns the statements of each version of the schema, the first making version 1. Each must do nothing
// where its effect is there already. Published versions stay as they are: a change is another version.
func migrations() [][]string { return [][]string{firstSchema()} }

func firstSchema() []string {
	statements := []string{
		"CREATE CONSTRAINT node_id IF NOT EXISTS FOR (n:Node) REQUIRE n.id IS UNIQUE",
		"CREATE CONSTRAINT tombstone_id IF NOT EXISTS FOR (n:Tombstone) REQUIRE n.id IS UNIQUE",
		"CREATE INDEX node_revision IF NOT EXISTS FOR (n:Node) ON (n.revision)",
		"CREATE INDEX tombstone_revision IF NOT EXISTS FOR (n:Tombstone) ON (n.revision)",
	}
	for _, k := range edgeKinds() {
		e, _ := edgeOf(k)
		name := strings.ToLower(e.relType)
		statements = append(statements,
			fmt.Sprintf("CREATE CONSTRAINT %s_id IF NOT EXISTS FOR ()-[r:%s]-() REQUIRE r.id IS UNIQUE", name, e.relType),
			fmt.Sprintf("CREATE INDEX %s_revision IF NOT EXISTS FOR ()-[r:%s]-() ON (r.revision)", name, e.relType))
	}
	index := func(k kg.Kind, property string) {
		statements = append(statements, fmt.Sprintf("CREATE INDEX %s_%s IF NOT EXISTS FOR (n:%s) ON (n.%s)",
			strings.ToLower(string(k)), strings.ToLower(property), k, property))
	}
	for _, k := range nodeKinds() {
		index(k, "id")
		for _, field := range []string{"name", "title"} {
			if kg.Describe(k).Field(field) != nil {
				index(k, field+"Key")
			}
		}
	}
	for _, property := range []string{"type", "size", "country", "projectCount"} {
		index(kg.KindOrganisation, property)
	}
	for _, property := range []string{"start", "end", "periodFrom", "periodTo", "participantCount"} {
		index(kg.KindProject, property)
	}
	labels := make([]string, 0, len(kg.SearchedKinds()))
	for _, k := range kg.SearchedKinds() {
		labels = append(labels, string(k))
	}
	return append(statements, fmt.Sprintf("CREATE FULLTEXT INDEX %s IF NOT EXISTS FOR (n:%s) ON EACH [n.text] %s",
		searchIndex, strings.Join(labels, "|"), searchOptions))
}

// migrate brings the schema up to date. Servers that do it at once take turns.
func (db *DB) migrate(ctx context.Context) error {
	version, found, err := db.schemaVersion(ctx)
	if err != nil {
		return err
	}
	all := migrations()
	switch {
	case found && version == len(all):
		return nil
	case found && version > len(all):
		return newerSchema(version)
	case !found:
		if err := db.claim(ctx); err != nil {
			return err
		}
	}
	return db.transact(ctx, driver.AccessModeWrite, func(t tx) error {
		meta, err := t.lock(ctx)
		if err != nil {
			return err
		}
		if meta.version > len(all) {
			return newerSchema(meta.version)
		}
		if meta.version == len(all) {
			return nil
		}
		for _, statements := range all[meta.version:] {
			for _, s := range statements {
				// Each in a transaction of its own: this one holds the lock meanwhile.
				if err := db.write(ctx, s, nil); err != nil {
					return err
				}
			}
		}
		if _, err := db.read(ctx, awaitIndexes, map[string]any{"seconds": int64(awaitForever.Seconds())}); err != nil {
			return err
		}
		return t.exec(ctx, setVersion, map[string]any{"version": len(all)})
	})
}

// claim makes an empty database ngograph's.
func (db *DB) claim(ctx context.Context) error {
	nodes, err := db.read(ctx, anyNode, nil)
	if err != nil {
		return err
	}
	// Looked up after the nodes: another server may be claiming the database, and its Meta comes before all else.
	if _, found, err := db.schemaVersion(ctx); err != nil || found {
		return err
	}
	if len(nodes) > 0 {
		return kg.Errorf(kg.Conflict, "the database holds data that ngograph did not write; give it an empty one")
	}
	if err := db.write(ctx, metaConstraint, nil); err != nil {
		return err
	}
	return db.write(ctx, createMeta, nil)
}

func newerSchema(version int) error {
	return kg.Errorf(kg.Conflict, "the database was written by a later version of ngograph: its schema is %d and this one knows %d",
		version, len(migrations()))
}

func (db *DB) schemaVersion(ctx context.Context) (version int, found bool, err error) {
	rows, err := db.read(ctx, readMeta, nil)
	if err != nil || len(rows) == 0 {
		return 0, false, err
	}
	meta, err := metaOf(rows)
	return meta.version, true, err
}

func (db *DB) write(ctx context.Context, statement string, params map[string]any) error {
	return db.transact(ctx, driver.AccessModeWrite, func(t tx) error { return t.exec(ctx, statement, params) })
}

// meta is what the store knows of itself.
type meta struct {
	revision kg.Revision
	version  int
}

// lock makes this transaction the only one that writes, until it ends, and returns what the store knows of itself then.
func (t tx) lock(ctx context.Context) (meta, error) {
	rows, err := t.collect(ctx, lockMeta, nil)
	if err != nil {
		return meta{}, err
	}
	return metaOf(rows)
}

func metaOf(rows []*driver.Record) (meta, error) {
	if len(rows) != 1 {
		return meta{}, kg.Errorf(kg.Conflict, "the database has been emptied behind the server's back; restart it")
	}
	revision, ok := rows[0].Values[0].(int64)
	version, ok2 := rows[0].Values[1].(int64)
	if !ok || !ok2 {
		return meta{}, kg.Errorf(kg.Internal, "the database holds no revision and schema version that can be read")
	}
	return meta{kg.Revision(revision), int(version)}, nil
}
