package memory

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"ngograph/internal/kg"
)

// Options are what a View is given.
type Options struct {
	Log *slog.Logger // of failures to follow the store; nil is none
	// After is the clock of the pauses between attempts to follow a store that is down; nil is time.After.
	After func(time.Duration) <-chan time.Time
}

// View answers from a graph in memory. It is safe for concurrent use.
type View struct {
	store  kg.Store
	log    *slog.Logger
	after  func(time.Duration) <-chan time.Time
	latest atomic.Pointer[snapshot]
	stop   context.CancelFunc
	done   chan struct{} // closed when the view no longer follows its store
}

var _ kg.Source = (*View)(nil)

// Open fills a view from a store and follows the store until Close. ctx is that of the filling alone.
func Open(ctx context.Context, store kg.Store, o Options) (*View, error) {
	s, err := fill(ctx, store)
	if err != nil {
		return nil, err
	}
	v := &View{store: store, log: o.Log, after: o.After, done: make(chan struct{})}
	if v.log == nil {
		v.log = slog.New(slog.DiscardHandler)
	}
	if v.after == nil {
		v.after = time.After
	}
	v.latest.Store(s)
	following, stop := context.WithCancel(context.WithoutCancel(ctx))
	v.stop = stop
	go v.follow(following)
	return v, nil
}

// Close stops following the store. The view goes on to answer from its last snapshot.
func (v *View) Close() {
	v.stop()
	<-v.done
}

// Revision returns the revision that the view answers from.
func (v *View) Revision() kg.Revision { return v.latest.Load().revision }

// Reach waits until the view answers from the revision or a later one. It fails with Unavailable when ctx ends or the
// view is closed before.
func (v *View) Reach(ctx context.Context, r kg.Revision) error {
	for {
		s := v.latest.Load()
		if s.revision >= r {
			return nil
		}
		select {
		case <-s.superseded:
		case <-v.done:
			if v.latest.Load() == s {
				return kg.Errorf(kg.Unavailable, "revision %d was not reached before the view was closed", r)
			}
		case <-ctx.Done():
			return &kg.Error{Code: kg.Unavailable, Message: "the change is stored, but answers do not show it yet", Err: ctx.Err()}
		}
	}
}
