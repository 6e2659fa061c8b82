package memory

import (
	"reflect"
	"strconv"

	"ngograph/internal/kg"
)

// scalar reads a field of one value from the records of a kind: a number or a text.
type scalar struct {
	fields fields // that have to be read
	number func(kg.Record) (int64, bool)
	text   func(kg.Record) string // "" if unknown
	folded bool                   // it is ordered by its folded form
}

// sortText returns the text as it orders records.
func (sc *scalar) sortText(r kg.Record) (string, bool) {
	t := sc.text(r)
	if t != "" && sc.folded {
		return kg.Fold(t), true
	}
	return t, t != ""
}

// sortValue is kg.SortValue.
func (sc *scalar) sortValue(r kg.Record) any {
	if sc.number != nil {
		if v, ok := sc.number(r); ok {
			return v
		}
		return nil
	}
	if t, ok := sc.sortText(r); ok {
		return t
	}
	return nil
}

// string returns the value as the text that filters and facets know, "" if unknown.
func (sc *scalar) string(r kg.Record) string {
	if sc.number == nil {
		return sc.text(r)
	}
	if v, ok := sc.number(r); ok {
		return strconv.FormatInt(v, 10)
	}
	return ""
}

// scalarOf returns how to read a field of one value, or half of one of two. Besides the fields of the kind there is
// "year", in which the record begins.
func scalarOf(k kg.Kind, field string) (*scalar, error) {
	d := kg.Describe(k)
	if field == "year" && k == kg.KindProject {
		return &scalar{fields: fieldsOf(k, "start", "end"), number: func(r kg.Record) (int64, bool) {
			p := r.(*kg.Project)
			y, ok := kg.PeriodOf(p.Start, p.End).From.Year()
			return int64(y), ok
		}}, nil
	}
	f := d.Field(field)
	for i := 0; f == nil && i < len(d.Fields); i++ {
		if currency := &d.Fields[i]; currency.Name+"Currency" == field {
			return &scalar{fields: fieldsOf(k, currency.Name), text: func(r kg.Record) string {
				if m := *currency.Of(r).Addr().Interface().(**kg.Money); m != nil {
					return m.Currency
				}
				return ""
			}}, nil
		}
	}
	if f == nil || f.Type == kg.TypeList || f.Type == kg.TypeFloat {
		return nil, kg.Errorf(kg.Internal, "a %s has no field %s of one value", k, field)
	}
	own := fieldsOf(k, field)
	switch t := f.Of(d.New()); {
	case t.Kind() == reflect.String:
		folded := field == "name" || field == "title"
		return &scalar{fields: own, folded: folded, text: func(r kg.Record) string { return f.Of(r).String() }}, nil
	case t.CanInt():
		return &scalar{fields: own, number: func(r kg.Record) (int64, bool) { return f.Of(r).Int(), true }}, nil
	case t.Kind() == reflect.Bool:
		return &scalar{fields: own, text: func(r kg.Record) string { return strconv.FormatBool(f.Of(r).Bool()) }}, nil
	case t.Type() == reflect.TypeFor[*kg.Money]():
		return &scalar{fields: own, number: func(r kg.Record) (int64, bool) {
			if m := *f.Of(r).Addr().Interface().(**kg.Money); m != nil {
				return m.Cents, true
			}
			return 0, false
		}}, nil
	case t.Type().Elem().Kind() == reflect.Bool:
		return &scalar{fields: own, text: func(r kg.Record) string {
			if v := f.Of(r); !v.IsNil() {
				return strconv.FormatBool(v.Elem().Bool())
			}
			return ""
		}}, nil
	}
	return &scalar{fields: own, number: func(r kg.Record) (int64, bool) {
		if v := f.Of(r); !v.IsNil() {
			return v.Elem().Int(), true
		}
		return 0, false
	}}, nil
}
