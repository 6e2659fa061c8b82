package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"ngograph/internal/kg"
)

type checkCommand struct{ storage }

// Run lists every contradiction in the store, one on a line, and fails if there is one.
func (c *checkCommand) Run(ctx context.Context, std streams) error {
	store, err := c.openStore(ctx, true, logger(std))
	if err != nil {
		return err
	}
	found, err := list(ctx, store, std.out)
	switch {
	case err != nil:
	case found > 0:
		err = kg.Errorf(kg.Conflict, "%s holds %d contradictions", c.Store, found)
	default:
		_, err = fmt.Fprintf(std.out, "%s holds no contradiction\n", c.Store)
	}
	return errors.Join(err, store.Close(context.WithoutCancel(ctx)))
}

// list writes the contradictions in a store and returns how many there are.
func list(ctx context.Context, store kg.Store, out io.Writer) (int, error) {
	found := 0
	for x, err := range store.Check(ctx) {
		if err != nil {
			return found, err
		}
		found++
		if x.ID != "" {
			x.Problem = x.ID + ": " + x.Problem
		}
		if _, err := fmt.Fprintln(out, x.Problem); err != nil {
			return found, err
		}
	}
	return found, nil
}

type rebuildCommand struct{ storage }

// Run has the store derive anew what it keeps beside its records.
func (c *rebuildCommand) Run(ctx context.Context, std streams) error {
	store, err := c.openStore(ctx, false, logger(std))
	if err != nil {
		return err
	}
	if err = store.Rebuild(ctx); err == nil {
		_, err = fmt.Fprintf(std.out, "%s is rebuilt\n", c.Store)
	}
	return errors.Join(err, store.Close(context.WithoutCancel(ctx)))
}
