package memory

import (
	"slices"

	"ngograph/internal/kg"
)

// relation is one reference field as rows: from the records of a kind to those of another, and back.
type relation struct {
	one   []int32 // of a field that holds one id: -1 where it is unknown
	many  csr     // of a field that holds a list
	back  csr
	loose bool // some ids were of no record: they may come with the next change
}

// relationKey names a relation. A field that refers to several kinds has a relation to each.
type relationKey struct {
	kind  kg.Kind
	field string
	to    kg.Kind
}

// targets returns the rows that a row refers to, in the order of the ids that it holds.
func (r *relation) targets(row int32) []int32 {
	if r.one == nil {
		return r.many.of(row)
	}
	if r.one[row] < 0 {
		return nil
	}
	return r.one[row : row+1 : row+1]
}

// relationKeys returns every relation of the kinds that are tables.
func relationKeys() []relationKey {
	var keys []relationKey
	for _, k := range tableKinds() {
		for _, f := range kg.Describe(k).Fields {
			for _, to := range f.Refs {
				keys = append(keys, relationKey{k, f.Name, to})
			}
		}
	}
	return keys
}

// relate makes a relation anew from the last one: rows that did not change are carried over, only the others' ids are
// looked up.
func relate(key relationKey, last *relation, from, to *table, fromShift, toShift *shift) *relation {
	next := &relation{}
	carried := func(row int32) (int32, bool) {
		if last == nil || last.loose {
			return 0, false
		}
		old := fromShift.from(row)
		return old, old >= 0
	}
	move := func(old int32) int32 {
		t := toShift.to(old)
		if t < 0 {
			next.loose = true
		}
		return t
	}
	at := fieldAt(key.kind, key.field)
	f := &packings[key.kind][at]
	find := referred(f, from.texts, key.to, to, &next.loose)
	read := func(row int32, into []int32) []int32 {
		if c, ok := from.field(row, at); ok {
			for range c.length(f) {
				if t := find(&c); t >= 0 {
					into = append(into, t)
				}
			}
		}
		return into
	}
	if last != nil && !last.loose && fromShift.still() && toShift.still() {
		same := true
		var now []int32
		for _, row := range fromShift.read() {
			now = read(row, now[:0])
			same = same && slices.Equal(now, last.targets(row))
		}
		if same && !next.loose {
			return last
		}
	}
	n := len(from.ids)
	if !f.list {
		next.one = make([]int32, n)
		var found [1]int32
		for row := range next.one {
			next.one[row] = -1
			if old, ok := carried(int32(row)); ok {
				if t := last.one[old]; t >= 0 {
					next.one[row] = move(t)
				}
			} else if t := read(int32(row), found[:0]); len(t) > 0 {
				next.one[row] = t[0]
			}
		}
		next.back = invertOne(next.one, len(to.ids))
		return next
	}
	offsets := make([]int32, n+1)
	var targets []int32
	for row := range n {
		if old, ok := carried(int32(row)); ok {
			for _, t := range last.many.of(old) {
				if t = move(t); t >= 0 {
					targets = append(targets, t)
				}
			}
		} else {
			targets = read(int32(row), targets)
		}
		offsets[row+1] = int32(len(targets))
	}
	next.many = csr{lo: offsets[:n], hi: offsets[1:], to: slices.Clone(targets)}
	next.back = next.many.invert(len(to.ids))
	return next
}

// referred returns how to read the row that an id of a field refers to, -1 if it is of another kind or of no record,
// which makes the relation loose.
func referred(f *packing, texts []string, kind kg.Kind, to *table, loose *bool) func(*cursor) int32 {
	find := func(id string) int32 {
		if k, _ := kg.KindOfID(id); k != kind {
			return -1
		}
		row := to.row(id)
		if row < 0 {
			*loose = true
		}
		return row
	}
	if f.parts != "c" {
		return func(c *cursor) int32 { return find(c.text()) }
	}
	known := make([]int32, len(texts)) // of each code the row and 2, 0 where it was not looked for
	return func(c *cursor) int32 {
		code := c.number()
		if known[code] == 0 {
			known[code] = find(texts[code]) + 2
		}
		return known[code] - 2
	}
}
