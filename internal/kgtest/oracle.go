package kgtest

import (
	"cmp"
	"context"
	"math"
	"reflect"
	"slices"

	"ngograph/internal/kg"
)

// Oracle is a kg.View over a plain slice of records that answers each question by nested loops: slow, and written to be
// read beside the rules. It never changes and may be used by many goroutines.
type Oracle struct {
	records []kg.Record // with derived fields
	byID    map[string]kg.Record

	// records again, by type
	organisations   []*kg.Organisation
	projects        []*kg.Project
	participations  []*kg.Participation
	memberships     []*kg.Membership
	recorded        []*kg.RecordedCollaboration
	areaMemberships []*kg.AreaMember

	revision kg.Revision
	rules    rules
}

// rules are the parts of the oracle that the suite's own test breaks, one at a time, to see that the suite notices.
type rules struct {
	term    func(participants int) float64                            // of a project of so many participants
	compare func(o kg.Order, a, b kg.After) int                       // orders rows
	behind  func(comparison int) bool                                 // whether a row that compares so with After is behind it
	holds   func(p kg.Period, from, to kg.Date) bool                  // whether a dated membership of an area holds
	counted func(participants, maxParticipants int) bool              // whether a project is small enough
	climbs  bool                                                      // whether broader themes count
	rank    func(ix kg.Indexed, words []string) kg.MatchKind          // of a search hit
	aged    func(term float64, age int, halfLife int) (term2 float64) // a term's weight after so many years
	network networkRules
	tables  tableRules
	help    helpRules
}

func rulesAsWritten() rules {
	return rules{
		term:    func(n int) float64 { return 1 / float64(n-1) },
		compare: kg.Order.Compare,
		behind:  func(comparison int) bool { return comparison > 0 },
		holds:   kg.Period.Holds,
		counted: func(n, most int) bool { return n <= most },
		climbs:  true,
		rank:    kg.Indexed.Match,
		aged: func(term float64, age, halfLife int) float64 {
			return term * math.Pow(2, -float64(age)/float64(halfLife))
		},
		network: networkRulesAsWritten(),
		tables:  tableRulesAsWritten(),
		help:    helpRulesAsWritten(),
	}
}

// NewOracle returns a view of the records as of a revision. It keeps copies, in which it counts what is derived.
func NewOracle(revision kg.Revision, records []kg.Record) *Oracle {
	o := &Oracle{byID: map[string]kg.Record{}, revision: revision, rules: rulesAsWritten()}
	for _, r := range records {
		c := clone(r)
		o.records = append(o.records, c)
		o.byID[c.RecordID()] = c
	}
	o.organisations, o.projects = each[*kg.Organisation](o), each[*kg.Project](o)
	o.participations, o.memberships = each[*kg.Participation](o), each[*kg.Membership](o)
	o.recorded, o.areaMemberships = each[*kg.RecordedCollaboration](o), each[*kg.AreaMember](o)
	for _, r := range o.records {
		switch r := r.(type) {
		case *kg.Organisation:
			r.Projects = len(o.projectsOf(r.ID))
		case *kg.Project:
			r.Participants = len(o.participantsOf(r.ID))
		}
	}
	return o
}

// clone returns a copy of a record to which nothing is attached.
func clone(r kg.Record) kg.Record {
	c := reflect.New(reflect.TypeOf(r).Elem())
	c.Elem().Set(reflect.ValueOf(r).Elem())
	return c.Interface().(kg.Record)
}

// each returns the records of one type.
func each[T kg.Record](o *Oracle) []T {
	var list []T
	for _, r := range o.records {
		if t, ok := r.(T); ok {
			list = append(list, t)
		}
	}
	return list
}

// projectsOf returns the distinct projects in which an organisation takes part.
func (o *Oracle) projectsOf(organisation string) []string {
	var ids []string
	for _, p := range o.participations {
		if p.OrganisationID == organisation && !slices.Contains(ids, p.ProjectID) {
			ids = append(ids, p.ProjectID)
		}
	}
	return ids
}

// participantsOf returns the distinct organisations that take part in a project.
func (o *Oracle) participantsOf(project string) []string {
	var ids []string
	for _, p := range o.participations {
		if p.ProjectID == project && !slices.Contains(ids, p.OrganisationID) {
			ids = append(ids, p.OrganisationID)
		}
	}
	return ids
}

// row is a record reached, with what its page says of it.
type row struct {
	record kg.Record // nil where an id is not known
	sort   any
	match  kg.MatchKind
	tie    *tie    // of a Collaboration
	circle *circle // of a Network and its nodes
}

// Fetch answers a root hop.
func (o *Oracle) Fetch(ctx context.Context, h *kg.Hop) (*kg.Page, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, id := range h.Refs {
		if o.byID[id] == nil {
			return nil, kg.Errorf(kg.NotFound, "%q is not known", id)
		}
	}
	if err := o.tooLarge(h); err != nil {
		return nil, err
	}
	return o.page(h, row{}), nil
}

// tooLarge refuses a table with too many categories for its empty cells, and betweenness over too many ties.
func (o *Oracle) tooLarge(h *kg.Hop) error {
	switch {
	case h.Edge.Name == kg.EdgeCrossTab && h.Rows == h.Columns && h.Rows.OfParty() && wants(h, kg.ExpectWeight):
		if n := len(o.crossTab(h).Rows); n > o.rules.tables.most {
			return kg.Errorf(kg.TooLarge, "%d categories are too many", n)
		}
	case h.Edge.Name == kg.EdgeBrokers && h.Order.Field == "betweenness" && len(o.ties(h.Scope, h.Today, "")) > mostTies:
		return kg.Errorf(kg.TooLarge, "betweenness is not computed over 200,000 ties")
	}
	return nil
}

// Reach returns at once: an Oracle is of one revision.
func (o *Oracle) Reach(ctx context.Context, _ kg.Revision) error { return ctx.Err() }

// page answers a hop from a row, or from the root.
func (o *Oracle) page(h *kg.Hop, from row) *kg.Page {
	rows := o.list(h, from)
	page := h.NewPage()
	if h.Count {
		page.Total = len(rows)
	}
	for _, request := range h.Facets {
		if page.Facets == nil {
			page.Facets = map[string][]kg.Facet{}
		}
		page.Facets[request.Key] = o.facets(request, rows)
	}
	if h.Coverage && h.Edge.Paged {
		page.Coverage = o.coverageOf(h, from, rows)
	}
	if !h.Items {
		return page
	}
	if h.Edge.Paged {
		rows = slices.DeleteFunc(slices.Clone(rows), func(r row) bool {
			return h.After != nil && !o.rules.behind(o.rules.compare(h.Order, r.position(), *h.After))
		})
		if len(rows) > h.First {
			rows, page.More = rows[:h.First], true
		}
	}
	if h.Edge.Top > 0 {
		rows = rows[:min(len(rows), h.First)]
	}
	for _, r := range rows {
		page.Items = append(page.Items, o.item(h, r))
	}
	return page
}

// item is a row as its page holds it, with the pages below it.
func (o *Oracle) item(h *kg.Hop, r row) kg.Item {
	item := kg.Item{Sort: r.sort, Match: r.match}
	if r.record == nil {
		return item
	}
	item.Record = clone(r.record)
	base := item.Record.Base()
	base.Sources = o.withFacts(base.Sources)
	for _, below := range h.Shape(item.Record.Kind()).Hops {
		kg.Attach(item.Record, below, o.page(below, r))
	}
	return item
}

func (o *Oracle) withFacts(sources []kg.SourceRef) []kg.SourceRef {
	list := slices.Clone(sources)
	for i := range list {
		list[i].Facts, _ = o.byID[list[i].Dataset].(*kg.Dataset)
	}
	return list
}

func (r row) position() kg.After { return kg.After{Value: r.sort, ID: r.record.RecordID()} }

// list returns the whole list that a hop asks for, in its order.
func (o *Oracle) list(h *kg.Hop, from row) []row {
	rows := o.reached(h, from)
	if ordered(h.Edge) {
		return rows
	}
	rows = slices.DeleteFunc(rows, func(r row) bool {
		return isStored(r.record.Kind()) && !o.matches(r.record, &h.Where)
	})
	for i := range rows {
		if h.Edge.Paged && h.Edge.Name != kg.EdgeSearch {
			rows[i].sort = o.sortValue(rows[i].record, h.Order)
		}
	}
	slices.SortFunc(rows, func(a, b row) int {
		if !h.Edge.Paged {
			return cmp.Compare(a.record.RecordID(), b.record.RecordID())
		}
		return o.rules.compare(h.Order, a.position(), b.position())
	})
	return rows
}

// sortValue returns the value that orders a record, which may be one of a record that it refers to.
func (o *Oracle) sortValue(r kg.Record, order kg.Order) any {
	edge, field := order.Path()
	if edge == "" {
		return kg.SortValue(r, field)
	}
	for _, target := range o.along(kg.EdgeOf(r.Kind(), edge), r) {
		return kg.SortValue(target, field)
	}
	return nil
}
