package memory

import (
	"cmp"
	"math"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"ngograph/internal/kg"
)

// event is one thing that ties organisations: a project, a recorded collaboration or a membership.
type event struct {
	kind    kg.Kind
	row     int32
	first   int32 // years, 0 if unknown
	last    int32
	term    float64 // what it adds to a tie's weight
	recency float64 // and to its recency weight
}

func (sc *scope) event(k kg.Kind, row int32, d span, term float64) event {
	e := event{kind: k, row: row, first: d.from / 10000, last: d.to / 10000, term: term}
	if sc.halfLife > 0 && d.from != 0 {
		age := max(0, sc.today/10000-e.last)
		e.recency = term * math.Exp2(-float64(age)/sc.halfLife)
	}
	return e
}

// compare orders the events of a scope.
func (e event) compare(o event) int {
	return cmp.Or(cmp.Compare(e.kind, o.kind), cmp.Compare(e.row, o.row))
}

// evidence is the events that count with their parties: a hypergraph. Projects come first, then records, then
// memberships, each by row, so that sums are always made in the same order.
type evidence struct {
	events []event
	lo     []int32   // of each event, where its parties begin; one more at the end
	party  []int32   // organisations, ascending within an event
	in     []bool    // whether they lie in the place
	home   []int32   // their countries, if borders matter; else nil
	only   *[2]int32 // the only organisations of interest; nil for all
}

func newEvidence() *evidence { return &evidence{lo: []int32{0}} }

// end closes the event of the parties appended since the last. One that cannot tie two is dropped.
func (ev *evidence) end(e event, either bool) {
	lo := ev.lo[len(ev.lo)-1]
	if len(ev.party)-int(lo) < 2 || either && !slices.Contains(ev.in[lo:], true) {
		ev.party, ev.in, ev.home = ev.party[:lo], ev.in[:lo], ev.home[:min(int(lo), len(ev.home))]
		return
	}
	ev.events = append(ev.events, e)
	ev.lo = append(ev.lo, int32(len(ev.party)))
}

func (ev *evidence) add(sc *scope, o int32, d span) {
	if ev.only != nil && o != ev.only[0] && o != ev.only[1] {
		return
	}
	if counts, in := sc.party(o, d); counts {
		ev.party, ev.in = append(ev.party, o), append(ev.in, in)
		if sc.cross != 0 {
			ev.home = append(ev.home, sc.country[o])
		}
	}
}

// fewRows is how many projects one goroutine looks through on its own.
const fewRows = 8192

// projects adds those of the projects that count.
func (ev *evidence) projects(q *query, sc *scope, rows []int32) error {
	if !sc.asked.Counts(kg.ByProject) {
		return nil
	}
	workers := runtime.GOMAXPROCS(0)
	if len(rows) < fewRows || workers == 1 {
		return ev.look(q, sc, rows)
	}
	parts := make([]evidence, min(workers, 4))
	each := len(rows)/len(parts) + 1
	var group errgroup.Group
	for i := range parts {
		part, own := &parts[i], sc.another()
		*part = evidence{
			events: make([]event, 0, each), lo: append(make([]int32, 0, each+1), 0),
			party: make([]int32, 0, 4*each), in: make([]bool, 0, 4*each), only: ev.only,
		}
		group.Go(func() error { return part.look(q, own, rows[i*len(rows)/len(parts):(i+1)*len(rows)/len(parts)]) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for i := range parts {
		ev.append(&parts[i])
	}
	return nil
}

// append adds other evidence behind.
func (ev *evidence) append(o *evidence) {
	if len(ev.events) == 0 {
		*ev = *o
		return
	}
	shift := int32(len(ev.party))
	ev.events, ev.party, ev.in = append(ev.events, o.events...), append(ev.party, o.party...), append(ev.in, o.in...)
	ev.home = append(ev.home, o.home...)
	for _, lo := range o.lo[1:] {
		ev.lo = append(ev.lo, lo+shift)
	}
}

// look adds those of the projects that count, in one goroutine.
func (ev *evidence) look(q *query, sc *scope, rows []int32) error {
	p, told := sc.s.parts, sc.told() && ev.only == nil
	for n, row := range rows {
		if n&255 == 255 {
			if err := q.check(); err != nil {
				return err
			}
		}
		if sc.project(row) != counts {
			continue
		}
		d := sc.s.during[row]
		lo, hi := p.parties.lo[row], p.parties.hi[row]
		parties, roles := p.parties.to[lo:hi], p.roles[lo:hi]
		for i, o := range parties {
			if roles[i]&sc.roles == 0 || sc.lands != nil && !sc.allowed[sc.lands.party[int(lo)+i]] {
				continue
			}
			if !told {
				ev.add(sc, o, d)
				continue
			}
			ev.party, ev.in = append(ev.party, o), append(ev.in, true)
			if sc.cross != 0 {
				ev.home = append(ev.home, sc.lands.categories[sc.lands.party[int(lo)+i]][0])
			}
		}
		ev.end(sc.event(kg.KindProject, row, d, 1/float64(len(parties)-1)), sc.either())
	}
	return nil
}

// records adds those of the recorded collaborations that count.
func (ev *evidence) records(sc *scope, rows []int32) {
	if !sc.asked.Counts(kg.ByRecord) {
		return
	}
	r := sc.s.relation(kg.KindRecorded, "parties", kg.KindOrganisation)
	for _, row := range rows {
		if !sc.recorded(row) {
			continue
		}
		d := sc.s.recordedDuring[row]
		parties := r.targets(row)
		for _, o := range parties {
			ev.add(sc, o, d)
		}
		ev.end(sc.event(kg.KindRecorded, row, d, 1/float64(len(parties)-1)), sc.either())
	}
}

// memberships adds those of the memberships that count.
func (ev *evidence) memberships(sc *scope, rows []int32) {
	if !sc.asked.Counts(kg.ByMembers) {
		return
	}
	networks := sc.s.relation(kg.KindMembership, "network", kg.KindOrganisation)
	members := sc.s.relation(kg.KindMembership, "member", kg.KindOrganisation).one
	for _, row := range rows {
		network, member := networks.one[row], members[row]
		if network == member || network < 0 || member < 0 {
			continue
		}
		k := len(networks.back.of(network))
		d, ok := sc.membership(sc.s.record(kg.KindMembership, row).(*kg.Membership), k)
		if !ok {
			continue
		}
		ev.add(sc, min(network, member), d)
		ev.add(sc, max(network, member), d)
		ev.end(sc.event(kg.KindMembership, row, d, 1/float64(k)), sc.either())
	}
}

// all returns the evidence of every tie under a scope.
func (q *query) all(sc *scope) (*evidence, error) {
	ev := newEvidence()
	if sc.asked.Counts(kg.ByProject) {
		rows := sc.candidates()
		if len(rows) >= fewRows {
			if err := sc.land(q); err != nil {
				return nil, err
			}
			rows = sc.among(rows)
		}
		if err := ev.projects(q, sc, rows); err != nil {
			return nil, err
		}
	}
	ev.others(sc)
	return ev, nil
}

// others adds the evidence that is no project.
func (ev *evidence) others(sc *scope) {
	if sc.asked.Counts(kg.ByRecord) {
		ev.records(sc, sc.candidateRecords())
	}
	ev.memberships(sc, all(sc.s.size(kg.KindMembership)))
}

// around returns the evidence of the ties of some organisations.
func (q *query) around(sc *scope, organisations []int32) (*evidence, error) {
	gather := func(of func(int32) []int32) []int32 {
		if len(organisations) == 1 {
			return of(organisations[0])
		}
		var rows []int32
		for _, o := range organisations {
			rows = append(rows, of(o)...)
		}
		return ascending(rows)
	}
	ev := newEvidence()
	if err := ev.projects(q, sc, gather(sc.s.parts.projects.of)); err != nil {
		return nil, err
	}
	ev.records(sc, gather(sc.s.relation(kg.KindRecorded, "parties", kg.KindOrganisation).back.of))
	ev.memberships(sc, gather(sc.s.membershipsOf))
	return ev, nil
}

// membershipsOf returns the memberships in which an organisation is the network or the member, ascending.
func (s *snapshot) membershipsOf(o int32) []int32 {
	return ascending(slices.Concat(
		s.relation(kg.KindMembership, "network", kg.KindOrganisation).back.of(o),
		s.relation(kg.KindMembership, "member", kg.KindOrganisation).back.of(o),
	))
}

// between returns the events that tie two organisations, a < b.
func (q *query) between(sc *scope, a, b int32) ([]event, error) {
	s := sc.s
	shared := func(of csr) []int32 { return intersect(of.of(a), of.of(b)) }
	ev := newEvidence()
	ev.only = &[2]int32{a, b}
	if err := ev.projects(q, sc, shared(s.parts.projects)); err != nil {
		return nil, err
	}
	ev.records(sc, shared(s.relation(kg.KindRecorded, "parties", kg.KindOrganisation).back))
	ev.memberships(sc, intersect(s.membershipsOf(a), s.membershipsOf(b)))
	events := ev.events[:0]
	for i, e := range ev.events { // each has both for its parties
		if at := ev.lo[i]; sc.pair(a, b, ev.in[at] || ev.in[at+1]) {
			events = append(events, e)
		}
	}
	return events, nil
}

// makers returns the events that make a tie.
func (ev *evidence) makers(sc *scope) []event {
	var events []event
	for e := range ev.events {
		lo, hi := ev.lo[e], ev.lo[e+1]
		if sc.tied(ev.party[lo:hi], ev.in[lo:hi]) {
			events = append(events, ev.events[e])
		}
	}
	return events
}

// tied reports whether two of the parties, which are to one event, are tied.
func (ev *evidence) tied(sc *scope, i, j int32) bool {
	return (ev.in[i] || ev.in[j]) && (sc.cross == 0 || (ev.home[i] != ev.home[j]) == (sc.cross > 0))
}

// tied reports whether any two parties to an event are tied.
func (sc *scope) tied(parties []int32, in []bool) bool {
	for i, a := range parties {
		for j, b := range parties[:i] {
			if sc.pair(a, b, in[i] || in[j]) {
				return true
			}
		}
	}
	return false
}

// intersect returns what two ascending lists share. The longer is searched, not read.
func intersect(a, b []int32) []int32 {
	if len(a) > len(b) {
		a, b = b, a
	}
	var both []int32
	for _, row := range a {
		at, found := slices.BinarySearch(b, row)
		if found {
			both = append(both, row)
		}
		b = b[at:]
	}
	return both
}
