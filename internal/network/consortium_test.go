package network

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

// propose writes what a brief gives "you": a line for the whole, one for each condition and one for each member.
func propose(t *testing.T, records []kg.Record, b kg.Brief) []string {
	t.Helper()
	h := hop(kg.EdgeConsortium, hop("ConsortiumProposal.members"))
	h.IDs, h.Brief = []string{"org:you"}, &b
	p := all[*kg.ConsortiumProposal](fetch(t, newNaive(records...), h))[0]
	list := []string{fmt.Sprintf("feasible %t, cold %d", p.Feasible, p.Cold)}
	for _, c := range p.Conditions {
		line := fmt.Sprintf("%s %s: nobody", c.Kind, name(c.Value))
		if len(c.By) > 0 {
			line = fmt.Sprintf("%s %s: %s", c.Kind, name(c.Value), strings.Join(names(c.By), " "))
		}
		if !c.Met {
			line += ", not met"
		}
		list = append(list, line)
	}
	for _, m := range under[*kg.ConsortiumMember](t, p, "ConsortiumProposal.members") {
		line := fmt.Sprintf("%s %.4g %s", name(m.OrganisationID), m.Trust, stepsOf(m.Steps))
		for _, c := range m.Covers {
			line += " " + name(c.Value)
		}
		list = append(list, line)
	}
	return list
}

// being gives organisations, "you" or others, what a sentence says: "a NGO SMALL water" is their type, size and theme.
func being(records []kg.Record, sentences ...string) []kg.Record {
	records = append(
		records,
		&kg.Theme{ID: "theme:nature", Scheme: "own", Name: "Nature"},
		&kg.Theme{ID: "theme:water", Scheme: "own", Name: "Water", BroaderIDs: []string{"theme:nature"}},
		&kg.Theme{ID: "theme:wasser", Scheme: "theirs", Name: "Wasser", MatchIDs: []string{"theme:water"}},
		&kg.Theme{ID: "theme:youth", Scheme: "own", Name: "Youth"},
	)
	sizes := kg.Enums()["SizeBand"]
	for _, s := range sentences {
		words := strings.Fields(s)
		records = changed(records, words[0], func(o *kg.Organisation) {
			for _, w := range words[1:] {
				switch {
				case strings.ToUpper(w) != w:
					o.ThemeIDs = append(o.ThemeIDs, "theme:"+w)
				case strings.Contains(strings.Join(sizes, " "), w):
					o.Size = kg.SizeBand(w)
				default:
					o.Type = kg.OrganisationType(w)
				}
			}
		})
	}
	return records
}

func TestConsortium(t *testing.T) {
	countries := func(codes ...string) (ids []string) {
		for _, c := range codes {
			ids = append(ids, "country:"+c)
		}
		return ids
	}
	for _, c := range []struct {
		name    string
		records []kg.Record
		brief   kg.Brief
		want    []string
	}{
		{"nothing asked", tied("you a/PL"), kg.Brief{}, []string{"feasible true, cold 0"}},
		{
			"every condition, and the one who meets most first",
			holding(being(tied("you/SE", "a/PL", "b/DE"), "a UNIVERSITY SMALL water", "b COMPANY youth"), "b offers VENUE"),
			kg.Brief{
				Themes: []string{"theme:youth", "theme:water", "theme:youth"}, Countries: countries("PL", "SE"),
				Types: []string{"UNIVERSITY"}, Sizes: []string{"SMALL"}, Offers: []string{"VENUE"},
			},
			[]string{
				"feasible true, cold 2", "THEME youth: b", "THEME water: a", "COUNTRY PL: a", "COUNTRY SE: you",
				"ORGANISATION_TYPE UNIVERSITY: a", "SIZE SMALL: a", "OFFER VENUE: b",
				"a 0 far water PL UNIVERSITY SMALL", "b 0 far youth VENUE",
			},
		},
		{
			"themes below and matching", being(tied("you", "a", "b"), "a wasser", "b youth"),
			kg.Brief{Themes: []string{"theme:nature"}},
			[]string{"feasible true, cold 1", "THEME nature: a", "a 0 far nature"},
		},
		{
			"not a theme above", being(tied("you", "a"), "a nature"),
			kg.Brief{Themes: []string{"theme:water"}},
			[]string{"feasible false, cold 0", "THEME water: nobody, not met"},
		},
		{
			"the conditions that fail are named", holding(tied("you", "a/PL"), "a needs VENUE"),
			kg.Brief{Countries: countries("PL"), Sizes: []string{"LARGE"}, Offers: []string{"VENUE"}, Size: 3},
			[]string{
				"feasible false, cold 1", "COUNTRY PL: a", "SIZE LARGE: nobody, not met", "OFFER VENUE: nobody, not met",
				"MEMBERS 3: a, not met", "a 0 far PL",
			},
		},
		{
			"an offer that is over", append(tied("you", "a"), resource("a offers VENUE", "", "2025-05-31")),
			kg.Brief{Offers: []string{"VENUE"}},
			[]string{"feasible false, cold 0", "OFFER VENUE: nobody, not met"},
		},
		{
			"you alone", tied("you/PL a/PL"),
			kg.Brief{Countries: countries("PL")},
			[]string{"feasible true, cold 0", "COUNTRY PL: you"},
		},
		{
			"you are no member", tied("you/PL", "a/PL"),
			kg.Brief{Countries: countries("PL"), Size: 1},
			[]string{"feasible true, cold 1", "COUNTRY PL: you a", "MEMBERS 1: a", "a 0 far"},
		},
		{
			"as many newly met: by trust", tied("you c/PL", "you c", "you b/PL", "a/PL"),
			kg.Brief{Countries: countries("PL")},
			[]string{"feasible true, cold 0", "COUNTRY PL: c", "c 2 1 PL"},
		},
		{
			"as much trust: by id", tied("you c/PL", "you b/PL", "a/PL"),
			kg.Brief{Countries: countries("PL")},
			[]string{"feasible true, cold 0", "COUNTRY PL: b", "b 1 1 PL"},
		},
		{
			"no trust: by id", tied("you", "c/PL", "b/PL"),
			kg.Brief{Countries: countries("PL")},
			[]string{"feasible true, cold 1", "COUNTRY PL: b", "b 0 far PL"},
		},
		{
			"more newly met before trust", being(tied("you a/PL", "z/PL"), "a NGO", "z COMPANY"),
			kg.Brief{Countries: countries("PL"), Types: []string{"COMPANY"}},
			[]string{"feasible true, cold 1", "COUNTRY PL: z", "ORGANISATION_TYPE COMPANY: z", "z 0 far PL COMPANY"},
		},
		{
			"trust of those chosen before, all steps from you", tied("you c/PL", "c e/SE", "c e", "d/SE", "you e"),
			kg.Brief{Countries: countries("PL", "SE")},
			[]string{"feasible true, cold 0", "COUNTRY PL: c", "COUNTRY SE: e", "c 1 1 PL", "e 3 1 SE"},
		},
		{
			"cold for you, but not for the team", tied("you", "c/PL d/SE"),
			kg.Brief{Countries: countries("PL", "SE")},
			[]string{"feasible true, cold 1", "COUNTRY PL: c", "COUNTRY SE: d", "c 0 far PL", "d 1 far SE"},
		},
		{
			"filled up by trust, whatever they meet", tied("you c/PL", "you d", "you d", "c e", "c e", "c e", "a/PL"),
			kg.Brief{Countries: countries("PL"), Size: 3},
			[]string{"feasible true, cold 0", "COUNTRY PL: c", "MEMBERS 3: c e d", "c 1 1 PL", "e 3 2", "d 2 1"},
		},
		{
			"filled up without trust by those who meet something", being(tied("you", "a/PL", "b/SE", "c/PL", "d", "e"), "e youth"),
			kg.Brief{Countries: countries("PL"), Themes: []string{"theme:youth"}, Size: 4},
			[]string{"feasible false, cold 3", "THEME youth: e", "COUNTRY PL: a c", "MEMBERS 4: a e c, not met", "a 0 far PL", "e 0 far youth", "c 0 far"},
		},
		{
			"more than asked for, if the conditions take them", tied("you", "a/PL", "b/SE"),
			kg.Brief{Countries: countries("PL", "SE"), Size: 1},
			[]string{"feasible true, cold 2", "COUNTRY PL: a", "COUNTRY SE: b", "MEMBERS 1: a b", "a 0 far PL", "b 0 far SE"},
		},
		{
			"all of three classes before two of the first id", being(tied("you", "a/PL", "b/PL", "c/SE"), "a COMPANY", "b COMPANY LARGE", "c NGO LARGE"),
			kg.Brief{Countries: countries("PL"), Types: []string{"COMPANY"}, Sizes: []string{"LARGE"}},
			[]string{
				"feasible true, cold 1", "COUNTRY PL: b", "ORGANISATION_TYPE COMPANY: b", "SIZE LARGE: b", "b 0 far PL COMPANY LARGE",
			},
		},
		{
			"two classes, the first of either", being(tied("you", "d/PL", "c/PL", "b/SE"), "d COMPANY", "c COMPANY", "b COMPANY LARGE"),
			kg.Brief{Countries: countries("PL"), Types: []string{"COMPANY"}, Sizes: []string{"LARGE"}},
			[]string{
				"feasible true, cold 2", "COUNTRY PL: c", "ORGANISATION_TYPE COMPANY: b c", "SIZE LARGE: b",
				"b 0 far COMPANY LARGE", "c 0 far PL",
			},
		},
		{
			"a theme may be one of a partner, too", being(tied("you z", "a"), "z youth", "a youth"),
			kg.Brief{Themes: []string{"theme:youth"}},
			[]string{"feasible true, cold 0", "THEME youth: z", "z 1 1 youth"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, propose(t, c.records, c.brief)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestConsortiumEnds takes no more than fifty, though more conditions could be met.
func TestConsortiumEnds(t *testing.T) {
	words, brief := []string{"you"}, kg.Brief{}
	for i := range kg.MaxConsortium + 5 {
		words = append(words, fmt.Sprintf("m%[1]d/C%[1]d", 10+i))
		brief.Countries = append(brief.Countries, fmt.Sprintf("country:C%d", 10+i))
	}
	got := propose(t, tied(words...), brief)
	if want := "m59 0 far C59"; got[0] != "feasible false, cold 50" || got[len(got)-1] != want {
		t.Errorf("it begins with %q and ends with %q, want %q", got[0], got[len(got)-1], want)
	}
}

// TestConsortiumReads asks the source for single organisations where only country, type and size tell them apart, and for
// none that cannot be the best.
func TestConsortiumReads(t *testing.T) {
	words := []string{"you z/PL"}
	for i := range 40 {
		words = append(words, fmt.Sprintf("m%02d/PL", i))
	}
	source := newNaive(tied(words...)...)
	var read []int
	err := source.Still(t.Context(), func(s kg.Still) error {
		q := &question{still: counting{s, &read}, today: today}
		h := &kg.Hop{IDs: []string{"org:you"}, Brief: &kg.Brief{Countries: []string{"country:PL"}, Types: []string{"NETWORK"}, Size: 3}}
		_, err := consortium(t.Context(), q, h, nil)
		return err
	})
	want := []int{
		2, // the one who asks and its partner
		0, // of networks in Poland; for Poland alone the partner does
		0, // of networks
		1, // of anyone in Poland
		1, // and once more
	}
	if d := cmp.Diff(want, read); err != nil || d != "" {
		t.Errorf("rows read (-want +got), error %v:\n%s", err, d)
	}
}

// counting notes how many rows a source hands out each time.
type counting struct {
	kg.Still
	rows *[]int
}

func (c counting) Fetch(ctx context.Context, h *kg.Hop) (*kg.Page, error) {
	page, err := c.Still.Fetch(ctx, h)
	if err == nil {
		*c.rows = append(*c.rows, len(page.Items))
	}
	return page, err
}

// TestConsortiumTrust adds weights up in the order of ids: the other way round 0.1, 0.2 and 0.3 make another float.
func TestConsortiumTrust(t *testing.T) {
	made := team{ties: map[string][]partner{"org:x": {{"org:c", .3}, {"org:b", .2}, {"org:a", .1}}}}
	a, b, c := .1, .2, .3
	if got, want := made.candidate("org:x").trust, a+b+c; got != want {
		t.Errorf("trust is %v, want %v", got, want)
	}
}
