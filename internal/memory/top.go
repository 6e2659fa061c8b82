package memory

import (
	"cmp"
	"slices"
)

// key is where a row stands in a list: by its sort value, then by its id. Lists are in ascending order of keys.
type key struct{ sort, id uint64 }

func (k key) compare(o key) int {
	return cmp.Or(cmp.Compare(k.sort, o.sort), cmp.Compare(k.id, o.id))
}

func (k key) less(o key) bool { return k.sort < o.sort || k.sort == o.sort && k.id < o.id }

// sortKey puts a ranking's key in an order's direction; the unknown stays last.
func sortKey(k uint64, desc bool) uint64 {
	if desc && k != unknown {
		return ^k
	}
	return k
}

// entry is a row of a list with what is kept of it.
type entry[T any] struct {
	key  key
	item T
}

// top selects the first rows of a list of which it sees the rows in any order. It holds at most twice as many.
type top[T any] struct {
	size    int
	from    key // rows before it are not of the page
	behind  int // the rows seen that are not before it
	limit   key // a row at or behind it cannot be of the page any more
	limited bool
	entries []entry[T]
}

func newTop[T any](size int, from key) *top[T] { return &top[T]{size: size, from: from} }

// wants sees a row and reports whether it has to be added.
func (t *top[T]) wants(k key) bool {
	if k.less(t.from) {
		return false
	}
	t.behind++
	return t.size > 0 && (!t.limited || k.less(t.limit))
}

// add adds a row that is wanted.
func (t *top[T]) add(k key, item T) {
	t.entries = append(t.entries, entry[T]{k, item})
	if len(t.entries) >= max(2*t.size, 64) {
		t.cut()
	}
}

func (t *top[T]) cut() {
	slices.SortFunc(t.entries, func(a, b entry[T]) int { return a.key.compare(b.key) })
	if len(t.entries) >= t.size {
		t.entries = t.entries[:t.size]
		t.limit, t.limited = t.entries[t.size-1].key, true
	}
}

// merge adds what another has selected from other rows of the list.
func (t *top[T]) merge(o *top[T]) {
	t.behind += o.behind
	for _, e := range o.entries {
		t.add(e.key, e.item)
	}
}

// page returns the selected rows in order, and whether rows follow them.
func (t *top[T]) page() ([]entry[T], bool) {
	t.cut()
	return t.entries, t.behind > len(t.entries)
}
