package kgtest

import (
	"context"
	"fmt"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

// many returns a graph with enough rows along each paged edge to turn pages, with equal and unknown values in each of
// the fields that order them.
func many() []kg.Record {
	records := []kg.Record{
		&kg.Dataset{ID: "dataset:d", Title: "D", Licence: "x", RetrievedAt: "2024-01-01"},
		&kg.Country{ID: "country:PL", Code: "PL", Name: "Poland"}, &kg.Country{ID: "country:SE", Code: "SE", Name: "Sweden"},
		&kg.Region{ID: "region:PL6", Code: "PL6", Name: "North", Level: 1, Version: "2021", CountryID: "country:PL"},
		&kg.Region{ID: "region:PL63", Code: "PL63", Name: "Coast", Level: 2, Version: "2021", CountryID: "country:PL", ParentID: "region:PL6"},
	}
	tails := []string{"a", "B", "b", "10", "9", "é", "Ж", "z", "🌊", "x-1", "Ł", "zz"}
	at := func(list []string, i int) string { return list[i%len(list)] }
	texts := []string{"", "Beta", "beta", "Ä", "10"}
	named := []string{"Beta", "beta", "Ärø", "10", "…", "Żuraw", "zebra"}
	dates := []string{"", "2021-01-01", "2019-05-05", "2021-01-01", "2023-12-31"}
	for i, tail := range tails {
		theme := &kg.Theme{ID: "theme:" + tail, Scheme: at([]string{"s", "r"}, i), Name: at(named, i), Notation: kg.Text(at(texts, i+1))}
		if i%3 > 0 {
			theme.BroaderIDs = []string{"theme:a"}
		}
		records = append(records, theme)
		programme := &kg.Programme{ID: "programme:" + tail, Name: at(named, i+1)}
		if i%3 > 0 {
			programme.From, programme.To = new(2014+i%4), new(2027)
		}
		records = append(records, programme)
	}
	sizes, types, roles := kg.Enums()["SizeBand"], kg.Enums()["OrganisationType"], kg.Enums()["Role"]
	for i, tail := range tails {
		org := &kg.Organisation{
			ID: "org:" + tail, Name: at(named, i), Acronym: kg.Text(at(texts, i)), Type: kg.OrganisationType(at(types, i/2)),
			City: kg.Text(at(texts, i+2)), Website: kg.Text(at(texts, i/2)), ThemeIDs: []string{"theme:" + at(tails, i%4)},
		}
		if i%4 > 0 {
			org.Size, org.CountryID, org.RegionID = kg.SizeBand(at(sizes, i)), "country:PL", "region:PL63"
		}
		if i%4 == 2 {
			org.CountryID, org.RegionID = "country:SE", ""
		}
		project := &kg.Project{
			ID: "project:" + tail, Title: at(named, i+2), Acronym: kg.Text(at(texts, i)), Summary: kg.Text(at(texts, i+1)),
			Start: kg.Date(at(dates, i)), End: kg.Date(at(dates, i/2)), Website: kg.Text(at(texts, i+3)), ThemeIDs: []string{"theme:" + at(tails, i%4)},
		}
		if i%3 > 0 {
			project.Budget, project.ProgrammeID = &kg.Money{Cents: int64(i%4*100 - 150), Currency: "EUR"}, "programme:a"
		}
		records = append(records, org, project)
	}
	// One that has worked with nobody: it can be introduced to all.
	records = append(records, &kg.Organisation{ID: "org:alone", Name: "beta", Type: "NGO", CountryID: "country:PL", ThemeIDs: []string{"theme:a"}})
	for i, tail := range tails {
		part := func(org, project string, i int) {
			p := &kg.Participation{
				OrganisationID: org, ProjectID: project, Role: kg.Role(at(roles, i)), RawRole: kg.Text(at(texts, i)),
				Start: kg.Date(at(dates, i)), End: kg.Date(at(dates, i+1)),
			}
			if i%3 > 0 {
				p.Contribution = &kg.Money{Cents: int64(i % 4 * 100), Currency: "EUR"}
			}
			records = append(records, p)
		}
		part("org:a", "project:"+tail, i)
		part("org:B", "project:"+tail, i+1)
		if tail != "a" && tail != "B" {
			part("org:"+tail, "project:a", i)
			if i%2 == 0 {
				part("org:"+tail, "project:"+tails[i/2], i)
			}
		}
		records = append(records,
			&kg.Membership{NetworkID: "org:a", MemberID: "org:" + tail, Since: kg.Date(at(dates, i)), Until: kg.Date(at(dates, i/2))},
			&kg.Practice{ID: "practice:" + tail, Title: at(named, i), Summary: at(texts, i), URL: kg.Text(at(texts, i+1)), SharedBy: "org:a", ProjectID: "project:a"},
			&kg.RecordedCollaboration{
				ID: "recorded:" + tail, Title: at(named, i), PartyIDs: []string{"org:a", "org:B"}, Start: kg.Date(at(dates, i)), End: kg.Date(at(dates, i/2)),
				URL: kg.Text(at(texts, i)),
			},
		)
		for _, d := range []kg.Direction{kg.Offer, kg.Need} {
			records = append(records, &kg.Resource{
				ID: "resource:" + string(d) + tail, OrganisationID: "org:a", Direction: d, ResourceKind: kg.ResourceKind(at([]string{"VENUE", "STAFF"}, i)),
				Title: at(named, i), AvailableFrom: kg.Date(at(dates, i)), AvailableTo: kg.Date(at(dates, i/2)),
			})
		}
		if i > 0 {
			records = append(records, &kg.Resource{
				ID: "resource:" + tail, OrganisationID: "org:" + tail, Direction: kg.Direction(at([]string{"OFFER", "OFFER", "NEED"}, i)),
				ResourceKind: "VENUE", Title: "A hall",
			})
		}
	}
	return records
}

// start returns the record of many from which an edge leads to most.
func start(k kg.Kind) string {
	return map[kg.Kind]string{
		kg.KindOrganisation: "org:a", kg.KindProject: "project:a", kg.KindTheme: "theme:a", kg.KindCountry: "country:PL",
		kg.KindRegion: "region:PL6", kg.KindProgramme: "programme:a", kg.KindCollaboration: kg.CollaborationID("org:a", "org:B"),
	}[k]
}

// pagedEdges returns every edge that is handed out in pages.
func pagedEdges() []*kg.Edge {
	var list []*kg.Edge
	for _, from := range append([]kg.Kind{""}, append(kg.StoredKinds(), kg.KindCollaboration)...) {
		for _, e := range kg.EdgesOf(from) {
			if e.Paged {
				list = append(list, e)
			}
		}
	}
	return list
}

// along returns a question whose answer has, at its end, one page of an edge; page finds it.
func along(e *kg.Edge, order kg.Order, first int, cursor string) (question, last *kg.Hop, page func(t failer, p *kg.Page) *kg.Page) {
	name := e.Name
	if e.From != "" {
		name = string(e.From) + "." + name
	}
	h := ask(name)
	h.Order, h.First, h.Cursor, h.Count = order, first, cursor, true
	switch e.Name {
	case kg.EdgeSearch:
		h.Words = []string{"b"}
	case kg.EdgeNewcomers:
		h.Since = 2000
	case kg.EdgeResponders:
		h.IDs, h.Needs, h.Place = []string{"org:a"}, []string{"STAFF", "VENUE"}, "country:PL"
	case kg.EdgeMatches:
		h.IDs = []string{"org:a"}
	case kg.EdgeIntroductions:
		h.IDs = []string{"org:alone"}
	}
	if e.From == "" {
		return h, h, func(_ failer, p *kg.Page) *kg.Page { return p }
	}
	return node(start(e.From), h), h, func(t failer, p *kg.Page) *kg.Page { return attached(t, p, h) }
}

// ordersToWalk returns the orders in which an edge is walked: every field of each kind once, at one edge that leads to
// it; at its other edges the default and one that is often unknown. Orders by a record that the rows refer to are those
// that the edge has by default anywhere.
func ordersToWalk(e *kg.Edge, walked map[kg.Kind]bool) []string {
	orders := []string{e.Order.Field}
	switch {
	case e.Name == kg.EdgeSearch:
		return orders
	case !walked[e.To[0]]:
		walked[e.To[0]] = true
		orders = append(orders, OrderFields(e.To[0])...)
		switch e.To[0] {
		case kg.KindParticipation:
			orders = append(orders, "project.title", "project.start", "organisation.name")
		case kg.KindMembership:
			orders = append(orders, "member.name", "network.name")
		}
	default:
		for _, f := range []string{"start", "size", "since", "availableFrom", "first", "notation", "url"} {
			if kg.Describe(e.To[0]).Field(f) != nil {
				orders = append(orders, f)
				break
			}
		}
	}
	slices.Sort(orders)
	return slices.Compact(orders)
}

// walks turns the pages of every paged edge in every order and both directions, in steps of several sizes.
func (s *suite) walks(t *testing.T) {
	w := s.empty(t)
	w.apply(t, puts(many()...)...)
	oracle := kg.New(w.store, w.oracle(t), clock)
	walked := map[kg.Kind]bool{}
	for _, e := range pagedEdges() {
		s.one(t, string(e.From)+"."+e.Name, func(t *testing.T) {
			for _, field := range ordersToWalk(e, walked) {
				for _, desc := range []bool{false, true} {
					if e.Name == kg.EdgeSearch && desc {
						continue
					}
					order := kg.Order{Field: field, Desc: desc}
					question, hop, find := along(e, order, kg.MaxFirst, "")
					page, err := oracle.Fetch(context.Background(), question)
					if err != nil {
						t.Fatal(err)
					}
					whole := dump(hop, find(t, page)).Items
					if len(whole) < 3 {
						t.Fatalf("there are only %d rows to walk", len(whole))
					}
					sizes := []int{1, 2, 3, 7}
					if field != e.Order.Field { // the others between the two directions
						sizes = map[bool][]int{false: {1, 7}, true: {2, 3}}[desc]
					}
					for _, first := range sizes {
						s.cases.Add(1)
						if why := w.walk(t, e, order, first, whole); why != "" {
							t.Errorf("%s desc=%t in pages of %d: %s", field, desc, first, why)
							break
						}
					}
				}
			}
		})
	}
}

// walk turns pages by cursor and says how what they hold differs from the whole list, "" if it does not.
func (w *world) walk(t *testing.T, e *kg.Edge, order kg.Order, first int, whole []dumpedItem) string {
	t.Helper()
	var seen []dumpedItem
	cursor := ""
	for {
		question, hop, find := along(e, order, first, cursor)
		page := find(t, w.fetch(t, question))
		items := dump(hop, page).Items
		seen = append(seen, items...)
		switch left := len(whole) - len(seen); {
		case page.Total != len(whole):
			return fmt.Sprintf("the total is %d of %d", page.Total, len(whole))
		case page.Before != (cursor != ""):
			return fmt.Sprintf("rows before: %t after %d", page.Before, len(seen))
		case left < 0, page.More != (left > 0), len(items) != first && page.More:
			return fmt.Sprintf("a page of %d, more: %t, with %d of %d seen\n%s", len(items), page.More, len(seen), len(whole), gocmp.Diff(whole, seen, alike))
		}
		if !page.More {
			break
		}
		cursor = page.Cursor(len(items) - 1)
	}
	if d := gocmp.Diff(whole, seen, alike); d != "" {
		return "(-whole +walked):\n" + d
	}
	return ""
}

// writesBehind turns pages while the part of the list that has been read changes: no other row may be lost or doubled.
func (s *suite) writesBehind(t *testing.T) {
	w := s.empty(t)
	tie := func(org string) []kg.Record { // two more projects with org:a: the heaviest tie there is
		var list []kg.Record
		for _, p := range []string{"project:tie1" + org[4:], "project:tie2" + org[4:], "project:tie3" + org[4:]} {
			list = append(list, &kg.Project{ID: p, Title: "0"},
				&kg.Participation{OrganisationID: "org:a", ProjectID: p, Role: "LEAD"}, &kg.Participation{OrganisationID: org, ProjectID: p, Role: "LEAD"})
		}
		return list
	}
	for _, c := range []struct {
		name  string
		edge  *kg.Edge
		order kg.Order
		// writes are made one after each page; each touches only rows that lie before the second page.
		writes [][]kg.Change
	}{
		{
			"organisations by name", kg.EdgeOf("", "organisations"),
			kg.Order{Field: "name"},
			[][]kg.Change{
				puts(&kg.Organisation{ID: "org:new1", Name: "!", Type: "NGO"}),
				puts(&kg.Organisation{ID: "org:new2", Name: "0", Type: "NGO"}, &kg.Organisation{ID: "org:new1", Name: "00", Type: "NGO", City: "x"}),
				{{Delete: "org:new1"}},
			},
		},
		{
			"projects by budget, descending, null last", kg.EdgeOf("", "projects"),
			kg.Order{Field: "budget", Desc: true},
			[][]kg.Change{
				puts(&kg.Project{ID: "project:new", Title: "x", Budget: &kg.Money{Cents: 1e6, Currency: "EUR"}}),
				puts(&kg.Project{ID: "project:new", Title: "y", Budget: &kg.Money{Cents: 1e7, Currency: "EUR"}}),
				{{Delete: "project:new"}},
				puts(&kg.Project{ID: "project:newer", Title: "y", Budget: &kg.Money{Cents: 1e7, Currency: "EUR"}}),
			},
		},
		{
			"participations of an organisation", kg.EdgeOf(kg.KindOrganisation, "participations"),
			kg.Order{Field: "project.start"},
			[][]kg.Change{
				puts(&kg.Project{ID: "project:new", Title: "x", Start: "1990-01-01"}, &kg.Participation{OrganisationID: "org:a", ProjectID: "project:new", Role: "LEAD"}),
				puts(&kg.Project{ID: "project:new", Title: "x", Start: "1991-01-01"}, &kg.Participation{OrganisationID: "org:a", ProjectID: "project:new", Role: "FUNDER"}),
				{{Delete: "participation:org:a|project:new|LEAD"}},
			},
		},
		{
			"collaborations by weight", kg.EdgeOf(kg.KindOrganisation, kg.EdgeCollaborations),
			kg.Order{Field: "weight", Desc: true},
			[][]kg.Change{
				puts(append([]kg.Record{&kg.Organisation{ID: "org:new", Name: "x", Type: "NGO"}}, tie("org:new")...)...),
				{{Delete: "org:new"}},
				puts(append([]kg.Record{&kg.Organisation{ID: "org:new", Name: "x", Type: "NGO"}}, tie("org:new")...)...),
			},
		},
		{
			"the row of the cursor itself goes", kg.EdgeOf("", "themes"),
			kg.Order{Field: "name"},
			[][]kg.Change{{{Delete: "theme:zz"}}, {{Delete: "theme:Ł"}}},
		},
	} {
		s.one(t, c.name, func(t *testing.T) {
			w.replace(t, many())
			question, _, find := along(c.edge, c.order, kg.MaxFirst, "")
			whole := ids(find(t, w.fetch(t, question)))
			var seen []string
			cursor, writes := "", c.writes
			for {
				question, _, find := along(c.edge, c.order, 2, cursor)
				page := find(t, w.fetch(t, question))
				seen = append(seen, ids(page)...)
				if !page.More {
					break
				}
				cursor = page.Cursor(len(page.Items) - 1)
				if len(writes) > 0 {
					w.apply(t, writes[0]...)
					writes = writes[1:]
				}
			}
			if d := gocmp.Diff(whole, seen); d != "" {
				t.Errorf("(-whole +walked):\n%s", d)
			}
		})
	}
}
