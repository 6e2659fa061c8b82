package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"

	"ngograph/internal/kg"
)

// document is a random query that is valid, with its variables as JSON.
type document struct {
	text      string
	variables map[string]any
	roots     int               // root fields
	several   bool              // it may take more statements than root fields: dataset is no Fetch, some edges are computed
	cursors   map[string]string // variables that take a cursor, by the alias of the connection that hands it out
}

// variablesJSON returns the variables as a client sends them.
func (d *document) variablesJSON() []byte {
	text, err := json.Marshal(d.variables)
	if err != nil {
		panic(err) // strings, numbers, lists and maps always marshal
	}
	return text
}

// writer draws a document from a schema, with values that mean something in a graph.
type writer struct {
	t         *rapid.T
	schema    *ast.Schema
	pool      *pool
	doc       *document
	variables []string // definitions
	fragments []string // definitions
	names     int      // given to variables, fragments and aliases
	budget    int      // of fields with selections
}

const (
	maxLevels  = 4  // of records below each other
	maxObjects = 14 // fields with selections
)

// drawDocument draws a valid document about a graph.
func drawDocument(t *rapid.T, schema *ast.Schema, p *pool) *document {
	return rapid.Custom(func(t *rapid.T) *document {
		w := &writer{t: t, schema: schema, pool: p, budget: maxObjects, doc: &document{variables: map[string]any{}, cursors: map[string]string{}}}
		selection := w.roots()
		definitions := ""
		if len(w.variables) > 0 {
			definitions = "(" + strings.Join(w.variables, ", ") + ") "
		}
		w.doc.text = "query Q" + definitions + selection + "\n" + strings.Join(w.fragments, "\n")
		return w.doc
	}).Draw(t, "document")
}

// scope is the fields that one object of an answer has, whatever fragments they are written in.
type scope struct {
	fields map[string]*written // by response name
}

func newScope() *scope { return &scope{fields: map[string]*written{}} }

// written is a field that was written in a scope; it may be written there again.
type written struct {
	field     string // with its alias and arguments, as written
	typ       string
	selection *scope
	of        *ast.Type
	level     int
}

func (w *writer) chance(percent int) bool {
	return rapid.IntRange(0, 99).Draw(w.t, "chance") >= 100-percent
}

func (w *writer) upTo(n int) int { return rapid.IntRange(0, n).Draw(w.t, "up to") }

func (w *writer) name(prefix string) string {
	w.names++
	return fmt.Sprintf("%s%d", prefix, w.names)
}

func (w *writer) roots() string {
	s := newScope()
	var fields []*ast.FieldDefinition
	for _, f := range w.schema.Query.Fields {
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		fields = append(fields, f)
		if slices.Contains([]string{"organisations", "projects", "collaborations", "search", "nodes"}, f.Name) {
			fields = append(fields, f, f)
		}
	}
	var parts []string
	for range 1 + w.upTo(2) {
		f := pickOne(w, fields)
		w.doc.roots++
		if f.Name == kg.EdgePaths {
			w.doc.roots++ // where there is none it is asked again without the scope
		}
		parts = append(parts, w.field(w.schema.Query, f, s, maxLevels))
	}
	return "{ " + strings.Join(parts, " ") + " }"
}

// selection writes a selection on a type, never an empty one.
func (w *writer) selection(d *ast.Definition, s *scope, level int) string {
	var parts []string
	if w.chance(10) || d.Kind == ast.Union {
		parts = append(parts, "__typename")
	}
	n := 1 + w.upTo(4)
	for range n {
		switch {
		case d.IsAbstractType() && w.chance(80), w.chance(12):
			parts = append(parts, w.fragment(d, s, level))
		case d.Kind == ast.Union:
		default:
			if text := w.anyField(d, s, level); text != "" {
				parts = append(parts, text)
			}
		}
	}
	if len(s.fields) > 0 && w.chance(20) {
		if text := w.again(d, s); text != "" {
			parts = append(parts, text)
		}
	}
	if len(parts) == 0 {
		parts = append(parts, "__typename")
	}
	return "{ " + strings.Join(parts, " ") + " }"
}

func (w *writer) anyField(d *ast.Definition, s *scope, level int) string {
	var fields []*ast.FieldDefinition
	for _, f := range d.Fields {
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		of := w.schema.Types[f.Type.Name()]
		switch {
		case !of.IsCompositeType():
			fields = append(fields, f)
		case w.budget > 0 && (level > 0 || !w.leadsOn(f)):
			fields = append(fields, f, f) // what leads on is worth more than what does not
		}
	}
	if len(fields) == 0 {
		return ""
	}
	return w.field(d, pickOne(w, fields), s, level)
}

// leadsOn reports whether a field leads to records, and not just to parts of the one that it is of.
func (w *writer) leadsOn(f *ast.FieldDefinition) bool {
	of := w.schema.Types[f.Type.Name()]
	return strings.HasSuffix(of.Name, "Connection") || of.IsAbstractType() || slices.Contains(of.Interfaces, "Node") ||
		of.Name == "AreaMembership" || len(kg.EdgesOf(kg.Kind(of.Name))) > 0
}

// field writes one field.
func (w *writer) field(d *ast.Definition, f *ast.FieldDefinition, s *scope, level int) string {
	kind := kg.Kind(d.Name)
	if d == w.schema.Query {
		kind = ""
	}
	if e := kg.EdgeOf(kind, f.Name); e != nil && e.Computed || f.Name == "dataset" {
		w.doc.several = true
	}
	of := w.schema.Types[f.Type.Name()]
	alias := f.Name
	if of.IsCompositeType() && s.fields[alias] != nil || w.chance(25) {
		alias = pickOne(w, []string{"a", "b", "c", "d"})
	}
	if s.fields[alias] != nil && (of.IsCompositeType() || len(f.Arguments) > 0) {
		alias = w.name("x")
	}
	var args []string
	for _, a := range f.Arguments {
		if text := w.argument(d, f, a, &alias); text != "" {
			args = append(args, text)
		}
	}
	head := f.Name
	if alias != f.Name {
		head = alias + ": " + f.Name
	}
	if len(args) > 0 {
		head += "(" + strings.Join(args, ", ") + ")"
	}
	if before := s.fields[alias]; before != nil && (before.field != head || before.typ != f.Type.String()) {
		alias = w.name("x")
		head = alias + ": " + strings.TrimPrefix(head, fieldAlias(head))
	}
	this := &written{field: head, typ: f.Type.String(), of: f.Type, level: level}
	s.fields[alias] = this
	text := head + w.directives()
	if !of.IsCompositeType() {
		return text
	}
	w.budget--
	if w.leadsOn(f) && !strings.HasSuffix(d.Name, "Connection") && !strings.HasSuffix(d.Name, "Edge") {
		this.level--
	}
	this.selection = newScope()
	body := w.selection(of, this.selection, this.level)
	if w.doc.cursors[alias] != "" {
		body = "{ pageInfo { endCursor } " + body[2:]
		this.selection.fields["pageInfo"] = &written{field: "pageInfo", typ: "PageInfo!", selection: newScope(), of: of.Fields.ForName("pageInfo").Type}
	}
	return text + " " + body
}

// again writes a field that the scope has already, with another selection: both are merged, or planned as one.
func (w *writer) again(d *ast.Definition, s *scope) string {
	var names []string
	for name, f := range s.fields {
		if f.selection != nil && d.Fields.ForName(fieldName(f.field)) != nil {
			names = append(names, name)
		}
	}
	if len(names) == 0 || w.budget <= 0 {
		return ""
	}
	slices.Sort(names)
	f := s.fields[pickOne(w, names)]
	if d.Fields.ForName(fieldName(f.field)).Type.String() != f.typ {
		return ""
	}
	w.budget--
	if w.chance(50) { // the same question under another name: asked once, and answered twice
		alias := w.name("x")
		twin := &written{field: alias + ": " + strings.TrimPrefix(f.field, fieldAlias(f.field)), typ: f.typ, of: f.of, level: f.level, selection: newScope()}
		s.fields[alias] = twin
		f = twin
	}
	return f.field + " " + w.selection(w.schema.Types[f.of.Name()], f.selection, f.level)
}

// fieldAlias returns the alias before a field as written, with what parts them.
func fieldAlias(written string) string {
	head, _, _ := strings.Cut(written, "(")
	if alias, _, ok := strings.Cut(head, ": "); ok {
		return alias + ": "
	}
	return ""
}

// fieldName returns the name in a field as written, without alias and arguments.
func fieldName(written string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(written, fieldAlias(written)), "(")
	return name
}

// fragment writes a fragment on a type, of its own or one that overlaps it.
func (w *writer) fragment(d *ast.Definition, s *scope, level int) string {
	types := []*ast.Definition{d}
	if d.IsAbstractType() {
		types = slices.Concat(types, w.schema.PossibleTypes[d.Name], w.schema.PossibleTypes[d.Name])
	}
	for _, name := range d.Interfaces {
		types = append(types, w.schema.Types[name])
	}
	if d.Name == "Node" {
		types = append(types, w.schema.Types["Sourced"], w.schema.Types["AreaMember"])
	}
	on := pickOne(w, types)
	if on.IsAbstractType() && on.Name != d.Name && w.chance(50) {
		on = d
	}
	body := w.fragmentBody(on, s, level)
	switch {
	case w.chance(40):
		name := w.name("F")
		w.fragments = append(w.fragments, "fragment "+name+" on "+on.Name+" "+body)
		spread := "..." + name + w.directives()
		if w.chance(10) {
			return spread + " ..." + name
		}
		return spread
	case on == d && w.chance(50):
		return "..." + w.directives() + " " + body
	}
	return "... on " + on.Name + w.directives() + " " + body
}

func (w *writer) fragmentBody(on *ast.Definition, s *scope, level int) string {
	var parts []string
	for range 1 + w.upTo(3) {
		if text := w.anyField(on, s, level); text != "" {
			parts = append(parts, text)
		}
	}
	if len(parts) == 0 {
		parts = append(parts, "__typename")
	}
	return "{ " + strings.Join(parts, " ") + " }"
}

func (w *writer) directives() string {
	if !w.chance(8) {
		return ""
	}
	name := pickOne(w, []string{"skip", "include"})
	often := w.chance(70) == (name == "include") // mostly kept
	value := fmt.Sprint(often)
	if w.chance(60) {
		value = "$" + w.name("v")
		definition := value + ": Boolean!"
		if w.chance(30) {
			definition += fmt.Sprintf(" = %t", often)
		} else {
			w.doc.variables[value[1:]] = often
		}
		w.variables = append(w.variables, definition)
	}
	return " @" + name + "(if: " + value + ")"
}

// argument writes an argument, or nothing for one that is left out.
func (w *writer) argument(d *ast.Definition, f *ast.FieldDefinition, a *ast.ArgumentDefinition, alias *string) string {
	if a.Name == "after" {
		return w.after(alias)
	}
	must := a.Type.NonNull && a.DefaultValue == nil
	likely := 40
	switch a.Name {
	case "first", "id", "identifier":
		likely = 75
	case "scope", "language", "on":
		likely = 60
	}
	if !must && !w.chance(likely) {
		return ""
	}
	at := place{owner: d.Name + "." + f.Name, name: a.Name}
	text := w.input(at, a.Type, a.DefaultValue != nil, 2)
	if text == "" {
		return ""
	}
	return a.Name + ": " + text
}

// after writes a cursor: mostly a variable that a second execution sets to where the first one's page ended.
func (w *writer) after(alias *string) string {
	switch {
	case w.chance(2):
		return `after: ` + pickOne(w, []string{`"nonsense"`, `""`, `"WzEsIngiLG51bGwsIm9yZzphIl0"`})
	case !w.chance(30):
		return ""
	}
	*alias = w.name("page")
	name := w.name("after")
	w.doc.cursors[*alias] = name
	w.variables = append(w.variables, "$"+name+": String")
	return "after: $" + name
}

func pickOne[T any](w *writer, list []T) T {
	return list[rapid.IntRange(0, len(list)-1).Draw(w.t, "pick")]
}

// literal writes a value as GraphQL does.
func literal(v any) string {
	switch v := v.(type) {
	case []any:
		parts := make([]string, len(v))
		for i := range v {
			parts[i] = literal(v[i])
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case object:
		parts := make([]string, len(v))
		for i := range v {
			parts[i] = v[i].name + ": " + literal(v[i].value)
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case enum:
		return string(v)
	case variable:
		return "$" + string(v)
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // nil, strings, numbers and booleans always marshal
	}
	return strings.TrimSpace(text.String())
}

// pool is what random arguments name: ids by kind, and the texts of a graph.
type pool struct {
	ids     map[kg.Kind][]string
	all     []string
	nodes   []string // all but participations, memberships and members of areas
	words   []string
	schemes []string
	pairs   []kg.Identifier
}

func newPool(records []kg.Record) *pool {
	p := &pool{ids: map[kg.Kind][]string{}, words: []string{"nowhere", "a"}, schemes: []string{"none"}, pairs: []kg.Identifier{{Scheme: "PIC", Value: "none"}}}
	for _, r := range records {
		id := r.RecordID()
		p.ids[r.Kind()] = append(p.ids[r.Kind()], id)
		p.all = append(p.all, id)
		if slices.Contains(kg.NodeKinds(), r.Kind()) {
			p.nodes = append(p.nodes, id)
		}
		if ix, ok := kg.Index(r); ok {
			p.words = append(p.words, strings.Fields(ix.Text)...)
			p.words = append(p.words, ix.Names...)
		}
		switch r := r.(type) {
		case *kg.Theme:
			p.schemes = append(p.schemes, r.Scheme)
		case *kg.Organisation:
			p.pairs = append(p.pairs, r.Identifiers...)
		case *kg.Project:
			p.pairs = append(p.pairs, r.Identifiers...)
		}
	}
	orgs := p.ids[kg.KindOrganisation]
	for i := 1; i < len(orgs); i++ {
		p.all = append(p.all, kg.CollaborationID(orgs[i-1], orgs[i]))
	}
	return p
}
