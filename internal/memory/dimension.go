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
	// A party has the same categories in every event, and of may be asked without one.
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
	return dimension{name: c.name, of: func(_ *event, o int32) []int32 { return c.of(o) }, fixed: true}, nil
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
			var start kg.Date
			switch r := q.s.record(e.kind, e.row).(type) {
			case *kg.Project:
				start = r.Start
			case *kg.RecordedCollaboration:
				start = r.Start
			case *kg.Membership:
				start = r.Since
			}
			year, ok := start.Year()
			if !ok {
				return nil
			}
			one[0] = int32(year)
			return one[:]
		},
		name: func(year int32) (string, string) {
			text := strconv.Itoa(int(year))
			return text, text
		},
	}
}

// areaDimension tells by the areas that the organisation lies in on the dates of the evidence.
func (q *query) areaDimension(sc *scope) dimension {
	type member struct{ area, from, to int32 }
	areas := q.s.of(kg.KindArea)
	places := make([][]place, len(areas.ids))
	fixed := true
	for area, id := range areas.ids {
		places[area] = q.s.places([]string{id})
		fixed = fixed && len(places[area]) == 1 // that of the members without dates
	}
	known := map[[2]int32][]member{} // by country and region
	var found []int32
	return dimension{
		of: func(e *event, o int32) []int32 {
			at := [2]int32{sc.country[o], sc.region[o]}
			members, ok := known[at]
			if !ok {
				for area := range places {
					for i := range places[area] {
						if p := &places[area][i]; sc.in(p, o) {
							members = append(members, member{int32(area), p.from, p.to})
						}
					}
				}
				known[at] = members
			}
			var d span
			if !fixed {
				d = sc.periodOf(e)
			}
			found = found[:0]
			for _, m := range members {
				if d.holds(m.from, m.to) && (len(found) == 0 || found[len(found)-1] != m.area) {
					found = append(found, m.area)
				}
			}
			return found
		},
		name:  func(area int32) (string, string) { return areas.ids[area], q.s.label(kg.KindArea, area) },
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
