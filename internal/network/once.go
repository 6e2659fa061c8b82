package network

import "context"

// once is a value that is computed at most once, by the first caller that gets it done; the others wait for that, each
// as long as its own ctx lasts.
type once[T any] struct {
	busy  chan struct{} // holds one token while a caller computes or looks
	done  bool
	value T
}

func newOnce[T any]() once[T] { return once[T]{busy: make(chan struct{}, 1)} }

func (o *once[T]) get(ctx context.Context, compute func() (T, error)) (T, error) {
	select {
	case o.busy <- struct{}{}:
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
	defer func() { <-o.busy }()
	if o.done {
		return o.value, nil
	}
	value, err := compute()
	if err == nil {
		o.value, o.done = value, true
	}
	return value, err
}
