package kgtest

import (
	"fmt"
	"reflect"
	"slices"

	"pgregory.net/rapid"

	"ngograph/internal/kg"
)

// drawEdits draws a few changes to a graph, as a transaction, and returns the graph after them: records restated, and
// records that nothing refers to deleted.
func drawEdits(t *rapid.T, records []kg.Record) ([]kg.Change, []kg.Record) {
	var changes []kg.Change
	after := rapid.Custom(func(t *rapid.T) drawnGraph {
		g := &graphDrawer{t: t, ids: map[kg.Kind][]string{}, records: slices.Clone(records)}
		for _, r := range records {
			g.ids[r.Kind()] = append(g.ids[r.Kind()], r.RecordID())
		}
		changes = nil
		for range within(t, 1, 4, "edits") {
			if len(g.records) == 0 {
				break
			}
			i := evenly(t, len(g.records), "edited")
			r := g.records[i]
			switch r.Kind() {
			case kg.KindRegion: // one of them might come to lie within itself
				continue
			case kg.KindAreaMember, kg.KindParticipation, kg.KindMembership, kg.KindPractice, kg.KindResource, kg.KindRecorded:
				if chance(t, 60, "delete") {
					g.records = slices.Delete(g.records, i, i+1)
					changes = append(changes, kg.Change{Delete: r.RecordID()})
					continue
				}
			}
			g.restate(i)
			changes = append(changes, kg.Change{Put: g.records[i]})
		}
		return g.records
	}).Draw(t, "edits")
	return changes, after
}

// restate draws some of a record's fields anew.
func (g *graphDrawer) restate(i int) {
	r := clone(g.records[i])
	v := reflect.ValueOf(r).Elem()
	for _, f := range kg.Describe(r.Kind()).Fields {
		isFixed := f.Key || f.Derived || f.Name == "revision" || f.Name == "updatedAt" || f.Name == "parties"
		if isFixed || f.Required && f.Refs != nil || !chance(g.t, 40, "restate "+f.Name) {
			continue
		}
		field := fieldByTag(v, f.Name)
		field.SetZero()
		g.fill(field, f)
	}
	kept, _, err := kg.Resolve(nil, kg.Change{Put: r})
	if err != nil {
		panic(err)
	}
	g.records[i] = kept
}

// idsOf returns the ids of the records of a kind.
func idsOf(records []kg.Record, kinds ...kg.Kind) []string {
	var ids []string
	for _, r := range records {
		if slices.Contains(kinds, r.Kind()) {
			ids = append(ids, r.RecordID())
		}
	}
	return ids
}

// unknownID draws an id of the right form that no graph has.
func unknownID(t *rapid.T, k kg.Kind) string {
	return fmt.Sprintf("%sunknown-%d", kg.Describe(k).Prefix, within(t, 0, 3, "unknown"))
}
