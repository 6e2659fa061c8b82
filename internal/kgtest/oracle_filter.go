package kgtest

import (
	"cmp"
	"slices"
	"strconv"

	"ngograph/internal/kg"
)

// value returns a record's value of a column, or the year in which a project begins: string, int64, float64, bool,
// []string, or nil for what is unknown.
func value(r kg.Record, column string) any {
	if p, ok := r.(*kg.Project); ok && column == "year" {
		if y, known := kg.PeriodOf(p.Start, p.End).From.Year(); known {
			return int64(y)
		}
		return nil
	}
	values := kg.Values(r)
	for i, c := range kg.Describe(r.Kind()).Columns() {
		// A place has two columns, neither called by the field's name.
		if c.Name == column || column == "location" && c.Name == "latitude" {
			return values[i]
		}
	}
	panic("kgtest: a " + string(r.Kind()) + " has no " + column)
}

// texts returns a value as the texts that In compares and facets count: one, or those of a list, or none.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case int64:
		return []string{strconv.FormatInt(v, 10)}
	case bool:
		return []string{strconv.FormatBool(v)}
	case []string:
		return v
	}
	return nil
}

// matches reports whether a record satisfies a filter.
func (o *Oracle) matches(r kg.Record, f *kg.Filter) bool {
	switch f.Op {
	case kg.OpAll:
		return true
	case kg.OpAnd:
		for i := range f.Args {
			if !o.matches(r, &f.Args[i]) {
				return false
			}
		}
		return true
	case kg.OpOr:
		for i := range f.Args {
			if o.matches(r, &f.Args[i]) {
				return true
			}
		}
		return false
	case kg.OpNot:
		return !o.matches(r, &f.Args[0])
	case kg.OpIn:
		return overlap(texts(value(r, f.Field)), f.Values)
	case kg.OpRange:
		return between(value(r, f.Field), f.Min, f.Max)
	case kg.OpKnown:
		return value(r, f.Field) != nil
	case kg.OpDuring:
		p := kg.PeriodOf(dateOf(value(r, "start")), dateOf(value(r, "end")))
		return p.Known() && p.Holds(dateOf(f.Min), dateOf(f.Max))
	case kg.OpText:
		ix, searched := kg.Index(r)
		return searched && ix.Matches(f.Values)
	case kg.OpUnder:
		return slices.ContainsFunc(texts(value(r, f.Field)), func(theme string) bool {
			return overlap(o.themesAbove(theme), f.Values)
		})
	case kg.OpWithin:
		return o.inPlaces(r.(*kg.Organisation), f.Values, func(m *kg.AreaMember) bool { return on(f.On, m) })
	case kg.OpAny:
		return slices.ContainsFunc(o.along(kg.EdgeOf(r.Kind(), f.Edge), r), func(reached kg.Record) bool {
			return o.matches(reached, &f.Args[0])
		})
	}
	panic("kgtest: no operation " + f.Op)
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

func dateOf(v any) kg.Date {
	switch v := v.(type) {
	case string:
		return kg.Date(v)
	case kg.Date:
		return v
	}
	return ""
}

// between reports whether a value is known and lies within bounds of its type, either nil when open.
func between(v, least, most any) bool {
	switch v := v.(type) {
	case int64:
		return (least == nil || cmp.Compare(v, least.(int64)) >= 0) && (most == nil || cmp.Compare(v, most.(int64)) <= 0)
	case string:
		return (least == nil || v >= least.(string)) && (most == nil || v <= most.(string))
	}
	return false
}

// inPlaces reports whether an organisation's country, its region or one around it is among the places, or is a member
// that counts of an area among them.
func (o *Oracle) inPlaces(org *kg.Organisation, places []string, counts func(*kg.AreaMember) bool) bool {
	own := o.regionsAbove(org.RegionID)
	if org.CountryID != "" {
		own = append(own, org.CountryID)
	}
	if overlap(own, places) {
		return true
	}
	for _, m := range o.areaMemberships {
		if slices.Contains(places, m.AreaID) && slices.Contains(own, m.MemberID) && counts(m) {
			return true
		}
	}
	return false
}
