package neo4j

import (
	"ngograph/internal/kg"
)

// How records lie in the database:
//
//   - A record is a node with the labels :Node and its kind (:Organisation, :RecordedCollaboration …), but for the edge
//     kinds, which are relationships: see [edgeOf].
//   - Its properties are the columns of kg.Properties, absent where unknown, and those derived from it by [derived].
//     Every edge record also has the property id, its RecordID.
//   - What a node refers to it is related to as well, without properties: see [referenceType]. The ids among its
//     properties are the truth; the relationships follow them in the same transaction. The datasets that a record's
//     sources name are not related to it.
//   - Organisation.projectCount and Project.participantCount count distinct projects and organisations and are always
//     there. Organisation.memberCount counts a network's distinct members, absent if it has none.
//   - (:Meta {key: "ngograph"}) holds the store's revision and the version of its schema (schemaVersion). Every writer
//     locks it first, by setting its property lock.
//   - (:Tombstone {id, kind, revision}) is a record that was deleted and has not come back.

// edge is how records of an edge kind lie in the database.
type edge struct {
	relType  string
	from, to string // the columns that hold the ids of its ends
}

// edgeOf returns how records of a kind lie in the database as relationships, and false for a kind of nodes.
func edgeOf(k kg.Kind) (edge, bool) {
	switch k {
	case kg.KindParticipation:
		return edge{"PARTICIPATED_IN", "organisation", "project"}, true
	case kg.KindMembership:
		return edge{"HAS_MEMBER", "network", "member"}, true
	case kg.KindAreaMember:
		return edge{"INCLUDES", "area", "member"}, true
	}
	return edge{}, false
}

// nodeKinds returns the kinds of records that are nodes, and edgeKinds the others, both in the order of kg.StoredKinds.
func nodeKinds() []kg.Kind { return kindsThat(false) }

func edgeKinds() []kg.Kind { return kindsThat(true) }

func kindsThat(areEdges bool) []kg.Kind {
	var kinds []kg.Kind
	for _, k := range kg.StoredKinds() {
		if _, is := edgeOf(k); is == areEdges {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// referenceType returns the type of the relationships from a node to those that a field of it refers to. It is "" where
// there are none: in edge records, which lie between what they refer to.
func referenceType(k kg.Kind, field string) string {
	switch field {
	case "themes":
		return "HAS_THEME"
	case "languages":
		return "SPEAKS"
	case "workingLanguages":
		return "WORKS_IN"
	case "country":
		return "IN_COUNTRY"
	case "region":
		return "IN_REGION"
	case "parent":
		return "PART_OF"
	case "broader":
		return "BROADER"
	case "matches":
		return "MATCHES"
	case "funder":
		return "FUNDED_BY"
	case "programme":
		return "UNDER"
	case "sharedBy":
		return "SHARED_BY"
	case "parties":
		return "PARTY"
	case "project":
		if k == kg.KindPractice {
			return "FROM_PROJECT"
		}
	case "organisation":
		if k == kg.KindResource {
			return "OF"
		}
	}
	return ""
}

// derived returns what is kept with a record beside its columns and the keys (see [properties]), nil where a value is
// unknown:
//
//   - of searched kinds, kg.Index: exactKeys, nameKeys (lists, maybe empty) and text, which the full-text index "search"
//     covers;
//   - periodFrom and periodTo of projects and recorded collaborations, as kg.PeriodOf;
//   - partyCount of recorded collaborations;
//   - id of edge records.
func derived(r kg.Record) map[string]any {
	props := map[string]any{}
	if ix, ok := kg.Index(r); ok {
		props["exactKeys"], props["nameKeys"], props["text"] = append([]string{}, ix.Exact...), append([]string{}, ix.Names...), ix.Text
	}
	period := func(p kg.Period) {
		props["periodFrom"], props["periodTo"] = nil, nil
		if p.Known() {
			props["periodFrom"], props["periodTo"] = string(p.From), string(p.To)
		}
	}
	switch r := r.(type) {
	case *kg.Project:
		period(kg.PeriodOf(r.Start, r.End))
	case *kg.RecordedCollaboration:
		period(kg.PeriodOf(r.Start, r.End))
		props["partyCount"] = len(r.PartyIDs)
	}
	if _, ok := edgeOf(r.Kind()); ok {
		props["id"] = r.RecordID()
	}
	return props
}

// properties returns all that is written with a record, nil for what is to be absent: its columns but those that are
// counted, nameKey and titleKey, which are its name and title folded as kg.SortValue orders by them, and [derived].
func properties(r kg.Record) map[string]any {
	props := derived(r)
	d := kg.Describe(r.Kind())
	columns, values := d.Columns(), kg.Values(r)
	for i, c := range columns {
		if f := d.Field(c.Name); f != nil && f.Derived {
			continue
		}
		props[c.Name] = values[i]
		if c.Name == "name" || c.Name == "title" {
			text, _ := values[i].(string)
			props[c.Name+"Key"] = kg.Fold(text)
		}
	}
	return props
}

// maxKey is how many bytes a property may have that an index orders by: Neo4j allows a little more.
const maxKey = 8000

// checkKeys refuses a record that an index of the database cannot hold.
func checkKeys(r kg.Record) error {
	id := r.RecordID()
	if len(id) > maxKey {
		return kg.Errorf(kg.Invalid, "the id %.40q… is longer than %d bytes", id, maxKey)
	}
	for _, field := range []string{"name", "title"} {
		if kg.Describe(r.Kind()).Field(field) == nil {
			continue
		}
		if text, _ := kg.SortValue(r, field).(string); len(text) > maxKey {
			return kg.Errorf(kg.Invalid, "%s: its %s is longer than %d bytes", id, field, maxKey)
		}
	}
	return nil
}

// counts returns what a new node starts with that is counted from relationships.
func counts(k kg.Kind) map[string]any {
	props := map[string]any{}
	for _, f := range kg.Describe(k).Fields {
		if f.Derived {
			props[f.Name] = 0
		}
	}
	return props
}

// recordOf makes the record of a kind from properties, what is counted left zero.
func recordOf(k kg.Kind, get func(column string) any) (kg.Record, error) {
	d := kg.Describe(k)
	return kg.FromValues(k, func(column string) any {
		if f := d.Field(column); f != nil && f.Derived {
			return nil
		}
		return get(column)
	})
}
