package memory

import "slices"

// distinct gathers rows by cell and holds at most about twice as many as there are different ones.
type distinct struct {
	seen []uint64
	kept int
}

func (d *distinct) add(cell, row int32) {
	if n := len(d.seen); n == cap(d.seen) && n >= 2*d.kept {
		d.compact()
	}
	d.seen = append(d.seen, uint64(cell)<<32|uint64(row))
}

func (d *distinct) compact() {
	slices.Sort(d.seen)
	d.seen = slices.Compact(d.seen)
	d.kept = len(d.seen)
}

// each yields the cell of each different row in it and forgets all.
func (d *distinct) each(yield func(cell int32) bool) {
	d.compact()
	for _, x := range d.seen {
		if !yield(int32(x >> 32)) {
			break
		}
	}
	d.seen, d.kept = d.seen[:0], 0
}
