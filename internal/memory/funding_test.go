package memory

import (
	"cmp"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"ngograph/internal/kg"
	"ngograph/internal/kgtest"
)

// fundingOf asks for what an organisation received, with all that is below it.
func fundingOf(scope *kg.Scope, organisation string) *kg.Hop {
	return &kg.Hop{
		Edge: kg.EdgeOf("", kg.EdgeNodes), IDs: []string{organisation}, Items: true,
		Shapes: []kg.Shape{{Kind: kg.KindOrganisation, Hops: []*kg.Hop{{
			Edge: kg.EdgeOf(kg.KindOrganisation, kg.EdgeFunding), Key: "funding", Scope: scope, Items: true, Count: true,
			Shapes: []kg.Shape{{Kind: kg.KindFunding, Hops: []*kg.Hop{{
				Edge: kg.EdgeOf(kg.KindFunding, "byProgramme"), Key: "shares", Items: true, Count: true,
				Shapes: []kg.Shape{{Kind: kg.KindFundingShare, Hops: []*kg.Hop{{
					Edge: kg.EdgeOf(kg.KindFundingShare, "programme"), Key: "programme", Items: true,
				}}}},
			}}}},
		}}}},
	}
}

// profileOf reads the answer and checks that what is below the profile is what it holds.
func profileOf(t interface{ Fatalf(string, ...any) }, page *kg.Page) *kg.FundingProfile {
	funding, _ := kg.Attached(page.Items[0].Record, "funding")
	if len(funding.Items) != 1 || funding.Total != 1 {
		t.Fatalf("%d profiles, the total is %d", len(funding.Items), funding.Total)
	}
	profile := funding.Items[0].Record.(*kg.FundingProfile)
	shares, _ := kg.Attached(profile, "shares")
	if len(shares.Items) != len(profile.Shares) || shares.Total != len(profile.Shares) {
		t.Fatalf("%d of %d shares, the total is %d", len(shares.Items), len(profile.Shares), shares.Total)
	}
	for i, item := range shares.Items {
		share := item.Record.(*kg.FundingShare)
		if share.RecordID() != profile.Shares[i].RecordID() {
			t.Fatalf("share %d is %s", i, share.RecordID())
		}
		programme, _ := kg.Attached(share, "programme")
		var ids []string
		for _, item := range programme.Items {
			ids = append(ids, item.Record.RecordID())
		}
		if share.ProgrammeID == "" && ids != nil || share.ProgrammeID != "" && !slices.Equal(ids, []string{share.ProgrammeID}) {
			t.Fatalf("below the share of %q is %v", share.ProgrammeID, ids)
		}
	}
	return profile
}

var sameProfile = gocmp.Options{nearly, cmpopts.IgnoreUnexported(kg.Meta{})}

// TestFunding compares profiles of random graphs with what the participations say, in projects that the oracle finds.
func TestFunding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, oracle, records := drawn(t)
		organisations := kgtest.IDsOf(records, kg.KindOrganisation)
		if len(organisations) == 0 {
			return
		}
		n := narrowed(t, records)
		s := n.scope
		organisation := rapid.SampledFrom(organisations).Draw(t, "organisation")
		where := kg.Filter{}
		if len(s.Themes) > 0 {
			where = kg.Filter{Op: kg.OpUnder, Field: "themes", Values: s.Themes}
		}
		if len(s.Programmes) > 0 {
			where = kg.And(where, kg.In("programme", s.Programmes...))
		}
		if s.Years.Known() {
			from, to := s.Years.Dates()
			where = kg.And(where, kg.Filter{Op: kg.OpDuring, Min: from, Max: to})
		}
		if s.MaxParticipants != nil {
			where = kg.And(where, kg.Filter{Op: kg.OpRange, Field: "participantCount", Max: int64(*s.MaxParticipants)})
		}
		o := n.byID[organisation].(*kg.Organisation)
		paid := map[kg.Paid]kg.Paid{}
		projects := fetch(t, oracle, &kg.Hop{Edge: kg.EdgeOf("", "projects"), Where: where, Items: true, First: kg.MaxFirst})
		for _, item := range projects.Items {
			project := item.Record.(*kg.Project)
			for _, part := range n.parts(organisation, project.ID) {
				if part.Role == "FUNDER" || !s.Counts(kg.ByProject) ||
					len(s.OrganisationTypes) > 0 && !slices.Contains(s.OrganisationTypes, string(o.Type)) ||
					len(s.Sizes) > 0 && !slices.Contains(s.Sizes, string(o.Size)) {
					continue
				}
				m := kg.Money{}
				if part.Contribution != nil {
					m = *part.Contribution
				}
				key := kg.Paid{ProgrammeID: project.ProgrammeID, Currency: m.Currency}
				sum := cmp.Or(paid[key], key)
				sum.Cents += m.Cents
				sum.Count++
				paid[key] = sum
			}
		}
		var list []kg.Paid
		for _, p := range paid {
			list = append(list, p)
		}
		got := profileOf(t, fetch(t, v, fundingOf(s, organisation)))
		if diff := gocmp.Diff(kg.NewFundingProfile(organisation, list), got, sameProfile); diff != "" {
			t.Fatalf("%s under %s:\n%s", organisation, s, diff)
		}
	})
}

// TestFundingByHand: of a1's 1700 cents in euros 100 are of programme e (the 10 that it gave as a funder are not among
// them) and 1600 of none.
func TestFundingByHand(t *testing.T) {
	graph := openRecords(t, consortia())
	share := func(programme string, cents int64, of float64) kg.FundingShare {
		return kg.FundingShare{
			OrganisationID: "org:a1", ProgrammeID: programme, Amount: &kg.Money{Cents: cents, Currency: "EUR"}, Share: of, Contributions: 1,
		}
	}
	for name, test := range map[string]struct {
		organisation string
		scope        *kg.Scope
		want         kg.FundingProfile
	}{
		"two programmes": {"org:a1", nil, kg.FundingProfile{
			Total: &kg.Money{Cents: 1700, Currency: "EUR"}, Contributions: 2, LargestShare: new(16. / 17), Herfindahl: new(257. / 289),
			EffectiveProgrammes: new(1.2507183622782252), Shares: []kg.FundingShare{share("", 1600, 16./17), share("programme:e", 100, 1./17)},
		}},
		"places and borders play no part": {
			"org:a1", &kg.Scope{Programmes: []string{"programme:e"}, Countries: []string{"country:B"}, CrossBorder: new(true)}, kg.FundingProfile{
				Total: &kg.Money{Cents: 100, Currency: "EUR"}, Contributions: 1, LargestShare: new(1.), Herfindahl: new(1.),
				EffectiveProgrammes: new(1.), Shares: []kg.FundingShare{share("programme:e", 100, 1)},
			},
		},
		"a type that is not its own": {"org:a1", &kg.Scope{OrganisationTypes: []string{"UNIVERSITY"}}, kg.FundingProfile{}},
		"unknown":                    {"org:b1", &kg.Scope{Roles: []string{"LEAD"}}, kg.FundingProfile{Unknown: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			page, err := graph.Fetch(t.Context(), fundingOf(test.scope, test.organisation))
			if err != nil {
				t.Fatal(err)
			}
			test.want.OrganisationID = test.organisation
			if diff := gocmp.Diff(&test.want, profileOf(t, page), sameProfile); diff != "" {
				t.Error(diff)
			}
		})
	}
}
