package kgtest

import (
	"context"
	"testing"

	"ngograph/internal/kg"
)

// badHelp checks which questions for tables, newcomers, help and partners are refused, in the world of complete.
func (s *suite) badHelp(t *testing.T, w *world) {
	since := func(year int) *kg.Hop { h := ask(kg.EdgeNewcomers); h.Since = year; return h }
	respond := func(place string, needs []string, asks ...string) *kg.Hop {
		h := ask(kg.EdgeResponders)
		h.Place, h.Needs, h.IDs = place, needs, asks
		return h
	}
	venue := []string{"VENUE"}
	match := func(ids ...string) *kg.Hop { h := ask(kg.EdgeMatches); h.IDs = ids; return h }
	brief := func(b kg.Brief, ids ...string) *kg.Hop {
		h := ask(kg.EdgeConsortium)
		h.IDs, h.Brief = ids, &b
		return h
	}
	scoped := func(h *kg.Hop, s kg.Scope) *kg.Hop { h.Scope = &s; return h }
	by := func(h *kg.Hop, field string) *kg.Hop { h.Order.Field = field; return h }
	funding := func(s kg.Scope) *kg.Hop { return below(ask("organisations"), scoped(ask("Organisation.funding"), s)) }
	countries := func() *kg.Hop { return table(kg.ByCountry, kg.ByCountry, measures, nil) }
	for _, c := range []struct {
		name    string
		h       *kg.Hop
		code    kg.Code
		message string // "" for any
	}{
		{"newcomers since the year 0", since(0), kg.Invalid, ""},
		{"newcomers since the year 1", since(1), "", ""},
		{"newcomers since the year 9999", since(9999), "", ""},
		{"newcomers since the year 10000", since(10000), kg.Invalid, ""},
		{"newcomers by name", by(since(2020), "organisation.name"), kg.Invalid, ""},
		{"newcomers of an unknown theme", scoped(since(2020), kg.Scope{Themes: []string{"theme:foo"}}), kg.NotFound, `"theme:foo" is not known`},
		{"a table of an unknown area", scoped(countries(), kg.Scope{Areas: []string{"area:foo"}}), kg.NotFound, `"area:foo" is not known`},
		{"a table of at most one participant", scoped(countries(), kg.Scope{MaxParticipants: new(1)}), kg.Invalid, ""},
		{"funding of an unknown programme", funding(kg.Scope{Programmes: []string{"programme:foo"}}), kg.NotFound, `"programme:foo" is not known`},
		{"funding of what is no programme", funding(kg.Scope{Programmes: []string{"theme:climate"}}), kg.Invalid, ""},
		{"responders to nothing", respond("country:PL", nil), kg.Invalid, ""},
		{"responders", respond("country:PL", venue), "", ""},
		{"responders for one", respond("region:PL63", venue, "org:bare"), "", ""},
		{"responders for two", respond("country:PL", venue, "org:bare", "org:full"), kg.Invalid, ""},
		{"responders for nobody known", respond("country:PL", venue, "org:foo"), kg.NotFound, `"org:foo" is not known`},
		{"responders for no organisation", respond("country:PL", venue, "project:full"), kg.Invalid, `"project:full" is of the kind Project, not Organisation`},
		{"responders nowhere known", respond("area:foo", venue), kg.NotFound, `"area:foo" is not known`},
		{"responders in no place", respond("theme:climate", venue), kg.Invalid, `"theme:climate" is of the kind Theme, not Area`},
		{"responders by steps", by(respond("country:PL", venue), "steps"), kg.Invalid, ""},
		{"matches for nobody", match(), kg.Invalid, ""},
		{"matches for one", match("org:full"), "", ""},
		{"matches for two", match("org:full", "org:bare"), kg.Invalid, ""},
		{"matches for nobody known", match("org:foo"), kg.NotFound, `"org:foo" is not known`},
		{"matches for no organisation", match("country:PL"), kg.Invalid, ""},
		{"a consortium for nobody", brief(kg.Brief{}), kg.Invalid, ""},
		{"a consortium for nobody known", brief(kg.Brief{}, "org:foo"), kg.NotFound, `"org:foo" is not known`},
		{"a consortium without a brief", func() *kg.Hop { h := brief(kg.Brief{}, "org:full"); h.Brief = nil; return h }(), "", ""},
		{"a consortium of fewer than none", brief(kg.Brief{Size: -1}, "org:full"), kg.Invalid, ""},
		{"a consortium of fifty", brief(kg.Brief{Size: 50}, "org:full"), "", ""},
		{"a consortium of more", brief(kg.Brief{Size: 51}, "org:full"), kg.Invalid, ""},
		{"a consortium for an unknown theme", brief(kg.Brief{Themes: []string{"theme:climate", "theme:foo"}}, "org:full"), kg.NotFound, `"theme:foo" is not known`},
		{"a consortium of an unknown country", brief(kg.Brief{Countries: []string{"country:XX"}}, "org:full"), kg.NotFound, `"country:XX" is not known`},
		{"a consortium for what is no theme", brief(kg.Brief{Themes: []string{"country:PL"}}, "org:full"), kg.Invalid, ""},
		{"a consortium of what is no country", brief(kg.Brief{Countries: []string{"region:PL6"}}, "org:full"), kg.Invalid, ""},
	} {
		s.one(t, c.name, func(t *testing.T) {
			_, err := w.graph.Fetch(context.Background(), c.h)
			if kg.CodeOf(err) != c.code {
				t.Fatalf("want %q, got %s", c.code, errorText(err))
			}
			if c.message != "" && err.Error() != c.message {
				t.Errorf("message %q, want %q", err, c.message)
			}
		})
	}
}
