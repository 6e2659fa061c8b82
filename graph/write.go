package graph

import (
	"context"
	"io"
	"reflect"
	"slices"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"ngograph/internal/kg"
)

// Most answers are records, what is stored with them, and pages of others. Such a root field is written straight from its
// pages: gqlgen's resolvers would make the same text, at a goroutine and some microseconds for each record and field. What a
// writer does not know, such as an argument of a list that is no page, it leaves to them, the whole root field.

// write appends a record as JSON. False: gqlgen must write the answer, or say what is wrong with it.
type write func(b []byte, r kg.Record) ([]byte, bool)

// writer makes the writes of an operation's fields.
type writer struct{ op *graphql.OperationContext }

// answer answers the root field that ctx is about, nil if that is gqlgen's to do: with what has been found, if anything has.
func (r *Resolver) answer(ctx context.Context) (answer graphql.Marshaler, found *kg.Page) {
	field := graphql.GetRootFieldContext(ctx).Field
	op := graphql.GetOperationContext(ctx)
	w := writer{op}
	edge, ids := kg.EdgeOf("", field.Name), []string(nil)
	args := field.ArgumentMap(op.Variables)
	switch field.Name {
	case "node", "organisation", "project":
		id, ok := args["id"].(string)
		if !ok || args["identifier"] != nil {
			return nil, nil
		}
		edge, ids = kg.EdgeOf("", kg.EdgeNodes), []string{id}
	case kg.EdgeNodes:
		list, ok := args["ids"].([]any)
		if !ok {
			list = []any{args["ids"]} // one stands for a list of it
		}
		for _, id := range list {
			text, ok := id.(string)
			if !ok {
				return nil, nil
			}
			ids = append(ids, text)
		}
	case kg.EdgePaths: // has an error beside its answer
		return nil, nil
	}
	if edge == nil || len(ids) > kg.MaxFirst {
		return nil, nil
	}
	ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: "Query", Field: field})
	defer func() {
		if cause := recover(); cause != nil {
			op.Error(ctx, op.Recover(ctx, cause))
			answer = graphql.Null
		}
	}()
	h, err := planRoot(ctx, &kg.Hop{Edge: edge, IDs: ids})
	if err != nil {
		return nil, nil
	}
	page, ok := w.page(h.Edge, h.Reached(), field)
	if !ok {
		return nil, nil
	}
	found, err = r.graph.Fetch(ctx, h)
	if err != nil {
		graphql.AddError(ctx, err)
		return graphql.Null, nil
	}
	text, ok := page(nil, found)
	if !ok {
		return nil, found
	}
	return graphql.WriterFunc(func(w io.Writer) { _, _ = w.Write(text) }), found
}

// page returns what writes a page of an edge as a field shows it.
func (w writer) page(edge *kg.Edge, kinds []kg.Kind, f graphql.CollectedField) (func([]byte, *kg.Page) ([]byte, bool), bool) {
	typ := f.Definition.Type
	if edge.Paged {
		return w.connection(kinds, f)
	}
	one, ok := w.record(kinds, f)
	if !ok {
		return nil, false
	}
	if typ.Elem != nil {
		return list(one, typ.Elem.NonNull), true
	}
	return func(b []byte, p *kg.Page) ([]byte, bool) {
		var r kg.Record
		if len(p.Items) > 0 {
			r = p.Items[0].Record
		}
		return nullable(b, r, one, typ.NonNull)
	}, true
}

// list returns what writes a page's records as a list.
func list(one write, required bool) func([]byte, *kg.Page) ([]byte, bool) {
	return func(b []byte, p *kg.Page) ([]byte, bool) {
		var ok bool
		b = append(b, '[')
		for i, item := range p.Items {
			if i > 0 {
				b = append(b, ',')
			}
			if b, ok = nullable(b, item.Record, one, required); !ok {
				return nil, false
			}
		}
		return append(b, ']'), true
	}
}

// nullable writes a record, and null where there is none of the field's type, unless one is required.
func nullable(b []byte, r kg.Record, one write, required bool) ([]byte, bool) {
	if r != nil {
		before := len(b)
		if b, ok := one(b, r); !ok || len(b) > before {
			return b, ok
		}
	}
	return append(b, "null"...), !required
}

// connection returns what writes a page as a connection.
func (w writer) connection(kinds []kg.Kind, f graphql.CollectedField) (func([]byte, *kg.Page) ([]byte, bool), bool) {
	type part struct {
		name  string
		write func([]byte, *kg.Page) ([]byte, bool)
	}
	var parts []part
	typ := f.Definition.Type.Name()
	for _, field := range graphql.CollectFields(w.op, f.Selections, []string{typ}) {
		p := part{name: quoted(field.Alias)}
		ok := !field.IsDeferred()
		switch field.Name {
		case "__typename":
			name := quote(nil, typ)
			p.write = func(b []byte, _ *kg.Page) ([]byte, bool) { return append(b, name...), true }
		case "totalCount":
			p.write = func(b []byte, page *kg.Page) ([]byte, bool) { return strconv.AppendInt(b, int64(page.Total), 10), true }
		case "nodes":
			var one write
			one, ok = w.record(kinds, field)
			if ok {
				p.write = list(one, true)
			}
		case "edges":
			p.write, ok = w.edges(kinds, field)
		case "pageInfo":
			p.write, ok = w.pageInfo(field)
		case "coverage":
			of := w.value(reflect.TypeFor[*kg.Coverage](), field)
			ok = ok && of != nil
			p.write = func(b []byte, page *kg.Page) ([]byte, bool) { return of(b, reflect.ValueOf(page.Coverage)) }
		case "facets":
			p.write, ok = w.facets(field)
		default:
			ok = false
		}
		if !ok {
			return nil, false
		}
		parts = append(parts, p)
	}
	return func(b []byte, page *kg.Page) ([]byte, bool) {
		var ok bool
		b = append(b, '{')
		for i := range parts {
			if i > 0 {
				b = append(b, ',')
			}
			if b, ok = parts[i].write(append(b, parts[i].name...), page); !ok {
				return nil, false
			}
		}
		return append(b, '}'), true
	}, true
}

// row writes one row of a page.
type row struct {
	name  string
	write func(b []byte, p *kg.Page, i int) ([]byte, bool)
}

// rows returns what writes a list of objects, one for each row of a page.
func rows(fields []row) func([]byte, *kg.Page) ([]byte, bool) {
	return func(b []byte, p *kg.Page) ([]byte, bool) {
		var ok bool
		b = append(b, '[')
		for i := range p.Items {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, '{')
			for j := range fields {
				if j > 0 {
					b = append(b, ',')
				}
				if b, ok = fields[j].write(append(b, fields[j].name...), p, i); !ok {
					return nil, false
				}
			}
			b = append(b, '}')
		}
		return append(b, ']'), true
	}
}

func (w writer) edges(kinds []kg.Kind, f graphql.CollectedField) (func([]byte, *kg.Page) ([]byte, bool), bool) {
	var fields []row
	for _, field := range graphql.CollectFields(w.op, f.Selections, []string{f.Definition.Type.Name()}) {
		r := row{name: quoted(field.Alias)}
		ok := !field.IsDeferred()
		switch field.Name {
		case "node":
			var one write
			one, ok = w.record(kinds, field)
			r.write = func(b []byte, p *kg.Page, i int) ([]byte, bool) { return nullable(b, p.Items[i].Record, one, true) }
		case "cursor":
			r.write = func(b []byte, p *kg.Page, i int) ([]byte, bool) { return quote(b, p.Cursor(i)), true }
		case "match":
			r.write = func(b []byte, p *kg.Page, i int) ([]byte, bool) { return quote(b, matches[p.Items[i].Match]), true }
		default:
			ok = false
		}
		if !ok {
			return nil, false
		}
		fields = append(fields, r)
	}
	return rows(fields), true
}

func (w writer) pageInfo(f graphql.CollectedField) (func([]byte, *kg.Page) ([]byte, bool), bool) {
	fields := graphql.CollectFields(w.op, f.Selections, []string{"PageInfo"})
	for _, field := range fields {
		if field.IsDeferred() || field.Name == "__typename" {
			return nil, false
		}
	}
	return func(b []byte, p *kg.Page) ([]byte, bool) {
		info := (&Connection[kg.Record]{p}).PageInfo()
		b = append(b, '{')
		for i, field := range fields {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, quoted(field.Alias)...)
			switch field.Name {
			case "hasNextPage":
				b = strconv.AppendBool(b, info.HasNextPage)
			case "hasPreviousPage":
				b = strconv.AppendBool(b, info.HasPreviousPage)
			case "startCursor":
				b = orNull(b, string(info.StartCursor))
			case "endCursor":
				b = orNull(b, string(info.EndCursor))
			}
		}
		return append(b, '}'), true
	}, true
}

// record returns what writes the records that a field reaches, and nothing for one that is not of the field's type.
func (w writer) record(kinds []kg.Kind, f graphql.CollectedField) (write, bool) {
	var known []kg.Kind
	var writes []write
	for _, k := range kinds {
		if !slices.Contains(typeNames(k), f.Definition.Type.Name()) {
			continue
		}
		one, ok := w.fields(k, f.Selections)
		if !ok {
			return nil, false
		}
		known, writes = append(known, k), append(writes, one)
	}
	return func(b []byte, r kg.Record) ([]byte, bool) {
		if i := slices.Index(known, r.Kind()); i >= 0 {
			return writes[i](b, r)
		}
		return b, true
	}, true
}

// fields returns what writes a record of a kind.
func (w writer) fields(k kg.Kind, selections ast.SelectionSet) (write, bool) {
	type field struct {
		name  string
		write write
	}
	collected := graphql.CollectFields(w.op, selections, typeNames(k))
	fields := make([]field, len(collected))
	for i, f := range collected {
		value, ok := w.field(k, f)
		if !ok || f.IsDeferred() {
			return nil, false
		}
		fields[i] = field{quoted(f.Alias), value}
	}
	return func(b []byte, r kg.Record) ([]byte, bool) {
		var ok bool
		b = append(b, '{')
		for i := range fields {
			if i > 0 {
				b = append(b, ',')
			}
			if b, ok = fields[i].write(append(b, fields[i].name...), r); !ok {
				return nil, false
			}
		}
		return append(b, '}'), true
	}, true
}

// field returns what writes a field of a record. The cases are in the order in which the planner has them.
func (w writer) field(k kg.Kind, f graphql.CollectedField) (write, bool) {
	if f.Name == "__typename" {
		name := quote(nil, typeNames(k)[0])
		return func(b []byte, _ kg.Record) ([]byte, bool) { return append(b, name...), true }, true
	}
	if _, special := computed[k][f.Name]; special {
		if of, known := w.localised(k, f); known {
			return of, true
		}
		of := w.member(reflect.TypeOf(kg.Describe(k).New()).Elem(), f)
		return func(b []byte, r kg.Record) ([]byte, bool) { return of(b, reflect.ValueOf(r).Elem()) }, of != nil
	}
	if edge := kg.EdgeOf(k, f.Name); edge != nil {
		page, ok := w.page(edge, edge.To, f)
		k := key(f.Field, w.op.Variables)
		return func(b []byte, r kg.Record) ([]byte, bool) {
			p, planned := kg.Attached(r, k)
			if !planned {
				return nil, false
			}
			return page(b, p)
		}, ok
	}
	if f.Name == "id" {
		return func(b []byte, r kg.Record) ([]byte, bool) { return quote(b, r.RecordID()), true }, true
	}
	field := kg.Describe(k).Field(f.Name)
	if field == nil {
		return nil, false
	}
	value := stored(field.Of(kg.Describe(k).New()).Type(), f.Definition.Type.NonNull)
	return func(b []byte, r kg.Record) ([]byte, bool) { return value(b, field.Of(r)) }, value != nil
}

// localised returns what writes a name in a language.
func (w writer) localised(k kg.Kind, f graphql.CollectedField) (write, bool) {
	var language *string
	if given, ok := f.ArgumentMap(w.op.Variables)["language"].(string); ok {
		language = &given
	}
	switch string(k) + "." + f.Name {
	case "Country.name":
		return func(b []byte, r kg.Record) ([]byte, bool) {
			c := r.(*kg.Country)
			return quote(b, kg.Localised(c.Names, language, c.Name)), true
		}, true
	case "Language.name":
		return func(b []byte, r kg.Record) ([]byte, bool) {
			l := r.(*kg.Language)
			return quote(b, kg.Localised(l.Names, language, l.Name)), true
		}, true
	case "Theme.label":
		return func(b []byte, r kg.Record) ([]byte, bool) { return quote(b, r.(*kg.Theme).Label(language)), true }, true
	}
	return nil, false
}
