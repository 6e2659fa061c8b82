package kgtest

import (
	"cmp"
	"slices"

	"ngograph/internal/kg"
)

// networkRules are the rules of introductions, paths, positions and networks that the suite's own test breaks.
type networkRules struct {
	weight         func(*kg.Collaboration) float64
	known          func(scope *kg.Scope) []*kg.Scope // under which a candidate has no tie with the one who asks
	crowd          func(scope *kg.Scope) *kg.Scope   // in which a broker's partners are counted
	leg            func(yours, theirs float64) float64
	shared         func(partners int) float64                    // what the weaker leg is divided by
	score          func(trust, fit float64) float64              // of the basis TIES
	fit            func(stated []kg.Reason) float64              // the mean
	suits          func(fit float64) bool                        // whether a profile is listed
	asksPlace      func(kg.IntroductionBasis) bool               // whether the place is a part of fit
	kinds          func(all []string) []string                   // of resources, as they are counted
	compareBrokers func(a, b *kg.Broker) int                     // of one introduction
	length         func(weight float64) float64                  // of a tie
	comparePaths   func(a, b *kg.Path) int                       // from one organisation to another
	normalised     func(sum, n float64) float64                  // betweenness among n organisations
	constraint     func(g *web, of string) *float64              // Burt's
	effectiveSize  func(g *web, of string) *float64              // Borgatti's
	crosses        func(own, other string) (crosses, known bool) // countries
	compareNodes   func(g *web, center, a, b string) int         // those that are kept come first
	density        func(n, l float64) float64                    // of more than one organisation
	around         func(ties []*tie, distance map[string]int, degrees int) []*tie
}

func networkRulesAsWritten() networkRules {
	return networkRules{
		weight: func(c *kg.Collaboration) float64 { return c.Weight },
		known:  func(s *kg.Scope) []*kg.Scope { return []*kg.Scope{{}, s} },
		crowd:  func(s *kg.Scope) *kg.Scope { return s },
		leg:    func(yours, theirs float64) float64 { return min(yours, theirs) },
		shared: func(partners int) float64 { return float64(partners) },
		score:  func(trust, fit float64) float64 { return trust * (1 + fit) },
		fit: func(stated []kg.Reason) float64 {
			sum := 0.0
			for _, r := range stated {
				sum += r.Value
			}
			return sum / float64(max(1, len(stated)))
		},
		suits:     func(fit float64) bool { return fit > 0 },
		asksPlace: func(b kg.IntroductionBasis) bool { return b == kg.OnProfile },
		kinds:     distinct[string],
		compareBrokers: func(a, b *kg.Broker) int {
			return cmp.Or(cmp.Compare(kg.Nanos(b.Term), kg.Nanos(a.Term)), cmp.Compare(a.OrganisationID, b.OrganisationID))
		},
		length: func(weight float64) float64 { return 1 / weight },
		comparePaths: func(a, b *kg.Path) int {
			return cmp.Or(cmp.Compare(a.Length, b.Length), cmp.Compare(kg.Nanos(a.Cost), kg.Nanos(b.Cost)), slices.Compare(a.Stops, b.Stops))
		},
		normalised:    func(sum, n float64) float64 { return sum * 2 / ((n - 1) * (n - 2)) },
		constraint:    (*web).constraint,
		effectiveSize: (*web).effectiveSize,
		crosses:       func(own, other string) (bool, bool) { return own != other, own != "" && other != "" },
		compareNodes: func(g *web, center, a, b string) int {
			switch center {
			case a:
				return -1
			case b:
				return 1
			}
			return cmp.Or(cmp.Compare(kg.Nanos(g.strength(b)), kg.Nanos(g.strength(a))), cmp.Compare(a, b))
		},
		density: func(n, l float64) float64 { return 2 * l / (n * (n - 1)) },
		around:  func(ties []*tie, _ map[string]int, _ int) []*tie { return ties },
	}
}
