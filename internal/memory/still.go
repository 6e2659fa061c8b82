package memory

import (
	"cmp"
	"context"
	"slices"

	"ngograph/internal/kg"
)

// still is a View at one revision.
type still struct {
	s     *snapshot
	store kg.Store
}

// Still asks of the latest snapshot.
func (v *View) Still(_ context.Context, ask func(kg.Still) error) error { return ask(v.still()) }

func (v *View) still() still { return still{v.latest.Load(), v.store} }

// Fetch answers a root hop from the latest snapshot. Errors: NotFound for one of Hop.Refs that is no stored record,
// Unavailable when ctx ends first or the store's index does not answer, Internal for a question that names what does
// not exist or is not answered here.
func (v *View) Fetch(ctx context.Context, h *kg.Hop) (*kg.Page, error) {
	return v.still().Fetch(ctx, h)
}

func (s still) Revision() kg.Revision { return s.s.revision }

// query begins a question, unless ctx has ended.
func (s still) query(ctx context.Context) (*query, error) {
	q := &query{s: s.s, store: s.store, stopped: ctx.Err, scopes: map[*kg.Scope]*scope{}, texts: map[textKey]bitset{}}
	return q, q.check()
}

// Fetch is View.Fetch.
func (s still) Fetch(ctx context.Context, h *kg.Hop) (*kg.Page, error) {
	q, err := s.query(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range h.Refs {
		if !s.s.has(id) {
			return nil, kg.Errorf(kg.NotFound, "%q is not known", id)
		}
	}
	p, err := q.plan(ctx, h)
	if err != nil {
		return nil, err
	}
	return q.root(ctx, p)
}

// Ties returns the ties of a scope. Error: Unavailable when ctx ends first.
func (s still) Ties(ctx context.Context, asked *kg.Scope, today kg.Date, of []string) (*kg.Ties, error) {
	q, err := s.query(ctx)
	if err != nil {
		return nil, err
	}
	sc := s.s.scope(cmp.Or(asked, &kg.Scope{}), today)
	if of != nil {
		return q.tiesOf(sc, of)
	}
	n := s.s.size(kg.KindOrganisation)
	t := &ties{sc: sc, links: newLinks(n)}
	if t.ev, err = q.all(sc); err == nil {
		err = t.every(q)
	}
	if err != nil {
		return nil, err
	}
	return s.s.linked(slices.Concat(t.links.shares...)), nil
}

// linked returns ties whose ends are rows as ties whose ends are the places of their ids; some organisations are there even
// without a tie.
func (s *snapshot) linked(links []kg.Link, alone ...int32) *kg.Ties {
	orgs := s.of(kg.KindOrganisation)
	seen := s.borrow()
	defer s.giveBack(seen)
	for _, o := range alone {
		seen.of(o)
	}
	for i := range links {
		seen.of(links[i].A)
		seen.of(links[i].B)
	}
	rows := slices.Clone(seen.rows)
	slices.Sort(rows)
	t := &kg.Ties{IDs: make([]string, len(rows)), Countries: make([]string, len(rows)), Links: links}
	place := make([]int32, len(rows))
	country := fieldAt(kg.KindOrganisation, "country")
	for i, row := range rows {
		t.IDs[i], t.Countries[i] = orgs.ids[row], orgs.text(row, country)
		place[seen.of(row)] = int32(i)
	}
	for i := range links {
		links[i].A, links[i].B = place[seen.of(links[i].A)], place[seen.of(links[i].B)]
	}
	return t
}

// years returns every year at its own index.
func years() []int {
	list := make([]int, 10_000)
	for i := range list {
		list[i] = i
	}
	return list
}

// links are ties handed out as they are, all of them.
type links struct {
	years  []int       // of each year: itself, to point at
	shares [][]kg.Link // of each share of the organisations, by A, then B
	own    []kg.Link   // of the share being counted
	ends   []int32
}

func newLinks(organisations int) *links {
	return &links{years: years(), shares: make([][]kg.Link, (organisations+share-1)/share)}
}

// add adds the ties of an organisation with those behind it, of which at holds the places in acc from 1 on. Their ends are
// places in rows.
func (l *links) add(acc []tie, at, rows []int32) {
	l.ends = l.ends[:0]
	for i := range acc {
		l.ends = append(l.ends, acc[i].b)
	}
	slices.Sort(l.ends)
	for _, b := range l.ends {
		x := &acc[at[b]-1]
		link := kg.Link{A: rows[x.a], B: rows[b], Weight: x.weight, ProjectCount: int(x.projects)}
		if x.first != 0 {
			link.First, link.Last = &l.years[x.first], &l.years[x.last]
		}
		l.own = append(l.own, link)
	}
}

// end closes the share that begins with an organisation.
func (l *links) end(first int) { l.shares[first/share], l.own = l.own, nil }
