package kgtest

import (
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

// met returns projects with their participations, of a programme or of none. "p 2020 U X" is a project of org:U and
// org:X in 2020, "p - U X" an undated one.
func met(programme string, lines ...string) []kg.Record {
	var list []kg.Record
	for _, line := range lines {
		words := strings.Fields(line)
		p := &kg.Project{ID: "project:" + words[0], Title: words[0], ProgrammeID: programme}
		if words[1] != "-" {
			p.Start, p.End = kg.Date(words[1]+"-01-01"), kg.Date(words[1]+"-12-31")
		}
		list = append(list, p)
		for _, org := range words[2:] {
			list = append(list, &kg.Participation{OrganisationID: "org:" + org, ProjectID: p.ID, Role: kg.Partner})
		}
	}
	return list
}

// harbour is a small world of second degrees. What U is tied to, and the rest, with weights:
//
//	U-X 1 + 1/2   U-Y 1/2 + 1   X-Y 1/2   X-C 2   Y-C, Y-D, C-D 1/2   Y-E 1   U-E 1, in 2005
//	Q-R 1         V-G, V-H, W-G, W-H 1    P, N none
//
// Partners: U X, Y, E; X U, Y, C; Y U, X, C, D, E. N is a network with the members U, C and Y.
func harbour() []kg.Record {
	offer := func(id, org string, d kg.Direction, kind kg.ResourceKind) kg.Record {
		return &kg.Resource{ID: "resource:" + id, OrganisationID: "org:" + org, Direction: d, ResourceKind: kind, Title: id}
	}
	records := []kg.Record{
		&kg.Language{ID: "language:en", Code: "en", Name: "English"}, &kg.Language{ID: "language:pl", Code: "pl", Name: "Polish"},
		&kg.Country{ID: "country:PL", Code: "PL", Name: "Poland"}, &kg.Country{ID: "country:SE", Code: "SE", Name: "Sweden"},
		&kg.Region{ID: "region:PL6", Code: "PL6", Name: "North", Level: 1, Version: "2021", CountryID: "country:PL"},
		&kg.Region{ID: "region:PL63", Code: "PL63", Name: "Coast", Level: 2, Version: "2021", CountryID: "country:PL", ParentID: "region:PL6"},
		&kg.Theme{ID: "theme:sea", Scheme: "own", Name: "Sea"}, &kg.Theme{ID: "theme:air", Scheme: "own", Name: "Air"},
		&kg.Theme{ID: "theme:fish", Scheme: "own", Name: "Fish", BroaderIDs: []string{"theme:sea"}},
		&kg.Organisation{
			ID: "org:U", Name: "U", Type: "NGO", CountryID: "country:PL", RegionID: "region:PL63", LanguageIDs: []string{"language:en"},
			ThemeIDs: []string{"theme:air", "theme:sea"},
		},
		&kg.Organisation{ID: "org:X", Name: "X", Type: "NGO", AcceptsIntroductions: true},
		&kg.Organisation{ID: "org:Y", Name: "Y", Type: "NGO", CountryID: "country:PL", RegionID: "region:PL6"},
		&kg.Organisation{ID: "org:C", Name: "C", Type: "NGO", CountryID: "country:SE", LanguageIDs: []string{"language:pl"}, ThemeIDs: []string{"theme:sea"}},
		&kg.Organisation{ID: "org:D", Name: "D", Type: "NETWORK", CountryID: "country:PL", LanguageIDs: []string{"language:en"}, ThemeIDs: []string{"theme:fish"}},
		&kg.Organisation{ID: "org:E", Name: "E", Type: "NGO", CountryID: "country:SE"},
		&kg.Organisation{ID: "org:P", Name: "P", Type: "NGO", CountryID: "country:PL", RegionID: "region:PL63", ThemeIDs: []string{"theme:sea"}},
		offer("1", "U", kg.Need, "VENUE"), offer("2", "U", kg.Need, "VENUE"), offer("3", "U", kg.Need, "STAFF"),
		offer("4", "C", kg.Offer, "VENUE"), offer("5", "C", kg.Offer, "EXPERTISE"), offer("6", "D", kg.Need, "STAFF"),
	}
	for _, id := range []string{"G", "H", "N", "Q", "R", "V", "W"} {
		records = append(records, &kg.Organisation{ID: "org:" + id, Name: id, Type: "NGO"})
	}
	for _, id := range []string{"U", "C", "Y"} {
		records = append(records, &kg.Membership{NetworkID: "org:N", MemberID: "org:" + id})
	}
	return append(records, met("", "p1 2020 U X", "p2 2020 U X Y", "p3 2020 X C", "p4 2021 X C", "p5 2021 Y C D", "p6 2021 U Y", "p7 2005 U E",
		"p8 2021 Y E", "p9 - Q R", "pa - V G", "pb - V H", "pc - W G", "pd - W H")...)
}

// introductionsFor asks whom an organisation could be introduced to, with all that is said of it.
func introductionsFor(id string, scope *kg.Scope) *kg.Hop {
	h := ask(kg.EdgeIntroductions, "candidate", "basis", "score", "trust", "fit", "brokerCount")
	h.IDs, h.Scope = []string{"org:" + id}, scope
	return h
}

// told returns the records of a page.
func told[R kg.Record](p *kg.Page) []R {
	var list []R
	for _, item := range p.Items {
		list = append(list, item.Record.(R))
	}
	return list
}

// scored is what a list of introductions comes to: candidates with their scores, in order.
func scored(p *kg.Page) (candidates string, scores []float64) {
	var names []string
	for _, i := range told[*kg.Introduction](p) {
		names = append(names, i.CandidateID[4:])
		scores = append(scores, i.Score)
	}
	return strings.Join(names, " "), scores
}

// introductions checks introductions against numbers worked out by hand.
func (s *suite) introductions(t *testing.T) {
	w := s.empty(t)
	w.apply(t, puts(harbour()...)...)
	from := func(year int) *kg.Scope { return &kg.Scope{Years: kg.Years{From: &year}} }
	evidence := func(kinds ...kg.EvidenceKind) *kg.Scope { return &kg.Scope{Evidence: kinds} }
	for _, c := range []struct {
		name   string
		asks   string
		scope  *kg.Scope
		where  kg.Filter
		want   string
		scores []float64
	}{
		// C: trust min(1.5, 2)/3 by X + min(1.5, .5)/5 by Y = .6, times 1 + 1/3. D: min(1.5, .5)/5 = .1 times 1 + 1/3.
		// E worked with U, if long ago.
		{"the weaker leg over the broker's partners, times one and the fit", "U", nil, kg.Filter{}, "C D", []float64{0.8, 0.4 / 3}},
		{"worked with before the scope", "U", from(2020), kg.Filter{}, "C D", []float64{0.8, 0.4 / 3}},
		// Y alone is left, with four partners: min(1, .5)/4 times 4/3 each.
		{"partners are counted in the scope; equal scores go by id", "U", from(2021), kg.Filter{}, "C D", []float64{1.0 / 6, 1.0 / 6}},
		{"a half-life changes nothing", "U", &kg.Scope{HalfLife: new(1)}, kg.Filter{}, "C D", []float64{0.8, 0.4 / 3}},
		// X: min(1, 1.5)/3 by U + min(1, .5)/5 by Y, and nothing to tell its fit by. C and D: min(1, .5)/5, and fit 0.
		{"nothing stated is no fit", "E", nil, kg.Filter{}, "X C D", []float64{1.0/3 + 0.1, 0.1, 0.1}},
		{"no candidates are no profiles", "Q", nil, kg.Filter{}, "", nil},
		// Both legs 1, each broker has two partners.
		{"one who knows nobody else", "V", nil, kg.Filter{}, "W", []float64{1}},
		{"brokers can be introduced, too", "G", nil, kg.Filter{}, "H", []float64{1}},
		// C: min(1.5, 2)/3 by X + .5/6 by Y, which has N for a partner + (1/3)/3 by N = 25/36. N has U for a member.
		{"memberships make brokers, and partners who are no candidates", "U", evidence(kg.ByProject, kg.ByMembers), kg.Filter{}, "C D", []float64{25.0 / 27, 1.0 / 9}},
		// U-N-C alone, but Y has worked with U.
		{"memberships alone: worked with outside the scope", "U", evidence(kg.ByMembers), kg.Filter{}, "C", []float64{4.0 / 27}},
		{"a network's members know it", "N", evidence(kg.ByMembers), kg.Filter{}, "", nil},
		{"the filter is about candidates", "U", nil, kg.In("type", "NETWORK"), "D", []float64{0.4 / 3}},
		{"and not about brokers", "U", nil, kg.In("country", "country:SE"), "C", []float64{0.8}},
		{"nor about the one who asks", "U", nil, kg.Not(kg.In("country", "country:PL")), "C", []float64{0.8}},
		{"a filter that nobody satisfies", "U", nil, kg.Or(), "", nil},
		// U: themes 1/2, language 0, place 1. C: 1, 0, 0. Y: 0, place 1/2. D: 0, 0, 1/2. X and E: 0.
		{"profiles, without those that nothing speaks for", "P", nil, kg.Filter{}, "U C Y D", []float64{0.5, 1.0 / 3, 0.25, 1.0 / 6}},
		{"profiles and a filter", "P", nil, kg.In("country", "country:PL"), "U Y D", []float64{0.5, 0.25, 1.0 / 6}},
		// D: themes 0, language 1, needs 0, place 1/2. P: 1/2, 0, 0, 1. C: 1/2, 0, 1/2, 0.
		{"profiles in a scope without ties: X, Y and E have worked with U", "U", from(2024), kg.Filter{}, "D P C", []float64{0.375, 0.375, 0.25}},
		{"one of whom nothing is known", "N", nil, kg.Filter{}, "", nil},
	} {
		s.one(t, c.name, func(t *testing.T) {
			h := introductionsFor(c.asks, c.scope)
			h.Where, h.Count = c.where, true
			p := w.fetch(t, h)
			names, scores := scored(p)
			if names != c.want {
				t.Errorf("%q, want %q", names, c.want)
			}
			if d := gocmp.Diff(c.scores, scores, alike); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if p.Total != len(c.scores) {
				t.Errorf("a total of %d, want %d", p.Total, len(c.scores))
			}
		})
	}
	s.introductionReasons(t, w)
	s.introductionBrokers(t, w)
	s.introductionPages(t, w)
}

// introductionReasons checks what an introduction says of itself.
func (s *suite) introductionReasons(t *testing.T, w *world) {
	reason := func(kind kg.ReasonKind, value float64, shared ...string) kg.Reason {
		return kg.Reason{Kind: kind, Value: value, Shared: shared}
	}
	for _, c := range []struct {
		name, candidate, asks string
		scope                 *kg.Scope
		want                  kg.Introduction
	}{
		{
			"two venues needed are one kind; the place is no part", "C", "U", nil,
			kg.Introduction{Basis: kg.OnTies, Score: 0.8, Trust: 0.6, Fit: 1.0 / 3, BrokerCount: 2, Reasons: []kg.Reason{
				reason(kg.ReasonTrust, 0.6), reason(kg.ReasonThemes, 0.5, "theme:sea"), reason(kg.ReasonLanguage, 0), reason(kg.ReasonNeeds, 0.5, "VENUE"),
			}},
		},
		{
			"a theme is not the one above it; a need is no offer", "D", "U", nil,
			kg.Introduction{Basis: kg.OnTies, Score: 0.4 / 3, Trust: 0.1, Fit: 1.0 / 3, BrokerCount: 1, Reasons: []kg.Reason{
				reason(kg.ReasonTrust, 0.1), reason(kg.ReasonThemes, 0), reason(kg.ReasonLanguage, 1, "language:en"), reason(kg.ReasonNeeds, 0),
			}},
		},
		{
			"what neither states is left out", "X", "E", nil,
			kg.Introduction{Basis: kg.OnTies, Score: 13.0 / 30, Trust: 13.0 / 30, BrokerCount: 2, Reasons: []kg.Reason{reason(kg.ReasonTrust, 13.0/30)}},
		},
		{
			"what one states is not", "C", "E", nil,
			kg.Introduction{Basis: kg.OnTies, Score: 0.1, Trust: 0.1, BrokerCount: 1, Reasons: []kg.Reason{
				reason(kg.ReasonTrust, 0.1), reason(kg.ReasonThemes, 0), reason(kg.ReasonLanguage, 0),
			}},
		},
		{
			"the same region", "U", "P", nil,
			kg.Introduction{Basis: kg.OnProfile, Score: 0.5, Fit: 0.5, Reasons: []kg.Reason{
				reason(kg.ReasonThemes, 0.5, "theme:sea"), reason(kg.ReasonLanguage, 0), reason(kg.ReasonPlace, 1, "region:PL63"),
			}},
		},
		{
			"a region around the other is the same country", "Y", "P", nil,
			kg.Introduction{Basis: kg.OnProfile, Score: 0.25, Fit: 0.25, Reasons: []kg.Reason{
				reason(kg.ReasonThemes, 0), reason(kg.ReasonPlace, 0.5, "country:PL"),
			}},
		},
		{
			"all four, none of them ties", "C", "U", &kg.Scope{Years: kg.Years{To: new(2000)}},
			kg.Introduction{Basis: kg.OnProfile, Score: 0.25, Fit: 0.25, Reasons: []kg.Reason{
				reason(kg.ReasonThemes, 0.5, "theme:sea"), reason(kg.ReasonLanguage, 0), reason(kg.ReasonNeeds, 0.5, "VENUE"), reason(kg.ReasonPlace, 0),
			}},
		},
	} {
		s.one(t, c.name, func(t *testing.T) {
			h := introductionsFor(c.asks, c.scope)
			h.Where = kg.In("id", "org:"+c.candidate)
			c.want.For, c.want.CandidateID = "org:"+c.asks, "org:"+c.candidate
			got := told[*kg.Introduction](w.fetch(t, h))
			if d := gocmp.Diff([]*kg.Introduction{&c.want}, got, alike); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// introductionBrokers checks who stands between, and what lies below it.
func (s *suite) introductionBrokers(t *testing.T, w *world) {
	for _, c := range []struct {
		name, candidate, asks string
		scope                 *kg.Scope
		first                 int
		want                  []*kg.Broker
	}{
		{"the largest term first", "C", "U", nil, kg.MaxFirst, []*kg.Broker{
			{OrganisationID: "org:X", Term: 0.5, AcceptsIntroductions: true}, {OrganisationID: "org:Y", Term: 0.1},
		}},
		{"as many as are asked for", "C", "U", nil, 1, []*kg.Broker{{OrganisationID: "org:X", Term: 0.5, AcceptsIntroductions: true}}},
		{"equal terms by id", "W", "V", nil, 2, []*kg.Broker{{OrganisationID: "org:G", Term: 0.5}, {OrganisationID: "org:H", Term: 0.5}}},
		{"in scope", "C", "U", &kg.Scope{Years: kg.Years{From: new(2021)}}, 5, []*kg.Broker{{OrganisationID: "org:Y", Term: 0.125}}},
		{"a network", "C", "U", &kg.Scope{Evidence: []kg.EvidenceKind{kg.ByMembers}}, 5, []*kg.Broker{{OrganisationID: "org:N", Term: 1.0 / 9}}},
		{"whatever their ids", "C", "U", &kg.Scope{Evidence: []kg.EvidenceKind{kg.ByProject, kg.ByMembers}}, 5, []*kg.Broker{
			{OrganisationID: "org:X", Term: 0.5, AcceptsIntroductions: true}, {OrganisationID: "org:N", Term: 1.0 / 9}, {OrganisationID: "org:Y", Term: 1.0 / 12},
		}},
		{"none between profiles", "U", "P", nil, 5, nil},
	} {
		s.one(t, "brokers: "+c.name, func(t *testing.T) {
			brokers := ask("Introduction.brokers", "organisation", "term", "acceptsIntroductions")
			brokers.First = c.first
			h := below(introductionsFor(c.asks, c.scope), brokers)
			h.Where = kg.In("id", "org:"+c.candidate)
			for _, b := range c.want {
				b.For, b.Candidate = "org:"+c.asks, "org:"+c.candidate
			}
			p := w.fetch(t, h)
			if d := gocmp.Diff(c.want, told[*kg.Broker](attached(t, p, brokers)), alike); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if n := told[*kg.Introduction](p)[0].BrokerCount; c.first > len(c.want) && n != len(c.want) {
				t.Errorf("a count of %d brokers, want %d", n, len(c.want))
			}
		})
	}
	s.one(t, "below a broker the scope is that of the introduction, and one round trip is enough", func(t *testing.T) {
		candidate, organisation := ask("Introduction.candidate", "name"), ask("Broker.organisation", "name")
		yours, theirs := ask("Collaboration.projects"), ask("Collaboration.projects")
		you, them := below(ask("Broker.toYou", "weight"), yours), below(ask("Broker.toCandidate", "weight"), theirs)
		brokers := below(ask("Introduction.brokers"), organisation, you, them)
		h := below(introductionsFor("U", &kg.Scope{Years: kg.Years{To: new(2020)}}), candidate, brokers)
		h.Count, h.Coverage = true, true
		before := s.statements()
		p := w.fetch(t, h)
		if n := s.statements() - before; n > 1 {
			t.Errorf("%d round trips", n)
		}
		b := attached(t, p, brokers)
		got := [][]string{
			ids(attached(t, p, candidate)), ids(attached(t, b, organisation)),
			ids(attached(t, b, you)), ids(attached(t, attached(t, b, you), yours)),
			ids(attached(t, b, them)), ids(attached(t, attached(t, b, them), theirs)),
		}
		want := [][]string{
			{"org:C"},
			{"org:X"},
			{kg.CollaborationID("org:U", "org:X")},
			{"project:p1", "project:p2"},
			{kg.CollaborationID("org:C", "org:X")},
			{"project:p3"},
		}
		if d := gocmp.Diff(want, got); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
	s.one(t, "coverage is that of the one who asks, whatever the filter", func(t *testing.T) {
		h := introductionsFor("U", &kg.Scope{MaxParticipants: new(2)})
		h.Coverage, h.Where = true, kg.In("type", "NETWORK")
		// p1, p6 and p7 make U's ties; p2 is too large, and p5, as large, is not U's.
		want := &kg.Coverage{
			Revision: w.revision(t), AsOf: Today, Projects: 3, ProjectsLeftOut: 1, ProjectsWithUnknownPartners: 3, Scope: h.Scope.String(),
		}
		if d := gocmp.Diff(want, w.fetch(t, h).Coverage, alike); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
}

// introductionPages turns pages of introductions and opens them with cursors of others.
func (s *suite) introductionPages(t *testing.T, w *world) {
	for _, c := range []struct {
		name string
		desc bool
		want []string
	}{
		{"the best first", true, []string{"org:X", "org:C", "org:D"}},
		{"the best last, equal ones still by id", false, []string{"org:C", "org:D", "org:X"}},
	} {
		for first := 1; first <= 3; first++ {
			s.one(t, "pages: "+c.name, func(t *testing.T) {
				h := introductionsFor("E", nil)
				h.Order, h.First = kg.Order{Field: "score", Desc: c.desc}, first
				var got []string
				for _, r := range walked(t, w, h) {
					got = append(got, r.(*kg.Introduction).CandidateID)
				}
				if d := gocmp.Diff(c.want, got); d != "" {
					t.Errorf("(-want +got):\n%s", d)
				}
			})
		}
	}
	cursor := w.fetch(t, introductionsFor("E", nil)).Cursor(0)
	for name, h := range map[string]*kg.Hop{
		"of another organisation": introductionsFor("U", nil),
		"of another scope":        introductionsFor("E", &kg.Scope{HalfLife: new(1)}),
		"of another filter":       func() *kg.Hop { h := introductionsFor("E", nil); h.Where = kg.Known("size"); return h }(),
	} {
		s.one(t, "a cursor "+name, func(t *testing.T) {
			h.Cursor = cursor
			refused(t, w, h, kg.Invalid)
		})
	}
}

// walked turns the pages of a root hop to the last and returns all that is on them.
func walked(t failer, w *world, h *kg.Hop) []kg.Record {
	t.Helper()
	var list []kg.Record
	for {
		p := w.fetch(t, h)
		list = append(list, told[kg.Record](p)...)
		if !p.More {
			return list
		}
		if len(p.Items) != h.First || len(list) > 100 {
			t.Fatalf("a page of %d of %d, after %d", len(p.Items), h.First, len(list))
		}
		next := *h
		next.Cursor, next.After, next.Shapes = p.Cursor(len(p.Items)-1), nil, slices.Clone(h.Shapes)
		h = &next
	}
}
