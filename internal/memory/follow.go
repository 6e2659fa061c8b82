package memory

import (
	"context"
	"sync"
	"time"

	"ngograph/internal/kg"
)

// The pauses between attempts to follow a store that fails.
const (
	shortestPause = 100 * time.Millisecond
	longestPause  = 10 * time.Second
)

// follow publishes a snapshot for what the store says has changed, until ctx ends. While one is being made, all that
// comes in is gathered for the next.
func (v *View) follow(ctx context.Context) {
	defer close(v.done)
	waiting := &inbox{changes: map[string]kg.Record{}, filled: make(chan struct{}, 1)}
	var watcher sync.WaitGroup
	watcher.Go(func() { v.watch(ctx, waiting) })
	defer watcher.Wait()
	for {
		select {
		case <-ctx.Done():
			return
		case <-waiting.filled:
		}
		revision, changes := waiting.take()
		last := v.latest.Load()
		v.latest.Store(last.apply(max(revision, last.revision), changes))
		close(last.superseded)
	}
}

// watch puts the store's deltas into the inbox and, when the store fails, tries again after a pause that grows.
func (v *View) watch(ctx context.Context, to *inbox) {
	seen := v.latest.Load().revision
	pause := shortestPause
	rest := func(err error) bool {
		v.log.Warn("cannot follow the store; answers stay as they are", "revision", seen, "retry", pause, "error", err)
		select {
		case <-ctx.Done():
			return false
		case <-v.after(pause):
		}
		pause = min(2*pause, longestPause)
		return true
	}
	for ctx.Err() == nil {
		for delta, err := range v.store.Watch(ctx, seen) {
			if ctx.Err() != nil {
				return
			}
			if err != nil {
				if !rest(err) {
					return
				}
				continue
			}
			pause = shortestPause
			seen = max(seen, delta.Revision)
			to.put(delta)
		}
		if ctx.Err() == nil && !rest(kg.Errorf(kg.Unavailable, "the store ended its watch")) {
			return
		}
	}
}

// inbox gathers deltas: of each record the latest.
type inbox struct {
	mu       sync.Mutex
	revision kg.Revision
	changes  map[string]kg.Record // nil for what was deleted
	filled   chan struct{}
}

func (b *inbox) put(d kg.Delta) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.revision = max(b.revision, d.Revision)
	for _, id := range d.Deleted {
		b.changes[id] = nil
	}
	for _, r := range d.Records {
		b.changes[r.RecordID()] = r
	}
	select {
	case b.filled <- struct{}{}:
	default:
	}
}

func (b *inbox) take() (kg.Revision, []change) {
	b.mu.Lock()
	defer b.mu.Unlock()
	changes := make([]change, 0, len(b.changes))
	for id, r := range b.changes {
		changes = append(changes, change{id, r})
	}
	clear(b.changes)
	return b.revision, changes
}
