package kgtest

import (
	"cmp"
	"math"
	"slices"

	"ngograph/internal/kg"
)

// helpMutants are faults in the rules of cross tables, funding, newcomers, responders, matches and consortia.
func helpMutants() map[string]func(r *rules) {
	return map[string]func(r *rules){
		// cross tables
		"the diagonal counts once in a row": func(r *rules) { r.tables.diagonal = 1 },
		"expected on the diagonal as off it": func(r *rules) {
			r.tables.expected = func(si, sj, all float64, _ bool) float64 { return si * sj / all }
		},
		"the year of an end": func(r *rules) {
			r.tables.year = func(start, end kg.Date) (int, bool) { return kg.PeriodOf(start, end).From.Year() }
		},
		"themes above count": func(r *rules) {
			r.tables.themes = func(o *Oracle, own []string) []string {
				var all []string
				for _, id := range own {
					all = append(all, o.themesAbove(id)...)
				}
				return all
			}
		},
		"one role of several": func(r *rules) {
			r.tables.roles = func(roles []string) []string { return roles[:min(1, len(roles))] }
		},
		"money of any currency":  func(r *rules) { r.tables.counts = func(string) bool { return true } },
		"tables without a limit": func(r *rules) { r.tables.most = math.MaxInt },
		// funding
		"a funder receives": func(r *rules) { r.tables.received = func(kg.Role) bool { return true } },
		"the currency of most money": func(r *rules) {
			r.tables.before = func(a, b currencyTotal) bool { return a.Cents > b.Cents }
		},
		"of two currencies the first": func(r *rules) {
			r.tables.before = func(a, b currencyTotal) bool { return a.contributions > b.contributions }
		},
		"entropy in bits": func(r *rules) { r.tables.entropy = func(share float64) float64 { return -share * math.Log2(share) } },
		// newcomers
		"an unknown country is another": func(r *rules) {
			r.help.abroad = func(a, b *kg.Organisation) bool { return a.CountryID != b.CountryID }
		},
		"home is abroad": func(r *rules) { r.help.abroad = func(_, _ *kg.Organisation) bool { return true } },
		"sponsors of the same day": func(r *rules) {
			r.help.earlier = func(a, b kg.Date) bool { return a <= b }
		},
		"everybody there is a sponsor":    func(r *rules) { r.help.earlier = func(_, _ kg.Date) bool { return true } },
		"an undated project is the first": func(r *rules) { r.help.known = func(kg.Date) bool { return true } },
		// responders, matches, routes
		"resources of any day": func(r *rules) { r.help.available = func(*kg.Resource, kg.Date) bool { return true } },
		"resources until yesterday": func(r *rules) {
			r.help.available = func(x *kg.Resource, day kg.Date) bool {
				return x.AvailableFrom <= day && (x.AvailableTo == "" || x.AvailableTo > day)
			}
		},
		"resources from tomorrow": func(r *rules) {
			r.help.available = func(x *kg.Resource, day kg.Date) bool {
				return x.AvailableFrom < day && (x.AvailableTo == "" || x.AvailableTo >= day)
			}
		},
		"responders in the place alone": func(r *rules) { r.help.serves = func(inPlace, _ bool) bool { return inPlace } },
		"responders from anywhere":      func(r *rules) { r.help.serves = func(_, _ bool) bool { return true } },
		"four ties are near":            func(r *rules) { r.help.reach = 4 },
		"three ties are far":            func(r *rules) { r.help.reach = 2 },
		// consortia
		"a theme that is stated": func(r *rules) {
			r.help.closure = func(_ *Oracle, own, wanted []string) bool { return overlap(own, wanted) }
		},
		"trust before conditions": func(r *rules) { r.help.better = (*choice).trusted },
		"conditions without trust": func(r *rules) {
			r.help.better = func(a, b *choice) int {
				return cmp.Or(cmp.Compare(len(b.newlyMeets), len(a.newlyMeets)), cmp.Compare(a.org.ID, b.org.ID))
			}
		},
		"the one who asks meets nothing": func(r *rules) { r.help.helps = func(member, asks string) bool { return member != asks } },
	}
}

// brokenHelp is what breaks a View's answers to questions about tables, funding, newcomers, help and partners.
func brokenHelp() map[string]func(v kg.View) kg.View {
	tables := eachEdited[*kg.CrossTab]
	return map[string]func(v kg.View) kg.View{
		"empty cells are left out": tables(func(x *kg.CrossTab) {
			x.Cells = slices.DeleteFunc(x.Cells, func(c kg.Cell) bool { return c.Ratio != nil && *c.Ratio == 0 })
		}),
		"the unknown is left out": tables(func(x *kg.CrossTab) {
			x.Cells = slices.DeleteFunc(x.Cells, func(c kg.Cell) bool { return c.Row == kg.Unknown || c.Column == kg.Unknown })
		}),
		"totals are sums of cells": tables(func(x *kg.CrossTab) {
			x.Total.Projects = 0
			for _, c := range x.Cells {
				x.Total.Projects += c.Projects
			}
		}),
		"what is not wanted is counted": tables(func(x *kg.CrossTab) { x.Total.Organisations++ }),
		"pairs the other way round": tables(func(x *kg.CrossTab) {
			for i := range x.Cells {
				x.Cells[i].Row, x.Cells[i].Column = x.Cells[i].Column, x.Cells[i].Row
			}
		}),
		"categories have no names": tables(func(x *kg.CrossTab) {
			for i := range x.Rows {
				x.Rows[i].Label = x.Rows[i].ID
			}
		}),
		"tables rest on nothing": tables(func(x *kg.CrossTab) { x.Coverage = nil }),
		"no records in tables": func(v kg.View) kg.View {
			return asked{v, func(h *kg.Hop) {
				if s := *h.Scope; h.Edge.Name == kg.EdgeCrossTab && s.Evidence == nil {
					s.Evidence = []kg.EvidenceKind{kg.ByProject}
					h.Scope = &s
				}
			}}
		},
		"an amount not stated is nothing": eachEdited(func(x *kg.FundingProfile) {
			x.Contributions += x.Unknown
			x.Unknown = 0
		}),
		"other money is forgotten": eachEdited(func(x *kg.FundingProfile) { x.Others = nil }),
		"newcomers after the year": func(v kg.View) kg.View { return asked{v, func(h *kg.Hop) { h.Since++ }} },
		"sponsors are partners":    eachEdited(func(x *kg.Newcomer) { x.SponsorCount++ }),
		"a partner there is there": eachEdited(func(x *kg.Responder) { x.InPlace = true }),
		"steps are organisations": eachEdited(func(x *kg.Responder) {
			if x.Steps != nil {
				x.Steps = new(*x.Steps + 1)
			}
		}),
		"whoever asks nothing is near": eachEdited(func(x *kg.Responder) {
			if x.Steps == nil {
				x.Steps = new(0)
			}
		}),
		"matches the other way round": eachEdited(func(x *kg.Match) { x.TheyOffer, x.YouOffer = x.YouOffer, x.TheyOffer }),
		"no match without a language": func(v kg.View) kg.View {
			return edited{v, func(_ *kg.Hop, p *kg.Page) {
				p.Items = slices.DeleteFunc(p.Items, func(item kg.Item) bool {
					m, ok := item.Record.(*kg.Match)
					return ok && !m.SharedLanguage
				})
			}}
		},
		"all is feasible": eachEdited(func(x *kg.ConsortiumProposal) { x.Feasible = true }),
		"nobody is cold":  eachEdited(func(x *kg.ConsortiumProposal) { x.Cold = 0 }),
		"the number of members is no condition": eachEdited(func(x *kg.ConsortiumProposal) {
			x.Conditions = slices.DeleteFunc(x.Conditions, func(c kg.Condition) bool { return c.Kind == kg.NeedsMembers })
		}),
		"a member covers what is met already": eachEdited(func(x *kg.ConsortiumMember) {
			x.Covers = append(x.Covers, kg.Condition{Kind: kg.NeedsCountry, Value: "country:PL"})
		}),
	}
}

// eachEdited changes every record of a type in a view's answers, wherever in them it is.
func eachEdited[R kg.Record](edit func(r R)) func(v kg.View) kg.View {
	var visit func(h *kg.Hop, p *kg.Page)
	visit = func(h *kg.Hop, p *kg.Page) {
		for _, item := range p.Items {
			if item.Record == nil {
				continue
			}
			if r, ok := item.Record.(R); ok {
				edit(r)
			}
			for _, below := range h.Shape(item.Record.Kind()).Hops {
				if page, ok := kg.Attached(item.Record, below.Key); ok {
					visit(below, page)
				}
			}
		}
	}
	return func(v kg.View) kg.View { return edited{v, visit} }
}
