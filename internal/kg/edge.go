package kg

import (
	"cmp"
	"slices"
)

// Edge is a way from one kind of record to others, or from the root of a question to the records of a kind.
type Edge struct {
	Name  string // as in the GraphQL schema
	From  Kind   // "" for an edge from the root
	To    []Kind
	Many  bool // it may lead to more than one record
	Paged bool // it is handed out in pages

	Field string // forward: the field of From that holds the ids
	Back  string // backward: the field of To that holds From's id
	Where Filter // what each record reached must satisfy besides

	// Deep: backward, and the records of whatever lies below From count too: below a theme by broader and matches,
	// below a region by parent.
	Deep bool
	// Symmetric: forward and backward at once, over the same Field (matches between themes).
	Symmetric bool

	Order Order // the default; unpaged edges are ordered by id

	Filters  Kind // what Hop.Where is about, where that is not the kind reached
	Top      int  // not paged, but only Hop.First are handed out: this many at most
	Scoped   bool // Hop.Scope counts; below a derived record it is that of the hop above
	Computed bool // answered over a View, not by it: see Source
}

// Filtered returns the kind of record that Hop.Where is about.
func (e *Edge) Filtered() Kind { return cmp.Or(e.Filters, e.To[0]) }

// One reports whether the edge leads to one record at most.
func (e *Edge) One() bool { return !e.Many }

// Edges whose meaning is not a reference that a record holds.
const (
	EdgeNodes          = "nodes"          // root: Hop.IDs in their order, nil where an id is not known
	EdgeSearch         = "search"         // root: full-text hits of Hop.Words among Hop.Kinds
	EdgeCollaborations = "collaborations" // root: every tie in Hop.Scope; from an Organisation: its ties
	EdgeCollaboration  = "collaboration"  // root: the tie of the two organisations Hop.IDs, under Hop.Scope
	EdgeTies           = "ties"           // root: the ties of the pairs Hop.IDs, in their order; no field shows it
	EdgeResources      = "resources"      // root: every resource; no field shows it
	EdgeBetween        = "between"        // from a Collaboration: its two organisations, ordered by id
	EdgeEvidence       = "projects"       // from a Collaboration: its counting projects
	EdgeRecords        = "recorded"       // from a Collaboration: its counting recorded collaborations
	EdgeTieThemes      = "themes"         // from a Collaboration: the themes of its counting projects and records
	EdgeMembers        = "members"        // from an Area: its countries and regions on Hop.On
	EdgeAreas          = "areas"          // from a Country: the areas it belongs to on Hop.On
)

var edges = allEdges()

// EdgeOf returns the edge of that name from a kind ("" for the root), nil if there is none.
func EdgeOf(from Kind, name string) *Edge { return edges[from][name] }

// EdgesOf returns a kind's edges ("" for the root's) by name, in the order of their names.
func EdgesOf(from Kind) []*Edge {
	var list []*Edge
	for _, e := range edges[from] {
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b *Edge) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return list
}

// NodeKinds returns the kinds that have an id of their own in the GraphQL schema (interface Node).
func NodeKinds() []Kind {
	return []Kind{
		KindOrganisation, KindProject, KindTheme, KindCountry, KindRegion, KindArea, KindProgramme, KindPractice,
		KindResource, KindLanguage, KindRecorded, KindCollaboration,
	}
}

func allEdges() map[Kind]map[string]*Edge {
	name, title := Order{Field: "name"}, Order{Field: "title"}
	byWeight := Order{Field: "weight", Desc: true}
	one := func(from Kind, name, field string, to ...Kind) Edge {
		return Edge{From: from, Name: name, Field: field, To: to}
	}
	several := func(from Kind, name, field string, to Kind) Edge {
		return Edge{From: from, Name: name, Field: field, To: []Kind{to}, Many: true}
	}
	back := func(from Kind, name string, to Kind, field string) Edge {
		return Edge{From: from, Name: name, To: []Kind{to}, Back: field, Many: true}
	}
	paged := func(e Edge, order Order) Edge {
		e.Many, e.Paged, e.Order = true, true, order
		return e
	}
	root := func(name string, order Order, to ...Kind) Edge {
		return Edge{Name: name, To: to, Many: true, Paged: true, Order: order}
	}
	where := func(e Edge, f Filter) Edge { e.Where = f; return e }
	deep := func(e Edge) Edge { e.Deep = true; return e }

	scoped := func(e Edge) Edge { e.Scoped = true; return e }

	list := []Edge{
		root("organisations", name, KindOrganisation),
		root("projects", title, KindProject),
		root("themes", name, KindTheme),
		root("programmes", name, KindProgramme),
		root("practices", title, KindPractice),
		{Name: "countries", To: []Kind{KindCountry}, Many: true},
		{Name: "areas", To: []Kind{KindArea}, Many: true},
		{Name: "identified", To: []Kind{KindOrganisation}, Many: true},
		{Name: EdgeResources, To: []Kind{KindResource}, Many: true},
		{Name: EdgeNodes, To: NodeKinds(), Many: true},
		root(EdgeSearch, Order{Field: "match"}, SearchedKinds()...),
		scoped(root(EdgeCollaborations, byWeight, KindCollaboration)),
		{Name: EdgeCollaboration, To: []Kind{KindCollaboration}, Scoped: true},
		{Name: EdgeTies, To: []Kind{KindCollaboration}, Scoped: true, Many: true},

		one(KindOrganisation, "country", "country", KindCountry),
		one(KindOrganisation, "region", "region", KindRegion),
		several(KindOrganisation, "workingLanguages", "workingLanguages", KindLanguage),
		several(KindOrganisation, "themes", "themes", KindTheme),
		paged(where(back(KindOrganisation, "offers", KindResource, "organisation"), In("direction", string(Offer))), title),
		paged(where(back(KindOrganisation, "needs", KindResource, "organisation"), In("direction", string(Need))), title),
		paged(back(KindOrganisation, "participations", KindParticipation, "organisation"), Order{Field: "project.title"}),
		paged(scoped(Edge{From: KindOrganisation, Name: EdgeCollaborations, To: []Kind{KindCollaboration}}), byWeight),
		back(KindOrganisation, "memberOf", KindMembership, "member"),
		paged(back(KindOrganisation, "members", KindMembership, "network"), Order{Field: "member.name"}),
		paged(back(KindOrganisation, "practices", KindPractice, "sharedBy"), title),

		several(KindProject, "themes", "themes", KindTheme),
		one(KindProject, "programme", "programme", KindProgramme),
		paged(back(KindProject, "participations", KindParticipation, "project"), Order{Field: "organisation.name"}),
		paged(back(KindProject, "practices", KindPractice, "project"), title),

		one(KindParticipation, "organisation", "organisation", KindOrganisation),
		one(KindParticipation, "project", "project", KindProject),
		one(KindMembership, "network", "network", KindOrganisation),
		one(KindMembership, "member", "member", KindOrganisation),

		several(KindTheme, "broader", "broader", KindTheme),
		back(KindTheme, "narrower", KindTheme, "broader"),
		{From: KindTheme, Name: "matches", To: []Kind{KindTheme}, Field: "matches", Symmetric: true, Many: true},
		paged(deep(back(KindTheme, "projects", KindProject, "themes")), title),
		paged(deep(back(KindTheme, "organisations", KindOrganisation, "themes")), name),

		several(KindCountry, "languages", "languages", KindLanguage),
		{From: KindCountry, Name: EdgeAreas, To: []Kind{KindArea}, Many: true},
		where(back(KindCountry, "regions", KindRegion, "country"), Not(Known("parent"))),
		paged(back(KindCountry, "organisations", KindOrganisation, "country"), name),

		one(KindRegion, "country", "country", KindCountry),
		one(KindRegion, "parent", "parent", KindRegion),
		back(KindRegion, "children", KindRegion, "parent"),
		paged(deep(back(KindRegion, "organisations", KindOrganisation, "region")), name),

		{From: KindArea, Name: EdgeMembers, To: []Kind{KindCountry, KindRegion}, Many: true},
		back(KindArea, "memberships", KindAreaMember, "area"),
		one(KindAreaMember, "area", "area", KindArea),
		one(KindAreaMember, "member", "member", KindCountry, KindRegion),

		one(KindProgramme, "funder", "funder", KindOrganisation),
		paged(back(KindProgramme, "projects", KindProject, "programme"), title),

		several(KindPractice, "themes", "themes", KindTheme),
		one(KindPractice, "sharedBy", "sharedBy", KindOrganisation),
		one(KindPractice, "project", "project", KindProject),
		one(KindResource, "organisation", "organisation", KindOrganisation),
		several(KindResource, "themes", "themes", KindTheme),
		several(KindRecorded, "parties", "parties", KindOrganisation),
		several(KindRecorded, "themes", "themes", KindTheme),

		scoped(Edge{From: KindCollaboration, Name: EdgeBetween, To: []Kind{KindOrganisation}, Many: true}),
		scoped(Edge{From: KindCollaboration, Name: EdgeTieThemes, To: []Kind{KindTheme}, Many: true}),
		paged(scoped(Edge{From: KindCollaboration, Name: EdgeEvidence, To: []Kind{KindProject}}), title),
		paged(scoped(Edge{From: KindCollaboration, Name: EdgeRecords, To: []Kind{KindRecorded}}), title),
	}
	all := map[Kind]map[string]*Edge{}
	for _, e := range append(list, networkEdges()...) {
		if all[e.From] == nil {
			all[e.From] = map[string]*Edge{}
		}
		all[e.From][e.Name] = &e
	}
	return all
}
