package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// A read is one question, as ngograph and as @neo4j/graphql put it, with several sets of values to ask it with.
type read struct {
	name         string
	ours, theirs string
	values       []values
	unordered    bool          // the two order their lists by different scores
	theirForm    func(any) any // makes ours of their answer's plain form; nil where it is the same
}

// values are the variables of one asking. What ngograph works out itself, such as the themes below one, the other is told.
type values struct{ ours, theirs map[string]any }

// both are values that both are asked with.
func both(name string, list []string) []values {
	out := make([]values, len(list))
	for i, v := range list {
		out[i] = values{map[string]any{name: v}, map[string]any{name: v}}
	}
	return out
}

// sets is how many sets of values a read has.
const sets = 8

// facts are ids and words to ask about, of whatever the database holds.
type facts struct {
	hubs, ordinary, projects, countries, words []string
	batches                                    [][]string // of organisations
	themes                                     map[string][]string
	areas                                      map[string][]string
	cursors                                    []string // behind 500, 1,000 … organisations by name
}

func (d *database) facts(ctx context.Context, s *server) (*facts, error) {
	var f facts
	n := map[string]any{"n": sets}
	for _, x := range []struct {
		into      *[]string
		statement string
	}{
		{&f.hubs, "MATCH (o:Organisation) RETURN o.id ORDER BY o.projectCount DESC, o.id LIMIT $n"},
		{&f.ordinary, "MATCH (o:Organisation) WHERE 3 <= o.projectCount <= 6 RETURN o.id ORDER BY o.id LIMIT $n"},
		{&f.projects, "MATCH (p:Project) WHERE p.participantCount <= 60 RETURN p.id ORDER BY p.participantCount DESC, p.id LIMIT $n"},
		{&f.countries, "MATCH (c:Country)<-[:IN_COUNTRY]-() RETURN c.id, count(*) AS n ORDER BY n DESC, c.id LIMIT $n"},
		{&f.words, "MATCH (o:Organisation) UNWIND split(o.nameKey, ' ') AS word WITH word, count(*) AS n " +
			"WHERE size(word) > 5 AND 10 <= n <= 40 AND word =~ '[a-z]+' WITH word ORDER BY n DESC, word LIMIT 100 " +
			"CALL db.index.fulltext.queryNodes('search', '+' + word + '*') YIELD node WHERE node:Organisation " +
			"WITH word, count(*) AS n WHERE 5 <= n <= 80 RETURN word ORDER BY n DESC, word LIMIT $n"},
	} {
		var err error
		if *x.into, err = d.texts(ctx, x.statement, n); err != nil {
			return nil, err
		}
		if len(*x.into) == 0 {
			return nil, fmt.Errorf("nothing to ask about: %s", x.statement)
		}
	}
	for i := range sets {
		ids, err := d.texts(ctx, "MATCH (o:Organisation) RETURN o.id ORDER BY o.id SKIP $skip LIMIT 50", map[string]any{"skip": 97 * i})
		if err != nil {
			return nil, err
		}
		f.batches = append(f.batches, ids)
	}
	var err error
	if f.themes, err = d.below(ctx, "MATCH (t:Theme) WHERE t.scheme = 'ngograph' MATCH (t)<-[:BROADER|MATCHES*0..]-(x)<-[:HAS_THEME]-(p:Project) "+
		"WITH DISTINCT t MATCH (t)<-[:BROADER|MATCHES*0..]-(x) RETURN t.id, collect(DISTINCT x.id)", n); err != nil {
		return nil, err
	}
	if f.areas, err = d.below(ctx, "MATCH (a:Area)-[r:INCLUDES]->(x) WHERE coalesce(r.from <= $today, true) AND coalesce(r.to >= $today, true) "+
		"WITH a, collect(x) AS all WHERE all(x IN all WHERE x:Country) RETURN a.id, [x IN all | x.id]",
		map[string]any{"today": time.Now().UTC().Format(time.DateOnly)}); err != nil {
		return nil, err
	}
	after := ""
	for range sets {
		var page struct {
			Organisations struct {
				PageInfo struct{ EndCursor string }
			}
		}
		answer, err := s.ask(ctx, `query($after: String) { organisations(first: 500, after: $after) { pageInfo { endCursor } } }`,
			map[string]any{"after": nothingAsNil(after)})
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(answer, &page); err != nil {
			return nil, err
		}
		after = page.Organisations.PageInfo.EndCursor
		f.cursors = append(f.cursors, after)
	}
	return &f, nil
}

func nothingAsNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// below returns lists of ids by the id that they belong to.
func (d *database) below(ctx context.Context, statement string, params map[string]any) (map[string][]string, error) {
	rows, err := d.values(ctx, statement, params)
	out := map[string][]string{}
	for _, row := range rows {
		id := row[0].(string)
		for _, x := range row[1].([]any) {
			out[id] = append(out[id], x.(string))
		}
	}
	return out, err
}

// reads are the questions, from one record to four levels and to counts of everything.
func (f *facts) reads() []read {
	const byName, byTitle = "{ nameKey: ASC }, { id: ASC }", "{ titleKey: ASC }, { id: ASC }"
	const projectsByTitle = "sort: [{ node: { titleKey: ASC } }, { edge: { id: ASC } }]"
	const partiesByName = "sort: [{ node: { nameKey: ASC } }, { edge: { id: ASC } }]"
	return []read{
		{
			name:   "an organisation by id",
			ours:   `query($id: ID!) { organisation(id: $id) { id name acronym type city website projectCount country { code name } } }`,
			theirs: `query($id: ID!) { organisation: organisations(where: { id: { eq: $id } }) { id name acronym type city website projectCount country { code name } } }`,
			values: both("id", f.ordinary),
		},
		{
			name:   "fifty organisations by id",
			ours:   `query($ids: [ID!]!) { nodes(ids: $ids) { ... on Organisation { id name city country { code } } } }`,
			theirs: `query($ids: [ID!]!) { nodes: organisations(where: { id: { in: $ids } }, sort: [{ id: ASC }]) { id name city country { code } } }`,
			values: f.inBatches(),
		},
		{
			name: "organisations of a country, twenty by name",
			ours: `query($country: ID!) { organisations(where: { countries: [$country], projectCount: { min: 2 } }, first: 20) { nodes { id name city type } } }`,
			theirs: `query($country: ID!) { organisations(where: { country: { some: { id: { eq: $country } } }, projectCount: { gte: 2 } },
				sort: [` + byName + `], limit: 20) { id name city type } }`,
			values: both("country", f.countries),
		},
		{
			name: "two levels: an organisation and its projects",
			ours: `query($id: ID!) { organisation(id: $id) { id name projects: participations(first: 20) { nodes { role project { id title start } } } } }`,
			theirs: `query($id: ID!) { organisation: organisations(where: { id: { eq: $id } }) { id name
				projects: projectsConnection(first: 20, ` + projectsByTitle + `) { edges { properties { role } node { id title start } } } } }`,
			values: both("id", f.hubs),
		},
		{
			name: "two levels: a project and everybody in it",
			ours: `query($id: ID!) { project(id: $id) { id title start participantCount
				parties: participations(first: 100) { totalCount nodes { role organisation { id name country { code } } } } } }`,
			theirs: `query($id: ID!) { project: projects(where: { id: { eq: $id } }) { id title start participantCount
				parties: organisationsConnection(first: 100, ` + partiesByName + `) { totalCount edges { properties { role } node { id name country { code } } } } } }`,
			values: both("id", f.projects),
		},
		{
			name: "three levels: its projects and their partners",
			ours: `query($id: ID!) { organisation(id: $id) { id name projects: participations(first: 10) { nodes { role project { id title
				parties: participations(first: 10) { nodes { role organisation { id name } } } } } } } }`,
			theirs: `query($id: ID!) { organisation: organisations(where: { id: { eq: $id } }) { id name
				projects: projectsConnection(first: 10, ` + projectsByTitle + `) { edges { properties { role } node { id title
					parties: organisationsConnection(first: 10, ` + partiesByName + `) { edges { properties { role } node { id name } } } } } } } }`,
			values: both("id", f.hubs),
		},
		{
			name: "four levels: the partners' projects, too",
			ours: `query($id: ID!) { organisation(id: $id) { id name projects: participations(first: 5) { nodes { project { id title
				parties: participations(first: 10) { nodes { organisation { id name country { code }
					projects: participations(first: 5) { nodes { role project { id title programme { name } } } } } } } } } } } }`,
			theirs: `query($id: ID!) { organisation: organisations(where: { id: { eq: $id } }) { id name
				projects: projectsConnection(first: 5, ` + projectsByTitle + `) { edges { node { id title
					parties: organisationsConnection(first: 10, ` + partiesByName + `) { edges { node { id name country { code }
						projects: projectsConnection(first: 5, ` + projectsByTitle + `) { edges { properties { role } node { id title programme { name } } } } } } } } } } } }`,
			values: both("id", f.ordinary),
		},
		{
			name: "climate across the Baltic: projects of a theme in an area, with the parties there",
			ours: `query($theme: ID!, $area: ID!) { projects(where: { themes: [$theme], areas: [$area] }, first: 20) { totalCount nodes { id title start
				parties: participations(where: { organisation: { areas: [$area] } }, first: 20) { nodes { role organisation { id name country { code } } } } } } }`,
			theirs: `query($themes: [ID!]!, $countries: [ID!]!) {
				projects: projectsConnection(where: { themes: { some: { id: { in: $themes } } }, organisations: { some: { country: { some: { id: { in: $countries } } } } } },
					sort: [` + byTitle + `], first: 20) { totalCount edges { node { id title start
					parties: organisationsConnection(where: { node: { country: { some: { id: { in: $countries } } } } }, first: 20, ` + partiesByName + `) {
						edges { properties { role } node { id name country { code } } } } } } } }`,
			values: f.inThemesAndAreas(),
		},
		{
			name: "totals",
			ours: `query($country: ID!) { organisations(where: { countries: [$country] }, first: 1) { totalCount }
				projects(where: { countries: [$country] }, first: 1) { totalCount } }`,
			theirs: `query($country: ID!) { organisations: organisationsConnection(where: { country: { some: { id: { eq: $country } } } }) { totalCount }
				projects: projectsConnection(where: { organisations: { some: { country: { some: { id: { eq: $country } } } } } }) { totalCount } }`,
			values: both("country", f.countries),
		},
		{
			name: "facets: organisations with projects counted by country",
			ours: `query($least: Int!) { organisations(where: { projectCount: { min: $least } }, first: 1) { facets(by: [COUNTRY], first: 20) { values { value count } } } }`,
			theirs: `query($least: Int!) { countries { value: id
				organisations: organisationsConnection(where: { node: { projectCount: { gte: $least } } }) { aggregate { count { nodes } } } } }`,
			values:    f.inNumbers("least"),
			theirForm: mostFrequent,
		},
		{
			name:      "search",
			ours:      `query($words: String!) { organisations: search(text: $words, kinds: [ORGANISATION], first: 100) { nodes { ... on Organisation { id name country { code } } } } }`,
			theirs:    `query($phrase: String!) { organisations: searchOrganisations(phrase: $phrase, first: 100) { edges { node { id name country { code } } } } }`,
			values:    f.inWords(),
			unordered: true,
		},
		{
			name:   "a page further on, of organisations by name",
			ours:   `query($after: String) { organisations(first: 20, after: $after) { nodes { id name country { code } } } }`,
			theirs: `query($offset: Int!) { organisations(sort: [` + byName + `], limit: 20, offset: $offset) { id name country { code } } }`,
			values: f.inPages(),
		},
		{
			name: "projects of some years with many partners, the latest first",
			ours: `query($from: Date!, $least: Int!) { projects(where: { start: { from: $from }, participantCount: { min: $least } },
				orderBy: { field: START, direction: DESC }, first: 20) { nodes { id title start end participantCount programme { name } } } }`,
			theirs: `query($from: String!, $least: Int!) { projects(where: { start: { gte: $from }, participantCount: { gte: $least } },
				sort: [{ start: DESC }, { id: ASC }], limit: 20) { id title start end participantCount programme { name } } }`,
			values: f.inYears(),
		},
	}
}

func (f *facts) inBatches() (list []values) {
	for _, ids := range f.batches {
		v := map[string]any{"ids": ids}
		list = append(list, values{v, v})
	}
	return list
}

func (f *facts) inThemesAndAreas() (list []values) {
	themes, areas := keys(f.themes), keys(f.areas)
	for i := range sets {
		theme, area := themes[i%len(themes)], areas[i%len(areas)]
		if i == 0 {
			theme, area = "theme:climate", "area:baltic-sea-region"
		}
		list = append(list, values{
			map[string]any{"theme": theme, "area": area},
			map[string]any{"themes": f.themes[theme], "countries": f.areas[area]},
		})
	}
	return list
}

func (f *facts) inNumbers(name string) (list []values) {
	for i := range sets {
		v := map[string]any{name: i + 1}
		list = append(list, values{v, v})
	}
	return list
}

func (f *facts) inWords() (list []values) {
	for _, w := range f.words {
		list = append(list, values{map[string]any{"words": w}, map[string]any{"phrase": "+" + strings.ToLower(w) + "*"}})
	}
	return list
}

func (f *facts) inPages() (list []values) {
	for i, c := range f.cursors {
		list = append(list, values{map[string]any{"after": c}, map[string]any{"offset": 500 * (i + 1)}})
	}
	return list
}

func (f *facts) inYears() (list []values) {
	for i := range sets {
		v := map[string]any{"from": fmt.Sprintf("%d-06-01", 2013+i%3), "least": 3 + i}
		list = append(list, values{v, v})
	}
	return list
}
