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

// write appends something as JSON. False: gqlgen must write the answer, or say what is wrong with it. What returns a write
// returns nil where the answer is gqlgen's from the outset.
type write[T any] func(b []byte, of T) ([]byte, bool)

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
	page := w.page(h.Edge, h.Reached(), field)
	if page == nil {
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

// selected returns what writes the object that a selection shows of one of these types, of which the first is its own: field says
// what writes a field.
func selected[T any](w writer, selections ast.SelectionSet, types []string, field func(f graphql.CollectedField) write[T]) write[T] {
	type member struct {
		name  string
		write write[T]
	}
	collected := graphql.CollectFields(w.op, selections, types)
	members := make([]member, len(collected))
	for i, f := range collected {
		members[i] = member{quoted(f.Alias), field(f)}
		if f.Name == "__typename" {
			name := quote(nil, types[0])
			members[i].write = func(b []byte, _ T) ([]byte, bool) { return append(b, name...), true }
		}
		if members[i].write == nil || f.IsDeferred() {
			return nil
		}
	}
	return func(b []byte, of T) ([]byte, bool) {
		var ok bool
		b = append(b, '{')
		for i := range members {
			if i > 0 {
				b = append(b, ',')
			}
			if b, ok = members[i].write(append(b, members[i].name...), of); !ok {
				return nil, false
			}
		}
		return append(b, '}'), true
	}
}

// list writes a list of so many.
func list(b []byte, n int, one func(b []byte, i int) ([]byte, bool)) ([]byte, bool) {
	var ok bool
	b = append(b, '[')
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		if b, ok = one(b, i); !ok {
			return nil, false
		}
	}
	return append(b, ']'), true
}

// page returns what writes a page of an edge as a field shows it.
func (w writer) page(edge *kg.Edge, kinds []kg.Kind, f graphql.CollectedField) write[*kg.Page] {
	typ := f.Definition.Type
	if edge.Paged {
		return selected(w, f.Selections, []string{typ.Name()}, func(f graphql.CollectedField) write[*kg.Page] { return w.part(kinds, f) })
	}
	if typ.Elem != nil {
		return w.records(kinds, f, typ.Elem.NonNull)
	}
	one := w.record(kinds, f)
	if one == nil {
		return nil
	}
	return func(b []byte, p *kg.Page) ([]byte, bool) {
		var r kg.Record
		if len(p.Items) > 0 {
			r = p.Items[0].Record
		}
		return nullable(b, r, one, typ.NonNull)
	}
}

// records returns what writes a page's records as a list.
func (w writer) records(kinds []kg.Kind, f graphql.CollectedField, required bool) write[*kg.Page] {
	one := w.record(kinds, f)
	if one == nil {
		return nil
	}
	return func(b []byte, p *kg.Page) ([]byte, bool) {
		return list(b, len(p.Items), func(b []byte, i int) ([]byte, bool) { return nullable(b, p.Items[i].Record, one, required) })
	}
}

// nullable writes a record, and null where there is none of the field's type, unless one is required.
func nullable(b []byte, r kg.Record, one write[kg.Record], required bool) ([]byte, bool) {
	if r != nil {
		before := len(b)
		if b, ok := one(b, r); !ok || len(b) > before {
			return b, ok
		}
	}
	return append(b, "null"...), !required
}

// part returns what writes a field of a page that is shown as a connection.
func (w writer) part(kinds []kg.Kind, f graphql.CollectedField) write[*kg.Page] {
	switch f.Name {
	case "totalCount":
		return func(b []byte, p *kg.Page) ([]byte, bool) { return strconv.AppendInt(b, int64(p.Total), 10), true }
	case "nodes":
		return w.records(kinds, f, true)
	case "edges":
		one := selected(w, f.Selections, []string{f.Definition.Type.Name()}, func(f graphql.CollectedField) write[row] { return w.edge(kinds, f) })
		if one == nil {
			return nil
		}
		return func(b []byte, p *kg.Page) ([]byte, bool) {
			return list(b, len(p.Items), func(b []byte, i int) ([]byte, bool) { return one(b, row{p, i}) })
		}
	case "pageInfo":
		return shown(w, f, func(p *kg.Page) PageInfo { return (&Connection[kg.Record]{p}).PageInfo() })
	case "coverage":
		return shown(w, f, func(p *kg.Page) *kg.Coverage { return p.Coverage })
	case "facets":
		k := key(f.Field, w.op.Variables)
		return shown(w, f, func(p *kg.Page) []kg.Facet { return p.Facets[k] })
	}
	return nil
}

// shown returns what writes something that a page has beside its records.
func shown[T any](w writer, f graphql.CollectedField, of func(p *kg.Page) T) write[*kg.Page] {
	one := w.value(reflect.TypeFor[T](), f)
	if one == nil {
		return nil
	}
	return func(b []byte, p *kg.Page) ([]byte, bool) { return one(b, reflect.ValueOf(of(p))) }
}

// row is a row of a page.
type row struct {
	page *kg.Page
	i    int
}

func (r row) item() kg.Item { return r.page.Items[r.i] }

// edge returns what writes a field of a page's row.
func (w writer) edge(kinds []kg.Kind, f graphql.CollectedField) write[row] {
	switch f.Name {
	case "node":
		one := w.record(kinds, f)
		if one == nil {
			return nil
		}
		return func(b []byte, r row) ([]byte, bool) { return nullable(b, r.item().Record, one, true) }
	case "cursor":
		return func(b []byte, r row) ([]byte, bool) { return quote(b, r.page.Cursor(r.i)), true }
	case "match":
		return func(b []byte, r row) ([]byte, bool) { return quote(b, matches[r.item().Match]), true }
	}
	return nil
}

// record returns what writes the records that a field reaches, and nothing for one that is not of the field's type.
func (w writer) record(kinds []kg.Kind, f graphql.CollectedField) write[kg.Record] {
	var known []kg.Kind
	var writes []write[kg.Record]
	for _, k := range kinds {
		if !slices.Contains(typeNames(k), f.Definition.Type.Name()) {
			continue
		}
		one := selected(w, f.Selections, typeNames(k), func(f graphql.CollectedField) write[kg.Record] { return w.field(k, f) })
		if one == nil {
			return nil
		}
		known, writes = append(known, k), append(writes, one)
	}
	return func(b []byte, r kg.Record) ([]byte, bool) {
		if i := slices.Index(known, r.Kind()); i >= 0 {
			return writes[i](b, r)
		}
		return b, true
	}
}

// field returns what writes a field of a record. The cases are in the order in which the planner has them.
func (w writer) field(k kg.Kind, f graphql.CollectedField) write[kg.Record] {
	if _, special := computed[k][f.Name]; special {
		if of := w.localised(k, f); of != nil {
			return of
		}
		of := w.member(reflect.TypeOf(kg.Describe(k).New()).Elem(), f)
		if of == nil {
			return nil
		}
		return func(b []byte, r kg.Record) ([]byte, bool) { return of(b, reflect.ValueOf(r).Elem()) }
	}
	if edge := kg.EdgeOf(k, f.Name); edge != nil {
		page := w.page(edge, edge.To, f)
		if page == nil {
			return nil
		}
		k := key(f.Field, w.op.Variables)
		return func(b []byte, r kg.Record) ([]byte, bool) {
			p, planned := kg.Attached(r, k)
			if !planned {
				return nil, false
			}
			return page(b, p)
		}
	}
	if f.Name == "id" {
		return func(b []byte, r kg.Record) ([]byte, bool) { return quote(b, r.RecordID()), true }
	}
	field := kg.Describe(k).Field(f.Name)
	if field == nil {
		return nil
	}
	of := stored(field.Of(kg.Describe(k).New()).Type(), f.Definition.Type.NonNull)
	if of == nil {
		return nil
	}
	return func(b []byte, r kg.Record) ([]byte, bool) { return of(b, field.Of(r)) }
}

// localised returns what writes a name in a language.
func (w writer) localised(k kg.Kind, f graphql.CollectedField) write[kg.Record] {
	var language *string
	if given, ok := f.ArgumentMap(w.op.Variables)["language"].(string); ok {
		language = &given
	}
	switch string(k) + "." + f.Name {
	case "Country.name":
		return func(b []byte, r kg.Record) ([]byte, bool) {
			c := r.(*kg.Country)
			return quote(b, kg.Localised(c.Names, language, c.Name)), true
		}
	case "Language.name":
		return func(b []byte, r kg.Record) ([]byte, bool) {
			l := r.(*kg.Language)
			return quote(b, kg.Localised(l.Names, language, l.Name)), true
		}
	case "Theme.label":
		return func(b []byte, r kg.Record) ([]byte, bool) { return quote(b, r.(*kg.Theme).Label(language)), true }
	}
	return nil
}
