package synthetic

import (
	"math"
	"slices"
	"testing"

	"ngograph/internal/kg"
)

// curves are what a network is compared with CORDIS by: shares, and sizes of consortia at quantiles.
type curves struct {
	organisations, projects, participations int
	alone, small, middling, large           float64 // projects of 1, 2-5, 6-15 and more members
	mean                                    float64
	p90, p99, largest                       int
	one, two, few, many, most               float64 // organisations with 1, 2, 3-5, 6-20 and more participations
	busiest                                 int
	topHundredth                            float64 // of the participations, held by the top 1 % of organisations
	ties                                    int
	crossBorder                             float64
}

func measure(n *Network) curves {
	country := map[string]string{}
	for r := range n.Of(kg.KindOrganisation) {
		country[r.RecordID()] = r.(*kg.Organisation).CountryID
	}
	held := map[string]int{}
	members := map[string][]string{}
	for r := range n.Of(kg.KindParticipation) {
		p := r.(*kg.Participation)
		held[p.OrganisationID]++
		members[p.ProjectID] = append(members[p.ProjectID], p.OrganisationID)
	}
	var sizes, counts []int
	crosses := map[[2]string]bool{}
	for _, list := range members {
		sizes = append(sizes, len(list))
		for i, a := range list {
			for _, b := range list[i+1:] {
				crosses[[2]string{min(a, b), max(a, b)}] = country[a] != country[b]
			}
		}
	}
	for _, k := range held {
		counts = append(counts, k)
	}
	slices.Sort(sizes)
	slices.Sort(counts)
	c := curves{organisations: len(counts), projects: len(sizes), ties: len(crosses)}
	c.alone, c.small, c.middling, c.large = between(sizes, 1, 1), between(sizes, 2, 5), between(sizes, 6, 15), between(sizes, 16, math.MaxInt)
	c.participations = sum(sizes)
	c.mean = float64(c.participations) / float64(len(sizes))
	c.p90, c.p99, c.largest = sizes[len(sizes)*9/10], sizes[len(sizes)*99/100], sizes[len(sizes)-1]
	c.one, c.two, c.few = between(counts, 1, 1), between(counts, 2, 2), between(counts, 3, 5)
	c.many, c.most, c.busiest = between(counts, 6, 20), between(counts, 21, math.MaxInt), counts[len(counts)-1]
	c.topHundredth = float64(sum(counts[len(counts)-len(counts)/100:])) / float64(c.participations)
	for _, cross := range crosses {
		if cross {
			c.crossBorder += 1 / float64(len(crosses))
		}
	}
	return c
}

// between returns the share of sorted numbers from low to high.
func between(sorted []int, low, high int) float64 {
	n := 0
	for _, x := range sorted {
		if low <= x && x <= high {
			n++
		}
	}
	return float64(n) / float64(len(sorted))
}

func sum(list []int) int {
	s := 0
	for _, x := range list {
		s += x
	}
	return s
}

// TestFit holds generated networks to the curves of both extracts (docs/synthetic.md); -v prints what it measures.
func TestFit(t *testing.T) {
	for _, c := range []struct {
		name    string
		options Options
		want    curves
	}{
		{
			"2016",
			Options{Organisations: 12326, Projects: 7574, Participations: 31868, Seed: 1},
			curves{
				alone: 0.624, small: 0.110, middling: 0.219, large: 0.048, mean: 4.21, p90: 12, p99: 28,
				one: 0.715, two: 0.132, few: 0.089, many: 0.048, most: 0.016, busiest: 350, topHundredth: 0.249,
				ties: 170120, crossBorder: 0.879,
			},
		},
		{
			"2020",
			Options{Organisations: 35871, Projects: 31451, Participations: 144726, Seed: 1},
			curves{
				alone: 0.606, small: 0.138, middling: 0.182, large: 0.074, mean: 4.60, p90: 14, p99: 32,
				one: 0.626, two: 0.151, few: 0.125, many: 0.072, most: 0.026, busiest: 1372, topHundredth: 0.356,
				ties: 796670, crossBorder: 0.885,
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			n, err := New(c.options)
			if err != nil {
				t.Fatal(err)
			}
			got, want := measure(n), c.want
			t.Logf("%+v", got)
			if got.organisations != c.options.Organisations || got.projects != c.options.Projects {
				t.Errorf("%d organisations and %d projects take part", got.organisations, got.projects)
			}
			near := func(what string, got, want, within float64) {
				if math.Abs(got-want) > within {
					t.Errorf("%s is %.3f, not within %.3f of %.3f", what, got, within, want)
				}
			}
			near("alone", got.alone, want.alone, 0.04)
			near("small", got.small, want.small, 0.03)
			near("middling", got.middling, want.middling, 0.07)
			near("large", got.large, want.large, 0.03)
			near("mean", got.mean, want.mean, 0.15)
			near("p90", float64(got.p90), float64(want.p90), 2)
			near("p99", float64(got.p99), float64(want.p99), 3)
			near("one", got.one, want.one, 0.06)
			near("two", got.two, want.two, 0.03)
			near("few", got.few, want.few, 0.03)
			near("many", got.many, want.many, 0.03)
			near("most", got.most, want.most, 0.005)
			near("busiest", float64(got.busiest)/float64(want.busiest), 1, 0.5)
			near("top hundredth", got.topHundredth, want.topHundredth, 0.07)
			near("ties", float64(got.ties)/float64(want.ties), 1, 0.15)
			near("cross-border", got.crossBorder, want.crossBorder, 0.015)
		})
	}
}
