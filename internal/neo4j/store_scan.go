package neo4j

import (
	"context"
	"iter"
	"slices"
	"strings"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ngograph/internal/kg"
)

// Scan yields every record of the kinds in their order, those of a kind by id, all as of one moment, derived fields
// zero: see kg.Store. It holds them all before it yields the first, so that a slow caller keeps no writer waiting and
// may Apply meanwhile: Neo4j itself has no snapshots.
func (db *DB) Scan(ctx context.Context, kinds ...kg.Kind) iter.Seq2[kg.Record, error] {
	if len(kinds) == 0 {
		kinds = kg.StoredKinds()
	}
	return func(yield func(kg.Record, error) bool) {
		var records []kg.Record
		err := db.steady(ctx, func(t tx, _ kg.Revision) error {
			records = records[:0]
			for _, k := range kinds {
				if err := t.scan(ctx, k, func(r kg.Record) { records = append(records, r) }); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			yield(nil, err)
			return
		}
		for i, r := range records {
			if err := ctx.Err(); err != nil {
				yield(nil, fault(ctx, err))
				return
			}
			records[i] = nil // the caller's alone
			if !yield(r, nil) {
				return
			}
		}
	}
}

// scanStatement reads all records of a kind by id; the values of its columns come in the order of columns.
func scanStatement(k kg.Kind, columns []string) string {
	// By the index of ids, which is in their order.
	return allOf(k) + " WHERE n.id IS NOT NULL RETURN n.`" + strings.Join(columns, "`, n.`") + "` ORDER BY n.id"
}

// allOf finds all records of a kind, n, edges between a and b.
func allOf(k kg.Kind) string {
	if e, ok := edgeOf(k); ok {
		return "MATCH (a)-[n:" + e.relType + "]->(b)"
	}
	return "MATCH (n:" + string(k) + ")"
}

func (t tx) scan(ctx context.Context, k kg.Kind, visit func(kg.Record)) error {
	if !slices.Contains(kg.StoredKinds(), k) {
		return kg.Errorf(kg.Invalid, "a %s is not stored", k)
	}
	var columns []string
	at := map[string]int{}
	for _, c := range kg.Describe(k).Columns() {
		if f := kg.Describe(k).Field(c.Name); f == nil || !f.Derived {
			at[c.Name] = len(columns)
			columns = append(columns, c.Name)
		}
	}
	return t.each(ctx, scanStatement(k, columns), nil, func(row *driver.Record) error {
		r, err := recordOf(k, func(column string) any {
			if i, ok := at[column]; ok {
				return row.Values[i]
			}
			return nil
		})
		if err == nil {
			visit(r)
		}
		return err
	})
}
