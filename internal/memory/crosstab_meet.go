package memory

import (
	"slices"

	"ngograph/internal/kg"
)

// grouping counts a table of any kind, by the groups of parties that meet in each event.
type grouping struct {
	*crossTab
	ev      *evidence
	counted bool  // the ends of pairs are wanted
	role    int   // which of a cell's categories is a role: 0, 1, or -1
	euro    int32 // see participations.currency; -1 if there is none

	classes []class
	of      []int32 // of each of the evidence's parties its class
	groups  []group // of the event that is being counted
	place   []int32 // of each class its group there, from 1
	last    []int32 // of each cell the last event counted as a project, from 1
	found   []int32 // space for what between returns
}

// class is parties that a table cannot tell apart: they have the same categories and are tied on the same conditions.
type class struct {
	rows, columns []int32 // unknownCategory, if there is none
	one           int32   // one of them
	in            bool
	cells         []int32 // see own; nil in a table of pairs
}

// meet counts whatever is wanted, and looks at what meets in each event.
func (t *crossTab) meet(q *query) error {
	ev, err := q.all(t.sc)
	if err != nil {
		return err
	}
	m := &grouping{
		crossTab: t, ev: ev, counted: t.wants(kg.CountOrganisations) || t.wants(kg.SumFunding) && !t.pairs,
		role: slices.Index(t.asked[:], kg.ByRole), euro: int32(slices.Index(q.s.parts.texts, "EUR")),
	}
	if err := m.classify(q); err != nil {
		return err
	}
	if err := m.count(q); err != nil {
		return err
	}
	if t.tracked {
		t.made = ev.makers(t.sc)
	}
	if t.wants(kg.CountCollaborations) {
		return m.collaborations(q)
	}
	return nil
}

// kin names the categories of parties in one dimension by numbers.
type kin struct {
	dimension
	ofParty bool
	mix     *mix // if they are the same in every event
	lists   numbering
}

func (t *grouping) kin(q *query, by kg.Dimension, d dimension) *kin {
	k := &kin{dimension: d, ofParty: by.OfParty(), lists: numbering{of: map[string]int32{}}}
	if d.fixed {
		k.mix = q.s.mix(by, &d)
	}
	return k
}

// classKey is what parties of one class have in common.
type classKey struct {
	rows, columns, country int32
	in                     bool
}

// classify finds the class of each party.
func (t *grouping) classify(q *query) error {
	byKey := map[classKey]int32{}
	kins := [2]*kin{t.kin(q, t.asked[0], t.rows), t.kin(q, t.asked[1], t.columns)}
	t.of = make([]int32, len(t.ev.party))
	for e := range t.ev.events {
		if err := q.tick(); err != nil {
			return err
		}
		event := &t.ev.events[e]
		var number [2]int32
		for i, k := range kins {
			if !k.ofParty {
				number[i] = k.lists.number(k.dimension.of(event, 0))
			}
		}
		for at := t.ev.lo[e]; at < t.ev.lo[e+1]; at++ {
			o := t.ev.party[at]
			for i, k := range kins {
				switch {
				case k.mix != nil:
					number[i] = k.mix.class[o]
				case k.ofParty:
					number[i] = k.lists.number(k.dimension.of(event, o))
				}
			}
			key := classKey{rows: number[0], columns: number[1], in: t.ev.in[at]}
			if t.sc.cross != 0 {
				key.country = t.sc.country[o]
			}
			i, ok := byKey[key]
			if !ok {
				i = int32(len(t.classes))
				byKey[key] = i
				rows := knownCategories(t.rows.of(event, o))
				t.classes = append(t.classes, class{rows: rows, columns: knownCategories(t.columns.of(event, o)), one: o, in: t.ev.in[at]})
			}
			t.of[at] = i
		}
	}
	return nil
}

// between returns the cells of the pairs of two classes that are tied, each once, until it is called again.
func (t *grouping) between(a, b *class) []int32 {
	if a == b && !t.pairs {
		return t.own(a)
	}
	t.found = t.found[:0]
	if t.pairs {
		t.add(0)
		for _, i := range a.rows {
			for _, j := range b.rows {
				t.add(t.cell(min(i, j), max(i, j)))
			}
		}
		return t.found
	}
	for _, c := range []*class{a, b} {
		for _, cell := range t.own(c) {
			t.add(cell)
		}
	}
	return t.found
}

func (t *grouping) add(cell int32) {
	if !slices.Contains(t.found, cell) {
		t.found = append(t.found, cell)
	}
}

// own returns the cells that an end of a class is in, the whole first.
func (t *grouping) own(c *class) []int32 {
	if c.cells == nil {
		c.cells = []int32{0}
		for _, i := range c.rows {
			for _, j := range c.columns {
				c.cells = append(c.cells, t.cell(i, j))
			}
		}
	}
	return c.cells
}

// group is the parties of one class in an event.
type group struct {
	class, size int32
	ends        []int32 // the cells that they are ends of a pair in
}

// count adds up all measures but collaborations.
func (t *grouping) count(q *query) error {
	t.place = make([]int32, len(t.classes))
	var organisations distinct
	for e := range t.ev.events {
		t.group(e)
		for g := range t.groups {
			if err := q.tick(); err != nil {
				return err
			}
			for h := g; h < len(t.groups); h++ {
				t.meet(e, &t.groups[g], &t.groups[h])
			}
		}
		if t.wants(kg.CountOrganisations) {
			for at := t.ev.lo[e]; at < t.ev.lo[e+1]; at++ {
				for _, cell := range t.ends(at) {
					organisations.add(cell, t.ev.party[at])
				}
			}
		}
		if t.wants(kg.SumFunding) && !t.pairs {
			t.fund(e)
		}
	}
	for cell := range organisations.each {
		t.cells[cell].organisations++
	}
	return nil
}

// group puts the parties of an event into groups.
func (t *grouping) group(e int) {
	for _, g := range t.groups {
		t.place[g.class] = 0
	}
	t.groups = t.groups[:0]
	for _, c := range t.of[t.ev.lo[e]:t.ev.lo[e+1]] {
		if t.place[c] == 0 {
			t.groups = append(t.groups, group{class: c})
			t.place[c] = int32(len(t.groups))
		}
		t.groups[t.place[c]-1].size++
	}
}

// ends returns the cells that a party is an end of a pair in.
func (t *grouping) ends(party int32) []int32 { return t.groups[t.place[t.of[party]]-1].ends }

// meet counts the pairs of two groups of an event, or those within one.
func (t *grouping) meet(event int, g, h *group) {
	pairs := g.size * h.size
	if g == h {
		pairs = g.size * (g.size - 1) / 2
	}
	a, b := &t.classes[g.class], &t.classes[h.class]
	if pairs == 0 || !t.sc.pair(a.one, b.one, a.in || b.in) {
		return
	}
	e := &t.ev.events[event]
	cells := t.between(a, b)
	for _, c := range cells {
		cell := &t.cells[c]
		cell.weight += float64(pairs) * e.term
		if n := len(t.cells) - len(t.last); n > 0 {
			t.last = append(t.last, make([]int32, n)...)
		}
		if e.kind == kg.KindProject && t.last[c] <= int32(event) {
			t.last[c] = int32(event) + 1
			cell.projects++
		}
	}
	if t.counted {
		g.join(a, cells)
		h.join(b, cells)
	}
}

// join notes the cells that a pair of the group is in.
func (g *group) join(c *class, cells []int32) {
	if c.cells != nil {
		g.ends = c.cells
		return
	}
	for _, cell := range cells {
		if !slices.Contains(g.ends, cell) {
			g.ends = append(g.ends, cell)
		}
	}
}

// fund adds what the parties to an event receive from it to the cells that they are ends of a pair in.
func (t *grouping) fund(event int) {
	e, p := &t.ev.events[event], t.sc.s.parts
	if e.kind != kg.KindProject || t.euro < 0 {
		return
	}
	lo := t.ev.lo[event]
	parties := t.ev.party[lo:t.ev.lo[event+1]]
	for _, row := range p.in.of(e.row) {
		i, ok := slices.BinarySearch(parties, p.organisation[row])
		if !ok || p.currency[row] != t.euro || t.sc.roles&(1<<p.role[row]) == 0 {
			continue
		}
		for _, c := range t.ends(lo + int32(i)) {
			if c > 0 && t.role >= 0 && t.keys[c][t.role] != int32(p.role[row]) {
				continue
			}
			t.cells[c].funding += p.cents[row]
			t.cells[c].funded = true
		}
	}
}

// collaborations counts distinct pairs, which have to be looked at one by one.
func (t *grouping) collaborations(q *query) error {
	r := t.ev.roster(t.sc.s.size(kg.KindOrganisation))
	var partners distinct
	for a := range r.rows {
		for _, o := range r.list[r.lo[a]:r.lo[a+1]] {
			if err := q.tick(); err != nil {
				return err
			}
			me := t.ev.lo[o.event] + o.place
			for at := me + 1; at < t.ev.lo[o.event+1]; at++ {
				if !t.ev.tied(t.sc, me, at) {
					continue
				}
				for _, cell := range t.between(&t.classes[t.of[me]], &t.classes[t.of[at]]) {
					partners.add(cell, t.ev.party[at])
				}
			}
		}
		for cell := range partners.each {
			t.cells[cell].collaborations++
		}
	}
	return nil
}
