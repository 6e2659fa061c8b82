package network

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

func networkHop(centre string, degrees, nodes int, below ...*kg.Hop) *kg.Hop {
	h := hop(kg.EdgeNetwork, hop("Network.nodes", below...))
	h.Degrees, h.Nodes, h.Coverage = degrees, nodes, true
	if centre != "" {
		h.IDs = []string{"org:" + centre}
	}
	return h
}

func TestNetwork(t *testing.T) {
	groups := tied("a b", "b c", "a c", "c d", "d e", "e f", "d f", "d g", "e g", "f g", "x y", "x y")
	for _, c := range []struct {
		name    string
		records []kg.Record
		centre  string
		degrees int
		nodes   int
		want    kg.Network
		kept    string // name, distance, community
	}{
		{
			name: "the whole scope", records: groups, nodes: 100,
			want: kg.Network{
				TotalNodes: 9, TotalLinks: 11, Components: 2, Density: 22.0 / 72, Stability: new(1.0),
				Modularity:  new(12.0/24 - 13.0*13/576 + 6.0/24 - 49.0/576 + 4.0/24 - 16.0/576),
				ComputedOn:  "the whole: 9 organisations, 11 ties",
				Communities: sized(4, 3, 2),
			},
			kept: "d-0 c-1 e-0 f-0 g-0 a-1 b-1 x-2 y-2",
		},
		{
			name: "the strongest, with measures of the whole", records: groups, nodes: 3,
			want: kg.Network{
				TotalNodes: 9, TotalLinks: 11, Truncated: true, Components: 2, Density: 22.0 / 72, Stability: new(1.0),
				Modularity:  new(12.0/24 - 13.0*13/576 + 6.0/24 - 49.0/576 + 4.0/24 - 16.0/576),
				ComputedOn:  "the whole: 9 organisations, 11 ties",
				Communities: sized(4, 3, 2),
			},
			kept: "d-0 c-1 e-0",
		},
		{
			name: "around one, the ties among the outermost too", records: groups, centre: "a", degrees: 1, nodes: 100,
			want: kg.Network{
				Center: "org:a", TotalNodes: 3, TotalLinks: 3, Components: 1, Density: 1, Modularity: new(0.0), Stability: new(1.0),
				ComputedOn: "the whole: 3 organisations, 3 ties", Communities: sized(3),
			},
			kept: "a00 b10 c10",
		},
		{
			name: "around one, in two steps, cut: the centre stays, though weak", centre: "a", degrees: 2, nodes: 2,
			records: tied("a b", "b c", "b c", "c d", "c d", "c d"),
			want: kg.Network{
				Center: "org:a", TotalNodes: 3, TotalLinks: 2, Truncated: true, Components: 1, Density: 4.0 / 6,
				Modularity: new(0.0), Stability: new(1.0), ComputedOn: "the whole: 3 organisations, 2 ties", Communities: sized(3),
			},
			kept: "a00 b10",
		},
		{
			name: "alone", records: tied("a b", "z"), centre: "z", degrees: 3, nodes: 5,
			want: kg.Network{Center: "org:z", TotalNodes: 1, Components: 1, ComputedOn: "the whole: 1 organisations, 0 ties"},
			kept: "z0-",
		},
		{
			name: "nobody", records: tied("z"), nodes: 5,
			want: kg.Network{ComputedOn: "the whole: 0 organisations, 0 ties"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := all[*kg.Network](fetch(t, newNaive(c.records...), networkHop(c.centre, c.degrees, c.nodes)))[0]
			if got.Coverage == nil || got.Coverage.Records == 0 && c.want.TotalLinks > 0 {
				t.Errorf("coverage %+v", got.Coverage)
			}
			var kept []string
			in := map[string]bool{}
			for _, n := range under[*kg.NetworkNode](t, got, "Network.nodes") {
				in[n.OrganisationID] = true
				kept = append(kept, strings.TrimPrefix(n.OrganisationID, "org:")+digit(n.Distance)+digit(n.Community))
			}
			if kept := strings.Join(kept, " "); kept != c.kept {
				t.Errorf("kept %s, not %s", kept, c.kept)
			}
			for _, l := range got.Links {
				if !in[l.Source] || !in[l.Target] || l.Source >= l.Target {
					t.Errorf("a link %s to %s that is not among the kept, or not in order", l.Source, l.Target)
				}
			}
			if !got.Truncated && len(got.Links) != c.want.TotalLinks {
				t.Errorf("%d links of %d, and nothing is said to be cut", len(got.Links), c.want.TotalLinks)
			}
			got.Coverage, got.Links = nil, nil
			if d := cmp.Diff(&c.want, got, alike); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// sized returns communities of these sizes.
func sized(sizes ...int) []kg.Community {
	var list []kg.Community
	for i, n := range sizes {
		list = append(list, kg.Community{ID: i, Size: n})
	}
	return list
}

func digit(n *int) string {
	if n == nil {
		return "-"
	}
	return fmt.Sprint(*n)
}

// TestNetworkLinks says what a link holds.
func TestNetworkLinks(t *testing.T) {
	records := append(tied("a b"),
		&kg.Project{ID: "project:p", Title: "P", Start: "2019-01-01", End: "2021-01-01"},
		&kg.Participation{OrganisationID: "org:a", ProjectID: "project:p", Role: "PARTNER"},
		&kg.Participation{OrganisationID: "org:b", ProjectID: "project:p", Role: "PARTNER"},
	)
	got := all[*kg.Network](fetch(t, newNaive(records...), networkHop("", 0, 5)))[0].Links
	want := []kg.NetworkLink{{Source: "org:a", Target: "org:b", Weight: 2, ProjectCount: 1, First: new(2019), Last: new(2021)}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestNetworkToday has an open membership last until the day of asking.
func TestNetworkToday(t *testing.T) {
	records := append(tied("a", "b"), &kg.Membership{NetworkID: "org:a", MemberID: "org:b", Since: "2020-03-01"})
	h := networkHop("", 0, 5)
	h.Scope = &kg.Scope{Evidence: []kg.EvidenceKind{kg.ByMembers}}
	got := all[*kg.Network](fetch(t, newNaive(records...), h))[0].Links
	want := []kg.NetworkLink{{Source: "org:a", Target: "org:b", Weight: 1, First: new(2020), Last: new(2025)}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestNodePosition is the position in the network, not in the scope.
func TestNodePosition(t *testing.T) {
	h := networkHop("a", 1, 5, hop("NetworkNode.position"), hop("NetworkNode.organisation"))
	network := fetch(t, newNaive(tied("a/PL b/PL", "a c/SE", "b d/PL", "b e/PL")...), h).Items[0].Record
	for _, n := range under[*kg.NetworkNode](t, network, "Network.nodes") {
		p := under[*kg.NetworkPosition](t, n, "NetworkNode.position")[0]
		want := map[string]kg.NetworkPosition{
			"org:a": {Degree: 2, EIIndex: new(0.0)}, "org:b": {Degree: 1, EIIndex: new(-1.0)}, "org:c": {Degree: 1, EIIndex: new(1.0)},
		}[n.OrganisationID]
		if p.Degree != want.Degree || p.EIIndex == nil || *p.EIIndex != *want.EIIndex || p.OrganisationID != n.OrganisationID || p.ComputedOn != "the whole: 3 organisations, 2 ties" {
			t.Errorf("%s: %+v, not of the degree %d and the EI index %g", n.OrganisationID, *p, want.Degree, *want.EIIndex)
		}
		if o := under[*kg.Organisation](t, n, "NetworkNode.organisation")[0]; o.ID != n.OrganisationID {
			t.Errorf("%s leads to %s", n.OrganisationID, o.ID)
		}
	}
}

// TestLargeNetwork measures what is kept where the whole has too many ties.
func TestLargeNetwork(t *testing.T) {
	source := newNaive()
	source.ties = complete(633)
	network := fetch(t, source, networkHop("", 0, 3, hop("NetworkNode.position"))).Items[0].Record.(*kg.Network)
	const words = "the 3 kept organisations and their 3 ties"
	if network.TotalNodes != 633 || network.TotalLinks != 200028 || !network.Truncated || network.ComputedOn != words || len(network.Links) != 3 {
		t.Errorf("%+v", *network)
	}
	if d := cmp.Diff(sized(3), network.Communities); d != "" {
		t.Errorf("communities (-want +got):\n%s", d)
	}
	var kept []string
	for _, n := range under[*kg.NetworkNode](t, network, "Network.nodes") {
		kept = append(kept, n.OrganisationID)
		if p := under[*kg.NetworkPosition](t, n, "NetworkNode.position")[0]; p.Degree != 2 || p.Betweenness == nil || p.ComputedOn != words {
			t.Errorf("%+v", *p)
		}
	}
	if d := cmp.Diff([]string{"org:632", "org:631", "org:630"}, kept); d != "" {
		t.Errorf("kept (-want +got):\n%s", d)
	}
}
