package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// table is one root field of an answer as rows: a list gives a row for each item, a page one for each node, and
// anything else a single row. Objects inside a row become columns named by their path, lists inside it one cell.
type table struct {
	name    string
	columns []string
	rows    []map[string]string
}

// member is a field of a JSON object; objects keep their order.
type member struct {
	name  string
	value any // []member, []any, or a scalar
}

// tables turns an answer's data into tables, one for each root field.
func tables(data json.RawMessage) ([]*table, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	value, err := decode(dec)
	if err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	roots, _ := value.([]member)
	out := make([]*table, 0, len(roots))
	for _, root := range roots {
		t := &table{name: root.name}
		for _, row := range rowsOf(root.value) {
			cells := map[string]string{}
			t.flatten("", row, cells)
			t.rows = append(t.rows, cells)
		}
		out = append(out, t)
	}
	return out, nil
}

func decode(dec *json.Decoder) (any, error) {
	token, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		object := []member{}
		for dec.More() {
			name, err := dec.Token()
			if err != nil {
				return nil, err
			}
			value, err := decode(dec)
			if err != nil {
				return nil, err
			}
			object = append(object, member{name.(string), value})
		}
		_, err = dec.Token()
		return object, err
	case json.Delim('['):
		list := []any{}
		for dec.More() {
			value, err := decode(dec)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		_, err = dec.Token()
		return list, err
	}
	return token, nil
}

// rowsOf returns what is a row of a root field's value.
func rowsOf(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	case []member:
		for _, m := range v {
			if list, ok := m.value.([]any); ok && (m.name == "nodes" || m.name == "edges") {
				return list
			}
		}
	}
	return []any{v}
}

func (t *table) flatten(path string, v any, cells map[string]string) {
	object, ok := v.([]member)
	if !ok {
		if path == "" {
			path = t.name
		}
		if !slices.Contains(t.columns, path) {
			t.columns = append(t.columns, path)
		}
		cells[path] = cell(v)
		return
	}
	for _, m := range object {
		if path != "" {
			m.name = path + "." + m.name
		}
		t.flatten(m.name, m.value, cells)
	}
}

// cell writes a value in one cell: the items of a list with "; " between them, the fields of an object with " ".
func cell(v any) string {
	var parts []string
	separator := "; "
	switch v := v.(type) {
	case nil:
		return ""
	case []any:
		for _, item := range v {
			parts = append(parts, cell(item))
		}
	case []member:
		separator = " "
		for _, m := range v {
			if text := cell(m.value); text != "" {
				parts = append(parts, text)
			}
		}
	default:
		return fmt.Sprint(v)
	}
	return strings.Join(parts, separator)
}

// writeCSV writes the tables one behind the other, with an empty line between them.
func writeCSV(w io.Writer, data json.RawMessage) error {
	all, err := tables(data)
	if err != nil {
		return err
	}
	for i, t := range all {
		if i > 0 {
			if _, err := fmt.Fprintln(w); err != nil {
				return err
			}
		}
		out := csv.NewWriter(w)
		if err := out.Write(t.columns); err != nil {
			return err
		}
		for _, row := range t.rows {
			if err := out.Write(t.line(row)); err != nil {
				return err
			}
		}
		if out.Flush(); out.Error() != nil {
			return out.Error()
		}
	}
	return nil
}

// writeTables writes the tables for reading, each under its name.
func writeTables(w io.Writer, data json.RawMessage) error {
	all, err := tables(data)
	if err != nil {
		return err
	}
	for i, t := range all {
		if i > 0 {
			_, _ = fmt.Fprintln(w)
		}
		out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintf(out, "%s (%d)\n%s\n", t.name, len(t.rows), strings.ToUpper(strings.Join(t.columns, "\t")))
		for _, row := range t.rows {
			line := t.line(row)
			for j := range line {
				line[j] = strings.Join(strings.Fields(line[j]), " ") // a tab or line end would break the table
			}
			_, _ = fmt.Fprintln(out, strings.Join(line, "\t"))
		}
		if err := out.Flush(); err != nil {
			return err
		}
	}
	return nil
}

func (t *table) line(row map[string]string) []string {
	line := make([]string, len(t.columns))
	for i, c := range t.columns {
		line[i] = row[c]
	}
	return line
}
