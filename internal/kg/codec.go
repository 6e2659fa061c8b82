package kg

import (
	"reflect"
	"strconv"
	"strings"
)

// Values returns a record as the values of its columns, in the order of Description.Columns: string, int64, float64,
// bool, []string, or nil for what is unknown.
func Values(r Record) []any {
	d := Describe(r.Kind())
	v := reflect.ValueOf(r).Elem()
	out := make([]any, 0, len(d.columns))
	for i := range d.Fields {
		out = appendStored(out, d.Fields[i].form, v.FieldByIndex(d.Fields[i].index))
	}
	return out
}

// Properties returns a record's known values by the names of its columns.
func Properties(r Record) map[string]any {
	cols, values := Describe(r.Kind()).Columns(), Values(r)
	props := make(map[string]any, len(cols))
	for i, c := range cols {
		if values[i] != nil {
			props[c.Name] = values[i]
		}
	}
	return props
}

func appendStored(out []any, as form, v reflect.Value) []any {
	switch as {
	case formMoney:
		if m := *v.Addr().Interface().(**Money); m != nil {
			return append(out, m.Cents, m.Currency)
		}
		return append(out, nil, nil)
	case formPoint:
		if p := *v.Addr().Interface().(**GeoPoint); p != nil {
			return append(out, p.Latitude, p.Longitude)
		}
		return append(out, nil, nil)
	case formTexts:
		if list := *v.Addr().Interface().(*[]string); len(list) > 0 {
			return append(out, list)
		}
		return append(out, nil)
	case formLocalised:
		list := *v.Addr().Interface().(*[]LocalisedText)
		return append(out, encodeList(list, func(t LocalisedText) string { return join(string(t.Language), t.Text, string(t.Kind)) }))
	case formIdentifiers:
		return append(out, encodeList(*v.Addr().Interface().(*[]Identifier), Identifier.String))
	case formSources:
		list := *v.Addr().Interface().(*[]SourceRef)
		return append(out, encodeList(list, func(s SourceRef) string { return join(s.Dataset, string(s.Record), string(s.URL)) }))
	}
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return append(out, nil)
		}
		v = v.Elem()
	}
	switch as {
	case formInt:
		return append(out, v.Int())
	case formFloat:
		return append(out, v.Float())
	case formBool:
		return append(out, v.Bool())
	}
	if v.Len() == 0 {
		return append(out, nil)
	}
	return append(out, v.String())
}

func encodeList[T any](list []T, encode func(T) string) any {
	if len(list) == 0 {
		return nil
	}
	out := make([]string, len(list))
	for i, item := range list {
		out[i] = encode(item)
	}
	return out
}

// FromValues makes a record of a kind from its columns' values: get returns the value of a column, nil if it is
// unknown or was not read. Lists may come as []string or []any of strings. A value of another type is an Internal
// error: the store's content is not what this program wrote.
func FromValues(k Kind, get func(column string) any) (Record, error) {
	columns := Describe(k).Columns()
	values := make([]any, len(columns))
	for i, c := range columns {
		values[i] = get(c.Name)
	}
	return FromColumns(k, values)
}

// FromProperties is FromValues of few columns' values by their names; what is no column is left out.
func FromProperties(k Kind, props map[string]any) (Record, error) {
	d := Describe(k)
	r := d.New()
	v := reflect.ValueOf(r).Elem()
	for column, value := range props {
		f := d.byColumn[column]
		if f == nil {
			continue
		}
		values := [2]any{value}
		switch f.form {
		case formMoney:
			values[1] = props[f.Name+"Currency"]
		case formPoint:
			values[1] = props["longitude"]
		}
		if _, err := setStored(v.FieldByIndex(f.index), f.Name, values[:]); err != nil {
			return nil, &Error{Code: Internal, Message: "a stored " + string(k) + " cannot be read", Err: err}
		}
	}
	return r, nil
}

// FromColumns is FromValues of the values in the order of Description.Columns.
func FromColumns(k Kind, values []any) (Record, error) {
	d := Describe(k)
	r := d.New()
	v := reflect.ValueOf(r).Elem()
	for i := range d.Fields {
		f := &d.Fields[i]
		taken, err := setStored(v.FieldByIndex(f.index), f.Name, values)
		if err != nil {
			return nil, &Error{Code: Internal, Message: "a stored " + string(k) + " cannot be read", Err: err}
		}
		values = values[taken:]
	}
	return r, nil
}

// setStored sets a field from the first of the values and returns how many it took.
func setStored(v reflect.Value, name string, values []any) (int, error) {
	switch p := v.Addr().Interface().(type) {
	case **Money:
		if cents, ok := values[0].(int64); ok {
			currency, _ := values[1].(string)
			*p = &Money{Cents: cents, Currency: currency}
		}
		return 2, nil
	case **GeoPoint:
		lat, ok := values[0].(float64)
		lon, ok2 := values[1].(float64)
		if ok && ok2 {
			*p = &GeoPoint{Latitude: lat, Longitude: lon}
		}
		return 2, nil
	}
	return 1, setOne(v, name, values[0])
}

func setOne(v reflect.Value, name string, raw any) error {
	if raw == nil {
		return nil
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	switch x := raw.(type) {
	case string:
		if v.Kind() == reflect.String {
			v.SetString(x)
			return nil
		}
	case int64:
		switch v.Kind() {
		case reflect.Int, reflect.Int64:
			v.SetInt(x)
			return nil
		case reflect.Float64:
			v.SetFloat(float64(x))
			return nil
		}
	case float64:
		if v.Kind() == reflect.Float64 {
			v.SetFloat(x)
			return nil
		}
	case bool:
		if v.Kind() == reflect.Bool {
			v.SetBool(x)
			return nil
		}
	case []string:
		return setList(v, x)
	case []any:
		list := make([]string, 0, len(x))
		for _, item := range x {
			s, ok := item.(string)
			if !ok {
				return Errorf(Internal, "field %s: a list holds a %T", name, item)
			}
			list = append(list, s)
		}
		return setList(v, list)
	}
	return Errorf(Internal, "field %s holds a %T", name, raw)
}

func setList(v reflect.Value, list []string) error {
	switch p := v.Addr().Interface().(type) {
	case *[]string:
		*p = list
	case *[]LocalisedText:
		*p = decodeList(list, 3, func(s []string) LocalisedText {
			return LocalisedText{Language: Text(s[0]), Text: s[1], Kind: NameKind(s[2])}
		})
	case *[]Identifier:
		*p = decodeList(list, 2, func(s []string) Identifier { return Identifier{Scheme: s[0], Value: s[1]} })
	case *[]SourceRef:
		*p = decodeList(list, 3, func(s []string) SourceRef {
			return SourceRef{Dataset: s[0], Record: Text(s[1]), URL: Text(s[2])}
		})
	default:
		return Errorf(Internal, "no list belongs in a %s", v.Type())
	}
	return nil
}

func decodeList[T any](list []string, parts int, decode func([]string) T) []T {
	out := make([]T, len(list))
	for i, item := range list {
		s := split(item, '|')
		for len(s) < parts {
			s = append(s, "")
		}
		out[i] = decode(s)
	}
	return out
}

// join writes an item's parts with "|" between them, without the empty ones at the end; "|", ";" and "\" within a part
// are escaped by "\".
func join(parts ...string) string {
	for len(parts) > 1 && parts[len(parts)-1] == "" {
		parts = parts[:len(parts)-1]
	}
	for i, p := range parts {
		if strings.ContainsAny(p, `|;\`) {
			parts[i] = escaper.Replace(p)
		}
	}
	return strings.Join(parts, "|")
}

var escaper = strings.NewReplacer(`\`, `\\`, `|`, `\|`, `;`, `\;`)

// split cuts s at each unescaped separator and takes the escapes away.
func split(s string, separator byte) []string {
	if strings.IndexByte(s, '\\') < 0 {
		return strings.Split(s, string(separator))
	}
	var parts []string
	var part []byte
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			i++
			part = append(part, s[i])
		case s[i] == separator:
			parts = append(parts, string(part))
			part = nil
		default:
			part = append(part, s[i])
		}
	}
	return append(parts, string(part))
}

// ParseText makes a record from text cells by column name, the form of the native CSV tables: lists have ";" between
// their items, "|" between the parts of an item, "\" before either within a text; amounts are decimal. An unknown
// value is "". It fails with Invalid on a cell that is not of its column's form.
func ParseText(k Kind, cell func(column string) string) (Record, error) {
	d := Describe(k)
	values := make([]any, len(d.columns))
	for i, c := range d.columns {
		text := cell(c.Name)
		if text == "" {
			continue
		}
		value, err := parseCell(d, c, text)
		if err != nil {
			return nil, Errorf(Invalid, "column %s: %q is not %s", c.Name, text, err)
		}
		values[i] = value
	}
	return FromColumns(k, values)
}

func parseCell(d *Description, c Column, text string) (any, error) {
	switch c.Type {
	case TypeList:
		items := splitKeepingEscapes(text)
		if d.Field(c.Name).form == formTexts {
			for i := range items {
				items[i] = split(items[i], 0)[0]
			}
		}
		return items, nil
	case TypeInt:
		if d.Field(c.Name).form == formMoney {
			cents, err := ParseCents(text)
			if err != nil {
				return nil, errorText("a decimal amount")
			}
			return cents, nil
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, errorText("a whole number")
		}
		return n, nil
	case TypeFloat:
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, errorText("a number")
		}
		return x, nil
	case TypeBool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return nil, errorText("true or false")
		}
		return b, nil
	}
	return text, nil
}

type errorText string

func (e errorText) Error() string { return string(e) }

// splitKeepingEscapes cuts a cell at each unescaped ";" and leaves the escapes for the items' own reading.
func splitKeepingEscapes(s string) []string {
	var items []string
	start := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case ';':
			items = append(items, s[start:i])
			start = i + 1
		}
	}
	return append(items, s[start:])
}

// FormatText returns a record as the text cells that ParseText reads, in the order of Description.Columns.
func FormatText(r Record) []string {
	d := Describe(r.Kind())
	cols, values := d.Columns(), Values(r)
	out := make([]string, len(cols))
	for i, v := range values {
		switch x := v.(type) {
		case string:
			out[i] = x
		case int64:
			out[i] = strconv.FormatInt(x, 10)
			if d.Field(cols[i].Name).form == formMoney {
				out[i] = FormatCents(x)
			}
		case float64:
			out[i] = strconv.FormatFloat(x, 'g', -1, 64)
		case bool:
			out[i] = strconv.FormatBool(x)
		case []string:
			items := x
			if d.Field(cols[i].Name).form == formTexts {
				items = make([]string, len(x))
				for j := range x {
					items[j] = escaper.Replace(x[j])
				}
			}
			out[i] = strings.Join(items, ";")
		}
	}
	return out
}
