package memory

import (
	"math/bits"
	"slices"
	"sort"
	"strings"

	"ngograph/internal/kg"
)

// table is the records of one kind by id, packed.
type table struct {
	kind  kg.Kind
	ids   []string
	rows  []string
	texts []string // of the dictionary with which they are packed
}

// field returns a cursor before the value of the field at a place, false if it is unknown.
func (t *table) field(row int32, at int) (cursor, bool) {
	c := cursor{t.rows[row], t.texts}
	known := fields(c.number())
	if known>>at&1 == 0 {
		return c, false
	}
	list := packings[t.kind]
	for set := known & (1<<at - 1); set != 0; set &= set - 1 {
		c.skip(&list[bits.TrailingZeros64(uint64(set))])
	}
	return c, true
}

// text returns the text in the field at a place, "" if it is unknown.
func (t *table) text(row int32, at int) string {
	if c, ok := t.field(row, at); ok {
		return c.one(&packings[t.kind][at])
	}
	return ""
}

// read writes the id and those of the wanted fields that are known into an empty record.
func (t *table) read(row int32, wanted fields, r kg.Record) {
	c := cursor{t.rows[row], t.texts}
	list := packings[t.kind]
	if list[0].Name == "id" {
		list[0].Of(r).SetString(t.ids[row])
	}
	for known := fields(c.number()); known&wanted != 0; known &= known - 1 {
		at := bits.TrailingZeros64(uint64(known))
		if f := &list[at]; wanted>>at&1 != 0 {
			c.value(f, f.Of(r))
		} else {
			c.skip(f)
		}
	}
}

// row returns the row of an id, -1 if there is none.
func (t *table) row(id string) int32 {
	if i, ok := slices.BinarySearch(t.ids, id); ok {
		return int32(i)
	}
	return -1
}

// after returns the first row whose id is greater.
func (t *table) after(id string) int32 {
	return int32(sort.Search(len(t.ids), func(i int) bool { return t.ids[i] > id }))
}

// change is what became of one record: nil if it was deleted.
type change struct {
	id     string
	record kg.Record
}

// shift says how the rows of one table became those of the next. A nil shift means that nothing changed.
type shift struct {
	fresh  []int32 // the new rows that have to be read: they are new, or their record was replaced
	origin []int32 // of each new row: its old row, -1 if it is fresh; nil where every row is where it was
	moved  []int32 // of each old row: its new row, -1 if it is gone; nil where every row is where it was
}

// still reports whether every row is where it was.
func (s *shift) still() bool { return s == nil || s.origin == nil }

// read returns the rows that have to be read, ascending.
func (s *shift) read() []int32 {
	if s == nil {
		return nil
	}
	return s.fresh
}

// from returns the old row of an unchanged row, -1 of one that has to be read.
func (s *shift) from(row int32) int32 {
	switch {
	case s == nil:
		return row
	case s.origin != nil:
		return s.origin[row]
	}
	if _, fresh := slices.BinarySearch(s.fresh, row); fresh {
		return -1
	}
	return row
}

// to returns where an old row went, -1 if it is gone.
func (s *shift) to(old int32) int32 {
	if s.still() {
		return old
	}
	return s.moved[old]
}

// add appends a record, whose id is behind all others.
func (t *table) add(p *packer, id string, r kg.Record) {
	id, packed := p.record(id, r)
	t.ids, t.rows = append(t.ids, id), append(t.rows, packed)
}

// apply returns the table after the changes, which are in the order of their ids.
func (t *table) apply(p *packer, changes []change) (*table, *shift) {
	if len(changes) == 0 {
		return t, nil
	}
	moves := slices.ContainsFunc(changes, func(c change) bool { return (t.row(c.id) >= 0) != (c.record != nil) })
	if !moves {
		return t.replace(p, changes)
	}
	size := len(t.ids) + len(changes)
	next := &table{kind: t.kind, ids: make([]string, 0, size), rows: make([]string, 0, size)}
	s := &shift{origin: make([]int32, 0, size), moved: make([]int32, len(t.ids))}
	old := 0
	keep := func(until int) {
		next.ids, next.rows = append(next.ids, t.ids[old:until]...), append(next.rows, t.rows[old:until]...)
		for ; old < until; old++ {
			s.moved[old] = int32(len(s.origin))
			s.origin = append(s.origin, int32(old))
		}
	}
	for _, c := range changes {
		at, found := slices.BinarySearch(t.ids, c.id)
		keep(at)
		row := int32(len(next.ids))
		if found {
			s.moved[at] = -1
			if c.record != nil {
				s.moved[at] = row
			}
			old++
		}
		if c.record != nil {
			next.add(p, c.id, c.record)
			s.origin, s.fresh = append(s.origin, -1), append(s.fresh, row)
		}
	}
	keep(len(t.ids))
	next.texts = p.texts
	return next, s
}

// replace is apply where no row comes or goes.
func (t *table) replace(p *packer, changes []change) (*table, *shift) {
	next := &table{kind: t.kind, ids: t.ids, rows: slices.Clone(t.rows)}
	s := &shift{}
	for _, c := range changes {
		if row := t.row(c.id); row >= 0 {
			_, next.rows[row] = p.record("", c.record)
			s.fresh = append(s.fresh, row)
		}
	}
	next.texts = p.texts
	return next, s
}

// joinOrder returns the rank of each id among all of them with "|" behind: the order of the ids that join two, such as
// those of collaborations. In byte order the ids that an id begins are right behind it; with "|" they come before it
// where they go on with a lesser byte.
func joinOrder(ids []string) (rank, byRank []int32) {
	rank, byRank = make([]int32, len(ids)), make([]int32, 0, len(ids))
	var open []int32 // ids that begin one another and wait for those that come before them
	emit := func() {
		last := open[len(open)-1]
		open = open[:len(open)-1]
		rank[last] = int32(len(byRank))
		byRank = append(byRank, last)
	}
	for i, id := range ids {
		for len(open) > 0 {
			rest, begins := strings.CutPrefix(id, ids[open[len(open)-1]])
			if begins && rest[0] < '|' {
				break
			}
			emit()
		}
		open = append(open, int32(i))
	}
	for len(open) > 0 {
		emit()
	}
	return rank, byRank
}
