package neo4j

import (
	"context"
	"maps"
	"slices"

	"ngograph/internal/kg"
)

// The statements that write. Each takes rows, or ids, and finds what it is about by the index of an id.
const (
	deleteNodes = "UNWIND $rows AS id MATCH (n:Node {id: id}) " + byID + "DETACH DELETE n"
	updateNodes = "UNWIND $rows AS row MATCH (n:Node {id: row.id}) " + byID + "SET n += row"

	bury      = "UNWIND $rows AS row MERGE (t:Tombstone {id: row.id}) SET t.kind = row.kind, t.revision = row.revision"
	buriedAny = "MATCH (t:Tombstone) RETURN 1 LIMIT 1"
	unbury    = "UNWIND $rows AS id MATCH (t:Tombstone {id: id}) DELETE t"

	projects     = "COUNT { MATCH (n)-[:PARTICIPATED_IN]->(p) RETURN DISTINCT p }"
	participants = "COUNT { MATCH (n)<-[:PARTICIPATED_IN]-(o) RETURN DISTINCT o }"
	members      = "nullIf(COUNT { MATCH (n)-[:HAS_MEMBER]->(o) RETURN DISTINCT o }, 0)"

	renew             = "UNWIND $rows AS id MATCH (n:Node {id: id}) " + byID + "SET n."
	countProjects     = renew + "projectCount = " + projects
	countParticipants = renew + "participantCount = " + participants
	countMembers      = renew + "memberCount = " + members
)

// countedOf returns what is counted of the nodes of a kind, by property.
func countedOf(k kg.Kind) map[string]string {
	switch k {
	case kg.KindOrganisation:
		return map[string]string{"projectCount": projects, "memberCount": members}
	case kg.KindProject:
		return map[string]string{"participantCount": participants}
	}
	return nil
}

func createNodes(k kg.Kind) string {
	return "UNWIND $rows AS row CREATE (n:Node:" + string(k) + ") SET n = row"
}

func createEdges(e edge) string {
	return "UNWIND $rows AS row MATCH (a:Node {id: row." + e.from + "}) USING INDEX SEEK a:Node(id) " +
		"MATCH (b:Node {id: row." + e.to + "}) USING INDEX SEEK b:Node(id) CREATE (a)-[r:" + e.relType + "]->(b) SET r = row"
}

func updateEdges(e edge) string {
	return "UNWIND $rows AS row MATCH ()-[r:" + e.relType + " {id: row.id}]->() USING INDEX SEEK r:" + e.relType + "(id) SET r += row"
}

func deleteEdges(e edge) string {
	return "UNWIND $rows AS id MATCH ()-[r:" + e.relType + " {id: id}]->() USING INDEX SEEK r:" + e.relType + "(id) DELETE r"
}

func createReferences(relType string) string {
	return "UNWIND $rows AS row MATCH (a:Node {id: row[0]}) USING INDEX SEEK a:Node(id) " +
		"MATCH (b:Node {id: row[1]}) USING INDEX SEEK b:Node(id) CREATE (a)-[:" + relType + "]->(b)"
}

// b is found from a, which has few of them, and never the other way round.
func deleteReferences(relType string) string {
	return "UNWIND $rows AS row MATCH (a:Node {id: row[0]})-[r:" + relType + "]->(b) USING INDEX SEEK a:Node(id) " +
		"WHERE b.id = row[1] DELETE r"
}

// carryOut writes a difference, as the transaction of that revision. If strict, it fails where a record is not there that
// another refers to.
func (t tx) carryOut(ctx context.Context, d *kg.Difference, at kg.Revision, strict bool) error {
	w := writes{strict: strict, rows: map[string][]any{}, relates: map[string]bool{}, touched: map[string]map[string]bool{}}
	for _, r := range d.Deleted {
		w.remove(r, at)
	}
	for _, e := range d.Put {
		if e.Before == nil {
			w.add(e.After)
		} else {
			w.update(e)
		}
	}
	if buried, err := t.collect(ctx, buriedAny, nil); err != nil {
		return err
	} else if len(buried) == 0 {
		delete(w.rows, unbury)
	}
	if err := t.write(ctx, &w); err != nil {
		return err
	}
	return t.exec(ctx, setRevision, map[string]any{"revision": int64(at)})
}

func (t tx) write(ctx context.Context, w *writes) error {
	for _, statement := range writeOrder() {
		run := t.exec
		if w.strict && w.relates[statement] {
			run = t.relate
		}
		err := inBatches(w.rows[statement], func(rows []any) error {
			return run(ctx, statement, map[string]any{"rows": rows})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// relate runs a statement that makes a relationship of each row, and fails where it does not.
func (t tx) relate(ctx context.Context, statement string, params map[string]any) error {
	result, err := t.run(ctx, statement, params)
	if err != nil {
		return err
	}
	summary, err := result.Consume(ctx)
	if err != nil {
		return err
	}
	if rows := params["rows"].([]any); summary.Counters().RelationshipsCreated() < len(rows) {
		return errNotAsGuessed
	}
	return nil
}

// writeOrder returns all statements in an order in which each finds what it needs.
func writeOrder() []string {
	var order []string
	edges := func(statement func(edge) string) {
		for _, k := range edgeKinds() {
			e, _ := edgeOf(k)
			order = append(order, statement(e))
		}
	}
	references := func(statement func(relType string) string) {
		for _, k := range nodeKinds() {
			for _, f := range kg.Describe(k).Fields {
				if s := statement(referenceType(k, f.Name)); f.Refs != nil && !slices.Contains(order, s) {
					order = append(order, s)
				}
			}
		}
	}
	edges(deleteEdges)
	references(deleteReferences)
	order = append(order, deleteNodes, bury, unbury)
	for _, k := range nodeKinds() {
		order = append(order, createNodes(k))
	}
	order = append(order, updateNodes)
	references(createReferences)
	edges(updateEdges)
	edges(createEdges)
	return append(order, countProjects, countParticipants, countMembers)
}

// writes collects the rows of each statement.
type writes struct {
	rows    map[string][]any
	relates map[string]bool            // the statements that make a relationship of each row
	strict  bool                       // those must
	touched map[string]map[string]bool // by a statement that counts, the ids that it has already
}

// relating adds a row of a statement that makes a relationship of each.
func (w *writes) relating(statement string, row any) {
	w.relates[statement] = true
	w.row(statement, row)
}

func (w *writes) row(statement string, row any) {
	w.rows[statement] = append(w.rows[statement], row)
}

// count has a count renewed, once.
func (w *writes) count(statement, id string) {
	if w.touched[statement] == nil {
		w.touched[statement] = map[string]bool{}
	}
	if !w.touched[statement][id] {
		w.touched[statement][id] = true
		w.row(statement, id)
	}
}

// recount has the counts renewed that an edge record is part of.
func (w *writes) recount(r kg.Record) {
	switch r := r.(type) {
	case *kg.Participation:
		w.count(countProjects, r.OrganisationID)
		w.count(countParticipants, r.ProjectID)
	case *kg.Membership:
		w.count(countMembers, r.NetworkID)
	}
}

func (w *writes) remove(r kg.Record, at kg.Revision) {
	id := r.RecordID()
	if e, ok := edgeOf(r.Kind()); ok {
		w.row(deleteEdges(e), id)
		w.recount(r)
	} else {
		w.row(deleteNodes, id)
	}
	w.row(bury, map[string]any{"id": id, "kind": string(r.Kind()), "revision": int64(at)})
}

func (w *writes) add(r kg.Record) {
	w.row(unbury, r.RecordID())
	props := properties(r)
	maps.DeleteFunc(props, func(_ string, v any) bool { return v == nil })
	if e, ok := edgeOf(r.Kind()); ok {
		w.relating(createEdges(e), props)
		w.recount(r)
		return
	}
	maps.Copy(props, counts(r.Kind()))
	w.row(createNodes(r.Kind()), props)
	for ref := range related(r) {
		w.relating(createReferences(ref.relType), []any{r.RecordID(), ref.id})
	}
}

func (w *writes) update(e kg.Edit) {
	id := e.After.RecordID()
	if rel, ok := edgeOf(e.After.Kind()); ok {
		w.row(updateEdges(rel), properties(e.After)) // its ends are part of its identity and stay
		return
	}
	w.row(updateNodes, properties(e.After))
	w.relate(id, related(e.Before), related(e.After))
}

// relate makes the relationships of a node those after, where they are those before.
func (w *writes) relate(id string, before, after map[relation]bool) {
	for ref := range before {
		if !after[ref] {
			w.row(deleteReferences(ref.relType), []any{id, ref.id})
		}
	}
	for ref := range after {
		if !before[ref] {
			w.relating(createReferences(ref.relType), []any{id, ref.id})
		}
	}
}

// relation is a relationship without properties, from a record to one that it refers to.
type relation struct{ relType, id string }

func related(r kg.Record) map[relation]bool {
	refs := map[relation]bool{}
	for _, ref := range kg.References(r) {
		if relType := referenceType(r.Kind(), ref.Field); relType != "" {
			refs[relation{relType, ref.ID}] = true
		}
	}
	return refs
}
