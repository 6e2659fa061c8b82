package memory

import (
	"cmp"
	"slices"

	"ngograph/internal/kg"
)

// facets counts the values of fields over a list.
type facets struct {
	counters []*counter // one for each field asked for
	byField  map[string]*counter
}

// counter counts the values of one field.
type counter struct {
	add    func(row int32)
	counts []int // of rows with no value, then of each distinct value in order
	value  func(i int) (value, label string)
}

func (q *query) newFacets(k kg.Kind, requests []kg.FacetRequest) (*facets, error) {
	if len(requests) == 0 {
		return &facets{}, nil
	}
	f := &facets{byField: map[string]*counter{}}
	for _, request := range requests {
		for _, field := range request.Fields {
			if f.byField[field] != nil {
				continue
			}
			c, err := q.counter(k, field)
			if err != nil {
				return nil, err
			}
			f.byField[field] = c
			f.counters = append(f.counters, c)
		}
	}
	return f, nil
}

func (q *query) counter(k kg.Kind, field string) (*counter, error) {
	if f := kg.Describe(k).Field(field); f != nil && len(f.Refs) == 1 {
		return q.referenceCounter(q.s.relation(k, field, f.Refs[0]), q.s.of(f.Refs[0])), nil
	}
	if k == kg.KindParticipation {
		return nil, kg.Errorf(kg.Internal, "no facet %s of a Participation", field)
	}
	column, err := q.s.column(k, field)
	if err != nil {
		return nil, err
	}
	sc, err := scalarOf(k, field)
	if err != nil {
		return nil, err
	}
	c := &counter{counts: make([]int, column.ranks()+1)}
	c.add = func(row int32) { c.counts[column.rank[row]]++ }
	rows := q.s.of(k).rows
	c.value = func(i int) (string, string) {
		v := sc.string(rows[column.rows(int32(i))[0]])
		return v, v
	}
	return c, nil
}

// referenceCounter counts by the record referred to. A place before the first is for rows that refer to none.
func (q *query) referenceCounter(r *relation, to *table) *counter {
	c := &counter{counts: make([]int, len(to.rows)+1)}
	c.add = func(row int32) {
		targets := r.targets(row)
		if len(targets) == 0 {
			c.counts[0]++
		}
		for _, t := range targets {
			c.counts[t+1]++
		}
	}
	c.value = func(i int) (string, string) { return to.ids[i-1], label(to.rows[i-1]) }
	return c
}

func (f *facets) add(row int32) {
	for _, c := range f.counters {
		c.add(row)
	}
}

// answer returns the facets by the keys of their requests, nil if there are none.
func (f *facets) answer(requests []kg.FacetRequest) map[string][]kg.Facet {
	if len(requests) == 0 {
		return nil
	}
	answers := make(map[string][]kg.Facet, len(requests))
	for _, request := range requests {
		list := make([]kg.Facet, 0, len(request.Fields))
		for _, field := range request.Fields {
			c := f.byField[field]
			list = append(list, kg.Facet{Field: field, Values: c.values(request.First), Unknown: c.counts[0]})
		}
		answers[request.Key] = list
	}
	return answers
}

// values returns the most frequent values of the field.
func (c *counter) values(first int) []kg.FacetValue {
	var frequent []int
	for i, n := range c.counts {
		if i > 0 && n > 0 {
			frequent = append(frequent, i)
		}
	}
	slices.SortStableFunc(frequent, func(a, b int) int { return cmp.Compare(c.counts[b], c.counts[a]) })
	var values []kg.FacetValue
	for _, i := range frequent[:min(len(frequent), first)] {
		v, label := c.value(i)
		values = append(values, kg.FacetValue{Value: v, Label: label, Count: c.counts[i]})
	}
	return values
}

// label returns a record's name or title, else its id.
func label(r kg.Record) string {
	for _, name := range []string{"name", "title"} {
		if f := kg.Describe(r.Kind()).Field(name); f != nil {
			return f.Of(r).String()
		}
	}
	return r.RecordID()
}
