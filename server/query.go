package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"ngograph/graph"
	"ngograph/internal/httpapi"
	"ngograph/internal/kg"
)

type queryCommand struct {
	File      string `arg:"" help:"The file with the query; - reads it from standard input."`
	Variables string `help:"The query's variables, as a JSON object." default:"{}" placeholder:"JSON"`
	Format    string `help:"How to write the answer: table, json or csv." enum:"table,json,csv" default:"table"`
	storage
}

// Run answers the query. An answer with errors is written as far as it goes and then fails the command.
func (c *queryCommand) Run(ctx context.Context, std streams) error {
	text, err := c.read(std.in)
	if err != nil {
		return err
	}
	var variables map[string]any
	if err := json.Unmarshal([]byte(c.Variables), &variables); err != nil {
		return kg.Errorf(kg.Invalid, "--variables is not a JSON object: %v", err)
	}
	firewall, err := httpapi.NewFirewall(graph.Definition(), httpapi.DefaultLimits())
	if err != nil {
		return err
	}
	if err := firewall.Check(text, "", variables); err != nil {
		return err
	}
	if errs := graph.Validate(text); errs != nil {
		return failures(errs)
	}
	g, err := c.openForReading(ctx, std)
	if err != nil {
		return err
	}
	answer := graph.Execute(ctx, g.graph, graph.Options{Logger: logger(std)}, text, variables)
	return errors.Join(c.write(std.out, answer.Data), failures(answer.Errors), g.close(context.WithoutCancel(ctx)))
}

// openForReading opens the store beside whoever else has it open. A file that is not there yet gets the sample, as it
// would from serve.
func (c *queryCommand) openForReading(ctx context.Context, std streams) (*opened, error) {
	file, embedded := c.embedded()
	if embedded {
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			return (&serveCommand{storage: c.storage, Sample: true}).openForServing(ctx, std)
		}
	}
	store, err := c.openStore(ctx, embedded, logger(std))
	if err != nil {
		return nil, err
	}
	return c.over(ctx, store, logger(std))
}

func (c *queryCommand) read(in io.Reader) (string, error) {
	if c.File == "-" {
		text, err := io.ReadAll(in)
		return string(text), err
	}
	text, err := os.ReadFile(c.File)
	return string(text), err
}

func failures(errs gqlerror.List) error {
	var all []error
	for _, e := range errs {
		switch {
		case len(e.Path) > 0:
			all = append(all, fmt.Errorf("%s: %s", e.Path, e.Message))
		case len(e.Locations) > 0:
			all = append(all, fmt.Errorf("line %d, column %d: %s", e.Locations[0].Line, e.Locations[0].Column, e.Message))
		default:
			all = append(all, errors.New(e.Message))
		}
	}
	return errors.Join(all...)
}

func (c *queryCommand) write(w io.Writer, data json.RawMessage) error {
	if len(data) == 0 || string(data) == "null" {
		return nil
	}
	switch c.Format {
	case "json":
		indented, err := json.MarshalIndent(data, "", "  ")
		if err != nil {
			return fmt.Errorf("write the answer: %w", err)
		}
		_, err = fmt.Fprintf(w, "%s\n", indented)
		return err
	case "csv":
		return writeCSV(w, data)
	}
	return writeTables(w, data)
}
