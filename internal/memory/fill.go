package memory

import (
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
	last := empty()
	last.chunk = 1 << 18
	next, parts := newTables(last.packer), newParticipations()
	for _, k := range tableKinds() {
		next.all[k] = &table{kind: k}
	}
	e := newEncoder(last.packer, parts)
	var orgs, projects *finder
	for r, err := range store.Scan(ctx) {
		if err != nil {
			return nil, err
		}
		// What is seen of the latest transaction is seen of all before it.
		revision = max(revision, r.Base().Revision)
		if r, ok := r.(*kg.Participation); ok {
			if orgs == nil {
				orgs, projects = indexOf(next.of(kg.KindOrganisation)), indexOf(next.of(kg.KindProject))
			}
			if !parts.add(e, r, orgs, projects) {
				parts.orphans = append(parts.orphans, change{r.RecordID(), r})
			}
			continue
		}
		t, id := next.of(r.Kind()), r.RecordID()
		if n := len(t.ids); n > 0 && t.ids[n-1] >= id {
			return nil, kg.Errorf(kg.Internal, "the store does not yield its records of kind %s in the order of their ids", r.Kind())
		}
		t.add(last.packer, id, r)
	}
	for k, t := range next.all {
		t.texts = last.packer.texts
		if n := len(t.ids); n > 0 {
			t.ids, t.rows = slices.Clone(t.ids), slices.Clone(t.rows)
			next.shifts[k] = &shift{fresh: all(n), origin: slices.Repeat([]int32{-1}, n)}
		}
	}
	last.chunk, last.arena = 0, nil
	next.findDatasets()
	parts.codes = last.packer.texts
	parts.clip()
	parts.join(len(next.of(kg.KindOrganisation).ids), len(next.of(kg.KindProject).ids))
	s := last.follow(revision, next, parts)
	return s, s.warm()
}

// warm makes the orders, and the division by country, that most questions ask for.
func (s *snapshot) warm() error {
	for k, field := range map[kg.Kind]string{kg.KindOrganisation: "name", kg.KindProject: "title"} {
		if _, err := s.column(k, field); err != nil {
			return err
		}
	}
	country, err := (&query{s: s}).partyDimension("country")
	if err == nil {
		s.mix(kg.ByCountry, &country)
	}
	return err
}

func indexOf(t *table) *finder {
	f := &finder{index: make(map[string]int32, len(t.ids))}
	for row, id := range t.ids {
		f.index[id] = int32(row)
	}
	return f
}
