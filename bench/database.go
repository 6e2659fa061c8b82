package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ngograph/internal/neo4j"
	"ngograph/internal/neo4j/neo4jtest"
)

// database is a Neo4j that ngograph has filled.
type database struct {
	uri   string
	what  string // it holds
	close func() error
	bare  driver.DriverWithContext
}

// database starts a Neo4j and fills it with a generated network. The one at NGOGRAPH_BENCH_NEO4J, if that is set, is
// used as it is.
func (b *bench) database(ctx context.Context) (*database, error) {
	d := &database{uri: os.Getenv("NGOGRAPH_BENCH_NEO4J"), what: "what was there", close: func() error { return nil }}
	if d.uri == "" {
		own, err := neo4jtest.StartOwn(ctx)
		if err != nil {
			return nil, err
		}
		d.uri, d.close = own.URI, own.Close
		if d.what, err = b.fill(ctx, d.uri); err != nil {
			return nil, errors.Join(err, d.close())
		}
	}
	bare, err := driver.NewDriverWithContext(d.uri, driver.NoAuth())
	if err != nil {
		return nil, errors.Join(err, d.close())
	}
	stop := d.close
	d.bare, d.close = bare, func() error { return errors.Join(bare.Close(context.WithoutCancel(ctx)), stop()) }
	return d, nil
}

// fill has ngograph fill an empty database and says with what.
func (b *bench) fill(ctx context.Context, uri string) (what string, err error) {
	organisations := 20_000
	if b.quick {
		organisations = 5000
	}
	what = fmt.Sprintf("a generated network of %d organisations", organisations)
	return what, b.generate(ctx, organisations, "--store", uri)
}

// values runs a statement and returns all its rows.
func (d *database) values(ctx context.Context, statement string, params map[string]any) ([][]any, error) {
	session := d.bare.NewSession(ctx, driver.SessionConfig{AccessMode: driver.AccessModeRead, DatabaseName: "neo4j"})
	defer func() { _ = session.Close(context.WithoutCancel(ctx)) }()
	result, err := session.Run(ctx, statement, params)
	if err != nil {
		return nil, err
	}
	records, err := result.Collect(ctx)
	rows := make([][]any, len(records))
	for i, r := range records {
		rows[i] = r.Values
	}
	return rows, err
}

// texts are the values in the first column.
func (d *database) texts(ctx context.Context, statement string, params map[string]any) ([]string, error) {
	rows, err := d.values(ctx, statement, params)
	list := make([]string, len(rows))
	for i, row := range rows {
		list[i], _ = row[0].(string)
	}
	return list, err
}

// sent is a statement with its parameters.
type sent struct {
	text   string
	params map[string]any
}

// observed opens a store at the database that hands over every statement that it sends.
func (d *database) observed(ctx context.Context, see func(sent)) (*neo4j.DB, error) {
	return neo4j.Open(ctx, neo4j.Config{URI: d.uri, OnStatement: func(text string, params map[string]any) { see(sent{text, params}) }})
}
