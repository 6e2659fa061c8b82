package neo4j

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

// derivedQuestions are questions for cross tables, funding and newcomers whose statements are kept.
func derivedQuestions() map[string]*kg.Hop {
	all := map[string]*kg.Hop{
		"crosstab_pairs": crossTab(kg.ByCountry, kg.ByCountry, nil, kg.SumWeight, kg.ExpectWeight),
		"crosstab_ends": crossTab(kg.ByRole, kg.ByTheme, &kg.Scope{
			Evidence: []kg.EvidenceKind{kg.ByProject, kg.ByMembers}, Parties: kg.Either, Countries: []string{"country:PL"},
		}, allMeasures...),
		"crosstab_areas": crossTab(kg.ByArea, kg.ByYear, &kg.Scope{Themes: []string{"theme:climate"}}, kg.CountProjects),
		"funding":        funding(&kg.Scope{Programmes: []string{"programme:a"}, Areas: []string{"area:baltic"}}),
		"newcomers":      newcomers(2019, &kg.Scope{Areas: []string{"area:baltic"}, CrossBorder: new(true)}),
	}
	all["crosstab_areas"].Coverage, all["newcomers"].Coverage, all["newcomers"].Count = true, true, true
	all["newcomers"].After = &kg.After{Value: int64(20190301), ID: "newcomer:org:c"}
	return all
}

func newcomers(since int, scope *kg.Scope) *kg.Hop {
	h := hop("", kg.EdgeNewcomers, 3, shape(kg.KindNewcomer, "start sponsorCount",
		hop(kg.KindNewcomer, "organisation", 0, shape(kg.KindOrganisation, "name")),
		hop(kg.KindNewcomer, "project", 0, shape(kg.KindProject, "title")),
		hop(kg.KindNewcomer, kg.EdgeSponsors, 0, shape(kg.KindOrganisation, "name"))))
	h.Since, h.Scope = since, scope
	return h
}

func funding(scope *kg.Scope) *kg.Hop {
	below := hop(kg.KindOrganisation, kg.EdgeFunding, 0, shape(kg.KindFunding, "total",
		hop(kg.KindFunding, "byProgramme", 0, shape(kg.KindFundingShare, "share",
			hop(kg.KindFundingShare, "programme", 0, shape(kg.KindProgramme, "name"))))))
	below.Scope = scope
	return hop("", "organisations", 10, shape(kg.KindOrganisation, "name", below))
}

func TestFunding(t *testing.T) {
	db, _ := openEmpty(t)
	apply(t, db, puts(partners()...)...)
	for _, tc := range []struct {
		name  string
		scope kg.Scope
		want  map[string]string
	}{
		// What b has as a funder is not received. Its contributions in euros are two, of 60 and 20 cents.
		{"everything", kg.Scope{}, map[string]string{
			"a": "{150 EUR} of 2, 1 unknown, others [], P {150 EUR} 1.00 of 2",
			"b": "{80 EUR} of 3, 0 unknown, others [{10 PLN}], Q {60 EUR} 0.75 of 1, - {20 EUR} 0.25 of 1",
			"c": "{7 EUR} of 1, 0 unknown, others [], P {7 EUR} 1.00 of 1",
			"d": "<nil> of 0, 0 unknown, others []",
			"e": "<nil> of 0, 1 unknown, others []",
		}},
		{"of a programme, by a role, wherever", kg.Scope{
			Programmes: []string{"programme:p"}, Roles: []string{"LEAD", "FUNDER"}, Countries: []string{"country:SE"}, CrossBorder: new(true),
		}, map[string]string{
			"a": "{100 EUR} of 1, 0 unknown, others [], P {100 EUR} 1.00 of 1",
			"b": "<nil> of 0, 0 unknown, others []",
		}},
		{"of small projects", kg.Scope{MaxParticipants: new(2), Years: kg.Years{From: new(2014)}}, map[string]string{
			"a": "<nil> of 0, 0 unknown, others []", "b": "{60 EUR} of 1, 0 unknown, others [], Q {60 EUR} 1.00 of 1",
		}},
		{"of no projects", kg.Scope{Evidence: []kg.EvidenceKind{kg.ByRecord}}, map[string]string{"a": "<nil> of 0, 0 unknown, others []"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, i := range question(t, db, funding(&tc.scope)).Items {
				page, _ := kg.Attached(i.Record, kg.EdgeFunding)
				f := page.Items[0].Record.(*kg.FundingProfile)
				if f.OrganisationID != i.Record.RecordID() {
					t.Errorf("the profile of %s is of %s", i.Record.RecordID(), f.OrganisationID)
				}
				total := "<nil>"
				if f.Total != nil {
					total = fmt.Sprint(*f.Total)
				}
				got := fmt.Sprintf("%s of %d, %d unknown, others %v", total, f.Contributions, f.Unknown, f.Others)
				shares, _ := kg.Attached(f, "byProgramme")
				for _, s := range shares.Items {
					share, name := s.Record.(*kg.FundingShare), "-"
					programme, _ := kg.Attached(share, "programme")
					for _, p := range programme.Items {
						name = p.Record.(*kg.Programme).Name
					}
					got += fmt.Sprintf(", %s %v %.2f of %d", name, *share.Amount, share.Share, share.Contributions)
				}
				if want, ok := tc.want[strings.TrimPrefix(f.OrganisationID, "org:")]; ok && got != want {
					t.Errorf("%s: got %s, want %s", f.OrganisationID, got, want)
				}
			}
		})
	}
}

func TestNewcomers(t *testing.T) {
	db, _ := openEmpty(t)
	apply(t, db, puts(append(partners(),
		// f's first project abroad is none of b's first, so that b and e can both be its sponsors; c is new there itself.
		&kg.Organisation{ID: "org:f", Name: "f", Type: "NGO", Size: "LARGE", CountryID: "country:DK"},
		&kg.Project{ID: "project:late", Title: "Late", Start: "2019-03-01"},
		&kg.Participation{OrganisationID: "org:f", ProjectID: "project:late", Role: kg.Lead},
		&kg.Participation{OrganisationID: "org:b", ProjectID: "project:late", Role: kg.Partner},
		&kg.Participation{OrganisationID: "org:c", ProjectID: "project:late", Role: kg.Partner},
		&kg.Participation{OrganisationID: "org:e", ProjectID: "project:late", Role: kg.Partner},
	)...)...)
	for _, tc := range []struct {
		name  string
		since int
		scope kg.Scope
		want  []string
	}{
		{"since 2016", 2016, kg.Scope{}, []string{"a one 1 b", "c late 2 b e", "f late 2 b e"}},
		{"since 2015", 2015, kg.Scope{}, []string{"a one 1 b", "c late 2 b e", "f late 2 b e", "b zero 0", "e zero 0"}},
		{"since 2020", 2020, kg.Scope{}, nil},
		{"with the Swedes", 2015, kg.Scope{Countries: []string{"country:SE", "country:PL"}}, []string{"a one 0", "b late 0", "c late 0"}},
		{"with one in Denmark", 2015, kg.Scope{Countries: []string{"country:DK"}, Parties: kg.Either}, []string{"c late 1 e", "f late 2 b e", "b zero 0", "e zero 0"}},
		{"in small projects", 2015, kg.Scope{MaxParticipants: new(3)}, []string{"a one 1 b", "c one 1 b", "b zero 0", "e zero 0"}},
		{"at home", 2015, kg.Scope{CrossBorder: new(false)}, nil},
		{"in no project", 2015, kg.Scope{Evidence: []kg.EvidenceKind{kg.ByRecord, kg.ByMembers}}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var got []string
			h := newcomers(tc.since, &tc.scope)
			h.Count, h.Coverage = true, true
			for {
				p := question(t, db, h)
				if p.Total != len(tc.want) || p.Coverage == nil {
					t.Errorf("the total is %d, the coverage %v", p.Total, p.Coverage)
				}
				for _, i := range p.Items {
					n := i.Record.(*kg.Newcomer)
					list := func(edge string) string {
						page, _ := kg.Attached(n, edge)
						return ids(page)
					}
					got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %d %s", list("organisation"), list("project"), n.SponsorCount, list(kg.EdgeSponsors))))
					h.After = &kg.After{Value: i.Sort, ID: n.RecordID()}
					if want := kg.SortValue(n, "start"); i.Sort != want {
						t.Errorf("%s is ordered by %v, not %v", n.RecordID(), i.Sort, want)
					}
				}
				if !p.More {
					break
				}
			}
			if d := cmp.Diff(tc.want, got); d != "" {
				t.Errorf("the newcomers differ (-want +got):\n%s", d)
			}
			h = newcomers(tc.since, &tc.scope)
			h.Order, h.First = kg.Order{Field: "start"}, 10
			h.Shapes = nil
			var position []kg.After
			for _, i := range question(t, db, h).Items {
				position = append(position, kg.After{Value: i.Sort, ID: i.Record.RecordID()})
			}
			if len(position) != len(tc.want) || !slices.IsSortedFunc(position, h.Order.Compare) {
				t.Errorf("the earliest first: %v", position)
			}
		})
	}
}
