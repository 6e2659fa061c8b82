package main

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"ngograph/internal/neo4j/neo4jtest"
)

// TestStoreDown: while the database is down the server says so, to whoever asks and to what watches it, without telling
// what it stands on; and it answers again as soon as the database does.
func TestStoreDown(t *testing.T) {
	t.Parallel()
	own, err := neo4jtest.StartOwn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := own.Close(); err != nil {
			t.Error(err)
		}
	})
	h := serveHere(t, "--store", own.URI, "--timeout", "3s")
	const query = `{ countries { code } }`
	before := h.ask(t, query, nil)
	wantStatus(t, h.at("/readyz"), http.StatusOK)

	if err := own.Stop(); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, h.at("/readyz"), http.StatusServiceUnavailable)
	wantStatus(t, h.at("/healthz"), http.StatusOK)
	code, body := h.refused(t, query, nil)
	if code != "UNAVAILABLE" {
		t.Errorf("%s", body)
	}
	for _, internal := range []string{"127.0.0.1", "neo4j", "Neo4j", "bolt", "dial", "refused", "Connectivity"} {
		if strings.Contains(string(body), internal) {
			t.Errorf("the error tells of %q: %s", internal, body)
		}
	}

	if err := own.Restart(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	within(t, func() bool {
		status, _, err := get(t.Context(), h.at("/readyz"))
		return err == nil && status == http.StatusOK
	})
	after := h.ask(t, query, nil)
	if len(after["countries"].([]any)) != len(before["countries"].([]any)) || len(before["countries"].([]any)) == 0 {
		t.Errorf("before %v, after %v", before, after)
	}
}

func wantStatus(t *testing.T, url string, want int) {
	t.Helper()
	status, body, err := get(t.Context(), url)
	if err != nil || status != want {
		t.Errorf("%s: %d %s %v, want %d", url, status, body, err, want)
	}
}

// within waits until something holds.
func within(t *testing.T, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(patience)
	for !holds() {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatal("it did not come about in time")
		}
	}
}
