package neo4j

import (
	"context"
	"slices"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ngograph/internal/kg"
)

var _ kg.Source = (*View)(nil)

// optimism is how often something is asked while others write, before they are made to wait for it.
const optimism = 3

// still is the database at one revision: that of the first statement, if none is known before it. Where a later one is
// of another, it fails, and what asked is to be asked again (see steady). It is not safe for concurrent use.
type still struct {
	transact func(ctx context.Context, work func(tx) error) error
	read     func(ctx context.Context, statement string, params map[string]any) ([]*driver.Record, error)
	revision kg.Revision
	known    bool // the revision
	moved    bool
}

// steady calls ask until all that it was told is of one revision, in the end with the writers locked out.
func (v *View) steady(ctx context.Context, ask func(*still) error) error {
	reading := func(ctx context.Context, work func(tx) error) error {
		return v.db.transact(ctx, driver.AccessModeRead, work)
	}
	for range optimism {
		s := &still{transact: reading, read: v.db.read}
		if err := ask(s); !s.moved {
			return err
		}
	}
	return v.db.transact(ctx, driver.AccessModeWrite, func(t tx) error {
		m, err := t.lock(ctx)
		if err != nil {
			return err
		}
		locked := func(_ context.Context, work func(tx) error) error { return work(t) }
		return ask(&still{transact: locked, read: t.collect, revision: m.revision, known: true})
	})
}

// Still reads the revision and calls ask with the database as it is at it. What ask is told when the database has
// moved on is an error; ask is called again, and after three times with the writers locked out.
func (v *View) Still(ctx context.Context, ask func(kg.Still) error) error {
	return v.steady(ctx, func(s *still) error {
		if !s.known {
			revision, err := v.db.Revision(ctx)
			if err != nil {
				return err
			}
			s.revision, s.known = revision, true
		}
		return ask(s)
	})
}

// at takes note of the revisions that something was read between, and fails if they are not the one.
func (s *still) at(revisions ...kg.Revision) error {
	if !s.known {
		s.revision, s.known = revisions[0], true
	}
	if slices.ContainsFunc(revisions, func(r kg.Revision) bool { return r != s.revision }) {
		s.moved = true
		return kg.Errorf(kg.Internal, "neo4j: the database has moved on from revision %d", s.revision)
	}
	return nil
}

// row runs a statement that reads the revision first and last, and returns its one row.
func (s *still) row(ctx context.Context, st statement) (map[string]any, error) {
	rows, err := s.read(ctx, st.text, st.params)
	if err != nil {
		return nil, err
	}
	if len(rows) != 1 {
		return nil, kg.Errorf(kg.Internal, "neo4j: the database answered with %d rows, not one", len(rows))
	}
	row := rows[0].AsMap()
	before, _ := row[columnBefore].(int64)
	after, _ := row[columnRevision].(int64)
	return row, s.at(kg.Revision(before), kg.Revision(after))
}

// Revision returns the one revision.
func (s *still) Revision() kg.Revision { return s.revision }

// Fetch answers a root hop in one statement. Errors: as View.Fetch.
func (s *still) Fetch(ctx context.Context, h *kg.Hop) (*kg.Page, error) {
	st, err := compile(h)
	if err != nil {
		return nil, err
	}
	row, err := s.row(ctx, st)
	if err != nil {
		return nil, err
	}
	unknown, _ := row[columnUnknown].([]any)
	for _, ref := range h.Refs {
		if slices.Contains(unknown, any(ref)) {
			return nil, kg.Errorf(kg.NotFound, "%q is not known", ref)
		}
	}
	d := decoder{revision: s.revision}
	if d.datasets, err = datasets(row[columnDatasets]); err != nil {
		return nil, err
	}
	return d.page(h, row[columnPage])
}

// Ties returns the ties of a scope, in one statement. Errors: Unavailable when the database does not answer or ctx ends
// first.
func (s *still) Ties(ctx context.Context, scope *kg.Scope, today kg.Date, of []string) (*kg.Ties, error) {
	st := compileTies(scope, today, of)
	var found *tieEvents
	var after meta
	err := s.transact(ctx, func(t tx) error {
		found = newTieEvents(scope, of)
		if err := t.each(ctx, st.text, st.params, found.add); err != nil {
			return err
		}
		rows, err := t.collect(ctx, readMeta, nil)
		if err == nil {
			after, err = metaOf(rows)
		}
		return err
	})
	if err == nil {
		err = s.at(after.revision)
	}
	if err != nil {
		return nil, err
	}
	return found.ties(), nil
}
