package memory

import (
	"cmp"
	"maps"
	"math"
	"math/bits"
	"slices"
	"sort"
	"strings"
	"sync"

	"ngograph/internal/kg"
)

// column is the order of a kind's records by one field.
type column struct {
	rank  []int32 // of each row: 1 for the least value, 0 where it is unknown
	order []int32 // the rows by value, then row; those with an unknown value last
	start []int32 // of each rank: where its rows begin in order; one more behind the last
}

// rows returns the rows of a rank.
func (c *column) rows(rank int32) []int32 { return c.order[c.start[rank-1]:c.start[rank]] }

// ranks returns the number of distinct values.
func (c *column) ranks() int32 { return int32(len(c.start) - 1) }

// sortColumn makes a column of n rows' values.
func sortColumn[T cmp.Ordered](n int, value func(row int32) (T, bool)) *column {
	type entry struct {
		value T
		row   int32
	}
	entries := make([]entry, 0, n)
	var unknown []int32
	for row := range int32(n) {
		if v, ok := value(row); ok {
			entries = append(entries, entry{v, row})
		} else {
			unknown = append(unknown, row)
		}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.row, b.row))
	})
	order := make([]int32, 0, n)
	for _, e := range entries {
		order = append(order, e.row)
	}
	return rankColumn(append(order, unknown...), len(entries), func(i int) bool { return entries[i].value == entries[i-1].value })
}

// sortNumbers is sortColumn of numbers. Those that are near one another it sorts by their bits.
func sortNumbers(n int, value func(row int32) (int64, bool)) *column {
	least, most := int64(math.MaxInt64), int64(math.MinInt64)
	values, rows, unknown := make([]int64, 0, n), make([]int32, 0, n), []int32(nil)
	for row := range int32(n) {
		v, ok := value(row)
		if !ok {
			unknown = append(unknown, row)
			continue
		}
		least, most = min(least, v), max(most, v)
		values, rows = append(values, v), append(rows, row)
	}
	spread := uint64(most) - uint64(least)
	if len(values) == 0 || spread > math.MaxUint32 {
		return sortColumn(n, value)
	}
	keys := make([]uint64, len(values))
	for i, v := range values {
		keys[i] = (uint64(v)-uint64(least))<<32 | uint64(rows[i])
	}
	keys = radix(keys, make([]uint64, len(keys)), 32, 32+bits.Len64(spread))
	order := make([]int32, 0, n)
	for _, key := range keys {
		order = append(order, int32(uint32(key)))
	}
	return rankColumn(append(order, unknown...), len(keys), func(i int) bool { return keys[i]>>32 == keys[i-1]>>32 })
}

// ranked returns the place of each row's text in a field among all texts there, if the field's texts are coded.
func (s *snapshot) ranked(k kg.Kind, field string) (value func(row int32) (int64, bool), coded bool) {
	at := fieldAt(k, field)
	if list := packings[k]; at >= len(list) || list[at].list || list[at].parts != "c" {
		return nil, false
	}
	t := s.of(k)
	code := func(row int32) (uint64, bool) {
		c, ok := t.field(row, at)
		if !ok {
			return 0, false
		}
		return c.number(), true
	}
	used := newBitset(len(t.texts))
	for row := range int32(len(t.ids)) {
		if c, ok := code(row); ok {
			used.add(int32(c))
		}
	}
	codes := used.rows()
	slices.SortFunc(codes, func(a, b int32) int { return strings.Compare(t.texts[a], t.texts[b]) })
	places := make([]int64, len(t.texts))
	for place, c := range codes {
		places[c] = int64(place)
	}
	return func(row int32) (int64, bool) {
		c, ok := code(row)
		if !ok {
			return 0, false
		}
		return places[c], true
	}, true
}

// rankColumn makes a column of the rows in order, of which the first have known values; same reports whether the value
// at i is that at i-1.
func rankColumn(order []int32, known int, same func(i int) bool) *column {
	c := &column{rank: make([]int32, len(order)), order: order}
	for i, row := range order[:known] {
		if i == 0 || !same(i) {
			c.start = append(c.start, int32(i))
		}
		c.rank[row] = int32(len(c.start))
	}
	c.start = slices.Clip(append(c.start, int32(known)))
	return c
}

// updateColumn makes a column from the last one: only rows that changed are read, and put in their places.
func updateColumn[T cmp.Ordered](n int, last *column, s *shift, value func(row int32) (T, bool)) *column {
	kept := make([]int32, 0, n)
	oldRank := make([]int32, 0, n)
	for _, old := range last.order[:last.start[last.ranks()]] {
		if row := s.to(old); row >= 0 && s.from(row) >= 0 {
			kept, oldRank = append(kept, row), append(oldRank, last.rank[old])
		}
	}
	type entry struct {
		value T
		row   int32
		at    int // before kept[at]
	}
	var entries []entry
	for _, row := range s.fresh {
		v, ok := value(row)
		if !ok {
			continue
		}
		at := sort.Search(len(kept), func(i int) bool {
			k, _ := value(kept[i])
			return cmp.Or(cmp.Compare(k, v), cmp.Compare(kept[i], row)) > 0
		})
		entries = append(entries, entry{v, row, at})
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.value, b.value), cmp.Compare(a.row, b.row))
	})
	order := make([]int32, 0, len(kept)+len(entries))
	ranks := make([]int32, 0, cap(order)) // the old ones, 0 of the entries
	at := 0
	for _, e := range entries {
		order, ranks = append(order, kept[at:e.at]...), append(ranks, oldRank[at:e.at]...)
		order, ranks = append(order, e.row), append(ranks, 0)
		at = e.at
	}
	order, ranks = append(order, kept[at:]...), append(ranks, oldRank[at:]...)
	known := len(order)
	if known < n {
		seen := newBitset(n)
		for _, row := range order {
			seen.add(row)
		}
		for row := range int32(n) {
			if !seen.has(row) {
				order = append(order, row)
			}
		}
	}
	return rankColumn(order, known, func(i int) bool {
		if ranks[i] > 0 && ranks[i-1] > 0 {
			return ranks[i] == ranks[i-1]
		}
		a, _ := value(order[i-1])
		b, _ := value(order[i])
		return a == b
	})
}

type columnKey struct {
	kind  kg.Kind
	field string
}

// columns are made when they are first asked for.
type columns struct {
	mu    sync.Mutex
	byKey map[columnKey]*column
}

// column returns the order of a kind's records by a field. It waits for others who are making columns: they are few.
func (s *snapshot) column(k kg.Kind, field string) (*column, error) {
	s.columns.mu.Lock()
	defer s.columns.mu.Unlock()
	key := columnKey{k, field}
	if c := s.columns.byKey[key]; c != nil {
		return c, nil
	}
	sc, err := scalarOf(k, field)
	if err != nil {
		return nil, err
	}
	record, n := s.reader(k, sc.fields), s.size(k)
	var c *column
	if place, coded := s.ranked(k, field); coded {
		c = sortNumbers(n, place)
	} else if sc.number != nil {
		c = sortNumbers(n, func(row int32) (int64, bool) { return sc.number(record(row)) })
	} else {
		c = sortColumn(n, func(row int32) (string, bool) { return sc.sortText(record(row)) })
	}
	s.columns.byKey[key] = c
	return c, nil
}

// inherit carries the columns of the last snapshot over.
func (c *columns) inherit(n, last *snapshot) {
	last.columns.mu.Lock()
	built := make(map[columnKey]*column, len(last.columns.byKey))
	maps.Copy(built, last.columns.byKey)
	last.columns.mu.Unlock()
	for key, column := range built {
		s := n.shifts[key.kind]
		f := kg.Describe(key.kind).Field(key.field)
		if f == nil || f.Derived && n.parts != last.parts {
			continue // no plain field, or counted anew
		}
		sc, err := scalarOf(key.kind, key.field)
		if err != nil {
			continue
		}
		record, size := n.reader(key.kind, sc.fields), n.size(key.kind)
		before := last.reader(key.kind, sc.fields)
		switch changed := func(row int32) bool { return sc.sortValue(before(row)) != sc.sortValue(record(row)) }; {
		case s.still() && !slices.ContainsFunc(s.read(), changed):
			c.byKey[key] = column
		case len(s.fresh) > size/8: // cheaper made anew, but before anybody waits for it
			_, _ = n.column(key.kind, key.field) // fails only where scalarOf does
		case sc.number != nil:
			c.byKey[key] = updateColumn(size, column, s, func(row int32) (int64, bool) { return sc.number(record(row)) })
		default:
			c.byKey[key] = updateColumn(size, column, s, func(row int32) (string, bool) { return sc.sortText(record(row)) })
		}
	}
}
