package main

import (
	"context"
	"errors"
	"fmt"

	"ngograph/internal/kg"
)

type checkCommand struct{ storage }

// Run lists every contradiction in the store, one on a line, and fails if there is one.
func (c *checkCommand) Run(ctx context.Context, std streams) error {
	store, err := c.openStore(ctx, true, logger(std))
	if err != nil {
		return err
	}
	found := 0
	for x, err := range store.Check(ctx) {
		if err != nil {
			return errors.Join(err, store.Close(context.WithoutCancel(ctx)))
		}
		found++
		if x.ID != "" {
			x.Problem = x.ID + ": " + x.Problem
		}
		if _, err := fmt.Fprintln(std.out, x.Problem); err != nil {
			return errors.Join(err, store.Close(context.WithoutCancel(ctx)))
		}
	}
	if found > 0 {
		err = kg.Errorf(kg.Conflict, "%s holds %d contradictions", c.Store, found)
	} else {
		_, err = fmt.Fprintf(std.out, "%s holds no contradiction\n", c.Store)
	}
	return errors.Join(err, store.Close(context.WithoutCancel(ctx)))
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
