package httpapi

import (
	"encoding/json"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
)

// sizes evaluates size arguments for one operation and its variables.
type sizes struct {
	variables   map[string]any
	definitions ast.VariableDefinitionList
	unknown     int // the size where neither the query nor the schema names one
}

// of returns how many items the size argument of a field allows: between 1 and the argument's maximum.
func (s *sizes) of(field *ast.Field, index *sizeIndex) int {
	if argument := field.Arguments.ForName(index.name); argument != nil && argument.Value != nil {
		if n, ok := s.literal(argument.Value, index.max); ok {
			return n
		}
	}
	if index.initial != nil {
		if n, ok := s.literal(index.initial, index.max); ok {
			return n
		}
	}
	return min(s.unknown, index.max)
}

// literal returns the size that a value in the document or the schema gives, or false for null and for a variable
// that has no value. What is no size at all counts as the maximum: it is refused as a value later on.
func (s *sizes) literal(value *ast.Value, most int) (int, bool) {
	switch value.Kind {
	case ast.Variable:
		if given, ok := s.variables[value.Raw]; ok {
			return sizeOfJSON(given, most)
		}
		definition := s.definitions.ForName(value.Raw)
		if definition == nil || definition.DefaultValue == nil || definition.DefaultValue.Kind == ast.Variable {
			return 0, false
		}
		return s.literal(definition.DefaultValue, most)
	case ast.NullValue:
		return 0, false
	case ast.ListValue:
		return clamp(len(value.Children), most), true
	default:
		return sizeOfNumber(value.Raw, most), true
	}
}

// sizeOfJSON returns the size that a variable's decoded value gives, or false for null.
func sizeOfJSON(value any, most int) (int, bool) {
	switch value := value.(type) {
	case nil:
		return 0, false
	case json.Number:
		return sizeOfNumber(value.String(), most), true
	case string:
		return sizeOfNumber(value, most), true
	case float64:
		return sizeOfNumber(strconv.FormatFloat(value, 'f', -1, 64), most), true
	case int:
		return clamp(value, most), true
	case []any:
		return clamp(len(value), most), true
	default:
		return most, true
	}
}

func sizeOfNumber(text string, most int) int {
	n, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil || n > float64(most) || n != n:
		return most
	case n < 1:
		return 1
	default:
		return int(n)
	}
}

func clamp(n, most int) int {
	return max(1, min(n, most))
}
