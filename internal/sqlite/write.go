package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"
	"iter"

	"ngograph/internal/kg"
)

// insert runs a statement once for each of many rows: values appends the values of the i-th, as the driver takes them.
// It goes past database/sql, whose bookkeeping costs a fifth of the time; several rows in one statement cost more.
func (tx transaction) insert(ctx context.Context, rows int, statement string, values func(args []any, i int) []any) error {
	if rows == 0 {
		return nil
	}
	return tx.conn.Raw(func(c any) error {
		// While this holds the connection, nothing undoes the transaction: if it is not undone by now, it will not be.
		if err := ctx.Err(); err != nil {
			return err
		}
		prepared, err := c.(driver.ConnPrepareContext).PrepareContext(ctx, statement)
		if err != nil {
			return err
		}
		defer func() { _ = prepared.Close() }()
		run := prepared.(driver.StmtExecContext)
		endless := context.WithoutCancel(ctx) // the driver starts a goroutine to watch one that ends
		for args := range encoded(rows, values) {
			if _, err := run.ExecContext(endless, args); err != nil {
				return err
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		return nil
	})
}

// encodedAhead is how many rows are encoded at once, while those before them are written.
const encodedAhead = 64

// encoded yields the arguments of each row.
func encoded(rows int, values func(args []any, i int) []any) iter.Seq[[]driver.NamedValue] {
	encode := func(from int) [][]driver.NamedValue {
		part := make([][]driver.NamedValue, min(encodedAhead, rows-from))
		var list []any
		for i := range part {
			list = values(list[:0], from+i)
			part[i] = make([]driver.NamedValue, len(list))
			for n, v := range list {
				part[i][n] = driver.NamedValue{Ordinal: n + 1, Value: v}
			}
		}
		return part
	}
	return func(yield func([]driver.NamedValue) bool) {
		parts, enough := make(chan [][]driver.NamedValue, 4), make(chan struct{})
		defer close(enough)
		go func() {
			defer close(parts)
			for from := 0; from < rows; from += encodedAhead {
				select {
				case parts <- encode(from):
				case <-enough:
					return
				}
			}
		}()
		for part := range parts {
			for _, args := range part {
				if !yield(args) {
					return
				}
			}
		}
	}
}

// write makes a difference, as the transaction of that revision, but for the full-text index.
func (tx transaction) write(ctx context.Context, d *kg.Difference, r kg.Revision) error {
	if err := tx.writeDeletions(ctx, d, r); err != nil {
		return err
	}
	if err := tx.writeRecords(ctx, d); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE store SET revision = ?`, r)
	return err
}

// writeRecords stores what was put.
func (tx transaction) writeRecords(ctx context.Context, d *kg.Difference) error {
	var added, changed []kg.Edit
	for _, e := range d.Put {
		if e.Before == nil {
			added = append(added, e)
		} else {
			changed = append(changed, e)
		}
	}
	for _, part := range []struct {
		edits     []kg.Edit
		statement func(*table) string
	}{{added, (*table).add}, {changed, (*table).replace}} {
		kind := func(e kg.Edit) kg.Kind { return e.After.Kind() }
		err := eachKind(tx.tables, part.edits, kind, func(t *table, list []kg.Edit) error {
			return tx.insert(ctx, len(list), part.statement(t), func(args []any, i int) []any { return t.encode(args, list[i].After) })
		})
		if err != nil {
			return err
		}
	}
	return tx.unbury(ctx, added)
}

// unbury forgets that records which are there again were deleted.
func (tx transaction) unbury(ctx context.Context, added []kg.Edit) error {
	var some bool
	if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM deletions)`).Scan(&some); err != nil || !some {
		return err
	}
	return tx.insert(ctx, len(added), `DELETE FROM deletions WHERE id = ?`, func(args []any, i int) []any {
		return append(args, added[i].After.RecordID())
	})
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
	return tx.insert(ctx, len(ids), "INSERT OR REPLACE INTO deletions (id, revision) VALUES (?, ?)", func(args []any, i int) []any {
		return append(args, ids[i], int64(r))
	})
}
