package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// A peer is a process that answers one line of JSON with another: {"op", "args"} with {"seconds", "result"} or {"error"}.
// It times the work alone, in its own process.
type peer struct {
	name    string
	process *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	log     *tail
}

// peer starts a peer.
func (b *bench) peer(ctx context.Context, name string, args ...string) (*peer, error) {
	p := &peer{name: filepath.Base(args[len(args)-1]), process: exec.CommandContext(ctx, name, args...), log: &tail{}}
	p.process.Stderr = p.log
	var err error
	if p.in, err = p.process.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReaderSize(out, 1<<20)
	return p, p.process.Start()
}

// do has one thing done and returns how long that took there, and the result.
func (p *peer) do(op string, args any) (time.Duration, json.RawMessage, error) {
	line, err := json.Marshal(map[string]any{"op": op, "args": args})
	if err != nil {
		return 0, nil, err
	}
	if _, err := p.in.Write(append(line, '\n')); err != nil {
		return 0, nil, fmt.Errorf("%s %s: %w\n%s", p.name, op, err, p.log.end)
	}
	answer, err := p.out.ReadBytes('\n')
	if err != nil {
		return 0, nil, fmt.Errorf("%s %s: %w\n%s", p.name, op, err, p.log.end)
	}
	var read struct {
		Seconds float64
		Result  json.RawMessage
		Error   string
	}
	if err := json.Unmarshal(answer, &read); err != nil {
		return 0, nil, fmt.Errorf("%s %s: %w", p.name, op, err)
	}
	if read.Error != "" {
		return 0, nil, fmt.Errorf("%s %s: %s", p.name, op, read.Error)
	}
	return time.Duration(read.Seconds * float64(time.Second)), read.Result, nil
}

// stop closes the peer's input, upon which it ends.
func (p *peer) stop() error {
	return errors.Join(p.in.Close(), p.process.Wait())
}

// interpreter is the Python of the peers, once python has made it.
func (b *bench) interpreter() string { return filepath.Join(b.dir, "venv", "bin", "python") }

// python makes the environment of bench/peers/requirements.txt where it is not there as it stands now.
func (b *bench) python(ctx context.Context) (string, error) {
	const requirements = "bench/peers/requirements.txt"
	wanted, err := os.ReadFile(requirements)
	if err != nil {
		return "", err
	}
	stamp := filepath.Join(b.dir, "venv", "requirements.txt")
	if made, err := os.ReadFile(stamp); err == nil && bytes.Equal(made, wanted) {
		return b.interpreter(), nil
	}
	if err := command(ctx, "python3", "-m", "venv", "--clear", filepath.Join(b.dir, "venv")); err != nil {
		return "", err
	}
	if err := command(ctx, b.interpreter(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements); err != nil {
		return "", err
	}
	return b.interpreter(), os.WriteFile(stamp, wanted, 0o644)
}
