package memory

import (
	"math"
	"slices"

	"ngograph/internal/kg"
)

// meetings reads what ties one organisation after the other under a scope, without gathering it first.
type meetings struct {
	q        *query
	sc       *scope
	projects bool     // whether they count
	all      bool     // whether every project counts, if they do
	open     bool     // whether every party to a project counts
	dated    bool     // whether events are to say years
	recorded csr      // of each organisation, its recorded collaborations
	rest     evidence // scratch
}

func (q *query) meetings(sc *scope) *meetings {
	return &meetings{
		q: q, sc: sc, projects: sc.asked.Counts(kg.ByProject),
		all:      sc.programmes == nil && sc.themes == nil && sc.most == math.MaxInt32 && !sc.asked.Years.Known(),
		open:     sc.anybody() && sc.cross == 0,
		recorded: sc.s.relation(kg.KindRecorded, "parties", kg.KindOrganisation).back,
		rest:     evidence{lo: []int32{0}},
	}
}

// of yields all that ties an organisation with others, in the order of evidence, with its parties: the organisation may be
// one of them, and all others are tied with it. The event need not say anything of years and recency.
func (m *meetings) of(organisation int32, yield func(e event, parties []int32)) error {
	p := m.sc.s.parts
	rows := p.projects.of(organisation)
	if m.projects && m.open {
		for _, row := range rows {
			if err := m.q.tick(); err != nil {
				return err
			}
			parties := p.parties.of(row)
			if len(parties) < 2 || !m.all && m.sc.project(row) != counts {
				continue
			}
			e := event{kind: kg.KindProject, row: row, term: 1 / float64(len(parties)-1)}
			if m.dated {
				e = m.sc.event(e.kind, row, m.sc.s.during[row], e.term)
			}
			yield(e, parties)
		}
		rows = nil
	}
	ev := &m.rest
	ev.events, ev.lo, ev.party, ev.in, ev.home = ev.events[:0], ev.lo[:1], ev.party[:0], ev.in[:0], ev.home[:0]
	if err := ev.projects(m.q, m.sc, rows); err != nil {
		return err
	}
	ev.records(m.sc, m.recorded.of(organisation))
	if m.sc.asked.Counts(kg.ByMembers) {
		ev.memberships(m.sc, m.sc.s.membershipsOf(organisation))
	}
	for i, e := range ev.events {
		parties, in := ev.party[ev.lo[i]:ev.lo[i+1]], ev.in[ev.lo[i]:ev.lo[i+1]]
		if partners := m.sc.partners(organisation, parties, in); len(partners) > 0 {
			yield(e, partners)
		}
	}
	return nil
}

// partners returns those of an event's parties that it ties with one of them, in the same space.
func (sc *scope) partners(organisation int32, parties []int32, in []bool) []int32 {
	at, party := slices.BinarySearch(parties, organisation)
	if !party {
		return nil
	}
	mine, partners := in[at], parties[:0]
	for i, o := range parties {
		if o != organisation && sc.pair(organisation, o, mine || in[i]) {
			partners = append(partners, o)
		}
	}
	return partners
}
