package memory

import (
	"runtime"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"ngograph/internal/kg"
)

// tie is the sum of what ties two organisations, a < b.
type tie struct {
	a, b              int32
	projects, records int32
	first, last       int32 // years, 0 if unknown
	membership        bool
	weight, recency   float64
}

func (t *tie) add(e *event) {
	t.weight += e.term
	t.recency += e.recency
	switch e.kind {
	case kg.KindProject:
		t.projects++
	case kg.KindRecorded:
		t.records++
	default:
		t.membership = true
	}
	if e.first != 0 && (t.first == 0 || e.first < t.first) {
		t.first = e.first
	}
	t.last = max(t.last, e.last)
}

// record returns the tie as an answer holds it.
func (t *tie) record(sc *scope) *kg.Collaboration {
	ids := sc.s.of(kg.KindOrganisation).ids
	c := &kg.Collaboration{
		A: ids[t.a], B: ids[t.b], ProjectCount: int(t.projects), RecordedCount: int(t.records), Membership: t.membership,
		Weight: t.weight,
	}
	if sc.halfLife > 0 {
		recency := t.recency
		c.RecencyWeight = &recency
	}
	if t.first != 0 {
		first, last := int(t.first), int(t.last)
		c.First, c.Last = &first, &last
	}
	return c
}

// tieOrder orders ties.
type tieOrder struct {
	value  func(*tie) (int64, bool) // false if unknown
	desc   bool
	joined []int32
	weight bool // the strongest come first
}

func (s *snapshot) tieOrder(sc *scope, o kg.Order) (tieOrder, error) {
	year := func(y int32) (int64, bool) { return int64(y), y != 0 }
	order := tieOrder{desc: o.Desc, joined: s.joined}
	switch o.Field {
	case "weight":
		order.weight = o.Desc
		order.value = func(t *tie) (int64, bool) { return kg.Nanos(t.weight), true }
	case "recencyWeight":
		order.value = func(t *tie) (int64, bool) { return kg.Nanos(t.recency), sc.halfLife > 0 }
	case "projectCount":
		order.value = func(t *tie) (int64, bool) { return int64(t.projects), true }
	case "first":
		order.value = func(t *tie) (int64, bool) { return year(t.first) }
	case "last":
		order.value = func(t *tie) (int64, bool) { return year(t.last) }
	default:
		return order, kg.Errorf(kg.Internal, "no order by %s of a Collaboration", o.Field)
	}
	return order, nil
}

func (o *tieOrder) key(t *tie) key {
	k := key{unknown, uint64(o.joined[t.a])<<32 | uint64(t.b)}
	if v, ok := o.value(t); ok {
		k.sort = sortKey(numberKey(v), o.desc)
	}
	return k
}

// behind reports, for most ties that cannot be of a first page any more, that they cannot, without working out a key.
func (o *tieOrder) behind(t *tie, top *top[tie]) bool {
	if !o.weight || !top.limited || top.from != (key{}) {
		return false
	}
	least := int64(^top.limit.sort ^ 1<<63) // of the nanos on the page
	return t.weight < float64(least-1)/1e9
}

// ties adds up the ties of a hypergraph, organisation by organisation, and hands none of them out but those that top
// wants: there may be millions.
type ties struct {
	sc    *scope
	ev    *evidence
	order tieOrder
	made  []bool // which events made a tie; nil if nobody asks
	total int
	top   *top[tie]
	links *links // takes all of them instead of top; nil if nobody asks

	rows  []int32 // the organisations that party and the ties being added up are numbered by; nil if that is by row
	party []int32 // beside ev.party
	at    []int32 // of each organisation: the place of its tie in acc, from 1; 0 if it has none
	acc   []tie
}

// another returns a counter of the same for another goroutine.
func (t *ties) another() *ties {
	o := *t
	o.at, o.acc = make([]int32, len(t.at)), nil
	if t.made != nil {
		o.made = make([]bool, len(t.made))
	}
	if t.top != nil {
		o.top = newTop[tie](t.top.size, t.top.from)
	}
	if t.links != nil {
		o.links = &links{years: t.links.years, shares: t.links.shares}
	}
	return &o
}

// meet adds an event, in which organisation a stands at place i, to the ties of a with the parties from place j on.
func (t *ties) meet(a int32, event int32, i, j int) {
	lo, hi := t.ev.lo[event], t.ev.lo[event+1]
	parties := t.party[lo:hi]
	e := &t.ev.events[event]
	var home []int32
	if t.sc.cross != 0 {
		home = t.ev.home[lo:hi]
	}
	abroad, checked := t.sc.cross > 0, t.sc.either()
	made := false
	for ; j < len(parties); j++ {
		b := parties[j]
		if j == i || len(home) > 0 && (home[i] != home[j]) != abroad || checked && !t.ev.tied(t.sc, lo+int32(i), lo+int32(j)) {
			continue
		}
		at := t.at[b]
		if at == 0 {
			t.acc = append(t.acc, tie{a: min(a, b), b: max(a, b)})
			at = int32(len(t.acc))
			t.at[b] = at
		}
		t.acc[at-1].add(e)
		made = true
	}
	if made && t.made != nil {
		t.made[event] = true
	}
}

// flush hands out the ties of one organisation.
func (t *ties) flush() {
	t.total += len(t.acc)
	if t.links != nil {
		t.links.add(t.acc, t.at, t.rows)
	} else {
		t.offer()
	}
	for i := range t.acc {
		x := &t.acc[i]
		t.at[x.a], t.at[x.b] = 0, 0
	}
	t.acc = t.acc[:0]
}

func (t *ties) offer() {
	if t.top.size == 0 {
		return
	}
	for i := range t.acc {
		if t.order.behind(&t.acc[i], t.top) {
			t.top.behind++
			continue
		}
		x := t.acc[i]
		if t.rows != nil {
			x.a, x.b = t.rows[x.a], t.rows[x.b]
		}
		if k := t.order.key(&x); t.top.wants(k) {
			t.top.add(k, x)
		}
	}
}

// of counts the ties of one organisation.
func (t *ties) of(a int32) {
	t.party = t.ev.party
	for _, at := range t.ev.meetings(a) {
		t.meet(a, at.event, int(at.place), 0)
	}
	t.flush()
}

// occurrence is an organisation's place in an event.
type occurrence struct{ event, place int32 }

// meetings returns an organisation's places in the events, in their order.
func (ev *evidence) meetings(organisation int32) []occurrence {
	var list []occurrence
	for e := range ev.events {
		if i, ok := slices.BinarySearch(ev.party[ev.lo[e]:ev.lo[e+1]], organisation); ok {
			list = append(list, occurrence{int32(e), int32(i)})
		}
	}
	return list
}

// work returns the number of pairs in all events.
func (ev *evidence) work() int {
	n := 0
	for e := range ev.events {
		k := int(ev.lo[e+1] - ev.lo[e])
		n += k * (k - 1) / 2
	}
	return n
}

// share is how many organisations one goroutine counts at a time.
const share = 256

// every counts all ties. Each is added up by one goroutine, its events in order, so that the sums do not depend on how
// many goroutines share the organisations out.
func (t *ties) every(q *query) error {
	r := t.ev.roster(t.sc.s.size(kg.KindOrganisation))
	n := len(r.rows)
	t.rows, t.party, t.at = r.rows, r.party, make([]int32, n)
	workers := 1
	if t.ev.work() > 200_000 {
		workers = min(runtime.GOMAXPROCS(0), 4)
	}
	var next atomic.Int32
	run := func(t *ties) error {
		for {
			first := int(next.Add(share)) - share
			if first >= n {
				return nil
			}
			if err := q.check(); err != nil {
				return err
			}
			for a := first; a < min(first+share, n); a++ {
				for _, o := range r.list[r.lo[a]:r.lo[a+1]] {
					t.meet(int32(a), o.event, int(o.place), int(o.place)+1)
				}
				t.flush()
			}
			if t.links != nil {
				t.links.end(first)
			}
		}
	}
	if workers == 1 {
		return run(t)
	}
	others := make([]*ties, workers-1)
	var group errgroup.Group
	for i := range others {
		o := t.another()
		others[i] = o
		group.Go(func() error { return run(o) })
	}
	err := run(t)
	if waited := group.Wait(); err == nil {
		err = waited
	}
	for _, o := range others {
		t.total += o.total
		if t.top != nil {
			t.top.merge(o.top)
		}
		for i, made := range o.made {
			t.made[i] = t.made[i] || made
		}
	}
	return err
}
