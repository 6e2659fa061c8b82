package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"ngograph/internal/kg"
)

// transaction is what Apply reads and writes in, on a connection of its own.
type transaction struct {
	*sql.Tx
	conn    *sql.Conn
	tables  *tables
	queries map[string]*sql.Stmt // those that were asked, until the end
}

var _ kg.Stored = transaction{}

// begin begins a transaction, to be ended by end. When ctx ends, it is undone by itself.
func begin(ctx context.Context, db *sql.DB, ts *tables) (transaction, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return transaction{}, err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return transaction{}, errors.Join(err, conn.Close())
	}
	return transaction{tx, conn, ts, map[string]*sql.Stmt{}}, nil
}

// QueryContext asks a query; what is asked again need not be prepared again.
func (tx transaction) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if tx.queries[query] == nil {
		stmt, err := tx.PrepareContext(ctx, query) //nolint:sqlclosecheck // the end of the transaction closes it
		if err != nil {
			return nil, err
		}
		tx.queries[query] = stmt
	}
	return tx.queries[query].QueryContext(ctx, args...)
}

// end undoes what was not committed and gives the connection back.
func (tx transaction) end() {
	_ = tx.Rollback()
	_ = tx.conn.Close()
}

// Records finds records; see kg.Stored.
func (tx transaction) Records(ctx context.Context, ids []string, found func(kg.Record)) error {
	return eachKind(tx.tables, ids, kindOfID, func(t *table, ids []string) error {
		return t.byKey(ids, func(condition string, args []any) error { return t.find(ctx, tx, condition, args, found) })
	})
}

// Owned finds what belongs to others; see kg.Stored.
func (tx transaction) Owned(ctx context.Context, k kg.Kind, field string, ids []string, found func(kg.Record)) error {
	for part := range slices.Chunk(ids, chunk) {
		if err := tx.tables.byKind[k].find(ctx, tx, quote(field)+" IN "+row(len(part)), anys(part), found); err != nil {
			return err
		}
	}
	return nil
}

// Known tells which records there are; see kg.Stored.
func (tx transaction) Known(ctx context.Context, ids []string, found func(id string)) error {
	return eachKind(tx.tables, ids, kindOfID, func(t *table, ids []string) error {
		for part := range slices.Chunk(ids, chunk) {
			query := fmt.Sprintf("SELECT id FROM %s WHERE id IN %s", t.name, row(len(part)))
			if err := eachText(ctx, tx, func(id string) error { found(id); return nil }, query, anys(part)...); err != nil {
				return err
			}
		}
		return nil
	})
}

// Referrers tells what refers to records; see kg.Stored.
func (tx transaction) Referrers(ctx context.Context, ids []string, found func(id, by string) error) error {
	return eachKind(tx.tables, ids, kindOfID, func(to *table, ids []string) error {
		for _, t := range tx.tables.list {
			for i := range t.desc.Fields {
				f := &t.desc.Fields[i]
				if !t.keeps(f.Name) || !slices.Contains(f.Refs, to.kind) || slices.Contains(kg.Owned()[t.kind], f.Name) {
					continue
				}
				from, value := t.name, t.name+"."+quote(f.Name)
				if f.Type == kg.TypeList {
					from, value = listed(t, f.Name)
				}
				for part := range slices.Chunk(ids, chunk) {
					if err := t.referrers(ctx, tx, from, value, value+" IN "+row(len(part)), anys(part), found); err != nil {
						return err
					}
				}
			}
			if to.kind != kg.KindDataset {
				continue
			}
			from, value := listed(t, "sources")
			for _, id := range ids {
				// A source is stored as "dataset|record|url".
				condition := value + " = ?2 OR substr(" + value + ", 1, length(?2) + 1) = ?2 || '|'"
				if err := t.referrers(ctx, tx, from, "?1", condition, []any{id, sourcePrefix(id)}, found); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// listed returns what to select from, and what is selected, to see each item of a list.
func listed(t *table, field string) (from, value string) {
	return t.name + ", json_each(" + t.name + "." + quote(field) + ") AS item", "item.value"
}

// sourcePrefix is how a source's dataset is written in a stored list.
func sourcePrefix(dataset string) string {
	r := &kg.Dataset{Meta: kg.Meta{Sources: []kg.SourceRef{{Dataset: dataset}}}}
	return kg.Properties(r)["sources"].([]string)[0]
}

// referrers calls found with the value and the record's id of each row that satisfies the condition, until it fails.
func (t *table) referrers(ctx context.Context, q querier, from, value, condition string, args []any, found func(id, by string) error) error {
	query := fmt.Sprintf("SELECT %s || char(0) || %s FROM %s WHERE %s", value, t.order(), from, condition)
	return eachText(ctx, q, func(text string) error {
		id, by, _ := strings.Cut(text, "\x00")
		if len(t.keys) > 1 {
			by = t.desc.Prefix + by
		}
		return found(id, by)
	}, query, args...)
}

// eachKind calls do with the runs of a list that are of one kind.
func eachKind[T any](ts *tables, list []T, kind func(T) kg.Kind, do func(*table, []T) error) error {
	for len(list) > 0 {
		k := kind(list[0])
		n := slices.IndexFunc(list, func(x T) bool { return kind(x) != k })
		if n < 0 {
			n = len(list)
		}
		if err := do(ts.byKind[k], list[:n]); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

func kindOfID(id string) kg.Kind {
	k, _ := kg.KindOfID(id)
	return k
}

func anys(ids []string) []any {
	out := make([]any, len(ids))
	for i, id := range ids {
		out[i] = id
	}
	return out
}
