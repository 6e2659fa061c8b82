package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestCells(t *testing.T) {
	for _, test := range []struct {
		cell any
		want string
	}{
		{0.034, "0.03"},
		{3.14159, "3.14"},
		{31.4159, "31.4"},
		{31415.9, "31416"},
		{1234567 * time.Nanosecond, "1.23ms"},
		{12 * time.Microsecond, "12µs"},
		{"text", "text"},
		{7, "7"},
	} {
		if got := cell(test.cell); got != test.want {
			t.Errorf("cell(%v) = %q, want %q", test.cell, got, test.want)
		}
	}
}

func TestQuantiles(t *testing.T) {
	var ts times
	for i := range 200 {
		ts = append(ts, time.Duration(i+1))
	}
	if ts.min() != 1 || ts.median() != 100 || ts.p99() != 198 {
		t.Errorf("min, median, p99 of 1..200 = %d, %d, %d, want 1, 100, 198", ts.min(), ts.median(), ts.p99())
	}
	if only := (times{5}); only.median() != 5 || only.p99() != 5 {
		t.Errorf("median, p99 of one = %d, %d, want 5", only.median(), only.p99())
	}
	if got := geometricMean([]float64{2, 8}); got < 3.999 || got > 4.001 {
		t.Errorf("geometricMean(2, 8) = %g, want 4", got)
	}
}

func TestPairedAlternatesAfterAWarmUp(t *testing.T) {
	var order []string
	work := func(name string, took time.Duration) func() (time.Duration, error) {
		return func() (time.Duration, error) { order = append(order, name); return took, nil }
	}
	a, b, err := paired(4, 0, work("a", 2), work("b", 1))
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Repeat("ab", 4); strings.Join(order, "") != want {
		t.Errorf("ran %v, want %s: one warm-up, then three rounds where the budget is used up", order, want)
	}
	if !slices.Equal(a, times{2, 2, 2}) || !slices.Equal(b, times{1, 1, 1}) {
		t.Errorf("times = %v, %v, want three each", a, b)
	}
}

func TestRenderPutsGoalsFirst(t *testing.T) {
	r := &report{section: section{name: "reads", title: "Reads, side by side"}}
	r.atLeast("median", 2.5, 3)
	r.atMost("bytes", 140, 150)
	r.table("read", "ratio")
	r.row("by id", 2.5)
	got := render(t.Context(), &bench{dir: t.TempDir()}, []*report{r})
	for _, want := range []string{
		"| [reads](#reads-side-by-side) | median | at least 3x | 2.50 | **no** |\n",
		"| [reads](#reads-side-by-side) | bytes | at most 150 | 140 | yes |\n",
		"\n## Reads, side by side\n\n| read | ratio |\n| --- | --- |\n| by id | 2.50 |\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("render lacks %q in:\n%s", want, got)
		}
	}
}

func TestOnceMakesHalfMadeThingsAnew(t *testing.T) {
	b := &bench{dir: t.TempDir()}
	fill := func(failing error) (string, error) {
		return b.once("data", func(path string) error {
			return errors.Join(os.WriteFile(path, []byte("whole"), 0o600), failing)
		})
	}
	broken := errors.New("broken off")
	if _, err := fill(broken); !errors.Is(err, broken) {
		t.Fatalf("once = %v, want the failure", err)
	}
	if _, err := os.Stat(filepath.Join(b.dir, "data")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what was half made is there: %v", err)
	}
	path, err := fill(nil)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := fill(broken); err != nil || again != path {
		t.Errorf("once again = %q, %v, want %q without making it", again, err, path)
	}
}

func TestEqualRowsSaysWhereAnswersDiffer(t *testing.T) {
	own := rows{Total: 2, Rows: [][]any{{"a", 1.0}, {"b", 2.0}}}
	for _, test := range []struct {
		name   string
		theirs rows
		equal  bool
	}{
		{"the same but for rounding", rows{2, [][]any{{"a", 1 + 1e-12}, {"b", 2.0}}}, true},
		{"another number", rows{2, [][]any{{"a", 1 + 1e-8}, {"b", 2.0}}}, false},
		{"another order", rows{2, [][]any{{"b", 2.0}, {"a", 1.0}}}, false},
		{"another total", rows{3, own.Rows}, false},
		{"a row less", rows{2, own.Rows[:1]}, false},
		{"a number for an id", rows{2, [][]any{{1.0, 1.0}, {"b", 2.0}}}, false},
	} {
		if err := equalRows(own, test.theirs); (err == nil) != test.equal {
			t.Errorf("%s: equalRows = %v, want equal %t", test.name, err, test.equal)
		}
	}
}
