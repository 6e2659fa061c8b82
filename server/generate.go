package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"

	"ngograph/internal/dataset"
	"ngograph/internal/kg"
	"ngograph/internal/synthetic"
)

type generateCommand struct {
	Organisations  int    `help:"How many organisations." required:"" placeholder:"N"`
	Projects       int    `help:"How many projects; 0.4 an organisation unless given." placeholder:"N"`
	Participations int    `help:"About how many participations; 2.4 an organisation unless given." placeholder:"N"`
	Seed           uint64 `help:"What the random numbers begin with: the same seed gives the same network." default:"1"`
	To             string `help:"Write native tables to this directory instead of a store." placeholder:"DIRECTORY"`
	storage
}

// Run generates.
func (c *generateCommand) Run(ctx context.Context, std streams) error {
	network, err := synthetic.New(synthetic.Options{
		Organisations: c.Organisations, Projects: c.Projects, Participations: c.Participations, Seed: c.Seed,
	})
	if err != nil {
		return err
	}
	count := map[kg.Kind]int{}
	if c.To != "" {
		err = c.write(ctx, network, count)
	} else {
		err = c.apply(ctx, std, network, count)
	}
	if err != nil {
		return err
	}
	for _, kind := range synthetic.Kinds() {
		_, _ = fmt.Fprintf(std.out, "generated %d %s\n", count[kind], kind)
	}
	return nil
}

// apply puts the network into the store, batch by batch.
func (c *generateCommand) apply(ctx context.Context, std streams, network *synthetic.Network, count map[kg.Kind]int) error {
	store, err := c.openCurrent(ctx, logger(std))
	if err != nil {
		return err
	}
	if err := onlySynthetic(ctx, store); err != nil {
		return errors.Join(err, store.Close(context.WithoutCancel(ctx)))
	}
	report := &dataset.Report{Applied: count, Each: func(p dataset.Problem) { _, _ = fmt.Fprintln(std.err, p) }}
	err = dataset.Load(ctx, changesOf(network), store.Apply, report)
	if err == nil && report.Rejected > 0 {
		err = kg.Errorf(kg.Conflict, "the store refused %d records", report.Rejected)
	}
	return errors.Join(err, store.Close(context.WithoutCancel(ctx)))
}

// changesOf yields a network's records as what is to be put.
func changesOf(network *synthetic.Network) iter.Seq2[dataset.Row, error] {
	return func(yield func(dataset.Row, error) bool) {
		for r := range network.Records() {
			if !yield(dataset.Row{Change: kg.Change{Put: r}, At: dataset.Position{File: r.RecordID()}}, nil) {
				return
			}
		}
	}
}

// onlySynthetic refuses a store with organisations that are not made up.
func onlySynthetic(ctx context.Context, store kg.Store) error {
	for r, err := range store.Scan(ctx, kg.KindOrganisation) {
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(r.Base().Sources, func(s kg.SourceRef) bool { return s.Dataset == synthetic.DatasetID }) {
			return kg.Errorf(kg.Conflict, "the store holds %s, which is not made up; give --store one without real organisations", r.RecordID())
		}
	}
	return nil
}

// write makes a table of each kind. It overwrites none.
func (c *generateCommand) write(ctx context.Context, network *synthetic.Network, count map[kg.Kind]int) error {
	if err := os.MkdirAll(c.To, 0o755); err != nil {
		return err
	}
	for _, kind := range synthetic.Kinds() {
		file, err := os.OpenFile(filepath.Join(c.To, dataset.TableName(kind)), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return err
		}
		err = dataset.WriteTable(file, kind, nil, tallied(ctx, network.Of(kind), func() { count[kind]++ }))
		if err := errors.Join(err, file.Close()); err != nil {
			return err
		}
	}
	return nil
}

// tallied calls each for every record, and ends with the context's error.
func tallied(ctx context.Context, records iter.Seq[kg.Record], each func()) iter.Seq2[kg.Record, error] {
	return func(yield func(kg.Record, error) bool) {
		for r := range records {
			each()
			if !yield(r, ctx.Err()) {
				return
			}
		}
	}
}
