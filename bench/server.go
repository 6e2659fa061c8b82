package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A server is a GraphQL server in a process of its own.
type server struct {
	url     string        // of its GraphQL endpoint
	start   time.Duration // from the start of the process until it named its address
	process *exec.Cmd
	ended   chan error
	log     *tail
}

// A tail keeps the end of what is written to it.
type tail struct {
	lock sync.Mutex
	end  []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.lock.Lock()
	defer t.lock.Unlock()
	t.end = append(t.end, p...)
	t.end = t.end[max(len(t.end)-8192, 0):]
	return len(p), nil
}

// serve starts `ngograph serve` on a free port, without the sample, and waits until it is ready.
func (b *bench) serve(ctx context.Context, args ...string) (*server, error) {
	args = append([]string{"serve", "--addr", "127.0.0.1:0", "--no-sample", "--timeout", "5m"}, args...)
	return startServer(ctx, b.program, args...)
}

var endpoint = regexp.MustCompile(`https?://\S+/graphql\b`)

// startServer starts a server that prints the URL of its endpoint as soon as it answers.
func startServer(ctx context.Context, name string, args ...string) (*server, error) {
	s := &server{process: exec.CommandContext(ctx, name, args...), ended: make(chan error, 1), log: &tail{}}
	s.process.Stderr = s.log
	s.process.Cancel = func() error { return s.process.Process.Signal(syscall.SIGTERM) }
	s.process.WaitDelay = time.Minute
	out, err := s.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	begun := time.Now()
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for s.url == "" && lines.Scan() {
		s.url = endpoint.FindString(lines.Text())
	}
	s.start = time.Since(begun)
	go func() {
		_, _ = io.Copy(io.Discard, out)
		s.ended <- s.process.Wait()
	}()
	if s.url == "" {
		return nil, fmt.Errorf("%s named no address: %w\n%s", filepath.Base(name), <-s.ended, s.log.end)
	}
	return s, nil
}

// stop ends the server and waits for it.
func (s *server) stop() error {
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return <-s.ended
}

// client keeps a connection for each of many clients.
var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}, Timeout: 10 * time.Minute}

// post sends a question's body, with headers or nil, and returns the answer's as it came, whatever it says.
func (s *server) post(ctx context.Context, body []byte, headers http.Header) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	maps.Copy(request.Header, headers)
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	return io.ReadAll(response.Body)
}

// question is the body of a request.
func question(query string, variables map[string]any) []byte {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		panic(err) // variables are of this program
	}
	return body
}

// ask asks and returns the data of an answer without errors.
func (s *server) ask(ctx context.Context, query string, variables map[string]any) (json.RawMessage, error) {
	answer, err := s.post(ctx, question(query, variables), nil)
	if err != nil {
		return nil, err
	}
	return dataOf(answer)
}

// dataOf returns the data of an answer without errors.
func dataOf(answer []byte) (json.RawMessage, error) {
	var read struct {
		Data   json.RawMessage
		Errors []struct{ Message string }
	}
	if err := json.Unmarshal(answer, &read); err != nil {
		return nil, fmt.Errorf("%w in %.300s", err, answer)
	}
	if len(read.Errors) > 0 {
		return nil, errors.New(read.Errors[0].Message)
	}
	return read.Data, nil
}

// memory is what the process alone holds of the machine's memory now, in bytes (its proportional set size).
func (s *server) memory() (int64, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", s.process.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(data)) {
		if rest, found := strings.CutPrefix(line, "Pss:"); found {
			kilobytes, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kilobytes << 10, err
		}
	}
	return 0, errors.New("no Pss in smaps_rollup")
}
