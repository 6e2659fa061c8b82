package main

import (
	"context"
	"errors"
	"fmt"

	"ngograph/seed"
)

type seedCommand struct {
	storage
}

// Run loads the sample.
func (c *seedCommand) Run(ctx context.Context, std streams) error {
	store, err := c.openCurrent(ctx, logger(std))
	if err != nil {
		return err
	}
	if _, err = seed.Sample().Load(ctx, store); err == nil {
		_, err = fmt.Fprintf(std.out, "%s holds the sample\n", c.Store)
	}
	return errors.Join(err, store.Close(context.WithoutCancel(ctx)))
}
