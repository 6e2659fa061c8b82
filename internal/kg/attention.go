package kg

import (
	"runtime"
	"sync"
)

const (
	large = 1000 // changes that keep cores busy for longer than anybody notices
	spare = 2    // processors of Go's beyond the cores
)

// attention keeps a program attentive while large writes and the garbage that they make keep all cores busy. A processor of
// Go's looks at the network only when it has nothing to run, or every 10 ms. Spare ones have nothing to run, and the system
// shares the cores out in smaller slices.
type attention struct {
	mu     sync.Mutex
	writes int // under way
	before int // processors, without them
}

// during does a write of so many changes.
func (a *attention) during(changes int, write func()) {
	if changes >= large {
		a.change(1)
		defer a.change(-1)
	}
	write()
}

func (a *attention) change(writes int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.writes == 0 {
		a.before = runtime.GOMAXPROCS(0)
		runtime.GOMAXPROCS(a.before + spare)
	}
	if a.writes += writes; a.writes == 0 {
		runtime.GOMAXPROCS(a.before)
	}
}
