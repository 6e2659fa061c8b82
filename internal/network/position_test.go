package network

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ngograph/internal/kg"
)

// alike compares numbers to 1e-9 of their size, and ignores what every record carries.
var alike = cmp.Options{cmpopts.EquateApprox(1e-9, 0), cmpopts.EquateEmpty(), cmpopts.IgnoreTypes(kg.Meta{})}

func nodesHop(names []string, below ...*kg.Hop) *kg.Hop {
	h := hop(kg.EdgeNodes, below...)
	for _, n := range names {
		h.IDs = append(h.IDs, "org:"+n)
	}
	return h
}

func TestPosition(t *testing.T) {
	twoGroups := tied("a b", "b c", "a c", "c d", "d e", "e f", "d f", "d g", "e g", "f g")
	for _, c := range []struct {
		name    string
		records []kg.Record
		of      string
		want    kg.NetworkPosition
	}{
		{
			"a triangle", tied("a b", "b c", "a c"), "a",
			kg.NetworkPosition{
				Degree: 2, Strength: 2, Betweenness: new(0.0), Constraint: new(1.125), EffectiveSize: new(1.0), Community: new(0),
				ComputedOn: "the whole scope: 3 organisations, 3 ties",
			},
		},
		{
			"the centre of a star", tied("c/PL a/PL", "c b/SE", "c d/SE", "c e"), "c",
			kg.NetworkPosition{
				Degree: 4, Strength: 4, Betweenness: new(1.0), Constraint: new(0.25), EffectiveSize: new(4.0),
				EIIndex: new(1.0 / 3), Community: new(0), ComputedOn: "the whole scope: 5 organisations, 4 ties",
			},
		},
		{
			"ties weigh in strength and constraint", tied("a b", "a b", "a c"), "a",
			kg.NetworkPosition{
				Degree: 2, Strength: 3, Betweenness: new(1.0), Constraint: new(5.0 / 9), EffectiveSize: new(2.0), Community: new(0),
				ComputedOn: "the whole scope: 3 organisations, 2 ties",
			},
		},
		{
			"a pair: nobody to stand between", tied("a/PL b/PL"), "a",
			kg.NetworkPosition{
				Degree: 1, Strength: 1, Constraint: new(1.0), EffectiveSize: new(1.0), EIIndex: new(-1.0), Community: new(0),
				ComputedOn: "the whole scope: 2 organisations, 1 ties",
			},
		},
		{
			"no tie", tied("a b", "b d", "c"), "c",
			kg.NetworkPosition{ComputedOn: "the whole scope: 3 organisations, 2 ties"},
		},
		{
			"two communities: the smaller", twoGroups, "a",
			kg.NetworkPosition{
				Degree: 2, Strength: 2, Betweenness: new(0.0), Constraint: new(4.0/9 + 9.0/16), EffectiveSize: new(1.0),
				Community: new(1), ComputedOn: "the whole scope: 7 organisations, 10 ties",
			},
		},
		{
			"two communities: between them", twoGroups, "d",
			kg.NetworkPosition{
				Degree: 4, Strength: 4, Betweenness: new(9.0 / 15), Constraint: new(1.0/16 + 3*25.0/144), EffectiveSize: new(2.5),
				Community: new(0), ComputedOn: "the whole scope: 7 organisations, 10 ties",
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.want.OrganisationID = "org:" + c.of
			page := fetch(t, newNaive(c.records...), nodesHop([]string{c.of}, hop("Organisation.position")))
			got := under[*kg.NetworkPosition](t, page.Items[0].Record, "Organisation.position")
			if d := cmp.Diff([]*kg.NetworkPosition{&c.want}, got, alike); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestPositionUnderScope counts the ties of the edge's own scope.
func TestPositionUnderScope(t *testing.T) {
	position := hop("Organisation.position")
	position.Scope = &kg.Scope{Countries: []string{"country:PL"}}
	page := fetch(t, newNaive(tied("a/PL b/PL", "a c/SE")...), nodesHop([]string{"a", "c"}, position))
	var got []int
	for _, item := range page.Items {
		got = append(got, under[*kg.NetworkPosition](t, item.Record, "Organisation.position")[0].Degree)
	}
	if d := cmp.Diff([]int{1, 0}, got); d != "" {
		t.Errorf("degrees (-want +got):\n%s", d)
	}
}

// TestPositionDeepDown is answered below a native edge and below a computed one, at once for all.
func TestPositionDeepDown(t *testing.T) {
	source := newNaive(tied("a b", "b c", "c d", "a e")...)
	between := hop("Collaboration.between", hop("Organisation.position", hop("NetworkPosition.organisation")))
	h := nodesHop([]string{"a", "b"}, hop("Organisation.collaborations", between))
	for _, item := range fetch(t, source, h).Items {
		for _, c := range under[*kg.Collaboration](t, item.Record, "Organisation.collaborations") {
			for _, o := range under[*kg.Organisation](t, c, "Collaboration.between") {
				if p := under[*kg.NetworkPosition](t, o, "Organisation.position")[0]; p.OrganisationID != o.ID {
					t.Errorf("%s has the position of %s", o.ID, p.OrganisationID)
				}
			}
		}
	}
	if d := cmp.Diff([]string{"nodes org:a org:b", "Ties ", "nodes org:a org:b org:e org:c"}, source.asked); d != "" {
		t.Errorf("asked (-want +got):\n%s", d)
	}
}

// TestBrokers turns pages in several orders: the unknown comes last in both directions, equals go by id.
func TestBrokers(t *testing.T) {
	source := newNaive(tied("a/PL b/SE", "b c/PL", "c d", "c e", "f/PL g/PL")...)
	for _, c := range []struct {
		field string
		desc  bool
		want  string
	}{
		{"effectiveSize", true, "c b a d e f g"},
		{"degree", false, "a d e f g b c"},
		{"strength", true, "c b a d e f g"},
		{"betweenness", true, "c b a d e f g"},
		{"constraint", false, "c b a d e f g"},
		{"eiIndex", true, "a b c f g d e"},
		{"eiIndex", false, "f g a b c d e"},
		{"community", false, "c d e a b f g"},
	} {
		for _, first := range []int{1, 3, 7} {
			var got []string
			cursor := ""
			for {
				h := hop(kg.EdgeBrokers)
				h.Shapes = nil // the order wants a measure, too
				h.Order, h.First, h.Cursor, h.Count = kg.Order{Field: c.field, Desc: c.desc}, first, cursor, true
				page := fetch(t, source, h)
				for _, p := range all[*kg.NetworkPosition](page) {
					got = append(got, strings.TrimPrefix(p.OrganisationID, "org:"))
				}
				if page.Total != 7 || page.Before != (cursor != "") {
					t.Errorf("a page of %d, before %t, after %q", page.Total, page.Before, cursor)
				}
				if !page.More {
					break
				}
				cursor = page.Cursor(len(page.Items) - 1)
			}
			if got := strings.Join(got, " "); got != c.want {
				t.Errorf("by %s desc=%t in pages of %d: %s, not %s", c.field, c.desc, first, got, c.want)
			}
		}
	}
}

// TestBrokersHere asks for what is below them and for the coverage.
func TestBrokersHere(t *testing.T) {
	source := newNaive(tied("a/PL b/PL", "b c/SE")...)
	h := hop(kg.EdgeBrokers, hop("NetworkPosition.organisation"))
	h.Coverage, h.Scope = true, &kg.Scope{Countries: []string{"country:PL"}}
	page := fetch(t, source, h)
	if page.Coverage == nil || page.Coverage.Records != 1 {
		t.Errorf("coverage %+v, not of one record", page.Coverage)
	}
	for _, p := range all[*kg.NetworkPosition](page) {
		if o := under[*kg.Organisation](t, p, "NetworkPosition.organisation"); len(o) != 1 || o[0].ID != p.OrganisationID {
			t.Errorf("%s leads to %v", p.OrganisationID, o)
		}
	}
	if d := cmp.Diff([]string{"nodes ", "Ties ", "collaborations ", "nodes org:a org:b"}, source.asked); d != "" {
		t.Errorf("asked (-want +got):\n%s", d)
	}
}

// TestManyTies leaves betweenness out where it would take too long, and says so.
func TestManyTies(t *testing.T) {
	source := newNaive(&kg.Organisation{ID: "org:000", Name: "x", Type: "NGO"})
	source.ties = complete(633)
	page := fetch(t, source, nodesHop([]string{"000"}, hop("Organisation.position")))
	p := under[*kg.NetworkPosition](t, page.Items[0].Record, "Organisation.position")[0]
	const words = "the whole scope: 633 organisations, 200028 ties; betweenness is not computed over 200,000 ties"
	if p.ComputedOn != words || p.Betweenness != nil || p.Constraint == nil {
		t.Errorf("%+v, not computed on %s without betweenness", *p, words)
	}
	h := hop(kg.EdgeBrokers)
	h.Order = kg.Order{Field: "betweenness", Desc: true}
	if _, err := asking(source).Fetch(t.Context(), h); kg.CodeOf(err) != kg.TooLarge || !strings.Contains(err.Error(), "betweenness") {
		t.Errorf("brokers by betweenness over too many ties: %v", err)
	}
}
