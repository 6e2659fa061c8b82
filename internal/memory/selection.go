package memory

import (
	"fmt"
	"iter"
	"sync"

	"ngograph/internal/kg"
)

// selection is the rows of a kind that satisfy a filter, with what was counted over them. Those of a snapshot are kept,
// so that the next page of a list and its total cost what the page does.
type selection struct {
	total int
	rows  []int32 // ascending, where they are few
	set   bitset  // else; nil if all rows satisfy it

	mu      sync.Mutex
	tallies map[string]*tally // by field
}

// has reports whether a row that is not among few satisfies the filter.
func (c *selection) has(row int32) bool { return c.set == nil || c.set.has(row) }

// each yields the rows, ascending.
func (c *selection) each() iter.Seq[int32] {
	return func(yield func(int32) bool) {
		if len(c.rows) > 0 {
			for _, row := range c.rows {
				if !yield(row) {
					return
				}
			}
			return
		}
		for row, left := int32(0), c.total; left > 0; row++ {
			if c.has(row) {
				if left--; !yield(row) {
					return
				}
			}
		}
	}
}

// selections are those that were asked for last.
type selections struct {
	mu    sync.Mutex
	byKey map[string]*selection
}

const mostSelections = 64 // each takes at most a bit for each row of its kind

// keyOf names a filter, "" if what satisfies it is not the snapshot's to say alone.
func keyOf(k kg.Kind, f *kg.Filter) string {
	own := true
	f.Walk(func(f *kg.Filter) { own = own && f.Op != kg.OpText })
	if !own {
		return ""
	}
	return fmt.Sprintf("%s %#v", k, *f)
}

// known returns what is kept for a filter, nil if nothing is.
func (s *selections) known(key string) *selection {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byKey[key]
}

func (s *selections) keep(key string, c *selection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.byKey) >= mostSelections {
		clear(s.byKey)
	}
	s.byKey[key] = c
}

// selected tries a filter on all rows that may satisfy it.
func (q *query) selected(k kg.Kind, f *kg.Filter, where test) (*selection, error) {
	n := q.s.size(k)
	c := &selection{total: n, tallies: map[string]*tally{}}
	if where == nil {
		return c, nil
	}
	rows, narrowed := q.narrow(k, f)
	if !narrowed {
		rows = all(n)
	}
	c.set, c.total = newBitset(n), 0
	for _, row := range rows {
		if err := q.tick(); err != nil {
			return nil, err
		}
		if where(row) {
			c.set.add(row)
			c.total++
		}
	}
	if c.total <= n/32 {
		c.rows, c.set = c.set.rows(), newBitset(0)
	}
	return c, nil
}

// all returns n rows.
func all(n int) []int32 {
	rows := make([]int32, n)
	for i := range rows {
		rows[i] = int32(i)
	}
	return rows
}

// pageOf answers a paged hop from the root by a selection.
func (q *query) pageOf(p *plan, k kg.Kind, c *selection) (*kg.Page, error) {
	page := p.hop.NewPage()
	if p.hop.Count {
		page.Total = c.total
	}
	f, err := q.newFacets(k, p.hop.Facets)
	if err == nil {
		err = q.count(f, c)
	}
	if err != nil {
		return nil, err
	}
	page.Facets = f.answer(p.hop.Facets)
	// Reading in order until the page is full may see fewer rows than sorting all.
	if p.order.walk != nil && len(c.rows) == 0 && (p.wanted()+1)*q.s.size(k) < c.total*c.total {
		return page, q.walk(page, p, k, c.has)
	}
	rows := c.rows
	if len(rows) == 0 && p.hop.Items {
		rows = make([]int32, 0, c.total)
		for row := range c.each() {
			rows = append(rows, row)
		}
	}
	return page, q.first(page, p, k, rows)
}

// count counts what facets ask for over a selection, once for each field.
func (q *query) count(f *facets, c *selection) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	var open facets
	for field, counter := range f.byField {
		if t := c.tallies[field]; t != nil {
			counter.tally = t
		} else {
			open.counters = append(open.counters, counter)
		}
	}
	if len(open.counters) == 0 {
		return nil
	}
	for row := range c.each() {
		if err := q.tick(); err != nil {
			return err
		}
		open.add(row)
	}
	for field, counter := range f.byField {
		c.tallies[field] = counter.tally
	}
	return nil
}
