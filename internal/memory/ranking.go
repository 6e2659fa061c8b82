package memory

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"ngograph/internal/kg"
)

// ranking orders the rows of a kind. A key is at least 1 and less than unknown.
type ranking struct {
	key   func(row int32) uint64
	find  func(value any) (key uint64, exact bool) // the least key whose value is not less
	value func(row int32) any                      // the kg.SortValue of a row
	walk  *column                                  // nil unless keys are the ranks of a column
}

const unknown = math.MaxUint64

// ranking returns the order by a field of the records of a kind.
func (s *snapshot) ranking(k kg.Kind, order kg.Order) (*ranking, error) {
	edge, field := order.Path()
	if edge != "" {
		e := kg.EdgeOf(k, edge)
		if e == nil || e.Many || len(e.To) != 1 {
			return nil, kg.Errorf(kg.Internal, "no order by %s of a %s", order.Field, k)
		}
		target, err := s.ranking(e.To[0], kg.Order{Field: field})
		if err != nil {
			return nil, err
		}
		one := s.relation(k, e.Field, e.To[0]).one
		return &ranking{
			find: target.find,
			key: func(row int32) uint64 {
				if one[row] < 0 {
					return unknown
				}
				return target.key(one[row])
			},
			value: func(row int32) any {
				if one[row] < 0 {
					return nil
				}
				return target.value(one[row])
			},
		}, nil
	}
	if k == kg.KindParticipation {
		return s.participationRanking(field)
	}
	c, err := s.column(k, field)
	if err != nil {
		return nil, err
	}
	sc, err := scalarOf(k, field)
	if err != nil {
		return nil, err
	}
	record := s.reader(k, sc.fields)
	value := func(row int32) any { return sc.sortValue(record(row)) }
	return &ranking{
		walk:  c,
		value: value,
		key: func(row int32) uint64 {
			if r := c.rank[row]; r > 0 {
				return uint64(r)
			}
			return unknown
		},
		find: func(v any) (uint64, bool) {
			rank, exact := sort.Find(int(c.ranks()), func(i int) int {
				return compareValues(v, value(c.order[c.start[i]]))
			})
			return uint64(rank) + 1, exact
		},
	}, nil
}

// participationRanking orders participations by a column of their own: a number, or a text by its code.
func (s *snapshot) participationRanking(field string) (*ranking, error) {
	p := s.parts
	read := func(row int32) any { return kg.SortValue(s.record(kg.KindParticipation, row), field) }
	number := func(column func(row int32) (int64, bool)) *ranking {
		return &ranking{value: read, find: findNumber, key: func(row int32) uint64 {
			if v, ok := column(row); ok {
				return numberKey(v)
			}
			return unknown
		}}
	}
	day := func(column []int32) *ranking {
		r := number(func(row int32) (int64, bool) { return int64(column[row]), column[row] != 0 })
		r.find = func(v any) (uint64, bool) {
			text, _ := v.(string)
			day := int32(sort.Search(99_99_99_99, func(i int) bool { return string(dateOf(int32(i+1))) >= text })) + 1
			return numberKey(int64(day)), string(dateOf(day)) == text
		}
		return r
	}
	switch field {
	case "start":
		return day(p.start), nil
	case "end":
		return day(p.end), nil
	case "contribution":
		return number(func(row int32) (int64, bool) { return p.cents[row], p.currency[row] > 0 }), nil
	case "revision":
		return number(func(row int32) (int64, bool) { return int64(p.stamps[p.stamp[row]].revision), true }), nil
	case "updatedAt":
		return number(func(row int32) (int64, bool) { return int64(p.stamps[p.stamp[row]].at), true }), nil
	case "organisation":
		return reference(p.organisation, s.of(kg.KindOrganisation), read), nil
	case "project":
		return reference(p.project, s.of(kg.KindProject), read), nil
	case "role", "rawRole":
		return p.textRanking(field, read), nil
	}
	return nil, kg.Errorf(kg.Internal, "no order by %s of a Participation", field)
}

// reference orders participations by the id of what they refer to.
func reference(column []int32, to *table, read func(int32) any) *ranking {
	return &ranking{
		value: read,
		key:   func(row int32) uint64 { return uint64(column[row]) + 1 },
		find: func(v any) (uint64, bool) {
			id, _ := v.(string)
			at, exact := slices.BinarySearch(to.ids, id)
			return uint64(at) + 1, exact
		},
	}
}

// textRanking orders participations by one of their texts, whose codes are ranked first.
func (p *participations) textRanking(field string, read func(int32) any) *ranking {
	texts, code := p.texts, func(row int32) int { return int(p.raw[row]) }
	if field == "role" {
		texts = make([]string, len(roles))
		for i, r := range roles {
			texts[i] = string(r)
		}
		code = func(row int32) int { return int(p.role[row]) }
	}
	sorted := slices.Sorted(slices.Values(texts))
	keys := make([]uint64, len(texts))
	for i, t := range texts {
		at, _ := slices.BinarySearch(sorted, t)
		if keys[i] = uint64(at) + 1; t == "" {
			keys[i] = unknown
		}
	}
	return &ranking{
		value: read,
		key:   func(row int32) uint64 { return keys[code(row)] },
		find: func(v any) (uint64, bool) {
			text, _ := v.(string)
			at, exact := slices.BinarySearch(sorted, text)
			return uint64(at) + 1, exact
		},
	}
}

// numberKey maps numbers to keys of the same order.
func numberKey(v int64) uint64 { return uint64(v) ^ 1<<63 }

func findNumber(v any) (uint64, bool) {
	n, _ := v.(int64)
	return numberKey(n), true
}

// compareValues compares two sort values of one field; values of different types, which only a forged cursor brings
// together, are equal.
func compareValues(a, b any) int {
	switch a := a.(type) {
	case int64:
		if b, ok := b.(int64); ok {
			return cmp.Compare(a, b)
		}
	case string:
		if b, ok := b.(string); ok {
			return cmp.Compare(a, b)
		}
	}
	return 0
}
