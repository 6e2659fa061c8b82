package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
)

// A networked is a network question. Its $n is another in every round, so that nothing is at hand from the one before.
type networked struct {
	name, query string
	variables   func(n int) map[string]any
}

// views measures the memory view over a Neo4j store against the view that answers in the database.
func views(ctx context.Context, b *bench, r *report) (err error) {
	d, err := b.database(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	inside, err := b.serve(ctx, "--store", d.uri, "--view", "neo4j")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, inside.stop()) }()
	outside, err := b.serve(ctx, "--store", d.uri, "--view", "memory")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, outside.stop()) }()
	if err := filled(ctx, r, d, inside, outside); err != nil {
		return err
	}
	f, err := d.facts(ctx, outside)
	if err != nil {
		return err
	}
	questions, err := f.network(ctx, d)
	if err != nil {
		return err
	}
	r.line("Every answer was the same from both views. Scopes differ from round to round, so that no view has the ties at hand.")
	r.table("answer", "Neo4j's view", "memory view", "ratio")
	rounds, budget := 20, 15*time.Second
	if b.quick {
		rounds, budget = 5, 4*time.Second
	}
	var ratios []float64
	for _, q := range questions {
		ti, to, err := q.measure(ctx, inside, outside, rounds, budget)
		if err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		ratios = append(ratios, ratio(ti.median(), to.median()))
		r.row(q.name, ti.median(), to.median(), ratios[len(ratios)-1])
	}
	r.row("**geometric mean**", "", "", geometricMean(ratios))
	r.atLeast("memory view against Neo4j's, the worst answer", slices.Min(ratios), 20)
	r.atLeast("memory view against Neo4j's, geometric mean", geometricMean(ratios), 20)
	return nil
}

// filled says what the memory view takes to be filled and to hold the graph.
func filled(ctx context.Context, r *report, d *database, inside, outside *server) error {
	rows, err := d.values(ctx, "MATCH (o:Organisation) WITH count(o) AS organisations MATCH (p:Project) "+
		"WITH organisations, count(p) AS projects MATCH ()-[x:PARTICIPATED_IN]->() RETURN organisations, projects, count(x)", nil)
	if err != nil {
		return err
	}
	with, err := outside.memory()
	if err != nil {
		return err
	}
	without, err := inside.memory()
	if err != nil {
		return err
	}
	participations, _ := rows[0][2].(int64)
	r.line(fmt.Sprintf("The database holds %s: %d organisations, %d projects, %d participations. The server with the memory view answered %s after its "+
		"start, the one without %s: filling took %s. It holds %d MB, the other %d MB: %.0f bytes for each participation, all else included.",
		d.what, rows[0][0], rows[0][1], participations, cell(outside.start), cell(inside.start), cell(outside.start-inside.start),
		with>>20, without>>20, float64(with-without)/float64(participations)))
	return nil
}

// measure asks both alternately, each pair the same, and compares what they say.
func (q networked) measure(ctx context.Context, inside, outside *server, rounds int, budget time.Duration) (ti, to times, err error) {
	var answers [2]json.RawMessage
	ask := func(side int, s *server) func() (time.Duration, error) {
		n := 0
		return func() (time.Duration, error) {
			n++
			body := question(q.query, q.variables(n))
			start := time.Now()
			answer, err := s.post(ctx, body, nil)
			took := time.Since(start)
			if err != nil {
				return 0, err
			}
			if answers[side], err = dataOf(answer); err != nil || side == 0 {
				return took, err
			}
			return took, nearly(answers[0], answers[1])
		}
	}
	return paired(rounds, budget, ask(0, inside), ask(1, outside))
}

// nearly fails if two answers differ by more than the last digits of numbers.
func nearly(a, b json.RawMessage) error {
	var x, y any
	if err := errors.Join(json.Unmarshal(a, &x), json.Unmarshal(b, &y)); err != nil {
		return err
	}
	return differ("", x, y)
}

func differ(path string, a, b any) error {
	switch x := a.(type) {
	case map[string]any:
		y, _ := b.(map[string]any)
		if len(x) != len(y) {
			return fmt.Errorf("the views differ at %s", path)
		}
		for _, name := range keys(x) {
			if err := differ(path+"."+name, x[name], y[name]); err != nil {
				return err
			}
		}
		return nil
	case []any:
		y, _ := b.([]any)
		if len(x) != len(y) {
			return fmt.Errorf("the views differ at %s: %d and %d", path, len(x), len(y))
		}
		for i := range x {
			if err := differ(fmt.Sprintf("%s[%d]", path, i), x[i], y[i]); err != nil {
				return err
			}
		}
		return nil
	case float64:
		if y, ok := b.(float64); ok && math.Abs(x-y) <= 1e-9*max(1, math.Abs(x)) {
			return nil
		}
	default:
		if a == b {
			return nil
		}
	}
	return fmt.Errorf("the views differ at %s: %v and %v", path, a, b)
}

// network returns the questions about the network.
func (f *facts) network(ctx context.Context, d *database) ([]networked, error) {
	helpers, err := d.texts(ctx, "MATCH (o:Organisation)<-[:OF]-(r:Resource) WITH o, collect(DISTINCT r.direction) AS both "+
		"WHERE size(both) = 2 RETURN o.id ORDER BY o.id", nil)
	if err != nil {
		return nil, err
	}
	if len(helpers) == 0 {
		helpers = f.ordinary
	}
	at := func(list []string, n int) string { return list[n%len(list)] }
	scoped := func(n int) map[string]any { return map[string]any{"n": 40 + n} }
	about := func(name string, list []string) func(int) map[string]any {
		return func(n int) map[string]any { return map[string]any{"n": 40 + n, name: at(list, n)} }
	}
	alone := func(list []string) func(int) map[string]any {
		return func(n int) map[string]any { return map[string]any{"id": at(list, n)} }
	}
	const (
		introductions = `query($id: ID!, $n: Int!) { introductions(for: $id, scope: { maxParticipants: $n }, first: 10) { totalCount
			nodes { candidate { id name } score trust fit brokerCount brokers(first: 3) { organisation { id } term } } } }`
		nine = `countries: ["country:DE", "country:PL", "country:SE", "country:FI", "country:DK", "country:EE", "country:LV", "country:LT", "country:NO"]`
		tab  = `query($n: Int!) { crossTab(scope: { maxParticipants: $n }, rows: %s, columns: %s) { rows { id label } cells { row column projects weight } } }`
	)
	crossed := func(rows, columns string) string { return fmt.Sprintf(tab, rows, columns) }
	return []networked{
		{"introductions of an ordinary organisation", introductions, about("id", f.ordinary)},
		{"introductions of a hub", introductions, about("id", f.hubs)},
		{"an organisation's collaborations", `query($id: ID!, $n: Int!) { organisation(id: $id) { collaborations(scope: { maxParticipants: $n }, first: 20) {
			totalCount nodes { between { id name } weight projectCount first last } } } }`, about("id", f.hubs)},
		{"the strongest ties of all", `query($n: Int!) { collaborations(scope: { maxParticipants: $n }, first: 20) { totalCount nodes { between { id name } weight } } }`, scoped},
		{"pairs of a theme in nine countries", `query($n: Int!, $theme: ID!) { collaborations(scope: { themes: [$theme], ` + nine + `, crossBorder: true, maxParticipants: $n }, first: 20) {
			totalCount nodes { between { id name } weight projectCount } } }`, about("theme", keys(f.themes))},
		{"countries by countries", crossed("COUNTRY", "COUNTRY"), scoped},
		{"themes by years", crossed("THEME", "YEAR"), scoped},
		{"areas by themes", crossed("AREA", "THEME"), scoped},
		{"areas by areas", crossed("AREA", "AREA"), scoped},
		{"a network around an organisation", `query($id: ID!, $n: Int!) { network(around: $id, scope: { maxParticipants: $n }, degrees: 1, maxNodes: 100) {
			totalNodes totalLinks nodes { organisation { id name } distance } links { source target weight } } }`, about("id", f.ordinary)},
		{"the whole network of a theme", `query($theme: ID!, $n: Int!) { network(scope: { themes: [$theme], maxParticipants: $n }, maxNodes: 150) {
			totalNodes totalLinks components density nodes { organisation { id name } community } links { source target weight } } }`, about("theme", keys(f.themes))},
		{"brokers of a theme", `query($theme: ID!, $n: Int!) { brokers(scope: { themes: [$theme], maxParticipants: $n }, first: 20) {
			totalCount nodes { organisation { id name } effectiveSize constraint degree } } }`, about("theme", keys(f.themes))},
		{
			"an organisation's position", `query($id: ID!, $n: Int!) { organisation(id: $id) { position(scope: { maxParticipants: $n }) { degree strength constraint effectiveSize } } }`,
			about("id", f.ordinary),
		},
		{
			"paths", `query($from: ID!, $to: ID!, $n: Int!) { paths(from: $from, to: $to, scope: { maxParticipants: $n }) { length cost organisations { id name } } }`,
			func(n int) map[string]any {
				return map[string]any{"n": 40 + n, "from": at(f.ordinary, n), "to": at(f.hubs, n)}
			},
		},
		{"newcomers", `query($n: Int!) { newcomers(since: 2015, scope: { maxParticipants: $n }, first: 20) { totalCount nodes { organisation { id name } start sponsorCount } } }`, scoped},
		{"responders", `query($id: ID!) { responders(needs: [SUPPLIES, VENUE, KNOWLEDGE], place: "area:baltic-sea-region", for: $id, first: 20) {
			totalCount nodes { organisation { id name } kinds inPlace steps } } }`, alone(helpers)},
		{"matches", `query($id: ID!) { matches(for: $id, first: 20) { totalCount nodes { organisation { id name } theyOffer youOffer steps } } }`, alone(helpers)},
		{"a consortium", `query($id: ID!) { consortium(for: $id, brief: { themes: ["theme:climate"], countries: ["country:FI", "country:SE"], size: 4 }) {
			feasible cold members { organisation { id name } trust steps } } }`, alone(f.ordinary)},
		{"funding by programme", `query($id: ID!) { organisation(id: $id) { funding { largestShare herfindahl contributions byProgramme { programme { id name } share } } } }`, alone(f.hubs)},
	}, nil
}
