package neo4j

import (
	"context"
	"slices"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ngograph/internal/kg"
)

const (
	knownIDs = "UNWIND $ids AS id MATCH (n:Node {id: id}) " + byID + "RETURN n.id"

	// whoRefers finds the records that refer to some: edge records by their own ids, others by their nodes'.
	whoRefers = "UNWIND $ids AS id MATCH (n:Node {id: id})<-[r]-(m:Node) " + byID + "RETURN id, coalesce(r.id, m.id)"

	// A source reference is stored as the dataset's id, escaped, alone or with "|" and more behind it.
	whoNamesDatasetNode = "MATCH (n:Node) WHERE any(s IN n.sources WHERE s = $source OR s STARTS WITH $source + '|') RETURN n.id"
	whoNamesDatasetEdge = "MATCH ()-[r:PARTICIPATED_IN|HAS_MEMBER|INCLUDES]->() " +
		"WHERE any(s IN r.sources WHERE s = $source OR s STARTS WITH $source + '|') RETURN r.id"
)

// Known tells which records there are; see kg.Stored.
func (t tx) Known(ctx context.Context, ids []string, found func(id string)) error {
	return t.about(ctx, knownIDs, ids, func(row *driver.Record) error {
		id, _ := row.Values[0].(string)
		found(id)
		return nil
	})
}

// Referrers tells what refers to records; see kg.Stored. Nothing refers to edge records.
func (t tx) Referrers(ctx context.Context, ids []string, found func(id, by string) error) error {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		k, _ := kg.KindOfID(id)
		_, isEdge := edgeOf(k)
		return isEdge
	})
	err := t.about(ctx, whoRefers, ids, func(row *driver.Record) error {
		id, _ := row.Values[0].(string)
		by, _ := row.Values[1].(string)
		return found(id, by)
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		if k, _ := kg.KindOfID(id); k != kg.KindDataset {
			continue
		}
		for _, statement := range []string{whoNamesDatasetNode, whoNamesDatasetEdge} {
			err := t.each(ctx, statement, map[string]any{"source": storedSource(id)}, func(row *driver.Record) error {
				by, _ := row.Values[0].(string)
				return found(id, by)
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// storedSource returns how a reference to a dataset alone is stored.
func storedSource(id string) string {
	r := &kg.Dataset{Meta: kg.Meta{Sources: []kg.SourceRef{{Dataset: id}}}}
	return kg.Properties(r)["sources"].([]string)[0]
}
