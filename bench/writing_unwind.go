package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ngograph/internal/neo4j/neo4jtest"
)

// unwindImport times `ngograph import` into Neo4j and a loader written by hand alternately, into the same database, which
// is emptied of the network in between.
func unwindImport(ctx context.Context, b *bench, r *report, n int) (err error) {
	folder, err := b.synthetic(ctx, n)
	if err != nil {
		return err
	}
	own, err := neo4jtest.StartOwn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, own.Close()) }()
	db, err := driver.NewDriverWithContext(own.URI, driver.NoAuth())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close(ctx)) }()
	importOurs := func() error { return b.quiet(ctx, "import", "tables", folder, "--store", own.URI) }
	if err := importOurs(); err != nil {
		return err
	}
	l, err := readBack(ctx, db)
	if err != nil {
		return err
	}
	want, err := l.count(ctx)
	if err != nil {
		return err
	}
	afresh := func(load func() error) func() (time.Duration, error) {
		return func() (time.Duration, error) {
			if err := l.clear(ctx); err != nil {
				return 0, err
			}
			took, err := clocked(load)()
			if err != nil {
				return 0, err
			}
			got, err := l.count(ctx)
			if err == nil && !maps.Equal(got, want) {
				err = fmt.Errorf("the database holds %v, not %v", got, want)
			}
			return took, err
		}
	}
	loadTheirs := afresh(func() error { return l.load(ctx) })
	if err := l.chooseBatch(b, loadTheirs); err != nil {
		return err
	}
	theirs, ours, err := paired(3, 5*time.Minute, loadTheirs, afresh(importOurs))
	if err != nil {
		return err
	}
	r.line(fmt.Sprintf("**Neo4j.** `ngograph import tables` against a loader of %d lines of Go that makes the same nodes and relationships with the same properties, under the same "+
		"constraints and indexes: UNWIND of maps, one transaction for each batch of %d, the best of those tried. It is given all properties, counts and folded words included, in memory; it "+
		"reads no file, checks nothing, and cannot be run again.", loaderLines, l.batch))
	r.table("organisations", "nodes", "relationships", "UNWIND loader", "ngograph", "loader / ngograph")
	edges := 0
	for _, list := range l.edges {
		edges += len(list)
	}
	r.row(n, len(l.nodes["Organisation"])+len(l.nodes["Project"])+1, edges, theirs.median(), ours.median(), ratio(theirs.median(), ours.median()))
	r.atLeast(fmt.Sprintf("import of %d organisations into Neo4j, speed against a hand-written UNWIND loader", n), ratio(theirs.median(), ours.median()), 0.8)
	return nil
}

// loaderLines is about how long load and what it calls are.
const loaderLines = 40

// loader is the rows of a network as a program would have them that loads them once.
type loader struct {
	db    driver.DriverWithContext
	nodes map[string][]any // by label: properties
	edges map[string][]any // by type: from, to, properties
	batch int
}

// readBack takes the network out of a database that ngograph has imported it into.
func readBack(ctx context.Context, db driver.DriverWithContext) (*loader, error) {
	l := &loader{db: db, nodes: map[string][]any{}, edges: map[string][]any{}, batch: 5000}
	for _, label := range []string{"Dataset", "Organisation", "Project"} {
		rows, err := l.run(ctx, "MATCH (n:"+label+") WHERE n.id CONTAINS 'synthetic' RETURN properties(n)", nil)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			l.nodes[label] = append(l.nodes[label], row.Values[0])
		}
	}
	rows, err := l.run(ctx, "MATCH (a:Organisation|Project)-[r]->(b) RETURN type(r), [a.id, b.id, properties(r)]", nil)
	for _, row := range rows {
		kind := row.Values[0].(string)
		l.edges[kind] = append(l.edges[kind], row.Values[1])
	}
	return l, err
}

// load loads the network.
func (l *loader) load(ctx context.Context) error {
	for _, label := range slices.Sorted(maps.Keys(l.nodes)) {
		if err := l.write(ctx, "UNWIND $rows AS row CREATE (n:Node:"+label+") SET n = row", l.nodes[label]); err != nil {
			return err
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(l.edges)) {
		statement := "UNWIND $rows AS row MATCH (a:Node {id: row[0]}) MATCH (b:Node {id: row[1]}) CREATE (a)-[r:" + kind + "]->(b)"
		if kind == "PARTICIPATED_IN" {
			statement += " SET r = row[2]"
		}
		if err := l.write(ctx, statement, l.edges[kind]); err != nil {
			return err
		}
	}
	return nil
}

// write runs a statement over rows, a transaction for each batch.
func (l *loader) write(ctx context.Context, statement string, rows []any) error {
	for part := range slices.Chunk(rows, l.batch) {
		if _, err := l.run(ctx, statement, map[string]any{"rows": part}); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) run(ctx context.Context, statement string, params map[string]any) ([]*driver.Record, error) {
	session := l.db.NewSession(ctx, driver.SessionConfig{})
	result, err := session.Run(ctx, statement, params)
	if err != nil {
		return nil, errors.Join(err, session.Close(ctx))
	}
	rows, err := result.Collect(ctx)
	return rows, errors.Join(err, session.Close(ctx))
}

// chooseBatch takes the batch with which loading is quickest.
func (l *loader) chooseBatch(b *bench, load func() (time.Duration, error)) error {
	if b.quick {
		return nil
	}
	best, quickest := l.batch, time.Duration(0)
	for _, l.batch = range []int{5000, 1000, 2500, 10_000, 20_000} { // the first warms up, too
		took, err := load()
		if err != nil {
			return err
		}
		if quickest == 0 || took < quickest {
			best, quickest = l.batch, took
		}
	}
	l.batch = best
	return nil
}

// clear takes the network out of the database.
func (l *loader) clear(ctx context.Context) error {
	for _, statement := range []string{
		"MATCH (n:Organisation|Project) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS",
		"MATCH (n:Dataset) WHERE n.id CONTAINS 'synthetic' DELETE n",
	} {
		if _, err := l.run(ctx, statement, nil); err != nil {
			return err
		}
	}
	return nil
}

// count describes what the database holds of the network.
func (l *loader) count(ctx context.Context) (map[string]int64, error) {
	rows, err := l.run(ctx, "MATCH ()-[r]->() RETURN type(r) AS what, count(*) AS many, 0 AS total UNION ALL "+
		"MATCH (n:Node) RETURN [l IN labels(n) WHERE l <> 'Node'][0] AS what, count(*) AS many, sum(coalesce(n.projectCount, 0) + coalesce(n.participantCount, 0) + size(coalesce(n.text, ''))) AS total", nil)
	counts := map[string]int64{}
	for _, row := range rows {
		name := row.Values[0].(string)
		counts[name], counts[name+" sum"] = row.Values[1].(int64), row.Values[2].(int64)
	}
	return counts, err
}
