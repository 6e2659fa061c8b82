package kgtest

import (
	"fmt"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

// floods is a small world of help. Ties, all of weight 1 but for U and Z of 2:
//
//	U(PL) - V(PL63) - W(SE) - X(DE) - Y(DE) - K(SE)     U = Z(SE) - W
//
// L (PL), M and O (both FI) have none. Offers are written with +, needs with -, and their days behind them; today is
// 2024-06-15:
//
//	U +VENUE -STAFF -ADVOCACY(to 06-14)    V +VENUE +STAFF(to 06-14) -VENUE(from 06-16)    W +VENUE(from 06-15) +STAFF(to 06-15) -VENUE
//	X +STAFF +VENUE(from 06-16)            Y +STAFF +ADVOCACY -VENUE                       K -VENUE +STAFF(from 06-16)    L -SUPPLIES
//
// U works in Polish and English, X in English and Swedish, K in Polish and English, W in Swedish.
func floods() []kg.Record {
	records := []kg.Record{
		&kg.Language{ID: "language:en", Code: "en", Name: "English"}, &kg.Language{ID: "language:pl", Code: "pl", Name: "Polish"},
		&kg.Language{ID: "language:sv", Code: "sv", Name: "Swedish"},
		&kg.Country{ID: "country:DE", Code: "DE", Name: "Germany"}, &kg.Country{ID: "country:FI", Code: "FI", Name: "Finland"},
		&kg.Country{ID: "country:NO", Code: "NO", Name: "Norway"}, &kg.Country{ID: "country:PL", Code: "PL", Name: "Poland"},
		&kg.Country{ID: "country:SE", Code: "SE", Name: "Sweden"},
		&kg.Region{ID: "region:PL6", Code: "PL6", Name: "North", Level: 1, Version: "2021", CountryID: "country:PL"},
		&kg.Region{ID: "region:PL63", Code: "PL63", Name: "Coast", Level: 2, Version: "2021", CountryID: "country:PL", ParentID: "region:PL6"},
		&kg.Theme{ID: "theme:disasters", Scheme: "theirs", Name: "Disasters"},
		&kg.Theme{ID: "theme:water", Scheme: "own", Name: "Water", MatchIDs: []string{"theme:disasters"}},
		&kg.Theme{ID: "theme:floods", Scheme: "own", Name: "Floods", BroaderIDs: []string{"theme:water"}},
		&kg.Area{ID: "area:now", Name: "Now", Definition: "from today on"}, &kg.Area{ID: "area:then", Name: "Then", Definition: "until yesterday"},
		&kg.AreaMember{AreaID: "area:now", MemberID: "country:SE", From: "2024-06-15"},
		&kg.AreaMember{AreaID: "area:then", MemberID: "country:SE", To: "2024-06-14"},
	}
	org := func(name, typ, country, region string, themes, languages []string) {
		o := &kg.Organisation{ID: "org:" + name, Name: name, Type: kg.OrganisationType(typ), CountryID: "country:" + country, ThemeIDs: themes, LanguageIDs: languages}
		if region != "" {
			o.RegionID = "region:" + region
		}
		records = append(records, o)
	}
	en, polish, swedish := "language:en", "language:pl", "language:sv"
	org("U", "NGO", "PL", "", nil, []string{en, polish})
	org("V", "UNIVERSITY", "PL", "PL63", []string{"theme:floods"}, nil)
	org("W", "NGO", "SE", "", nil, []string{swedish})
	org("X", "NGO", "DE", "", nil, []string{en, swedish})
	org("Y", "COMPANY", "DE", "", nil, nil)
	org("Z", "UNIVERSITY", "SE", "", nil, nil)
	org("K", "NGO", "SE", "", nil, []string{en, polish})
	org("L", "NGO", "PL", "", nil, nil)
	org("M", "RESEARCH", "FI", "", nil, nil)
	org("O", "RESEARCH", "FI", "", nil, nil)
	for _, pair := range []string{"UV", "VW", "WX", "XY", "UZ", "UZ ", "ZW", "YK"} {
		records = append(records, &kg.Project{ID: "project:" + pair, Title: pair})
		for _, o := range pair[:2] {
			records = append(records, &kg.Participation{OrganisationID: "org:" + string(o), ProjectID: "project:" + pair, Role: kg.Partner})
		}
	}
	resource := func(org, d, kind string, from, to kg.Date) {
		r := &kg.Resource{OrganisationID: "org:" + org, Direction: kg.Offer, ResourceKind: kg.ResourceKind(kind), Title: kind, AvailableFrom: from, AvailableTo: to}
		if d == "-" {
			r.Direction = kg.Need
		}
		r.ID = "resource:" + org + d + kind
		records = append(records, r)
	}
	const yesterday, tomorrow = "2024-06-14", "2024-06-16"
	resource("U", "+", "VENUE", "", "")
	resource("U", "-", "STAFF", "", "")
	resource("U", "-", "ADVOCACY", "", yesterday)
	resource("V", "+", "VENUE", "", "")
	resource("V", "+", "STAFF", "", yesterday)
	resource("V", "-", "VENUE", tomorrow, "")
	resource("W", "+", "VENUE", Today, "")
	resource("W", "+", "STAFF", "", Today)
	resource("W", "-", "VENUE", "", "")
	resource("X", "+", "STAFF", "2024-01-01", "2024-12-31")
	resource("X", "+", "VENUE", tomorrow, "")
	resource("Y", "+", "STAFF", "", "")
	resource("Y", "+", "ADVOCACY", "", "")
	resource("Y", "-", "VENUE", "", "")
	resource("K", "-", "VENUE", "", "")
	resource("K", "+", "STAFF", tomorrow, "")
	resource("L", "-", "SUPPLIES", "", "")
	return records
}

// help checks responders, matches and consortia in the world of floods.
func (s *suite) help(t *testing.T) {
	w := s.empty(t)
	w.apply(t, puts(floods()...)...)
	s.respond(t, w)
	s.match(t, w)
	s.routes(t, w)
	s.consortia(t, w)
}

// tails returns ids without what is before their colon, joined.
func tails(ids ...string) string {
	var list []string
	for _, id := range ids {
		_, tail, _ := strings.Cut(id, ":")
		list = append(list, tail)
	}
	return strings.Join(list, ",")
}

// steps writes a number of ties, "far" where it is not known.
func steps(n *int) string {
	if n == nil {
		return "far"
	}
	return fmt.Sprint(*n)
}

// respond checks responders, each written "ORGANISATION kinds place|near steps offers", in their order.
func (s *suite) respond(t *testing.T, w *world) {
	for _, c := range []struct {
		name, asks string
		needs      []string
		place      string
		want       []string
	}{
		{
			// Most kinds first. V and X have a partner there, W; so has Y, K. What is offered until or from today counts, until
			// yesterday or from tomorrow not. Z, there, offers nothing, and K nothing yet.
			"in a country, and in reach of it", "U",
			[]string{"VENUE", "STAFF"},
			"country:SE",
			[]string{"W STAFF,VENUE place 2 W+STAFF,W+VENUE", "V VENUE near 1 V+VENUE", "X STAFF near 3 X+STAFF", "Y STAFF near far Y+STAFF"},
		},
		{
			"in a region and those in it; U's own partner V is there, but it does not respond to itself", "U",
			[]string{"VENUE"},
			"region:PL6",
			[]string{"V VENUE place 1 V+VENUE", "W VENUE near 2 W+VENUE"},
		},
		{
			"an area is what it is today", "V",
			[]string{"ADVOCACY", "STAFF"},
			"area:now",
			[]string{"Y ADVOCACY,STAFF near 3 Y+ADVOCACY,Y+STAFF", "W STAFF place 1 W+STAFF", "X STAFF near 2 X+STAFF"},
		},
		{"an area without members today", "U", []string{"VENUE", "STAFF"}, "area:then", nil},
		{
			"nobody asks: all respond, none is near", "",
			[]string{"VENUE"},
			"country:SE",
			[]string{"W VENUE place far W+VENUE", "U VENUE near far U+VENUE", "V VENUE near far V+VENUE"},
		},
		{
			"a partner there may be the one who asks", "W",
			[]string{"VENUE"},
			"country:SE",
			[]string{"V VENUE near 1 V+VENUE", "U VENUE near 2 U+VENUE"},
		},
		{"kinds twice and kinds unheard of", "K", []string{"ADVOCACY", "NONE", "ADVOCACY"}, "country:DE", []string{"Y ADVOCACY place 1 Y+ADVOCACY"}},
		{"a place with nobody in it", "U", []string{"VENUE", "STAFF"}, "country:NO", nil},
		{"a place where nobody offers or knows", "U", []string{"STAFF"}, "country:FI", nil},
	} {
		s.one(t, "responders: "+c.name, func(t *testing.T) {
			offers, org := ask("Responder.offers"), ask("Responder.organisation")
			h := below(ask(kg.EdgeResponders, "kinds", "inPlace", "steps"), offers, org)
			h.Needs, h.Place, h.Count = c.needs, c.place, true
			if c.asks != "" {
				h.IDs = []string{"org:" + c.asks}
			}
			page := w.fetch(t, h)
			var got []string
			for _, item := range page.Items {
				r := item.Record.(*kg.Responder)
				where := map[bool]string{true: "place", false: "near"}[r.InPlace]
				got = append(got, fmt.Sprintf("%s %s %s %s %s", under(r, org), strings.Join(r.Kinds, ","), where, steps(r.Steps), under(r, offers)))
			}
			if d := gocmp.Diff(c.want, got, alike); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if page.Total != len(c.want) {
				t.Errorf("a total of %d", page.Total)
			}
		})
	}
	s.one(t, "responders: what they rest on is all ties", func(t *testing.T) {
		h := ask(kg.EdgeResponders)
		h.Needs, h.Place, h.First, h.Coverage = []string{"VENUE"}, "country:SE", 1, true
		want := &kg.Coverage{Revision: w.revision(t), AsOf: Today, Projects: 8, ProjectsWithUnknownPartners: 8, Scope: (&kg.Scope{}).String()}
		page := w.fetch(t, h)
		if d := gocmp.Diff(want, page.Coverage, alike); d != "" || !page.More {
			t.Errorf("more: %t (-want +got):\n%s", page.More, d)
		}
	})
}

// under returns the records below one, along a hop that was asked below it.
func under(r kg.Record, h *kg.Hop) string {
	page, _ := kg.Attached(r, h.Key)
	if page == nil {
		return "no page"
	}
	return tails(ids(page)...)
}

// match checks matches, each written "ORGANISATION they they-offer you you-offer, languages, steps, offers needs".
func (s *suite) match(t *testing.T, w *world) {
	for _, c := range []struct {
		name, asks string
		want       []string
	}{
		{
			// U needs STAFF today and offers VENUE. K and X share a language; K needs what is offered and comes after X, which
			// is nearer. W and Y share none, and come last although they help both ways.
			"a shared language, then kinds both ways, then the nearest", "U",
			[]string{
				"X they STAFF you  in en 3 steps: X+STAFF ", "K they  you VENUE in en,pl far steps:  K-VENUE",
				"W they STAFF you VENUE in  2 steps: W+STAFF W-VENUE", "Y they STAFF you VENUE in  far steps: Y+STAFF Y-VENUE",
			},
		},
		{
			// V offers VENUE alone, and needs nothing before tomorrow.
			"offers alone", "V",
			[]string{"W they  you VENUE in  1 steps:  W-VENUE", "Y they  you VENUE in  3 steps:  Y-VENUE", "K they  you VENUE in  far steps:  K-VENUE"},
		},
		{
			"needs alone", "K",
			[]string{"U they VENUE you  in en,pl far steps: U+VENUE ", "W they VENUE you  in  3 steps: W+VENUE ", "V they VENUE you  in  far steps: V+VENUE "},
		},
		{"a need that nobody meets", "L", nil},
		{"neither offers nor needs", "Z", nil},
	} {
		s.one(t, "matches: "+c.name, func(t *testing.T) {
			org, languages, offers, needs := ask("Match.organisation"), ask("Match.languages"), ask("Match.offers"), ask("Match.needs")
			h := below(ask(kg.EdgeMatches, "theyOffer", "youOffer", "sharedLanguage", "steps"), org, languages, offers, needs)
			h.IDs, h.Count = []string{"org:" + c.asks}, true
			page := w.fetch(t, h)
			var got []string
			for _, item := range page.Items {
				m := item.Record.(*kg.Match)
				if m.SharedLanguage != (under(m, languages) != "") {
					t.Errorf("%s shares a language: %t", m.RecordID(), m.SharedLanguage)
				}
				got = append(got, fmt.Sprintf("%s they %s you %s in %s %s steps: %s %s", under(m, org), strings.Join(m.TheyOffer, ","),
					strings.Join(m.YouOffer, ","), under(m, languages), steps(m.Steps), under(m, offers), under(m, needs)))
			}
			if d := gocmp.Diff(c.want, got, alike); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if page.Total != len(c.want) {
				t.Errorf("a total of %d", page.Total)
			}
		})
	}
}

// routes checks the way from the one who asks.
func (s *suite) routes(t *testing.T, w *world) {
	stops, ties := ask("Path.organisations"), ask("Path.steps", "weight")
	responder := below(ask("Responder.route", "length", "cost"), stops, ties)
	match := below(ask("Match.route", "length", "cost"), stops, ties)
	for _, c := range []struct {
		name, asks, of string
		want           string // stops, length, cost, ties
	}{
		{"one tie", "U", "V", "U,V 1 1 U|V"},
		{"of two as short the cheaper: 1/2+1 over Z is less than 1+1 over V", "U", "W", "U,Z,W 2 1.5 U|Z,W|Z"},
		{"as far as three ties", "U", "X", "U,Z,W,X 3 2.5 U|Z,W|Z,W|X"},
		{"none beyond", "U", "Y", ""},
		{"from where nobody asks", "", "W", ""},
		{"the other way round", "W", "U", "W,Z,U 2 1.5 W|Z,U|Z"},
	} {
		s.one(t, "route: "+c.name, func(t *testing.T) {
			h := below(ask(kg.EdgeResponders), responder)
			h.Needs, h.Place = []string{"VENUE", "STAFF"}, "country:SE"
			if c.asks != "" {
				h.IDs = []string{"org:" + c.asks}
			}
			if got := routeTo(t, w.fetch(t, h), c.of, responder, stops, ties); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	s.one(t, "route: to a match", func(t *testing.T) {
		h := below(ask(kg.EdgeMatches), match)
		h.IDs = []string{"org:U"}
		page := w.fetch(t, h)
		for of, want := range map[string]string{"X": "U,Z,W,X 3 2.5 U|Z,W|Z,W|X", "K": ""} {
			if got := routeTo(t, page, of, match, stops, ties); got != want {
				t.Errorf("%s: %q, want %q", of, got, want)
			}
		}
	})
	s.one(t, "route: to a member", func(t *testing.T) {
		route := below(ask("ConsortiumMember.route", "length", "cost"), stops, ties)
		members := below(ask("ConsortiumProposal.members"), route)
		h := below(ask(kg.EdgeConsortium), members)
		h.IDs, h.Brief = []string{"org:U"}, &kg.Brief{Countries: []string{"country:FI", "country:SE"}, Offers: []string{"STAFF"}}
		page := attached(t, w.fetch(t, h), members)
		for of, want := range map[string]string{"W": "U,Z,W 2 1.5 U|Z,W|Z", "M": ""} {
			if got := routeTo(t, page, of, route, stops, ties); got != want {
				t.Errorf("%s: %q, want %q", of, got, want)
			}
		}
	})
}

// routeTo writes the route that a page has below the row of an organisation: its stops, length, cost and ties.
func routeTo(t *testing.T, page *kg.Page, of string, route, stops, ties *kg.Hop) string {
	t.Helper()
	for _, item := range page.Items {
		if !strings.HasSuffix(item.Record.RecordID(), "|org:"+of) {
			continue
		}
		below, _ := kg.Attached(item.Record, route.Key)
		if below == nil || len(below.Items) == 0 {
			return ""
		}
		p := below.Items[0].Record.(*kg.Path)
		return fmt.Sprintf("%s %d %g %s", under(p, stops), p.Length, p.Cost, strings.ReplaceAll(under(p, ties), "org:", ""))
	}
	t.Fatalf("there is no row of %s in %v", of, ids(page))
	return ""
}

// consortia checks who is chosen, in which order and why. A member is written "ORGANISATION trust steps: what it covers".
func (s *suite) consortia(t *testing.T, w *world) {
	for _, c := range []struct {
		name, asks string
		brief      kg.Brief
		feasible   bool
		cold       int
		conditions []string // "KIND value: who meets it"
		members    []string
	}{
		{
			// W meets two, V, of floods, one: a theme covers what is below it, across schemes. U and W have not worked together.
			"most conditions first", "U",
			kg.Brief{Themes: []string{"theme:disasters"}, Countries: []string{"country:SE"}, Offers: []string{"STAFF"}, Size: 2},
			true, 1,
			[]string{"THEME disasters: V", "COUNTRY SE: W", "OFFER STAFF: W", "MEMBERS 2: W,V"},
			[]string{"W 0 2: COUNTRY SE,OFFER STAFF", "V 2 1: THEME disasters"},
		},
		{
			"of as many conditions, whom those chosen trust most", "U",
			kg.Brief{Types: []string{"UNIVERSITY"}},
			true, 0,
			[]string{"ORGANISATION_TYPE UNIVERSITY: Z"},
			[]string{"Z 2 1: ORGANISATION_TYPE UNIVERSITY"},
		},
		{
			// Nobody who offers STAFF has worked with U, nor anybody of Finland: M is the first of all of them. Then W is.
			"of as much trust, the first", "U",
			kg.Brief{Offers: []string{"STAFF"}, Countries: []string{"country:FI"}},
			true, 2,
			[]string{"COUNTRY FI: M", "OFFER STAFF: W"},
			[]string{"M 0 far: COUNTRY FI", "W 0 2: OFFER STAFF"},
		},
		{
			// Y is chosen for Germany, its type and advocacy; K and X have both worked with it, and K is the first.
			"trust in those chosen before", "L",
			kg.Brief{Countries: []string{"country:DE"}, Types: []string{"COMPANY", "NETWORK"}, Offers: []string{"ADVOCACY"}, Size: 2},
			false, 1,
			[]string{"COUNTRY DE: Y", "ORGANISATION_TYPE COMPANY: Y", "ORGANISATION_TYPE NETWORK: ", "OFFER ADVOCACY: Y", "MEMBERS 2: Y,K"},
			[]string{"Y 0 far: COUNTRY DE,ORGANISATION_TYPE COMPANY,OFFER ADVOCACY", "K 1 far: "},
		},
		{
			"the one who asks meets conditions, and is no member", "U",
			kg.Brief{Countries: []string{"country:PL"}, Offers: []string{"VENUE"}, Size: 1},
			true, 0,
			[]string{"COUNTRY PL: U", "OFFER VENUE: U", "MEMBERS 1: Z"},
			[]string{"Z 2 1: "},
		},
		{
			"nobody is wanted where nothing is missing", "U",
			kg.Brief{Countries: []string{"country:PL"}},
			true, 0,
			[]string{"COUNTRY PL: U"},
			nil,
		},
		{"an empty brief", "U", kg.Brief{}, true, 0, nil, nil},
		{
			// No organisation states a size.
			"what nobody meets", "K",
			kg.Brief{Sizes: []string{"LARGE"}, Offers: []string{"EQUIPMENT"}},
			false, 0,
			[]string{"SIZE LARGE: ", "OFFER EQUIPMENT: "},
			nil,
		},
		{
			"a value twice is one condition", "U",
			kg.Brief{Countries: []string{"country:SE", "country:SE"}, Types: []string{"NGO", "NGO"}},
			true, 0,
			[]string{"COUNTRY SE: Z", "ORGANISATION_TYPE NGO: U"},
			[]string{"Z 2 1: COUNTRY SE"},
		},
		{
			// X and Y are of Germany: X is the first. Then Z 2, V 1, W 1 (of X), Y 1: Z. Then W 1+1, V 1, Y 1: W. Then V 1+1.
			"filled up by trust", "U",
			kg.Brief{Countries: []string{"country:DE"}, Size: 4},
			true, 1,
			[]string{"COUNTRY DE: X", "MEMBERS 4: X,Z,W,V"},
			[]string{"X 0 3: COUNTRY DE", "Z 2 1: ", "W 2 2: ", "V 2 1: "},
		},
		{
			"and then by who meets anything, until there is nobody", "L",
			kg.Brief{Countries: []string{"country:FI"}, Size: 4},
			false, 2,
			[]string{"COUNTRY FI: M,O", "MEMBERS 4: M,O"},
			[]string{"M 0 far: COUNTRY FI", "O 0 far: "},
		},
	} {
		s.one(t, "consortium: "+c.name, func(t *testing.T) {
			org := ask("ConsortiumMember.organisation")
			members := below(ask("ConsortiumProposal.members", "trust", "steps"), org)
			h := below(ask(kg.EdgeConsortium, "feasible", "cold"), members)
			h.IDs, h.Brief = []string{"org:" + c.asks}, &c.brief
			page := w.fetch(t, h)
			below := attached(t, page, members)
			p := page.Items[0].Record.(*kg.ConsortiumProposal)
			if p.Feasible != c.feasible || p.Cold != c.cold {
				t.Errorf("feasible: %t, cold %d", p.Feasible, p.Cold)
			}
			var conditions, chosen []string
			for _, x := range p.Conditions {
				conditions = append(conditions, fmt.Sprintf("%s: %s", condition(x), tails(x.By...)))
				if x.Kind != kg.NeedsMembers && x.Met != (len(x.By) > 0) {
					t.Errorf("%s met: %t", condition(x), x.Met)
				}
			}
			for _, item := range below.Items {
				m := item.Record.(*kg.ConsortiumMember)
				var covers []string
				for _, x := range m.Covers {
					covers = append(covers, condition(x))
				}
				chosen = append(chosen, fmt.Sprintf("%s %g %s: %s", under(m, org), m.Trust, steps(m.Steps), strings.Join(covers, ",")))
			}
			if d := gocmp.Diff(c.conditions, conditions, alike); d != "" {
				t.Errorf("conditions (-want +got):\n%s", d)
			}
			if d := gocmp.Diff(c.members, chosen, alike); d != "" {
				t.Errorf("members (-want +got):\n%s", d)
			}
		})
	}
}

// condition writes a condition's kind and value, the latter without what is before a colon.
func condition(c kg.Condition) string {
	value := c.Value
	if _, tail, ok := strings.Cut(value, ":"); ok {
		value = tail
	}
	return string(c.Kind) + " " + value
}
