package neo4j

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ngograph/internal/kg"
)

const (
	changedNodes = "MATCH (n:Node) WHERE n.revision > $since RETURN n.id, " + nodeMap
	buried       = "MATCH (t:Tombstone) WHERE t.revision > $since RETURN t.id ORDER BY t.id"
)

func changedEdges(e edge) string {
	return "MATCH ()-[r:" + e.relType + "]->() WHERE r.revision > $since RETURN r.id, properties(r) AS record"
}

// Watch yields what changed after a revision and goes on until ctx ends or the caller stops: see kg.Store. This DB's
// own changes come at once, those of other processes within Config.PollInterval. Records come in the order of
// kg.StoredKinds, then by id.
func (db *DB) Watch(ctx context.Context, since kg.Revision) iter.Seq2[kg.Delta, error] {
	return func(yield func(kg.Delta, error) bool) {
		for ctx.Err() == nil {
			next := db.next() // before the look, so that nothing falls between
			delta, err := db.delta(ctx, since)
			switch {
			case ctx.Err() != nil:
				return
			case err != nil:
				if !yield(kg.Delta{}, err) {
					return
				}
			case delta.Revision > since:
				since = delta.Revision
				if !yield(delta, nil) {
					return
				}
				continue
			}
			timer := time.NewTimer(db.pollInterval)
			select {
			case <-next:
			case <-timer.C:
			case <-ctx.Done():
			}
			timer.Stop()
		}
	}
}

// delta returns what changed after a revision, with that revision itself if nothing did.
func (db *DB) delta(ctx context.Context, since kg.Revision) (kg.Delta, error) {
	revision, err := db.Revision(ctx)
	if err != nil || revision <= since {
		return kg.Delta{Revision: since}, err
	}
	var delta kg.Delta
	err = db.steady(ctx, func(t tx, at kg.Revision) error {
		delta = kg.Delta{Revision: at}
		params := map[string]any{"since": int64(since)}
		statements := []string{changedNodes}
		for _, k := range edgeKinds() {
			e, _ := edgeOf(k)
			statements = append(statements, changedEdges(e))
		}
		for _, statement := range statements {
			err := t.each(ctx, statement, params, func(row *driver.Record) error {
				r, err := recordOfRow(row)
				if err == nil {
					delta.Records = append(delta.Records, r)
				}
				return err
			})
			if err != nil {
				return err
			}
		}
		return t.each(ctx, buried, params, func(row *driver.Record) error {
			id, _ := row.Values[0].(string)
			delta.Deleted = append(delta.Deleted, id)
			return nil
		})
	})
	kinds := kg.StoredKinds()
	slices.SortFunc(delta.Records, func(a, b kg.Record) int {
		return cmp.Or(slices.Index(kinds, a.Kind())-slices.Index(kinds, b.Kind()), cmp.Compare(a.RecordID(), b.RecordID()))
	})
	return delta, err
}
