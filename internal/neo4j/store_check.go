package neo4j

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"reflect"
	"slices"
	"strings"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ngograph/internal/kg"
)

// Check yields every contradiction: what is wrong among the records, and where properties, relationships and counts
// that are derived from them are not as model.go says; see kg.Store. It sees the database as of one moment and holds
// what it found, and all records, before it yields the first.
func (db *DB) Check(ctx context.Context) iter.Seq2[kg.Contradiction, error] {
	return func(yield func(kg.Contradiction, error) bool) {
		var found []kg.Contradiction
		err := db.steady(ctx, func(t tx, _ kg.Revision) error {
			found = nil
			var records []kg.Record
			for _, k := range kg.StoredKinds() {
				err := t.examine(ctx, k, nil, func(x examined) {
					if x.err != nil {
						found = append(found, kg.Contradiction{ID: x.id, Problem: x.err.Error()})
						return
					}
					records = append(records, x.record)
					for _, problem := range x.problems() {
						found = append(found, kg.Contradiction{ID: x.id, Problem: problem})
					}
				})
				if err != nil {
					return err
				}
			}
			for c, err := range kg.Contradictions(sequence(records)) {
				if err != nil {
					return err
				}
				found = append(found, c)
			}
			return nil
		})
		if err != nil {
			yield(kg.Contradiction{}, err)
			return
		}
		for _, c := range found {
			if !yield(c, nil) {
				return
			}
		}
	}
}

func sequence(records []kg.Record) iter.Seq2[kg.Record, error] {
	return func(yield func(kg.Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// examined is a record as it lies in the database.
type examined struct {
	id     string
	record kg.Record
	err    error // the properties are none of a record; the rest is empty then
	props  map[string]any
	refs   map[relation]bool // nodes: its relationships but for edge records
	twice  map[relation]bool // of refs: those that are there more than once
	from   string            // edges: the ids of the nodes between which it lies
	to     string
	counts map[string]any // nodes: what each counted property should be
}

// examine calls visit with the records of a kind: all, or those with the ids.
func (t tx) examine(ctx context.Context, k kg.Kind, ids []string, visit func(examined)) error {
	statement, params := examineStatement(k, ids != nil), map[string]any{"ids": ids}
	return t.each(ctx, statement, params, func(row *driver.Record) error {
		x := examined{refs: map[relation]bool{}, twice: map[relation]bool{}}
		x.id, _ = row.Values[0].(string)
		x.props, _ = row.Values[1].(map[string]any)
		x.record, x.err = recordOf(k, func(column string) any { return x.props[column] })
		if _, isEdge := edgeOf(k); isEdge {
			x.from, _ = row.Values[2].(string)
			x.to, _ = row.Values[3].(string)
		} else {
			list, _ := row.Values[2].([]any)
			for _, item := range list {
				pair, _ := item.([]any)
				relType, _ := pair[0].(string)
				id, _ := pair[1].(string)
				ref := relation{relType, id}
				if x.refs[ref] {
					x.twice[ref] = true
				}
				x.refs[ref] = true
			}
			x.counts, _ = row.Values[3].(map[string]any)
		}
		visit(x)
		return nil
	})
}

// examineStatement reads records of a kind: for a node its id, properties, relationships and counts, for an edge its id,
// properties and ends.
func examineStatement(k kg.Kind, some bool) string {
	if e, ok := edgeOf(k); ok {
		match := allOf(k) + " "
		if some {
			match = "UNWIND $ids AS id MATCH (a)-[n:" + e.relType + " {id: id}]->(b) USING INDEX SEEK n:" + e.relType + "(id) "
		}
		return match + "RETURN n.id, properties(n), a.id, b.id"
	}
	match := allOf(k) + " "
	if some {
		match = "UNWIND $ids AS id MATCH (n:Node {id: id}) " + byID
	}
	var counted []string
	for property, count := range countedOf(k) {
		counted = append(counted, property+": "+count)
	}
	slices.Sort(counted)
	return match + "RETURN n.id, properties(n), [(n)-[r]->(m) WHERE NOT type(r) IN ['" + strings.Join(edgeTypes(), "', '") +
		"'] | [type(r), m.id]], {" + strings.Join(counted, ", ") + "}"
}

func edgeTypes() []string {
	var types []string
	for _, k := range edgeKinds() {
		e, _ := edgeOf(k)
		types = append(types, e.relType)
	}
	return types
}

// expected returns the properties that the record should have, counts included.
func (x *examined) expected() map[string]any {
	props := properties(x.record)
	maps.Copy(props, x.counts)
	return props
}

// problems says what does not fit the record.
func (x *examined) problems() []string {
	var problems []string
	want := x.expected()
	for _, name := range sortedKeys(want, x.props) {
		if got, wanted := x.props[name], want[name]; !sameValue(got, wanted) {
			problems = append(problems, fmt.Sprintf("the property %s is %.60s, not %.60s", name, fmt.Sprint(got), fmt.Sprint(wanted)))
		}
	}
	if e, isEdge := edgeOf(x.record.Kind()); isEdge {
		if x.from != x.props[e.from] || x.to != x.props[e.to] {
			problems = append(problems, fmt.Sprintf("the relationship is from %s to %s, not from %v to %v", x.from, x.to, x.props[e.from], x.props[e.to]))
		}
		return problems
	}
	want, got := map[string]any{}, map[string]any{}
	for ref := range related(x.record) {
		want[ref.relType+" to "+ref.id] = true
	}
	for ref := range x.refs {
		got[ref.relType+" to "+ref.id] = true
	}
	for ref := range x.twice {
		problems = append(problems, "the relationship "+ref.relType+" to "+ref.id+" is there more than once")
	}
	for _, name := range sortedKeys(want, got) {
		switch {
		case got[name] == nil:
			problems = append(problems, "the relationship "+name+" is missing")
		case want[name] == nil:
			problems = append(problems, "the relationship "+name+" is too many")
		}
	}
	return problems
}

func sortedKeys(all ...map[string]any) []string {
	var keys []string
	for _, m := range all {
		for k := range m {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// sameValue compares what the database holds with what is written to it.
func sameValue(got, want any) bool {
	switch want := want.(type) {
	case int:
		return got == int64(want)
	case []string:
		list, ok := got.([]any)
		return ok && slices.EqualFunc(list, want, func(a any, b string) bool { return a == b })
	}
	return reflect.DeepEqual(got, want)
}

// Rebuild derives anew all that model.go calls derived: properties, relationships and counts; see kg.Store. It works in
// transactions of a batch of records each, so that one that is stopped has done a part, and can be begun again.
func (db *DB) Rebuild(ctx context.Context) error {
	for _, k := range slices.Concat(edgeKinds(), nodeKinds()) { // edges are counted
		rows, err := db.read(ctx, allOf(k)+" RETURN n.id", nil)
		if err != nil {
			return err
		}
		ids := make([]string, 0, len(rows))
		for _, row := range rows {
			if id, ok := row.Values[0].(string); ok {
				ids = append(ids, id)
			}
		}
		err = inBatches(ids, func(ids []string) error {
			return db.transact(ctx, driver.AccessModeWrite, func(t tx) error {
				if _, err := t.lock(ctx); err != nil {
					return err
				}
				return t.repair(ctx, k, ids)
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// repair makes the records of a kind lie in the database as they should.
func (t tx) repair(ctx context.Context, k kg.Kind, ids []string) error {
	w := writes{rows: map[string][]any{}, relates: map[string]bool{}}
	err := t.examine(ctx, k, ids, func(x examined) {
		if x.err != nil || len(x.problems()) == 0 {
			return
		}
		props := x.expected()
		for name := range x.props {
			if _, ok := props[name]; !ok {
				props[name] = nil
			}
		}
		e, isEdge := edgeOf(k)
		switch {
		case !isEdge:
			w.row(updateNodes, props)
		case x.from != x.props[e.from] || x.to != x.props[e.to]:
			w.row(deleteEdges(e), x.id)
			w.row(createEdges(e), props)
		default:
			w.row(updateEdges(e), props)
		}
		for ref := range x.twice { // taken away all together
			w.row(deleteReferences(ref.relType), []any{x.id, ref.id})
			delete(x.refs, ref)
		}
		w.relate(x.id, x.refs, related(x.record))
	})
	if err != nil {
		return err
	}
	return t.write(ctx, &w)
}
