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
	seen     *numbers
	rows     []int32 // of those whose ties are wanted
	inner    bool    // only those among them
	years    []int   // of each year: itself, to point at

	links []kg.Link // their ends are rows
	ends  []end     // of each of seen's
}

// end is what is known of an organisation at the other end.
type end struct {
	wanted bool  // its own ties are
	of, at int32 // the last whose partner it was found to be, and where their tie stands in the list; rows from 1
}

// end returns that of an organisation, nil if it was not met and only those are wanted that were.
func (l *linking) end(organisation int32) *end {
	if l.inner && l.seen.find(organisation) < 0 {
		return nil
	}
	at := int(l.seen.of(organisation))
	if missing := at + 1 - len(l.ends); missing > 0 {
		l.ends = append(l.ends, make([]end, missing)...)
	}
	return &l.ends[at]
}

// add adds up the ties of one organisation with those that were not counted before.
func (l *linking) add(organisation int32) error {
	return l.meetings.of(organisation, func(e event, parties []int32) {
		for _, o := range parties {
			if o == organisation {
				continue
			}
			x := l.end(o)
			if x == nil || x.wanted && o < organisation {
				continue
			}
			if x.of != organisation+1 {
				x.of, x.at = organisation+1, int32(len(l.links))
				l.links = append(l.links, kg.Link{A: min(o, organisation), B: max(o, organisation)})
			}
			l.count(&l.links[x.at], e)
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
	l.rows = slices.Compact(l.rows)
	for _, o := range l.rows {
		l.end(o).wanted = true
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
	l := &linking{meetings: q.meetings(sc), seen: q.s.borrow()}
	defer q.s.giveBack(l.seen)
	for _, id := range of {
		if row := q.s.of(kg.KindOrganisation).row(id); row >= 0 {
			l.rows = append(l.rows, row)
		}
	}
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
	seen := q.s.borrow()
	defer q.s.giveBack(seen)
	l := &linking{meetings: q.meetings(q.s.scope(cmp.Or(asked, &kg.Scope{}), today)), seen: seen, inner: true}
	seen.of(you)
	from := 0
	for range steps {
		end := len(seen.rows)
		for ; from < end; from++ {
			err := l.meetings.of(seen.rows[from], func(_ event, parties []int32) {
				for _, o := range parties {
					seen.of(o)
				}
			})
			if err != nil {
				return nil, err
			}
		}
	}
	l.rows = slices.Clone(seen.rows)
	return l.ties(q.s, you)
}
