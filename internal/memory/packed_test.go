package memory

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"ngograph/internal/kg"
)

// drawRecord draws a record of a kind of which some fields are known.
func drawRecord(t *rapid.T, k kg.Kind) kg.Record {
	text := rapid.StringN(1, 5, -1)
	refs := map[string][]string{}
	for _, f := range kg.Describe(k).Fields {
		for _, to := range f.Refs {
			refs[f.Name] = append(refs[f.Name], kg.Describe(to).Prefix+"a", kg.Describe(to).Prefix+"b")
		}
	}
	var columns map[string]any
	draw := func() {
		columns = map[string]any{}
		for _, c := range kg.Describe(k).Columns() {
			if !rapid.Bool().Draw(t, c.Name+" is known") {
				continue
			}
			switch c.Type {
			case kg.TypeText:
				columns[c.Name] = text.Draw(t, c.Name)
				if refs[c.Name] != nil {
					columns[c.Name] = rapid.SampledFrom(refs[c.Name]).Draw(t, c.Name)
				}
			case kg.TypeInt:
				columns[c.Name] = rapid.Int64().Draw(t, c.Name)
			case kg.TypeFloat:
				columns[c.Name] = rapid.Float64Range(-90, 90).Draw(t, c.Name)
			case kg.TypeBool:
				columns[c.Name] = rapid.Bool().Draw(t, c.Name)
			case kg.TypeList:
				columns[c.Name] = rapid.SliceOfN(rapid.SampledFrom([]string{"a|b|c", "x", "ä|y"}), 1, 3).Draw(t, c.Name)
				if refs[c.Name] != nil {
					columns[c.Name] = rapid.SliceOfN(rapid.SampledFrom(refs[c.Name]), 1, 3).Draw(t, c.Name)
				}
			}
		}
	}
	draw()
	r, err := kg.FromValues(k, func(column string) any { return columns[column] })
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestPacked packs records of every kind one after the other and reads them back, whole and in part.
func TestPacked(t *testing.T) {
	known := cmpopts.IgnoreUnexported(kg.Meta{})
	for _, k := range tableKinds() {
		t.Run(string(k), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				p := &packer{dictionary: &dictionary{codes: map[string]uint64{}}, chunk: rapid.IntRange(0, 300).Draw(t, "chunk")}
				table := &table{kind: k}
				d := kg.Describe(k)
				var records []kg.Record
				for i := range rapid.IntRange(1, 4).Draw(t, "records") {
					r := drawRecord(t, k)
					id := fmt.Sprint(d.Prefix, i)
					if f := d.Field("id"); f != nil {
						f.Of(r).SetString(id)
					}
					for _, f := range d.Fields {
						if f.Derived {
							f.Of(r).SetZero()
						}
					}
					table.add(p, id, r)
					records = append(records, r)
				}
				table.texts = p.texts
				for row, want := range records {
					got := d.New()
					table.read(int32(row), everything, got)
					if diff := cmp.Diff(want, got, known); diff != "" {
						t.Fatalf("row %d (-packed +read):\n%s", row, diff)
					}
					for at := range d.Fields {
						f := &d.Fields[at]
						if f.Name == "id" {
							continue
						}
						one := d.New()
						table.read(int32(row), 1<<at, one)
						if diff := cmp.Diff(f.Of(want).Interface(), f.Of(one).Interface(), known); diff != "" {
							t.Fatalf("%s of row %d alone (-packed +read):\n%s", f.Name, row, diff)
						}
						if _, ok := table.field(int32(row), at); ok == f.Of(want).IsZero() {
							t.Fatalf("%s of row %d is known: %t", f.Name, row, ok)
						}
					}
				}
			})
		})
	}
}

// TestSelections asks for lists page by page, each twice and in turn with others, and compares them with what a view
// answers that was not asked before.
func TestSelections(t *testing.T) {
	shape := shape{organisations: 600, projects: 300, participations: 1500}
	_, kept := openGraph(t, shape)
	ask := func(graph *kg.Graph, where kg.Filter, order kg.Order, after string, facets bool) ([]string, *kg.Page) {
		h := &kg.Hop{
			Edge: kg.EdgeOf("", "organisations"), Key: "o", Where: where, Order: order, Cursor: after, First: 150, Items: true, Count: true,
			Shapes: []kg.Shape{{Kind: kg.KindOrganisation, Fields: []string{"name", "projectCount"}}},
		}
		if facets {
			h.Facets = []kg.FacetRequest{{Key: "f", Fields: []string{"type", "themes"}, First: 5}}
		}
		page, err := graph.Fetch(t.Context(), h)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, item := range page.Items {
			ids = append(ids, item.Record.RecordID())
		}
		return ids, page
	}
	many, few := int64(3), int64(12)
	for name, where := range map[string]kg.Filter{
		"all": {}, "dense": kg.In("type", "NGO"), "half": {Op: kg.OpRange, Field: "projectCount", Min: many},
		"sparse": {Op: kg.OpRange, Field: "projectCount", Min: few}, "none": kg.In("type", "SOMETHING"),
	} {
		for _, order := range []kg.Order{{Field: "name"}, {Field: "projectCount", Desc: true}, {Field: "projectCount"}, {Field: "city"}} {
			cursor, rows := "", 0
			for {
				_, fresh := openGraph(t, shape)
				want, first := ask(fresh, where, order, cursor, rows == 0)
				for range 2 {
					got, page := ask(kept, where, order, cursor, rows == 0)
					if d := cmp.Diff(want, got); d != "" || page.Total != first.Total || page.More != first.More {
						t.Fatalf("%s by %v behind row %d: %d and %d rows in all (-fresh +kept):\n%s", name, order, rows, first.Total, page.Total, d)
					}
					if d := cmp.Diff(first.Facets, page.Facets); d != "" {
						t.Fatalf("%s by %v (-fresh +kept):\n%s", name, order, d)
					}
				}
				if rows += len(want); !first.More {
					if rows != first.Total {
						t.Fatalf("%s by %v: %d rows, but %d in all", name, order, rows, first.Total)
					}
					break
				}
				cursor = first.Cursor(len(want) - 1)
			}
		}
	}
}

// TestKeyOf keeps nothing of a filter that the store's index has a say in.
func TestKeyOf(t *testing.T) {
	text := kg.Filter{Op: kg.OpText, Values: []string{"a"}}
	if key := keyOf(kg.KindProject, &text); key != "" {
		t.Errorf("a text is kept as %q", key)
	}
	nested := kg.Not(kg.And(kg.In("type", "NGO"), text))
	if key := keyOf(kg.KindOrganisation, &nested); key != "" {
		t.Errorf("a text within is kept as %q", key)
	}
	a, b := kg.In("type", "a b"), kg.In("type", "a", "b")
	if keyOf(kg.KindOrganisation, &a) == keyOf(kg.KindOrganisation, &b) {
		t.Error("two filters have one key")
	}
}
