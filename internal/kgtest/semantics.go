package kgtest

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

// baltic is a small world whose every number can be worked out by hand.
//
//	Projects    clean  2020-2021  climate              A(LEAD), B, C           n=3
//	            ports  2023       transport (-> freight of the other scheme)  A, R   n=2
//	            old    2010       climate, ends only   A, B                    n=2
//	            loose  undated    climate              B, D                    n=2
//	            big    2021-2023  none                 A, B, C, D, N           n=5
//	            solo   2022       climate              C                       n=1
//	Recorded    fair   2022       climate              A, B, R                 k=3
//	Network     N      has members A (2015 to 2018) and B (since unknown)      k=2
func baltic() []kg.Record {
	part := func(org, project string, role kg.Role) kg.Record {
		return &kg.Participation{OrganisationID: "org:" + org, ProjectID: "project:" + project, Role: role}
	}
	from := func(dataset string) kg.Meta {
		return kg.Meta{Sources: []kg.SourceRef{{Dataset: "dataset:" + dataset, Record: "1"}}}
	}
	return []kg.Record{
		&kg.Dataset{ID: "dataset:x", Title: "X", Licence: "CC0-1.0", RetrievedAt: "2024-01-01"},
		&kg.Dataset{ID: "dataset:y", Title: "Y", Licence: "CC0-1.0", RetrievedAt: "2024-02-01"},
		&kg.Dataset{ID: "dataset:z", Title: "Z", Licence: "CC0-1.0", RetrievedAt: "2023-02-01"},
		&kg.Country{ID: "country:PL", Code: "PL", Name: "Poland"}, &kg.Country{ID: "country:SE", Code: "SE", Name: "Sweden"},
		&kg.Country{ID: "country:RU", Code: "RU", Name: "Russia"},
		&kg.Region{ID: "region:PL6", Code: "PL6", Name: "North", Level: 1, Version: "2021", CountryID: "country:PL"},
		&kg.Region{ID: "region:PL63", Code: "PL63", Name: "Coast", Level: 2, Version: "2021", CountryID: "country:PL", ParentID: "region:PL6"},
		&kg.Theme{ID: "theme:environment", Scheme: "own", Name: "Environment"},
		&kg.Theme{ID: "theme:climate", Scheme: "own", Name: "Climate", BroaderIDs: []string{"theme:environment"}},
		&kg.Theme{ID: "theme:transport", Scheme: "own", Name: "Transport", MatchIDs: []string{"theme:freight"}},
		&kg.Theme{ID: "theme:freight", Scheme: "theirs", Name: "Freight", BroaderIDs: []string{"theme:logistics"}},
		&kg.Theme{ID: "theme:logistics", Scheme: "theirs", Name: "Logistics"},
		&kg.Area{ID: "area:cbss", Name: "CBSS", Definition: "members of the Council"},
		&kg.AreaMember{AreaID: "area:cbss", MemberID: "country:PL", From: "1992-03-06"},
		&kg.AreaMember{AreaID: "area:cbss", MemberID: "country:SE", From: "1992-03-06"},
		&kg.AreaMember{AreaID: "area:cbss", MemberID: "country:RU", From: "1992-03-06", To: "2022-05-17"},
		&kg.Organisation{ID: "org:A", Name: "A", Type: "NGO", Size: "SMALL", CountryID: "country:PL", RegionID: "region:PL63"},
		&kg.Organisation{ID: "org:B", Name: "B", Type: "NGO", Size: "LARGE", CountryID: "country:SE"},
		&kg.Organisation{ID: "org:C", Name: "C", Type: "UNIVERSITY", CountryID: "country:PL", RegionID: "region:PL6"},
		&kg.Organisation{ID: "org:D", Name: "D", Type: "NGO"},
		&kg.Organisation{ID: "org:N", Name: "N", Type: "NETWORK", Size: "MICRO", CountryID: "country:SE"},
		&kg.Organisation{ID: "org:R", Name: "R", Type: "NGO", Size: "SMALL", CountryID: "country:RU"},
		&kg.Programme{ID: "programme:one", Name: "One"},
		&kg.Project{
			Meta: from("x"), ID: "project:clean", Title: "Clean", Start: "2020-03-01", End: "2021-06-30", ThemeIDs: []string{"theme:climate"},
			ProgrammeID: "programme:one", Complete: new(true),
		},
		&kg.Project{Meta: from("x"), ID: "project:ports", Title: "Ports", Start: "2023-01-01", End: "2023-12-31", ThemeIDs: []string{"theme:transport"}, Complete: new(false)},
		&kg.Project{Meta: from("y"), ID: "project:old", Title: "Old", End: "2010-12-31", ThemeIDs: []string{"theme:climate"}},
		&kg.Project{ID: "project:loose", Title: "Loose", ThemeIDs: []string{"theme:climate"}, Complete: new(true)},
		&kg.Project{ID: "project:big", Title: "Big", Start: "2021-01-01", End: "2023-01-01", Complete: new(true)},
		&kg.Project{ID: "project:solo", Title: "Solo", Start: "2022-01-01", ThemeIDs: []string{"theme:climate"}},
		part("A", "clean", "LEAD"), part("A", "clean", "FUNDER"), part("B", "clean", "PARTNER"), part("C", "clean", "PARTNER"),
		part("A", "ports", "LEAD"), part("R", "ports", "PARTNER"),
		part("A", "old", "PARTNER"), part("B", "old", "LEAD"),
		part("B", "loose", "LEAD"), part("D", "loose", "PARTNER"),
		part("A", "big", "PARTNER"), part("B", "big", "PARTNER"), part("C", "big", "PARTNER"), part("D", "big", "ASSOCIATED"), part("N", "big", "LEAD"),
		part("C", "solo", "LEAD"),
		&kg.RecordedCollaboration{
			Meta: from("z"), ID: "recorded:fair", Title: "Fair", PartyIDs: []string{"org:A", "org:B", "org:R"}, Start: "2022-05-17", End: "2022-06-30",
			ThemeIDs: []string{"theme:climate"},
		},
		&kg.Membership{NetworkID: "org:N", MemberID: "org:A", Since: "2015-01-01", Until: "2018-12-31"},
		&kg.Membership{NetworkID: "org:N", MemberID: "org:B"},
	}
}

// weights is what a list of ties comes to: "A B" to the weight of that tie.
type weights map[string]float64

func tiesIn(p *kg.Page) weights {
	w := weights{}
	for _, item := range p.Items {
		c := item.Record.(*kg.Collaboration)
		w[c.A[4:]+" "+c.B[4:]] = c.Weight
	}
	return w
}

// semantics checks the network answers against numbers worked out by hand.
func (s *suite) semantics(t *testing.T) {
	w := s.empty(t)
	w.apply(t, puts(baltic()...)...)
	const quarter, half = 0.25, 0.5
	years := func(from, to int) kg.Years { return kg.Years{From: &from, To: &to} }
	project, recorded, member := []kg.EvidenceKind{kg.ByProject}, []kg.EvidenceKind{kg.ByRecord}, []kg.EvidenceKind{kg.ByMembers}
	for _, c := range []struct {
		name  string
		scope *kg.Scope
		want  weights
	}{
		{"everything: 1/(n-1) for each project, 1/(k-1) for each record", nil, weights{
			"A B": half + 1 + quarter + half, "A C": half + quarter, "B C": half + quarter, "A R": 1 + half, "B R": half, "B D": 1 + quarter,
			"A D": quarter, "C D": quarter, "A N": quarter, "B N": quarter, "C N": quarter, "D N": quarter,
		}},
		{"records alone", &kg.Scope{Evidence: recorded}, weights{"A B": half, "A R": half, "B R": half}},
		{"memberships alone: 1/k, members are not tied", &kg.Scope{Evidence: member}, weights{"A N": half, "B N": half}},
		{"memberships in the years they held; one without a beginning or an end is in no year", &kg.Scope{Evidence: member, Years: years(2018, 2020)}, weights{"A N": half}},
		{"memberships after they ended", &kg.Scope{Evidence: member, Years: years(2019, 2020)}, weights{}},
		{"memberships have no theme", &kg.Scope{Evidence: member, Themes: []string{"theme:climate"}}, weights{}},
		{"memberships of networks not too large", &kg.Scope{Evidence: member, MaxParticipants: new(2)}, weights{"A N": half, "B N": half}},
		{"a theme and those below it", &kg.Scope{Themes: []string{"theme:environment"}}, weights{
			"A B": half + 1 + half, "A C": half, "B C": half, "B D": 1, "A R": half, "B R": half,
		}},
		{"a theme reached by matches, then broader", &kg.Scope{Themes: []string{"theme:logistics"}}, weights{"A R": 1}},
		{"matches count in one direction", &kg.Scope{Themes: []string{"theme:freight", "theme:transport"}, Evidence: project}, weights{"A R": 1}},
		{"years; an undated project is in none, a half-dated one on its day", &kg.Scope{Years: years(2010, 2020), Evidence: project}, weights{
			"A B": 1 + half, "A C": half, "B C": half,
		}},
		{"the first year alone", &kg.Scope{Years: kg.Years{From: new(2022)}, Programmes: nil, Evidence: project, MaxParticipants: new(2)}, weights{"A R": 1}},
		{"the last year alone", &kg.Scope{Years: kg.Years{To: new(2010)}, Evidence: project}, weights{"A B": 1}},
		{"a programme; records have none", &kg.Scope{Programmes: []string{"programme:one"}}, weights{"A B": half, "A C": half, "B C": half}},
		{"at most three: the project of three counts, that of five does not", &kg.Scope{MaxParticipants: new(3), Evidence: project}, weights{
			"A B": half + 1, "A C": half, "B C": half, "A R": 1, "B D": 1,
		}},
		{"at most two", &kg.Scope{MaxParticipants: new(2)}, weights{"A B": 1, "A R": 1, "B D": 1}},
		{"types: those out of scope still count in n", &kg.Scope{OrganisationTypes: []string{"NGO"}, Evidence: project}, weights{
			"A B": half + 1 + quarter, "A R": 1, "B D": 1 + quarter, "A D": quarter,
		}},
		{"sizes: the unknown size is in no list", &kg.Scope{Sizes: []string{"SMALL", "LARGE"}, Evidence: project}, weights{"A B": half + 1 + quarter, "A R": 1}},
		{"roles, any of an organisation's; records have none", &kg.Scope{Roles: []string{"FUNDER", "PARTNER"}}, weights{
			"A B": half + quarter, "A C": half + quarter, "B C": half + quarter,
		}},
		{"one role", &kg.Scope{Roles: []string{"LEAD"}}, weights{}},
		{"a country, both", &kg.Scope{Countries: []string{"country:PL"}}, weights{"A C": half + quarter}},
		{"a country, either", &kg.Scope{Countries: []string{"country:PL"}, Parties: kg.Either, Evidence: project}, weights{
			"A B": half + 1 + quarter, "A C": half + quarter, "B C": half + quarter, "A R": 1, "A D": quarter, "C D": quarter, "A N": quarter, "C N": quarter,
		}},
		{"two countries", &kg.Scope{Countries: []string{"country:PL", "country:RU"}, Evidence: project}, weights{"A C": half + quarter, "A R": 1}},
		{"a region and those in it", &kg.Scope{Regions: []string{"region:PL6"}}, weights{"A C": half + quarter}},
		{"a region and not those around it", &kg.Scope{Regions: []string{"region:PL63"}}, weights{}},
		{"a region or a country", &kg.Scope{Regions: []string{"region:PL63"}, Countries: []string{"country:SE"}, Evidence: project}, weights{
			"A B": half + 1 + quarter, "A N": quarter, "B N": quarter,
		}},
		{"an area on the days of each: Russia left before Ports, on the day when the fair began", &kg.Scope{Areas: []string{"area:cbss"}}, weights{
			"A B": half + 1 + quarter + half, "A R": half, "B R": half, "A C": half + quarter, "B C": half + quarter, "A N": quarter, "B N": quarter, "C N": quarter,
		}},
		{"across a border: an unknown country is across none", &kg.Scope{CrossBorder: new(true), Evidence: project}, weights{
			"A B": half + 1 + quarter, "B C": half + quarter, "A R": 1, "A N": quarter, "C N": quarter,
		}},
		{"within a border", &kg.Scope{CrossBorder: new(false), Evidence: project}, weights{"A C": half + quarter, "B N": quarter}},
		{"within the border, from either side of it", &kg.Scope{CrossBorder: new(false), Countries: []string{"country:SE"}, Parties: kg.Either}, weights{"B N": quarter}},
	} {
		s.one(t, c.name, func(t *testing.T) {
			h := ask(kg.EdgeCollaborations, "weight")
			h.Scope = c.scope
			if d := gocmp.Diff(c.want, tiesIn(w.fetch(t, h)), alike); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
	s.tieFields(t, w)
	s.coverages(t, w)
	s.places(t, w)
}

// tieFields checks what a tie says of itself.
func (s *suite) tieFields(t *testing.T, w *world) {
	for _, c := range []struct {
		name, a, b string
		scope      kg.Scope
		want       *kg.Collaboration
	}{
		{
			"counts and years", "org:B", "org:A",
			kg.Scope{},
			&kg.Collaboration{ProjectCount: 3, RecordedCount: 1, Weight: 2.25, First: new(2010), Last: new(2023)},
		},
		{"no dates, no years", "org:B", "org:D", kg.Scope{Themes: []string{"theme:climate"}}, &kg.Collaboration{ProjectCount: 1, Weight: 1}},
		{"no tie", "org:D", "org:R", kg.Scope{}, nil},
		{"no tie in scope", "org:A", "org:B", kg.Scope{Years: kg.Years{From: new(2024)}}, nil},
		{
			"decay: half of it after two years", "org:A", "org:C", kg.Scope{HalfLife: new(2)}, // Clean ended 3 years ago, Big 1
			&kg.Collaboration{ProjectCount: 2, Weight: 0.75, RecencyWeight: new(0.5*0.3535533905932738 + 0.25*0.7071067811865476), First: new(2020), Last: new(2023)},
		},
		{
			"decay: nothing of what has no dates", "org:B", "org:D",
			kg.Scope{HalfLife: new(1)},
			&kg.Collaboration{ProjectCount: 2, Weight: 1.25, RecencyWeight: new(0.125), First: new(2021), Last: new(2023)},
		},
		{
			"a membership", "org:N", "org:A",
			kg.Scope{Evidence: []kg.EvidenceKind{kg.ByMembers, kg.ByProject}},
			&kg.Collaboration{ProjectCount: 1, Membership: true, Weight: 0.75, First: new(2015), Last: new(2023)},
		},
		{
			"a membership since an unknown day", "org:N", "org:B",
			kg.Scope{Evidence: []kg.EvidenceKind{kg.ByMembers}},
			&kg.Collaboration{Membership: true, Weight: 0.5},
		},
	} {
		s.one(t, c.name, func(t *testing.T) {
			h := ask(kg.EdgeCollaboration, "projectCount", "recordedCount", "membership", "weight", "recencyWeight", "first", "last")
			h.IDs, h.Scope = []string{c.a, c.b}, &c.scope
			var got *kg.Collaboration
			if p := w.fetch(t, h); len(p.Items) > 0 {
				got = clone(p.Items[0].Record).(*kg.Collaboration)
				if got.A >= got.B || got.RecordID() != kg.CollaborationID(c.a, c.b) {
					t.Errorf("the tie of %s and %s is %s", c.a, c.b, got.RecordID())
				}
				got.A, got.B = "", ""
			}
			if d := gocmp.Diff(c.want, got, alike); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
	s.one(t, "what a tie rests on", func(t *testing.T) {
		projects, records, themes, between := ask("Collaboration.projects"), ask("Collaboration.recorded"), ask("Collaboration.themes"), ask("Collaboration.between")
		h := below(ask(kg.EdgeCollaboration), projects, records, themes, between)
		h.IDs, h.Scope = []string{"org:B", "org:A"}, &kg.Scope{Years: kg.Years{From: new(2020)}}
		p := w.fetch(t, h)
		got := map[string][]string{}
		for name, hop := range map[string]*kg.Hop{"projects": projects, "recorded": records, "themes": themes, "between": between} {
			got[name] = ids(attached(t, p, hop))
		}
		want := map[string][]string{
			"projects": {"project:big", "project:clean"}, "recorded": {"recorded:fair"}, "themes": {"theme:climate"}, "between": {"org:A", "org:B"},
		}
		if d := gocmp.Diff(want, got); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
	s.one(t, "equal weights are ordered by id", func(t *testing.T) {
		h := ask(kg.EdgeCollaborations)
		h.Scope = &kg.Scope{MaxParticipants: new(5), OrganisationTypes: []string{"NETWORK", "UNIVERSITY", "NGO"}, Years: kg.Years{From: new(2022)}, Evidence: []kg.EvidenceKind{kg.ByProject}}
		var want []string
		for _, pair := range []string{"A R", "A B", "A C", "A D", "A N", "B C", "B D", "B N", "C D", "C N", "D N"} {
			want = append(want, kg.CollaborationID("org:"+pair[:1], "org:"+pair[2:]))
		}
		if d := gocmp.Diff(want, ids(w.fetch(t, h))); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
	s.one(t, "an organisation's weights add up to its projects of two or more, and its records", func(t *testing.T) {
		w.addUp(t, baltic())
	})
}

// addUp checks that with the zero scope an organisation's weights add up to the number of its projects with two or more
// participants and of its recorded collaborations.
func (w *world) addUp(t failer, records []kg.Record) {
	t.Helper()
	ties := ask("Organisation.collaborations", "weight")
	page := w.fetch(t, below(ask("organisations"), ties))
	o := NewOracle(0, records)
	for _, item := range page.Items {
		id := item.Record.RecordID()
		want := 0
		for _, project := range o.projectsOf(id) {
			if len(o.participantsOf(project)) >= 2 {
				want++
			}
		}
		for _, r := range each[*kg.RecordedCollaboration](o) {
			if slices.Contains(r.PartyIDs, id) {
				want++
			}
		}
		below, _ := kg.Attached(item.Record, ties.Key)
		sum := 0.0
		for _, weight := range slices.Sorted(maps.Values(tiesIn(below))) {
			sum += weight
		}
		if d := gocmp.Diff(float64(want), sum, alike); d != "" {
			t.Fatalf("the weights of %s do not add up: %s", id, fmt.Sprint(want, " ", sum))
		}
	}
}
