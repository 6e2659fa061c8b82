package kgtest

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"ngograph/internal/kg"
)

// cursors checks that a cursor opens its own list and no other.
func (s *suite) cursors(t *testing.T) {
	w := s.empty(t)
	w.apply(t, puts(many()...)...)
	organisations := func(edit func(h *kg.Hop)) *kg.Hop {
		h := ask("organisations", "name")
		h.First = 2
		h.Order = kg.Order{Field: "name"}
		edit(h)
		return h
	}
	ties := func(edit func(h *kg.Hop)) *kg.Hop {
		h := ask(kg.EdgeCollaborations)
		h.First = 2
		h.Scope = &kg.Scope{}
		edit(h)
		return h
	}
	search := func(edit func(h *kg.Hop)) *kg.Hop {
		h := ask(kg.EdgeSearch)
		h.First = 2
		h.Words = []string{"b"}
		edit(h)
		return h
	}
	newcomers := func(edit func(h *kg.Hop)) *kg.Hop {
		h := ask(kg.EdgeNewcomers)
		h.First = 2
		h.Since = 2000
		edit(h)
		return h
	}
	responders := func(edit func(h *kg.Hop)) *kg.Hop {
		h := ask(kg.EdgeResponders)
		h.First = 2
		h.IDs, h.Needs, h.Place = []string{"org:a"}, []string{"STAFF", "VENUE"}, "country:PL"
		edit(h)
		return h
	}
	same := func(*kg.Hop) {}
	for _, c := range []struct {
		name     string
		of, with *kg.Hop
		code     kg.Code
	}{
		{"its own list", organisations(same), organisations(same), ""},
		{"another page size", organisations(same), organisations(func(h *kg.Hop) { h.First = 7 }), ""},
		{"more wanted of the rows and the list", organisations(same), organisations(func(h *kg.Hop) { h.Count, h.Shapes = true, nil }), ""},
		{"another filter", organisations(same), organisations(func(h *kg.Hop) { h.Where = kg.Known("size") }), kg.Invalid},
		{
			"another value in the filter", organisations(func(h *kg.Hop) { h.Where = kg.In("type", "NGO", "NETWORK") }),
			organisations(func(h *kg.Hop) { h.Where = kg.In("type", "NGO", "OTHER") }), kg.Invalid,
		},
		{"another field", organisations(same), organisations(func(h *kg.Hop) { h.Order.Field = "city" }), kg.Invalid},
		{"another direction", organisations(same), organisations(func(h *kg.Hop) { h.Order.Desc = true }), kg.Invalid},
		{"another edge", organisations(same), func() *kg.Hop { h := ask("themes"); h.First = 2; return h }(), kg.Invalid},
		{"its own ties", ties(same), ties(func(h *kg.Hop) { h.Coverage = true }), ""},
		{"no scope is the empty scope", ties(same), ties(func(h *kg.Hop) { h.Scope = nil }), ""},
		{"another scope", ties(same), ties(func(h *kg.Hop) { h.Scope.HalfLife = new(5) }), kg.Invalid},
		{"its own newcomers", newcomers(same), newcomers(same), ""},
		{"newcomers since another year", newcomers(same), newcomers(func(h *kg.Hop) { h.Since = 2001 }), kg.Invalid},
		{"its own responders", responders(same), responders(same), ""},
		{"responders to other needs", responders(same), responders(func(h *kg.Hop) { h.Needs = []string{"VENUE"} }), kg.Invalid},
		{"responders elsewhere", responders(same), responders(func(h *kg.Hop) { h.Place = "country:SE" }), kg.Invalid},
		{"responders for another", responders(same), responders(func(h *kg.Hop) { h.IDs = []string{"org:B"} }), kg.Invalid},
		{"its own search", search(same), search(same), ""},
		{"another text", search(same), search(func(h *kg.Hop) { h.Words = []string{"be"} }), kg.Invalid},
		{"other kinds", search(same), search(func(h *kg.Hop) { h.Kinds = []kg.Kind{kg.KindTheme} }), kg.Invalid},
	} {
		s.one(t, c.name, func(t *testing.T) {
			page := w.fetch(t, c.of)
			if len(page.Items) < 2 {
				t.Fatalf("a page of two has %v", ids(page))
			}
			c.with.Cursor = page.Cursor(0)
			next, err := w.graph.Fetch(context.Background(), c.with)
			if kg.CodeOf(err) != c.code {
				t.Fatalf("want %q, got %s", c.code, errorText(err))
			}
			if err == nil && (!next.Before || len(next.Items) == 0 || ids(next)[0] != ids(page)[1]) {
				t.Errorf("%v after the first of %v", ids(next), ids(page))
			}
		})
	}
	list := organisations(same)
	good := w.fetch(t, list).Cursor(0)
	var parts []any
	text, err := base64.RawURLEncoding.DecodeString(good)
	if err == nil {
		err = json.Unmarshal(text, &parts)
	}
	if err != nil {
		t.Fatalf("a cursor is base64 of a JSON list: %v", err)
	}
	forged := func(edit func(parts []any) []any) string {
		text, err := json.Marshal(edit(append([]any{}, parts...)))
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	set := func(i int, v any) string { return forged(func(parts []any) []any { parts[i] = v; return parts }) }
	for name, cursor := range map[string]string{
		"no base64":           "%%%",
		"no JSON":             base64.RawURLEncoding.EncodeToString([]byte("nonsense")),
		"padded":              good + "=",
		"cut short":           good[:len(good)-3],
		"twice":               good + good,
		"long":                strings.Repeat("A", 100_000),
		"another version":     set(0, 0),
		"a later version":     set(0, 99),
		"no version":          set(0, "1"),
		"another list":        set(1, "0"),
		"no id":               set(3, ""),
		"too few parts":       forged(func(parts []any) []any { return parts[:3] }),
		"too many parts":      forged(func(parts []any) []any { return append(parts, 1) }),
		"a flag for a name":   set(2, true),
		"a number for a name": set(2, 7),
		"a list for a name":   set(2, []any{"a"}),
		"a fraction":          set(2, 1.5),
		"null":                base64.RawURLEncoding.EncodeToString([]byte("null")),
	} {
		s.one(t, "a forged cursor: "+name, func(t *testing.T) {
			h := organisations(func(h *kg.Hop) { h.Cursor = cursor })
			if _, err := w.graph.Fetch(context.Background(), h); kg.CodeOf(err) != kg.Invalid {
				t.Errorf("want %s, got %s", kg.Invalid, errorText(err))
			}
		})
	}
	s.one(t, "a forged cursor: a text for a number", func(t *testing.T) {
		h := ties(same)
		text, err := base64.RawURLEncoding.DecodeString(w.fetch(t, h).Cursor(0))
		if err == nil {
			err = json.Unmarshal(text, &parts)
		}
		if err != nil {
			t.Fatal(err)
		}
		h.Cursor = set(2, "x")
		if _, err := w.graph.Fetch(context.Background(), h); kg.CodeOf(err) != kg.Invalid {
			t.Errorf("want %s, got %s", kg.Invalid, errorText(err))
		}
	})
}

// badQuestions checks which questions are refused, and with which code.
func (s *suite) badQuestions(t *testing.T) {
	w := s.empty(t)
	w.apply(t, puts(complete()...)...)
	edit := func(h *kg.Hop, f func(h *kg.Hop)) *kg.Hop { f(h); return h }
	first := func(n int) *kg.Hop { return edit(ask("organisations"), func(h *kg.Hop) { h.First = n }) }
	by := func(edge, field string) *kg.Hop {
		h := edit(ask(edge), func(h *kg.Hop) { h.Order.Field = field })
		if h.Edge.From != "" {
			return below(ask("organisations"), h)
		}
		return h
	}
	scoped := func(s kg.Scope) *kg.Hop { return edit(ask(kg.EdgeCollaborations), func(h *kg.Hop) { h.Scope = &s }) }
	where := func(f kg.Filter) *kg.Hop { return edit(ask("organisations"), func(h *kg.Hop) { h.Where = f }) }
	pair := func(ids ...string) *kg.Hop { return edit(ask(kg.EdgeCollaboration), func(h *kg.Hop) { h.IDs = ids }) }
	deep := func(h *kg.Hop) *kg.Hop {
		return below(ask("organisations"), below(ask("Organisation.participations"), below(ask("Participation.organisation"), h)))
	}
	tiesOf := func(s kg.Scope) *kg.Hop {
		return edit(ask("Organisation.collaborations"), func(h *kg.Hop) { h.Scope = &s })
	}
	under := func(ids ...string) kg.Filter { return kg.Filter{Op: kg.OpUnder, Field: "themes", Values: ids} }
	in := func(ids ...string) kg.Filter { return kg.Filter{Op: kg.OpWithin, Values: ids} }
	years := func(from, to int) kg.Years { return kg.Years{From: &from, To: &to} }
	for _, c := range []struct {
		name    string
		h       *kg.Hop
		code    kg.Code
		message string // "" for any
	}{
		{"a page of none", first(0), kg.Invalid, ""},
		{"a page of less", first(-1), kg.Invalid, ""},
		{"a page too large", first(kg.MaxFirst + 1), kg.Invalid, ""},
		{"the largest page", first(kg.MaxFirst), "", ""},
		{"a page too large far below", deep(edit(ask("Organisation.offers"), func(h *kg.Hop) { h.First = 501 })), kg.Invalid, ""},
		{"no facet values", edit(ask("organisations"), func(h *kg.Hop) { h.Facets = []kg.FacetRequest{{Key: "f", Fields: []string{"type"}}} }), kg.Invalid, ""},
		{"an order by nothing there is", by("organisations", "weight"), kg.Invalid, ""},
		{"an order by a list", by("organisations", "themes"), kg.Invalid, ""},
		{"an order by a flag", by("organisations", "acceptsIntroductions"), kg.Invalid, ""},
		{"an order along nothing there is", by("Organisation.participations", "weight.name"), kg.Invalid, ""},
		{"an order along many", by("projects", "participations.role"), kg.Invalid, ""},
		{"an order along one", by("projects", "programme.name"), "", ""},
		{"an order along an answer", by("organisations", "position.degree"), kg.Invalid, ""},
		{"ties by name", by(kg.EdgeCollaborations, "name"), kg.Invalid, ""},
		{"a search by name", by(kg.EdgeSearch, "name"), kg.Invalid, ""},
		{"years that contradict each other", scoped(kg.Scope{Years: years(2022, 2021)}), kg.Invalid, ""},
		{"years that contradict each other far below", deep(tiesOf(kg.Scope{Years: years(2022, 2021)})), kg.Invalid, ""},
		{"one year", scoped(kg.Scope{Years: years(2021, 2021)}), "", ""},
		{"the year 0", scoped(kg.Scope{Years: years(0, 2021)}), kg.Invalid, ""},
		{"the year 10000", scoped(kg.Scope{Years: years(2021, 10000)}), kg.Invalid, ""},
		{"at most one participant", scoped(kg.Scope{MaxParticipants: new(1)}), kg.Invalid, ""},
		{"at most two participants", scoped(kg.Scope{MaxParticipants: new(2)}), "", ""},
		{"no half-life", scoped(kg.Scope{HalfLife: new(0)}), kg.Invalid, ""},
		{"one with itself", pair("org:full", "org:full"), kg.Invalid, ""},
		{"one alone", pair("org:full"), kg.Invalid, ""},
		{"three", pair("org:full", "org:bare", "org:net"), kg.Invalid, ""},
		{"two", pair("org:net", "org:bare"), "", ""},
		{"two that are no organisations", pair("country:PL", "country:SE"), kg.Invalid, ""},
		{"a pair with one unknown", pair("org:full", "org:foo"), kg.NotFound, `"org:foo" is not known`},
		{"a theme in a filter", where(under("theme:foo")), kg.NotFound, `"theme:foo" is not known`},
		{"a theme in a filter in a filter", where(kg.Or(kg.Not(kg.Any("participations", kg.Any("project", under("theme:climate", "theme:foo")))))), kg.NotFound, `"theme:foo" is not known`},
		{"a place in a filter", where(in("country:PL", "country:XX")), kg.NotFound, `"country:XX" is not known`},
		{"a country in In is what it is", where(kg.In("country", "country:XX")), "", ""},
		{"an id in In is what it is", where(kg.In("id", "org:foo")), "", ""},
		{"a theme in a scope", scoped(kg.Scope{Themes: []string{"theme:foo"}}), kg.NotFound, `"theme:foo" is not known`},
		{"an area in a scope", scoped(kg.Scope{Areas: []string{"area:foo"}}), kg.NotFound, `"area:foo" is not known`},
		{"a country in a scope", scoped(kg.Scope{Countries: []string{"country:XX"}}), kg.NotFound, `"country:XX" is not known`},
		{"a region in a scope", scoped(kg.Scope{Regions: []string{"region:foo"}}), kg.NotFound, `"region:foo" is not known`},
		{"a programme in a scope", scoped(kg.Scope{Programmes: []string{"programme:foo"}}), kg.NotFound, `"programme:foo" is not known`},
		{"a theme in a scope far below", deep(tiesOf(kg.Scope{Themes: []string{"theme:foo"}})), kg.NotFound, `"theme:foo" is not known`},
		{"the first of several", scoped(kg.Scope{Themes: []string{"theme:z", "theme:a"}, Areas: []string{"area:z"}}), kg.NotFound, `"area:z" is not known`},
		{"a record of another kind in a scope", scoped(kg.Scope{Themes: []string{"country:PL"}}), kg.Invalid, `"country:PL" is of the kind Country, not Theme`},
		{"a record of another kind in a filter", where(under("org:a")), kg.Invalid, `"org:a" is of the kind Organisation, not Theme`},
		{"unknown nodes are no error", edit(ask(kg.EdgeNodes), func(h *kg.Hop) { h.IDs = []string{"org:foo"} }), "", ""},
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
	s.badHelp(t, w)
	s.one(t, "an empty graph", func(t *testing.T) {
		w.replace(t, nil)
		oracle := w.oracle(t)
		for _, e := range kg.EdgesOf("") {
			h := ask(e.Name)
			h.Count = e.Paged
			switch e.Name {
			case kg.EdgeCollaboration, kg.EdgeResponders, kg.EdgeMatches, kg.EdgeConsortium:
				continue // what they are about is not known
			case kg.EdgeNewcomers:
				h.Since = 1
			case kg.EdgeCrossTab:
				h.Rows, h.Columns, h.Measures, h.Coverage = kg.ByCountry, kg.ByCountry, measures, true
			}
			s.cases.Add(1)
			if why := s.disagree(w, oracle, h); why != "" {
				t.Errorf("%s: %s", e.Name, why)
			}
		}
	})
}

// cancelled checks that what its caller has given up ends at once, with Unavailable.
func (s *suite) cancelled(t *testing.T) {
	w := s.empty(t)
	w.apply(t, puts(complete()...)...)
	revision := w.revision(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for name, call := range map[string]func() error{
		"Fetch":    func() error { _, err := w.graph.Fetch(ctx, everything()); return err },
		"Summary":  func() error { _, err := w.graph.Summary(ctx); return err },
		"Apply":    func() error { _, err := w.graph.Apply(ctx, []kg.Change{{Delete: "practice:bare"}}); return err },
		"Search":   func() error { _, err := w.store.Search(ctx, []string{"full"}, kg.SearchedKinds()); return err },
		"Ready":    func() error { return w.graph.Ready(ctx) },
		"Revision": func() error { _, err := w.store.Revision(ctx); return err },
		"Reach":    func() error { return w.view.Reach(ctx, revision+1) },
		"Scan": func() error {
			for _, err := range w.store.Scan(ctx) {
				if err != nil {
					return err
				}
			}
			return nil
		},
	} {
		s.one(t, name, func(t *testing.T) {
			if err := call(); kg.CodeOf(err) != kg.Unavailable {
				t.Errorf("want %s, got %s", kg.Unavailable, errorText(err))
			}
		})
	}
	s.one(t, "nothing was done", func(t *testing.T) {
		if again := w.revision(t); again != revision {
			t.Errorf("revision %d, was %d", again, revision)
		}
		w.mustHold(t, complete())
	})
}
