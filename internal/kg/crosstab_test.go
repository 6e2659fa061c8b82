package kg

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestExpected is worked by hand: the row sums are a 2x1+2 = 4, b 2+1 = 3, c 1, together 8. The expected weights add up to
// the observed 4.
func TestExpected(t *testing.T) {
	table := &CrossTab{
		Cells: []Cell{
			{Row: "country:b", Column: "country:c", Weight: 1, Projects: 3},
			{Row: "country:a", Column: "country:b", Weight: 2, Projects: 2},
			{Row: "country:a", Column: "country:a", Weight: 1, Projects: 1},
		},
		Total: Cell{Weight: 4, Projects: 5},
	}
	labels := map[string]string{"country:a": "Aland", "country:b": "Bland"}
	if err := table.Complete(ByCountry, ByCountry, []Measure{SumWeight, ExpectWeight, CountProjects}, labels); err != nil {
		t.Fatal(err)
	}
	cell := func(row, column string, projects int, weight, expected, ratio float64) Cell {
		return Cell{
			Row: "country:" + row, Column: "country:" + column, Projects: projects, Weight: weight, Expected: &expected, Ratio: &ratio,
		}
	}
	categories := []Category{{"country:a", "Aland"}, {"country:b", "Bland"}, {"country:c", "country:c"}}
	want := &CrossTab{
		Rows: categories, Columns: categories,
		Cells: []Cell{
			cell("a", "a", 1, 1, 1, 1),
			cell("a", "b", 2, 2, 1.5, 2/1.5),
			cell("a", "c", 0, 0, .5, 0),
			cell("b", "b", 0, 0, 9./16, 0),
			cell("b", "c", 3, 1, 3./8, 8./3),
			cell("c", "c", 0, 0, 1./16, 0),
		},
		Total: Cell{Weight: 4, Projects: 5},
	}
	if diff := cmp.Diff(want, table, cmp.AllowUnexported(Meta{})); diff != "" {
		t.Error(diff)
	}
}

// TestComplete tells which tables list empty cells and expected weights, and which keep their weights.
func TestComplete(t *testing.T) {
	one := 1.0
	for name, test := range map[string]struct {
		rows, columns Dimension
		measures      []Measure
		cells         []Cell
		want          CrossTab
	}{
		"nothing": {
			rows: ByCountry, columns: ByCountry, measures: []Measure{ExpectWeight, SumWeight},
		},
		"pairs have the same rows as columns": {
			rows: BySize, columns: BySize, measures: []Measure{SumWeight}, cells: []Cell{{Row: "LARGE", Column: "SMALL", Weight: 1}},
			want: CrossTab{
				Rows: []Category{{"LARGE", "LARGE"}, {"SMALL", "SMALL"}}, Columns: []Category{{"LARGE", "LARGE"}, {"SMALL", "SMALL"}},
				Cells: []Cell{{Row: "LARGE", Column: "SMALL", Weight: 1}}, Total: Cell{Weight: 9},
			},
		},
		"expected, the weight itself not wanted": {
			rows: BySize, columns: BySize, measures: []Measure{ExpectWeight}, cells: []Cell{{Row: "SMALL", Column: "SMALL", Weight: 1}},
			want: CrossTab{
				Rows: []Category{{"SMALL", "SMALL"}}, Columns: []Category{{"SMALL", "SMALL"}},
				Cells: []Cell{{Row: "SMALL", Column: "SMALL", Expected: &one, Ratio: &one}},
			},
		},
		"nothing is expected of two different dimensions": {
			rows: ByYear, columns: BySize, measures: []Measure{ExpectWeight, SumWeight},
			cells: []Cell{{Row: Unknown, Column: "LARGE", Weight: 2}, {Row: "2020", Column: "SMALL", Weight: 1}},
			want: CrossTab{
				Rows: []Category{{"2020", "2020"}, {Unknown, Unknown}}, Columns: []Category{{"LARGE", "LARGE"}, {"SMALL", "SMALL"}},
				Cells: []Cell{{Row: "2020", Column: "SMALL", Weight: 1}, {Row: Unknown, Column: "LARGE", Weight: 2}}, Total: Cell{Weight: 9},
			},
		},
		"nor of one of the evidence with itself": {
			rows: ByYear, columns: ByYear, measures: []Measure{ExpectWeight, SumWeight}, cells: []Cell{{Row: "2020", Column: "2021"}},
			want: CrossTab{
				Rows: []Category{{"2020", "2020"}}, Columns: []Category{{"2021", "2021"}},
				Cells: []Cell{{Row: "2020", Column: "2021"}}, Total: Cell{Weight: 9},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			table := &CrossTab{Cells: test.cells}
			if len(test.cells) > 0 {
				table.Total.Weight = 9
			}
			if err := table.Complete(test.rows, test.columns, test.measures, nil); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&test.want, table, cmp.AllowUnexported(Meta{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTooManyCategories(t *testing.T) {
	for _, n := range []int{MaxCategories, MaxCategories + 1} {
		table := &CrossTab{}
		for i := range n {
			id := fmt.Sprintf("region:%03d", i)
			table.Cells = append(table.Cells, Cell{Row: id, Column: id, Weight: 1})
		}
		err := table.Complete(ByRegion, ByRegion, []Measure{ExpectWeight}, nil)
		if n <= MaxCategories && (err != nil || len(table.Cells) != n*(n+1)/2) {
			t.Errorf("%d categories: %d cells, %v", n, len(table.Cells), err)
		}
		if n > MaxCategories && CodeOf(err) != TooLarge {
			t.Errorf("%d categories: %v", n, err)
		}
	}
}
