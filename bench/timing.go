package main

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"
)

// times are durations of the same work, in ascending order.
type times []time.Duration

func (t times) min() time.Duration    { return t[0] }
func (t times) median() time.Duration { return t.quantile(0.5) }
func (t times) p99() time.Duration    { return t.quantile(0.99) }

// quantile is the smallest duration that at least the share q of all do not exceed.
func (t times) quantile(q float64) time.Duration {
	return t[max(int(math.Ceil(q*float64(len(t))))-1, 0)]
}

// ratio is how many times longer a takes than b.
func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }

// geometricMean is the mean of ratios; 1 without any.
func geometricMean(ratios []float64) float64 {
	sum := 0.0
	for _, r := range ratios {
		sum += math.Log(r)
	}
	return math.Exp(sum / float64(max(len(ratios), 1)))
}

// clocked makes work of f that this process times.
func clocked(f func() error) func() (time.Duration, error) {
	return func() (time.Duration, error) {
		start := time.Now()
		err := f()
		return time.Since(start), err
	}
}

// paired runs a and b once to warm up and then alternately, each at least three times, rounds times or until budget is
// used up. Work says itself how long it took.
func paired(rounds int, budget time.Duration, a, b func() (time.Duration, error)) (ta, tb times, err error) {
	start := time.Now()
	for i := -1; i < rounds && (i < 3 || time.Since(start) < budget); i++ {
		da, err := a()
		if err != nil {
			return nil, nil, fmt.Errorf("round %d: %w", i, err)
		}
		db, err := b()
		if err != nil {
			return nil, nil, fmt.Errorf("round %d: %w", i, err)
		}
		if i >= 0 {
			ta, tb = append(ta, da), append(tb, db)
		}
	}
	slices.Sort(ta)
	slices.Sort(tb)
	return ta, tb, nil
}

// load runs f from as many clients at once for about d, and returns how often a second it ended and how long it took each
// time. f is given the client's number.
func load(ctx context.Context, clients int, d time.Duration, f func(ctx context.Context, client int) error) (perSecond float64, ts times, err error) {
	var (
		group sync.WaitGroup
		lock  sync.Mutex
		start = time.Now()
	)
	for client := range clients {
		group.Go(func() {
			var own times
			var failed error
			for failed == nil && time.Since(start) < d {
				begun := time.Now()
				failed = f(ctx, client)
				own = append(own, time.Since(begun))
			}
			lock.Lock()
			defer lock.Unlock()
			ts = append(ts, own...)
			if err == nil {
				err = failed
			}
		})
	}
	group.Wait()
	took := time.Since(start)
	slices.Sort(ts)
	return float64(len(ts)) / took.Seconds(), ts, err
}
