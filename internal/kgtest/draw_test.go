package kgtest

import (
	"context"
	"testing"

	"pgregory.net/rapid"

	"ngograph/internal/kg"
)

// TestDraw checks that random questions about random graphs reach rows along every edge, try every operation of
// filters, and seldom come to nothing: what is not drawn is not tested. It draws the same each time.
func TestDraw(t *testing.T) {
	type drawn struct {
		records drawnGraph
		h       *kg.Hop
	}
	generator := rapid.Custom(func(t *rapid.T) drawn {
		records := drawGraph(t)
		return drawn{records, drawQuestion(t, records)}
	})
	rows, ops, answers := map[*kg.Edge]int{}, map[kg.Op]int{}, map[kg.Code]int{}
	notEmpty := 0
	const n = 1600
	for seed := range n {
		d := generator.Example(seed)
		p, err := kg.New(nil, NewOracle(1, d.records), clock).Fetch(context.Background(), d.h)
		answers[kg.CodeOf(err)]++
		if err != nil {
			continue
		}
		if len(p.Items) > 0 {
			notEmpty++
		}
		var walk func(h *kg.Hop, p *kg.Page)
		walk = func(h *kg.Hop, p *kg.Page) {
			rows[h.Edge] += len(p.Items)
			h.Where.Walk(func(f *kg.Filter) { ops[f.Op]++ })
			for _, item := range p.Items {
				if item.Record == nil {
					continue
				}
				for _, below := range h.Shape(item.Record.Kind()).Hops {
					if page, ok := kg.Attached(item.Record, below.Key); ok {
						walk(below, page)
					} else {
						t.Fatalf("no page for %s", below.Key)
					}
				}
			}
		}
		walk(d.h, p)
	}
	for _, from := range append([]kg.Kind{
		"", kg.KindCollaboration, kg.KindIntroduction, kg.KindBroker, kg.KindPath, kg.KindPosition, kg.KindNetwork, kg.KindNetworkNode,
		kg.KindFunding, kg.KindFundingShare, kg.KindNewcomer, kg.KindResponder, kg.KindMatch, kg.KindConsortium, kg.KindMember,
	}, kg.StoredKinds()...) {
		for _, e := range kg.EdgesOf(from) {
			if rows[e] == 0 {
				t.Errorf("no question reached a row along %s.%s", from, e.Name)
			}
		}
	}
	for _, op := range []kg.Op{kg.OpAnd, kg.OpOr, kg.OpNot, kg.OpIn, kg.OpRange, kg.OpKnown, kg.OpDuring, kg.OpText, kg.OpUnder, kg.OpWithin, kg.OpAny} {
		if ops[op] == 0 {
			t.Errorf("no question used the operation %q", op)
		}
	}
	if answers[kg.NotFound] == 0 || answers[""] < n*9/10 || notEmpty < n/2 {
		t.Errorf("of %d questions: %v by code, %d found something", n, answers, notEmpty)
	}
}
