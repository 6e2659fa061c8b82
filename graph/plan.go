package graph

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"ngograph/internal/kg"
)

// The planner reads what a root field selects, at any depth, into one kg.Hop. It is the only look-ahead there is: a
// field that it does not plan has no page to hand out and fails (see pageOf).
type planner struct{ op *graphql.OperationContext }

// asked is a field of a selection under its canonical key, with the selections of all fields that share the key. They
// stay apart: one alias may mean different things in two of them.
type asked struct {
	key        string
	field      *ast.Field
	selections []ast.SelectionSet
}

// key names what a field asks for, whatever its alias: its name and its arguments.
func key(f *ast.Field, variables map[string]any) string {
	if len(f.Arguments) == 0 {
		return f.Name
	}
	args, err := json.Marshal(f.ArgumentMap(variables))
	if err != nil {
		panic(err) // arguments are JSON values
	}
	return f.Name + string(args)
}

// keyOf returns the key of the field that ctx resolves.
func keyOf(ctx context.Context) string {
	return key(graphql.GetFieldContext(ctx).Field.Field, graphql.GetOperationContext(ctx).Variables)
}

// plan returns the hop of the root field that ctx resolves, along an edge from the root.
func plan(ctx context.Context, edge string) (*kg.Hop, error) {
	return planRoot(ctx, &kg.Hop{Edge: kg.EdgeOf("", edge)})
}

// planNodes returns the hop of the root field that ctx resolves for records by their ids.
func planNodes(ctx context.Context, ids []string) (*kg.Hop, error) {
	return planRoot(ctx, &kg.Hop{Edge: kg.EdgeOf("", kg.EdgeNodes), IDs: ids})
}

func planRoot(ctx context.Context, h *kg.Hop) (*kg.Hop, error) {
	p := planner{op: graphql.GetOperationContext(ctx)}
	field := graphql.GetFieldContext(ctx).Field
	return h, p.fill(h, asked{field: field.Field, selections: []ast.SelectionSet{field.Selections}})
}

// collect returns the fields that selections ask of a type, in the order of their first mention.
func (p *planner) collect(selections []ast.SelectionSet, satisfies []string) []asked {
	var out []asked
	for _, selection := range selections {
		for _, f := range graphql.CollectFields(p.op, selection, satisfies) {
			k := key(f.Field, p.op.Variables)
			i := slices.IndexFunc(out, func(a asked) bool { return a.key == k })
			if i < 0 {
				i = len(out)
				out = append(out, asked{key: k, field: f.Field})
			}
			out[i].selections = append(out[i].selections, f.Selections)
		}
	}
	return out
}

// fill reads what a field asks for into its hop.
func (p *planner) fill(h *kg.Hop, a asked) error {
	if err := arguments(h, a.field.ArgumentMap(p.op.Variables)); err != nil {
		return err
	}
	records, typ := a.selections, a.field.Definition.Type.Name()
	if h.Edge.Paged {
		records = p.connection(h, a)
	} else {
		h.Items = true
		p.whole(h, a)
	}
	for _, kind := range h.Reached() {
		if !h.Edge.Paged && !slices.Contains(typeNames(kind), typ) {
			continue // an id that names no record of the field's type
		}
		shape, err := p.shape(kind, records)
		if err != nil {
			return err
		}
		h.Shapes = append(h.Shapes, shape)
	}
	return nil
}

// connection reads what is asked of a connection and returns what is asked of its records.
func (p *planner) connection(h *kg.Hop, a asked) []ast.SelectionSet {
	var records []ast.SelectionSet
	for _, f := range p.collect(a.selections, []string{a.field.Definition.Type.Name()}) {
		switch f.field.Name {
		case "nodes":
			h.Items = true
			records = append(records, f.selections...)
		case "edges":
			h.Items = true
			for _, e := range p.collect(f.selections, []string{f.field.Definition.Type.Name()}) {
				if e.field.Name == "node" {
					records = append(records, e.selections...)
				}
			}
		case "pageInfo":
			h.Items = true
		case "totalCount":
			h.Count = true
		case "coverage":
			h.Coverage = true
		case "facets":
			h.Facets = append(h.Facets, facets(f.key, f.field.ArgumentMap(p.op.Variables)))
		}
	}
	return records
}

// whole reads what is asked of a network or a cross table as a whole.
func (p *planner) whole(h *kg.Hop, a asked) {
	kind := h.Edge.To[0]
	if kind != kg.KindNetwork && kind != kg.KindCrossTab {
		return
	}
	for _, f := range p.collect(a.selections, typeNames(kind)) {
		switch f.field.Name {
		case "coverage":
			h.Coverage = true
		case "cells", "total":
			for _, number := range p.collect(f.selections, []string{f.field.Definition.Type.Name()}) {
				if m, ok := measures[number.field.Name]; ok && !slices.Contains(h.Measures, m) {
					h.Measures = append(h.Measures, m)
				}
			}
		}
	}
	slices.Sort(h.Measures)
}

var measures = map[string]kg.Measure{
	"projects": kg.CountProjects, "collaborations": kg.CountCollaborations, "organisations": kg.CountOrganisations,
	"weight": kg.SumWeight, "funding": kg.SumFunding, "expected": kg.ExpectWeight, "ratio": kg.ExpectWeight,
}

func (p *planner) shape(kind kg.Kind, selections []ast.SelectionSet) (kg.Shape, error) {
	s := kg.Shape{Kind: kind}
	described := kg.Describe(kind)
	for _, f := range p.collect(selections, typeNames(kind)) {
		name := f.field.Name
		needs, special := computed[kind][name]
		switch edge := kg.EdgeOf(kind, name); {
		case special:
			s.Fields = append(s.Fields, needs...)
		case edge != nil:
			h := &kg.Hop{Edge: edge, Key: f.key}
			if err := p.fill(h, f); err != nil {
				return s, err
			}
			s.Hops = append(s.Hops, h)
		case described.Field(name) != nil:
			s.Fields = append(s.Fields, name)
		case name != "__typename" && name != "id":
			return s, kg.Errorf(kg.Internal, "%s.%s is not planned", kind, name)
		}
	}
	slices.Sort(s.Fields)
	s.Fields = slices.Compact(s.Fields)
	return s, nil
}

// computed lists the fields whose value is made of others.
var computed = map[kg.Kind]map[string][]string{
	kg.KindTheme:        {"label": {"name", "labels"}},
	kg.KindCountry:      {"name": {"name", "names"}},
	kg.KindLanguage:     {"name": {"name", "names"}},
	kg.KindProgramme:    {"period": {"from", "to"}},
	kg.KindIntroduction: {"reasons": {"score", "trust", "fit"}},
	kg.KindNetwork:      {"communities": {"modularity"}, "links": nil, "coverage": nil},
	kg.KindCrossTab:     {"rows": nil, "columns": nil, "cells": nil, "total": nil, "coverage": nil},
	kg.KindFunding:      {"others": {"total"}},
	kg.KindConsortium:   {"conditions": {"feasible"}},
	kg.KindMember:       {"covers": {"trust"}},
}

// typeNames returns the GraphQL types, interfaces and unions that records of a kind satisfy.
func typeNames(kind kg.Kind) []string {
	switch kind {
	case kg.KindOrganisation:
		return organisationImplementors
	case kg.KindProject:
		return projectImplementors
	case kg.KindTheme:
		return themeImplementors
	case kg.KindCountry:
		return countryImplementors
	case kg.KindRegion:
		return regionImplementors
	case kg.KindArea:
		return areaImplementors
	case kg.KindAreaMember:
		return areaMembershipImplementors
	case kg.KindProgramme:
		return programmeImplementors
	case kg.KindPractice:
		return practiceImplementors
	case kg.KindResource:
		return resourceImplementors
	case kg.KindLanguage:
		return languageImplementors
	case kg.KindRecorded:
		return recordedCollaborationImplementors
	case kg.KindCollaboration:
		return collaborationImplementors
	}
	return []string{string(kind)}
}
