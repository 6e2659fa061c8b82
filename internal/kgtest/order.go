package kgtest

import (
	"cmp"
	"slices"

	"ngograph/internal/kg"
)

// inScanOrder returns records in the order of Scan: by kind in that of StoredKinds, then by id.
func inScanOrder(records []kg.Record) []kg.Record {
	kinds := kg.StoredKinds()
	list := slices.Clone(records)
	slices.SortFunc(list, func(a, b kg.Record) int {
		return cmp.Or(
			cmp.Compare(slices.Index(kinds, a.Kind()), slices.Index(kinds, b.Kind())),
			cmp.Compare(a.RecordID(), b.RecordID()),
		)
	})
	return list
}
