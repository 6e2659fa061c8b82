package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"strings"

	"ngograph/internal/kg"
)

// chunk is how many ids go into one statement.
const chunk = 500

// Scan yields records; see kg.Store. It holds one of the store's few reading connections until it ends.
func (s *Store) Scan(ctx context.Context, kinds ...kg.Kind) iter.Seq2[kg.Record, error] {
	return func(yield func(kg.Record, error) bool) {
		if len(kinds) == 0 {
			kinds = kg.StoredKinds()
		}
		tx, err := s.snapshot(ctx)
		if err != nil {
			yield(nil, failure("scan", err))
			return
		}
		defer func() { _ = tx.Rollback() }()
		for r, err := range s.tables.records(ctx, tx, kinds...) {
			if !yield(r, err) {
				return
			}
		}
	}
}

// records yields the records of the kinds in their order, those of a kind by id; an error ends it.
func (ts *tables) records(ctx context.Context, q querier, kinds ...kg.Kind) iter.Seq2[kg.Record, error] {
	return func(yield func(kg.Record, error) bool) {
		for _, k := range kinds {
			t := ts.byKind[k]
			if t == nil {
				continue // no such kind is stored, or an older file that is only read has none yet
			}
			for r, err := range t.records(ctx, q, "ORDER BY "+t.order()) {
				if !yield(r, failure("scan "+t.name, err)) || err != nil {
					return
				}
			}
		}
	}
}

// snapshot begins a transaction that sees the file as it is now, whatever is committed later.
func (s *Store) snapshot(ctx context.Context) (*sql.Tx, error) {
	return s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
}

// records yields the records of the rows that satisfy the rest of a statement; an error ends it.
func (t *table) records(ctx context.Context, q querier, rest string, args ...any) iter.Seq2[kg.Record, error] {
	return func(yield func(kg.Record, error) bool) {
		rows, err := q.QueryContext(ctx, fmt.Sprintf("SELECT %s FROM %s %s", strings.Join(names(t.columns), ","), t.name, rest), args...)
		if err != nil {
			yield(nil, err)
			return
		}
		defer func() { _ = rows.Close() }()
		cells := make([]any, len(t.columns))
		into := make([]any, len(cells))
		for i := range cells {
			into[i] = &cells[i]
		}
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				yield(nil, err)
				return
			}
			r, err := t.decode(cells)
			if !yield(r, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// find calls found with the records of the rows that satisfy the condition.
func (t *table) find(ctx context.Context, q querier, condition string, args []any, found func(kg.Record)) error {
	for r, err := range t.records(ctx, q, "WHERE "+condition, args...) {
		if err != nil {
			return err
		}
		found(r)
	}
	return nil
}

// byKey calls do with conditions that together hold for the rows of the ids.
func (t *table) byKey(ids []string, do func(condition string, args []any) error) error {
	var args []any
	n := 0
	flush := func() error {
		if n == 0 {
			return nil
		}
		err := do(t.oneOf(n), args)
		args, n = args[:0], 0
		return err
	}
	for _, id := range ids {
		key, ok := t.key(id)
		if !ok {
			continue
		}
		args, n = append(args, key...), n+1
		if n == chunk {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}
