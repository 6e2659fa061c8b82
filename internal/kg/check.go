package kg

import (
	"iter"
	"maps"
	"slices"
	"strings"
)

// Contradiction is something in a store that does not fit its records: ID names the record, "" for the store as a whole.
type Contradiction struct{ ID, Problem string }

// Contradictions yields what is wrong among a store's records, of all kinds: one that no store may hold, or that refers
// to another that is not there.
func Contradictions(records iter.Seq2[Record, error]) iter.Seq2[Contradiction, error] {
	return func(yield func(Contradiction, error) bool) {
		known := map[string]bool{}
		type use struct{ by, field, id string }
		later := map[use]bool{} // referred to before it was seen
		for r, err := range records {
			if err != nil {
				yield(Contradiction{}, err)
				return
			}
			id := r.RecordID()
			known[id] = true
			if err := Validate(r); err != nil && !yield(Contradiction{id, strings.TrimPrefix(err.Error(), id+": ")}, nil) {
				return
			}
			for _, ref := range References(r) {
				switch k, ok := KindOfID(ref.ID); {
				case !ok || !slices.Contains(ref.Kinds, k):
					if !yield(Contradiction{id, ref.Field + " refers to " + ref.ID + ", which is no " + either(ref.Kinds)}, nil) {
						return
					}
				case !known[ref.ID]:
					later[use{id, ref.Field, ref.ID}] = true
				}
			}
		}
		maps.DeleteFunc(later, func(u use, _ bool) bool { return known[u.id] })
		missing := slices.SortedFunc(maps.Keys(later), func(a, b use) int {
			return slices.Compare([]string{a.by, a.field, a.id}, []string{b.by, b.field, b.id})
		})
		for _, u := range missing {
			if !yield(Contradiction{u.by, u.field + " refers to " + u.id + ", which is not there"}, nil) {
				return
			}
		}
	}
}
