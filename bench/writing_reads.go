package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"ngograph/graph"
	"ngograph/internal/dataset"
	"ngograph/internal/httpapi"
	"ngograph/internal/kg"
	"ngograph/internal/memory"
	"ngograph/internal/neo4j/neo4jtest"
	answers "ngograph/internal/network"
	"ngograph/internal/sqlite"
	"ngograph/internal/synthetic"
)

// The steady load of reads: so many clients, each of which asks one question in so much time, whatever became of the last.
const (
	readers   = 8
	readEvery = 40 * time.Millisecond
)

// readsMeanwhile compares what reads take while an import runs with what they take without.
func readsMeanwhile(ctx context.Context, b *bench, r *report) error {
	sizes, lasting := []int{20_000, 100_000}, 20*time.Second
	if b.quick {
		sizes, lasting = sizes[:1], 5*time.Second
	}
	r.line(fmt.Sprintf("**Reads during an import.** %d clients ask a question each every %v, timed from the moment at which it was due: an organisation, its projects and their "+
		"partners, a page of a country's organisations, a search, introductions. Meanwhile other networks of 5,000 organisations (19,000 changes) are imported, one behind the other, "+
		"each as one transaction and one new snapshot of the view. SQLite's file belongs to one process, so there the import, the server and the clients are in the benchmark's own; "+
		"Neo4j has a server and an importer of their own.", readers, readEvery))
	r.table("store and view", "organisations", "reads", "median", "p99", "reads during import", "median", "p99", "imports", "an import takes", "p99 / p99")
	for _, n := range sizes {
		if err := meanwhileEmbedded(ctx, b, r, n, lasting); err != nil {
			return err
		}
	}
	if b.quick { // one row will do
		return nil
	}
	return meanwhileNeo4j(ctx, b, r, 20_000, lasting)
}

func meanwhileEmbedded(ctx context.Context, b *bench, r *report, n int, lasting time.Duration) (err error) {
	file, err := b.store(ctx, n)
	if err != nil {
		return err
	}
	dir, err := b.scratch("writing-reads")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	own := filepath.Join(dir, "network.db")
	if err := copyFile(file, own); err != nil {
		return err
	}
	store, err := sqlite.Open(ctx, sqlite.Options{Path: own})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close(ctx)) }()
	view, err := memory.Open(ctx, store, memory.Options{})
	if err != nil {
		return err
	}
	defer view.Close()
	g := kg.New(store, answers.Over(view), time.Now)
	s, stop, err := serveHere(ctx, g)
	if err != nil {
		return err
	}
	defer stop()
	load := func(ctx context.Context, seed uint64) error {
		return dataset.Load(ctx, madeUp(seed), g.Apply, &dataset.Report{})
	}
	return meanwhile(ctx, r, "sqlite, memory", n, s, lasting, load)
}

func meanwhileNeo4j(ctx context.Context, b *bench, r *report, n int, lasting time.Duration) (err error) {
	folder, err := b.synthetic(ctx, n)
	if err != nil {
		return err
	}
	own, err := neo4jtest.StartOwn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, own.Close()) }()
	if err := b.quiet(ctx, "import", "tables", folder, "--store", own.URI); err != nil {
		return err
	}
	s, err := b.serve(ctx, "--store", own.URI)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	load := func(ctx context.Context, seed uint64) error {
		return b.quiet(ctx, "generate", "--organisations", "5000", "--seed", strconv.FormatUint(seed, 10), "--store", own.URI)
	}
	return meanwhile(ctx, r, "neo4j, neo4j", n, s, lasting, load)
}

// meanwhile measures reads without and with imports, twice each in turn, and writes the row.
func meanwhile(ctx context.Context, r *report, name string, n int, s *server, lasting time.Duration, load func(ctx context.Context, seed uint64) error) error {
	ask, err := s.steadyQuestions(ctx, n)
	if err != nil {
		return err
	}
	if _, err := paced(ctx, lasting/2, ask); err != nil { // to warm up
		return err
	}
	var without, with, imports times
	seed := uint64(1)
	for range 2 {
		ts, err := paced(ctx, lasting, ask)
		if err != nil {
			return err
		}
		without = append(without, ts...)
		reading, done := context.WithCancel(ctx)
		var read times
		var failed error
		var group sync.WaitGroup
		group.Go(func() { read, failed = paced(reading, time.Hour, ask) })
		begun := time.Now()
		for err == nil && time.Since(begun) < lasting {
			seed++
			var took time.Duration
			took, err = clocked(func() error { return load(ctx, seed) })()
			imports = append(imports, took)
		}
		done()
		group.Wait()
		if err := errors.Join(err, failed); err != nil {
			return err
		}
		with = append(with, read...)
	}
	slices.Sort(without)
	slices.Sort(with)
	slices.Sort(imports)
	r.row(name, n, len(without), without.median(), without.p99(), len(with), with.median(), with.p99(), len(imports), imports.median(), ratio(with.p99(), without.p99()))
	r.atMost(fmt.Sprintf("p99 of reads during an import, over that without one: %s, %d organisations", name, n), ratio(with.p99(), without.p99()), 3)
	return nil
}

// paced asks from several clients in a steady rhythm and returns how long after it was due each question was answered.
func paced(ctx context.Context, lasting time.Duration, ask func(ctx context.Context, turn int) error) (all times, err error) {
	var group sync.WaitGroup
	var lock sync.Mutex
	var turns atomic.Int64
	start := time.Now()
	for i := range readers {
		group.Go(func() {
			var own times
			var failed error
			for due := start.Add(time.Duration(i) * readEvery / readers); failed == nil && due.Sub(start) < lasting; due = due.Add(readEvery) {
				select {
				case <-ctx.Done():
				case <-time.After(time.Until(due)):
				}
				if ctx.Err() != nil {
					break
				}
				if failed = ask(context.WithoutCancel(ctx), int(turns.Add(1))); failed == nil {
					own = append(own, time.Since(due))
				}
			}
			lock.Lock()
			defer lock.Unlock()
			all, err = append(all, own...), errors.Join(err, failed)
		})
	}
	group.Wait()
	slices.Sort(all)
	return all, err
}

// steadyQuestions returns what asks questions about ordinary organisations of a network, in turn, once each was answered.
func (s *server) steadyQuestions(ctx context.Context, n int) (func(ctx context.Context, turn int) error, error) {
	answer, err := s.ask(ctx, `{ organisations(where: { projectCount: { min: 3, max: 6 } }, first: 50) { nodes { id } } }`, nil)
	if err != nil {
		return nil, err
	}
	var found struct {
		Organisations struct{ Nodes []struct{ ID string } }
	}
	if err := json.Unmarshal(answer, &found); err != nil {
		return nil, err
	}
	ids := found.Organisations.Nodes
	if len(ids) == 0 {
		return nil, fmt.Errorf("no organisation of %d is in three to six projects", n)
	}
	questions := []string{
		`query($id: ID!) { organisation(id: $id) { id name type city projectCount country { code name } themes { id } } }`,
		`query($id: ID!) { organisation(id: $id) { participations(first: 10) { nodes { role project { title participations(first: 10) { nodes { organisation { name } } } } } } } }`,
		`query($id: ID!) { organisation(id: $id) { country { organisations(first: 20) { totalCount nodes { id name city } } } } }`,
		`query($id: ID!) { organisation(id: $id) { name } search(text: "clear foundation", first: 10) { nodes { __typename } } }`,
		`query($id: ID!) { introductions(for: $id, first: 10) { nodes { candidate { name } score } } }`,
	}
	ask := func(ctx context.Context, turn int) error {
		_, err := s.ask(ctx, questions[turn%len(questions)], map[string]any{"id": ids[turn/len(questions)%len(ids)].ID})
		return err
	}
	for turn := range questions {
		if err := ask(ctx, turn); err != nil {
			return nil, err
		}
	}
	return ask, nil
}

// madeUp yields a network of 5,000 organisations.
func madeUp(seed uint64) iter.Seq2[dataset.Row, error] {
	return func(yield func(dataset.Row, error) bool) {
		network, err := synthetic.New(synthetic.Options{Organisations: 5000, Seed: seed})
		if err != nil {
			yield(dataset.Row{}, err)
			return
		}
		for r := range network.Records() {
			if !yield(dataset.Row{Change: kg.Change{Put: r}}, nil) {
				return
			}
		}
	}
}

// serveHere serves a graph from this process, as the command does.
func serveHere(ctx context.Context, g *kg.Graph) (*server, context.CancelFunc, error) {
	log := slog.New(slog.DiscardHandler)
	h, err := httpapi.New(httpapi.Options{
		GraphQL: graph.NewHandler(g, graph.Options{Logger: log, RequestID: httpapi.RequestID}), Schema: graph.Definition(),
		Limits: httpapi.DefaultLimits(), Logger: log, NewRequestID: func() string { return "bench" }, Now: time.Now,
	})
	if err != nil {
		return nil, nil, err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	serving, stop := context.WithCancel(ctx)
	go func() { _ = h.Serve(serving, listener) }()
	return &server{url: "http://" + listener.Addr().String() + "/graphql"}, stop, nil
}
