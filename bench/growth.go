package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// grown is one size of network and what was measured of it.
type grown struct {
	organisations int
	file          string
	held          held
	changes       []change
	chosen        []ordinary
	starts        times // until it was ready
	pss           int64 // then
	server        *server
}

// growth measures how costs grow with the network: what is asked about an ordinary organisation, pages, cold starts,
// memory and single changes.
func growth(ctx context.Context, b *bench, r *report) (err error) {
	sizes := []int{10_000, 100_000, 1_000_000}
	if b.quick {
		sizes = sizes[:2]
	}
	all := make([]*grown, len(sizes))
	var as circles
	for i, n := range sizes {
		if all[i], err = grow(ctx, b, n, &as); err != nil {
			return err
		}
	}
	reportHeld(r, all)
	reportChanges(r, all)
	defer func() {
		for _, g := range all {
			if g.server != nil {
				err = errors.Join(err, g.server.stop())
			}
		}
	}()
	for _, g := range all {
		if g.server, err = b.serve(ctx, "--store", "sqlite:"+g.file); err != nil {
			return err
		}
	}
	r.line(fmt.Sprintf("Below, all networks are served at once and asked in turn, over one connection each. What is asked about an organisation is asked about up to %d "+
		"that are in %d projects each and, but for a sixth, have %d partners and %d organisations two ties away, as the median such organisation of the smallest "+
		"network; paths lead to one that is two ties away and in as many projects.", mostChosen, projectsOfOrdinary, as.partners, as.second))
	if err := reportAsked(ctx, b, r, all); err != nil {
		return err
	}
	return reportPages(ctx, b, r, all)
}

const mostChosen = 20

// grow measures a network by itself. The smallest one comes first and sets the circles that organisations are chosen by.
func grow(ctx context.Context, b *bench, n int, as *circles) (*grown, error) {
	file, err := b.store(ctx, n)
	if err != nil {
		return nil, err
	}
	g := &grown{organisations: n, file: file}
	if g.held, err = hold(ctx, file); err != nil {
		return nil, err
	}
	if g.changes, err = changes(ctx, file); err != nil {
		return nil, err
	}
	net, err := readNetwork(ctx, file)
	if err != nil {
		return nil, err
	}
	if as.partners == 0 {
		*as = net.typical()
	}
	if g.chosen = net.ordinary(*as, mostChosen); len(g.chosen) == 0 {
		return nil, fmt.Errorf("no organisation of %d has about %d partners and %d in the second circle", n, as.partners, as.second)
	}
	g.starts, g.pss, err = b.coldStarts(ctx, file)
	return g, err
}

// coldStarts starts a server on a store three times; pss is its memory before anything was asked.
func (b *bench) coldStarts(ctx context.Context, file string) (starts times, pss int64, err error) {
	for range 3 {
		s, err := b.serve(ctx, "--store", "sqlite:"+file)
		if err != nil {
			return nil, 0, err
		}
		starts = append(starts, s.start)
		pss, err = s.memory()
		if err := errors.Join(err, s.stop()); err != nil {
			return nil, 0, err
		}
	}
	slices.Sort(starts)
	return starts, pss, nil
}

// reportHeld writes what a network takes before anything is asked.
func reportHeld(r *report, all []*grown) {
	r.line("A cold start is `ngograph serve` on an SQLite store from the start of the process until it answers. Heap is what is in use after a collection that was not " +
		"before the view was filled; texts are the bytes of ids, names, other texts, identifiers and keys in sources that the records hold, and no references, codes, " +
		"dates, lengths or pointers; PSS is the whole process when nothing was asked yet.")
	r.table("organisations", "participations", "cold start", "for a million participations", "heap MB", "PSS MB", "texts, bytes each participation", "beyond the texts")
	for _, g := range all {
		r.row(g.organisations, int(g.held.participations), g.starts.median(), time.Duration(g.perParticipation()*1e6), g.held.bytes/1e6, float64(g.pss)/1e6,
			g.held.texts/g.held.participations, g.held.each())
	}
	small, large := all[len(all)-2], all[len(all)-1]
	r.atMost(fmt.Sprintf("bytes a participation beyond the texts, %d organisations", large.organisations), large.held.each(), 150)
	r.atMost(fmt.Sprintf("the same over that of %d: memory is linear", small.organisations), large.held.each()/small.held.each(), 1.1)
	r.atMost(fmt.Sprintf("cold start for each participation, %d over %d: it is linear", large.organisations, small.organisations),
		large.perParticipation()/small.perParticipation(), 1.2)
}

// perParticipation is the cold start in nanoseconds for each participation.
func (g *grown) perParticipation() float64 {
	return float64(g.starts.median()) / g.held.participations
}

// reportChanges writes what the view does for one change.
func reportChanges(r *report, all []*grown) {
	r.line("One change: from its commit in the store until the view answers with it, and what the process allocated meanwhile.")
	columns := []string{"change"}
	for _, g := range all {
		columns = append(columns, fmt.Sprintf("%d organisations", g.organisations), "MB")
	}
	r.table(columns...)
	for i, c := range all[0].changes {
		row := []any{c.name}
		for _, g := range all {
			row = append(row, g.changes[i].took, float64(g.changes[i].bytes)/1e6)
		}
		r.row(row...)
	}
}

// reportAsked writes what answers about ordinary organisations take.
func reportAsked(ctx context.Context, b *bench, r *report, all []*grown) error {
	r.table(append([]string{"asked about an organisation"}, sizesAnd(all)...)...)
	for _, q := range []struct {
		name, text string
		goal       float64
	}{
		{"itself", `query($id:ID!){organisation(id:$id){id name type city projectCount country{name} themes{id}}}`, 1.5},
		{"its ten strongest partners", `query($id:ID!){organisation(id:$id){collaborations(first:10){nodes{between{id name country{code}} weight projectCount}}}}`, 0},
		{"introductions", `query($id:ID!){introductions(for:$id,first:10){nodes{candidate{id name country{code}} score trust fit reasons{kind value} ` +
			`brokers(first:3){organisation{id name}}}}}`, 1.5},
		{"paths", `query($id:ID!,$other:ID!){paths(from:$id,to:$other,first:3){length cost organisations{id name}}}`, 1.5},
	} {
		ts, err := asked(ctx, b, all, func(g *grown, i int) []byte {
			o := g.chosen[i%len(g.chosen)]
			return question(q.text, map[string]any{"id": o.id, "other": o.other})
		})
		if err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		ratio := reportRow(r, ts, q.name)
		if q.goal > 0 {
			r.atMost(fmt.Sprintf("%s, %d over %d organisations", q.name, all[len(all)-1].organisations, all[0].organisations), ratio, q.goal)
		}
	}
	return nil
}

const (
	pageSize = 10
	deepest  = 1000 // the page that is compared with the first
)

// listing is a list that is paged through; its arguments come last.
type listing struct{ name, text string }

func listings() []listing {
	return []listing{
		{"by name", `organisations(%s){pageInfo{endCursor} nodes{id name type projectCount country{code}}}`},
		{"by number of projects", `organisations(orderBy:{field:PROJECT_COUNT,direction:DESC} %s){pageInfo{endCursor} nodes{id name projectCount}}`},
		{"companies, with their number", `organisations(where:{types:[COMPANY]} %s){totalCount pageInfo{endCursor} nodes{id name projectCount}}`},
		{"in two countries, with types counted", `organisations(where:{countries:["country:DE","country:FR"]} %s)` +
			`{totalCount facets(by:[TYPE]){values{value count}} pageInfo{endCursor} nodes{id name projectCount}}`},
		{"by name, with partners", `organisations(%s){pageInfo{endCursor} nodes{id name collaborations(first:3){nodes{between{name} weight}}}}`},
	}
}

// page is the question for a page of a list behind a cursor, "" for the first.
func (l listing) page(first int, after string) []byte {
	arguments := fmt.Sprintf("first:%d", first)
	if after != "" {
		arguments += fmt.Sprintf(" after:%q", after)
	}
	return question("{list:"+fmt.Sprintf(l.text, arguments)+"}", nil)
}

// reportPages writes what the first page of each list takes and a deep one.
func reportPages(ctx context.Context, b *bench, r *report, all []*grown) error {
	r.line(fmt.Sprintf("Pages of %d rows: the first, and the %dth, or the last full one of a shorter list.", pageSize, deepest))
	r.table(append([]string{"page", "of the list"}, sizesAnd(all)...)...)
	var fresh []string
	for _, l := range listings() {
		deep := map[*grown]string{}
		for _, g := range all {
			took, err := clocked(func() error { return g.ask(ctx, l.page(pageSize, "")) })()
			if err == nil {
				deep[g], err = g.deep(ctx, l)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", l.name, err)
			}
			if g == all[len(all)-1] {
				fresh = append(fresh, l.name+" "+cell(took))
			}
		}
		var first, later []times
		for _, t := range []struct {
			name  string
			after func(*grown) string
			into  *[]times
		}{
			{"1", func(*grown) string { return "" }, &first},
			{"1000", func(g *grown) string { return deep[g] }, &later},
		} {
			ts, err := asked(ctx, b, all, func(g *grown, _ int) []byte { return l.page(pageSize, t.after(g)) })
			if err != nil {
				return fmt.Errorf("%s: %w", l.name, err)
			}
			*t.into = ts
			ratio := reportRow(r, ts, t.name, l.name)
			r.atMost(fmt.Sprintf("page %s %s, %d over %d organisations", t.name, l.name, all[len(all)-1].organisations, all[0].organisations), ratio, 1.5)
		}
		last := len(all) - 1
		r.atMost(fmt.Sprintf("page 1000 over page 1 %s, %d organisations", l.name, all[last].organisations), ratio(later[last].median(), first[last].median()), 1.2)
	}
	r.line(fmt.Sprintf("Of %d organisations, page 1 took the first time that it was asked for, with what is made once after each change: %s.",
		all[len(all)-1].organisations, strings.Join(fresh, "; ")))
	return nil
}

// deep returns the cursor before a list's deep page.
func (g *grown) deep(ctx context.Context, l listing) (string, error) {
	cursor := ""
	for left := pageSize * (deepest - 1); left > 0; {
		n := min(left, 500)
		var page struct {
			List struct {
				PageInfo struct{ EndCursor string }
				Nodes    []struct{ ID string }
			}
		}
		answer, err := g.server.post(ctx, l.page(n, cursor), nil)
		if err != nil {
			return "", err
		}
		whole := struct{ Data any }{&page}
		if err := json.Unmarshal(answer, &whole); err != nil {
			return "", err
		}
		if len(page.List.Nodes) == 0 {
			return "", fmt.Errorf("no rows in %.300s", answer)
		}
		if len(page.List.Nodes) < n {
			// The list ends here: back from its end by a page.
			if left = len(page.List.Nodes) - pageSize; left <= 0 {
				return cursor, nil
			}
			continue
		}
		left -= n
		cursor = page.List.PageInfo.EndCursor
	}
	return cursor, nil
}

// asked asks each network the same in turn, over and over, and returns how long each took, but for the first times.
func asked(ctx context.Context, b *bench, all []*grown, body func(g *grown, i int) []byte) ([]times, error) {
	budget := 6 * time.Second
	if b.quick {
		budget /= 3
	}
	ts := make([]times, len(all))
	begun := time.Now()
	for i := 0; i < 2*mostChosen || i < 1000 && time.Since(begun) < budget; i++ {
		for j, g := range all {
			took, err := clocked(func() error { return g.ask(ctx, body(g, i)) })()
			if err != nil {
				return nil, err
			}
			if i >= mostChosen {
				ts[j] = append(ts[j], took)
			}
		}
	}
	for _, t := range ts {
		slices.Sort(t)
	}
	return ts, nil
}

// ask asks and fails on an answer with errors.
func (g *grown) ask(ctx context.Context, body []byte) error {
	answer, err := g.server.post(ctx, body, nil)
	if err != nil {
		return err
	}
	var read struct{ Errors json.RawMessage }
	if err := json.Unmarshal(answer, &read); err != nil {
		return err
	}
	if read.Errors != nil {
		return errors.New(string(read.Errors))
	}
	return nil
}

func sizesAnd(all []*grown) []string {
	var columns []string
	for _, g := range all {
		columns = append(columns, fmt.Sprintf("%d organisations", g.organisations))
	}
	return append(columns, "ratio")
}

// reportRow writes the medians and returns how many times longer the last takes than the first.
func reportRow(r *report, ts []times, row ...any) float64 {
	for _, t := range ts {
		row = append(row, t.median())
	}
	last := ratio(ts[len(ts)-1].median(), ts[0].median())
	r.row(append(row, last)...)
	return last
}
