package sqlite

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"ngograph/internal/kg"
)

// table is where the records of one kind are.
type table struct {
	kind    kg.Kind
	desc    *kg.Description
	name    string
	columns []column
	keys    []column
}

// column is one stored column of a table; value is its place in kg.Values.
type column struct {
	kg.Column
	value int
}

// tables are those of all stored kinds that a file has, in the order of kg.StoredKinds.
type tables struct {
	list   []*table
	byKind map[kg.Kind]*table
}

// tableOf returns a kind's table with the columns that has says are in the file; nil says that all are.
func tableOf(k kg.Kind, has func(column string) bool) *table {
	t := &table{kind: k, desc: kg.Describe(k), name: tableName(k)}
	for i, c := range t.desc.Columns() {
		if f := t.desc.Field(c.Name); f != nil && f.Derived || has != nil && !has(c.Name) {
			continue
		}
		t.columns = append(t.columns, column{c, i})
		if c.Key {
			t.keys = append(t.keys, t.columns[len(t.columns)-1])
		}
	}
	return t
}

// keeps reports whether the table has a column of that name.
func (t *table) keeps(name string) bool {
	return slices.ContainsFunc(t.columns, func(c column) bool { return c.Name == name })
}

// tableName is the kind's plural in snake_case.
func tableName(k kg.Kind) string {
	var name strings.Builder
	for i, r := range string(k) {
		if unicode.IsUpper(r) && i > 0 {
			name.WriteByte('_')
		}
		name.WriteRune(unicode.ToLower(r))
	}
	if stem, ok := strings.CutSuffix(name.String(), "y"); ok {
		return stem + "ies"
	}
	return name.String() + "s"
}

// quote makes an identifier of a name, whatever SQL takes the name for.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func names(columns []column) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = quote(c.Name)
	}
	return out
}

// order is the expression by which rows come in the order of their records' ids. The key columns of an edge do not
// give it: "org:a|…" comes after "org:a-b|…".
func (t *table) order() string {
	keys := names(t.keys)
	for i := range keys {
		keys[i] = t.name + "." + keys[i] // beside json_each, which has an id too
	}
	return strings.Join(keys, ` || '|' || `)
}

// slots is n times the group, with commas: the places of the values in a statement.
func slots(group string, n int) string { return strings.TrimSuffix(strings.Repeat(group+",", n), ",") }

// row is the group of places of n values.
func row(n int) string { return "(" + slots("?", n) + ")" }

// add is the statement that adds a record of which some columns are known; its key must be new.
func (t *table) add(k known) string {
	var columns []column
	for i, c := range t.columns {
		if k.has(i) {
			columns = append(columns, c)
		}
	}
	return fmt.Sprintf("INSERT INTO %s (%s) VALUES %s", t.name, strings.Join(names(columns), ","), row(len(columns)))
}

// replace is the statement that adds or replaces such a record.
func (t *table) replace(k known) string {
	var set []string
	for _, c := range t.columns {
		if !c.Key {
			set = append(set, quote(c.Name)+"=excluded."+quote(c.Name))
		}
	}
	return fmt.Sprintf("%s ON CONFLICT (%s) DO UPDATE SET %s", t.add(k), strings.Join(names(t.keys), ","), strings.Join(set, ","))
}

// oneOf is the condition that a row's key is one of n.
func (t *table) oneOf(n int) string {
	if len(t.keys) == 1 {
		return quote(t.keys[0].Name) + " IN " + row(n)
	}
	return "(" + strings.Join(names(t.keys), ",") + ") IN (VALUES " + slots(row(len(t.keys)), n) + ")"
}

// key returns the values of the key columns of the record with that id. It fails on an id that no record can have.
func (t *table) key(id string) ([]any, bool) {
	if len(t.keys) == 1 {
		return []any{id}, true
	}
	parts := strings.Split(strings.TrimPrefix(id, t.desc.Prefix), "|")
	key := make([]any, len(parts))
	for i, p := range parts {
		key[i] = p
	}
	return key, len(parts) == len(t.keys)
}

// encode appends a record's column values, as SQLite takes them.
func (t *table) encode(args []any, r kg.Record) []any {
	values := kg.Values(r)
	for _, c := range t.columns {
		switch v := values[c.value].(type) {
		case nil:
			if c.Key { // a key has no unknown part: NULL would never equal itself
				args = append(args, "")
				continue
			}
			args = append(args, nil)
		case []string:
			args = append(args, encodeList(v))
		case bool:
			args = append(args, map[bool]int64{true: 1}[v])
		default:
			args = append(args, v)
		}
	}
	return args
}

func encodeList(list []string) string {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(list); err != nil {
		panic("sqlite: " + err.Error()) // a list of texts always encodes
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// decode makes a record of a row's cells, which are in the order of kg.Values. It changes them.
func (t *table) decode(cells []any) (kg.Record, error) {
	for _, c := range t.columns {
		switch cell := cells[c.value].(type) {
		case int64:
			if c.Type == kg.TypeBool {
				cells[c.value] = cell != 0
			}
		case string:
			if c.Type == kg.TypeList {
				list, err := decodeList(cell)
				if err != nil {
					return nil, &kg.Error{
						Code: kg.Internal, Message: "a stored " + string(t.kind) + " cannot be read", Err: fmt.Errorf("column %s: %w", c.Name, err),
					}
				}
				cells[c.value] = list
			}
		}
	}
	return kg.FromColumns(t.kind, cells)
}

// decodeList is the inverse of encodeList; it reads any JSON array of texts.
func decodeList(text string) ([]string, error) {
	if inner, ok := strings.CutPrefix(text, `["`); ok && !strings.Contains(text, `\`) {
		// Without escapes, quotes part the texts and nothing else; json reads what is spaced otherwise.
		if inner, ok = strings.CutSuffix(inner, `"]`); ok && strings.Count(inner, `"`) == 2*strings.Count(inner, `","`) {
			return strings.Split(inner, `","`), nil
		}
	}
	var list []string
	err := json.Unmarshal([]byte(text), &list)
	return list, err
}
