package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ngograph/internal/kg"
	"ngograph/internal/sqlite"
)

// cordis measures what an extract of CORDIS takes to import, to hold and to start with, and asks the network questions of it.
func cordis(ctx context.Context, b *bench, r *report) (err error) {
	if b.cordis == "" {
		r.line("Not measured: no extract was given. `make bench CORDIS=DIRECTORY` takes one that `ngograph import cordis` reads.")
		return nil
	}
	dir, err := b.scratch("cordis")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	n := prepared{
		name: "CORDIS, " + filepath.Base(b.cordis), tables: dir, themes: filepath.Join(dir, "themes.csv"), store: filepath.Join(dir, "network.db"),
	}
	empty := filepath.Join(dir, "empty.db")
	if err := emptyStore(ctx, empty); err != nil {
		return err
	}
	var imports times
	for range 3 {
		if err := copyFile(empty, n.store); err != nil {
			return err
		}
		took, err := clocked(func() error { return b.quiet(ctx, "import", "cordis", b.cordis, "--store", "sqlite:"+n.store) })()
		if err != nil {
			return err
		}
		imports = append(imports, took)
	}
	slices.Sort(imports)
	held, err := hold(ctx, n.store)
	if err != nil {
		return err
	}
	starts, pss, err := b.coldStarts(ctx, n.store)
	if err != nil {
		return err
	}
	r.line("Extracts and their import are as `ngograph import cordis` has them; the columns are those of [Growth](#growth).")
	r.table("extract", "participations", "import", "participations a second", "cold start", "for a million participations", "PSS MB", "texts, bytes each participation", "beyond the texts")
	r.row(filepath.Base(b.cordis), int(held.participations), imports.median(), held.participations/imports.median().Seconds(), starts.median(),
		time.Duration(float64(starts.median())/held.participations*1e6), float64(pss)/1e6, held.texts/held.participations, held.each())
	if err := writeTables(ctx, n); err != nil {
		return err
	}
	python, err := b.python(ctx)
	if err != nil {
		return err
	}
	return b.enginesOn(ctx, r, python, n)
}

// writeTables writes of a store what the peers read of native tables.
func writeTables(ctx context.Context, n prepared) (err error) {
	store, err := sqlite.Open(ctx, sqlite.Options{Path: n.store, ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close(ctx)) }()
	tables := map[string][][]string{
		"themes": {{"id", "broader", "matches"}}, "organisations": {{"id", "country", "themes"}},
		"projects": {{"id", "themes"}}, "participations": {{"organisation", "project"}},
	}
	add := func(table string, cells ...string) { tables[table] = append(tables[table], cells) }
	for record, err := range store.Scan(ctx) {
		if err != nil {
			return err
		}
		switch record := record.(type) {
		case *kg.Theme:
			add("themes", record.ID, strings.Join(record.BroaderIDs, ";"), strings.Join(record.MatchIDs, ";"))
		case *kg.Organisation:
			add("organisations", record.ID, record.CountryID, strings.Join(record.ThemeIDs, ";"))
		case *kg.Project:
			add("projects", record.ID, strings.Join(record.ThemeIDs, ";"))
		case *kg.Participation:
			add("participations", record.OrganisationID, record.ProjectID)
		}
	}
	for table, rows := range tables {
		f, err := os.Create(filepath.Join(n.tables, table+".csv"))
		if err != nil {
			return err
		}
		if err := errors.Join(csv.NewWriter(f).WriteAll(rows), f.Close()); err != nil {
			return fmt.Errorf("%s: %w", table, err)
		}
	}
	return nil
}
