package neo4j

import (
	"context"
	"slices"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ngograph/internal/kg"
)

// View answers questions in the database: each question is one statement, whatever its depth. Its methods are safe for
// concurrent use.
type View struct{ db *DB }

var _ kg.View = (*View)(nil)

// View returns the view of what the database holds.
func (db *DB) View() *View { return &View{db} }

// Fetch answers a root hop. Errors: NotFound for an id of Hop.Refs that is not known; Unavailable when the database does
// not answer or ctx ends first.
func (v *View) Fetch(ctx context.Context, h *kg.Hop) (*kg.Page, error) {
	s, err := compile(h)
	if err != nil {
		return nil, err
	}
	row, err := v.steady(ctx, s)
	if err != nil {
		return nil, err
	}
	unknown, _ := row[columnUnknown].([]any)
	for _, ref := range h.Refs {
		if slices.Contains(unknown, any(ref)) {
			return nil, kg.Errorf(kg.NotFound, "%q is not known", ref)
		}
	}
	d := decoder{}
	if d.datasets, err = datasets(row[columnDatasets]); err != nil {
		return nil, err
	}
	if n, ok := row[columnRevision].(int64); ok {
		d.revision = kg.Revision(n)
	}
	return d.page(h, row[columnPage])
}

// Reach returns at once: the database is the truth, and a client of this process reads its own writes by the DB's
// bookmarks. It fails with Unavailable if ctx has ended.
func (v *View) Reach(ctx context.Context, _ kg.Revision) error { return fault(ctx, ctx.Err()) }

// optimism is how often a statement is tried while others write, before they are made to wait for it.
const optimism = 3

// steady runs a statement that reads the revision first and last, and returns its one row, which is of one revision:
// where the two differ the statement is run again, in the end with the writers locked out.
func (v *View) steady(ctx context.Context, s statement) (map[string]any, error) {
	for range optimism {
		rows, err := v.db.read(ctx, s.text, s.params)
		if err != nil {
			return nil, err
		}
		if row, err := only(rows); err != nil || row[columnBefore] == row[columnRevision] {
			return row, err
		}
	}
	var rows []*driver.Record
	err := v.db.transact(ctx, driver.AccessModeWrite, func(t tx) error {
		if _, err := t.lock(ctx); err != nil {
			return err
		}
		var err error
		rows, err = t.collect(ctx, s.text, s.params)
		return err
	})
	if err != nil {
		return nil, err
	}
	return only(rows)
}

func only(rows []*driver.Record) (map[string]any, error) {
	if len(rows) != 1 {
		return nil, kg.Errorf(kg.Internal, "neo4j: the database answered with %d rows, not one", len(rows))
	}
	return rows[0].AsMap(), nil
}

// datasets decodes the facts of all datasets.
func datasets(value any) (map[string]*kg.Dataset, error) {
	list, _ := value.([]any)
	out := make(map[string]*kg.Dataset, len(list))
	for _, item := range list {
		props, ok := item.(map[string]any)
		if !ok {
			return nil, unreadable("a dataset", item)
		}
		r, err := kg.FromValues(kg.KindDataset, func(column string) any { return props[column] })
		if err != nil {
			return nil, err
		}
		d := r.(*kg.Dataset)
		out[d.ID] = d
	}
	return out, nil
}
