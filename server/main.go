// Command ngograph serves the knowledge graph of NGO cooperation over GraphQL, answers queries on the command line,
// and imports data.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

type commands struct {
	Serve    serveCommand    `cmd:"" default:"withargs" help:"Serve GraphQL over HTTP (the default)."`
	Query    queryCommand    `cmd:"" help:"Answer a GraphQL query without a server."`
	Import   importCommand   `cmd:"" help:"Import data from files."`
	Seed     seedCommand     `cmd:"" help:"Load the Baltic sample into a store."`
	Generate generateCommand `cmd:"" help:"Make up a cooperation network to measure with."`
	Check    checkCommand    `cmd:"" help:"List every contradiction in a store; fail if there is one."`
	Rebuild  rebuildCommand  `cmd:"" help:"Derive anew what a store keeps beside its records to be fast."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "ngograph:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, std streams) error {
	var c commands
	return parse(&c, args, std, func(k *kong.Context) error {
		k.BindTo(ctx, (*context.Context)(nil)) // an interface is bound under its own name
		return k.Run(std)
	})
}
