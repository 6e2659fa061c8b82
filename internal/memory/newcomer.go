package memory

import "ngograph/internal/kg"

// newcomers answers the hop from the root to the organisations whose first international project is recent.
func (q *query) newcomers(p *plan) (*kg.Page, error) {
	h := p.hop
	page := h.NewPage()
	ev, err := q.all(p.scope)
	if err != nil {
		return nil, err
	}
	d, err := q.debuts(p.scope, ev)
	if err != nil {
		return nil, err
	}
	orgs := q.s.of(kg.KindOrganisation)
	first := newTop[int32](p.wanted(), q.s.afterOrganisation(h, kg.Describe(kg.KindNewcomer).Prefix))
	for o, start := range d.start {
		if start == 0 || int(start/10000) < h.Since {
			continue
		}
		if h.Count {
			page.Total++
		}
		if k := (key{sortKey(numberKey(int64(start)), h.Order.Desc), uint64(o)}); first.wants(k) {
			first.add(k, int32(o))
		}
	}
	if h.Coverage {
		page.Coverage, err = q.coverage(p, ev.makers(p.scope), p.scope.candidates())
		if err != nil {
			return nil, err
		}
	}
	if p.wanted() == 0 {
		return page, nil
	}
	selected, more := first.page()
	page.More = more
	for _, e := range selected {
		sponsors := d.sponsors(p.scope, ev, e.item)
		r := &kg.Newcomer{
			OrganisationID: orgs.ids[e.item], ProjectID: q.s.of(kg.KindProject).ids[ev.events[d.event[e.item]].row],
			Start: dateOf(d.start[e.item]), SponsorCount: len(sponsors),
		}
		if err := q.appendDerived(page, p, node{kind: kg.KindNewcomer, record: r, rows: sponsors}); err != nil {
			return nil, err
		}
	}
	return page, nil
}

// debuts are the first international projects of organisations.
type debuts struct {
	event []int32 // of each organisation, in the evidence
	start []int32 // the day on which it starts; 0 if there is none
}

func (q *query) debuts(sc *scope, ev *evidence) (*debuts, error) {
	n := q.s.size(kg.KindOrganisation)
	d := &debuts{event: make([]int32, n), start: make([]int32, n)}
	for e := range ev.events {
		if err := q.tick(); err != nil {
			return nil, err
		}
		if ev.events[e].kind != kg.KindProject {
			break
		}
		// Of two that start on the same day, the one that comes first has the smaller id.
		start := q.s.startOf(&ev.events[e])
		lo, hi := ev.lo[e], ev.lo[e+1]
		for i, o := range ev.party[lo:hi] {
			if start != 0 && (d.start[o] == 0 || start < d.start[o]) && sc.abroad(ev.party[lo:hi], ev.in[lo:hi], i) {
				d.event[o], d.start[o] = int32(e), start
			}
		}
	}
	return d, nil
}

// abroad reports whether a party to an event is tied with one of another country.
func (sc *scope) abroad(parties []int32, in []bool, i int) bool {
	home := sc.country[parties[i]]
	for j, b := range parties {
		if away := sc.country[b]; home >= 0 && away >= 0 && away != home && sc.pair(parties[i], b, in[i] || in[j]) {
			return true
		}
	}
	return false
}

// sponsors returns those with whom an organisation is tied in its first international project and who had one before.
func (d *debuts) sponsors(sc *scope, ev *evidence, o int32) []int32 {
	var list []int32
	lo, hi := ev.lo[d.event[o]], ev.lo[d.event[o]+1]
	parties, in := ev.party[lo:hi], ev.in[lo:hi]
	mine := false
	for i := range parties {
		mine = mine || parties[i] == o && in[i]
	}
	for i, b := range parties {
		if d.start[b] != 0 && d.start[b] < d.start[o] && sc.pair(o, b, mine || in[i]) {
			list = append(list, b)
		}
	}
	return list
}
