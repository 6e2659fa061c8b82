package memory

import (
	"cmp"
	"hash/maphash"
	"slices"
	"sync"

	"ngograph/internal/kg"
)

// identifierIndex finds the records of a kind that may bear an identifier. It is made when it is first asked for.
type identifierIndex struct {
	seed    maphash.Seed
	entries func() []identifierEntry
}

type identifierEntry struct {
	hash uint64
	row  int32
}

func newIdentifierIndex(t *table) *identifierIndex {
	ix := &identifierIndex{seed: maphash.MakeSeed()}
	f := kg.Describe(t.kind).Field("identifiers")
	ix.entries = sync.OnceValue(func() []identifierEntry {
		var entries []identifierEntry
		for row, r := range t.rows {
			for _, i := range *f.Of(r).Addr().Interface().(*[]kg.Identifier) {
				entries = append(entries, identifierEntry{maphash.Comparable(ix.seed, i), int32(row)})
			}
		}
		slices.SortFunc(entries, func(a, b identifierEntry) int {
			return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.row, b.row))
		})
		return slices.Clip(entries)
	})
	return ix
}

// rows returns the rows that may bear one of the identifiers, ascending: all that do, and seldom others.
func (ix *identifierIndex) rows(identifiers []kg.Identifier) []int32 {
	entries := ix.entries()
	var rows []int32
	for _, i := range identifiers {
		hash := maphash.Comparable(ix.seed, i)
		at, _ := slices.BinarySearchFunc(entries, hash, func(e identifierEntry, hash uint64) int {
			return cmp.Compare(e.hash, hash)
		})
		for ; at < len(entries) && entries[at].hash == hash; at++ {
			rows = append(rows, entries[at].row)
		}
	}
	return ascending(rows)
}
