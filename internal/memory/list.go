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
	n, counts := q.s.size(k), h.Count || len(h.Facets) > 0
	key := keyOf(k, &h.Where)
	chosen := q.s.selections.known(key)
	if chosen == nil && counts {
		var err error
		if chosen, err = q.selected(k, &h.Where, p.where); err != nil {
			return nil, err
		}
		if key != "" {
			q.s.selections.keep(key, chosen)
		}
	}
	if chosen != nil {
		return q.pageOf(p, k, chosen)
	}
	// Reading in order until the page is full may see fewer rows than sorting all.
	rows, narrowed := q.narrow(k, &h.Where)
	if p.order.walk != nil && (!narrowed || (p.wanted()+1)*n < len(rows)*len(rows)) {
		page := h.NewPage()
		return page, q.walk(page, p, k, p.where)
	}
	if !narrowed {
		rows = all(n)
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
func (q *query) walk(page *kg.Page, p *plan, k kg.Kind, where test) error {
	if !p.hop.Items {
		return nil
	}
	for row := range p.order.walk.from(p.from, p.hop.Order.Desc) {
		if !where.passes(row) {
			if err := q.tick(); err != nil {
				return err
			}
			continue
		}
		if len(page.Items) == p.wanted() {
			page.More = true
			break
		}
		if err := q.append(page, p, node{kind: k, row: row}, p.order.value(row)); err != nil {
			return err
		}
	}
	return nil
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
		keyAt := func(i int) uint64 { return sortKey(uint64(at(i)), desc) }
		each := func(rows []int32, from uint64) bool {
			begin, _ := slices.BinarySearch(rows, int32(from))
			for _, row := range rows[begin:] {
				if !yield(row) {
					return false
				}
			}
			return true
		}
		begin := sort.Search(int(c.ranks()), func(i int) bool { return keyAt(i) >= first.sort })
		for i := begin; i < int(c.ranks()); i++ {
			from := uint64(0)
			if keyAt(i) == first.sort {
				from = first.id
			}
			if !each(c.rows(at(i)), from) {
				return
			}
		}
		from := uint64(0)
		if first.sort == unknown {
			from = first.id
		}
		each(c.order[c.start[c.ranks()]:], from)
	}
}

// choose answers a paged hop that leads to rows of a kind.
func (q *query) choose(p *plan, k kg.Kind, rows []int32) (*kg.Page, error) {
	page := p.hop.NewPage()
	facets, err := q.newFacets(k, p.hop.Facets)
	if err != nil {
		return nil, err
	}
	var passed []int32
	for _, row := range rows {
		if err := q.tick(); err != nil {
			return nil, err
		}
		if p.where.passes(row) {
			passed = append(passed, row)
			facets.add(row)
		}
	}
	if p.hop.Count {
		page.Total = len(passed)
	}
	page.Facets = facets.answer(p.hop.Facets)
	return page, q.first(page, p, k, passed)
}

// first fills a page with the first of some rows.
func (q *query) first(page *kg.Page, p *plan, k kg.Kind, rows []int32) error {
	size := p.wanted()
	if size == 0 {
		return nil
	}
	first := newTop[int32](size, p.from)
	for _, row := range rows {
		if err := q.tick(); err != nil {
			return err
		}
		at := key{sortKey(p.order.key(row), p.hop.Order.Desc), uint64(row)}
		if first.wants(at) {
			first.add(at, row)
		}
	}
	selected, more := first.page()
	page.More = more
	page.Items = slices.Grow(page.Items, len(selected))
	for _, e := range selected {
		if err := q.append(page, p, node{kind: k, row: e.item}, p.order.value(e.item)); err != nil {
			return err
		}
	}
	return nil
}
