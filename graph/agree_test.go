package graph

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	schema "github.com/vektah/gqlparser/v2/ast"

	"ngograph/internal/kg"
	"ngograph/internal/kgtest"
)

// typeOf returns the GraphQL type of a kind of records.
func typeOf(k kg.Kind) string {
	if k == kg.KindAreaMember {
		return "AreaMembership"
	}
	return string(k)
}

// shownKinds are the kinds that the schema has a type for and the planner reads shapes of.
func shownKinds() []kg.Kind {
	return append(kg.NodeKinds(), kg.KindAreaMember, kg.KindParticipation, kg.KindMembership, kg.KindIntroduction, kg.KindBroker,
		kg.KindPath, kg.KindPosition, kg.KindNetwork, kg.KindNetworkNode, kg.KindCrossTab, kg.KindFunding, kg.KindFundingShare,
		kg.KindNewcomer, kg.KindResponder, kg.KindMatch, kg.KindConsortium, kg.KindMember)
}

func fieldNames(list schema.FieldList) []string {
	var names []string
	for _, f := range list {
		if !strings.HasPrefix(f.Name, "__") {
			names = append(names, f.Name)
		}
	}
	return sorted(names)
}

func valueNames(d *schema.Definition) []string {
	var names []string
	for _, v := range d.EnumValues {
		names = append(names, v.Name)
	}
	return names
}

// edgeFields calls visit with every field of the schema that is planned along an edge.
func edgeFields(visit func(e *kg.Edge, f *schema.FieldDefinition)) {
	types := Definition().Types
	for _, k := range append(shownKinds(), "") {
		name := typeOf(k)
		if k == "" {
			name = "Query"
		}
		for _, f := range types[name].Fields {
			if e := kg.EdgeOf(k, f.Name); e != nil {
				visit(e, f)
			}
		}
	}
}

func TestFiltersAgree(t *testing.T) {
	kinds := map[string]kg.Kind{}
	edgeFields(func(e *kg.Edge, f *schema.FieldDefinition) {
		where := f.Arguments.ForName("where")
		if where == nil {
			return
		}
		kinds[where.Type.Name()] = e.Filtered()
		if wanted := string(e.Filtered()) + "Filter"; where.Type.Name() != wanted {
			t.Errorf("%s.%s filters by %s, not %s", e.From, f.Name, where.Type.Name(), wanted)
		}
	})
	for name, d := range Definition().Types {
		if d.Kind != schema.InputObject || !strings.HasSuffix(name, "Filter") {
			continue
		}
		kind, used := kinds[name]
		if !used {
			t.Errorf("no field takes %s", name)
			continue
		}
		known := conditions(kind)
		wanted := append(slices.Collect(maps.Keys(known)), "and", "or", "not")
		want(t, name, sorted(wanted), fieldNames(d.Fields))
		for _, f := range d.Fields {
			input, err := filter(kind, map[string]any{f.Name: sampleOf(f.Type, 1)})
			if err != nil {
				t.Errorf("%s.%s: %v", name, f.Name, err)
				continue
			}
			if input.Op == kg.OpAll {
				t.Errorf("%s.%s asks for nothing", name, f.Name)
			}
			checkFilter(t, name+"."+f.Name, kind, input)
		}
	}
}

// checkFilter fails unless a filter asks only what records of the kind have.
func checkFilter(t *testing.T, what string, kind kg.Kind, f kg.Filter) {
	t.Helper()
	if f.Op == kg.OpAny {
		e := kg.EdgeOf(kind, f.Edge)
		if e == nil {
			t.Errorf("%s: %s has no edge %s", what, kind, f.Edge)
			return
		}
		kind = e.To[0]
	}
	if f.Field != "" && kg.Describe(kind).Field(f.Field) == nil {
		t.Errorf("%s: %s has no field %s", what, kind, f.Field)
	}
	if f.Op == kg.OpText && !slices.Contains(kg.SearchedKinds(), kind) || f.Op == kg.OpWithin && kind != kg.KindOrganisation {
		t.Errorf("%s: %s does not know %s", what, kind, f.Op)
	}
	for _, arg := range f.Args {
		checkFilter(t, what, kind, arg)
	}
}

// sampleOf returns a value of an input type, as planned arguments have it; objects have all their fields, but for
// objects of filters so deep within each other.
func sampleOf(typ *schema.Type, depth int) any {
	if typ.Elem != nil {
		return []any{sampleOf(typ.Elem, depth)}
	}
	switch name := typ.Name(); name {
	case "Int":
		return int64(7)
	case "Float":
		return 1.5
	case "Boolean":
		return true
	case "String", "URL":
		return "word"
	case "ID":
		return "theme:sea"
	case "Date", "DateTime":
		return "2001-02-03"
	case "Decimal":
		return "12.50"
	default:
		d := Definition().Types[name]
		if d.Kind == schema.Enum {
			return d.EnumValues[len(d.EnumValues)-1].Name
		}
		object := map[string]any{}
		for _, f := range d.Fields {
			if fd := Definition().Types[f.Type.Name()]; fd.Kind != schema.InputObject || !strings.HasSuffix(fd.Name, "Filter") {
				object[f.Name] = sampleOf(f.Type, depth)
			} else if depth > 0 {
				object[f.Name] = sampleOf(f.Type, depth-1)
			}
		}
		return object
	}
}

func TestOrdersAgree(t *testing.T) {
	used := map[string]bool{}
	edgeFields(func(e *kg.Edge, f *schema.FieldDefinition) {
		by := f.Arguments.ForName("orderBy")
		if by == nil {
			return
		}
		for _, value := range valueNames(Definition().Types[Definition().Types[by.Type.Name()].Fields.ForName("field").Type.Name()]) {
			used[value] = true
			if !slices.Contains(kgtest.OrdersOf(e), sortFields[value]) {
				t.Errorf("%s.%s is ordered by %s as %q, which %s does not know", e.From, f.Name, value, sortFields[value], e.To[0])
			}
		}
	})
	want(t, "values of sortFields", slices.Sorted(maps.Keys(sortFields)), slices.Sorted(maps.Keys(used)))
	for name, d := range Definition().Types {
		if strings.HasSuffix(name, "OrderField") {
			for _, value := range valueNames(d) {
				if !used[value] {
					t.Errorf("no field is ordered by %s.%s", name, value)
				}
			}
		}
	}
}

// TestDefaultOrders: an order that states no direction goes the way that the schema says.
func TestDefaultOrders(t *testing.T) {
	edgeFields(func(e *kg.Edge, f *schema.FieldDefinition) {
		if by := f.Arguments.ForName("orderBy"); by != nil {
			direction := Definition().Types[by.Type.Name()].Fields.ForName("direction").DefaultValue.Raw
			if got := order(e, map[string]any{}).Desc; got != (direction == "DESC") {
				t.Errorf("%s.%s: desc=%t, where the schema says %s", e.From, f.Name, got, direction)
			}
		}
	})
}

func TestFacetsAgree(t *testing.T) {
	used := map[string]bool{}
	for enum, kind := range map[string]kg.Kind{"OrganisationFacet": kg.KindOrganisation, "ProjectFacet": kg.KindProject} {
		var fields []string
		for _, value := range valueNames(Definition().Types[enum]) {
			used[value] = true
			fields = append(fields, facetFields[value])
		}
		want(t, enum, sorted(kgtest.FacetFields(kind)), sorted(fields))
	}
	want(t, "values of facetFields", slices.Sorted(maps.Keys(facetFields)), slices.Sorted(maps.Keys(used)))
}

func TestEnumsAgree(t *testing.T) {
	for name, values := range kg.Enums() {
		if d := Definition().Types[name]; d != nil { // Direction is not shown: offers and needs are two fields
			want(t, name, values, valueNames(d))
		} else if name != "Direction" {
			t.Errorf("the schema has no %s", name)
		}
	}
	want(t, "SearchMatch", matches, valueNames(Definition().Types["SearchMatch"]))
	var kinds []kg.Kind
	for _, k := range valueNames(Definition().Types["NodeKind"]) {
		h := &kg.Hop{Edge: kg.EdgeOf("", kg.EdgeSearch)}
		if err := arguments(h, map[string]any{"kinds": k}); err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, h.Kinds...)
	}
	want(t, "NodeKind", kg.SearchedKinds(), kinds)
}

// TestFieldsAgree: every field of a record's type is one that the planner knows, of the shape that its edge has, and
// every edge is a field.
func TestFieldsAgree(t *testing.T) {
	for _, k := range shownKinds() {
		d := Definition().Types[typeOf(k)]
		for _, f := range d.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			e := kg.EdgeOf(k, f.Name)
			if e != nil {
				checkEdge(t, e, f)
				continue
			}
			needs, special := computed[k][f.Name]
			for _, need := range needs {
				if kg.Describe(k).Field(need) == nil {
					t.Errorf("%s.%s is computed from %s, which it has not", k, f.Name, need)
				}
			}
			if !special && f.Name != "id" && kg.Describe(k).Field(f.Name) == nil {
				t.Errorf("%s.%s is neither a field nor an edge of %s, nor computed", d.Name, f.Name, k)
			}
		}
		for _, e := range kg.EdgesOf(k) {
			if d.Fields.ForName(e.Name) == nil {
				t.Errorf("the edge %s of %s is not in the schema", e.Name, k)
			}
		}
		for name := range computed[k] {
			if d.Fields.ForName(name) == nil {
				t.Errorf("%s.%s is computed and not in the schema", k, name)
			}
		}
		for _, name := range typeNames(k) {
			if name != d.Name && !slices.ContainsFunc(Definition().PossibleTypes[name], func(p *schema.Definition) bool { return p == d }) {
				t.Errorf("a %s is no %s", k, name)
			}
		}
		for name, possible := range Definition().PossibleTypes {
			if slices.Contains(possible, d) && !slices.Contains(typeNames(k), name) {
				t.Errorf("a %s is a %s, which the planner does not know", k, name)
			}
		}
	}
	var nodes []string
	for _, k := range kg.NodeKinds() {
		nodes = append(nodes, string(k))
	}
	want(t, "Node", sorted(nodes), possibleTypes("Node"))
	asked := []string{"node", "organisation", "project", "dataset"} // by id, or not of records
	for _, e := range kg.EdgesOf("") {
		if !slices.Contains([]string{"identified", kg.EdgeTies, kg.EdgeResources}, e.Name) {
			asked = append(asked, e.Name)
		}
	}
	want(t, "Query", sorted(asked), fieldNames(Definition().Query.Fields))
}

func possibleTypes(name string) []string {
	var names []string
	for _, d := range Definition().PossibleTypes[name] {
		names = append(names, d.Name)
	}
	return sorted(names)
}

func checkEdge(t *testing.T, e *kg.Edge, f *schema.FieldDefinition) {
	t.Helper()
	what := fmt.Sprintf("%s.%s", e.From, e.Name)
	name := f.Type.Name()
	if e.Paged != strings.HasSuffix(name, "Connection") {
		t.Errorf("%s: paged=%t, and the type is %s", what, e.Paged, name)
	}
	if list := f.Type.Elem != nil; list != (e.Many && !e.Paged) {
		t.Errorf("%s: list=%t, and the edge is many=%t paged=%t", what, list, e.Many, e.Paged)
	}
	if e.Paged {
		name = Definition().Types[name].Fields.ForName("nodes").Type.Name()
	}
	reached := []string{name}
	if Definition().Types[name].IsAbstractType() {
		reached = possibleTypes(name)
	}
	var to []string
	for _, k := range e.To {
		to = append(to, typeOf(k))
	}
	want(t, what, sorted(to), reached)
	if field := kg.Describe(e.From).Field(e.Field); e.One() && e.Field != "" {
		if must := field.Required || field.Key; must != f.Type.NonNull {
			t.Errorf("%s: required=%t, and the schema says %s", what, must, f.Type)
		}
	}
}

// TestArgumentsReachTheirCode guards against gqlgen's trap: a field with arguments that is bound to a struct's field
// has its arguments ignored, silently.
func TestArgumentsReachTheirCode(t *testing.T) {
	parsed, err := parser.ParseFile(token.NewFileSet(), "exec.generated.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	passed := map[string][]string{} // the arguments that the generated function of a field hands on
	for _, d := range parsed.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			ix, ok := n.(*ast.IndexExpr)
			if !ok {
				return true
			}
			if args, ok := ix.X.(*ast.SelectorExpr); ok && args.Sel.Name == "Args" {
				passed[f.Name.Name] = append(passed[f.Name.Name], strings.Trim(ix.Index.(*ast.BasicLit).Value, `"`))
			}
			return true
		})
	}
	checked := 0
	for name, d := range Definition().Types {
		if d.Kind != schema.Object || strings.HasPrefix(name, "__") {
			continue
		}
		for _, f := range d.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			for _, a := range f.Arguments {
				checked++
				if !slices.Contains(passed["_"+name+"_"+f.Name], a.Name) {
					t.Errorf("the argument %s of %s.%s reaches no code: a struct's field serves it", a.Name, name, f.Name)
				}
			}
		}
	}
	if checked < 80 {
		t.Errorf("only %d arguments were checked", checked)
	}
}

// TestEveryArgumentChangesTheQuestion plans every field with and without each of its arguments.
func TestEveryArgumentChangesTheQuestion(t *testing.T) {
	edgeFields(func(e *kg.Edge, f *schema.FieldDefinition) {
		for _, a := range f.Arguments {
			before, after := &kg.Hop{Edge: e}, &kg.Hop{Edge: e}
			if e.Name == kg.EdgeNodes { // its ids are given to the planner
				continue
			}
			if err := arguments(before, map[string]any{}); err != nil {
				t.Fatal(err)
			}
			if err := arguments(after, map[string]any{a.Name: sampleOf(a.Type, 1)}); err != nil {
				t.Errorf("%s.%s(%s): %v", e.From, e.Name, a.Name, err)
			}
			if cmp.Equal(before, after, cmp.AllowUnexported(kg.Hop{})) {
				t.Errorf("the argument %s of %s.%s is ignored", a.Name, e.From, e.Name)
			}
		}
	})
	// Of an input object, every field counts. The last value of a direction is that of an order that goes down by itself.
	reversed := func(e *kg.Edge) func(map[string]any) any {
		return func(in map[string]any) any {
			in["direction"] = map[any]any{"DESC": "ASC"}[in["direction"]]
			return order(e, in)
		}
	}
	inputs := map[string]func(map[string]any) any{
		"Scope":              func(in map[string]any) any { return scopeOf(in) },
		"CollaborationOrder": reversed(kg.EdgeOf("", kg.EdgeCollaborations)),
		"BrokerOrder":        reversed(kg.EdgeOf("", kg.EdgeBrokers)),
		"OrganisationOrder":  func(in map[string]any) any { return order(kg.EdgeOf("", "organisations"), in) },
		"ProjectOrder":       func(in map[string]any) any { return order(kg.EdgeOf("", "projects"), in) },
		"ParticipationOrder": func(in map[string]any) any { return order(kg.EdgeOf(kg.KindProject, "participations"), in) },
		"YearRangeInput":     func(in map[string]any) any { return years(in) },
		"ConsortiumBrief":    func(in map[string]any) any { return brief(in) },
	}
	for name, read := range inputs {
		for _, f := range Definition().Types[name].Fields {
			if cmp.Equal(read(map[string]any{}), read(map[string]any{f.Name: sampleOf(f.Type, 1)})) {
				t.Errorf("%s.%s is ignored", name, f.Name)
			}
		}
	}
}
