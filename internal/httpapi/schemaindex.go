package httpapi

import "github.com/vektah/gqlparser/v2/ast"

// typeIndex holds what the firewall needs to know of an object or interface type, by field name. A nil one has no
// fields.
type typeIndex map[string]*fieldIndex

// fieldIndex holds what the firewall needs to know of a field.
type fieldIndex struct {
	of   typeIndex // the type of the field's value or of its items, nil for a scalar
	list bool
	// size is the argument that bounds a list, nil if the field has none: this list if the field is one, else the
	// lists directly below it.
	size *sizeIndex
}

// sizeIndex is a size argument as one field declares it.
type sizeIndex struct {
	name    string
	max     int
	initial *ast.Value // the default, nil if there is none
}

// schemaIndex answers in one look-up what the schema says of a field.
type schemaIndex struct {
	types map[string]typeIndex
	roots map[ast.Operation]typeIndex
}

func newSchemaIndex(schema *ast.Schema, sizes []SizeArgument) *schemaIndex {
	index := &schemaIndex{types: make(map[string]typeIndex, len(schema.Types)), roots: make(map[ast.Operation]typeIndex, 3)}
	for name, definition := range schema.Types {
		if definition.Kind == ast.Object || definition.Kind == ast.Interface {
			index.types[name] = make(typeIndex, len(definition.Fields))
		}
	}
	for name, fields := range index.types {
		for _, field := range schema.Types[name].Fields {
			fields[field.Name] = &fieldIndex{
				of:   index.types[field.Type.Name()],
				list: field.Type.Elem != nil,
				size: sizeOf(field, sizes),
			}
		}
	}
	for operation, definition := range map[ast.Operation]*ast.Definition{
		ast.Query: schema.Query, ast.Mutation: schema.Mutation, ast.Subscription: schema.Subscription,
	} {
		if definition != nil {
			index.roots[operation] = index.types[definition.Name]
		}
	}
	return index
}

// sizeOf returns the first of the size arguments that the field takes, or nil.
func sizeOf(field *ast.FieldDefinition, sizes []SizeArgument) *sizeIndex {
	for _, size := range sizes {
		if argument := field.Arguments.ForName(size.Name); argument != nil {
			return &sizeIndex{name: size.Name, max: size.Max, initial: argument.DefaultValue}
		}
	}
	return nil
}
