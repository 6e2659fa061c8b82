package sqlite

import (
	"context"
	"fmt"
	"iter"

	"ngograph/internal/kg"
)

// Watch yields what changed; see kg.Store. A store that is only read does not hear of what another process commits:
// there, Watch yields what has changed so far and then waits for ctx to end. When the store is closed it yields an
// Unavailable error and ends. After any other error it tries again as soon as the caller asks for more.
func (s *Store) Watch(ctx context.Context, since kg.Revision) iter.Seq2[kg.Delta, error] {
	return func(yield func(kg.Delta, error) bool) {
		for ctx.Err() == nil {
			changed, closed := s.awaited() // before looking, so that no commit falls between looking and waiting
			if closed {
				yield(kg.Delta{}, failure("watch", errClosed))
				return
			}
			d, err := s.since(ctx, since)
			switch {
			case ctx.Err() != nil:
				return
			case err != nil:
				if !yield(kg.Delta{}, failure("watch", err)) {
					return
				}
				continue
			case d.Revision > since:
				since = d.Revision
				if !yield(d, nil) {
					return
				}
				continue
			}
			select {
			case <-changed:
			case <-ctx.Done():
			}
		}
	}
}

// since returns what changed after a revision, as of one moment.
func (s *Store) since(ctx context.Context, since kg.Revision) (d kg.Delta, err error) {
	tx, err := s.snapshot(ctx)
	if err != nil {
		return d, err
	}
	defer func() { _ = tx.Rollback() }()
	if d.Revision, err = revision(ctx, tx); err != nil || d.Revision <= since {
		return d, err
	}
	for _, t := range s.tables.list {
		// The plus keeps SQLite from reading the whole table in the order of the key for the few rows that changed.
		for r, err := range t.records(ctx, tx, "WHERE revision > ? ORDER BY +"+t.order(), since) {
			if err != nil {
				return d, fmt.Errorf("%s: %w", t.name, err)
			}
			d.Records = append(d.Records, r)
		}
	}
	d.Deleted, err = texts(ctx, tx, `SELECT id FROM deletions WHERE revision > ? ORDER BY +id`, since)
	return d, err
}
