package kgtest

import (
	"math"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

// grants is a small world of money.
//
//	t1  2021  themes a, b   programme one   A LEAD 100 EUR and FUNDER 50 EUR, B PARTNER 30 EUR                n=2
//	t2  2022  theme a       programme two   A PARTNER 100 EUR, B PARTNER 7 PLN, C LEAD (nothing stated)       n=3
//	t3  2022  no theme      no programme    A LEAD 20 CZK, C PARTNER 5 EUR                                    n=2
//	t4  2023  theme b       programme one   B LEAD 1000 EUR                                                   n=1
//
// D, E, F and G take part in projects of their own, which make no ties.
func grants() []kg.Record {
	records := []kg.Record{
		&kg.Country{ID: "country:PL", Code: "PL", Name: "Poland"}, &kg.Country{ID: "country:SE", Code: "SE", Name: "Sweden"},
		&kg.Theme{ID: "theme:a", Scheme: "own", Name: "A"}, &kg.Theme{ID: "theme:b", Scheme: "own", Name: "B"},
		&kg.Organisation{ID: "org:A", Name: "A", Type: "NGO", Size: "SMALL", CountryID: "country:PL"},
		&kg.Organisation{ID: "org:B", Name: "B", Type: "NGO", CountryID: "country:SE"},
		&kg.Organisation{ID: "org:C", Name: "C", Type: "COMPANY", CountryID: "country:PL"},
		&kg.Organisation{ID: "org:D", Name: "D", Type: "NGO"}, &kg.Organisation{ID: "org:E", Name: "E", Type: "NGO"},
		&kg.Organisation{ID: "org:F", Name: "F", Type: "NGO"}, &kg.Organisation{ID: "org:G", Name: "G", Type: "NGO"},
		&kg.Organisation{ID: "org:H", Name: "H", Type: "NGO"},
		&kg.Programme{ID: "programme:one", Name: "One"}, &kg.Programme{ID: "programme:two", Name: "Two"},
		&kg.Project{ID: "project:t1", Title: "T1", Start: "2021-01-01", ThemeIDs: []string{"theme:a", "theme:b"}, ProgrammeID: "programme:one"},
		&kg.Project{ID: "project:t2", Title: "T2", Start: "2022-05-01", ThemeIDs: []string{"theme:a"}, ProgrammeID: "programme:two"},
		&kg.Project{ID: "project:t3", Title: "T3", Start: "2022-01-01"},
		&kg.Project{
			ID: "project:t4", Title: "T4", Start: "2023-01-01", ThemeIDs: []string{"theme:b"}, ProgrammeID: "programme:one",
			Budget: &kg.Money{Cents: 999, Currency: "EUR"},
		},
	}
	paid := func(org, project, role, currency string, cents int64) {
		p := &kg.Participation{OrganisationID: "org:" + org, ProjectID: "project:" + project, Role: kg.Role(role)}
		if currency != "" {
			p.Contribution = &kg.Money{Cents: cents, Currency: currency}
		}
		records = append(records, p)
	}
	own := func(org string, programme string, currency string, cents int64) {
		id := "own" + org + currency + programme
		p := &kg.Project{ID: "project:" + id, Title: id}
		if programme != "" {
			p.ProgrammeID = "programme:" + programme
		}
		records = append(records, p)
		paid(org, id, "LEAD", currency, cents)
	}
	paid("A", "t1", "LEAD", "EUR", 10000)
	paid("A", "t1", "FUNDER", "EUR", 5000)
	paid("B", "t1", "PARTNER", "EUR", 3000)
	paid("A", "t2", "PARTNER", "EUR", 10000)
	paid("B", "t2", "PARTNER", "PLN", 700)
	paid("C", "t2", "LEAD", "", 0)
	paid("A", "t3", "LEAD", "CZK", 2000)
	paid("C", "t3", "PARTNER", "EUR", 500)
	paid("B", "t4", "LEAD", "EUR", 100000)
	own("D", "one", "SEK", 100) // two small ones of a currency before a large one of another
	own("D", "two", "SEK", 300)
	own("D", "", "EUR", 90000)
	own("E", "one", "SEK", 100) // as many, and no euros
	own("E", "two", "PLN", 1)
	own("F", "one", "EUR", -1250) // paid back
	own("F", "two", "EUR", 1250)
	own("G", "one", "EUR", -1000)
	own("G", "two", "EUR", 2000)
	own("G", "", "EUR", 0)
	return records
}

// grantTables checks tables of money, and of projects with two themes, in the world of grants.
func (s *suite) grantTables(t *testing.T, w *world) {
	counts := []kg.Measure{kg.CountProjects, kg.CountCollaborations, kg.CountOrganisations, kg.SumWeight}
	money := []kg.Measure{kg.SumFunding}
	const a, b, pl, se = "theme:a", "theme:b", "country:PL", "country:SE"
	s.tables(t, w, []tableCase{
		{
			"themes by years: a project with two themes is in both, and once in the total", kg.ByTheme, kg.ByYear, counts, nil,
			counted("", "", 3, 3, 3, 3.5), // t1 1, t2 3 pairs of 0.5, t3 1
			[]kg.Cell{
				counted(a, "2021", 1, 1, 2, 1), counted(a, "2022", 1, 3, 3, 1.5), counted(b, "2021", 1, 1, 2, 1),
				counted("unknown", "2022", 1, 1, 2, 1),
			},
		},
		{
			"themes by themes", kg.ByTheme, kg.ByTheme, counts, nil,
			counted("", "", 3, 3, 3, 3.5),
			[]kg.Cell{
				counted(a, a, 2, 3, 3, 2.5), counted(a, b, 1, 1, 2, 1), counted(b, a, 1, 1, 2, 1), counted(b, b, 1, 1, 2, 1),
				counted("unknown", "unknown", 1, 1, 2, 1),
			},
		},
		{
			"money: euros of the ends, once each; a project without a tie has none", kg.ByTheme, kg.ByYear, money, nil,
			funded("", "", 28500),
			[]kg.Cell{funded(a, "2021", 18000), funded(a, "2022", 10000), funded(b, "2021", 18000), funded("unknown", "2022", 500)},
		},
		{
			"money in a role: that of this role alone, nothing known where no euros are", kg.ByRole, kg.ByTheme, money, nil,
			funded("", "", 28500),
			[]kg.Cell{
				funded("FUNDER", a, 5000), funded("FUNDER", b, 5000), funded("LEAD", a, 10000), funded("LEAD", b, 10000), funded("LEAD", "unknown"),
				funded("PARTNER", a, 13000), funded("PARTNER", b, 3000), funded("PARTNER", "unknown", 500),
			},
		},
		{
			"money in a role, the other way round", kg.ByYear, kg.ByRole, money, &kg.Scope{Themes: []string{b}},
			funded("", "", 18000),
			[]kg.Cell{funded("2021", "FUNDER", 5000), funded("2021", "LEAD", 10000), funded("2021", "PARTNER", 3000)},
		},
		{
			"money of those that are in a cell", kg.ByCountry, kg.ByOrganisationType, append(money, kg.SumWeight, kg.CountOrganisations), nil,
			kg.Cell{Organisations: 3, Weight: 3.5, Funding: new(int64(28500))},
			[]kg.Cell{
				{Row: pl, Column: "COMPANY", Organisations: 1, Weight: 2, Funding: new(int64(500))},
				{Row: pl, Column: "NGO", Organisations: 1, Weight: 3, Funding: new(int64(25000))},
				{Row: se, Column: "NGO", Organisations: 1, Weight: 2, Funding: new(int64(3000))},
			},
		},
		{
			"money of roles that count", kg.ByTheme, kg.ByYear, money, &kg.Scope{Roles: []string{"LEAD", "PARTNER"}, Themes: []string{b}},
			funded("", "", 13000),
			[]kg.Cell{funded(a, "2021", 13000), funded(b, "2021", 13000)},
		},
		{
			"money of types that count: without C, A and B alone have a tie", kg.ByProgramme, kg.ByYear, money, &kg.Scope{OrganisationTypes: []string{"NGO"}},
			funded("", "", 28000),
			[]kg.Cell{funded("programme:one", "2021", 18000), funded("programme:two", "2022", 10000)},
		},
		{
			"pairs have no money", kg.ByCountry, kg.ByCountry, append(money, kg.CountProjects), nil,
			kg.Cell{Projects: 3},
			[]kg.Cell{{Row: pl, Column: pl, Projects: 2}, {Row: pl, Column: se, Projects: 2}},
		},
	})
}

// funding checks funding profiles against numbers worked out by hand, in the world of grants.
func (s *suite) funding(t *testing.T) {
	w := s.empty(t)
	w.apply(t, puts(grants()...)...)
	euros := func(cents int64) *kg.Money { return &kg.Money{Cents: cents, Currency: "EUR"} }
	share := func(programme string, amount *kg.Money, part float64, contributions int) kg.FundingShare {
		s := kg.FundingShare{Amount: amount, Share: part, Contributions: contributions}
		if programme != "" {
			s.ProgrammeID = "programme:" + programme
		}
		return s
	}
	profile := func(total *kg.Money, contributions, unknown int, others ...kg.Money) kg.FundingProfile {
		return kg.FundingProfile{Total: total, Contributions: contributions, Unknown: unknown, Others: others}
	}
	spread := func(p kg.FundingProfile, largest, squares, effective float64, shares ...kg.FundingShare) kg.FundingProfile {
		p.LargestShare, p.Herfindahl, p.EffectiveProgrammes, p.Shares = &largest, &squares, &effective, shares
		return p
	}
	shares := func(p kg.FundingProfile, shares ...kg.FundingShare) kg.FundingProfile { p.Shares = shares; return p }
	all := spread(
		profile(euros(20000), 3, 0, kg.Money{Cents: 2000, Currency: "CZK"}), 0.5, 0.5, 2,
		share("one", euros(10000), 0.5, 1), share("two", euros(10000), 0.5, 1),
	)
	one := spread(profile(euros(10000), 1, 0), 1, 1, 1, share("one", euros(10000), 1, 1))
	two := spread(profile(euros(10000), 1, 0), 1, 1, 1, share("two", euros(10000), 1, 1))
	for _, c := range []struct {
		name, of string
		scope    *kg.Scope
		want     kg.FundingProfile
	}{
		{"two equal programmes are two; what a funder gave is not received; other money stands apart", "A", nil, all},
		{
			"several contributions of a programme are one share; no budget counts; one may take part alone", "B", nil,
			spread(profile(euros(103000), 3, 0, kg.Money{Cents: 700, Currency: "PLN"}), 1, 1, 1, share("one", euros(103000), 1, 2)),
		},
		{"no amount stated is unknown, no programme stated a share", "C", nil, spread(profile(euros(500), 1, 1), 1, 1, 1, share("", euros(500), 1, 1))},
		{"nothing stated at all", "C", &kg.Scope{Programmes: []string{"programme:two"}}, profile(nil, 0, 1)},
		{"no participation", "H", nil, profile(nil, 0, 0)},
		{
			// 0.25 and 0.75: 0.0625+0.5625; the entropy is 0.25 ln 4 + 0.75 ln 4/3.
			"the currency of most contributions, not of most money; the largest share first", "D", nil,
			spread(
				profile(&kg.Money{Cents: 400, Currency: "SEK"}, 3, 0, kg.Money{Cents: 90000, Currency: "EUR"}),
				0.75, 0.625, math.Pow(4, 0.25)*math.Pow(4.0/3, 0.75),
				share("two", &kg.Money{Cents: 300, Currency: "SEK"}, 0.75, 1), share("one", &kg.Money{Cents: 100, Currency: "SEK"}, 0.25, 1),
			),
		},
		{
			"as many of two currencies: euros, before what is the first by code", "A", &kg.Scope{Years: kg.Years{From: new(2022), To: new(2022)}},
			spread(profile(euros(10000), 2, 0, kg.Money{Cents: 2000, Currency: "CZK"}), 1, 1, 1, share("two", euros(10000), 1, 1)),
		},
		{
			"as many of two currencies, neither euros: the first by code", "E", nil,
			spread(profile(&kg.Money{Cents: 1, Currency: "PLN"}, 2, 0, kg.Money{Cents: 100, Currency: "SEK"}), 1, 1, 1, share("two", &kg.Money{Cents: 1, Currency: "PLN"}, 1, 1)),
		},
		{
			"a total of nothing has no shares", "F", nil,
			shares(profile(euros(0), 2, 0), share("two", euros(1250), 0, 1), share("one", euros(-1250), 0, 1)),
		},
		{
			// Shares of 2, 0 and -1: the squares are 4, 0 and 1, and only the first has an entropy, -2 ln 2.
			"what was paid back is a share without entropy", "G", nil,
			spread(profile(euros(1000), 3, 0), 2, 5, 0.25, share("two", euros(2000), 2, 1), share("", euros(0), 0, 1), share("one", euros(-1000), -1, 1)),
		},
		{"a programme", "A", &kg.Scope{Programmes: []string{"programme:one"}}, one},
		{"a theme", "A", &kg.Scope{Themes: []string{"theme:b"}}, one},
		{"years", "A", &kg.Scope{Years: kg.Years{To: new(2021)}}, one},
		{
			"at most two participants", "A", &kg.Scope{MaxParticipants: new(2)},
			spread(profile(euros(10000), 2, 0, kg.Money{Cents: 2000, Currency: "CZK"}), 1, 1, 1, share("one", euros(10000), 1, 1)),
		},
		{"a role", "A", &kg.Scope{Roles: []string{"PARTNER"}}, two},
		{"a funder's role", "A", &kg.Scope{Roles: []string{"FUNDER"}}, profile(nil, 0, 0)},
		{"a type that is its own", "A", &kg.Scope{OrganisationTypes: []string{"NGO"}}, all},
		{"a type that is not", "A", &kg.Scope{OrganisationTypes: []string{"COMPANY"}}, profile(nil, 0, 0)},
		{"a size that is not stated", "B", &kg.Scope{Sizes: []string{"SMALL", "LARGE"}}, profile(nil, 0, 0)},
		{"places and borders play no part", "A", &kg.Scope{Countries: []string{"country:SE"}, CrossBorder: new(false)}, all},
		{"projects are no evidence", "A", &kg.Scope{Evidence: []kg.EvidenceKind{kg.ByRecord, kg.ByMembers}}, profile(nil, 0, 0)},
	} {
		s.one(t, c.name, func(t *testing.T) {
			programmes := ask("FundingShare.programme")
			by := below(ask("FundingProfile.byProgramme", "amount", "share", "contributions"), programmes)
			h := below(ask("Organisation.funding", "total", "contributions", "unknown", "largestShare", "herfindahl", "effectiveProgrammes"), by)
			h.Scope = c.scope
			page := attached(t, w.fetch(t, node("org:"+c.of, h)), h)
			got := *page.Items[0].Record.(*kg.FundingProfile)
			if got.RecordID() != "funding:org:"+c.of {
				t.Errorf("it is %s", got.RecordID())
			}
			got.Meta, got.OrganisationID, got.Shares = kg.Meta{}, "", nil
			for _, item := range attached(t, page, by).Items {
				s := item.Record.(*kg.FundingShare)
				below, _ := kg.Attached(s, programmes.Key)
				share := kg.FundingShare{Amount: s.Amount, Share: s.Share, Contributions: s.Contributions}
				if list := ids(below); len(list) > 0 {
					share.ProgrammeID = list[0]
				}
				got.Shares = append(got.Shares, share)
			}
			if d := gocmp.Diff(c.want, got, alike); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}
