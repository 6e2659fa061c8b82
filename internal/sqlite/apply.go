package sqlite

import (
	"context"

	"ngograph/internal/kg"
)

// Apply makes all the changes or none; see kg.Store. An error means that nothing was changed, also when it is that ctx
// ended.
func (s *Store) Apply(ctx context.Context, changes []kg.Change) (r kg.Revision, err error) {
	err = s.exclusively(ctx, "apply", func() error {
		var changed bool
		r, changed, err = s.apply(ctx, changes)
		if changed {
			s.announce()
		}
		return err
	})
	return r, err
}

// exclusively does something while no one else writes. An error of ctx or of the work comes out as that of an action.
func (s *Store) exclusively(ctx context.Context, action string, work func() error) error {
	if s.writer == nil {
		return kg.Errorf(kg.Forbidden, "the store is open for reading only")
	}
	select {
	case <-s.writing:
	case <-ctx.Done():
		return failure(action, ctx.Err())
	}
	defer func() { s.writing <- struct{}{} }()
	if _, closed := s.awaited(); closed {
		return failure(action, errClosed)
	}
	return failure(action, work())
}

func (s *Store) apply(ctx context.Context, changes []kg.Change) (kg.Revision, bool, error) {
	r, changed, err := s.attempt(ctx, changes, true)
	if isTaken(err) { // not all was new
		return s.attempt(ctx, changes, false)
	}
	return r, changed, err
}

// attempt applies changes. If it may guess that they are all new (see kg.ProbablyNew), it fails where they are not.
func (s *Store) attempt(ctx context.Context, changes []kg.Change, mayGuess bool) (kg.Revision, bool, error) {
	tx, err := begin(ctx, s.writer, s.tables)
	if err != nil {
		return 0, false, err
	}
	defer tx.end()
	before, err := revision(ctx, tx)
	if err != nil {
		return 0, false, err
	}
	stored := kg.Stored(tx)
	if mayGuess {
		isNew, err := kg.ProbablyNew(ctx, tx, changes)
		if err != nil {
			return 0, false, err
		}
		if isNew {
			stored = kg.Unseen{Stored: tx}
		}
	}
	diff, err := kg.Draft(ctx, stored, changes)
	if err != nil || diff.Empty() {
		return before, false, err
	}
	after := before + 1
	diff.Stamp(after, kg.Instant(s.now().Unix()))
	// Words are folded while records are written.
	search := make(chan *searchChanges, 1)
	go func() { search <- searchChangesOf(diff) }()
	err = tx.write(ctx, diff, after)
	if folded := <-search; err == nil {
		err = tx.writeSearch(ctx, folded)
	}
	if err != nil {
		return 0, false, err
	}
	if err := tx.Commit(); err != nil {
		return 0, false, err
	}
	return after, true, nil
}
