package neo4j

import (
	"context"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ngograph/internal/kg"
)

// batch is the number of rows that one statement is given: large enough that round trips do not count.
const batch = 10_000

// Revision returns the store's revision, 0 for one that nothing was ever applied to.
func (db *DB) Revision(ctx context.Context) (kg.Revision, error) {
	rows, err := db.read(ctx, readMeta, nil)
	if err != nil {
		return 0, err
	}
	m, err := metaOf(rows)
	return m.revision, err
}

// steady does a read as of one moment. A transaction in Neo4j sees what others commit meanwhile, so the read is done
// again if the revision has changed after it, and then with the writers locked out. Read must be repeatable, and keep
// no one waiting.
func (db *DB) steady(ctx context.Context, read func(t tx, at kg.Revision) error) error {
	before, err := db.settled(ctx)
	if err != nil {
		return err
	}
	if err := db.transact(ctx, driver.AccessModeRead, func(t tx) error { return read(t, before) }); err != nil {
		return err
	}
	after, err := db.settled(ctx)
	if err != nil || after == before {
		return err
	}
	return db.transact(ctx, driver.AccessModeWrite, func(t tx) error {
		m, err := t.lock(ctx)
		if err != nil {
			return err
		}
		return read(t, m.revision)
	})
}

// settled returns the revision at a moment when no writer is at work.
func (db *DB) settled(ctx context.Context) (kg.Revision, error) {
	var m meta
	err := db.transact(ctx, driver.AccessModeWrite, func(t tx) (err error) {
		m, err = t.lock(ctx)
		return err
	})
	return m.revision, err
}

// next returns a channel that is closed after the next Apply of this DB that changes something.
func (db *DB) next() <-chan struct{} {
	db.mu.Lock()
	defer db.mu.Unlock()
	return db.changed
}

func (db *DB) announce() {
	db.mu.Lock()
	defer db.mu.Unlock()
	close(db.changed)
	db.changed = make(chan struct{})
}

// inBatches calls do with the rows, as many at a time as one statement is given.
func inBatches[T any](rows []T, do func([]T) error) error {
	for len(rows) > 0 {
		n := min(len(rows), batch)
		if err := do(rows[:n]); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}
