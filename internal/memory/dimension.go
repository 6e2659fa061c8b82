package memory

import (
	"slices"
	"strconv"

	"ngograph/internal/kg"
)

// dimension tells the categories of a party to a tie, or of the evidence for it, as codes.
type dimension struct {
	of   func(e *event, o int32) []int32 // ascending, none if unknown; until it is called again
	name func(code int32) (id, label string)
	// kin returns codes that are the same for organisations that have the same categories in every event; nil unless a
	// party's categories are its organisation's. Where they are the same in all events, of may be asked without one.
	kin   func(o int32) []int32
	fixed bool
}

func (q *query) dimension(d kg.Dimension, sc *scope) (dimension, error) {
	switch d {
	case kg.ByCountry:
		return q.partyDimension("country")
	case kg.ByRegion:
		return q.partyDimension("region")
	case kg.ByOrganisationType:
		return q.partyDimension("type")
	case kg.BySize:
		return q.partyDimension("size")
	case kg.ByTheme:
		return q.evidenceDimension("themes", kg.KindProject, kg.KindRecorded)
	case kg.ByProgramme:
		return q.evidenceDimension("programme", kg.KindProject)
	case kg.ByYear:
		return q.yearDimension(), nil
	case kg.ByArea:
		return q.areaDimension(sc), nil
	case kg.ByRole:
		return q.roleDimension(sc), nil
	}
	return dimension{}, kg.Errorf(kg.Internal, "there is no dimension %s", d)
}

// partyDimension tells by a field of the organisation.
func (q *query) partyDimension(field string) (dimension, error) {
	c, err := q.codes(kg.KindOrganisation, field)
	if err != nil {
		return dimension{}, err
	}
	return dimension{name: c.name, of: func(_ *event, o int32) []int32 { return c.of(o) }, kin: c.of, fixed: true}, nil
}

// evidenceDimension tells by a field of the evidence of some kinds, which refers to the same records in all.
func (q *query) evidenceDimension(field string, kinds ...kg.Kind) (dimension, error) {
	all := make([]*codes, len(kinds))
	for i, k := range kinds {
		var err error
		if all[i], err = q.codes(k, field); err != nil {
			return dimension{}, err
		}
	}
	return dimension{name: all[0].name, of: func(e *event, _ int32) []int32 {
		if i := slices.Index(kinds, e.kind); i >= 0 {
			return all[i].of(e.row)
		}
		return nil
	}}, nil
}

// yearDimension tells by the year of the date on which the evidence starts.
func (q *query) yearDimension() dimension {
	var one [1]int32
	return dimension{
		of: func(e *event, _ int32) []int32 {
			if one[0] = q.s.startOf(e) / 10000; one[0] == 0 {
				return nil
			}
			return one[:]
		},
		name: func(year int32) (string, string) {
			text := strconv.Itoa(int(year))
			return text, text
		},
	}
}

// startOf returns the day on which something that counts starts, 0 if it is unknown.
func (s *snapshot) startOf(e *event) int32 {
	field := "start"
	switch e.kind {
	case kg.KindProject:
		// What has no start begins and ends on the same day.
		if d := s.during[e.row]; d.from != d.to || d.from == 0 {
			return d.from
		}
	case kg.KindMembership:
		field = "since"
	}
	return dayOf(kg.Date(s.of(e.kind).text(e.row, fieldAt(e.kind, field))))
}

// areaDimension tells by the areas that the organisation lies in on the dates of the evidence.
func (q *query) areaDimension(sc *scope) dimension {
	type member struct {
		place
		area int32
	}
	areas := q.s.of(kg.KindArea)
	var all []member
	fixed := true
	for area, id := range areas.ids {
		for _, p := range q.s.places([]string{id}) {
			all = append(all, member{p, int32(area)})
			fixed = fixed && p.from == 0 && p.to == 0
		}
	}
	known := map[[2]int32][]int32{} // by country and region, those of all that one lies in
	of := func(o int32) []int32 {
		at := [2]int32{sc.country[o], sc.region[o]}
		list, ok := known[at]
		if !ok {
			for i := range all {
				if sc.in(&all[i].place, o) {
					list = append(list, int32(i))
				}
			}
			known[at] = list
		}
		return list
	}
	var found []int32
	return dimension{
		of: func(e *event, o int32) []int32 {
			var d span
			if !fixed {
				d = sc.periodOf(e)
			}
			found = found[:0]
			for _, i := range of(o) {
				if m := &all[i]; d.holds(m.from, m.to) && (len(found) == 0 || found[len(found)-1] != m.area) {
					found = append(found, m.area)
				}
			}
			return found
		},
		name:  func(area int32) (string, string) { return areas.ids[area], q.s.label(kg.KindArea, area) },
		kin:   of,
		fixed: fixed,
	}
}

// periodOf returns the dates of something that counts.
func (sc *scope) periodOf(e *event) span {
	switch e.kind {
	case kg.KindProject:
		return sc.s.during[e.row]
	case kg.KindRecorded:
		return sc.s.recordedDuring[e.row]
	}
	d, _ := sc.membership(sc.s.record(kg.KindMembership, e.row).(*kg.Membership), 0)
	return d
}

// roleDimension tells by the roles that count of the organisation in a project.
func (q *query) roleDimension(sc *scope) dimension {
	var found []int32
	return dimension{
		of: func(e *event, o int32) []int32 {
			found = found[:0]
			if e.kind != kg.KindProject {
				return nil
			}
			played := q.s.parts.rolesOf(o, e.row) & sc.roles
			for code := range roles {
				if played&(1<<code) != 0 {
					found = append(found, int32(code))
				}
			}
			return found
		},
		name: func(code int32) (string, string) {
			role := string(roleOf(uint8(code)))
			return role, role
		},
	}
}
