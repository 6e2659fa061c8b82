package memory

import (
	"iter"
	"slices"
	"sort"
	"strings"

	"ngograph/internal/kg"
)

// list answers a hop from the root to the records of a kind.
func (q *query) list(p *plan) (*kg.Page, error) {
	k, h := p.hop.Edge.To[0], p.hop
	if !h.Edge.Paged {
		page := h.NewPage()
		for row := range int32(q.s.size(k)) {
			if !p.where.passes(row) {
				continue
			}
			if h.Count {
				page.Total++
			}
			if err := q.append(page, p, node{kind: k, row: row}, nil); err != nil {
				return nil, err
			}
		}
		return page, nil
	}
	rows, narrowed := q.narrow(k, &h.Where)
	if !narrowed {
		rows = nil
	}
	// Without a total or facets, reading in order until the page is full may see fewer rows than sorting all.
	n := q.s.size(k)
	whole := p.where == nil && len(h.Facets) == 0 || !h.Count && len(h.Facets) == 0
	if p.order.walk != nil && whole && (!narrowed || (p.wanted()+1)*n < len(rows)*len(rows)) {
		return q.walk(p, k)
	}
	if !narrowed {
		rows = make([]int32, n)
		for i := range rows {
			rows[i] = int32(i)
		}
	}
	return q.choose(p, k, rows)
}

// narrow returns the only rows that can satisfy a filter, ascending, where references lead to them; false if it has to
// be tried on all.
func (q *query) narrow(k kg.Kind, f *kg.Filter) ([]int32, bool) {
	switch f.Op {
	case kg.OpAnd:
		var best []int32
		found := false
		for i := range f.Args {
			if rows, ok := q.narrow(k, &f.Args[i]); ok && (!found || len(rows) < len(best)) {
				best, found = rows, true
			}
		}
		return best, found
	case kg.OpIn:
		if f.Field == "id" {
			return q.s.setOf(k, f.Values).rows(), true
		}
		field := kg.Describe(k).Field(f.Field)
		if ix := q.s.identifiers[k]; ix != nil && f.Field == "identifiers" {
			if list, err := decodeList(k, field, f.Values); err == nil {
				return ix.rows(*list.(*[]kg.Identifier)), true
			}
		}
		if field == nil || len(field.Refs) != 1 {
			return nil, false
		}
		to := field.Refs[0]
		return q.s.deep(q.s.relation(k, f.Field, to), q.s.size(k), q.s.setOf(to, f.Values)).rows(), true
	case kg.OpText:
		if set := q.texts[textKey{k, strings.Join(f.Values, " ")}]; set != nil {
			return set.rows(), true
		}
	case kg.OpUnder:
		set := q.s.below(kg.KindTheme, q.s.setOf(kg.KindTheme, f.Values))
		if f.Field == "id" {
			return set.rows(), true
		}
		return q.s.deep(q.s.relation(k, f.Field, kg.KindTheme), q.s.size(k), set).rows(), true
	}
	return nil, false
}

// walk fills a page in the order of the whole kind and stops when it is full.
func (q *query) walk(p *plan, k kg.Kind) (*kg.Page, error) {
	h := p.hop
	page := h.NewPage()
	if h.Count {
		page.Total = q.s.size(k)
	}
	if !h.Items {
		return page, nil
	}
	for row := range p.order.walk.from(p.from, h.Order.Desc) {
		if !p.where.passes(row) {
			if err := q.tick(); err != nil {
				return nil, err
			}
			continue
		}
		if len(page.Items) == p.wanted() {
			page.More = true
			break
		}
		if err := q.append(page, p, node{kind: k, row: row}, p.order.value(row)); err != nil {
			return nil, err
		}
	}
	return page, nil
}

// from yields the rows from a key on, those with an unknown value last.
func (c *column) from(first key, desc bool) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		at := func(i int) int32 {
			if desc {
				return c.ranks() - int32(i)
			}
			return int32(i) + 1
		}
		begin := sort.Search(int(c.ranks()), func(i int) bool { return sortKey(uint64(at(i)), desc) >= first.sort })
		for i := begin; i < int(c.ranks()); i++ {
			rank := at(i)
			for _, row := range c.rows(rank) {
				if !(key{sortKey(uint64(rank), desc), uint64(row)}).less(first) && !yield(row) {
					return
				}
			}
		}
		if len(c.order) == len(c.rank) {
			return
		}
		for row, rank := range c.rank {
			if rank == 0 && !(key{unknown, uint64(row)}).less(first) && !yield(int32(row)) {
				return
			}
		}
	}
}

// choose answers a paged hop that leads to rows of a kind.
func (q *query) choose(p *plan, k kg.Kind, rows []int32) (*kg.Page, error) {
	h := p.hop
	page := h.NewPage()
	size := p.wanted()
	first := newTop[int32](size, p.from)
	facets, err := q.newFacets(k, h.Facets)
	if err != nil {
		return nil, err
	}
	total := 0
	for _, row := range rows {
		if err := q.tick(); err != nil {
			return nil, err
		}
		if !p.where.passes(row) {
			continue
		}
		total++
		facets.add(row)
		if size == 0 {
			continue
		}
		at := key{sortKey(p.order.key(row), h.Order.Desc), uint64(row)}
		if first.wants(at) {
			first.add(at, row)
		}
	}
	if h.Count {
		page.Total = total
	}
	page.Facets = facets.answer(h.Facets)
	if size == 0 {
		return page, nil
	}
	selected, more := first.page()
	page.More = more
	page.Items = slices.Grow(page.Items, len(selected))
	for _, e := range selected {
		if err := q.append(page, p, node{kind: k, row: e.item}, p.order.value(e.item)); err != nil {
			return nil, err
		}
	}
	return page, nil
}
