package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"ngograph/internal/kg"
)

// writeTogether is how many rows one statement writes.
const writeTogether = 32

// insert runs a statement over many rows: statement makes it for n rows, values appends the values of the i-th.
func insert(ctx context.Context, tx *sql.Tx, rows int, statement func(n int) string, values func(args []any, i int) []any) error {
	var prepared *sql.Stmt
	var args []any
	for from := 0; from < rows; from += writeTogether {
		n := min(writeTogether, rows-from)
		if prepared == nil || n < writeTogether {
			var err error
			if prepared, err = tx.PrepareContext(ctx, statement(n)); err != nil {
				return err
			}
			defer func() { _ = prepared.Close() }() //nolint:gocritic // twice at most: for full rows and for the rest
		}
		args = args[:0]
		for i := range n {
			args = values(args, from+i)
		}
		if _, err := prepared.ExecContext(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

// writeRecords stores what was put.
func (tx transaction) writeRecords(ctx context.Context, d *kg.Difference, _ kg.Revision) error {
	kind := func(e kg.Edit) kg.Kind { return e.After.Kind() }
	err := eachKind(tx.tables, d.Put, kind, func(t *table, list []kg.Edit) error {
		return insert(ctx, tx.Tx, len(list), t.upsert, func(args []any, i int) []any { return t.encode(args, list[i].After) })
	})
	if err != nil {
		return err
	}
	var added []string
	for _, e := range d.Put {
		if e.Before == nil {
			added = append(added, e.After.RecordID())
		}
	}
	// What is there again is no longer deleted.
	for part := range slices.Chunk(added, chunk) {
		if _, err := tx.ExecContext(ctx, "DELETE FROM deletions WHERE id IN "+row(len(part)), anys(part)...); err != nil {
			return err
		}
	}
	return nil
}

// writeDeletions deletes what was removed and keeps its ids, for Watch.
func (tx transaction) writeDeletions(ctx context.Context, d *kg.Difference, r kg.Revision) error {
	ids := make([]string, len(d.Deleted))
	for i, r := range d.Deleted {
		ids[i] = r.RecordID()
	}
	err := eachKind(tx.tables, ids, kindOfID, func(t *table, ids []string) error {
		return t.byKey(ids, func(condition string, args []any) error {
			_, err := tx.ExecContext(ctx, fmt.Sprintf("DELETE FROM %s WHERE %s", t.name, condition), args...)
			return err
		})
	})
	if err != nil {
		return err
	}
	statement := func(n int) string {
		return "INSERT OR REPLACE INTO deletions (id, revision) VALUES " + slots(row(2), n)
	}
	return insert(ctx, tx.Tx, len(ids), statement, func(args []any, i int) []any { return append(args, ids[i], r) })
}

func (tx transaction) writeRevision(ctx context.Context, _ *kg.Difference, r kg.Revision) error {
	_, err := tx.ExecContext(ctx, `UPDATE store SET revision = ?`, r)
	return err
}
