package dataset

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"ngograph/internal/kg"
)

// TableName returns the name of the native table that holds a kind of record.
func TableName(k kg.Kind) string {
	switch k {
	case kg.KindDataset:
		return "datasets.csv"
	case kg.KindLanguage:
		return "languages.csv"
	case kg.KindCountry:
		return "countries.csv"
	case kg.KindRegion:
		return "regions.csv"
	case kg.KindTheme:
		return "themes.csv"
	case kg.KindArea:
		return "areas.csv"
	case kg.KindAreaMember:
		return "area_members.csv"
	case kg.KindOrganisation:
		return "organisations.csv"
	case kg.KindProgramme:
		return "programmes.csv"
	case kg.KindProject:
		return "projects.csv"
	case kg.KindParticipation:
		return "participations.csv"
	case kg.KindMembership:
		return "memberships.csv"
	case kg.KindPractice:
		return "practices.csv"
	case kg.KindResource:
		return "resources.csv"
	case kg.KindRecorded:
		return "recorded.csv"
	}
	panic(fmt.Sprintf("dataset: %s has no table", k))
}

// TableColumns returns the columns of a kind's native table: all that the source of a record states.
func TableColumns(k kg.Kind) []string {
	var names []string
	for _, c := range kg.Describe(k).Columns() {
		f := kg.Describe(k).Field(c.Name)
		if c.Name != "revision" && c.Name != "updatedAt" && (f == nil || !f.Derived) {
			names = append(names, c.Name)
		}
	}
	return names
}

// Tables is the Reader of native tables: CSV files in the form that kg.ParseText reads, one for each kind of record,
// named as TableName says. Tables and columns may be missing; a file or a column that is not one is an error which
// names it. Each row becomes a Merge: an empty cell leaves what the store knows.
func Tables(ctx context.Context, in Input, report *Report) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		byName := map[string]File{}
		for _, f := range in.Files {
			byName[strings.ToLower(f.Name)] = f
		}
		var tables []nativeTable
		for _, k := range kg.StoredKinds() {
			if f, ok := byName[TableName(k)]; ok {
				tables = append(tables, nativeTable{k, f})
				delete(byName, TableName(k))
			}
		}
		for _, f := range in.Files {
			if _, left := byName[strings.ToLower(f.Name)]; left {
				yield(Row{}, kg.Errorf(kg.Invalid, "%s is no table of this form; the tables are %s", f.Name, tableNames()))
				return
			}
		}
		for _, t := range tables {
			for row, err := range t.rows(ctx, report) {
				if !yield(row, err) || err != nil {
					return
				}
			}
		}
	}
}

func tableNames() string {
	var names []string
	for _, k := range kg.StoredKinds() {
		names = append(names, TableName(k))
	}
	return strings.Join(names, ", ")
}

type nativeTable struct {
	kind kg.Kind
	file File
}

// rows yields the table's rows. Of a kind whose records refer to each other, those referred to come first.
func (n nativeTable) rows(ctx context.Context, report *Report) iter.Seq2[Row, error] {
	if n.kind == kg.KindTheme || n.kind == kg.KindRegion {
		return parentsFirst(n.read(ctx, report))
	}
	return n.read(ctx, report)
}

func (n nativeTable) read(ctx context.Context, report *Report) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		t, err := openTable(n.file)
		if err == nil {
			err = n.checkColumns(t)
		}
		if err != nil {
			yield(Row{}, &kg.Error{Code: kg.Invalid, Message: "a table cannot be read", Err: err})
			return
		}
		cells := map[string]int{} // by column, of those that the table has
		for _, name := range TableColumns(n.kind) {
			if i, ok := t.columns[strings.ToLower(name)]; ok {
				cells[name] = i
			}
		}
		for r, err := range t.rows(ctx, report) {
			if err != nil {
				yield(Row{}, err)
				return
			}
			record, err := kg.ParseText(n.kind, func(column string) string {
				if i, ok := cells[column]; ok && i < len(r.cells) {
					return r.cells[i]
				}
				return ""
			})
			if err == nil {
				err = kg.Validate(record)
			}
			if err != nil {
				report.reject(r.at, "", "%s", err)
				continue
			}
			if !yield(Row{Change: kg.Change{Merge: record}, At: r.at}, nil) {
				return
			}
		}
	}
}

func (n nativeTable) checkColumns(t *table) error {
	known := TableColumns(n.kind)
	for _, name := range t.header {
		if !slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, name) }) {
			return fmt.Errorf("%s has a column %q, which is none of a %s; those are %s", t.name, name, n.kind, strings.Join(known, ", "))
		}
	}
	for _, f := range kg.Describe(n.kind).Fields {
		if f.Key && f.Name != "from" || f.Required {
			if err := t.need(f.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

// parentsFirst holds rows back until the rows that they refer to have come.
func parentsFirst(rows iter.Seq2[Row, error]) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		var all []Row
		byID := map[string][]int{}
		for row, err := range rows {
			if err != nil {
				yield(Row{}, err)
				return
			}
			byID[row.ID()] = append(byID[row.ID()], len(all))
			all = append(all, row)
		}
		done := make([]bool, len(all))
		var visit func(i int) bool
		visit = func(i int) bool {
			if done[i] {
				return true
			}
			done[i] = true
			for _, ref := range kg.References(all[i].Record()) {
				for _, j := range byID[ref.ID] {
					if !visit(j) {
						return false
					}
				}
			}
			return yield(all[i], nil)
		}
		for i := range all {
			if !visit(i) {
				return
			}
		}
	}
}

// WriteTable writes records of one kind as a native table with these columns, nil for all of TableColumns.
func WriteTable(w io.Writer, k kg.Kind, columns []string, records iter.Seq2[kg.Record, error]) error {
	if columns == nil {
		columns = TableColumns(k)
	}
	all := kg.Describe(k).Columns()
	index := make([]int, len(columns))
	for i, name := range columns {
		if index[i] = slices.IndexFunc(all, func(c kg.Column) bool { return c.Name == name }); index[i] < 0 {
			return kg.Errorf(kg.Invalid, "a %s has no column %q", k, name)
		}
	}
	out := csv.NewWriter(w)
	cells := make([]string, len(columns))
	if err := out.Write(columns); err != nil {
		return err
	}
	for r, err := range records {
		if err != nil {
			return err
		}
		text := kg.FormatText(r)
		for i := range columns {
			cells[i] = text[index[i]]
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
