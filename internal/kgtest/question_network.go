package kgtest

import (
	"context"
	"testing"

	"ngograph/internal/kg"
)

// refused asks a question that must end with a code; "" must be answered.
func refused(t failer, w *world, h *kg.Hop, code kg.Code) {
	t.Helper()
	if _, err := w.graph.Fetch(context.Background(), h); kg.CodeOf(err) != code {
		t.Errorf("want %q, got %s\n%s", code, errorText(err), describe(h))
	}
}

// pathsBetween asks for the best paths from one organisation to another.
func pathsBetween(from, to string, scope *kg.Scope, degrees, first int) *kg.Hop {
	h := ask(kg.EdgePaths, "organisations", "length", "cost")
	h.IDs, h.Scope, h.Degrees, h.First = []string{from, to}, scope, degrees, first
	return h
}

// networkOf asks for the network of a scope, or for that around an organisation.
func networkOf(center string, degrees, nodes int, scope *kg.Scope) *kg.Hop {
	h := ask(kg.EdgeNetwork, "totalNodes", "totalLinks", "truncated", "components", "density", "modularity", "stability", "computedOn")
	if center != "" {
		h.IDs = []string{center}
	}
	h.Scope, h.Degrees, h.Nodes = scope, degrees, nodes
	return h
}

// badNetworkQuestions checks which questions about networks are refused, and that those at their bounds are not.
func (s *suite) badNetworkQuestions(t *testing.T) {
	w := s.empty(t)
	w.apply(t, puts(complete()...)...)
	edit := func(h *kg.Hop, f func(h *kg.Hop)) *kg.Hop { f(h); return h }
	introductions := func(ids ...string) *kg.Hop { return edit(ask(kg.EdgeIntroductions), func(h *kg.Hop) { h.IDs = ids }) }
	first := func(h *kg.Hop, n int) *kg.Hop { return edit(h, func(h *kg.Hop) { h.First = n }) }
	by := func(h *kg.Hop, field string) *kg.Hop { return edit(h, func(h *kg.Hop) { h.Order.Field = field }) }
	scoped := func(h *kg.Hop, s kg.Scope) *kg.Hop { return edit(h, func(h *kg.Hop) { h.Scope = &s }) }
	to := func(id string) *kg.Hop { return pathsBetween("org:full", id, nil, 2, 1) }
	nowhere := kg.Scope{Themes: []string{"theme:foo"}}
	for _, c := range []struct {
		name string
		h    *kg.Hop
		code kg.Code
	}{
		{"introductions of one", introductions("org:full"), ""},
		{"introductions of nobody", introductions(), kg.Invalid},
		{"introductions of two", introductions("org:full", "org:bare"), kg.Invalid},
		{"introductions of a theme", introductions("theme:climate"), kg.Invalid},
		{"introductions of one who is not known", introductions("org:foo"), kg.NotFound},
		{"introductions in a scope that is not known", scoped(introductions("org:full"), nowhere), kg.NotFound},
		{"introductions in years that contradict each other", scoped(introductions("org:full"), kg.Scope{Years: kg.Years{From: new(2022), To: new(2021)}}), kg.Invalid},
		{"introductions to those of a theme that is not known", edit(introductions("org:full"), func(h *kg.Hop) { h.Where = kg.Filter{Op: kg.OpUnder, Field: "themes", Values: []string{"theme:foo"}} }), kg.NotFound},
		{"introductions by trust", by(introductions("org:full"), "trust"), kg.Invalid},
		{"introductions by name", by(introductions("org:full"), "candidate.name"), kg.Invalid},
		{"no introductions", first(introductions("org:full"), 0), kg.Invalid},
		{"too many introductions", first(introductions("org:full"), 501), kg.Invalid},
		{"no brokers between", below(introductions("org:full"), first(ask("Introduction.brokers"), 0)), kg.Invalid},
		{"too many brokers between", below(introductions("org:full"), first(ask("Introduction.brokers"), 501)), kg.Invalid},
		{"the most brokers between", below(introductions("org:full"), first(ask("Introduction.brokers"), 500)), ""},

		{"paths", to("org:net"), ""},
		{"paths to oneself", to("org:full"), kg.Invalid},
		{"paths to a country", to("country:PL"), kg.Invalid},
		{"paths to one who is not known", to("org:foo"), kg.NotFound},
		{"paths from one alone", edit(to(""), func(h *kg.Hop) { h.IDs = h.IDs[:1] }), kg.Invalid},
		{"paths in a scope that is not known", scoped(to("org:net"), nowhere), kg.NotFound},
		{"paths of no step", pathsBetween("org:full", "org:net", nil, 0, 1), kg.Invalid},
		{"paths of seven steps", pathsBetween("org:full", "org:net", nil, 7, 1), kg.Invalid},
		{"paths of six steps", pathsBetween("org:full", "org:net", nil, 6, 20), ""},
		{"no paths", first(to("org:net"), 0), kg.Invalid},
		{"too many paths", first(to("org:net"), 21), kg.Invalid},

		{"ties of one who is not known", edit(ask(kg.EdgeTies), func(h *kg.Hop) { h.IDs = []string{"org:full", "org:bare", "org:full", "org:foo"} }), kg.NotFound},

		{"brokers", ask(kg.EdgeBrokers), ""},
		{"brokers by name", by(ask(kg.EdgeBrokers), "organisation.name"), kg.Invalid},
		{"brokers by a text", by(ask(kg.EdgeBrokers), "computedOn"), kg.Invalid},
		{"no brokers", first(ask(kg.EdgeBrokers), 0), kg.Invalid},
		{"too many brokers", first(ask(kg.EdgeBrokers), 501), kg.Invalid},
		{"brokers in a scope that is not known", scoped(ask(kg.EdgeBrokers), nowhere), kg.NotFound},
		{"a position in a scope that is not known, far below", below(ask(kg.EdgeBrokers), below(ask("NetworkPosition.organisation"), scoped(ask("Organisation.position"), nowhere))), kg.NotFound},
		{"a page too large far below", below(ask(kg.EdgeBrokers), below(ask("NetworkPosition.organisation"), first(ask("Organisation.collaborations"), 501))), kg.Invalid},

		{"a network of the most nodes", networkOf("", 0, 5000, nil), ""},
		{"a network of too many nodes", networkOf("", 0, 5001, nil), kg.Invalid},
		{"a network of no nodes", networkOf("", 0, 0, nil), kg.Invalid},
		{"a network around one", networkOf("org:full", 3, 1, nil), ""},
		{"a network around one alone", networkOf("org:full", 0, 1, nil), kg.Invalid},
		{"a network too wide", networkOf("org:full", 4, 1, nil), kg.Invalid},
		{"a network around a project", networkOf("project:full", 1, 1, nil), kg.Invalid},
		{"a network around one who is not known", networkOf("org:foo", 1, 1, nil), kg.NotFound},
		{"a network around two", edit(networkOf("", 1, 1, nil), func(h *kg.Hop) { h.IDs = []string{"org:full", "org:bare"} }), kg.Invalid},
		{"a network of a scope that is not known", networkOf("", 0, 1, &nowhere), kg.NotFound},
	} {
		s.one(t, c.name, func(t *testing.T) { refused(t, w, c.h, c.code) })
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, h := range []*kg.Hop{
		introductions("org:full"), to("org:net"), ask(kg.EdgeBrokers), networkOf("", 0, 1, nil), below(ask("organisations"), ask("Organisation.position")),
	} {
		s.one(t, "given up: "+h.Edge.Name, func(t *testing.T) {
			if _, err := w.graph.Fetch(ctx, h); kg.CodeOf(err) != kg.Unavailable {
				t.Errorf("want %s, got %s", kg.Unavailable, errorText(err))
			}
		})
	}
}
