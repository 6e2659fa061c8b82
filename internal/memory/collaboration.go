package memory

import (
	"slices"
	"strings"

	"ngograph/internal/kg"
)

// collaborations answers the hop from the root to every tie in its scope.
func (q *query) collaborations(p *plan) (*kg.Page, error) {
	ev, err := q.all(p.scope)
	if err != nil {
		return nil, err
	}
	t := &ties{sc: p.scope, ev: ev, order: p.tie, top: newTop[tie](p.wanted(), p.from)}
	if p.hop.Coverage {
		t.made = make([]bool, len(ev.events))
	}
	if err := t.every(q); err != nil {
		return nil, err
	}
	page, err := q.tiePage(p, t)
	if err != nil || !p.hop.Coverage {
		return page, err
	}
	page.Coverage, err = q.coverage(p, t.makers(), p.scope.candidates())
	return page, err
}

// collaborationsOf answers the hop from an organisation to its ties.
func (q *query) collaborationsOf(p *plan, organisation int32) (*kg.Page, error) {
	ev, err := q.around(p.scope, []int32{organisation})
	if err != nil {
		return nil, err
	}
	space := q.s.borrow()
	t := &ties{sc: p.scope, ev: ev, order: p.tie, top: newTop[tie](p.wanted(), p.from), at: space.at, acc: q.acc}
	if p.hop.Coverage {
		t.made = make([]bool, len(ev.events))
	}
	t.of(organisation)
	q.s.giveBack(space)
	q.acc = t.acc
	page, err := q.tiePage(p, t)
	if err != nil || !p.hop.Coverage {
		return page, err
	}
	page.Coverage, err = q.coverage(p, t.makers(), q.s.parts.projects.of(organisation))
	return page, err
}

// tiePage makes the page of the ties that were selected.
func (q *query) tiePage(p *plan, t *ties) (*kg.Page, error) {
	page := p.hop.NewPage()
	if p.hop.Count {
		page.Total = t.total
	}
	if !p.hop.Items {
		return page, nil
	}
	selected, more := t.top.page()
	page.More = more
	page.Items = make([]kg.Item, 0, len(selected))
	for i := range selected {
		if err := q.appendTie(page, p, &selected[i].item); err != nil {
			return nil, err
		}
	}
	return page, nil
}

func (q *query) appendTie(page *kg.Page, p *plan, t *tie) error {
	return q.appendDerived(page, p, node{kind: kg.KindCollaboration, record: t.record(p.scope), a: t.a, b: t.b})
}

// pairs answers the hops from the root to the ties of pairs of organisations, in the order of the pairs.
func (q *query) pairs(p *plan) (*kg.Page, error) {
	page := p.hop.NewPage()
	var made []event
	for pair := range slices.Chunk(p.hop.IDs, 2) {
		events, err := q.appendPair(page, p, pair[0], pair[1])
		if err != nil {
			return nil, err
		}
		if p.hop.Coverage {
			made = append(made, events...)
		}
	}
	if !p.hop.Coverage {
		return page, nil
	}
	slices.SortFunc(made, event.compare)
	made = slices.CompactFunc(made, func(a, b event) bool { return a.compare(b) == 0 })
	var err error
	page.Coverage, err = q.coverage(p, made, p.scope.candidates())
	return page, err
}

// appendPair appends the tie of two organisations to a page, if there is one, and returns what makes it.
func (q *query) appendPair(page *kg.Page, p *plan, one, other string) ([]event, error) {
	orgs := q.s.of(kg.KindOrganisation)
	a, b := orgs.row(min(one, other)), orgs.row(max(one, other))
	if a < 0 || b < 0 || a == b {
		return nil, nil
	}
	events, err := q.between(p.scope, a, b)
	if err != nil || len(events) == 0 {
		return nil, err
	}
	if p.hop.Count {
		page.Total++
	}
	if p.hop.Items {
		err = q.appendTie(page, p, sum(a, b, events))
	}
	return events, err
}

// sum adds up the events between two organisations.
func sum(a, b int32, events []event) *tie {
	t := &tie{a: a, b: b}
	for i := range events {
		t.add(&events[i])
	}
	return t
}

// evidence answers a hop from a collaboration.
func (q *query) evidence(p *plan, from node) (*kg.Page, error) {
	h := p.hop
	if h.Edge.Name == kg.EdgeBetween {
		return q.unpaged(p, kg.KindOrganisation, []int32{from.a, from.b})
	}
	events, err := q.between(p.scope, from.a, from.b)
	if err != nil {
		return nil, err
	}
	switch h.Edge.Name {
	case kg.EdgeEvidence:
		return q.choose(p, kg.KindProject, rowsOf(events, kg.KindProject))
	case kg.EdgeRecords:
		return q.choose(p, kg.KindRecorded, rowsOf(events, kg.KindRecorded))
	}
	set := newBitset(q.s.size(kg.KindTheme))
	for _, e := range events {
		if e.kind == kg.KindMembership {
			continue
		}
		for _, theme := range q.s.relation(e.kind, "themes", kg.KindTheme).targets(e.row) {
			set.add(theme)
		}
	}
	return q.unpaged(p, kg.KindTheme, set.rows())
}

func rowsOf(events []event, k kg.Kind) []int32 {
	var rows []int32
	for _, e := range events {
		if e.kind == k {
			rows = append(rows, e.row)
		}
	}
	return rows
}

// unpaged makes the page of rows that a hop from a collaboration leads to.
func (q *query) unpaged(p *plan, k kg.Kind, rows []int32) (*kg.Page, error) {
	page := p.hop.NewPage()
	for _, row := range rows {
		if !p.where.passes(row) {
			continue
		}
		if p.hop.Count {
			page.Total++
		}
		if err := q.append(page, p, node{kind: k, row: row}, nil); err != nil {
			return nil, err
		}
	}
	return page, nil
}

// nodes answers the hop from the root to records by id.
func (q *query) nodes(p *plan) (*kg.Page, error) {
	page := p.hop.NewPage()
	if p.hop.Count {
		page.Total = len(p.hop.IDs)
	}
	if !p.hop.Items {
		return page, nil
	}
	kinds := kg.NodeKinds()
	for _, id := range p.hop.IDs {
		k, row := q.s.row(id)
		if k == kg.KindCollaboration {
			if err := q.appendTieByID(page, p, id); err != nil {
				return nil, err
			}
			continue
		}
		if row < 0 || !slices.Contains(kinds, k) {
			page.Items = append(page.Items, kg.Item{})
			continue
		}
		if err := q.append(page, p, node{kind: k, row: row}, nil); err != nil {
			return nil, err
		}
	}
	return page, nil
}

func (q *query) appendTieByID(page *kg.Page, p *plan, id string) error {
	pair, _ := strings.CutPrefix(id, kg.Describe(kg.KindCollaboration).Prefix)
	orgs := q.s.of(kg.KindOrganisation)
	for i := range len(pair) { // an id may itself hold "|"
		if pair[i] != '|' {
			continue
		}
		a, b := orgs.row(pair[:i]), orgs.row(pair[i+1:])
		if a < 0 || b <= a {
			continue
		}
		events, err := q.between(p.scope, a, b)
		if err != nil {
			return err
		}
		if len(events) > 0 {
			return q.appendTie(page, p, sum(a, b, events))
		}
	}
	page.Items = append(page.Items, kg.Item{})
	return nil
}
