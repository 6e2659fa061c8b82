package kgtest

import (
	"slices"

	"ngograph/internal/kg"
)

// untagged returns what a record of an answer holds in fields that have no name of their own, as far as a question asks
// for it by others: the reasons by the parts of a score, the links by their number, the communities by their modularity,
// the totals in other currencies by the total, the conditions by whether they are met.
func untagged(h *kg.Hop, r kg.Record, fields []string) any {
	asks := func(names ...string) bool { return overlap(fields, names) }
	switch r := r.(type) {
	case *kg.Introduction:
		if asks("score", "trust", "fit") {
			return r.Reasons
		}
	case *kg.Network:
		n := kg.Network{Center: r.Center}
		if asks("totalLinks") {
			n.Links = slices.Clone(r.Links)
		}
		if asks("modularity") {
			n.Communities = r.Communities
		}
		if h.Coverage {
			n.Coverage = plainCoverage(r.Coverage)
		}
		return n
	case *kg.CrossTab:
		t := kg.CrossTab{Rows: r.Rows, Columns: r.Columns, Cells: r.Cells, Total: r.Total}
		if h.Coverage {
			t.Coverage = plainCoverage(r.Coverage)
		}
		return t
	case *kg.FundingProfile:
		if asks("total") {
			return r.Others
		}
	case *kg.ConsortiumProposal:
		if asks("feasible") {
			return r.Conditions
		}
	case *kg.ConsortiumMember:
		return r.Covers
	}
	return nil
}
