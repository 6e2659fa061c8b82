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
	at := fieldAt(t.kind, "identifiers")
	ix.entries = sync.OnceValue(func() []identifierEntry {
		var entries []identifierEntry
		for row := range int32(len(t.ids)) {
			c, ok := t.field(row, at)
			if !ok {
				continue
			}
			for range c.length(&packings[t.kind][at]) {
				entries = append(entries, identifierEntry{maphash.Comparable(ix.seed, c.identifier()), row})
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
