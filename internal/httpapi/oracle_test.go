package httpapi

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator/rules"
	"pgregory.net/rapid"
)

// analyse summarises the only operation of a document, and says how many selections it visited.
func analyse(tb rapid.TB, firewall *Firewall, document string, variables map[string]any) (summary, int) {
	tb.Helper()
	parsed, err := parser.ParseQuery(&ast.Source{Input: document})
	if err != nil {
		tb.Fatalf("parse %s: %v", document, err)
	}
	operation := parsed.Operations[0]
	a := newAnalysis(firewall.schema, parsed, sizes{
		variables: variables, definitions: operation.VariableDefinitions, unknown: firewall.limits.ListLength,
	})
	total := a.collect(operation.SelectionSet, firewall.schema.roots[operation.Operation])
	return total, a.visited
}

// TestAnalysisEqualsExpansion compares the memoised summary with the definition, carried out on the document with every
// fragment written out.
func TestAnalysisEqualsExpansion(t *testing.T) {
	schema := testSchema(t)
	firewall := testFirewall(t, DefaultLimits())
	// Enough to catch a generator that writes nonsense; an unused fragment or two equal aliases do no harm here.
	known := rules.NewRules(
		rules.FieldsOnCorrectTypeRule, rules.KnownArgumentNamesRule, rules.KnownFragmentNamesRule,
		rules.KnownTypeNamesRule, rules.NoFragmentCyclesRule, rules.ScalarLeafsRule,
	)
	rapid.Check(t, func(t *rapid.T) {
		document := drawDocument(t, schema)
		variables := map[string]any{"given": 7}
		parsed, errs := gqlparser.LoadQueryWithRules(schema, document, known)
		if len(errs) > 0 {
			t.Fatalf("the generator made an invalid document: %v\n%s", errs, document)
		}

		got, visited := analyse(t, firewall, document, variables)
		want := expand(parsed.Operations[0].SelectionSet)
		type measures struct{ Depth, Introspection, Fields, Aliases, Cost int }
		if diff := cmp.Diff(
			measures{want.depth(), want.introspection(), len(want), want.aliases(), want.cost(firewall, 1, nil)},
			measures{got.depth, got.introspection, got.fields, got.aliases, got.cost(firewall.limits.ListLength)},
		); diff != "" {
			t.Fatalf("measures (-oracle +firewall):\n%s\n%s", diff, document)
		}
		if written := writtenSelections(parsed); visited > written {
			t.Fatalf("visited %d selections of %d written:\n%s", visited, written, document)
		}
	})
}

// generator draws a document on a schema: an operation and fragments, each of which may spread the ones after it.
type generator struct {
	t         *rapid.T
	schema    *ast.Schema
	fragments []string // the fragments' type conditions
}

func drawDocument(t *rapid.T, schema *ast.Schema) string {
	g := generator{t: t, schema: schema}
	composite := []string{"Query", "Organisation", "OrganisationConnection", "Participation", "Theme", "Node", "__Type"}
	g.fragments = rapid.SliceOfN(rapid.SampledFrom(composite), 0, 6).Draw(t, "fragments")

	var b strings.Builder
	b.WriteString("query($given: Int! = 3, $standard: Int! = 9) { __typename ")
	g.selections(&b, "Query", 0, 3)
	b.WriteString("}")
	for i, on := range g.fragments {
		fmt.Fprintf(&b, "\nfragment f%d on %s { __typename ", i, on)
		g.selections(&b, on, i+1, 2)
		b.WriteString("}")
	}
	return b.String()
}

// selections writes up to four selections on a type; spreads are of fragments from the given one on.
func (g *generator) selections(b *strings.Builder, on string, from, depth int) {
	for range rapid.IntRange(0, 4).Draw(g.t, "selections") {
		switch rapid.IntRange(0, 5).Draw(g.t, "kind") {
		case 0:
			var fitting []int
			for i := from; i < len(g.fragments); i++ {
				if g.fragments[i] == on {
					fitting = append(fitting, i)
				}
			}
			if len(fitting) > 0 {
				fmt.Fprintf(b, "...f%d ", rapid.SampledFrom(fitting).Draw(g.t, "fragment"))
			}
		case 1:
			condition := rapid.SampledFrom([]string{"", "on " + on + " ", "@include(if: true) "}).Draw(g.t, "condition")
			fmt.Fprintf(b, "... %s{ __typename ", condition)
			if depth > 0 {
				g.selections(b, on, from, depth-1)
			}
			b.WriteString("} ")
		default:
			g.field(b, on, from, depth)
		}
	}
}

func (g *generator) field(b *strings.Builder, on string, from, depth int) {
	definition := g.schema.Types[on]
	if len(definition.Fields) == 0 { // a union
		return
	}
	field := rapid.SampledFrom(definition.Fields).Draw(g.t, "field")
	composite := g.schema.Types[field.Type.Name()].IsCompositeType()
	if composite && depth == 0 {
		return
	}
	if rapid.Bool().Draw(g.t, "alias") {
		fmt.Fprintf(b, "a%d: ", rapid.IntRange(0, 9).Draw(g.t, "name"))
	}
	b.WriteString(field.Name)
	g.arguments(b, field)
	if composite {
		b.WriteString(" { __typename ")
		g.selections(b, field.Type.Name(), from, depth-1)
		b.WriteString("}")
	}
	b.WriteString(" ")
}

func (g *generator) arguments(b *strings.Builder, field *ast.FieldDefinition) {
	var arguments []string
	for _, argument := range field.Arguments {
		switch {
		case argument.Name == "first" || argument.Name == "maxNodes":
			if rapid.Bool().Draw(g.t, "sized") {
				size := rapid.SampledFrom([]string{"0", "1", "7", "500", "600", "-3", "$given", "$standard"}).Draw(g.t, "size")
				arguments = append(arguments, argument.Name+": "+size)
			}
		case argument.Name == "ids":
			ids := rapid.SliceOfN(rapid.Just(`"x"`), 0, 5).Draw(g.t, "ids")
			arguments = append(arguments, "ids: ["+strings.Join(ids, ", ")+"]")
		case argument.Type.NonNull && argument.DefaultValue == nil:
			arguments = append(arguments, argument.Name+`: "x"`)
		}
	}
	if len(arguments) > 0 {
		fmt.Fprintf(b, "(%s)", strings.Join(arguments, ", "))
	}
}

// expansion is a selection set with every fragment written out.
type expansion []*expandedField

type expandedField struct {
	field *ast.Field
	below expansion
}

func expand(set ast.SelectionSet) expansion {
	var fields expansion
	for _, selection := range set {
		switch selection := selection.(type) {
		case *ast.Field:
			fields = append(fields, &expandedField{selection, expand(selection.SelectionSet)})
		case *ast.InlineFragment:
			fields = append(fields, expand(selection.SelectionSet)...)
		case *ast.FragmentSpread:
			fields = append(fields, expand(selection.Definition.SelectionSet)...)
		}
	}
	return fields
}

func (e expansion) depth() int {
	deepest := 0
	for _, f := range e {
		depth := 1
		if !strings.HasPrefix(f.field.Name, "__") {
			depth += f.below.depth()
		}
		deepest = max(deepest, depth)
	}
	return deepest
}

func (e expansion) introspection() int {
	deepest := 0
	for _, f := range e {
		if f.field.Name == "__schema" || f.field.Name == "__type" {
			deepest = max(deepest, 1+f.below.depth())
		}
		deepest = max(deepest, f.below.introspection())
	}
	return deepest
}

func (e expansion) aliases() int {
	n := 0
	for _, f := range e {
		if f.field.Alias != f.field.Name {
			n++
		}
		n += f.below.aliases()
	}
	return n
}

// cost is carried out from the top, as the definition reads: each field costs the product of the lists around it.
func (e expansion) cost(firewall *Firewall, around int, parent *ast.Field) int {
	total := 0
	for _, f := range e {
		total += around
		length := 1
		if f.field.Definition.Type.Elem != nil {
			own, parents := oracleSize(f.field), 0
			if parent != nil && parent.Definition.Type.Elem == nil {
				parents = oracleSize(parent)
			}
			switch {
			case own > 0:
				length = own
			case parents > 0:
				length = parents
			default:
				length = firewall.limits.ListLength
			}
		}
		total += f.below.cost(firewall, around*length, f.field)
	}
	return total
}

// oracleSize returns what a field's size argument amounts to, or 0 if the field takes none.
func oracleSize(field *ast.Field) int {
	for _, name := range []string{"first", "maxNodes", "ids"} {
		definition := field.Definition.Arguments.ForName(name)
		if definition == nil {
			continue
		}
		argument := field.Arguments.ForName(name)
		switch {
		case argument == nil && definition.DefaultValue == nil:
			return 10
		case argument == nil:
			return map[string]int{"3": 3, "10": 10, "20": 20, "150": 150}[definition.DefaultValue.Raw]
		case name == "ids":
			return max(1, len(argument.Value.Children))
		case name == "maxNodes" && argument.Value.Raw == "600":
			return 600
		default:
			// What the sizes that the generator draws amount to.
			return map[string]int{
				"0": 1, "1": 1, "7": 7, "500": 500, "600": 500, "-3": 1, "$given": 7, "$standard": 9,
			}[argument.Value.String()]
		}
	}
	return 0
}

func writtenSelections(document *ast.QueryDocument) int {
	var within func(ast.SelectionSet) int
	within = func(set ast.SelectionSet) int {
		n := len(set)
		for _, selection := range set {
			switch selection := selection.(type) {
			case *ast.Field:
				n += within(selection.SelectionSet)
			case *ast.InlineFragment:
				n += within(selection.SelectionSet)
			}
		}
		return n
	}
	n := 0
	for _, operation := range document.Operations {
		n += within(operation.SelectionSet)
	}
	for _, fragment := range document.Fragments {
		n += within(fragment.SelectionSet)
	}
	return n
}

// FuzzFirewall looks for documents that panic, or that take more steps than they have selections.
func FuzzFirewall(f *testing.F) {
	for _, attack := range attacks() {
		if len(attack.document) < 5000 {
			f.Add(attack.document, "", "500")
		}
	}
	f.Add(dashboard, "Dashboard", "100")
	f.Add("query($n: Int = 3) { organisations(first: $n) { ...f } } fragment f on OrganisationConnection { nodes { ...f } }", "", "-1")
	firewall := testFirewall(f, DefaultLimits())
	f.Fuzz(func(t *testing.T, document, operation, size string) {
		variables := map[string]any{"n": size}
		_ = firewall.Check(document, operation, variables)
		parsed, err := parser.ParseQuery(&ast.Source{Input: document})
		if err != nil {
			return
		}
		a := newAnalysis(firewall.schema, parsed, sizes{variables: variables, unknown: 10})
		_ = firewall.checkParsed(a, parsed, parsed.Operations.ForName(operation))
		if written := writtenSelections(parsed); a.visited > written {
			t.Errorf("visited %d selections of %d written", a.visited, written)
		}
	})
}

func BenchmarkFirewall(b *testing.B) {
	firewall := testFirewall(b, DefaultLimits())
	documents := map[string]string{
		"small":         `query Q($id: ID!) { organisation(id: $id) { id name country { name } } }`,
		"dashboard":     dashboard,
		"introspection": testFile(b, "introspection_all_options.graphql"),
	}
	for _, name := range []string{"small", "dashboard", "introspection"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := firewall.Check(documents[name], "", nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	for _, attack := range attacks() {
		b.Run("attack/"+attack.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if firewall.Check(attack.document, "", attack.variables) == nil {
					b.Fatal("passed")
				}
			}
		})
	}
}
