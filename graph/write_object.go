package graph

import (
	"reflect"
	"strings"

	"github.com/99designs/gqlgen/graphql"
)

// renamed are the fields of objects that gqlgen.yml binds to another name.
var renamed = map[string]string{"Source.url": "Page", "Coverage.recorded": "Records", "Cell.funding": "Euros", "CrossTabTotal.funding": "Euros"}

// member returns what writes a field of an object that is made of a Go type, a pointer to which has this method or that field
// by the field's name; nil if that is gqlgen's to do.
func (w writer) member(t reflect.Type, f graphql.CollectedField) write[reflect.Value] {
	name := f.Name
	if other := renamed[f.ObjectDefinition.Name+"."+name]; other != "" {
		name = other
	}
	if len(f.Definition.Arguments) > 0 {
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
func (w writer) value(t reflect.Type, f graphql.CollectedField) write[reflect.Value] {
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
			return list(b, v.Len(), func(b []byte, i int) ([]byte, bool) { return one(b, v.Index(i)) })
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
func (w writer) object(t reflect.Type, f graphql.CollectedField) write[reflect.Value] {
	if t.Kind() != reflect.Struct {
		return nil
	}
	return selected(w, f.Selections, []string{f.Definition.Type.Name()}, func(f graphql.CollectedField) write[reflect.Value] { return w.member(t, f) })
}
