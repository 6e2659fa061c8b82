package memory

import "ngograph/internal/kg"

// spread adds to a set of rows all that lead to a member by one of the relations, in any number of steps.
func spread(set bitset, relations ...*relation) bitset {
	open := set.rows()
	for len(open) > 0 {
		row := open[len(open)-1]
		open = open[:len(open)-1]
		for _, r := range relations {
			for _, next := range r.back.of(row) {
				if !set.has(next) {
					set.add(next)
					open = append(open, next)
				}
			}
		}
	}
	return set
}

// setOf returns the rows of those ids that are of a kind.
func (s *snapshot) setOf(k kg.Kind, ids []string) bitset {
	t := s.of(k)
	set := newBitset(len(t.ids))
	for _, id := range ids {
		if row := t.row(id); row >= 0 {
			set.add(row)
		}
	}
	return set
}

// below adds to a set of themes those that reach one by broader and matches, and to a set of regions those within.
func (s *snapshot) below(k kg.Kind, set bitset) bitset {
	if k == kg.KindTheme {
		return spread(set, s.relation(k, "broader", k), s.relation(k, "matches", k))
	}
	return spread(set, s.relation(k, "parent", k))
}

// deep returns the rows that a deep edge leads to from any of the set or below it, ascending.
func (s *snapshot) deep(r *relation, n int, set bitset) bitset {
	out := newBitset(n)
	for _, row := range set.rows() {
		for _, source := range r.back.of(row) {
			out.add(source)
		}
	}
	return out
}

// place is a set of countries and regions, with all regions within those.
type place struct {
	from, to           int32 // days from and to which it counts, 0 where open
	countries, regions bitset
}

// places returns what the ids of countries, regions and areas stand for: first what always counts, then the members of
// areas by the days on which they were.
func (s *snapshot) places(ids []string) []place {
	empty := func(from, to int32) place {
		return place{from, to, newBitset(s.size(kg.KindCountry)), newBitset(s.size(kg.KindRegion))}
	}
	list := []place{empty(0, 0)}
	add := func(p *place, id string) {
		switch k, row := s.row(id); {
		case row < 0:
		case k == kg.KindCountry:
			p.countries.add(row)
		case k == kg.KindRegion:
			p.regions.add(row)
		}
	}
	members := s.relation(kg.KindAreaMember, "area", kg.KindArea)
	for _, id := range ids {
		k, area := s.row(id)
		if k != kg.KindArea {
			add(&list[0], id)
			continue
		}
		if area < 0 {
			continue
		}
		for _, row := range members.back.of(area) {
			m := s.record(kg.KindAreaMember, row).(*kg.AreaMember)
			from, to := dayOf(m.From), dayOf(m.To)
			i := 0
			for i < len(list) && (list[i].from != from || list[i].to != to) {
				i++
			}
			if i == len(list) {
				list = append(list, empty(from, to))
			}
			add(&list[i], m.MemberID)
		}
	}
	for i := range list {
		s.below(kg.KindRegion, list[i].regions)
	}
	return list
}

// holder tells whether organisations lie in a place.
type holder struct{ country, region []int32 }

func (s *snapshot) holder() holder {
	return holder{
		s.relation(kg.KindOrganisation, "country", kg.KindCountry).one,
		s.relation(kg.KindOrganisation, "region", kg.KindRegion).one,
	}
}

func (h holder) in(p *place, organisation int32) bool {
	c, r := h.country[organisation], h.region[organisation]
	return c >= 0 && p.countries.has(c) || r >= 0 && p.regions.has(r)
}
