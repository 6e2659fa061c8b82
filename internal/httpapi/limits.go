package httpapi

import (
	"errors"
	"fmt"
)

// Limits bounds what one request may ask for. Every number must be positive; DefaultLimits gives the ones in use.
// "Written" counts what stands in the document; "expanded" counts a fragment as often as it is spread.
type Limits struct {
	// BodyBytes is the largest request body, in bytes. A larger one is answered with status 413.
	BodyBytes int
	// DocumentBytes is the longest GraphQL document, in bytes.
	DocumentBytes int
	// Tokens is the most lexical tokens of a document, comments included. Counting stops at the first one too many.
	Tokens int
	// Nesting is the most brackets of any kind ({, [ and parentheses) open at once. It protects the recursive parser.
	Nesting int
	// Depth is the deepest field, expanded: a root field has depth 1, inline fragments add nothing.
	Depth int
	// IntrospectionDepth stands in for Depth below the fields __schema and __type, which count as its level 1. The usual
	// introspection query needs 15, because it follows nine wrappers of a type.
	IntrospectionDepth int
	// Aliases is the most aliased fields, written in the document or expanded in one operation.
	Aliases int
	// RootFields is the most fields of an operation at its top level, expanded.
	RootFields int
	// Directives is the most directives written in the document.
	Directives int
	// Operations is the most operations in one document. All are validated, though only one runs.
	Operations int
	// Fragments is the most fragment spreads and inline fragments written in the document.
	Fragments int
	// Repeats is the most fields written under a response name which their selection set (with its inline fragments) has
	// already used. Validation compares such fields pair by pair, so a document of one field repeated n times takes n²
	// steps.
	Repeats int
	// Cost is the most units of cost an operation may have: the number of field values it can make the service
	// resolve, in the worst case. Each field, expanded, costs the product of the lengths of the lists around it, the
	// lists being taken at their longest:
	//
	//   - a list whose field takes a size argument (see Sizes) is as long as that argument says;
	//   - a list directly below such a field (the nodes and edges of a connection) is as long as that field's argument
	//     says; what else stands there (pageInfo, totalCount) is there once;
	//   - any other list is ListLength long.
	//
	// So organisations(first: 50) { totalCount nodes { id name } } costs 1 + 1 + 1 + 50 + 50 = 103. A size is a literal,
	// a variable, the variable's default or the argument's default, and is taken as at least 1 (an empty page is
	// planned all the same) and at most the argument's maximum (whether it is valid is said elsewhere). @skip and
	// @include do not lower the cost, and the branches of an interface or union add up.
	Cost int
	// ListLength is the length assumed for a list that nothing in the query bounds, such as an organisation's themes.
	ListLength int
	// Sizes are the arguments that bound the length of a list. Where a field has several, the first named here counts.
	Sizes []SizeArgument
}

// SizeArgument is an argument that bounds a list: by its value if it is a number, by its length if it is a list.
type SizeArgument struct {
	Name string // the argument's name, on whatever field it occurs
	Max  int    // the largest value that the service accepts, in items; larger ones are taken as this
}

// DefaultLimits returns limits that pass hand-written queries, four-level dashboards and the introspection queries of
// the usual tools with room to spare, and keep the validation of the worst accepted document well under a second.
func DefaultLimits() Limits {
	return Limits{
		BodyBytes:          1 << 20,
		DocumentBytes:      100_000,
		Tokens:             10_000,
		Nesting:            100,
		Depth:              15,
		IntrospectionDepth: 20,
		Aliases:            200,
		RootFields:         30,
		Directives:         100,
		Operations:         30,
		Fragments:          300,
		Repeats:            300,
		Cost:               250_000,
		ListLength:         10,
		Sizes:              []SizeArgument{{Name: "first", Max: 500}, {Name: "maxNodes", Max: 5000}, {Name: "ids", Max: 500}},
	}
}

// validate reports every limit that is not positive.
func (l Limits) validate() error {
	var errs []error
	positive := func(name string, value int) {
		if value <= 0 {
			errs = append(errs, fmt.Errorf("limit %s is %d, and must be positive", name, value))
		}
	}
	positive("BodyBytes", l.BodyBytes)
	positive("DocumentBytes", l.DocumentBytes)
	positive("Tokens", l.Tokens)
	positive("Nesting", l.Nesting)
	positive("Depth", l.Depth)
	positive("IntrospectionDepth", l.IntrospectionDepth)
	positive("Aliases", l.Aliases)
	positive("RootFields", l.RootFields)
	positive("Directives", l.Directives)
	positive("Operations", l.Operations)
	positive("Fragments", l.Fragments)
	positive("Repeats", l.Repeats)
	positive("Cost", l.Cost)
	positive("ListLength", l.ListLength)
	if most := max(l.Cost, l.Aliases, l.RootFields); most >= saturated {
		errs = append(errs, fmt.Errorf("limit of %d, where Cost, Aliases and RootFields must be below %d", most, saturated))
	}
	for _, size := range l.Sizes {
		positive("Sizes "+size.Name, size.Max)
	}
	return errors.Join(errs...)
}
