package memory

import (
	"cmp"
	"context"
	"slices"

	"ngograph/internal/kg"
)

// fill reads a snapshot from a store.
func fill(ctx context.Context, store kg.Store) (*snapshot, error) {
	revision, err := store.Revision(ctx)
	if err != nil {
		return nil, err
	}
	byKind := map[kg.Kind][]change{}
	parts := newParticipations()
	e := newEncoder(parts)
	var orgs, projects *finder
	facts := map[string]*kg.Dataset{}
	for r, err := range store.Scan(ctx) {
		if err != nil {
			return nil, err
		}
		// What is seen of the latest transaction is seen of all before it.
		revision = max(revision, r.Base().Revision)
		switch r := r.(type) {
		case *kg.Participation:
			if orgs == nil {
				orgs, projects = indexOf(byKind[kg.KindOrganisation]), indexOf(byKind[kg.KindProject])
			}
			if !parts.add(e, r, orgs, projects, func(id string) *kg.Dataset { return facts[id] }) {
				parts.orphans = append(parts.orphans, change{r.RecordID(), r})
			}
			continue
		case *kg.Dataset:
			facts[r.ID] = r
		}
		byKind[r.Kind()] = append(byKind[r.Kind()], change{r.RecordID(), r})
	}
	nothing, next := empty(), newTables()
	for _, k := range tableKinds() {
		list := byKind[k]
		if !slices.IsSortedFunc(list, func(a, b change) int { return cmp.Compare(a.id, b.id) }) {
			return nil, kg.Errorf(kg.Internal, "the store does not yield its records of kind %s in the order of their ids", k)
		}
		next.all[k], next.shifts[k] = nothing.of(k).apply(list)
		delete(byKind, k)
	}
	parts.clip()
	parts.join(len(next.of(kg.KindOrganisation).ids), len(next.of(kg.KindProject).ids))
	s := nothing.follow(revision, next, parts)
	return s, s.warm()
}

// warm makes the orders that most questions ask for.
func (s *snapshot) warm() error {
	for k, field := range map[kg.Kind]string{kg.KindOrganisation: "name", kg.KindProject: "title"} {
		if _, err := s.column(k, field); err != nil {
			return err
		}
	}
	return nil
}

func indexOf(list []change) *finder {
	f := &finder{index: make(map[string]int32, len(list))}
	for row, c := range list {
		f.index[c.id] = int32(row)
	}
	return f
}
