package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"ngograph/internal/kg"
	"ngograph/internal/memory"
	"ngograph/internal/neo4j"
	"ngograph/internal/network"
	"ngograph/internal/sqlite"
	"ngograph/seed"
)

// streams are the process's standard streams, given so that tests can read them.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// parse reads the command line and calls then with the command; every flag can be set by its NGOGRAPH_ variable.
func parse(c *commands, args []string, std streams, then func(*kong.Context) error) error {
	k, err := kong.New(c,
		kong.Name("ngograph"),
		kong.Description("A knowledge graph of NGO cooperation around the Baltic Sea."),
		kong.DefaultEnvars("NGOGRAPH"),
		kong.Writers(std.out, std.err),
	)
	if err != nil {
		return err
	}
	parsed, err := k.Parse(args)
	if err != nil {
		return err
	}
	return then(parsed)
}

// storage says which store to open and which view answers.
type storage struct {
	Store string `help:"The store: sqlite:FILE, neo4j://HOST, neo4j+s://HOST or bolt://HOST." default:"sqlite:ngograph.db" env:"NGOGRAPH_STORE" placeholder:"URL"`
	View  string `help:"What answers: memory, or neo4j (in the database; the default there)." enum:"memory,neo4j," default:"" env:"NGOGRAPH_VIEW"`
}

// opened is a graph with what must be closed after it.
type opened struct {
	graph *kg.Graph
	store kg.Store
	close func(context.Context) error
}

// storeURL is the form of --store; what follows is the backends' to judge.
var storeURL = regexp.MustCompile(`^(sqlite:.|(neo4j|bolt)(\+s|\+ssc)?://)`)

// openStore opens the store alone.
func (s storage) openStore(ctx context.Context, readOnly bool, log *slog.Logger) (kg.Store, error) {
	if !storeURL.MatchString(s.Store) {
		return nil, kg.Errorf(kg.Invalid, "--store is %q; it must be sqlite:FILE, neo4j://HOST, neo4j+s://HOST or bolt://HOST", s.Store)
	}
	if file, ok := s.embedded(); ok {
		return sqlite.Open(ctx, sqlite.Options{Path: file, ReadOnly: readOnly, Now: time.Now})
	}
	if u, err := url.Parse(s.Store); err == nil && u.User != nil {
		return nil, kg.Errorf(kg.Invalid, "--store must not hold a password; set NGOGRAPH_NEO4J_USER and NGOGRAPH_NEO4J_PASSWORD or NGOGRAPH_NEO4J_PASSWORD_FILE")
	}
	password, err := secret("NGOGRAPH_NEO4J_PASSWORD")
	if err != nil {
		return nil, err
	}
	return neo4j.Open(ctx, neo4j.Config{
		URI: s.Store, User: os.Getenv("NGOGRAPH_NEO4J_USER"), Password: password, Now: time.Now, Logger: log,
	})
}

// openCurrent opens the store for writing and brings its reference data up to date.
func (s storage) openCurrent(ctx context.Context, log *slog.Logger) (kg.Store, error) {
	store, err := s.openStore(ctx, false, log)
	if err != nil {
		return nil, err
	}
	if _, err := seed.Reference().Load(ctx, store); err != nil {
		return nil, errors.Join(err, store.Close(ctx))
	}
	return store, nil
}

// embedded returns the file of an embedded store, and false for a database.
func (s storage) embedded() (file string, ok bool) { return strings.CutPrefix(s.Store, "sqlite:") }

// over puts the view over an open store, which it closes on failure.
func (s storage) over(ctx context.Context, store kg.Store, log *slog.Logger) (*opened, error) {
	db, isNeo4j := store.(*neo4j.DB)
	switch {
	case s.View == "neo4j" && !isNeo4j:
		return nil, errors.Join(kg.Errorf(kg.Invalid, "--view neo4j needs a Neo4j store; %s has the memory view", s.Store), store.Close(ctx))
	case isNeo4j && s.View != "memory":
		return &opened{kg.New(store, network.Over(db.View()), time.Now), store, store.Close}, nil
	}
	view, err := memory.Open(ctx, store, memory.Options{Log: log})
	if err != nil {
		return nil, errors.Join(err, store.Close(ctx))
	}
	debug.FreeOSMemory() // what it took to fill the view
	return &opened{kg.New(store, network.Over(view), time.Now), store, func(ctx context.Context) error {
		view.Close()
		return store.Close(ctx)
	}}, nil
}

// secret returns a variable's value, or the content of the file that the variable with _FILE behind its name names.
func secret(name string) (string, error) {
	file := os.Getenv(name + "_FILE")
	if file == "" {
		return os.Getenv(name), nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("%s_FILE: %w", name, err)
	}
	return strings.TrimRight(string(text), "\r\n"), nil
}

// logger writes to the stream of errors.
func logger(std streams) *slog.Logger { return slog.New(slog.NewTextHandler(std.err, nil)) }
