package graph

import (
	"strings"
	"testing"
)

// lines takes a common indent away from each line.
func lines(text string) string {
	text = strings.Trim(text, "\n\t ")
	return strings.ReplaceAll(text, "\n\t\t\t", "\n")
}

func TestPlan(t *testing.T) {
	for _, c := range []struct{ name, query, variables, want string }{
		{
			"fields, defaults", `{ organisations { nodes { id name country { code } } } }`, "", `
			organisations first=20 by name items
			  Organisation [name]
			    country items
			      Country [code]`,
		},
		{
			"nothing but a count", `{ organisations { totalCount } }`, "", `
			organisations first=20 by name count`,
		},
		{
			"a page's place needs its rows", `{ projects(first: 3) { pageInfo { endCursor } } }`, "", `
			projects first=3 by title items`,
		},
		{
			"aliases with different arguments are different questions, with equal ones the same", `{
				node(id: "org:a") { ... on Organisation {
					one: participations(first: 1) { totalCount }
					two: participations(first: 2) { nodes { role } }
					again: participations(first: 1) { nodes { rawRole } }
				} }
			}`, "", `
			nodes items ids=[org:a]
			  Organisation []
			    participations first=1 by project.title items count
			      Participation [rawRole]
			    participations first=2 by project.title items
			      Participation [role]`,
		},
		{
			"nodes and edges are one list", `{ organisations { nodes { name } edges { cursor node { city themes { id } } } more: nodes { size } } }`, "", `
			organisations first=20 by name items
			  Organisation [city name size]
			    themes items`,
		},
		{
			"one alias with different arguments in nodes and in edges", `{
				organisations {
					nodes { p: participations(first: 1) { nodes { role } } }
					edges { node { p: participations(first: 2) { nodes { start } } } }
				}
			}`, "", `
			organisations first=20 by name items
			  Organisation []
			    participations first=1 by project.title items
			      Participation [role]
			    participations first=2 by project.title items
			      Participation [start]`,
		},
		{
			"one alias with different arguments below two aliases of one question", `{
				node(id: "project:1") { ... on Project {
					x: participations(first: 1) { nodes { o: organisation { p: participations(first: 3) { totalCount } } } }
					y: participations(first: 1) { nodes { o: organisation { p: participations(first: 4) { totalCount } } } }
				} }
			}`, "", `
			nodes items ids=[project:1]
			  Project []
			    participations first=1 by organisation.name items
			      Participation []
			        organisation items
			          Organisation []
			            participations first=3 by project.title count
			            participations first=4 by project.title count`,
		},
		{
			"fragments", `
				{ organisations { ...Page } }
				fragment Page on OrganisationConnection { ... { totalCount } nodes { ...Names ...Names } }
				fragment Names on Node { id ... on Organisation { name } ... on Project { title } ... on Sourced { revision } }`, "", `
			organisations first=20 by name items count
			  Organisation [name revision]`,
		},
		{
			"an interface asks each kind for its own", `{
				nodes(ids: ["org:a", "project:1", "country:PL", "org:x"]) {
					id
					... on Sourced { updatedAt }
					... on Project { start themes { id } }
					... on Country { name(language: "pl") areas(on: "2020-02-02") { name } }
				}
			}`, "", `
			nodes items ids=[org:a project:1 country:PL org:x]
			  Organisation [updatedAt]
			  Project [start updatedAt]
			    themes items
			  Country [name names]
			    areas items on=2020-02-02
			      Area [name]`,
		},
		{
			"a union", `{ areas { members { __typename ... on Node { id } ... on Country { code } ... on Region { level parent { id } } } } }`, "", `
			areas items
			  Area []
			    members items
			      Country [code]
			      Region [level]
			        parent items`,
		},
		{
			"skip and include", `query ($yes: Boolean!, $no: Boolean! = false) {
				organisations {
					totalCount @include(if: $no)
					nodes { name @skip(if: $yes) city @include(if: $yes) ... @skip(if: $no) { size } ... on Organisation @include(if: $no) { acronym } ...F @skip(if: $yes) }
					facets(by: TYPE) @include(if: $yes) { field }
				}
			}
			fragment F on Organisation { website }`, `{"yes": true}`, `
			organisations first=20 by name items facets [type] first=20
			  Organisation [city size]`,
		},
		{
			"variables and their defaults", `query ($n: Int!, $m: Int = 4, $none: String, $w: OrganisationFilter, $o: OrganisationOrder = {field: PROJECT_COUNT, direction: DESC}) {
				organisations(first: $n, after: $none, where: $w, orderBy: $o) { nodes { members(first: $m) { totalCount } } }
			}`, `{"n": 5, "w": {"text": "sea"}}`, `
			organisations first=5 by projectCount desc items where text
			  Organisation []
			    members first=4 by member.name count`,
		},
		{
			"a scope, and what lies below its ties", `{
				collaborations(scope: {themes: "theme:sea", years: {from: 2015}, crossBorder: true, parties: EITHER}, orderBy: {field: LAST}) {
					coverage { projects }
					nodes { weight between { name } projects(first: 2, orderBy: {field: START}) { nodes { title } } recorded { totalCount } themes { label } }
				}
			}`, "", `
			collaborations first=20 by last desc items coverage scope (themes theme:sea; either party in the place; cross-border; from 2015)
			  Collaboration [weight]
			    between items scope (themes theme:sea; either party in the place; cross-border; from 2015)
			      Organisation [name]
			    projects first=2 by start items scope (themes theme:sea; either party in the place; cross-border; from 2015)
			      Project [title]
			    recorded first=10 by title count scope (themes theme:sea; either party in the place; cross-border; from 2015)
			    themes items scope (themes theme:sea; either party in the place; cross-border; from 2015)
			      Theme [labels name]`,
		},
		{
			"two facets of one list", `{ organisations { a: facets(by: [TYPE, SIZE], first: 3) { field } b: facets(by: THEME) { field } again: facets(by: THEME) { unknown } } }`, "", `
			organisations first=20 by name facets [type size] first=3 facets [themes] first=20`,
		},
		{
			"search", `{ search(text: "Łódź se", kinds: [PROJECT, THEME], first: 2) { edges { match node { id ... on Theme { notation } } } } }`, "", `
			search first=2 by match items words=[lodz se] kinds=[Project Theme]
			  Theme [notation]`,
		},
		{
			"by identifier", `{ organisation(identifier: {scheme: "PIC", value: "123"}) { name } }`, "", `
			identified items where in
			  Organisation [name]`,
		},
		{
			"an id of another type is no organisation", `{ organisation(id: "project:1") { name participations { totalCount } } }`, "", `
			nodes items ids=[project:1]`,
		},
		{
			"typename alone", `{ __typename organisations { __typename nodes { __typename } } }`, "", `
			organisations first=20 by name items`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			want(t, c.query, lines(c.want), planned(t, c.query, c.variables))
		})
	}
}

// TestAnswers: what was planned under one key comes out under each of its aliases.
func TestAnswers(t *testing.T) {
	got := data(t, `query ($id: ID!, $no: Boolean!) {
		node(id: $id) { __typename ... on Organisation {
			one: participations(first: 1) { nodes { role } pageInfo { hasNextPage } }
			all: participations { totalCount nodes { r: role } }
			x: name y: name @skip(if: $no) z: name @include(if: $no)
			sources { title url retrievedAt } revision updatedAt
		} }
		organisations(first: 1) {
			nodes { p: participations(first: 1) { nodes { role } } }
			edges { node { p: participations(first: 1, orderBy: {field: PROJECT_TITLE, direction: DESC}) { nodes { role } } } }
		}
		places: countries { en: name pl: name(language: "PL") }
		wrong: organisation(id: "project:1") { name }
		missing: nodes(ids: ["org:b", "nonsense", "collaboration:org:b|org:a"]) { id }
	}`, `{"id": "org:a", "no": false}`)
	role := func(r string) map[string]any { return map[string]any{"nodes": []any{map[string]any{"role": r}}} }
	want(t, "data", map[string]any{
		"node": map[string]any{
			"__typename": "Organisation",
			"one": map[string]any{
				"nodes": []any{map[string]any{"role": "LEAD"}}, "pageInfo": map[string]any{"hasNextPage": true},
			},
			"all": map[string]any{"totalCount": 2.0, "nodes": []any{map[string]any{"r": "LEAD"}, map[string]any{"r": "PARTNER"}}},
			"x":   "Akcja", "y": "Akcja",
			"sources":  []any{map[string]any{"title": "D", "url": "https://example.org/1", "retrievedAt": "2024-05-01"}},
			"revision": "7", "updatedAt": "2023-11-14T22:13:20Z",
		},
		"organisations": map[string]any{
			"nodes": []any{map[string]any{"p": role("LEAD")}},
			"edges": []any{map[string]any{"node": map[string]any{"p": role("PARTNER")}}},
		},
		"places":  []any{map[string]any{"en": "Poland", "pl": "Polska"}, map[string]any{"en": "Sweden", "pl": "Sweden"}},
		"wrong":   nil,
		"missing": []any{map[string]any{"id": "org:b"}, nil, nil},
	}, got)
}

// TestOneQuestionForEachRootField: whatever lies below a root field is part of its question.
func TestOneQuestionForEachRootField(t *testing.T) {
	v := newView()
	a, _ := ask(t, v, `{
		a: organisations { nodes { participations { nodes { project { participations { nodes { organisation { name } } } } } } } }
		b: countries { organisations { nodes { themes { projects { totalCount } } } } }
		dataset { revision }
	}`, "")
	want(t, "errors", []answerError(nil), a.Errors)
	want(t, "questions", 2, len(v.hops))
}

// TestVariablesAreStrict: a variable has the value that a literal in its place would have, or is refused.
func TestVariablesAreStrict(t *testing.T) {
	count := func(query, variables string) any {
		t.Helper()
		return data(t, query, variables).(map[string]any)["organisations"].(map[string]any)["totalCount"]
	}
	for _, c := range []struct {
		name, query, variables string
		want                   float64
	}{
		{"one object for a list", `query ($w: [OrganisationFilter!]) { organisations(where: {or: $w}) { totalCount } }`, `{"w": {"types": "NETWORK"}}`, 1},
		{"one object for a list in an object", `query ($w: OrganisationFilter) { organisations(where: $w) { totalCount } }`, `{"w": {"or": {"types": ["NGO"]}}}`, 2},
		{"one identifier", `query ($w: OrganisationFilter) { organisations(where: $w) { totalCount } }`, `{"w": {"identifiers": {"scheme": "PIC", "value": "123"}}}`, 1},
		{"one id", `query ($w: [ID!]) { organisations(where: {ids: $w}) { totalCount } }`, `{"w": "org:a"}`, 1},
		{"a number for an id", `query ($w: [ID!]) { organisations(where: {ids: $w}) { totalCount } }`, `{"w": [5, "org:b"]}`, 1},
		{"a default in a variable's definition", `query ($w: OrganisationFilter = {or: {types: NGO}}) { organisations(where: $w) { totalCount } }`, ``, 2},
		{"nulls ask for nothing", `query ($w: OrganisationFilter) { organisations(where: $w) { totalCount } }`, `{"w": {"or": null, "not": null, "types": null, "text": null}}`, 3},
		{"no filter", `query ($w: OrganisationFilter) { organisations(where: $w) { totalCount } }`, `{"w": null}`, 3},
	} {
		t.Run(c.name, func(t *testing.T) { want(t, c.query, any(c.want), count(c.query, c.variables)) })
	}
	for _, c := range []struct{ name, query, variables string }{
		{"an enum in small letters", `query ($k: [NodeKind!]) { search(text: "sea", kinds: $k) { totalCount } }`, `{"k": ["project"]}`},
		{"an enum in small letters in an object", `query ($o: OrganisationOrder) { organisations(orderBy: $o) { totalCount } }`, `{"o": {"field": "name"}}`},
		{"a number for a string", `query ($t: String!) { search(text: $t) { totalCount } }`, `{"t": 5}`},
		{"a string for a number", `query ($n: Int!) { organisations(first: $n) { totalCount } }`, `{"n": "5"}`},
		{"a number past 32 bits", `query ($n: Int!) { organisations(first: $n) { totalCount } }`, `{"n": 4294967297}`},
		{"a number past 32 bits in an object", `query ($s: Scope) { collaborations(scope: $s) { totalCount } }`, `{"s": {"halfLife": 4294967297}}`},
		{"an object for a date", `query ($d: Date) { countries { areas(on: $d) { id } } }`, `{"d": {"a": 1}}`},
		{"a number for a date in an object", `query ($w: ProjectFilter) { projects(where: $w) { totalCount } }`, `{"w": {"start": {"from": 2020}}}`},
		{"a fraction for an id", `query ($i: ID!) { node(id: $i) { id } }`, `{"i": 1.5}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, _ := ask(t, newView(), c.query, c.variables)
			want(t, c.query, []any{"GRAPHQL_VALIDATION_FAILED"}, a.codes())
		})
	}
}
