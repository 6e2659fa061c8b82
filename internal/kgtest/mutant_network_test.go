package kgtest

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"ngograph/internal/kg"
)

// networkMutants are faults in the rules of introductions, paths, positions and networks.
func networkMutants() map[string]func(r *networkRules) {
	return map[string]func(r *networkRules){
		// introductions
		"the stronger leg": func(r *networkRules) { r.leg = func(yours, theirs float64) float64 { return max(yours, theirs) } },
		"both legs":        func(r *networkRules) { r.leg = func(yours, theirs float64) float64 { return yours * theirs } },
		"a broker has as much for each": func(r *networkRules) {
			r.shared = func(int) float64 { return 1 }
		},
		"a broker's other partners": func(r *networkRules) { r.shared = func(n int) float64 { return float64(n - 1) } },
		"a broker's partners in any scope": func(r *networkRules) {
			r.crowd = func(*kg.Scope) *kg.Scope { return &kg.Scope{} }
		},
		"worked with outside the scope does not count": func(r *networkRules) {
			r.known = func(s *kg.Scope) []*kg.Scope { return []*kg.Scope{s} }
		},
		"networks are introduced to their members": func(r *networkRules) {
			r.known = func(*kg.Scope) []*kg.Scope { return []*kg.Scope{{}} }
		},
		"ties fade": func(r *networkRules) {
			r.weight = func(c *kg.Collaboration) float64 {
				if c.RecencyWeight != nil {
					return max(1e-9, *c.RecencyWeight)
				}
				return c.Weight
			}
		},
		"ties are of one weight":      func(r *networkRules) { r.weight = func(*kg.Collaboration) float64 { return 1 } },
		"fit is added":                func(r *networkRules) { r.score = func(trust, fit float64) float64 { return trust + fit } },
		"no trust without fit":        func(r *networkRules) { r.score = func(trust, fit float64) float64 { return trust * fit } },
		"what is not stated is none":  func(r *networkRules) { r.fit = func(stated []kg.Reason) float64 { return sumOf(stated) / 4 } },
		"fit is a sum":                func(r *networkRules) { r.fit = sumOf },
		"profiles that nothing suits": func(r *networkRules) { r.suits = func(float64) bool { return true } },
		"places beside ties":          func(r *networkRules) { r.asksPlace = func(kg.IntroductionBasis) bool { return true } },
		"profiles without a place":    func(r *networkRules) { r.asksPlace = func(kg.IntroductionBasis) bool { return false } },
		"each resource is a need":     func(r *networkRules) { r.kinds = func(all []string) []string { return all } },
		"brokers by id": func(r *networkRules) {
			r.compareBrokers = func(a, b *kg.Broker) int { return cmp.Compare(a.OrganisationID, b.OrganisationID) }
		},
		"the least of brokers": func(r *networkRules) {
			r.compareBrokers = func(a, b *kg.Broker) int { return cmp.Compare(a.Term, b.Term) }
		},
		"brokers by id where they tie": func(r *networkRules) { r.compareBrokers = brokersFromZ },

		// paths
		"the lowest cost first": func(r *networkRules) {
			r.comparePaths = func(a, b *kg.Path) int { return cmp.Or(cmp.Compare(a.Cost, b.Cost), slices.Compare(a.Stops, b.Stops)) }
		},
		"paths of equal steps by id": func(r *networkRules) {
			r.comparePaths = func(a, b *kg.Path) int {
				return cmp.Or(cmp.Compare(a.Length, b.Length), slices.Compare(a.Stops, b.Stops))
			}
		},
		"paths as one text": func(r *networkRules) {
			r.comparePaths = func(a, b *kg.Path) int {
				return cmp.Or(cmp.Compare(a.Length, b.Length), cmp.Compare(kg.Nanos(a.Cost), kg.Nanos(b.Cost)), cmp.Compare(a.RecordID(), b.RecordID()))
			}
		},
		"heavy ties are long":    func(r *networkRules) { r.length = func(weight float64) float64 { return weight } },
		"ties are of one length": func(r *networkRules) { r.length = func(float64) float64 { return 1 } },

		// positions
		"betweenness as a sum": func(r *networkRules) { r.normalised = func(sum, _ float64) float64 { return sum } },
		"betweenness of ordered pairs": func(r *networkRules) {
			r.normalised = func(sum, n float64) float64 { return sum / ((n - 1) * (n - 2)) }
		},
		"constraint of direct ties":   func(r *networkRules) { r.constraint = directConstraint },
		"effective size counts twice": func(r *networkRules) { r.effectiveSize = sizeOfTwice },
		"the number of partners": func(r *networkRules) {
			r.effectiveSize = func(g *web, of string) *float64 { n := float64(len(g.partners(of))); return &n }
		},
		"nowhere is a country": func(r *networkRules) { r.crosses = func(own, other string) (bool, bool) { return own != other, true } },
		"nowhere is a country, if both": func(r *networkRules) {
			r.crosses = func(own, other string) (bool, bool) { return own != other, own+other != "" }
		},
		"borders the wrong way round": func(r *networkRules) {
			r.crosses = func(own, other string) (bool, bool) { return own == other, own != "" && other != "" }
		},

		// networks
		"the centre may go": func(r *networkRules) {
			as := r.compareNodes
			r.compareNodes = func(g *web, _, a, b string) int { return as(g, "", a, b) }
		},
		"the most partners are kept": func(r *networkRules) {
			r.compareNodes = func(g *web, center, a, b string) int {
				isCenter := func(id string) int { return strings.Count(center, id) }
				return cmp.Or(isCenter(b)-isCenter(a), len(g.partners(b))-len(g.partners(a)), cmp.Compare(a, b))
			}
		},
		"the weakest are kept": func(r *networkRules) {
			r.compareNodes = func(g *web, center, a, b string) int {
				isCenter := func(id string) int { return strings.Count(center, id) }
				return cmp.Or(isCenter(b)-isCenter(a), cmp.Compare(g.strength(a), g.strength(b)), cmp.Compare(a, b))
			}
		},
		"density of ordered pairs": func(r *networkRules) { r.density = func(n, l float64) float64 { return l / (n * (n - 1)) } },
		"no ties among the outermost": func(r *networkRules) {
			r.around = func(ties []*tie, distance map[string]int, degrees int) []*tie {
				return slices.DeleteFunc(slices.Clone(ties), func(t *tie) bool {
					return distance[t.record.A] == degrees && distance[t.record.B] == degrees
				})
			}
		},
	}
}

func sumOf(stated []kg.Reason) float64 {
	sum := 0.0
	for _, r := range stated {
		sum += r.Value
	}
	return sum
}

func brokersFromZ(a, b *kg.Broker) int {
	return cmp.Or(cmp.Compare(kg.Nanos(b.Term), kg.Nanos(a.Term)), cmp.Compare(b.OrganisationID, a.OrganisationID))
}

func directConstraint(g *web, of string) *float64 {
	if len(g.partners(of)) == 0 {
		return nil
	}
	sum := 0.0
	for _, p := range g.partners(of) {
		sum += math.Pow(g.weight(of, p)/g.strength(of), 2)
	}
	return &sum
}

func sizeOfTwice(g *web, of string) *float64 {
	size := g.effectiveSize(of)
	if size != nil {
		n := float64(len(g.partners(of)))
		*size = n - 2*(n-*size)
	}
	return size
}

// brokenNetworks are views that answer or are asked otherwise.
func brokenNetworks() map[string]func(v kg.View) kg.View {
	answers := func(edge string, edit func(h *kg.Hop, p *kg.Page)) func(v kg.View) kg.View {
		return func(v kg.View) kg.View {
			return edited{v, func(h *kg.Hop, p *kg.Page) {
				if h.Edge.Name == edge {
					edit(h, p)
				}
			}}
		}
	}
	questions := func(edge string, edit func(h *kg.Hop)) func(v kg.View) kg.View {
		return func(v kg.View) kg.View {
			return asked{v, func(h *kg.Hop) {
				if h.Edge.Name == edge {
					edit(h)
				}
			}}
		}
	}
	return map[string]func(v kg.View) kg.View{
		"introductions to anybody":       questions(kg.EdgeIntroductions, func(h *kg.Hop) { h.Where = kg.Filter{} }),
		"introductions by score alone":   questions(kg.EdgeIntroductions, func(h *kg.Hop) { h.Order.Desc = true }),
		"introductions in any scope":     questions(kg.EdgeIntroductions, func(h *kg.Hop) { h.Scope = &kg.Scope{} }),
		"introductions without a cursor": questions(kg.EdgeIntroductions, func(h *kg.Hop) { h.Cursor, h.After = "", nil }),
		"introductions covered by what is shown": answers(kg.EdgeIntroductions, func(_ *kg.Hop, p *kg.Page) {
			if p.Coverage != nil {
				p.Coverage.Projects = len(p.Items)
			}
		}),
		"reasons without what is shared": answers(kg.EdgeIntroductions, func(_ *kg.Hop, p *kg.Page) {
			for _, i := range told[*kg.Introduction](p) {
				for j := range i.Reasons {
					i.Reasons[j].Shared = nil
				}
			}
		}),
		"trust is the last reason": answers(kg.EdgeIntroductions, func(_ *kg.Hop, p *kg.Page) {
			for _, i := range told[*kg.Introduction](p) {
				slices.Reverse(i.Reasons)
			}
		}),
		"as many brokers as are shown": answers(kg.EdgeIntroductions, func(_ *kg.Hop, p *kg.Page) {
			for _, i := range told[*kg.Introduction](p) {
				i.BrokerCount = min(i.BrokerCount, 1)
			}
		}),
		"paths of one step more":     questions(kg.EdgePaths, func(h *kg.Hop) { h.Degrees++ }),
		"paths in any scope":         questions(kg.EdgePaths, func(h *kg.Hop) { h.Scope = &kg.Scope{} }),
		"one path more":              questions(kg.EdgePaths, func(h *kg.Hop) { h.First++ }),
		"paths from the other end":   questions(kg.EdgePaths, func(h *kg.Hop) { slices.Reverse(h.IDs) }),
		"ties from the last pair on": questions(kg.EdgeTies, func(h *kg.Hop) { slices.Reverse(h.IDs) }),
		"ties by id": answers(kg.EdgeTies, func(_ *kg.Hop, p *kg.Page) {
			slices.SortFunc(p.Items, func(a, b kg.Item) int { return cmp.Compare(a.Record.RecordID(), b.Record.RecordID()) })
		}),
		"brokers in any scope": questions(kg.EdgeBrokers, func(h *kg.Hop) { h.Scope = &kg.Scope{} }),
		"zero for the unknown": answers(kg.EdgeBrokers, func(_ *kg.Hop, p *kg.Page) {
			for _, r := range told[*kg.NetworkPosition](p) {
				if r.EIIndex == nil {
					r.EIIndex = new(float64)
				}
			}
		}),
		"a network one tie wider": questions(kg.EdgeNetwork, func(h *kg.Hop) { h.Degrees++ }),
		"a network of one more":   questions(kg.EdgeNetwork, func(h *kg.Hop) { h.Nodes++ }),
		"the totals of what is kept": answers(kg.EdgeNetwork, func(_ *kg.Hop, p *kg.Page) {
			for _, n := range told[*kg.Network](p) {
				n.TotalLinks = len(n.Links)
			}
		}),
		"nothing is cut": answers(kg.EdgeNetwork, func(_ *kg.Hop, p *kg.Page) { told[*kg.Network](p)[0].Truncated = false }),
		"a network covered by itself": answers(kg.EdgeNetwork, func(_ *kg.Hop, p *kg.Page) {
			if n := told[*kg.Network](p)[0]; n.Coverage != nil {
				n.Coverage.Projects = n.TotalLinks
			}
		}),
	}
}
