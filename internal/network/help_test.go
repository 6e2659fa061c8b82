package network

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

// resource returns one by a sentence, "a offers VENUE" or "a needs STAFF", with its days.
func resource(sentence string, from, to kg.Date) *kg.Resource {
	w := strings.Fields(sentence)
	d := map[string]kg.Direction{"offers": kg.Offer, "needs": kg.Need}[w[1]]
	return &kg.Resource{
		ID: strings.Join(append([]string{"resource:"}, w...), ""), OrganisationID: "org:" + w[0], Direction: d,
		ResourceKind: kg.ResourceKind(w[2]), Title: sentence, AvailableFrom: from, AvailableTo: to,
	}
}

// holding adds resources without dates to records.
func holding(records []kg.Record, sentences ...string) []kg.Record {
	records = slices.Clone(records)
	for _, s := range sentences {
		records = append(records, resource(s, "", ""))
	}
	return records
}

// changed returns records with the organisation of a name changed.
func changed(records []kg.Record, name string, change func(*kg.Organisation)) []kg.Record {
	for _, r := range records {
		if o, ok := r.(*kg.Organisation); ok && o.ID == "org:"+name {
			change(o)
		}
	}
	return records
}

func respondersHop(asking, place string, needs []string, below ...*kg.Hop) *kg.Hop {
	h := hop(kg.EdgeResponders, below...)
	if asking != "" {
		h.IDs = []string{"org:" + asking}
	}
	h.Place, h.Needs = place, needs
	return h
}

func name(id string) string { return id[strings.LastIndex(id, ":")+1:] }

func stepsOf(steps *int) string {
	if steps == nil {
		return "far"
	}
	return fmt.Sprint(*steps)
}

func saidResponder(r *kg.Responder) string {
	where := "in reach"
	if r.InPlace {
		where = "in place"
	}
	return fmt.Sprintf("%s %s %s %s %s", name(r.OrganisationID), where, stepsOf(r.Steps), strings.Join(r.Kinds, "+"), strings.Join(names(r.OfferIDs), "+"))
}

func names(ids []string) []string {
	var list []string
	for _, id := range ids {
		list = append(list, name(id))
	}
	return list
}

func saidAll[T any](list []T, say func(T) string) []string {
	var said []string
	for _, x := range list {
		said = append(said, say(x))
	}
	return said
}

func TestResponders(t *testing.T) {
	venue := []string{"VENUE"}
	dated := func(from, to kg.Date) []kg.Record {
		return append(tied("a/PL"), resource("a offers VENUE", from, to))
	}
	there := []string{"a in place far VENUE aoffersVENUE"}
	region := append(
		tied("a/PL", "b/PL"),
		&kg.Region{ID: "region:north", Code: "N", Name: "North", Version: "1", CountryID: "country:PL"},
		&kg.Region{ID: "region:coast", Code: "NC", Name: "Coast", Version: "1", CountryID: "country:PL", ParentID: "region:north"},
		&kg.Area{ID: "area:then", Name: "Then", Definition: "it ended"},
		&kg.AreaMember{AreaID: "area:then", MemberID: "country:PL", To: "2025-05-31"},
		&kg.Area{ID: "area:now", Name: "Now", Definition: "it ends today"},
		&kg.AreaMember{AreaID: "area:now", MemberID: "country:PL", To: today},
	)
	region = holding(changed(region, "a", func(o *kg.Organisation) { o.RegionID = "region:coast" }), "a offers VENUE")
	chain := holding(tied("you me", "me b/PL", "b c/PL", "c d/PL"), "me offers VENUE", "b offers VENUE", "c offers VENUE", "d offers VENUE")
	for _, c := range []struct {
		name          string
		records       []kg.Record
		asking, place string
		needs, want   []string
	}{
		{"no dates", dated("", ""), "", "country:PL", venue, there},
		{"from today until today", dated(today, today), "", "country:PL", venue, there},
		{"from tomorrow", dated("2025-06-02", ""), "", "country:PL", venue, nil},
		{"until yesterday", dated("", "2025-05-31"), "", "country:PL", venue, nil},
		{"another kind", dated("", ""), "", "country:PL", []string{"STAFF"}, nil},
		{"needed, not offered", holding(tied("a/PL"), "a needs VENUE"), "", "country:PL", venue, nil},
		{
			"the kinds needed alone, each once",
			append(holding(tied("a/PL"), "a offers VENUE", "a offers STAFF", "a offers FUNDING"), resource("a offers VENUE !", "", "")),
			"", "country:PL",
			[]string{"VENUE", "FUNDING", "VENUE"},
			[]string{"a in place far FUNDING+VENUE aoffersFUNDING+aoffersVENUE+aoffersVENUE!"},
		},
		{"another place", holding(tied("a/PL", "b/SE"), "a offers VENUE"), "", "country:SE", venue, nil},
		{"a region above its own", region, "", "region:north", venue, there},
		{"an area until today", region, "", "area:now", venue, there},
		{"an area until yesterday", region, "", "area:then", venue, nil},
		{
			"in place or in reach, no further", holding(tied("a/PL b", "b c"), "a offers VENUE", "b offers VENUE", "c offers VENUE"),
			"", "country:PL", venue,
			[]string{"a in place far VENUE aoffersVENUE", "b in reach far VENUE boffersVENUE"},
		},
		{
			"not the one who asks, and steps up to three", chain, "you", "country:PL", venue,
			[]string{
				"b in place 2 VENUE boffersVENUE", "c in place 3 VENUE coffersVENUE", "d in place far VENUE doffersVENUE",
				"me in reach 1 VENUE meoffersVENUE",
			},
		},
		{"the one who asks is left out", chain, "d", "country:PL", venue, []string{
			"c in place 1 VENUE coffersVENUE", "b in place 2 VENUE boffersVENUE", "me in reach 3 VENUE meoffersVENUE",
		}},
		{
			"most kinds first", holding(tied("a/PL", "b"), "a offers VENUE", "b offers VENUE", "b offers STAFF"), "", "country:PL",
			[]string{"STAFF", "VENUE"},
			there,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			page := fetch(t, newNaive(c.records...), respondersHop(c.asking, c.place, c.needs))
			if d := cmp.Diff(c.want, saidAll(all[*kg.Responder](page), saidResponder)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestRespondersPage goes on behind the first one, and counts and covers them all.
func TestRespondersPage(t *testing.T) {
	source := newNaive(holding(tied("you a/PL", "a b/PL"), "a offers VENUE", "b offers VENUE")...)
	h := respondersHop("you", "country:PL", []string{"VENUE"})
	h.First, h.Count, h.Coverage = 1, true, true
	page := fetch(t, source, h)
	if page.Total != 2 || !page.More || page.Coverage == nil || page.Coverage.Records != 2 {
		t.Errorf("total %d, more %t, coverage %v", page.Total, page.More, page.Coverage)
	}
	first := all[*kg.Responder](page)
	if d := cmp.Diff([]string{"a in place 1 VENUE aoffersVENUE"}, saidAll(first, saidResponder)); d != "" {
		t.Fatalf("first page (-want +got):\n%s", d)
	}
	h = respondersHop("you", "country:PL", []string{"VENUE"})
	h.Cursor = page.Cursor(0)
	if d := cmp.Diff([]string{"b in place 2 VENUE boffersVENUE"}, saidAll(all[*kg.Responder](fetch(t, source, h)), saidResponder)); d != "" {
		t.Errorf("second page (-want +got):\n%s", d)
	}
}

// TestRespondersBelow asks for what is below a responder.
func TestRespondersBelow(t *testing.T) {
	source := newNaive(holding(tied("you a", "a b/PL", "c/PL"), "b offers VENUE", "c offers VENUE")...)
	h := respondersHop("you", "country:PL", []string{"VENUE"},
		hop("Responder.organisation"), hop("Responder.offers"), hop("Responder.route", hop("Path.organisations")))
	list := all[*kg.Responder](fetch(t, source, h))
	b, c := list[0], list[1]
	if got := under[*kg.Organisation](t, b, "Responder.organisation"); got[0].ID != "org:b" {
		t.Errorf("the organisation is %s", got[0].ID)
	}
	if got := under[*kg.Resource](t, b, "Responder.offers"); got[0].Title != "b offers VENUE" {
		t.Errorf("the offer is %s", got[0].Title)
	}
	way := under[*kg.Path](t, b, "Responder.route")
	if d := cmp.Diff([]string{"you a b 2"}, said(way)); d != "" {
		t.Fatalf("route (-want +got):\n%s", d)
	}
	if got := under[*kg.Organisation](t, way[0], "Path.organisations"); len(got) != 3 || got[1].ID != "org:a" {
		t.Errorf("stops are %v", got)
	}
	if got := under[*kg.Path](t, c, "Responder.route"); got != nil {
		t.Errorf("there is no way to c, but %v", said(got))
	}
}

func TestRoute(t *testing.T) {
	route := func(records []kg.Record, to ...string) []string {
		for _, id := range to {
			records = holding(records, id+" offers VENUE")
		}
		h := respondersHop("a", "country:PL", []string{"VENUE"}, hop("Responder.route"))
		var list []*kg.Path
		for _, r := range all[*kg.Responder](fetch(t, newNaive(records...), h)) {
			list = append(list, under[*kg.Path](t, r, "Responder.route")...)
		}
		return said(list)
	}
	for _, c := range []struct {
		name     string
		records  []kg.Record
		to, want []string
	}{
		{"fewest steps before cost", tied("a b", "b d/PL", "b d", "a b", "a d"), []string{"d"}, []string{"a d 1"}},
		{"then cost", tied("a b", "b d/PL", "a c", "c d", "c d"), []string{"d"}, []string{"a c d 1.5"}},
		{"then stops", tied("a c", "c d/PL", "a b", "b d"), []string{"d"}, []string{"a b d 2"}},
		{"three steps", tied("a b", "b c", "c d/PL"), []string{"d"}, []string{"a b c d 3"}},
		{"not four", tied("a b", "b c", "c d", "d e/PL"), []string{"e"}, nil},
		{
			"cost over all three steps", tied("a b", "a b", "b x", "x d/PL", "a c", "c y", "c y", "y d", "y d"),
			[]string{"d"},
			[]string{"a c y d 2"},
		},
		{
			"several at once", tied("a b/PL", "b c/PL", "c d/PL", "a x", "x y", "y d", "y d"),
			[]string{"b", "c", "d"},
			[]string{"a b 1", "a b c 2", "a x y d 2.5"},
		},
		{"a last layer that is wider than what is looked for", tied("a b", "b c", "b e", "b f", "c d/PL", "e d", "e d"), []string{"d"}, []string{"a b e d 2.5"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, route(c.records, c.to...)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestReach sees what is asked of a source, ties above all: what is read once is not read again for the routes.
func TestReach(t *testing.T) {
	records := tied("you a", "a b", "a c", "a d/PL", "d e/PL", "you f/PL", "f g")
	first := []string{kg.EdgeNodes, kg.EdgeResources, "organisations"}
	for _, c := range []struct {
		name, asking, offers string
		want                 []string
	}{
		{"no further than needed", "you", "f offers VENUE", append(first, "Ties org:you")},
		{"nothing twice", "you", "a offers VENUE", append(first, "Ties org:a", "organisations", "Ties org:you")},
		{"the last step from the nearer end", "you", "e offers VENUE", append(first, "Ties org:you", "Ties org:a org:f", "Ties org:e")},
		{"from nobody", "", "f offers VENUE", first},
		{"nobody offers it", "you", "f needs VENUE", first[:2]},
	} {
		t.Run(c.name, func(t *testing.T) {
			source := newNaive(holding(records, c.offers)...)
			fetch(t, source, respondersHop(c.asking, "country:PL", []string{"VENUE"}, hop("Responder.route")))
			if d := cmp.Diff(c.want, saidAll(source.asked, strings.TrimSpace)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestMatches(t *testing.T) {
	matches := func(records []kg.Record) []string {
		h := hop(kg.EdgeMatches)
		h.IDs = []string{"org:you"}
		return saidAll(all[*kg.Match](fetch(t, newNaive(records...), h)), func(m *kg.Match) string {
			return fmt.Sprintf("%s they %v %v you %v %v shared %t %v %s", name(m.OrganisationID), m.TheyOffer, names(m.OfferIDs), m.YouOffer, names(m.NeedIDs),
				m.SharedLanguage, names(m.LanguageIDs), stepsOf(m.Steps))
		})
	}
	speaking := func(records []kg.Record, languages ...string) []kg.Record {
		for _, l := range []string{"en", "pl", "sv"} {
			records = append(records, &kg.Language{ID: "language:" + l, Code: l, Name: l})
		}
		for _, l := range languages {
			who, codes, _ := strings.Cut(l, " ")
			records = changed(records, who, func(o *kg.Organisation) {
				for code := range strings.FieldsSeq(codes) {
					o.LanguageIDs = append(o.LanguageIDs, "language:"+code)
				}
			})
		}
		return records
	}
	for _, c := range []struct {
		name    string
		records []kg.Record
		want    []string
	}{
		{
			"what they offer", holding(tied("you", "a", "b"), "you needs VENUE", "a offers VENUE", "b offers STAFF", "b needs VENUE"),
			[]string{"a they [VENUE] [aoffersVENUE] you [] [] shared false [] far"},
		},
		{
			"what you offer", holding(tied("you", "a"), "you offers VENUE", "a needs VENUE", "a needs STAFF", "a offers FUNDING"),
			[]string{"a they [] [] you [VENUE] [aneedsVENUE] shared false [] far"},
		},
		{
			"both ways, kinds each once",
			append(holding(tied("you a"), "you offers VENUE", "you needs STAFF", "you needs FUNDING", "a needs VENUE", "a offers STAFF", "a offers FUNDING"),
				resource("a offers STAFF !", "", "")),
			[]string{"a they [FUNDING STAFF] [aoffersFUNDING aoffersSTAFF aoffersSTAFF!] you [VENUE] [aneedsVENUE] shared false [] 1"},
		},
		{"you offer what you need", holding(tied("you"), "you offers VENUE", "you needs VENUE"), nil},
		{"they offer what you offer, and need what you need", holding(tied("you", "a"), "you offers VENUE", "you needs STAFF", "a offers VENUE", "a needs STAFF"), nil},
		{"nothing needed, nothing offered", holding(tied("you", "a"), "a offers VENUE", "a needs VENUE"), nil},
		{
			"your need is over", append(holding(tied("you", "a"), "a offers VENUE"), resource("you needs VENUE", "", "2025-05-31")),
			nil,
		},
		{
			"their offer is not yet", append(holding(tied("you", "a"), "you needs VENUE"), resource("a offers VENUE", "2025-06-02", "")),
			nil,
		},
		{
			"a language shared comes first, however little",
			speaking(
				holding(tied("you a", "b", "c"), "you needs VENUE", "you needs STAFF", "a offers VENUE", "a offers STAFF", "b offers VENUE", "c offers VENUE"),
				"you pl en", "a sv", "b pl sv en",
			),
			[]string{
				"b they [VENUE] [boffersVENUE] you [] [] shared true [en pl] far",
				"a they [STAFF VENUE] [aoffersSTAFF aoffersVENUE] you [] [] shared false [] 1",
				"c they [VENUE] [coffersVENUE] you [] [] shared false [] far",
			},
		},
		{
			"beyond three ties", holding(tied("you a", "a b", "b c", "c d"), "you needs VENUE", "d offers VENUE", "c offers VENUE"),
			[]string{
				"c they [VENUE] [coffersVENUE] you [] [] shared false [] 3",
				"d they [VENUE] [doffersVENUE] you [] [] shared false [] far",
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, matches(c.records)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestHelpStops ends with its caller.
func TestHelpStops(t *testing.T) {
	for _, edge := range []string{kg.EdgeResponders, kg.EdgeMatches, kg.EdgeConsortium} {
		t.Run(edge, func(t *testing.T) {
			source := newNaive(holding(tied("you a/PL"), "you needs VENUE", "a offers VENUE")...)
			ctx, cancel := context.WithCancel(t.Context())
			source.onTies = func(ctx context.Context) error { cancel(); return ctx.Err() }
			h := hop(edge)
			h.IDs, h.Place, h.Needs = []string{"org:you"}, "country:PL", []string{"VENUE"}
			_, err := asking(source).Fetch(ctx, h)
			if !errors.Is(err, context.Canceled) || kg.CodeOf(err) != kg.Unavailable {
				t.Errorf("it ended with %v", err)
			}
		})
	}
}
