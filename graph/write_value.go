package graph

import (
	"reflect"
	"strconv"
	"time"

	"ngograph/internal/kg"
)

// stored returns what writes a stored value of a type as GraphQL has it, nil for one that has fields of its own.
func stored(t reflect.Type, required bool) write[reflect.Value] {
	switch t {
	case reflect.TypeFor[kg.Revision]():
		return func(b []byte, v reflect.Value) ([]byte, bool) {
			return append(strconv.AppendInt(append(b, '"'), v.Int(), 10), '"'), true
		}
	case reflect.TypeFor[kg.Instant]():
		return func(b []byte, v reflect.Value) ([]byte, bool) {
			return kg.Instant(v.Int()).Time().AppendFormat(append(b, '"'), time.RFC3339+`"`), true
		}
	case reflect.TypeFor[kg.Text](), reflect.TypeFor[kg.Date](), reflect.TypeFor[kg.SizeBand]():
		return func(b []byte, v reflect.Value) ([]byte, bool) { return orNull(b, v.String()), !required || v.Len() > 0 }
	case reflect.TypeFor[[]string]():
		return func(b []byte, v reflect.Value) ([]byte, bool) {
			return list(b, v.Len(), func(b []byte, i int) ([]byte, bool) { return quote(b, v.Index(i).String()), true })
		}
	}
	switch t.Kind() {
	case reflect.String:
		return func(b []byte, v reflect.Value) ([]byte, bool) { return quote(b, v.String()), true }
	case reflect.Int, reflect.Int64:
		return func(b []byte, v reflect.Value) ([]byte, bool) { return strconv.AppendInt(b, v.Int(), 10), true }
	case reflect.Float64:
		return func(b []byte, v reflect.Value) ([]byte, bool) {
			return strconv.AppendFloat(b, v.Float(), 'g', -1, 64), true
		}
	case reflect.Bool:
		return func(b []byte, v reflect.Value) ([]byte, bool) { return strconv.AppendBool(b, v.Bool()), true }
	case reflect.Pointer:
		if value := stored(t.Elem(), required); value != nil {
			return func(b []byte, v reflect.Value) ([]byte, bool) {
				if v.IsNil() {
					return append(b, "null"...), !required
				}
				return value(b, v.Elem())
			}
		}
	}
	return nil
}

// orNull writes a text, null if it is empty.
func orNull(b []byte, s string) []byte {
	if s == "" {
		return append(b, "null"...)
	}
	return quote(b, s)
}

// quoted returns the name of a field of an object as JSON, with its colon.
func quoted(name string) string { return string(append(quote(nil, name), ':')) }

// quote writes a text as JSON.
func quote(b []byte, s string) []byte {
	const hex = "0123456789ABCDEF"
	b = append(b, '"')
	start := 0
	for i := range len(s) {
		c := s[i]
		if c >= 0x20 && c != '\\' && c != '"' {
			continue
		}
		b = append(b, s[start:i]...)
		start = i + 1
		switch c {
		case '\t':
			b = append(b, `\t`...)
		case '\r':
			b = append(b, `\r`...)
		case '\n':
			b = append(b, `\n`...)
		case '\\', '"':
			b = append(b, '\\', c)
		default:
			b = append(b, `\u00`...)
			b = append(b, hex[c>>4], hex[c&0xf])
		}
	}
	return append(append(b, s[start:]...), '"')
}
