package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"ngograph/internal/kg"
	"ngograph/internal/sqlite"
)

// TestMain lets the test binary stand in for the command, so that scripts run it as a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"ngograph": main})
}

// patience is how long a process may take for what it does at once.
const patience = time.Minute

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			repository, err := filepath.Abs("..")
			e.Setenv("REPO", repository)
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve":   scriptServe,
			"signal":  scriptSignal,
			"ask":     scriptAsk,
			"get":     scriptGet,
			"crash":   scriptCrash,
			"corrupt": scriptCorrupt,
			"sql":     scriptSQL,
		},
	})
}

// process is a server that runs.
type process struct {
	command *exec.Cmd
	url     string // of its endpoint
	ended   chan error
	log     *lockedBuffer
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

var servesAt = regexp.MustCompile(`serves (http://\S+/graphql)`)

// start runs "ngograph serve" on a free port and returns at once.
func start(dir string, env []string, args ...string) (*process, <-chan string, error) {
	p := &process{command: exec.CommandContext(context.Background(), "ngograph", append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...), ended: make(chan error, 1), log: &lockedBuffer{}}
	p.command.Dir, p.command.Env, p.command.Stderr = dir, env, p.log
	// A command is looked for on the path of this process, which is not that of the script.
	for _, v := range env {
		if path, ok := strings.CutPrefix(v, "PATH="); ok {
			p.command.Path = filepath.Join(filepath.SplitList(path)[0], "ngograph")
			p.command.Err = nil
		}
	}
	out, err := p.command.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := p.command.Start(); err != nil {
		return nil, nil, err
	}
	served := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			_, _ = fmt.Fprintln(p.log, lines.Text())
			if m := servesAt.FindStringSubmatch(lines.Text()); m != nil {
				served <- m[1]
			}
		}
		p.ended <- p.command.Wait()
		close(p.ended)
	}()
	return p, served, nil
}

// ready waits until a process serves.
func (p *process) ready(served <-chan string) error {
	select {
	case p.url = <-served:
		return nil
	case err := <-p.ended:
		return fmt.Errorf("the server ended before it served: %w\n%s", err, p.log)
	case <-time.After(patience):
		_ = p.command.Process.Kill()
		return fmt.Errorf("the server did not serve in time:\n%s", p.log)
	}
}

// signal sends a signal and waits for the end of the process.
func (p *process) signal(s os.Signal) error {
	if err := p.command.Process.Signal(s); err != nil {
		return err
	}
	select {
	case err := <-p.ended:
		return err
	case <-time.After(patience):
		_ = p.command.Process.Kill()
		return errors.New("the server did not end in time")
	}
}

func (p *process) kill() {
	_ = p.command.Process.Kill()
	<-p.ended //nolint:errcheck // it was killed
}

// running keeps a script's servers by their names.
type running struct{ servers map[string]*process }

var (
	scriptsMu sync.Mutex
	scripts   = map[*testscript.TestScript]*running{}
)

func serversOf(ts *testscript.TestScript) *running {
	scriptsMu.Lock()
	defer scriptsMu.Unlock()
	r := scripts[ts]
	if r == nil {
		r = &running{map[string]*process{}}
		scripts[ts] = r
		ts.Defer(func() {
			scriptsMu.Lock()
			defer scriptsMu.Unlock()
			for _, p := range r.servers {
				p.kill()
			}
			delete(scripts, ts)
		})
	}
	return r
}

func environ(ts *testscript.TestScript) []string {
	var env []string
	for _, name := range []string{"PATH", "HOME", "TMPDIR", "NGOGRAPH_STORE", "NGOGRAPH_VIEW", "NGOGRAPH_SAMPLE"} {
		if v := ts.Getenv(name); v != "" {
			env = append(env, name+"="+v)
		}
	}
	return env
}

// scriptServe: serve NAME [ARG...] starts a server and sets NAME to the URL of its endpoint.
func scriptServe(ts *testscript.TestScript, neg bool, args []string) {
	p, served, err := start(ts.MkAbs("."), environ(ts), args[1:]...)
	ts.Check(err)
	if err := p.ready(served); err != nil {
		if !neg {
			ts.Fatalf("%v", err)
		}
		_, _ = fmt.Fprint(ts.Stderr(), p.log)
		return
	}
	serversOf(ts).servers[args[0]] = p
	ts.Setenv(args[0], p.url)
	if neg {
		ts.Fatalf("the server serves")
	}
}

// scriptSignal: signal NAME TERM|KILL sends a signal to a server and waits for its end; it must end well on TERM.
func scriptSignal(ts *testscript.TestScript, _ bool, args []string) {
	r := serversOf(ts)
	p := r.servers[args[0]]
	delete(r.servers, args[0])
	if args[1] == "KILL" {
		p.kill()
		return
	}
	if err := p.signal(syscall.SIGTERM); err != nil {
		ts.Fatalf("after SIGTERM: %v\n%s", err, p.log)
	}
}

// scriptAsk: ask URL QUERY posts a query; its answer goes to stdout.
func scriptAsk(ts *testscript.TestScript, neg bool, args []string) {
	status, body, err := post(context.Background(), args[0], args[1], nil)
	ts.Check(err)
	_, _ = ts.Stdout().Write(body)
	if failed := status != http.StatusOK || bytes.Contains(body, []byte(`"errors"`)); failed != neg {
		ts.Fatalf("%d %s", status, body)
	}
}

// scriptGet: get URL PATH; the status and the body go to stdout.
func scriptGet(ts *testscript.TestScript, _ bool, args []string) {
	status, body, err := get(context.Background(), strings.TrimSuffix(args[0], "/graphql")+args[1])
	ts.Check(err)
	_, _ = fmt.Fprintf(ts.Stdout(), "%d %s", status, body)
}

// scriptCrash: crash file|KIND [ARG...] starts a server and kills it as soon as its store's file is there, or holds a
// record of the kind.
func scriptCrash(ts *testscript.TestScript, _ bool, args []string) {
	p, served, err := start(ts.MkAbs("."), environ(ts), args[1:]...)
	ts.Check(err)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	limit := time.After(patience)
	for !holds(ts.MkAbs("ngograph.db"), args[0]) {
		select {
		case <-served:
			p.kill()
			ts.Fatalf("the server served before its store held a %s", args[0])
		case err := <-p.ended:
			ts.Fatalf("the server ended (%v): %s", err, p.log)
		case <-limit:
			p.kill()
			ts.Fatalf("the server loaded nothing in time")
		case <-tick.C:
		}
	}
	p.kill()
}

// holds reports whether a store's file, that another process may be making, is there or holds a record of a kind.
func holds(file, what string) bool {
	if what == "file" {
		_, err := os.Stat(file)
		return err == nil
	}
	ctx := context.Background()
	store, err := sqlite.Open(ctx, sqlite.Options{Path: file, ReadOnly: true, Now: time.Now})
	if err != nil {
		return false // not yet
	}
	defer func() { _ = store.Close(ctx) }()
	for _, err := range store.Scan(ctx, kg.Kind(what)) {
		return err == nil
	}
	return false
}

// scriptCorrupt: corrupt FILE overwrites a stretch in the middle of a file, page headers included.
func scriptCorrupt(ts *testscript.TestScript, _ bool, args []string) {
	file := ts.MkAbs(args[0])
	content, err := os.ReadFile(file)
	ts.Check(err)
	for i := 4096; i < len(content)-4096; i++ {
		content[i] = byte(i * 7)
	}
	ts.Check(os.WriteFile(file, content, 0o600))
}

// scriptSQL changes a store's file behind its back.
func scriptSQL(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = db.ExecContext(context.Background(), args[1])
	ts.Check(errors.Join(err, db.Close()))
}

var client = &http.Client{Timeout: patience}

// post asks a query over HTTP.
func post(ctx context.Context, url, query string, variables map[string]any) (int, []byte, error) {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return 0, nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	return do(r)
}

func get(ctx context.Context, url string) (int, []byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, nil, err
	}
	return do(r)
}

func do(r *http.Request) (int, []byte, error) {
	w, err := client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = w.Body.Close() }()
	body, err := io.ReadAll(w.Body)
	return w.StatusCode, body, err
}
