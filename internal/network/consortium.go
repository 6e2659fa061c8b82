package network

import (
	"context"
	"strconv"

	"ngograph/internal/kg"
)

// consortium proposes one team for a brief.
func consortium(ctx context.Context, q *question, h *kg.Hop, _ []row) ([][]row, error) {
	t := newTeam(q, h.IDs[0], h.Brief)
	if err := t.gather(ctx); err != nil {
		return nil, err
	}
	p := &kg.ConsortiumProposal{For: t.asking, Feasible: true}
	for len(p.Members) < kg.MaxConsortium {
		next, err := t.next(ctx, len(p.Members) < h.Brief.Size)
		if err != nil {
			return nil, err
		}
		if next.id == "" {
			break
		}
		if next.trust == 0 {
			p.Cold++
		}
		p.Members = append(p.Members, kg.ConsortiumMember{For: t.asking, OrganisationID: next.id, Trust: next.trust})
		if err := t.admit(ctx, next.id); err != nil {
			return nil, err
		}
	}
	members := t.chosen[1:]
	near := q.vicinity(t.asking)
	if err := near.reach(ctx, members); err != nil {
		return nil, err
	}
	for i, id := range members {
		m := &p.Members[i]
		m.Steps = near.stepsTo(id)
		for _, c := range t.conditions {
			if c.Met && c.By[0] == id {
				m.Covers = append(m.Covers, c)
			}
		}
	}
	p.Conditions = t.conditions
	if size := h.Brief.Size; size > 0 {
		p.Conditions = append(p.Conditions, kg.Condition{
			Kind: kg.NeedsMembers, Value: strconv.Itoa(size), Met: len(members) >= size, By: members,
		})
	}
	for _, c := range p.Conditions {
		p.Feasible = p.Feasible && c.Met
	}
	return [][]row{{{Record: p}}}, nil
}

// members leads from proposals to those they propose.
func members(_ context.Context, _ *question, _ *kg.Hop, from []row) ([][]row, error) {
	lists := make([][]row, len(from))
	for i, r := range from {
		list := r.Record.(*kg.ConsortiumProposal).Members
		for j := range list {
			lists[i] = append(lists[i], row{Record: &list[j]})
		}
	}
	return lists, nil
}
