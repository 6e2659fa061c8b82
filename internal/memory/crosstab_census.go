package memory

import (
	"runtime"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"ngograph/internal/kg"
)

// crowd is who meets whom under the scope of a table that can be summed up.
type crowd struct {
	*roster
	ev      *evidence
	byRow   []int32    // of each project its event, -1 if it is none
	class   []int32    // of each organisation
	lines   csr        // of each event, the places of what meets in it: in meeting in a table of pairs, in kinds in another
	meeting []run      // the classes of an event's parties
	kinds   [][2]int32 // the categories in dimensions of evidence that events have
}

// census counts the distinct ends and ties in cells, and what the ends received, organisation by organisation. It serves
// one goroutine.
type census struct {
	*summing
	*crowd

	ends, counted bool  // organisations, ties are wanted
	euro          int32 // see participations.currency; -1 if it is not wanted or there is none

	meets  marks    // what an organisation meets or is of: classes in a table of pairs, kinds in another
	events marks    // the events that tie it
	others marks    // the organisations that it is tied with in what is being counted
	all    marks    // and at all
	square []met    // of a table of pairs, of two classes, at i*n+j
	order  []uint64 // space
	cellsA []int32
	cellsB []int32
	whole  int32 // the organisation counted last
}

// met is how many organisations of one class meet another, and how many ties they have with it.
type met struct{ organisations, ties int }

// marks are on numbers, and all taken off at once.
type marks struct {
	of  []int32
	now int32
}

func newMarks(n int) marks { return marks{make([]int32, n), 1} }

func (m *marks) clear()           { m.now++ }
func (m *marks) has(i int32) bool { return m.of[i] == m.now }

// put marks i and reports whether it had no mark.
func (m *marks) put(i int32) bool {
	fresh := m.of[i] != m.now
	m.of[i] = m.now
	return fresh
}

// census counts what sum does not.
func (s *summing) census(q *query) error {
	ev, err := q.all(s.sc)
	if err != nil {
		return err
	}
	crowd := s.crowd(ev)
	var next atomic.Int32
	var group errgroup.Group
	workers := make([]*census, min(runtime.GOMAXPROCS(0), shares))
	for i := range workers {
		own, err := s.another(q)
		if err != nil {
			return err
		}
		c := &census{summing: own, crowd: crowd, euro: -1, ends: s.wants(kg.CountOrganisations), counted: s.wants(kg.CountCollaborations)}
		if s.wants(kg.SumFunding) && !s.pairs {
			c.euro = int32(slices.Index(q.s.parts.texts, "EUR"))
		}
		c.meets, c.events = newMarks(max(s.classes(), len(crowd.kinds))), newMarks(len(ev.events))
		if s.pairs {
			c.square = make([]met, s.classes()*s.classes())
		}
		if c.counted {
			c.others, c.all = newMarks(len(crowd.rows)), newMarks(len(crowd.rows))
		}
		workers[i] = c
		group.Go(func() error {
			for {
				first := next.Add(share) - share
				if int(first) >= len(crowd.rows) {
					return nil
				}
				if err := q.check(); err != nil {
					return err
				}
				for a := first; a < min(first+share, int32(len(crowd.rows))); a++ {
					c.look(a)
				}
			}
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for _, c := range workers {
		for at, m := range c.square {
			if n := int32(s.classes()); m != (met{}) {
				c.cells[c.between(int32(at)/n, int32(at)%n)].add(amount{organisations: m.organisations, collaborations: m.ties})
			}
		}
		s.merge(c.summing)
	}
	return nil
}

func (s *summing) crowd(ev *evidence) *crowd {
	c := &crowd{
		roster: ev.roster(s.sc.s.size(kg.KindOrganisation)), ev: ev, byRow: make([]int32, s.sc.s.size(kg.KindProject)),
	}
	for i := range c.byRow {
		c.byRow[i] = -1
	}
	for _, o := range c.rows {
		c.class = append(c.class, s.classOf(o))
	}
	known := map[[2]int32]int32{}
	heads := newHeadcount(s.classes())
	for e := range ev.events {
		s.event = ev.events[e]
		if s.event.kind == kg.KindProject {
			c.byRow[s.event.row] = int32(e)
		}
		if s.pairs {
			for _, a := range c.party[ev.lo[e]:ev.lo[e+1]] {
				heads.add(c.class[a])
			}
			c.lines.lo = append(c.lines.lo, int32(len(c.meeting)))
			c.meeting = heads.take(c.meeting)
			c.lines.hi = append(c.lines.hi, int32(len(c.meeting)))
			continue
		}
		c.lines.lo = append(c.lines.lo, int32(len(c.lines.to)))
		c.kindsOf(s.ofEvent(), s, known)
		c.lines.hi = append(c.lines.hi, int32(len(c.lines.to)))
	}
	return c
}

// kindsOf appends the kinds that an event's categories make.
func (c *crowd) kindsOf(categories [2][]int32, s *summing, known map[[2]int32]int32) {
	for i := range categories {
		if s.ofParty[i] {
			categories[i] = s.none // the party says
		}
	}
	for _, i := range categories[0] {
		for _, j := range categories[1] {
			kind, ok := known[[2]int32{i, j}]
			if !ok {
				kind = int32(len(c.kinds))
				known[[2]int32{i, j}] = kind
				c.kinds = append(c.kinds, [2]int32{i, j})
			}
			c.lines.to = append(c.lines.to, kind)
		}
	}
}

// look counts an organisation and its ties with those behind it.
func (c *census) look(a int32) {
	class, places := c.class[a], c.list[c.lo[a]:c.lo[a+1]]
	c.meets.clear()
	c.events.clear()
	for _, at := range places {
		if (c.ends || c.euro >= 0) && c.tied(at) {
			c.events.put(at.event)
			c.end(class, at.event)
		}
	}
	if c.euro >= 0 {
		c.receive(c.roster.rows[a], class)
	}
	if c.counted {
		c.all.clear()
		c.partners(class, places)
	}
}

// tied reports whether an event ties the organisation that has a place in it.
func (c *census) tied(at occurrence) bool {
	if c.sc.simple() {
		return true
	}
	lo, hi := c.ev.lo[at.event], c.ev.lo[at.event+1]
	for me, other := lo+at.place, lo; other < hi; other++ {
		if other != me && c.ev.tied(c.sc, me, other) {
			return true
		}
	}
	return false
}

// end counts an organisation of a class in the cells that an event which ties it puts it in, once in each.
func (c *census) end(class, event int32) {
	if c.events.now != c.whole {
		c.whole = c.events.now
		c.cells[0].organisations++
	}
	if !c.pairs {
		for _, kind := range c.lines.of(event) {
			if c.meets.put(kind) {
				c.cellsA = c.cellsOf(c.cellsA[:0], class, kind)
				for _, cell := range c.cellsA {
					c.cells[cell].organisations++
				}
			}
		}
		return
	}
	n := int32(c.classes())
	for _, r := range c.meeting[c.lines.lo[event]:c.lines.hi[event]] {
		if c.meets.has(r.class) {
			continue
		}
		if home := r.class == class; home && (r.size < 2 || c.sc.cross > 0) || !home && c.sc.cross < 0 {
			continue
		}
		c.meets.put(r.class)
		c.square[class*n+r.class].organisations++
	}
}

// between returns the cell of two classes in a table of pairs.
func (s *summing) between(a, b int32) int32 {
	i, j := s.categories[0][a][0], s.categories[0][b][0]
	return s.cell(min(i, j), max(i, j))
}

// cellsOf appends the cells that a party of a class is in, in an event of a kind.
func (c *census) cellsOf(to []int32, class, kind int32) []int32 {
	categories := [2][]int32{c.kinds[kind][:1], c.kinds[kind][1:]}
	for i := range categories {
		if c.ofParty[i] {
			categories[i] = c.categories[i][class]
		}
	}
	for _, i := range categories[0] {
		for _, j := range categories[1] {
			to = append(to, c.cell(i, j))
		}
	}
	return to
}

// receive adds what an organisation received for the projects that tie it.
func (c *census) receive(o, class int32) {
	p := c.sc.s.parts
	for _, row := range p.of.of(o) {
		event := c.byRow[p.project[row]]
		if event < 0 || !c.events.has(event) || p.currency[row] != c.euro || c.sc.roles&(1<<p.role[row]) == 0 {
			continue
		}
		c.fund(0, p.cents[row])
		for _, kind := range c.lines.of(event) {
			c.cellsA = c.cellsOf(c.cellsA[:0], class, kind)
			for _, cell := range c.cellsA {
				c.fund(cell, p.cents[row])
			}
		}
	}
}

func (c *census) fund(cell int32, cents int64) {
	c.cells[cell].funding += cents
	c.cells[cell].funded = true
}

// partners counts the ties of an organisation of a class with those behind it, once in each cell: those in events of one
// kind after the other.
func (c *census) partners(class int32, places []occurrence) {
	if c.pairs {
		c.others.clear()
		for _, at := range places {
			c.join(at)
		}
		for _, r := range c.take() {
			c.square[int(class)*c.classes()+int(r.class)].ties += int(r.size)
		}
		return
	}
	c.order = c.order[:0]
	for i, at := range places {
		for _, kind := range c.lines.of(at.event) {
			c.order = append(c.order, uint64(kind)<<32|uint64(i))
		}
	}
	slices.Sort(c.order)
	for i, x := range c.order {
		kind := int32(x >> 32)
		if i == 0 || int32(c.order[i-1]>>32) != kind {
			c.others.clear()
		}
		c.join(places[uint32(x)])
		if i+1 == len(c.order) || int32(c.order[i+1]>>32) != kind {
			c.count(class, kind)
		}
	}
}

// join notes those behind an organisation that an event ties with it.
func (c *census) join(at occurrence) {
	lo, hi := c.ev.lo[at.event], c.ev.lo[at.event+1]
	simple := c.sc.simple()
	for other := lo + at.place + 1; other < hi; other++ {
		b := c.party[other]
		if c.others.has(b) || !simple && !c.ev.tied(c.sc, lo+at.place, other) {
			continue
		}
		c.others.put(b)
		c.heads.add(c.class[b])
		if c.pairs || c.all.put(b) {
			c.cells[0].collaborations++
		}
	}
}

// take returns how many of each class were noted, and forgets them.
func (c *census) take() []run {
	c.runs = c.heads.take(c.runs[:0])
	return c.runs
}

// count counts the ties noted of an organisation of a class, which events of a kind make.
func (c *census) count(class, kind int32) {
	c.cellsA = c.cellsOf(c.cellsA[:0], class, kind)
	for _, r := range c.take() {
		c.cellsB = c.cellsOf(c.cellsB[:0], r.class, kind)
		for _, cell := range c.cellsA {
			c.cells[cell].collaborations += int(r.size)
		}
		for _, cell := range c.cellsB {
			if !slices.Contains(c.cellsA, cell) {
				c.cells[cell].collaborations += int(r.size)
			}
		}
	}
}
