package metrics

import (
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
)

// ErrStopped comes back from a measure whose Run was over before the measure was.
var ErrStopped = errors.New("stopped before the measure was complete")

// Run says how a measure is computed; it never changes what comes out. The zero Run takes every processor and all the
// time that it needs.
type Run struct {
	Workers int             // goroutines at most; GOMAXPROCS where it is not positive
	Done    <-chan struct{} // closed to stop: a context's Done will do
}

func (r Run) stopped() bool {
	select {
	case <-r.Done: // a nil channel never is
		return true
	default:
		return false
	}
}

// workers is how many goroutines share that many tasks.
func (r Run) workers(tasks int) int {
	n := r.Workers
	if n <= 0 {
		n = runtime.GOMAXPROCS(0)
	}
	return max(1, min(n, tasks))
}

// each runs the tasks 0 to tasks-1, each once, in no particular order, on the workers that newWorker makes: it is
// called once for each goroutine, for the buffers that the goroutine's tasks share. It stops at the first error.
func (r Run) each(tasks int, newWorker func() func(task int) error) error {
	var next atomic.Int64
	var failed atomic.Bool
	loop := func() error {
		work := newWorker()
		for !failed.Load() {
			task := int(next.Add(1)) - 1
			if task >= tasks {
				return nil
			}
			err := ErrStopped
			if !r.stopped() {
				err = work(task)
			}
			if err != nil {
				failed.Store(true)
				return err
			}
		}
		return nil
	}
	errs := make([]error, r.workers(tasks))
	var wg sync.WaitGroup
	for i := 1; i < len(errs); i++ {
		wg.Go(func() { errs[i] = loop() })
	}
	errs[0] = loop()
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// block is the task-th of blocks equal parts of 0 to n.
func block(task, blocks, n int) (lo, hi int32) {
	return int32(task * n / blocks), int32((task + 1) * n / blocks)
}
