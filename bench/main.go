// Command bench measures ngograph side by side with what people would use instead, on one machine in one run, and writes
// the figures as Markdown:
//
//	go run ./bench            everything, to bench/RESULTS.md
//	go run ./bench --quick    smaller networks and fewer rounds, to .build/bench/quick.md
//	go run ./bench --only reads,growth --out FILE
//	go run ./bench --cordis DIRECTORY    with an extract of CORDIS besides
//
// Every comparison checks first that both sides answer alike. Figures are ratios of two things that were timed
// alternately, so that a slow machine makes both slow. Nothing here is a test: a goal that is missed is written down.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// A section answers one of the questions that RESULTS.md is about.
type section struct {
	name, title string
	run         func(ctx context.Context, b *bench, r *report) error
}

// sections are in the order in which they run and are written.
func sections() []section {
	return []section{
		{"reads", "Reads from Neo4j", reads},
		{"views", "Network answers over Neo4j, in memory and in the database", views},
		{"compression", "Compressed answers", compression},
		{"engines", "Network answers against DuckDB and Ladybug", engines},
		{"cordis", "Real data: an extract of CORDIS", cordis},
		{"metrics", "Measures of networks against igraph", measures},
		{"growth", "Growth", growth},
		{"writing", "Writing", writing},
	}
}

// bench is what the sections share. All data, downloads and environments are in dir and kept between runs.
type bench struct {
	quick   bool
	dir     string // absolute
	program string // ngograph, built for this run
	cordis  string // a folder with an extract of CORDIS, or ""
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	quick := flags.Bool("quick", false, "smaller networks and fewer rounds")
	only := flags.String("only", "", "run only these `sections`, by comma")
	out := flags.String("out", "", "the `file` to write; bench/RESULTS.md unless --quick or --only")
	dir := flags.String("dir", ".build/bench", "the `folder` for data and environments")
	cordis := flags.String("cordis", "", "a `folder` with an extract of CORDIS, for what is measured on real data besides")
	if err := flags.Parse(args); err != nil {
		return err
	}
	chosen, err := choose(*only)
	if err != nil {
		return err
	}
	if *out == "" {
		*out = "bench/RESULTS.md"
		if *quick || *only != "" {
			*out = filepath.Join(*dir, "quick.md")
		}
	}
	b, err := newBench(ctx, *dir)
	if err != nil {
		return err
	}
	b.quick, b.cordis = *quick, *cordis
	results, err := b.measure(ctx, chosen)
	return errors.Join(err, os.WriteFile(*out, []byte(results), 0o644))
}

func choose(only string) ([]section, error) {
	all := sections()
	if only == "" {
		return all, nil
	}
	var chosen []section
	for name := range strings.SplitSeq(only, ",") {
		i := slices.IndexFunc(all, func(s section) bool { return s.name == name })
		if i < 0 {
			return nil, fmt.Errorf("no section is named %q", name)
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}

// newBench builds the program and makes the folder.
func newBench(ctx context.Context, dir string) (*bench, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	b := &bench{dir: dir, program: filepath.Join(dir, "ngograph")}
	return b, command(ctx, "go", "build", "-o", b.program, "./server")
}

// measure runs the sections one after the other. One that fails is reported in its place, and the others go on.
func (b *bench) measure(ctx context.Context, chosen []section) (string, error) {
	var failed error
	reports := make([]*report, 0, len(chosen))
	for _, s := range chosen {
		start := time.Now()
		fmt.Fprintf(os.Stderr, "== %s\n", s.title)
		r := &report{section: s}
		if err := s.run(ctx, b, r); err != nil {
			r.line("**Did not finish:** " + err.Error())
			failed = errors.Join(failed, fmt.Errorf("%s: %w", s.name, err))
		}
		r.took = time.Since(start)
		reports = append(reports, r)
		fmt.Fprint(os.Stderr, r.text.String(), "\n")
	}
	return render(ctx, b, reports), failed
}

// command runs a command to its end, with what it prints on the standard error.
func command(ctx context.Context, name string, args ...string) error {
	c := exec.CommandContext(ctx, name, args...)
	c.Stdout, c.Stderr = os.Stderr, os.Stderr
	if err := c.Run(); err != nil {
		return fmt.Errorf("%s %s: %w", filepath.Base(name), strings.Join(args, " "), err)
	}
	return nil
}
