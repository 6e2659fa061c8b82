package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"ngograph/internal/dataset"
	"ngograph/internal/kg"
	"ngograph/seed"
)

type importCommand struct {
	Source    string   `arg:"" help:"What the files are: cordis (the tables that CORDIS publishes), or tables (CSV tables in ngograph's own form)." enum:"cordis,tables"`
	Paths     []string `arg:"" help:"Files, directories or zip files." type:"existingpath"`
	DryRun    bool     `help:"Read and check everything, and write nothing."`
	Retrieved string   `help:"The day on which the files were retrieved; that of the newest file unless given." placeholder:"YYYY-MM-DD"`
	storage
}

// Run imports. Lines that cannot be read are reported on the stream of errors, and the rest goes in.
func (c *importCommand) Run(ctx context.Context, std streams) error {
	retrieved, err := c.retrieved()
	if err != nil {
		return err
	}
	files, closeFiles, err := dataset.Open(c.Paths...)
	if err != nil {
		return err
	}
	defer func() { _ = closeFiles() }()

	apply, closeStore, err := c.target(ctx, std)
	if err != nil {
		return err
	}
	report := &dataset.Report{Each: func(p dataset.Problem) { _, _ = fmt.Fprintln(std.err, p) }}
	rows := c.reader()(ctx, dataset.Input{Files: files, Known: seed.Known(), Retrieved: retrieved}, report)
	err = dataset.Load(ctx, rows, apply, report)
	c.summarise(std.out, report)
	return errors.Join(err, closeStore())
}

func (c *importCommand) reader() dataset.Reader {
	if c.Source == "cordis" {
		return dataset.CORDIS
	}
	return dataset.Tables
}

func (c *importCommand) target(ctx context.Context, std streams) (dataset.Applier, func() error, error) {
	if c.DryRun {
		return new(rehearsal).apply, func() error { return nil }, nil
	}
	store, err := c.openCurrent(ctx, logger(std))
	if err != nil {
		return nil, nil, err
	}
	return store.Apply, func() error { return store.Close(context.WithoutCancel(ctx)) }, nil
}

func (c *importCommand) retrieved() (kg.Date, error) {
	if c.Retrieved != "" {
		return kg.ParseDate(c.Retrieved)
	}
	var newest time.Time
	for _, p := range c.Paths {
		info, err := os.Stat(p)
		if err != nil {
			return "", err
		}
		if info.ModTime().After(newest) {
			newest = info.ModTime()
		}
	}
	return kg.Date(newest.UTC().Format(time.DateOnly)), nil
}

func (c *importCommand) summarise(w io.Writer, r *dataset.Report) {
	verb := "imported"
	if c.DryRun {
		verb = "would import"
	}
	_, _ = fmt.Fprintf(w, "%d lines read, %d left out, %d warnings\n", r.Lines, r.Rejected, r.Warnings)
	for _, kind := range kg.StoredKinds() {
		if n := r.Applied[kind]; n > 0 {
			_, _ = fmt.Fprintf(w, "%s %d %s\n", verb, n, kind)
		}
	}
	notes := make([]string, 0, len(r.Notes))
	for note := range r.Notes {
		notes = append(notes, note)
	}
	slices.Sort(notes)
	for _, note := range notes {
		_, _ = fmt.Fprintf(w, "note: %s (%d times)\n", note, r.Notes[note])
	}
}

// rehearsal stands in for a store that holds the reference data alone: it checks changes as Store.Apply does and keeps
// their ids.
type rehearsal struct {
	known func(id string) bool
	seen  map[string]bool
}

func (r *rehearsal) apply(_ context.Context, changes []kg.Change) (kg.Revision, error) {
	if r.seen == nil {
		r.known, r.seen = seed.Known(), map[string]bool{}
	}
	for _, c := range changes {
		if err := kg.Validate(c.Record()); err != nil {
			return 0, err
		}
		r.seen[c.ID()] = true
	}
	for _, c := range changes {
		for _, ref := range kg.References(c.Record()) {
			if !r.seen[ref.ID] && !r.known(ref.ID) {
				return 0, kg.Errorf(kg.Invalid, "%s: %s refers to %s, which is not known", c.ID(), ref.Field, ref.ID)
			}
		}
	}
	return 0, nil
}
