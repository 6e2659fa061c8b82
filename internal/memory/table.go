package memory

import (
	"slices"
	"sort"
	"strings"

	"ngograph/internal/kg"
)

// table is the records of one kind by id.
type table struct {
	kind kg.Kind
	ids  []string
	rows []kg.Record
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
	origin []int32 // of each new row: its old row, -1 if it is new or its record was replaced
	moved  []int32 // of each old row: its new row, -1 if it is gone
	moves  bool    // some rows came, went or have another place
}

// still reports whether every row is where it was.
func (s *shift) still() bool { return s == nil || !s.moves }

// read returns the number of rows that have to be read.
func (s *shift) read() int {
	n := 0
	for _, old := range s.origin {
		if old < 0 {
			n++
		}
	}
	return n
}

// from returns the old row of an unchanged row, -1 of one that has to be read.
func (s *shift) from(row int32) int32 {
	if s == nil {
		return row
	}
	return s.origin[row]
}

// to returns where an old row went, -1 if it is gone.
func (s *shift) to(old int32) int32 {
	if s == nil {
		return old
	}
	return s.moved[old]
}

// apply returns the table after the changes, which are in the order of their ids. A replaced record takes over the
// bytes of its id, which other records share.
func (t *table) apply(changes []change) (*table, *shift) {
	if len(changes) == 0 {
		return t, nil
	}
	size := len(t.ids) + len(changes)
	next := &table{kind: t.kind, ids: make([]string, 0, size), rows: make([]kg.Record, 0, size)}
	s := &shift{origin: make([]int32, 0, size), moved: make([]int32, len(t.ids))}
	add := func(id string, r kg.Record, origin int32) {
		next.ids, next.rows, s.origin = append(next.ids, id), append(next.rows, r), append(s.origin, origin)
	}
	old := 0
	keep := func(until int) {
		for ; old < until; old++ {
			s.moved[old] = int32(len(next.ids))
			add(t.ids[old], t.rows[old], int32(old))
		}
	}
	for _, c := range changes {
		at, found := slices.BinarySearch(t.ids, c.id)
		keep(at)
		id := c.id
		if found {
			id = t.ids[at]
			s.moved[at] = -1
			if c.record != nil {
				s.moved[at] = int32(len(next.ids))
			}
			old++
		}
		if found != (c.record != nil) {
			s.moves = true
		}
		if c.record != nil {
			shareID(c.record, id)
			add(id, c.record, -1)
		}
	}
	keep(len(t.ids))
	return next, s
}

func shareID(r kg.Record, id string) {
	if f := kg.Describe(r.Kind()).Field("id"); f != nil {
		f.Of(r).SetString(id)
	}
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

// clone returns a copy of a record for one answer to write in.
func clone(r kg.Record) kg.Record {
	switch r := r.(type) {
	case *kg.Dataset:
		return copyOf(r)
	case *kg.Language:
		return copyOf(r)
	case *kg.Country:
		return copyOf(r)
	case *kg.Region:
		return copyOf(r)
	case *kg.Theme:
		return copyOf(r)
	case *kg.Area:
		return copyOf(r)
	case *kg.AreaMember:
		return copyOf(r)
	case *kg.Organisation:
		return copyOf(r)
	case *kg.Programme:
		return copyOf(r)
	case *kg.Project:
		return copyOf(r)
	case *kg.Participation:
		return copyOf(r)
	case *kg.Membership:
		return copyOf(r)
	case *kg.Practice:
		return copyOf(r)
	case *kg.Resource:
		return copyOf(r)
	case *kg.RecordedCollaboration:
		return copyOf(r)
	}
	panic("memory: a " + string(r.Kind()) + " is not stored")
}

func copyOf[T any](r *T) *T {
	c := *r
	return &c
}
