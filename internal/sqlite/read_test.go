package sqlite

import (
	"errors"
	"iter"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// numbered yields n rows of two cells, which it overwrites, then an error if there is one.
func numbered(n int, failed error) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		cells := make([]any, 2)
		for i := range n {
			cells[0], cells[1] = i, -i
			if !yield(cells, nil) {
				return
			}
		}
		if failed != nil {
			yield(nil, failed)
		}
	}
}

// TestAhead reads rows on another goroutine: as many, in their order, up to where the reader stops or the rows fail.
func TestAhead(t *testing.T) {
	failed := errors.New("failed")
	for _, n := range []int{0, 1, 255, 256, 257, 768, 5000} {
		for _, stop := range []int{0, 1, 300, 10_000} {
			for _, fails := range []error{nil, failed} {
				seen := 0
				var err error
				for cells, e := range ahead(numbered(n, fails), 2) {
					if seen == stop {
						break
					}
					if err = e; e == nil {
						if !slices.Equal(cells, []any{seen, -seen}) {
							t.Fatalf("row %d of %d is %v", seen, n, cells)
						}
						seen++
					}
				}
				if want := min(n, stop); seen != want || (err != nil) != (fails != nil && stop > n) {
					t.Errorf("%d rows and %v, stopped at %d: %d seen, %v", n, fails, stop, seen, err)
				}
			}
		}
	}
}

// TestLists writes lists of texts and reads them again, and reads those that others wrote.
func TestLists(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune(`a"\,[] é` + "\n\x00")))
		list := rapid.SliceOfN(text, 1, 4).Draw(t, "list")
		got, err := decodeList(encodeList(list))
		if d := cmp.Diff(list, got); d != "" || err != nil {
			t.Fatalf("%v %s", err, d)
		}
	})
	for text, want := range map[string][]string{
		`[]`: {}, `["a", "b"]`: {"a", "b"}, ` ["a","b"]`: {"a", "b"}, `["a","b", "c"]`: {"a", "b", "c"}, `["\u0061"]`: {"a"},
	} {
		if got, err := decodeList(text); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s is %q, %v", text, got, err)
		}
	}
	for _, text := range []string{`["a"`, `"a"]`, `["a","b]`, `["a"b"]`, `[1]`} {
		if got, err := decodeList(text); err == nil {
			t.Errorf("%s is %q", text, got)
		}
	}
}
