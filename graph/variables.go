package graph

import (
	"context"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"ngograph/internal/kg"
)

// strictVariables coerces an operation's variables as GraphQL says, so that the planner reads the same values from
// variables as from literals. gqlparser's own coercion, which comes before, takes enumerated values in any case and
// strings for numbers, and wraps a single value in a list of whatever Go type it has.
type strictVariables struct{}

var _ graphql.OperationContextMutator = strictVariables{}

func (strictVariables) ExtensionName() string { return "StrictVariables" }

func (strictVariables) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext implements graphql.OperationContextMutator.
func (strictVariables) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	for _, d := range op.Operation.VariableDefinitions {
		given, ok := op.Variables[d.Variable]
		if !ok {
			continue
		}
		v, err := coerce(Definition(), d.Type, given)
		if err != nil {
			shown := gqlerror.ErrorPathf(ast.Path{ast.PathName("variable"), ast.PathName(d.Variable)}, "%s", err)
			errcode.Set(shown, errcode.ValidationFailed)
			return shown
		}
		op.Variables[d.Variable] = v
	}
	return nil
}

// coerce returns a value of an input type as literals have it: nil, string, bool, int64, float64, []any or
// map[string]any. That nothing is missing and no field is unknown has been checked.
func coerce(schema *ast.Schema, t *ast.Type, v any) (any, error) {
	if v == nil {
		return nil, nil //nolint:nilnil // null is a value
	}
	if t.Elem != nil {
		return coerceList(schema, t.Elem, reflect.ValueOf(v))
	}
	d := schema.Types[t.NamedType]
	switch v := v.(type) {
	case map[string]any:
		if d.Kind != ast.InputObject {
			break
		}
		out := make(map[string]any, len(v))
		for _, f := range d.Fields {
			given, ok := v[f.Name]
			if !ok {
				continue
			}
			field, err := coerce(schema, f.Type, given)
			if err != nil {
				return nil, err
			}
			out[f.Name] = field
		}
		return out, nil
	case string:
		isEnum := d.Kind == ast.Enum && d.EnumValues.ForName(v) != nil
		if isEnum || d.Kind == ast.Scalar && !slices.Contains([]string{"Int", "Float", "Boolean"}, d.Name) {
			return v, nil
		}
	case bool:
		if d.Name == "Boolean" {
			return v, nil
		}
	case json.Number, float64, int64, int:
		if n, ok := coerceNumber(d.Name, v); ok {
			return n, nil
		}
	}
	return nil, kg.Errorf(kg.Invalid, "cannot use %v as %s", v, d.Name)
}

func coerceList(schema *ast.Schema, elem *ast.Type, v reflect.Value) (any, error) {
	if v.Kind() != reflect.Slice {
		one, err := coerce(schema, elem, v.Interface())
		return []any{one}, err
	}
	list := make([]any, v.Len())
	for i := range list {
		item, err := coerce(schema, elem, v.Index(i).Interface())
		if err != nil {
			return nil, err
		}
		list[i] = item
	}
	return list, nil
}

// coerceNumber returns a number as a type has it: an ID may be written as a whole number.
func coerceNumber(typeName string, v any) (any, bool) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, false
	}
	number, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return nil, false
	}
	whole := number == math.Trunc(number)
	switch {
	case typeName == "Float":
		return number, true
	case typeName == "Int" && whole && math.MinInt32 <= number && number <= math.MaxInt32:
		return int64(number), true
	case typeName == "ID" && whole && math.Abs(number) < 1<<53:
		return strconv.FormatInt(int64(number), 10), true
	}
	return nil, false
}
