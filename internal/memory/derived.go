package memory

import (
	"sort"

	"ngograph/internal/kg"
)

// appendDerived appends a derived record to a page, with the pages below it.
func (q *query) appendDerived(page *kg.Page, p *plan, n node) error {
	item := kg.Item{Record: n.record}
	if p.hop.Edge.Paged {
		item.Sort = kg.SortValue(n.record, p.hop.Order.Field)
	}
	if err := q.attach(n.record, p.below[n.kind], n); err != nil {
		return err
	}
	page.Items = append(page.Items, item)
	return q.tick()
}

// derived answers a hop from a derived record.
func (q *query) derived(p *plan, from node) (*kg.Page, error) {
	e := p.hop.Edge
	if e.Field != "" {
		var rows []int32
		k, row := q.s.row(kg.Describe(from.kind).Field(e.Field).Of(from.record).String())
		if row >= 0 {
			rows = []int32{row}
		}
		return q.unpaged(p, k, rows)
	}
	switch r := from.record.(type) {
	case *kg.Collaboration:
		return q.evidence(p, from)
	case *kg.Introduction:
		return q.brokersOf(p, r, from.row)
	case *kg.Broker:
		page := p.hop.NewPage()
		end := r.For
		if e.Name == kg.EdgeToCandidate {
			end = r.Candidate
		}
		_, err := q.appendPair(page, p, end, r.OrganisationID)
		return page, err
	case *kg.FundingProfile:
		return q.shares(p, r)
	case *kg.Newcomer:
		return q.unpaged(p, kg.KindOrganisation, from.rows)
	}
	return nil, kg.Errorf(kg.Internal, "the edge %s of a %s is not answered here", e.Name, e.From)
}

// afterNumber returns the sort key of the position from which a page goes on that numbers order.
func afterNumber(h *kg.Hop) uint64 {
	if v, ok := h.After.Value.(int64); ok {
		return sortKey(numberKey(v), h.Order.Desc)
	}
	return unknown
}

// afterOrganisation is after for derived records whose ids are those of organisations behind a prefix.
func (s *snapshot) afterOrganisation(h *kg.Hop, prefix string) key {
	if h.After == nil {
		return key{}
	}
	ids := s.of(kg.KindOrganisation).ids
	row := sort.Search(len(ids), func(i int) bool { return prefix+ids[i] > h.After.ID })
	return key{afterNumber(h), uint64(row)}
}
