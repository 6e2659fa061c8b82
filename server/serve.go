package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/google/uuid"

	"ngograph/graph"
	"ngograph/internal/httpapi"
	"ngograph/internal/kg"
	"ngograph/seed"
	"ngograph/web"
)

type serveCommand struct {
	Addr    string        `help:"The address to listen on; port 0 takes a free one." default:"127.0.0.1:8080"`
	Origins []string      `help:"Sites whose pages may ask from a browser, such as https://example.org; none unless given." placeholder:"ORIGIN"`
	Timeout time.Duration `help:"How long one answer may take." default:"30s"`
	Sample  bool          `help:"Load the Baltic sample into an embedded store that holds no organisations." default:"true" negatable:""`
	storage
}

// Run serves until ctx ends.
func (c *serveCommand) Run(ctx context.Context, std streams) error {
	log := logger(std)
	// Listening first keeps a second server off the data.
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }()
	g, err := c.openForServing(ctx, std)
	if err != nil {
		return err
	}
	s, err := httpapi.New(httpapi.Options{
		GraphQL:        graph.NewHandler(g.graph, graph.Options{Logger: log, RequestID: httpapi.RequestID}),
		Schema:         graph.Definition(),
		Page:           web.Page(),
		Ready:          g.graph.Ready,
		Limits:         httpapi.DefaultLimits(),
		Timeout:        c.Timeout,
		AllowedOrigins: c.Origins,
		Logger:         log,
		NewRequestID:   uuid.NewString,
		Now:            time.Now,
	})
	if err != nil {
		return errors.Join(err, g.close(ctx))
	}
	_, _ = fmt.Fprintf(std.out, "ngograph serves http://%s/graphql from %s\n", listener.Addr(), c.Store)
	err = s.Serve(ctx, listener)
	return errors.Join(err, g.close(context.WithoutCancel(ctx)))
}

func (c *serveCommand) openForServing(ctx context.Context, std streams) (*opened, error) {
	log := logger(std)
	store, err := c.openCurrent(ctx, log)
	if err != nil {
		return nil, err
	}
	if _, embedded := c.embedded(); embedded && c.Sample {
		if err := fillEmpty(ctx, store); err != nil {
			return nil, errors.Join(err, store.Close(ctx))
		}
	}
	return c.over(ctx, store, log)
}

// fillEmpty loads the sample into a store that holds no organisations.
func fillEmpty(ctx context.Context, store kg.Store) error {
	for _, err := range store.Scan(ctx, kg.KindOrganisation) {
		return err
	}
	_, err := seed.Sample().Load(ctx, store)
	return err
}
