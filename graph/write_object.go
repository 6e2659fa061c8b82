package graph

import (
	"reflect"
	"strings"

	"github.com/99designs/gqlgen/graphql"
)

// value writes a Go value as JSON. False: gqlgen must write the answer.
type value func(b []byte, v reflect.Value) ([]byte, bool)

// renamed are the fields of objects that gqlgen.yml binds to another name.
var renamed = map[string]string{"Source.url": "Page", "Coverage.recorded": "Records", "Cell.funding": "Euros", "CrossTabTotal.funding": "Euros"}

// member returns what writes a field of an object that is made of a Go type, a pointer to which has this method or that field
// by the field's name; nil if that is gqlgen's to do.
func (w writer) member(t reflect.Type, f graphql.CollectedField) value {
	name := f.Name
	if other := renamed[f.ObjectDefinition.Name+"."+name]; other != "" {
		name = other
	}
	if f.IsDeferred() || len(f.Definition.Arguments) > 0 {
		return nil
	}
	for i := range t.NumMethod() {
		m := t.Method(i)
		if !strings.EqualFold(m.Name, name) {
			continue
		}
		if m.Type.NumIn() != 1 || m.Type.NumOut() != 1 {
			return nil
		}
		one := w.value(m.Type.Out(0), f)
		if one == nil {
			return nil
		}
		return func(b []byte, v reflect.Value) ([]byte, bool) { return one(b, v.Method(i).Call(nil)[0]) }
	}
	for m := range reflect.PointerTo(t).Methods() {
		if strings.EqualFold(m.Name, name) {
			return nil
		}
	}
	field, ok := t.FieldByNameFunc(func(other string) bool { return strings.EqualFold(other, name) })
	if !ok || !field.IsExported() {
		return nil
	}
	one := w.value(field.Type, f)
	if one == nil {
		return nil
	}
	return func(b []byte, v reflect.Value) ([]byte, bool) { return one(b, v.FieldByIndex(field.Index)) }
}

// value returns what writes values of a Go type as a field shows them: objects, lists of them, and what is stored.
func (w writer) value(t reflect.Type, f graphql.CollectedField) value {
	typ := f.Definition.Type
	switch {
	case len(f.Selections) == 0:
		if !fits(t, typ.Name()) {
			return nil
		}
		return stored(t, typ.NonNull)
	case t.Kind() == reflect.Pointer && typ.Elem == nil:
		one := w.object(t.Elem(), f)
		if one == nil {
			return nil
		}
		return func(b []byte, v reflect.Value) ([]byte, bool) {
			if v.IsNil() {
				return append(b, "null"...), !typ.NonNull
			}
			return one(b, v.Elem())
		}
	case t.Kind() == reflect.Slice && typ.Elem != nil:
		one := w.object(t.Elem(), f)
		if one == nil {
			return nil
		}
		return func(b []byte, v reflect.Value) ([]byte, bool) {
			var ok bool
			b = append(b, '[')
			for i := range v.Len() {
				if i > 0 {
					b = append(b, ',')
				}
				if b, ok = one(b, v.Index(i)); !ok {
					return nil, false
				}
			}
			return append(b, ']'), true
		}
	default:
		return w.object(t, f)
	}
}

// fits reports whether a GraphQL type shows values of a Go type as they are: a number is not shown as an amount of money.
func fits(t reflect.Type, name string) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Int:
		return name == "Int"
	case reflect.Float64:
		return name == "Float"
	case reflect.Int64:
		return name == "ID" // a revision
	default:
		return true
	}
}

// object returns what writes a struct as the object that a field shows.
func (w writer) object(t reflect.Type, f graphql.CollectedField) value {
	if t.Kind() != reflect.Struct {
		return nil
	}
	type field struct {
		name  string
		write value
	}
	typ := f.Definition.Type.Name()
	collected := graphql.CollectFields(w.op, f.Selections, []string{typ})
	fields := make([]field, len(collected))
	for i, f := range collected {
		fields[i] = field{quoted(f.Alias), w.member(t, f)}
		if f.Name == "__typename" && !f.IsDeferred() {
			name := quote(nil, typ)
			fields[i].write = func(b []byte, _ reflect.Value) ([]byte, bool) { return append(b, name...), true }
		}
		if fields[i].write == nil {
			return nil
		}
	}
	return func(b []byte, v reflect.Value) ([]byte, bool) {
		var ok bool
		b = append(b, '{')
		for i := range fields {
			if i > 0 {
				b = append(b, ',')
			}
			if b, ok = fields[i].write(append(b, fields[i].name...), v); !ok {
				return nil, false
			}
		}
		return append(b, '}'), true
	}
}
