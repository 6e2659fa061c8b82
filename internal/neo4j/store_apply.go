package neo4j

import (
	"context"
	"errors"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ngograph/internal/kg"
)

// Apply makes all the changes or none and returns the store's revision after it: see kg.Store. Writers of all processes
// take turns; one that waits longer than ctx allows is Unavailable.
func (db *DB) Apply(ctx context.Context, changes []kg.Change) (kg.Revision, error) {
	revision, changed, err := db.attempt(ctx, changes, true)
	if errors.Is(err, errNotAsGuessed) || titled(err, "ConstraintValidationFailed") {
		revision, changed, err = db.attempt(ctx, changes, false)
	}
	if err != nil {
		return 0, err
	}
	if changed {
		db.announce()
	}
	return revision, nil
}

// errNotAsGuessed ends an attempt whose guess was wrong.
var errNotAsGuessed = errors.New("a record that was referred to is not there")

// attempt applies changes. If it may guess that they are all new (see kg.ProbablyNew) and refer to what is there, it fails
// where they are or do not.
func (db *DB) attempt(ctx context.Context, changes []kg.Change, mayGuess bool) (revision kg.Revision, changed bool, err error) {
	err = db.transact(ctx, driver.AccessModeWrite, func(t tx) error {
		m, err := t.lock(ctx)
		if err != nil {
			return err
		}
		revision = m.revision
		stored, guessed := kg.Stored(t), false
		if mayGuess {
			if guessed, err = kg.ProbablyNew(ctx, t, changes); err != nil {
				return err
			}
		}
		if guessed {
			stored = joined{kg.Unseen{Stored: t}}
		}
		d, err := kg.Draft(ctx, stored, changes)
		if err != nil {
			return err
		}
		if changed = !d.Empty(); !changed {
			return nil
		}
		for _, e := range d.Put {
			if err := checkKeys(e.After); err != nil {
				return err
			}
		}
		revision++
		d.Stamp(revision, kg.Instant(db.now().Unix()))
		return t.carryOut(ctx, d, revision, guessed)
	})
	return revision, changed, err
}

// joined is a store of which Draft takes for granted that it holds all to which there will be a relationship: to make it
// fails otherwise (see writes.strict). That leaves the datasets.
type joined struct{ kg.Stored }

// Known asks about datasets alone.
func (s joined) Known(ctx context.Context, ids []string, found func(id string)) error {
	var datasets []string
	for _, id := range ids {
		if k, _ := kg.KindOfID(id); k == kg.KindDataset {
			datasets = append(datasets, id)
		} else {
			found(id)
		}
	}
	return s.Stored.Known(ctx, datasets, found)
}

var _ kg.Stored = tx{}

const (
	loadNodes = "UNWIND $ids AS id MATCH (n:Node {id: id}) " + byID + "RETURN id, " + nodeMap

	// byID says what Neo4j finds out by itself only in a graph that is not small: a plan is made once and kept for a while.
	byID = "USING INDEX SEEK n:Node(id) "

	// nodeMap is a node's columns: without what is derived at length.
	nodeMap = "n {.*, text: null, exactKeys: null, nameKeys: null} AS record"
)

func loadEdges(e edge) string {
	return "UNWIND $ids AS id MATCH ()-[r:" + e.relType + " {id: id}]->() USING INDEX SEEK r:" + e.relType + "(id) RETURN id, properties(r) AS record"
}

// loadOwned returns the statement for the records of a kind that belong to others by a field, and whose ids those are.
func loadOwned(k kg.Kind, field string) string {
	const owner = "UNWIND $ids AS id MATCH (n:Node {id: id})"
	e, ok := edgeOf(k)
	switch {
	case !ok:
		return "UNWIND $ids AS id MATCH (o:Node {id: id})<-[:" + referenceType(k, field) + "]-(n:" + string(k) +
			") USING INDEX SEEK o:Node(id) RETURN n.id, " + nodeMap
	case field == e.from:
		return owner + "-[r:" + e.relType + "]->() " + byID + "RETURN r.id, properties(r) AS record"
	}
	return owner + "<-[r:" + e.relType + "]-() " + byID + "RETURN r.id, properties(r) AS record"
}

// Records finds records; see kg.Stored.
func (t tx) Records(ctx context.Context, ids []string, found func(kg.Record)) error {
	var nodes []string
	edges := map[kg.Kind][]string{}
	for _, id := range ids {
		k, _ := kg.KindOfID(id)
		if _, isEdge := edgeOf(k); isEdge {
			edges[k] = append(edges[k], id)
		} else {
			nodes = append(nodes, id)
		}
	}
	if err := t.find(ctx, loadNodes, nodes, found); err != nil {
		return err
	}
	for _, k := range edgeKinds() {
		e, _ := edgeOf(k)
		if err := t.find(ctx, loadEdges(e), edges[k], found); err != nil {
			return err
		}
	}
	return nil
}

// Owned finds what belongs to others; see kg.Stored.
func (t tx) Owned(ctx context.Context, k kg.Kind, field string, ids []string, found func(kg.Record)) error {
	return t.find(ctx, loadOwned(k, field), ids, found)
}

func (t tx) find(ctx context.Context, statement string, ids []string, found func(kg.Record)) error {
	return t.about(ctx, statement, ids, func(row *driver.Record) error {
		r, err := recordOfRow(row)
		if err == nil {
			found(r)
		}
		return err
	})
}

// about runs a statement about ids and calls visit with its rows, until it fails.
func (t tx) about(ctx context.Context, statement string, ids []string, visit func(*driver.Record) error) error {
	return inBatches(ids, func(ids []string) error {
		return t.each(ctx, statement, map[string]any{"ids": ids}, visit)
	})
}

// recordOfRow reads a row of an id and a map of properties.
func recordOfRow(row *driver.Record) (kg.Record, error) {
	id, _ := row.Values[0].(string)
	props, _ := row.Values[1].(map[string]any)
	k, ok := kg.KindOfID(id)
	if !ok {
		return nil, kg.Errorf(kg.Internal, "the database holds a record with the id %q", id)
	}
	return recordOf(k, func(column string) any { return props[column] })
}
