package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"
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
			for r, err := range t.decoded(ahead(t.rows(ctx, q, "ORDER BY "+t.order()), len(t.desc.Columns()))) {
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
	return t.decoded(t.rows(ctx, q, rest, args...))
}

// decoded makes records of rows; an error ends it.
func (t *table) decoded(rows iter.Seq2[[]any, error]) iter.Seq2[kg.Record, error] {
	return func(yield func(kg.Record, error) bool) {
		for cells, err := range rows {
			var r kg.Record
			if err == nil {
				r, err = t.decode(cells)
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// rows yields the cells of the rows that satisfy the rest of a statement, in the order of kg.Values and until the next;
// an error ends it.
func (t *table) rows(ctx context.Context, q querier, rest string, args ...any) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		rows, err := q.QueryContext(ctx, fmt.Sprintf("SELECT %s FROM %s %s", strings.Join(names(t.columns), ","), t.name, rest), args...)
		if err != nil {
			yield(nil, err)
			return
		}
		defer func() { _ = rows.Close() }()
		cells := make([]any, len(t.desc.Columns()))
		into := make([]any, len(t.columns))
		for i, c := range t.columns {
			into[i] = &cells[c.value]
		}
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				yield(nil, err)
				return
			}
			if !yield(cells, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// ahead yields the rows of so many cells that rows yields, and reads on meanwhile on another goroutine, which ends
// before it does.
func ahead(rows iter.Seq2[[]any, error], width int) iter.Seq2[[]any, error] {
	const many, batches = 256, 3 // rows to a batch
	type batch struct {
		cells []any
		err   error // behind them
	}
	return func(yield func([]any, error) bool) {
		full, free := make(chan batch, batches), make(chan batch, batches)
		for range batches {
			free <- batch{}
		}
		go func() {
			defer close(full)
			b := <-free
			for cells, err := range rows {
				b.cells, b.err = append(b.cells, cells...), err
				if err == nil && len(b.cells) < many*width {
					continue
				}
				full <- b
				var wanted bool
				if b, wanted = <-free; !wanted {
					return
				}
			}
			full <- b
		}()
		defer func() {
			close(free)
			for b := range full {
				clear(b.cells)
			}
		}()
		for b := range full {
			for cells := range slices.Chunk(b.cells, width) {
				if !yield(cells, nil) {
					return
				}
			}
			if b.err != nil {
				yield(nil, b.err)
				return
			}
			free <- batch{cells: b.cells[:0]}
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
