package httpapi

import (
	"errors"
	"fmt"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// Firewall refuses GraphQL documents that cost too much to validate or to answer. It takes time linear in the document,
// whatever the document does with its fragments. It is safe for concurrent use.
type Firewall struct {
	limits Limits
	schema *schemaIndex

	lock   sync.Mutex
	parsed map[string]*ast.QueryDocument // documents that scan has let through
}

const (
	keptDocuments = 1000
	keptBytes     = 8000 // longer documents are parsed every time
)

// NewFirewall returns a firewall for documents on the schema. It fails if the schema is missing or a limit is not
// positive.
func NewFirewall(schema *ast.Schema, limits Limits) (*Firewall, error) {
	if schema == nil {
		return nil, errors.New("new firewall: no schema")
	}
	if err := limits.validate(); err != nil {
		return nil, fmt.Errorf("new firewall: %w", err)
	}
	return &Firewall{limits: limits, schema: newSchemaIndex(schema, limits.Sizes), parsed: map[string]*ast.QueryDocument{}}, nil
}

// Check returns a *Refusal for the first limit that the document exceeds, and nil otherwise. The shape of every operation
// is checked, the cost only of the one that would run, with the variables as JSON decodes them (numbers as json.Number
// or float64). A document with a syntax error, or without the operation, passes unless it exceeds a limit before that
// shows: what executes it must refuse it, with a better message.
func (f *Firewall) Check(document, operationName string, variables map[string]any) error {
	if refusal := f.check(document, operationName, variables); refusal != nil {
		return refusal
	}
	return nil
}

func (f *Firewall) check(document, operationName string, variables map[string]any) *Refusal {
	parsed, refusal := f.parse(document)
	if parsed == nil {
		return refusal
	}
	if refusal := exceeds(LimitOperations, len(parsed.Operations), f.limits.Operations); refusal != nil {
		return refusal
	}

	runs := parsed.Operations.ForName(operationName)
	sizes := sizes{variables: variables, unknown: f.limits.ListLength}
	if runs != nil {
		sizes.definitions = runs.VariableDefinitions
	}
	return f.checkParsed(newAnalysis(f.schema, parsed, sizes), parsed, runs)
}

// parse returns the parsed document, nil where it exceeds a limit or has a syntax error. It keeps those that it has parsed.
func (f *Firewall) parse(document string) (*ast.QueryDocument, *Refusal) {
	f.lock.Lock()
	parsed := f.parsed[document]
	f.lock.Unlock()
	if parsed != nil {
		return parsed, nil
	}
	if refusal := scan(document, &f.limits); refusal != nil {
		return nil, refusal
	}
	parsed, err := parser.ParseQuery(&ast.Source{Input: document})
	if err != nil {
		return nil, nil // the error is for what executes the document to report
	}
	if len(document) > keptBytes {
		return parsed, nil
	}
	f.lock.Lock()
	defer f.lock.Unlock()
	if len(f.parsed) == keptDocuments {
		clear(f.parsed)
	}
	f.parsed[document] = parsed
	return parsed, nil
}

// checkParsed measures the document and compares it with the limits; runs may be nil.
func (f *Firewall) checkParsed(a *analysis, document *ast.QueryDocument, runs *ast.OperationDefinition) *Refusal {
	var cost int
	for _, operation := range document.Operations {
		total := a.collect(operation.SelectionSet, f.schema.roots[operation.Operation])
		if refusal := f.checkShape(a, total); refusal != nil {
			return refusal
		}
		if operation == runs {
			cost = total.cost(f.limits.ListLength)
		}
	}
	// Fragments that no operation spreads are validated, too.
	for _, definition := range document.Fragments {
		a.spread(definition.Name)
	}
	if refusal := f.checkWritten(a); refusal != nil {
		return refusal
	}
	return exceeds(LimitCost, cost, f.limits.Cost)
}

// checkShape compares with the limits what does not depend on variables.
func (f *Firewall) checkShape(a *analysis, total summary) *Refusal {
	if refusal := f.checkWritten(a); refusal != nil {
		return refusal
	}
	for _, measure := range []struct {
		limit     string
		seen, max int
	}{
		{LimitDepth, total.depth, f.limits.Depth},
		{LimitIntrospectionDepth, total.introspection, f.limits.IntrospectionDepth},
		{LimitAliases, total.aliases, f.limits.Aliases},
		{LimitRootFields, total.fields, f.limits.RootFields},
	} {
		if refusal := exceeds(measure.limit, measure.seen, measure.max); refusal != nil {
			return refusal
		}
	}
	return nil
}

// checkWritten compares what has been seen of the document so far, in operations and fragments alike.
func (f *Firewall) checkWritten(a *analysis) *Refusal {
	if a.cycle != "" {
		return &Refusal{Limit: LimitFragmentCycles, Seen: 1, Detail: "fragment " + a.cycle + " spreads itself"}
	}
	return exceeds(LimitRepeats, a.repeats, f.limits.Repeats)
}

func exceeds(limit string, seen, most int) *Refusal {
	if seen > most {
		return &Refusal{Limit: limit, Max: most, Seen: seen}
	}
	return nil
}
