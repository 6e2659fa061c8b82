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
// looked up. The records that are read get the bytes of the ids that they hold from the table referred to.
func relate(key relationKey, last *relation, from, to *table, fromShift, toShift *shift) *relation {
	if last != nil && fromShift == nil && toShift == nil && !last.loose {
		return last
	}
	f := kg.Describe(key.kind).Field(key.field)
	next := &relation{}
	carried := func(row int32) (int32, bool) {
		if last == nil || last.loose {
			return 0, false
		}
		old := fromShift.from(row)
		return old, old >= 0
	}
	find := func(id string) int32 {
		if k, _ := kg.KindOfID(id); k != key.to {
			return -1
		}
		t := to.row(id)
		if t < 0 {
			next.loose = true
		}
		return t
	}
	move := func(old int32) int32 {
		t := toShift.to(old)
		if t < 0 {
			next.loose = true
		}
		return t
	}
	// Records of the last snapshot are being read and must stay as they are.
	fresh := func(row int) bool { return fromShift.from(int32(row)) < 0 }
	n := len(from.rows)
	if f.Type != kg.TypeList {
		next.one = make([]int32, n)
		for row := range next.one {
			next.one[row] = -1
			if old, ok := carried(int32(row)); ok {
				if t := last.one[old]; t >= 0 {
					next.one[row] = move(t)
				}
				continue
			}
			v := f.Of(from.rows[row])
			if v.Len() == 0 {
				continue
			}
			if t := find(v.String()); t >= 0 {
				next.one[row] = t
				if fresh(row) {
					v.SetString(to.ids[t])
				}
			}
		}
		next.back = invertOne(next.one, len(to.ids))
		return next
	}
	next.many = csr{lo: make([]int32, n), hi: make([]int32, n)}
	for row := range n {
		next.many.lo[row] = int32(len(next.many.to))
		if old, ok := carried(int32(row)); ok {
			for _, t := range last.many.of(old) {
				if t = move(t); t >= 0 {
					next.many.to = append(next.many.to, t)
				}
			}
		} else {
			list := *f.Of(from.rows[row]).Addr().Interface().(*[]string)
			for i, id := range list {
				if t := find(id); t >= 0 {
					next.many.to = append(next.many.to, t)
					if fresh(row) {
						list[i] = to.ids[t]
					}
				}
			}
		}
		next.many.hi[row] = int32(len(next.many.to))
	}
	next.many.to = slices.Clip(next.many.to)
	next.back = next.many.invert(len(to.ids))
	return next
}
