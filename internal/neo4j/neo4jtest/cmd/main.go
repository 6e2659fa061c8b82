// Command cmd runs another command with a Neo4j for its tests:
//
//	go run ./internal/neo4j/neo4jtest/cmd -- go test ./...
//
// It uses the server that the environment names (see package neo4jtest) or starts one, which it stops when the command
// has ended. It exits with the command's own status.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"ngograph/internal/neo4j/neo4jtest"
)

func main() {
	args := os.Args[1:]
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		fmt.Fprintln(os.Stderr, "usage: cmd -- COMMAND [ARGUMENT...]")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, args)
	stop()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		os.Exit(max(exit.ExitCode(), 1)) // its own output has said why
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) (err error) {
	environ := os.Environ()
	if os.Getenv(neo4jtest.EnvURI) == "" {
		server, startErr := neo4jtest.StartOwn(ctx)
		if startErr != nil {
			return startErr
		}
		defer func() { err = errors.Join(err, server.Close()) }()
		environ = append(environ, server.Environ()...)
	}
	command := exec.CommandContext(ctx, args[0], args[1:]...)
	command.Env = environ
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	// An interrupt lets the command end its tests in good order.
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = time.Minute
	return command.Run()
}
