package neo4jtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

const (
	startWait = 5 * time.Minute // the first start fetches a server
	stopWait  = 30 * time.Second
	portTries = 3
)

// Own is a server process that belongs to the caller. Its methods are not safe for concurrent use.
type Own struct {
	Server

	engine  engine
	home    string // data and configuration, kept from Stop or Kill to Restart
	port    int
	command *exec.Cmd
	stdin   io.WriteCloser
	done    chan struct{} // closed when the process has ended
}

// engine is a way to run a server.
type engine struct {
	name string
	// command serves at 127.0.0.1:port from the folder home. It stops at the end of its standard input, which also
	// clears home, or at a byte there, which keeps home.
	command func(home string, port int) *exec.Cmd
	ready   string // what it prints once it answers
	kill    func(command *exec.Cmd, port int) error
}

// StartOwn starts a server on a free port of 127.0.0.1, without sign-in, in about four seconds once the packages are
// there. The address is neo4j://127.0.0.1:PORT; bolt:// serves as well. ctx bounds the start alone. The caller closes
// the server; should the process die first, the server notices and ends too.
func StartOwn(ctx context.Context) (*Own, error) {
	ctx, cancel := context.WithTimeout(ctx, startWait)
	defer cancel()
	var failed []error
	for _, prepare := range []func(context.Context) (engine, error){dockerEngine, javaEngine} {
		e, err := prepare(ctx)
		if err == nil {
			var own *Own
			if own, err = startOn(ctx, e); err == nil {
				return own, nil
			}
		}
		failed = append(failed, err)
	}
	return nil, fmt.Errorf("neo4jtest: no Neo4j to test with: set %s to an empty server, or start Docker, "+
		"or install a JDK (17 or 21) and Maven (Debian: apt-get install default-jdk-headless maven)\n%w",
		EnvURI, errors.Join(failed...))
}

func startOn(ctx context.Context, e engine) (*Own, error) {
	var err error
	for range portTries { // another process may take the free port before the server does
		var own *Own
		if own, err = newOwn(ctx, e); err != nil {
			return nil, err
		}
		if err = own.start(ctx); err == nil {
			return own, nil
		}
		_ = os.RemoveAll(own.home)
		if !strings.Contains(err.Error(), "ddress already in use") {
			return nil, err
		}
	}
	return nil, err
}

func newOwn(ctx context.Context, e engine) (*Own, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("find a free port: %w", err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	if err := listener.Close(); err != nil {
		return nil, fmt.Errorf("free the port: %w", err)
	}
	home, err := os.MkdirTemp("", "neo4jtest-")
	if err != nil {
		return nil, fmt.Errorf("make the server's folder: %w", err)
	}
	return &Own{
		Server: Server{
			URI:       fmt.Sprintf("neo4j://127.0.0.1:%d", port),
			lock:      filepath.Join(home, "lock"),
			throwaway: true,
		},
		engine: e,
		home:   home,
		port:   port,
	}, nil
}

// start runs the server and waits until it answers.
func (o *Own) start(ctx context.Context) error {
	out := &console{marker: o.engine.ready, ready: make(chan struct{})}
	command := o.engine.command(o.home, o.port)
	command.Stdout, command.Stderr = out, out
	command.WaitDelay = time.Second // should something else still hold its output
	stdin, err := command.StdinPipe()
	if err != nil {
		return fmt.Errorf("%s: %w", o.engine.name, err)
	}
	if err := command.Start(); err != nil {
		return fmt.Errorf("%s: %w", o.engine.name, err)
	}
	done := make(chan struct{})
	go func() {
		_ = command.Wait() // that it ended is what matters; why, its output tells
		close(done)
	}()
	o.command, o.stdin, o.done = command, stdin, done

	select {
	case <-out.ready:
		return nil
	case <-done:
		return fmt.Errorf("%s: Neo4j ended before it answered:\n%s", o.engine.name, out)
	case <-ctx.Done():
		_ = o.Kill()
		return fmt.Errorf("%s: Neo4j does not answer: %w\n%s", o.engine.name, ctx.Err(), out)
	}
}

// Environ is the environment that makes [Acquire] in another process use this server.
func (o *Own) Environ() []string {
	return []string{EnvURI + "=" + o.URI, envLock + "=" + o.lock}
}

// Stop ends the server in good order and keeps its data for [Own.Restart]. It returns when the process has ended.
func (o *Own) Stop() error {
	if _, err := o.stdin.Write([]byte{'\n'}); err != nil {
		return fmt.Errorf("neo4jtest: stop %s: %w", o.URI, err)
	}
	return o.wait()
}

// Kill ends the server at once, as a crash would, and keeps its data for [Own.Restart]. It returns when the process
// has ended.
func (o *Own) Kill() error {
	if err := o.engine.kill(o.command, o.port); err != nil {
		return fmt.Errorf("neo4jtest: kill %s: %w", o.URI, err)
	}
	return o.wait()
}

// Restart starts a server again that was stopped or killed, at its old address and with its old data.
func (o *Own) Restart(ctx context.Context) error {
	select {
	case <-o.done:
	default:
		return fmt.Errorf("neo4jtest: restart %s: it still runs", o.URI)
	}
	ctx, cancel := context.WithTimeout(ctx, startWait)
	defer cancel()
	if err := o.start(ctx); err != nil {
		return fmt.Errorf("neo4jtest: restart %s: %w", o.URI, err)
	}
	return nil
}

// Close ends the server, if it runs, and removes its data.
func (o *Own) Close() error {
	_ = o.stdin.Close() // closed already where the process has ended
	err := o.wait()
	if removeErr := os.RemoveAll(o.home); removeErr != nil {
		err = errors.Join(err, fmt.Errorf("neo4jtest: close %s: %w", o.URI, removeErr))
	}
	return err
}

func (o *Own) wait() error {
	select {
	case <-o.done:
		return nil
	case <-time.After(stopWait):
		_ = o.engine.kill(o.command, o.port)
		<-o.done
		return fmt.Errorf("neo4jtest: %s did not end within %s and was killed", o.URI, stopWait)
	}
}

// settings of a small, quiet server. None makes a commit less durable. Docker takes them from the environment and
// sets addresses itself.
func settings() [][2]string {
	return [][2]string{
		{"server.bolt.enabled", "true"},
		{"server.http.enabled", "false"},
		{"server.https.enabled", "false"},
		{"dbms.security.auth_enabled", "false"},
		{"dbms.usage_report.enabled", "false"}, // nothing leaves the machine
		{"server.memory.pagecache.size", "256m"},
		{"db.tx_log.preallocate", "false"},
		{"db.tx_log.rotation.size", "16m"},
		{"db.logs.query.enabled", "OFF"},
		{"server.bolt.telemetry.enabled", "false"},
		// Clients of a test are gone when it ends: without this a stop takes ten seconds.
		{"internal.server.bolt.thread_pool_shutdown_wait_time", "0s"},
	}
}

// console keeps the end of what a server prints and closes ready at the line that says that it answers.
type console struct {
	marker string
	ready  chan struct{}

	mu   sync.Mutex
	seen bool
	tail string
}

const tailSize = 8 << 10

// Write implements [io.Writer].
func (c *console) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tail += string(p)
	if !c.seen && strings.Contains(c.tail, c.marker) {
		c.seen = true
		close(c.ready)
	}
	c.tail = c.tail[max(0, len(c.tail)-tailSize):]
	return len(p), nil
}

// String is the end of the output.
func (c *console) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tail
}
