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

// codes numbers the values of a field in their order.
type codes struct {
	n    int                     // of codes, from 0
	of   func(row int32) []int32 // a record's, none if it has no value; until it is called again
	name func(code int32) (value, label string)
}

// counter counts the values of one field.
type counter struct {
	*codes
	*tally
}

// tally is how often the values of a field occur.
type tally struct {
	counts  []int // of each code
	unknown int   // records without a value
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
	c, err := q.codes(k, field)
	if err != nil {
		return nil, err
	}
	return &counter{c, &tally{counts: make([]int, c.n)}}, nil
}

func (q *query) codes(k kg.Kind, field string) (*codes, error) {
	if f := kg.Describe(k).Field(field); f != nil && len(f.Refs) == 1 {
		to := q.s.of(f.Refs[0])
		return &codes{
			n:    len(to.ids),
			of:   q.s.relation(k, field, f.Refs[0]).targets,
			name: func(code int32) (string, string) { return to.ids[code], q.s.label(f.Refs[0], code) },
		}, nil
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
	record := q.s.reader(k, sc.fields)
	var one [1]int32
	return &codes{
		n: int(column.ranks()),
		of: func(row int32) []int32 {
			if column.rank[row] == 0 {
				return nil
			}
			one[0] = column.rank[row] - 1
			return one[:]
		},
		name: func(code int32) (string, string) {
			v := sc.string(record(column.rows(code + 1)[0]))
			return v, v
		},
	}, nil
}

func (c *counter) add(row int32) {
	list := c.of(row)
	if len(list) == 0 {
		c.unknown++
	}
	for _, code := range list {
		c.counts[code]++
	}
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
			list = append(list, kg.Facet{Field: field, Values: c.values(request.First), Unknown: c.unknown})
		}
		answers[request.Key] = list
	}
	return answers
}

// values returns the most frequent values of the field.
func (c *counter) values(first int) []kg.FacetValue {
	var frequent []int32
	for i, n := range c.counts {
		if n > 0 {
			frequent = append(frequent, int32(i))
		}
	}
	slices.SortStableFunc(frequent, func(a, b int32) int { return cmp.Compare(c.counts[b], c.counts[a]) })
	var values []kg.FacetValue
	for _, i := range frequent[:min(len(frequent), first)] {
		v, label := c.name(i)
		values = append(values, kg.FacetValue{Value: v, Label: label, Count: c.counts[i]})
	}
	return values
}

// label is that of a record in its place.
func (s *snapshot) label(k kg.Kind, row int32) string {
	return label(s.read(k, row, fieldsOf(k, "name", "title")))
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
