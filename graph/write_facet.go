package graph

import (
	"strconv"

	"github.com/99designs/gqlgen/graphql"

	"ngograph/internal/kg"
)

// facets leaves to gqlgen what is rarely asked of a facet.
func (w writer) facets(f graphql.CollectedField) (func([]byte, *kg.Page) ([]byte, bool), bool) {
	fields := graphql.CollectFields(w.op, f.Selections, []string{"Facet"})
	k := key(f.Field, w.op.Variables)
	var values []graphql.CollectedField
	for _, field := range fields {
		switch field.Name {
		case "values":
			if values != nil {
				return nil, false
			}
			values = graphql.CollectFields(w.op, field.Selections, []string{"FacetValue"})
		case "field", "unknown":
		default:
			return nil, false
		}
		if field.IsDeferred() {
			return nil, false
		}
	}
	for _, field := range values {
		if field.IsDeferred() || field.Name == "__typename" {
			return nil, false
		}
	}
	return func(b []byte, p *kg.Page) ([]byte, bool) {
		b = append(b, '[')
		for i, facet := range p.Facets[k] {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendFacet(b, &facet, fields, values)
		}
		return append(b, ']'), true
	}, true
}

func appendFacet(b []byte, facet *kg.Facet, fields, values []graphql.CollectedField) []byte {
	for i, field := range fields {
		b = append(b, "{,"[min(i, 1)])
		b = append(b, quoted(field.Alias)...)
		switch field.Name {
		case "field":
			b = quote(b, facet.Field)
		case "unknown":
			b = strconv.AppendInt(b, int64(facet.Unknown), 10)
		case "values":
			b = append(b, '[')
			for j := range facet.Values {
				if j > 0 {
					b = append(b, ',')
				}
				b = appendFacetValue(b, &facet.Values[j], values)
			}
			b = append(b, ']')
		}
	}
	return append(b, '}')
}

func appendFacetValue(b []byte, v *kg.FacetValue, fields []graphql.CollectedField) []byte {
	for i, field := range fields {
		b = append(b, "{,"[min(i, 1)])
		b = append(b, quoted(field.Alias)...)
		switch field.Name {
		case "value":
			b = quote(b, v.Value)
		case "label":
			b = quote(b, v.Label)
		case "count":
			b = strconv.AppendInt(b, int64(v.Count), 10)
		}
	}
	return append(b, '}')
}
