package neo4j

import (
	"cmp"
	"fmt"
	"slices"

	"ngograph/internal/kg"
)

// decoder makes pages of what a compiled statement returned.
type decoder struct {
	datasets map[string]*kg.Dataset
	revision kg.Revision
}

// unreadable is the fault of an answer that is not of the form that the compiler asked for.
func unreadable(what string, value any) error {
	return kg.Errorf(kg.Internal, "neo4j: the database's answer has a %T for %s", value, what)
}

// page decodes the value of a hop.
func (d *decoder) page(h *kg.Hop, value any) (*kg.Page, error) {
	values, ok := value.([]any)
	if !ok {
		return nil, unreadable("a hop", value)
	}
	next := func() any {
		if len(values) == 0 {
			return nil
		}
		v := values[0]
		values = values[1:]
		return v
	}
	page, p := h.NewPage(), partsOf(h)
	if h.Edge.Name == kg.EdgeCrossTab {
		return page, d.crossTab(h, next, page)
	}
	if p.items {
		items, err := d.items(h, next(), leadsToTies(h))
		if err != nil {
			return nil, err
		}
		if p.ties {
			ties, err := d.items(h, next(), true)
			if err != nil {
				return nil, err
			}
			items = append(items, ties...)
		}
		arrange(page, h, items)
	}
	if p.total {
		n, ok := next().(int64)
		if !ok {
			return nil, unreadable("a total", value)
		}
		page.Total = int(n)
	}
	if p.coverage {
		coverage, err := d.coverage(h, next())
		if err != nil {
			return nil, err
		}
		page.Coverage = coverage
	}
	for _, request := range h.Facets {
		if page.Facets == nil {
			page.Facets = map[string][]kg.Facet{}
		}
		for _, field := range request.Fields {
			f, err := facet(field, request.First, next())
			if err != nil {
				return nil, err
			}
			page.Facets[request.Key] = append(page.Facets[request.Key], f)
		}
	}
	return page, nil
}

// arrange puts a page's rows in order, which a subquery below them may have changed, and cuts the one too many off.
func arrange(page *kg.Page, h *kg.Hop, items []kg.Item) {
	switch h.Edge.Name {
	case kg.EdgeNodes:
		page.Items = inOrder(h.IDs, items)
		return
	case kg.EdgeTies:
		var ids []string
		for pair := range slices.Chunk(h.IDs, 2) {
			ids = append(ids, kg.CollaborationID(pair[0], pair[len(pair)-1]))
		}
		page.Items = slices.DeleteFunc(inOrder(ids, items), func(i kg.Item) bool { return i.Record == nil })
		return
	}
	at := func(i kg.Item) kg.After { return kg.After{Value: i.Sort, ID: i.Record.RecordID()} }
	order := h.Order
	if h.Edge.Name == kg.EdgeSearch {
		order.Desc = false
	}
	slices.SortFunc(items, func(a, b kg.Item) int { return order.Compare(at(a), at(b)) })
	if h.First > 0 && len(items) > h.First {
		page.More = h.Edge.Paged
		items = items[:h.First]
	}
	page.Items = items
}

// inOrder returns the rows with the ids, in their order; one without a record where there is none.
func inOrder(ids []string, rows []kg.Item) []kg.Item {
	byID := make(map[string]kg.Item, len(rows))
	for _, row := range rows {
		byID[row.Record.RecordID()] = row
	}
	var list []kg.Item
	for _, id := range ids {
		list = append(list, byID[id])
	}
	return list
}

// items decodes rows: [sort value, record, value of each hop below …].
func (d *decoder) items(h *kg.Hop, value any, ties bool) ([]kg.Item, error) {
	rows, ok := value.([]any)
	if !ok {
		return nil, unreadable("a page", value)
	}
	items := make([]kg.Item, 0, len(rows))
	for _, v := range rows {
		row, ok := v.([]any)
		if !ok || len(row) < 2 {
			return nil, unreadable("a row", v)
		}
		r, err := d.record(h, row[1], ties)
		if err != nil {
			return nil, err
		}
		item := kg.Item{Record: r, Sort: row[0]}
		if h.Edge.Name == kg.EdgeSearch {
			n, _ := row[0].(int64)
			item.Match = kg.MatchKind(n >> 32)
		}
		i := 2
		for next, k := range hopsBelow(h, ties) {
			if i >= len(row) {
				return nil, unreadable("the hops of a row", v)
			}
			if k == r.Kind() {
				page, err := d.page(next, row[i])
				if err != nil {
					return nil, err
				}
				if p, ok := r.(*kg.FundingProfile); ok {
					shares(p, next, page)
				}
				kg.Attach(r, next, page)
			}
			i++
		}
		items = append(items, item)
	}
	return items, nil
}

// record decodes a record's map.
func (d *decoder) record(h *kg.Hop, value any, tie bool) (kg.Record, error) {
	props, ok := value.(map[string]any)
	if !ok {
		return nil, unreadable("a record", value)
	}
	kind := kg.KindCollaboration
	if !tie && len(h.Edge.To) == 1 {
		kind = h.Edge.To[0]
	} else if !tie {
		id, _ := props["id"].(string)
		if kind, ok = kg.KindOfID(id); !ok {
			return nil, unreadable("a record's id", props["id"])
		}
	}
	r, err := kg.FromProperties(kind, props)
	if err != nil {
		return nil, err
	}
	switch r := r.(type) {
	case *kg.Collaboration:
		r.A, _ = props["a"].(string)
		r.B, _ = props["b"].(string)
	case *kg.Introduction:
		r.For, _ = props["for"].(string)
		r.Reasons = reasons(r, props)
	case *kg.Broker:
		r.For, _ = props["for"].(string)
		r.Candidate, _ = props["candidate"].(string)
	}
	if kind == kg.KindFunding {
		if r, err = profile(props); err != nil {
			return nil, err
		}
	}
	sources := r.Base().Sources
	for i := range sources {
		sources[i].Facts = d.datasets[sources[i].Dataset]
	}
	return r, nil
}

func facet(field string, first int, value any) (kg.Facet, error) {
	f := kg.Facet{Field: field}
	rows, ok := value.([]any)
	if !ok {
		return f, unreadable("a facet", value)
	}
	for _, v := range rows {
		row, ok := v.([]any)
		if !ok || len(row) != 3 {
			return f, unreadable("a facet's value", v)
		}
		n, _ := row[1].(int64)
		text, ok := row[0].(string)
		if !ok {
			f.Unknown = int(n)
			continue
		}
		label, _ := row[2].(string)
		f.Values = append(f.Values, kg.FacetValue{Value: text, Label: label, Count: int(n)})
	}
	slices.SortFunc(f.Values, func(a, b kg.FacetValue) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Value, b.Value)) })
	f.Values = f.Values[:min(first, len(f.Values))]
	return f, nil
}

func (d *decoder) coverage(h *kg.Hop, value any) (*kg.Coverage, error) {
	values, ok := value.([]any)
	if !ok || len(values) <= coverageOrganisations {
		return nil, unreadable("a coverage", value)
	}
	number := func(v any) int {
		n, _ := v.(int64)
		return int(n)
	}
	c := &kg.Coverage{
		Revision: d.revision, AsOf: h.Today, Scope: h.Scope.String(),
		ProjectsLeftOut:      number(values[coverageLeftOut]),
		ProjectsUndated:      number(values[coverageUndated]),
		OrganisationsLeftOut: number(values[coverageOrganisations]),
	}
	var datasets []string
	for _, i := range []int{coverageProjects, coverageRecords} {
		makers, ok := values[i].([]any)
		if !ok || len(makers) != 3 {
			return nil, unreadable("a coverage's evidence", values[i])
		}
		if i == coverageProjects {
			c.Projects, c.ProjectsWithUnknownPartners = number(makers[0]), number(makers[1])
		} else {
			c.Records = number(makers[0])
		}
		ids, _ := makers[2].([]any)
		for _, id := range ids {
			datasets = append(datasets, fmt.Sprint(id))
		}
	}
	slices.Sort(datasets)
	for _, id := range slices.Compact(datasets) {
		c.Sources = append(c.Sources, kg.SourceRef{Dataset: id, Facts: d.datasets[id]})
	}
	return c, nil
}
