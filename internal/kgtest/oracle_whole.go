package kgtest

import (
	"cmp"
	"context"
	"slices"

	"ngograph/internal/kg"
)

// facets counts the values of some fields over a whole list.
func (o *Oracle) facets(request kg.FacetRequest, rows []row) []kg.Facet {
	var list []kg.Facet
	for _, field := range request.Fields {
		facet := kg.Facet{Field: field}
		counts := map[string]int{}
		for _, r := range rows {
			stated := texts(value(r.record, field))
			for _, v := range stated {
				counts[v]++
			}
			if len(stated) == 0 {
				facet.Unknown++
			}
		}
		for v, n := range counts {
			facet.Values = append(facet.Values, kg.FacetValue{Value: v, Label: o.label(v), Count: n})
		}
		slices.SortFunc(facet.Values, func(a, b kg.FacetValue) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
		})
		facet.Values = facet.Values[:min(len(facet.Values), request.First)]
		list = append(list, facet)
	}
	return list
}

// label returns the name of the record with that id, else the text itself.
func (o *Oracle) label(id string) string {
	switch r := o.byID[id].(type) {
	case *kg.Country:
		return r.Name
	case *kg.Region:
		return r.Name
	case *kg.Theme:
		return r.Name
	case *kg.Language:
		return r.Name
	case *kg.Programme:
		return r.Name
	case *kg.Area:
		return r.Name
	}
	return id
}

// coverage says what a list of ties rests on; from is the organisation whose ties they are, or none.
func (o *Oracle) coverage(h *kg.Hop, from row, rows []row) *kg.Coverage {
	s := h.Scope
	c := &kg.Coverage{Revision: o.revision, AsOf: h.Today, Scope: s.String()}
	var projects []*kg.Project
	var records []*kg.RecordedCollaboration
	for _, r := range rows {
		projects = append(projects, r.tie.projects...)
		records = append(records, r.tie.records...)
	}
	projects, records = distinct(projects), distinct(records)
	c.Projects, c.Records = len(projects), len(records)
	var sources []kg.SourceRef
	for _, p := range projects {
		if p.Complete == nil || !*p.Complete {
			c.ProjectsWithUnknownPartners++
		}
		sources = append(sources, p.Sources...)
	}
	for _, r := range records {
		sources = append(sources, r.Sources...)
	}
	c.Sources = o.datasetsOf(sources)

	var leftOut []string
	for _, p := range o.projects {
		parties := o.participantsOf(p.ID)
		if from.record != nil && !slices.Contains(parties, from.record.RecordID()) || !o.projectCountsBut(p, s) {
			continue
		}
		dated, small := o.datesCount(p.Start, p.End, s), o.sizeCounts(p.Participants, s)
		if dated && !small {
			c.ProjectsLeftOut++
		}
		if !dated && small && !kg.PeriodOf(p.Start, p.End).Known() {
			c.ProjectsUndated++
		}
		if !dated || !small {
			continue
		}
		for _, id := range parties {
			if o.lacksFacts(o.byID[id].(*kg.Organisation), s) && !slices.Contains(leftOut, id) {
				leftOut = append(leftOut, id)
			}
		}
	}
	c.OrganisationsLeftOut = len(leftOut)
	return c
}

// lacksFacts reports whether an organisation does not state what a scope asks about.
func (o *Oracle) lacksFacts(org *kg.Organisation, s *kg.Scope) bool {
	asksCountry := len(s.Places()) > 0 || s.CrossBorder != nil
	return len(s.Sizes) > 0 && org.Size == "" || asksCountry && org.CountryID == "" || len(s.Regions) > 0 && org.RegionID == ""
}

func (o *Oracle) datasetsOf(sources []kg.SourceRef) []kg.SourceRef {
	var ids []string
	for _, s := range sources {
		ids = append(ids, s.Dataset)
	}
	slices.Sort(ids)
	var list []kg.SourceRef
	for _, id := range slices.Compact(ids) {
		list = append(list, kg.SourceRef{Dataset: id})
	}
	return o.withFacts(list)
}

func distinct[T comparable](list []T) []T {
	var out []T
	for _, x := range list {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// Summary describes the records.
func (o *Oracle) Summary(ctx context.Context) (*kg.Summary, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s := &kg.Summary{Revision: o.revision, Counts: map[kg.Kind]int{}}
	for _, r := range o.records {
		s.Counts[r.Kind()]++
	}
	for _, d := range each[*kg.Dataset](o) {
		s.AsOf = max(s.AsOf, d.RetrievedAt)
		facts := kg.DatasetSummary{Dataset: d}
		for _, r := range o.records {
			if !slices.ContainsFunc(r.Base().Sources, func(ref kg.SourceRef) bool { return ref.Dataset == d.ID }) {
				continue
			}
			switch r.(type) {
			case *kg.Organisation:
				facts.Organisations++
			case *kg.Project:
				facts.Projects++
			case *kg.Participation:
				facts.Participations++
			}
		}
		s.Datasets = append(s.Datasets, facts)
	}
	slices.SortFunc(s.Datasets, func(a, b kg.DatasetSummary) int { return cmp.Compare(a.Dataset.ID, b.Dataset.ID) })
	for _, p := range o.projects {
		o.countInCell(s, p)
	}
	slices.SortFunc(s.Coverage, compareCells)
	return s, nil
}

// countInCell counts a project in the cell of its programme and year.
func (o *Oracle) countInCell(s *kg.Summary, p *kg.Project) {
	cell := kg.CoverageCell{}
	cell.Programme, _ = o.byID[p.ProgrammeID].(*kg.Programme)
	if y, known := kg.PeriodOf(p.Start, p.End).From.Year(); known {
		cell.Year = &y
	}
	i := slices.IndexFunc(s.Coverage, func(c kg.CoverageCell) bool { return compareCells(c, cell) == 0 })
	if i < 0 {
		i = len(s.Coverage)
		s.Coverage = append(s.Coverage, cell)
	}
	c := &s.Coverage[i]
	c.Projects++
	if p.Complete == nil || !*p.Complete {
		c.WithUnknownPartners++
	}
	for _, part := range o.participations {
		if part.ProjectID == p.ID {
			c.Participations++
		}
	}
}

func compareCells(a, b kg.CoverageCell) int {
	programme := func(c kg.CoverageCell) string {
		if c.Programme == nil {
			return ""
		}
		return c.Programme.ID
	}
	year := func(c kg.CoverageCell) int {
		if c.Year == nil {
			return 1 << 30
		}
		return *c.Year
	}
	return cmp.Or(cmp.Compare(programme(a), programme(b)), cmp.Compare(year(a), year(b)))
}
