package neo4j

import (
	"context"

	"ngograph/internal/kg"
)

// View answers questions in the database: each question is one statement, whatever its depth. Its methods are safe for
// concurrent use.
type View struct{ db *DB }

// View returns the view of what the database holds.
func (db *DB) View() *View { return &View{db} }

// Fetch answers a root hop. Errors: NotFound for an id of Hop.Refs that is not known; Unavailable when the database does
// not answer or ctx ends first.
func (v *View) Fetch(ctx context.Context, h *kg.Hop) (page *kg.Page, err error) {
	err = v.steady(ctx, func(s *still) error {
		page, err = s.Fetch(ctx, h)
		return err
	})
	return page, err
}

// Reach returns at once: the database is the truth, and a client of this process reads its own writes by the DB's
// bookmarks. It fails with Unavailable if ctx has ended.
func (v *View) Reach(ctx context.Context, _ kg.Revision) error { return fault(ctx, ctx.Err()) }

// datasets decodes the facts of all datasets.
func datasets(value any) (map[string]*kg.Dataset, error) {
	list, _ := value.([]any)
	out := make(map[string]*kg.Dataset, len(list))
	for _, item := range list {
		props, ok := item.(map[string]any)
		if !ok {
			return nil, unreadable("a dataset", item)
		}
		r, err := kg.FromProperties(kg.KindDataset, props)
		if err != nil {
			return nil, err
		}
		d := r.(*kg.Dataset)
		out[d.ID] = d
	}
	return out, nil
}
