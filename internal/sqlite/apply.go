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
	tx, err := begin(ctx, s.writer, s.tables)
	if err != nil {
		return 0, false, err
	}
	defer tx.end()
	before, err := revision(ctx, tx)
	if err != nil {
		return 0, false, err
	}
	diff, err := kg.Draft(ctx, tx, changes)
	if err != nil || diff.Empty() {
		return before, false, err
	}
	after := before + 1
	diff.Stamp(after, kg.Instant(s.now().Unix()))
	for _, write := range []func(context.Context, *kg.Difference, kg.Revision) error{
		tx.writeDeletions, tx.writeRecords, tx.writeSearch, tx.writeRevision,
	} {
		if err := write(ctx, diff, after); err != nil {
			return 0, false, err
		}
	}
	if err := tx.Commit(); err != nil {
		return 0, false, err
	}
	return after, true, nil
}
