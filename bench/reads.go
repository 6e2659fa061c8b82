package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"ngograph/graph"
	"ngograph/internal/kg"
	answers "ngograph/internal/network"
)

// A reading has the three ways to ask the same database: ngograph, @neo4j/graphql and the driver alone.
type reading struct {
	database *database
	ours     *server
	theirs   *server
	seen     *statements
	graph    *kg.Graph // in this process, whose statements are seen
}

// reads measures ngograph on Neo4j against @neo4j/graphql over the same database, and against the same statements through
// the driver alone.
func reads(ctx context.Context, b *bench, r *report) (err error) {
	x, closing, err := b.reading(ctx)
	defer func() { err = errors.Join(err, closing()) }()
	if err != nil {
		return err
	}
	f, err := x.database.facts(ctx, x.ours)
	if err != nil {
		return err
	}
	r.line(fmt.Sprintf("The database holds %s. Each read is asked with %d sets of values in turn, all of which both answered alike first. "+
		"*driver* is ngograph's own statement, sent by the Go driver, with its records read; *over it* is what ngograph takes for the same, as GraphQL over HTTP.",
		x.database.what, sets))
	list := f.reads()
	for _, q := range list {
		if err := x.same(ctx, q); err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
	}
	if err := x.latencies(ctx, b, r, list); err != nil {
		return err
	}
	if err := x.throughput(ctx, b, r, list); err != nil {
		return err
	}
	return x.plans(ctx, r, list)
}

// reading starts everything. closing stops what was started, also after a failure.
func (b *bench) reading(ctx context.Context) (x *reading, closing func() error, err error) {
	x = &reading{seen: &statements{}}
	var stops []func() error
	closing = func() error {
		var failed error
		for _, stop := range slices.Backward(stops) {
			failed = errors.Join(failed, stop())
		}
		return failed
	}
	if x.database, err = b.database(ctx); err != nil {
		return nil, closing, err
	}
	stops = append(stops, x.database.close)
	if x.ours, err = b.serve(ctx, "--store", x.database.uri); err != nil {
		return nil, closing, err
	}
	stops = append(stops, x.ours.stop)
	script, err := b.node(ctx, "neo4j-graphql", "server.mjs", "types.graphql")
	if err != nil {
		return nil, closing, err
	}
	if x.theirs, err = startServer(ctx, "env", "NODE_ENV=production", "node", script, x.database.uri); err != nil {
		return nil, closing, err
	}
	stops = append(stops, x.theirs.stop)
	db, err := x.database.observed(ctx, x.seen.add)
	if err != nil {
		return nil, closing, err
	}
	stops = append(stops, func() error { return db.Close(context.WithoutCancel(ctx)) })
	x.graph = kg.New(db, answers.Over(db.View()), time.Now)
	return x, closing, nil
}

// node copies a peer of bench/peers with its files and fetches the packages that its lock file names. It returns the path of
// the first file.
func (b *bench) node(ctx context.Context, name string, files ...string) (string, error) {
	from, to := filepath.Join("bench", "peers", name), filepath.Join(b.dir, name)
	if err := os.MkdirAll(to, 0o755); err != nil {
		return "", err
	}
	_, err := os.Stat(filepath.Join(to, "node_modules", ".package-lock.json")) // npm writes it last
	changed := err != nil
	for _, file := range append([]string{"package.json", "package-lock.json"}, files...) {
		data, err := os.ReadFile(filepath.Join(from, file))
		if err != nil {
			return "", err
		}
		before, _ := os.ReadFile(filepath.Join(to, file))
		changed = changed || file == "package-lock.json" && !bytes.Equal(before, data)
		if err := os.WriteFile(filepath.Join(to, file), data, 0o644); err != nil {
			return "", err
		}
	}
	if changed {
		if err := command(ctx, "npm", "ci", "--prefix", to, "--no-audit", "--no-fund", "--loglevel", "error"); err != nil {
			return "", err
		}
	}
	return filepath.Join(to, files[0]), nil
}

// statements are what a store sends.
type statements struct {
	lock sync.Mutex
	list []sent
}

func (s *statements) add(one sent) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.list = append(s.list, one)
}

// take returns what was sent since the last time.
func (s *statements) take() []sent {
	s.lock.Lock()
	defer s.lock.Unlock()
	list := s.list
	s.list = nil
	return list
}

// same fails if a read is answered differently with any of its values, or with nothing.
func (x *reading) same(ctx context.Context, q read) error {
	for _, v := range q.values {
		ours, err := x.ours.ask(ctx, q.ours, v.ours)
		if err != nil {
			return err
		}
		theirs, err := x.theirs.ask(ctx, q.theirs, v.theirs)
		if err != nil {
			return fmt.Errorf("the peer: %w", err)
		}
		if err := alike(ours, theirs, !q.unordered, q.theirForm); err != nil {
			return fmt.Errorf("%v: %w", v.ours, err)
		}
	}
	return nil
}

// statements returns what ngograph sends for a read with each of its values.
func (x *reading) statements(ctx context.Context, q read) ([][]sent, error) {
	var list [][]sent
	for _, v := range q.values {
		x.seen.take()
		if answer := graph.Execute(ctx, x.graph, graph.Options{}, q.ours, v.ours); len(answer.Errors) > 0 {
			return nil, answer.Errors
		}
		list = append(list, x.seen.take())
	}
	return list, nil
}

// asks returns what asks a server a question with one set of values after the other, and reads the whole answer.
func asks(ctx context.Context, s *server, query string, variables []map[string]any) func() error {
	bodies := make([][]byte, len(variables))
	for i, v := range variables {
		bodies[i] = question(query, v)
	}
	next := 0
	return func() error {
		next++
		_, err := s.post(ctx, bodies[next%len(bodies)], nil)
		return err
	}
}

func (q read) oursWith(ctx context.Context, s *server) func() error {
	variables := make([]map[string]any, len(q.values))
	for i, v := range q.values {
		variables[i] = v.ours
	}
	return asks(ctx, s, q.ours, variables)
}

func (q read) theirsWith(ctx context.Context, s *server) func() error {
	variables := make([]map[string]any, len(q.values))
	for i, v := range q.values {
		variables[i] = v.theirs
	}
	return asks(ctx, s, q.theirs, variables)
}

// rounds is how often each read is timed, and at most for how long; at least a fifth of it warms up both sides first.
func (b *bench) rounds() (int, time.Duration) {
	if b.quick {
		return 30, time.Second
	}
	return 300, 12 * time.Second
}

func (x *reading) latencies(ctx context.Context, b *bench, r *report, list []read) error {
	rounds, budget := b.rounds()
	r.line("Latency of one client (median):")
	r.table("read", "@neo4j/graphql", "ngograph", "ratio", "driver", "ngograph", "over it")
	var ratios, over []float64
	for _, q := range list {
		sends, err := x.statements(ctx, q)
		if err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		next := 0
		bare := func() error {
			next++
			for _, s := range sends[next%len(sends)] {
				if _, err := x.database.values(ctx, s.text, s.params); err != nil {
					return err
				}
			}
			return nil
		}
		ours, theirs := clocked(q.oursWith(ctx, x.ours)), clocked(q.theirsWith(ctx, x.theirs))
		if _, _, err := paired(rounds, budget/4, theirs, ours); err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		tt, to, err := paired(rounds, budget, theirs, ours)
		if err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		tb, tg, err := paired(rounds, budget, clocked(bare), clocked(q.oursWith(ctx, x.ours)))
		if err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		ratios, over = append(ratios, ratio(tt.median(), to.median())), append(over, ratio(tg.median(), tb.median()))
		r.row(q.name, tt.median(), to.median(), ratios[len(ratios)-1], tb.median(), tg.median(), over[len(over)-1])
	}
	r.row("**geometric mean**", "", "", geometricMean(ratios), "", "", geometricMean(over))
	r.atLeast("latency against @neo4j/graphql, the worst read", slices.Min(ratios), 1)
	r.atLeast("latency against @neo4j/graphql, geometric mean", geometricMean(ratios), 3)
	r.atMost("GraphQL over HTTP against the same Cypher through the driver, the worst read", slices.Max(over), 1.25)
	return nil
}

func (x *reading) throughput(ctx context.Context, b *bench, r *report, list []read) error {
	clients := []int{1, 8, 32}
	length := 3 * time.Second
	if b.quick {
		length = 400 * time.Millisecond
	}
	r.line("Answers a second, of @neo4j/graphql → of ngograph, and their ratio:")
	columns := []string{"read"}
	for _, n := range clients {
		columns = append(columns, fmt.Sprintf("%d clients", n), "ratio")
	}
	r.table(columns...)
	ratios := make([][]float64, len(clients))
	for _, q := range list {
		cells := []any{q.name}
		for i, n := range clients {
			var rates [2]float64
			for side, with := range []func(context.Context, *server) func() error{q.theirsWith, q.oursWith} {
				of := []*server{x.theirs, x.ours}[side]
				each := make([]func() error, n)
				for c := range each {
					each[c] = with(ctx, of)
				}
				var err error
				rates[side], _, err = load(ctx, n, length, func(_ context.Context, c int) error { return each[c]() })
				if err != nil {
					return fmt.Errorf("%s, %d clients: %w", q.name, n, err)
				}
			}
			ratios[i] = append(ratios[i], rates[1]/rates[0])
			cells = append(cells, number(rates[0])+" → "+number(rates[1]), rates[1]/rates[0])
		}
		r.row(cells...)
	}
	means := []any{"**geometric mean**"}
	for i, n := range clients {
		means = append(means, "", geometricMean(ratios[i]))
		r.atLeast(fmt.Sprintf("throughput against @neo4j/graphql at %d clients, the worst read", n), slices.Min(ratios[i]), 1)
		r.atLeast(fmt.Sprintf("throughput against @neo4j/graphql at %d clients, geometric mean", n), geometricMean(ratios[i]), 3)
	}
	r.row(means...)
	return nil
}

// plans shows how often Neo4j had a plan at hand.
func (x *reading) plans(ctx context.Context, r *report, list []read) error {
	r.line("Plans that Neo4j had at hand, when every read was asked with every set of values, twice, from empty caches " +
		"(a statement whose planning took less than a quarter of what that text took at most had one):")
	r.table("", "statements", "texts", "planned", "hit rate")
	for _, side := range []string{"@neo4j/graphql", "ngograph"} {
		for _, statement := range []string{
			"CALL db.clearQueryCaches()", "CALL db.stats.clear('QUERIES')", "CALL db.stats.collect('QUERIES', {durationSeconds: 600})",
		} {
			if _, err := x.database.values(ctx, statement, nil); err != nil {
				return err
			}
		}
		for _, q := range list {
			ask := q.oursWith(ctx, x.ours)
			if side != "ngograph" {
				ask = q.theirsWith(ctx, x.theirs)
			}
			for range 2 * len(q.values) {
				if err := ask(); err != nil {
					return err
				}
			}
		}
		if _, err := x.database.values(ctx, "CALL db.stats.stop('QUERIES')", nil); err != nil {
			return err
		}
		rows, err := x.database.values(ctx, "CALL db.stats.retrieve('QUERIES') YIELD data WHERE NOT data.query STARTS WITH 'CALL db.' RETURN data.invocations", nil)
		if err != nil {
			return err
		}
		asked, planned := 0, 0
		for _, row := range rows {
			var took []int64
			for _, invocation := range row[0].([]any) {
				n, _ := invocation.(map[string]any)["elapsedCompileTimeInUs"].(int64)
				took = append(took, n)
			}
			asked += len(took)
			for _, n := range took {
				if n >= slices.Max(took)/4 {
					planned++
				}
			}
		}
		r.row(side, asked, len(rows), planned, fmt.Sprintf("%.1f%%", 100*(1-float64(planned)/float64(asked))))
	}
	return nil
}

func keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
