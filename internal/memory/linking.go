package memory

import (
	"cmp"
	"context"
	"slices"

	"ngograph/internal/kg"
)

// linking adds up the ties of organisations that a question has met. What it costs does not depend on how many others
// there are.
type linking struct {
	meetings *meetings
	seen     *acquaintances
	rows     []int32 // of those whose ties are wanted, ascending
	inner    bool    // only those among them
	years    []int   // of each year: itself, to point at

	links []kg.Link // their ends are rows
	last  []link    // of each of seen's
}

// link is where the tie with the organisation being counted stands in a list.
type link struct{ with, at int32 }

// add adds up the ties of one organisation with those that were not counted before.
func (l *linking) add(organisation int32) error {
	return l.meetings.of(organisation, func(e event, parties []int32) {
		for _, o := range parties {
			if o == organisation || l.inner && l.seen.at[o] == 0 {
				continue
			}
			if x := l.seen.of(o); o < organisation && x.wanted {
				continue
			}
			for len(l.last) < len(l.seen.list) {
				l.last = append(l.last, link{with: -1})
			}
			last := &l.last[l.seen.at[o]-1]
			if last.with != organisation {
				*last = link{organisation, int32(len(l.links))}
				l.links = append(l.links, kg.Link{A: min(o, organisation), B: max(o, organisation)})
			}
			l.count(&l.links[last.at], e)
		}
	})
}

func (l *linking) count(k *kg.Link, e event) {
	k.Weight += e.term
	if e.kind == kg.KindProject {
		k.ProjectCount++
	}
	if e.first == 0 {
		return
	}
	if first := &l.years[e.first]; k.First == nil || *first < *k.First {
		k.First = first
	}
	if last := &l.years[e.last]; k.Last == nil || *last > *k.Last {
		k.Last = last
	}
}

// ties adds up all that are wanted.
func (l *linking) ties(s *snapshot, alone ...int32) (*kg.Ties, error) {
	l.meetings.dated = true
	l.years = years()
	slices.Sort(l.rows)
	for _, o := range l.rows {
		l.seen.of(o).wanted = true
	}
	for _, o := range l.rows {
		from := len(l.links)
		if err := l.add(o); err != nil {
			return nil, err
		}
		slices.SortFunc(l.links[from:], compareLinks)
	}
	if !l.inner {
		slices.SortFunc(l.links, compareLinks)
	}
	return s.linked(l.links, alone...), nil
}

func compareLinks(a, b kg.Link) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) }

// tiesOf returns the ties of some organisations.
func (q *query) tiesOf(sc *scope, of []string) (*kg.Ties, error) {
	l := &linking{meetings: q.meetings(sc), seen: q.s.acquaintances()}
	defer q.s.giveBack(l.seen)
	for _, id := range of {
		if row := q.s.of(kg.KindOrganisation).row(id); row >= 0 {
			l.rows = append(l.rows, row)
		}
	}
	slices.Sort(l.rows)
	l.rows = slices.Compact(l.rows)
	return l.ties(q.s)
}

// Circle returns the ties among the organisations within some steps of one, which is among them in any case. Error:
// Unavailable when ctx ends first.
func (s still) Circle(ctx context.Context, asked *kg.Scope, today kg.Date, centre string, steps int) (*kg.Ties, error) {
	q, err := s.query(ctx)
	if err != nil {
		return nil, err
	}
	you := q.s.of(kg.KindOrganisation).row(centre)
	if you < 0 {
		return &kg.Ties{IDs: []string{centre}, Countries: []string{""}}, nil
	}
	seen := q.s.acquaintances()
	defer q.s.giveBack(seen)
	l := &linking{meetings: q.meetings(q.s.scope(cmp.Or(asked, &kg.Scope{}), today)), seen: seen, inner: true}
	seen.of(you)
	from := 0
	for range steps {
		end := len(seen.list)
		for ; from < end; from++ {
			err := l.meetings.of(seen.list[from].row, func(_ event, parties []int32) {
				for _, o := range parties {
					seen.of(o)
				}
			})
			if err != nil {
				return nil, err
			}
		}
	}
	for i := range seen.list {
		l.rows = append(l.rows, seen.list[i].row)
	}
	return l.ties(q.s, you)
}
