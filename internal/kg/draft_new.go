package kg

import (
	"context"
	"slices"
)

// An import is mostly of what a store has not seen, and to look each record up costs as much as to write it. So a store
// may draft as if it held none of what the changes put (see Unseen), if it then refuses to add what it holds; where
// that happens, it undoes all and drafts again with a look.

// atLeastNew is how many changes there must be for the guess to pay, and sampled how many of them are looked up for it.
const (
	atLeastNew = 256
	sampled    = 16
)

// ProbablyNew guesses whether a store holds none of what changes put: there are many, they delete nothing, and none of a
// sample is there.
func ProbablyNew(ctx context.Context, s Stored, changes []Change) (bool, error) {
	if len(changes) < atLeastNew || slices.ContainsFunc(changes, func(c Change) bool { return c.Record() == nil }) {
		return false, nil
	}
	var ids []string
	for i := 0; i < len(changes); i += len(changes) / sampled {
		if k, ok := KindOfID(changes[i].ID()); ok && k != KindCollaboration {
			ids = append(ids, changes[i].ID())
		}
	}
	slices.Sort(ids)
	isNew := true
	err := s.Records(ctx, slices.Compact(ids), func(Record) { isNew = false })
	return isNew && err == nil, err
}

// Unseen is a store of which Draft takes for granted that it holds none of what the changes put.
type Unseen struct{ Stored }

// Records finds none.
func (Unseen) Records(context.Context, []string, func(Record)) error { return nil }
