package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// A document says the same flat: without variables, directives and named fragments, and with each field under an alias
// of its own, so that nothing in it is merged. Both executions of a document that the two compositions are compared by
// go through one planner; what a document and its flat form answer tells whether that reads documents right.

// flattener writes a document flat.
type flattener struct {
	schema    *ast.Schema
	variables map[string]any
	names     int
}

// occurrence is a field as it was written once: its alias in the flat document, and its response name in the other.
type occurrence struct {
	alias, name string
	below       []*occurrence
}

// flatten returns a document's flat form, and how the two answers are related.
func flatten(schema *ast.Schema, text string, variables map[string]any) (string, []*occurrence, error) {
	doc, err := gqlparser.LoadQueryWithRules(schema, text, rules.NewDefaultRules())
	if err != nil {
		return "", nil, err
	}
	f := &flattener{schema: schema, variables: variables}
	flat, occurrences := f.set(doc.Operations[0].SelectionSet)
	return flat, occurrences, nil
}

func (f *flattener) set(selections ast.SelectionSet) (string, []*occurrence) {
	parts := []string{"__typename"}
	var all []*occurrence
	nested := func(on string, directives ast.DirectiveList, inner ast.SelectionSet) {
		if !f.kept(directives) {
			return
		}
		text, occurrences := f.set(inner)
		if on != "" {
			on = "on " + on + " "
		}
		parts, all = append(parts, "... "+on+text), append(all, occurrences...)
	}
	for _, s := range selections {
		switch s := s.(type) {
		case *ast.InlineFragment:
			nested(s.TypeCondition, s.Directives, s.SelectionSet)
		case *ast.FragmentSpread:
			nested(s.Definition.TypeCondition, s.Directives, s.Definition.SelectionSet)
		case *ast.Field:
			if !f.kept(s.Directives) {
				continue
			}
			f.names++
			o := &occurrence{alias: fmt.Sprintf("u%d", f.names), name: s.Alias}
			text := o.alias + ": " + s.Name + f.arguments(s.Arguments)
			if s.SelectionSet != nil {
				var inner string
				inner, o.below = f.set(s.SelectionSet)
				text += " " + inner
			}
			parts, all = append(parts, text), append(all, o)
		}
	}
	return "{ " + strings.Join(parts, " ") + " }", all
}

func (f *flattener) kept(directives ast.DirectiveList) bool {
	for _, d := range directives {
		yes, err := d.Arguments.ForName("if").Value.Value(f.variables)
		if err != nil {
			panic(err) // a Boolean always has a value
		}
		if yes != (d.Name == "include") {
			return false
		}
	}
	return true
}

func (f *flattener) arguments(list ast.ArgumentList) string {
	var parts []string
	for _, a := range list {
		if text := f.value(a.Value); text != "" {
			parts = append(parts, a.Name+": "+text)
		}
	}
	if parts == nil {
		return ""
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// value writes a value with its variables' values; "" for a variable that has none.
func (f *flattener) value(v *ast.Value) string {
	var parts []string
	switch v.Kind {
	case ast.Variable:
		given, ok := f.variables[v.Raw]
		switch {
		case ok:
			return f.literal(v.VariableDefinition.Type, given)
		case v.VariableDefinition.DefaultValue != nil:
			return v.VariableDefinition.DefaultValue.String()
		}
		return ""
	case ast.ListValue:
		for _, c := range v.Children {
			parts = append(parts, f.value(c.Value))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case ast.ObjectValue:
		for _, c := range v.Children {
			if text := f.value(c.Value); text != "" {
				parts = append(parts, c.Name+": "+text)
			}
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return v.String()
}

// literal writes a variable's value of a type.
func (f *flattener) literal(t *ast.Type, v any) string {
	if list, ok := v.([]any); ok {
		parts := make([]string, len(list))
		for i := range list {
			parts[i] = f.literal(t.Elem, list[i])
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	d := f.schema.Types[t.Name()]
	switch v := v.(type) {
	case map[string]any:
		var parts []string
		for name, value := range v {
			parts = append(parts, name+": "+f.literal(d.Fields.ForName(name).Type, value))
		}
		slices.Sort(parts)
		return "{" + strings.Join(parts, ", ") + "}"
	case string:
		if d.Kind == ast.Enum {
			return v
		}
	}
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings, numbers and booleans always marshal
	}
	return string(text)
}

// unlike says where an answer differs from that of its flat form; "" if it says the same.
func unlike(answer, flat any, occurrences []*occurrence, path string) string {
	switch flat := flat.(type) {
	case []any:
		list, ok := answer.([]any)
		if !ok || len(list) != len(flat) {
			return fmt.Sprintf("%s: %v, and flat %v", path, answer, flat)
		}
		for i := range flat {
			if why := unlike(list[i], flat[i], occurrences, fmt.Sprintf("%s[%d]", path, i)); why != "" {
				return why
			}
		}
		return ""
	case map[string]any:
		object, _ := answer.(map[string]any)
		for _, o := range occurrences {
			wanted, ok := flat[o.alias] // it is not there where a fragment's type does not apply
			if !ok {
				continue
			}
			got, ok := object[o.name]
			if !ok {
				return fmt.Sprintf("%s.%s is missing", path, o.name)
			}
			if why := unlike(got, wanted, o.below, path+"."+o.name); why != "" {
				return why
			}
		}
		return ""
	}
	if diff := cmp.Diff(flat, answer); diff != "" {
		return fmt.Sprintf("%s (-flat +document): %s", path, diff)
	}
	return ""
}
