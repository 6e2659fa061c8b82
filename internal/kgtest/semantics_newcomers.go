package kgtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

// pioneers is a small world of first projects abroad.
//
//	home     2010        A, E (both PL)
//	first    2015-03-01  A (PL), B (SE)
//	odd      2016        A, U (of no known country)
//	second   2020-06-01  A (LEAD), B, C (PL)
//	undated              C, D (DE)
//	third    2022-01-01  C, D, F (SE)
//	fourth   2022-09-01  D, F, C
//	alpha    2021-05-05  B, G (PL)
//	beta     2021-05-05  A, G
//	gamma    2021-05-05  D, G, H (PL)
//	fair     2011        recorded: A, B
func pioneers() []kg.Record {
	records := []kg.Record{
		&kg.Country{ID: "country:PL", Code: "PL", Name: "Poland"}, &kg.Country{ID: "country:SE", Code: "SE", Name: "Sweden"},
		&kg.Country{ID: "country:DE", Code: "DE", Name: "Germany"},
		&kg.RecordedCollaboration{ID: "recorded:fair", Title: "Fair", PartyIDs: []string{"org:A", "org:B"}, Start: "2011-01-01"},
		&kg.Organisation{ID: "org:U", Name: "U", Type: "NGO"},
	}
	for org, country := range map[string]string{"A": "PL", "B": "SE", "C": "PL", "D": "DE", "E": "PL", "F": "SE", "G": "PL", "H": "PL"} {
		records = append(records, &kg.Organisation{ID: "org:" + org, Name: org, Type: "NGO", CountryID: "country:" + country})
	}
	project := func(name string, start kg.Date, orgs string) {
		records = append(records, &kg.Project{ID: "project:" + name, Title: name, Start: start})
		for i, org := range orgs {
			role := kg.Partner
			if i == 0 {
				role = kg.Lead
			}
			records = append(records, &kg.Participation{OrganisationID: "org:" + string(org), ProjectID: "project:" + name, Role: role})
		}
	}
	project("home", "2010-01-01", "AE")
	project("first", "2015-03-01", "AB")
	project("odd", "2016-01-01", "AU")
	project("second", "2020-06-01", "ABC")
	project("undated", "", "CD")
	project("third", "2022-01-01", "CDF")
	project("fourth", "2022-09-01", "DFC")
	project("alpha", "2021-05-05", "BG")
	project("beta", "2021-05-05", "AG")
	project("gamma", "2021-05-05", "DGH")
	return inScanOrder(records)
}

// newcomers checks who is new, where, and who brought them in, in the world of pioneers. A row is written
// "ORGANISATION project start: SPONSORS".
func (s *suite) newcomers(t *testing.T) {
	w := s.empty(t)
	w.apply(t, puts(pioneers()...)...)
	const (
		a, b, c = "A first 2015-03-01: ", "B first 2015-03-01: ", "C second 2020-06-01: AB"
		d, f, g = "D gamma 2021-05-05: ", "F third 2022-01-01: CD", "G alpha 2021-05-05: B"
		h       = "H gamma 2021-05-05: "
	)
	for _, x := range []struct {
		name  string
		since int
		scope *kg.Scope
		want  []string
	}{
		{
			// E has worked at home alone, and U's country is not known. C and D's undated project is no first one. Of three
			// that began on one day G's first is alpha. F's sponsors had one before, if only by months.
			"all; the latest first, then by id", 1, nil, []string{f, d, g, h, c, a, b},
		},
		{"the year itself is in", 2015, nil, []string{f, d, g, h, c, a, b}},
		{"who began before is not new", 2016, nil, []string{f, d, g, h, c}},
		{"since the year of another", 2021, nil, []string{f, d, g, h}},
		{"nobody yet", 2023, nil, nil},
		{
			// From 2019 on, A and B begin in second, beside C: none of them was there before.
			"first in the years of the scope", 2019, &kg.Scope{Years: kg.Years{From: new(2019)}},
			[]string{f, d, g, h, "A second 2020-06-01: ", "B second 2020-06-01: ", "C second 2020-06-01: "},
		},
		{
			// A is at home with C, and so no partner of its across the border.
			"sponsors are partners by the scope", 2020, &kg.Scope{CrossBorder: new(true)},
			[]string{"F third 2022-01-01: CD", d, g, h, "C second 2020-06-01: B"},
		},
		{"nothing at home is international", 1, &kg.Scope{CrossBorder: new(false)}, nil},
		{
			// Leads alone never make a pair; as many as two make first, alpha, and beta, which is domestic.
			"at most two participants", 1, &kg.Scope{MaxParticipants: new(2)}, []string{g, a, b},
		},
		{
			"in a place", 1, &kg.Scope{Countries: []string{"country:PL", "country:SE"}},
			[]string{"F third 2022-01-01: C", g, c, a, b},
		},
		{
			// Only F and B are from Sweden: A and C, and C and D, are no partners.
			"either party in a place: two outside it are no partners", 1, &kg.Scope{Countries: []string{"country:SE"}, Parties: kg.Either},
			[]string{"D third 2022-01-01: ", "F third 2022-01-01: C", g, "C second 2020-06-01: B", a, b},
		},
		{"roles without a pair", 1, &kg.Scope{Roles: []string{"LEAD"}}, nil},
		{
			// PARTNER alone: D and F in third; in fourth F and C are; BC in second; GH at home in gamma.
			"partners' roles", 1, &kg.Scope{Roles: []string{"PARTNER"}},
			[]string{"D third 2022-01-01: ", "F third 2022-01-01: ", "B second 2020-06-01: ", "C second 2020-06-01: "},
		},
		{"recorded collaborations are no projects", 1, &kg.Scope{Evidence: []kg.EvidenceKind{kg.ByRecord}}, nil},
	} {
		s.one(t, x.name, func(t *testing.T) {
			sponsors, project, org := ask("Newcomer.sponsors"), ask("Newcomer.project"), ask("Newcomer.organisation")
			q := below(ask(kg.EdgeNewcomers, "organisation", "project", "start", "sponsorCount"), sponsors, project, org)
			q.Since, q.Scope, q.Count = x.since, x.scope, true
			page := w.fetch(t, q)
			if d := gocmp.Diff(x.want, newcomersIn(t, page, sponsors, project, org), alike); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if page.Total != len(x.want) {
				t.Errorf("a total of %d", page.Total)
			}
		})
	}
	s.one(t, "a page of newcomers, the earliest first, with what all ties rest on", func(t *testing.T) {
		q := ask(kg.EdgeNewcomers)
		q.Since, q.First, q.Order, q.Count, q.Coverage = 2016, 2, kg.Order{Field: "start"}, true, true
		page := w.fetch(t, q)
		if d := gocmp.Diff([]string{"newcomer:org:C", "newcomer:org:D"}, ids(page)); d != "" || !page.More || page.Total != 5 {
			t.Errorf("more: %t of %d (-want +got):\n%s", page.More, page.Total, d)
		}
		want := &kg.Coverage{
			Revision: w.revision(t), AsOf: Today, Projects: 10, Records: 1, ProjectsWithUnknownPartners: 10, Scope: (&kg.Scope{}).String(),
		}
		if d := gocmp.Diff(want, page.Coverage, alike); d != "" {
			t.Errorf("coverage (-want +got):\n%s", d)
		}
	})
}

// newcomersIn writes a page of newcomers, each as its fields and the records below it agree to say.
func newcomersIn(t *testing.T, page *kg.Page, sponsors, project, org *kg.Hop) []string {
	t.Helper()
	var list []string
	for _, item := range page.Items {
		n := item.Record.(*kg.Newcomer)
		pages := map[*kg.Hop][]string{}
		for _, h := range []*kg.Hop{sponsors, project, org} {
			p, _ := kg.Attached(n, h.Key)
			pages[h] = ids(p)
		}
		if !slices.Equal(pages[org], []string{n.OrganisationID}) || !slices.Equal(pages[project], []string{n.ProjectID}) || len(pages[sponsors]) != n.SponsorCount {
			t.Errorf("%+v leads to %v", n, pages)
		}
		names := strings.ReplaceAll(strings.Join(pages[sponsors], ""), "org:", "")
		list = append(list, fmt.Sprintf("%s %s %s: %s", n.OrganisationID[4:], n.ProjectID[8:], n.Start, names))
	}
	return list
}
