package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"
	"iter"

	"ngograph/internal/kg"
)

// known is a set of bits: which of a row's values, of at most 64, are not NULL.
type known uint64

func (k known) has(i int) bool { return k>>i&1 == 1 }

// always is the statement for a row of whatever is known.
func always(statement string) func(known) string { return func(known) string { return statement } }

// insert runs a statement once for each of many rows: values appends the values of the i-th, as the driver takes them, and
// the statement takes those that are known: to bind a NULL costs as much as to bind a number.
// It goes past database/sql, whose bookkeeping costs a fifth of the time; several rows in one statement cost more.
func (tx transaction) insert(ctx context.Context, rows int, statement func(known) string, values func(args []any, i int) []any) error {
	if rows == 0 {
		return nil
	}
	return tx.conn.Raw(func(c any) error {
		// While this holds the connection, nothing undoes the transaction: if it is not undone by now, it will not be.
		if err := ctx.Err(); err != nil {
			return err
		}
		prepared := map[known]driver.Stmt{}
		defer func() {
			for _, s := range prepared {
				_ = s.Close()
			}
		}()
		endless := context.WithoutCancel(ctx) // the driver starts a goroutine to watch one that ends
		for k, args := range encoded(rows, values) {
			if prepared[k] == nil {
				s, err := c.(driver.ConnPrepareContext).PrepareContext(ctx, statement(k))
				if err != nil {
					return err
				}
				prepared[k] = s
			}
			if _, err := prepared[k].(driver.StmtExecContext).ExecContext(endless, args); err != nil {
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

// encoded yields what is known of each row, as the arguments of a statement.
func encoded(rows int, values func(args []any, i int) []any) iter.Seq2[known, []driver.NamedValue] {
	type row struct {
		known known
		args  []driver.NamedValue
	}
	encode := func(from int) []row {
		part := make([]row, min(encodedAhead, rows-from))
		var list []any
		for i := range part {
			list = values(list[:0], from+i)
			args := make([]driver.NamedValue, 0, len(list))
			for n, v := range list {
				if v != nil {
					part[i].known |= 1 << n
					args = append(args, driver.NamedValue{Ordinal: len(args) + 1, Value: v})
				}
			}
			part[i].args = args
		}
		return part
	}
	return func(yield func(known, []driver.NamedValue) bool) {
		parts, enough := make(chan []row, 4), make(chan struct{})
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
			for _, r := range part {
				if !yield(r.known, r.args) {
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
		statement func(*table, known) string
	}{{added, (*table).add}, {changed, (*table).replace}} {
		kind := func(e kg.Edit) kg.Kind { return e.After.Kind() }
		err := eachKind(tx.tables, part.edits, kind, func(t *table, list []kg.Edit) error {
			statement := func(k known) string { return part.statement(t, k) }
			return tx.insert(ctx, len(list), statement, func(args []any, i int) []any { return t.encode(args, list[i].After) })
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
	return tx.insert(ctx, len(added), always(`DELETE FROM deletions WHERE id = ?`), func(args []any, i int) []any {
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
	return tx.insert(ctx, len(ids), always("INSERT OR REPLACE INTO deletions (id, revision) VALUES (?, ?)"), func(args []any, i int) []any {
		return append(args, ids[i], int64(r))
	})
}
