package kgtest

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"ngograph/internal/kg"
)

const (
	maxDepth = 4  // hops below each other
	maxHops  = 10 // in one question
)

// drawQuestion draws a root hop with hops below it about a graph's records.
func drawQuestion(t *rapid.T, records []kg.Record) *kg.Hop {
	return rapid.Custom(func(t *rapid.T) drawnHop {
		a := &asker{t: t, records: records}
		roots := kg.EdgesOf("")
		for _, often := range []string{
			"organisations", "projects", kg.EdgeCollaborations, kg.EdgeSearch, kg.EdgeNodes, kg.EdgeIntroductions, kg.EdgeCrossTab,
			kg.EdgeNewcomers, kg.EdgeMatches, kg.EdgeMatches, kg.EdgeResponders, kg.EdgeResponders,
		} {
			roots = append(roots, kg.EdgeOf("", often))
		}
		return drawnHop{a.hop(pick(t, roots, "root"), maxDepth)}
	}).Draw(t, "question").Hop
}

// drawnHop is a question that rapid's log names and no more.
type drawnHop struct{ *kg.Hop }

// GoString returns the name of the edge.
func (h drawnHop) GoString() string { return h.Edge.Name }

type asker struct {
	t       *rapid.T
	records []kg.Record
	hops    int
}

func (a *asker) hop(e *kg.Edge, depth int) *kg.Hop {
	t := a.t
	a.hops++
	h := &kg.Hop{Edge: e, Key: fmt.Sprintf("h%d", a.hops), Items: true}
	a.arguments(h)
	a.wholeList(h)
	// Only a whole list is wanted without its rows.
	if e.Paged && (h.Count || h.Coverage || h.Facets != nil) && chance(t, 15, "no items") {
		h.Items = false
		return h
	}
	kinds := e.To
	if len(kinds) > 1 {
		kinds = some(t, e.To, 4, "kinds")
	}
	for _, k := range kinds {
		if chance(t, 7, "by id alone") {
			continue
		}
		h.Shapes = append(h.Shapes, a.shape(k, depth-1))
	}
	return h
}

// arguments draws what an edge takes.
func (a *asker) arguments(h *kg.Hop) {
	t, e := a.t, h.Edge
	switch {
	case a.networkArguments(h), a.helpArguments(h):
	case e.From == "" && e.Name == kg.EdgeNodes:
		h.IDs = a.nodeIDs()
		return
	case e.From == "" && e.Name == kg.EdgeSearch:
		h.Words = a.words()
		h.Kinds = some(t, kg.SearchedKinds(), 4, "searched kinds")
	case e.From == "" && e.Name == kg.EdgeCollaboration:
		orgs := append(idsOf(a.records, kg.KindOrganisation), kg.Describe(kg.KindOrganisation).Prefix+"unknown-1")
		first := pick(t, orgs, "one")
		others := append(slices.DeleteFunc(orgs, func(id string) bool { return id == first }), "org:unknown-2")
		h.IDs = []string{first, pick(t, others, "other")}
		h.Scope = a.scope()
		return
	case e.Name == kg.EdgeCollaborations:
		h.Scope = a.scope()
		h.Coverage = chance(t, 40, "coverage")
	case e.Name == kg.EdgeMembers && e.From == kg.KindArea, e.Name == kg.EdgeAreas && e.From == kg.KindCountry:
		if chance(t, 60, "on") {
			h.On = pick(t, days, "on")
		}
		return
	case len(e.To) == 1 && isStored(e.To[0]) && !e.Computed:
		likely := 35
		if e.One() {
			likely = 8
		}
		if chance(t, likely, "where") {
			h.Where = a.filter(e.To[0], 2)
		}
	}
	if e.Paged {
		h.First = within(t, 1, 7, "first")
		if chance(t, 10, "the largest page") {
			h.First = kg.MaxFirst
		}
		a.order(h)
	}
}

// wholeList draws what is wanted of a whole list.
func (a *asker) wholeList(h *kg.Hop) {
	t, e := a.t, h.Edge
	if !e.Paged {
		return
	}
	h.Count = chance(t, 40, "count")
	if e.Name == kg.EdgeSearch || len(e.To) != 1 || !chance(t, 40, "facets") {
		return
	}
	fields := FacetFields(e.To[0])
	if fields == nil {
		return
	}
	for i := range within(t, 1, 2, "requests") {
		if wanted := some(t, fields, 4, "facet fields"); wanted != nil {
			h.Facets = append(h.Facets, kg.FacetRequest{
				Key: fmt.Sprintf("f%d", i), Fields: wanted, First: within(t, 1, 4, "facet first"),
			})
		}
	}
}

// FacetFields returns the fields of a kind that facets count.
func FacetFields(k kg.Kind) []string {
	switch k {
	case kg.KindOrganisation:
		return []string{"country", "region", "type", "size", "themes", "workingLanguages"}
	case kg.KindProject:
		return []string{"programme", "themes", "year", "participantsComplete"}
	}
	return nil
}

// OrderFields returns the fields of a kind that order its pages.
func OrderFields(k kg.Kind) []string {
	switch k {
	case kg.KindCollaboration:
		return []string{"weight", "recencyWeight", "projectCount", "first", "last"}
	case kg.KindIntroduction:
		return []string{"score"}
	case kg.KindPosition:
		return []string{"degree", "strength", "betweenness", "constraint", "effectiveSize", "eiIndex", "community"}
	case kg.KindNewcomer:
		return []string{"start"}
	case kg.KindResponder, kg.KindMatch:
		return []string{"rank"}
	}
	var fields []string
	for _, f := range kg.Describe(k).Fields {
		if f.Type == kg.TypeText || f.Type == kg.TypeInt {
			fields = append(fields, f.Name)
		}
	}
	return fields
}

// OrdersOf returns every order of a paged edge but for its direction: the fields of the records and those of the
// records to which each refers as one of a single kind.
func OrdersOf(e *kg.Edge) []string {
	if e.Name == kg.EdgeSearch {
		return []string{"match"}
	}
	orders := OrderFields(e.To[0])
	if !isStored(e.To[0]) {
		return orders
	}
	for _, to := range kg.EdgesOf(e.To[0]) {
		if to.One() && len(to.To) == 1 && to.Field != "" {
			for _, f := range OrderFields(to.To[0]) {
				orders = append(orders, to.Name+"."+f)
			}
		}
	}
	return orders
}

func isStored(k kg.Kind) bool { return slices.Contains(kg.StoredKinds(), k) }

func (a *asker) order(h *kg.Hop) {
	t, e := a.t, h.Edge
	h.Order = e.Order
	if e.Name != kg.EdgeSearch && chance(t, 70, "order") {
		h.Order = kg.Order{Field: pick(t, OrdersOf(e), "order"), Desc: rapid.Bool().Draw(t, "desc")}
		if names := []string{"name", "title"}; chance(t, 30, "by name") && kg.Describe(e.To[0]).Field(names[0]) != nil {
			h.Order.Field = names[0]
		}
	}
	if chance(t, 25, "after") {
		h.After = a.after(h)
	}
}

// after draws a position: that of a record that there is, or one between them, or one past all.
func (a *asker) after(h *kg.Hop) *kg.After {
	t, e := a.t, h.Edge
	if e.Name == kg.EdgeSearch {
		match := kg.MatchKind(within(t, 0, 4, "match"))
		ids := append(idsOf(a.records, kg.SearchedKinds()...), "org:m")
		return &kg.After{Value: kg.SearchSort(match, within(t, 0, 4, "popularity")), ID: pick(t, ids, "after id")}
	}
	kind := e.To[0]
	if !isStored(kind) && kind != kg.KindCollaboration {
		return a.afterAnswer(h)
	}
	ids := append(idsOf(a.records, kind), kg.Describe(kind).Prefix+"m")
	if kind == kg.KindCollaboration {
		orgs := append(idsOf(a.records, kg.KindOrganisation), "org:m")
		after := &kg.After{ID: kg.CollaborationID(pick(t, orgs, "after id"), pick(t, orgs, "after id"))}
		switch {
		case chance(t, 20, "after unknown"):
		case h.Order.Field == "weight" || h.Order.Field == "recencyWeight":
			weights := []float64{1, 0.5, 1.0 / 3, 0.25, 1.5, 1.0 / 8, 0.7, 2, 0}
			after.Value = kg.Nanos(pick(t, weights, "after weight"))
		default:
			after.Value = int64(pick(t, numbers, "after number"))
		}
		return after
	}
	after := &kg.After{ID: pick(t, ids, "after id")}
	edge, field := h.Order.Path()
	if edge != "" {
		kind = kg.EdgeOf(kind, edge).To[0]
	}
	values := []any{nil}
	for _, r := range a.records {
		if r.Kind() == kind {
			values = append(values, kg.SortValue(r, field))
		}
	}
	if kg.Describe(kind).Field(field).Type == kg.TypeInt {
		values = append(values, int64(1), int64(3))
	} else {
		values = append(values, "b", "")
	}
	after.Value = pick(t, values, "after value")
	return after
}

func (a *asker) shape(k kg.Kind, depth int) kg.Shape {
	t := a.t
	s := kg.Shape{Kind: k}
	var fields []string
	for _, f := range kg.Describe(k).Fields {
		isMeta := f.Name == "sources" || f.Name == "revision" || f.Name == "updatedAt"
		if isStored(k) || !isMeta {
			fields = append(fields, f.Name)
		}
	}
	s.Fields = some(t, fields, 6, "fields")
	edges := kg.EdgesOf(k)
	if depth < 1 || len(edges) == 0 {
		return s
	}
	for range within(t, 1, 3, "hops") {
		if a.hops >= maxHops {
			break
		}
		s.Hops = append(s.Hops, a.hop(pick(t, edges, "edge"), depth))
	}
	return s
}

// nodeIDs draws ids of records, of ties, of nothing, some twice.
func (a *asker) nodeIDs() []string {
	t := a.t
	known := idsOf(a.records, kg.StoredKinds()...)
	orgs := append(idsOf(a.records, kg.KindOrganisation), "org:unknown-1")
	var ids []string
	for range within(t, 0, 6, "ids") {
		switch {
		case chance(t, 30, "a tie"):
			one, other := pick(t, orgs, "one"), pick(t, orgs, "other")
			ids = append(ids, kg.CollaborationID(one, other))
		case len(ids) > 0 && chance(t, 20, "twice"):
			ids = append(ids, pick(t, ids, "twice"))
		case len(known) > 0 && chance(t, 85, "known"):
			ids = append(ids, pick(t, known, "id"))
		default:
			ids = append(ids, pick(t, []string{"org:unknown-1", "", "nonsense", "collaboration:", "collaboration:x|y", "theme:"}, "id"))
		}
	}
	return ids
}
