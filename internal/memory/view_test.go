package memory

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ngograph/internal/kg"
)

func noon() time.Time { return time.Date(2024, 6, 15, 12, 0, 0, 0, time.UTC) }

func open(t *testing.T, store kg.Store, o Options) (*View, *kg.Graph) {
	t.Helper()
	v, err := Open(t.Context(), store, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	return v, kg.New(store, v, noon)
}

func everyOrganisation() *kg.Hop {
	participations := &kg.Hop{Edge: kg.EdgeOf(kg.KindOrganisation, "participations"), Key: "p", Items: true, First: 10}
	ties := &kg.Hop{Edge: kg.EdgeOf(kg.KindOrganisation, kg.EdgeCollaborations), Key: "t", Items: true, Count: true, First: 10}
	return &kg.Hop{
		Edge: kg.EdgeOf("", "organisations"), Key: "o", Items: true, Count: true, First: 100,
		Shapes: []kg.Shape{{Kind: kg.KindOrganisation, Fields: []string{"name"}, Hops: []*kg.Hop{participations, ties}}},
	}
}

// write puts n organisations, all called by the same name and all in one project that is called so, too.
func write(n int, name string) []kg.Change {
	changes := []kg.Change{{Put: &kg.Project{ID: "project:p", Title: name}}}
	for i := range n {
		id := fmt.Sprintf("org:%02d", i)
		changes = append(changes,
			kg.Change{Put: &kg.Organisation{ID: id, Name: name, Type: "NGO"}},
			kg.Change{Put: &kg.Participation{OrganisationID: id, ProjectID: "project:p", Role: kg.Partner, RawRole: kg.Text(name)}},
		)
	}
	return changes
}

// TestIsolation reads while others write: each answer is of one revision throughout.
func TestIsolation(t *testing.T) {
	store := newFakeStore()
	_, graph := open(t, store, Options{})
	if _, err := graph.Apply(t.Context(), write(1, "0")); err != nil {
		t.Fatal(err)
	}
	var written atomic.Bool
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for !written.Load() {
				page, err := graph.Fetch(t.Context(), everyOrganisation())
				if err != nil {
					t.Error(err)
					return
				}
				if why := mixed(page); why != "" {
					t.Error(why)
					return
				}
			}
		})
	}
	for i := range 60 {
		if _, err := graph.Apply(t.Context(), write(1+i%20, fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
		page, err := graph.Fetch(t.Context(), everyOrganisation())
		if err != nil {
			t.Fatal(err)
		}
		if name := page.Items[0].Record.(*kg.Organisation).Name; i < 20 && name != fmt.Sprint(i) {
			t.Fatalf("after write %d the answer is of write %s", i, name)
		}
	}
	written.Store(true)
	readers.Wait()
}

// mixed says how an answer is not of one revision; organisations that the last write left alone keep their names.
func mixed(page *kg.Page) string {
	for _, item := range page.Items {
		org := item.Record.(*kg.Organisation)
		parts, _ := kg.Attached(org, "p")
		ties, _ := kg.Attached(org, "t")
		if len(parts.Items) != 1 || org.Projects != 1 {
			return fmt.Sprintf("%s takes part in %d projects and is said to in %d", org.ID, len(parts.Items), org.Projects)
		}
		if raw := string(parts.Items[0].Record.(*kg.Participation).RawRole); raw != org.Name {
			return fmt.Sprintf("%s is of write %s, its participation of %s", org.ID, org.Name, raw)
		}
		if ties.Total != page.Total-1 {
			return fmt.Sprintf("%s has %d ties among %d organisations", org.ID, ties.Total, page.Total)
		}
	}
	return ""
}

func TestReach(t *testing.T) {
	store := newFakeStore()
	v, _ := open(t, store, Options{})
	reached := make(chan error)
	go func() { reached <- v.Reach(t.Context(), 2) }()
	for range 2 {
		if _, err := store.Apply(t.Context(), write(1, "a")); err != nil {
			t.Fatal(err)
		}
	}
	if err := <-reached; err != nil {
		t.Fatal(err)
	}
	if v.Revision() < 2 {
		t.Errorf("reached revision 2, the view is at %d", v.Revision())
	}

	ctx, cancel := context.WithCancel(t.Context())
	go func() { reached <- v.Reach(ctx, 3) }()
	cancel()
	if err := <-reached; kg.CodeOf(err) != kg.Unavailable || !errors.Is(err, context.Canceled) {
		t.Errorf("after its context ended, Reach says %v", err)
	}
	go func() { reached <- v.Reach(t.Context(), 3) }()
	v.Close()
	if err := <-reached; kg.CodeOf(err) != kg.Unavailable {
		t.Errorf("after the view was closed, Reach says %v", err)
	}
}

// TestRecovery takes the store away from a view that follows it and gives it back.
func TestRecovery(t *testing.T) {
	store := newFakeStore()
	pauses, pass := make(chan time.Duration), make(chan time.Time)
	var log bytes.Buffer
	v, graph := open(t, store, Options{
		Log: slog.New(slog.NewTextHandler(&log, nil)),
		After: func(d time.Duration) <-chan time.Time {
			pauses <- d
			return pass
		},
	})
	if _, err := graph.Apply(t.Context(), write(1, "before")); err != nil {
		t.Fatal(err)
	}
	store.fail(kg.Errorf(kg.Unavailable, "the database is down"))
	last := time.Duration(0)
	for range 10 {
		pause := <-pauses
		if pause < last || pause > longestPause {
			t.Errorf("a pause of %v after one of %v", pause, last)
		}
		last = pause
		page, err := graph.Fetch(t.Context(), everyOrganisation())
		if err != nil || page.Total != 1 {
			t.Fatalf("while the store is down, the answer is %v, %v", page, err)
		}
		pass <- time.Time{}
	}
	<-pauses
	if last != longestPause {
		t.Errorf("the last pause was %v, want %v", last, longestPause)
	}
	revision, err := store.Apply(t.Context(), write(2, "after"))
	if err != nil {
		t.Fatal(err)
	}
	store.fail(nil)
	pass <- time.Time{}
	if err := v.Reach(t.Context(), revision); err != nil {
		t.Fatal(err)
	}
	page, err := graph.Fetch(t.Context(), everyOrganisation())
	if err != nil || page.Total != 2 {
		t.Fatalf("after the store came back, the answer is %v, %v", page, err)
	}
	v.Close()
	if !strings.Contains(log.String(), "the database is down") {
		t.Errorf("the log does not say why: %s", log.String())
	}
}

// countdown is a context that ends after it was asked so many times.
type countdown struct {
	context.Context //nolint:containedctx // it is a context
	left            *atomic.Int64
}

func (c countdown) Err() error {
	if c.left.Add(-1) < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

// endAtEachLook asks again and again with a context that ends one look later each time, until there is an answer. Every look
// must make it fail, and there must be so many at least.
func endAtEachLook(t *testing.T, least int, ask func(context.Context) error) {
	t.Helper()
	ended := 0
	for calls := range int64(1000) {
		left := &atomic.Int64{}
		left.Store(calls)
		err := ask(countdown{t.Context(), left})
		if err == nil {
			break
		}
		if kg.CodeOf(err) != kg.Unavailable || !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("after %d looks at the context: %v", calls, err)
		}
		ended++
	}
	if ended < least {
		t.Errorf("the context was looked at %d times only", ended)
	}
}

// TestCancellation ends the context in the midst of each kind of long answer.
func TestCancellation(t *testing.T) {
	_, graph := openGraph(t, shape{organisations: 3000, projects: 2500, participations: 12_000})
	hop := func(name string, where kg.Filter) func() *kg.Hop {
		return func() *kg.Hop {
			h := &kg.Hop{Edge: kg.EdgeOf("", name), Items: true, Count: true, First: 10, Where: where}
			h.Coverage = name == kg.EdgeCollaborations
			return h
		}
	}
	deep := func() *kg.Hop {
		h := everyOrganisation()
		h.First = kg.MaxFirst
		return h
	}
	for name, ask := range map[string]func() *kg.Hop{
		"ties":            hop(kg.EdgeCollaborations, kg.Filter{}),
		"a filtered list": hop("organisations", kg.In("type", "NGO")),
		"a deep answer":   deep,
	} {
		t.Run(name, func(t *testing.T) {
			endAtEachLook(t, 3, func(ctx context.Context) error {
				_, err := graph.Fetch(ctx, ask())
				return err
			})
		})
	}
}

// TestAnswersAreCopies attaches pages to an answer's records and finds none on those of the next.
func TestAnswersAreCopies(t *testing.T) {
	store := newFakeStore()
	_, graph := open(t, store, Options{})
	if _, err := graph.Apply(t.Context(), write(2, "a")); err != nil {
		t.Fatal(err)
	}
	if _, err := graph.Fetch(t.Context(), everyOrganisation()); err != nil {
		t.Fatal(err)
	}
	bare := everyOrganisation()
	bare.Shapes = nil
	page, err := graph.Fetch(t.Context(), bare)
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range page.Items {
		if _, ok := kg.Attached(item.Record, "p"); ok {
			t.Errorf("%s carries the page of another answer", item.Record.RecordID())
		}
	}
}
