package kg

import (
	"runtime"
	"testing"
)

func TestAttention(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	expect := func(when string, want int) {
		t.Helper()
		if now := runtime.GOMAXPROCS(0); now != want {
			t.Errorf("%s: %d processors, not %d", when, now, want)
		}
	}
	var a attention
	a.during(large-1, func() { expect("during a small write", before) })
	a.during(large, func() {
		expect("during a large write", before+spare)
		a.during(large, func() { expect("during two", before+spare) })
		expect("after one of two", before+spare)
	})
	expect("afterwards", before)
}
