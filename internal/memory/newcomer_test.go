package memory

import (
	"cmp"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"ngograph/internal/kg"
)

// newcomersHop asks for newcomers with all that is below them, first at a time.
func newcomersHop(scope *kg.Scope, since, first int, desc bool, after *kg.After) *kg.Hop {
	below := func(name string) *kg.Hop {
		return &kg.Hop{Edge: kg.EdgeOf(kg.KindNewcomer, name), Key: name, Items: true, Count: true}
	}
	return &kg.Hop{
		Edge: kg.EdgeOf("", kg.EdgeNewcomers), Scope: scope, Since: since, First: first, After: after, Items: true, Count: true, Coverage: true,
		Order:  kg.Order{Field: "start", Desc: desc},
		Shapes: []kg.Shape{{Kind: kg.KindNewcomer, Hops: []*kg.Hop{below("organisation"), below("project"), below(kg.EdgeSponsors)}}},
	}
}

// newcomer is an answer in short.
type newcomer struct {
	Organisation, Project string
	Start                 kg.Date
	Sponsors              []string
}

// inShort reads a newcomer with what is below it.
func inShort(r *kg.Newcomer) newcomer {
	ids := func(key string) []string {
		page, _ := kg.Attached(r, key)
		var list []string
		for _, item := range page.Items {
			list = append(list, item.Record.RecordID())
		}
		if page.Total != len(list) {
			list = append(list, "and another total")
		}
		return list
	}
	n := newcomer{r.OrganisationID, r.ProjectID, r.Start, ids(kg.EdgeSponsors)}
	if !slices.Equal(ids("organisation"), []string{n.Organisation}) || !slices.Equal(ids("project"), []string{n.Project}) ||
		len(n.Sponsors) != r.SponsorCount {
		n.Sponsors = append(n.Sponsors, "and something else")
	}
	return n
}

// TestNewcomers compares newcomers of random graphs with those found piece by piece, page by page in both directions.
func TestNewcomers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, n := drawNaive(t)
		since, desc := rapid.SampledFrom([]int{1, 2016, 2020, 2022}).Draw(t, "since"), rapid.Bool().Draw(t, "desc")
		want := n.newcomers(since, desc)
		size := rapid.IntRange(1, 4).Draw(t, "first")
		var got []newcomer
		var after *kg.After
		for {
			page := fetch(t, v, newcomersHop(n.scope, since, size, desc, after))
			if page.Total != len(want) {
				t.Fatalf("the total is %d, want %d", page.Total, len(want))
			}
			for _, item := range page.Items {
				got = append(got, inShort(item.Record.(*kg.Newcomer)))
				after = &kg.After{Value: item.Sort, ID: item.Record.RecordID()}
			}
			if page.More != (len(got) < len(want)) || len(got) > len(want) {
				t.Fatalf("after %d of %d, more follow: %v", len(got), len(want), page.More)
			}
			ties := fetch(t, v, &kg.Hop{
				Edge: kg.EdgeOf("", kg.EdgeCollaborations), Scope: n.scope, Items: true, First: 1, Coverage: true,
			})
			if diff := gocmp.Diff(ties.Coverage, page.Coverage, cmpopts.IgnoreUnexported(kg.Meta{})); diff != "" {
				t.Fatalf("coverage under %s:\n%s", n.scope, diff)
			}
			if !page.More {
				break
			}
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Fatalf("since %d under %s:\n%s", since, n.scope, diff)
		}
	})
}

// newcomers finds them by their projects, earliest first.
func (n *naive) newcomers(since int, desc bool) []newcomer {
	abroad := map[string][]*kg.Project{} // by organisation
	for _, p := range n.pieces {
		project, ok := p.record.(*kg.Project)
		a, b := n.country(p.a), n.country(p.b)
		if ok && project.Start != "" && a != "" && b != "" && a != b {
			abroad[p.a], abroad[p.b] = append(abroad[p.a], project), append(abroad[p.b], project)
		}
	}
	var list []newcomer
	for o, projects := range abroad {
		first := slices.MinFunc(projects, func(x, y *kg.Project) int { return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.ID, y.ID)) })
		if year, _ := first.Start.Year(); year < since {
			continue
		}
		c := newcomer{o, first.ID, first.Start, nil}
		for _, partner := range n.partners(o, first) {
			if slices.ContainsFunc(abroad[partner], func(p *kg.Project) bool { return p.Start < first.Start }) {
				c.Sponsors = append(c.Sponsors, partner)
			}
		}
		list = append(list, c)
	}
	slices.SortFunc(list, func(x, y newcomer) int {
		c := cmp.Compare(x.Start, y.Start)
		if desc {
			c = -c
		}
		return cmp.Or(c, cmp.Compare(x.Organisation, y.Organisation))
	})
	return list
}

// TestNewcomersByHand: a1 and b1 first met in p. In 2021 b1 brought b2 to a domestic project, which is none, and in 2022 a2,
// b2 and c1, whose country is not known and who therefore is no newcomer, to q; there b2 and a2 met each other, too. A
// project without a start counts for nobody. In 2024 b1, alone in region r, brought b3 and d1 of Cland to r.
func TestNewcomersByHand(t *testing.T) {
	org := func(id, country, region string) *kg.Organisation {
		return &kg.Organisation{ID: "org:" + id, Name: id, Type: "NGO", CountryID: country, RegionID: region}
	}
	a, b := "country:A", "country:B"
	records := []kg.Record{
		&kg.Country{ID: a, Code: "A", Name: "Aland"}, &kg.Country{ID: b, Code: "B", Name: "Bland"},
		&kg.Country{ID: "country:C", Code: "C", Name: "Cland"},
		&kg.Region{ID: "region:r", Code: "r", Name: "R", Version: "1", CountryID: b},
		org("a1", a, ""), org("a2", a, ""), org("b1", b, "region:r"), org("b2", b, ""), org("b3", b, ""), org("c1", "", ""),
		org("d1", "country:C", ""),
		&kg.Project{ID: "project:p", Title: "P", Start: "2020-05-01"},
		&kg.Project{ID: "project:d", Title: "Domestic", Start: "2021-01-01"},
		&kg.Project{ID: "project:q", Title: "Q", Start: "2022-02-01"},
		&kg.Project{ID: "project:r", Title: "R", Start: "2024-03-01"},
		&kg.Project{ID: "project:u", Title: "Undated", End: "2019-01-01"},
	}
	for project, partners := range map[string][]string{
		"p": {"a1", "b1"}, "d": {"b1", "b2"}, "q": {"b1", "a2", "b2", "c1"}, "r": {"b1", "b3", "d1"}, "u": {"a2", "b2"},
	} {
		for _, o := range partners {
			records = append(records, &kg.Participation{OrganisationID: "org:" + o, ProjectID: "project:" + project, Role: kg.Partner})
		}
	}
	graph := openRecords(t, records)
	debut := func(organisation, project string, start kg.Date, sponsors ...string) newcomer {
		return newcomer{"org:" + organisation, "project:" + project, start, sponsors}
	}
	last := []newcomer{debut("b3", "r", "2024-03-01", "org:b1"), debut("d1", "r", "2024-03-01", "org:b1")}
	late := []newcomer{debut("a2", "q", "2022-02-01", "org:b1"), debut("b2", "q", "2022-02-01", "org:b1")}
	early := []newcomer{debut("a1", "p", "2020-05-01"), debut("b1", "p", "2020-05-01")}
	cross, domestic := true, false
	for name, test := range map[string]struct {
		since int
		scope *kg.Scope
		want  []newcomer
	}{
		"since 2021": {2021, nil, slices.Concat(last, late)},
		"since 2020": {2020, nil, slices.Concat(last, late, early)},
		"since 2025": {2025, nil, nil},
		"across borders": {2021, &kg.Scope{CrossBorder: &cross}, []newcomer{
			debut("b3", "r", "2024-03-01"), last[1], late[0], debut("b2", "q", "2022-02-01"),
		}},
		"one in Aland": {2021, &kg.Scope{Countries: []string{a}, Parties: kg.Either}, []newcomer{
			late[0], debut("b2", "q", "2022-02-01"),
		}},
		"one in the region": {2023, &kg.Scope{Regions: []string{"region:r"}, Parties: kg.Either}, last[1:]},
		"domestic":          {2000, &kg.Scope{CrossBorder: &domestic}, nil},
		"records alone":     {2000, &kg.Scope{Evidence: []kg.EvidenceKind{kg.ByRecord}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			page, err := graph.Fetch(t.Context(), newcomersHop(test.scope, test.since, 10, true, nil))
			if err != nil {
				t.Fatal(err)
			}
			var got []newcomer
			for _, item := range page.Items {
				got = append(got, inShort(item.Record.(*kg.Newcomer)))
			}
			if diff := gocmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
