package memory

import (
	"context"
	"slices"

	"ngograph/internal/kg"
)

// way is an edge made ready: how its rows of one kind are reached. What reach returns is ascending, each row once, and
// must not be written to.
type way struct {
	to    kg.Kind
	reach func(row int32) []int32
	where test // the edge's own condition
}

// way makes an edge between records ready, one way for each kind that it leads to. Dated memberships are as of a day.
func (q *query) way(ctx context.Context, e *kg.Edge, on kg.Date) ([]way, error) {
	if e.From == kg.KindArea && e.Name == kg.EdgeMembers {
		return []way{q.memberWay(kg.KindCountry, on), q.memberWay(kg.KindRegion, on)}, nil
	}
	if e.From == kg.KindCountry && e.Name == kg.EdgeAreas {
		return []way{q.areaWay(on)}, nil
	}
	var ways []way
	for _, to := range e.To {
		w := way{to: to}
		var err error
		if w.where, err = q.compile(ctx, to, &e.Where); err != nil {
			return nil, err
		}
		switch {
		case e.Symmetric:
			r := q.s.relation(e.From, e.Field, to)
			w.reach = func(row int32) []int32 {
				return ascending(slices.Concat(r.targets(row), r.back.of(row)))
			}
		case e.Deep:
			r := q.s.relation(to, e.Back, e.From)
			w.reach = func(row int32) []int32 {
				from := newBitset(q.s.size(e.From))
				from.add(row)
				return q.s.deep(r, q.s.size(to), q.s.below(e.From, from)).rows()
			}
		case e.Back != "":
			w.reach = q.s.relation(to, e.Back, e.From).back.of
		case e.Field != "":
			w.reach = q.s.relation(e.From, e.Field, to).targets
		default:
			return nil, kg.Errorf(kg.Internal, "the edge %s of a %s leads to no stored records", e.Name, e.From)
		}
		ways = append(ways, w)
	}
	slices.SortFunc(ways, func(a, b way) int { return compareKinds(a.to, b.to) })
	return ways, nil
}

func ascending(rows []int32) []int32 {
	slices.Sort(rows)
	return slices.Compact(rows)
}

// memberWay leads from an area to its members of a kind on a day.
func (q *query) memberWay(to kg.Kind, on kg.Date) way {
	areas := q.s.relation(kg.KindAreaMember, "area", kg.KindArea)
	members := q.s.relation(kg.KindAreaMember, "member", to)
	return way{to: to, reach: func(area int32) []int32 {
		return q.across(areas.back.of(area), members, on)
	}}
}

// areaWay leads from a country to the areas that it is a member of on a day.
func (q *query) areaWay(on kg.Date) way {
	areas := q.s.relation(kg.KindAreaMember, "area", kg.KindArea)
	members := q.s.relation(kg.KindAreaMember, "member", kg.KindCountry)
	return way{to: kg.KindArea, reach: func(country int32) []int32 {
		return q.across(members.back.of(country), areas, on)
	}}
}

// across returns the other ends of those area memberships that hold on a day.
func (q *query) across(memberships []int32, other *relation, on kg.Date) []int32 {
	day := dayOf(on)
	var rows []int32
	for _, row := range memberships {
		m := q.s.record(kg.KindAreaMember, row).(*kg.AreaMember)
		if (span{day, day}).holds(dayOf(m.From), dayOf(m.To)) {
			rows = append(rows, other.targets(row)...)
		}
	}
	return ascending(rows)
}
