package memory

import (
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"ngograph/internal/kg"
)

// summing adds up the projects and the weight of a table without a look at pairs: of an event it needs to know no more
// than how many parties are of each class. It serves one goroutine.
type summing struct {
	*crossTab
	mix        *mix  // the classes; nil if all parties are of one
	apart      int32 // the class that never counts; -1 if there is none
	ofParty    [2]bool
	categories [2][][]int32 // of each class, in the dimensions of parties; nil if they change with the event
	none       []int32      // unknownCategory

	event  event // that is being added
	heads  *headcount
	runs   []run
	square []sums  // of a table of pairs, of each two classes i <= j, at i*n+j
	parts  []part  // of each cell of another table, in the event that is being added
	found  []int32 // the cells that have some
}

// sums are what is added up of a cell of pairs.
type sums struct {
	weight   float64
	projects int
}

// part is how many parties to an event are in a cell, and how many pairs within a country these make.
type part struct{ size, home int }

func pairsOf(n int) int { return n * (n - 1) / 2 }

// mostClasses is how many classes a table of pairs has at most that is summed up.
const mostClasses = 512

// summed returns how to sum the table up. It is not ok if more is wanted, if it takes more than their classes to say
// which parties are tied, or if a party's categories change.
func (t *crossTab) summed(q *query) (s *summing, ok bool, err error) {
	if t.sc.either() {
		return nil, false, nil
	}
	s = &summing{crossTab: t, apart: -1, none: []int32{unknownCategory}}
	var by []kg.Dimension
	for i, d := range t.asked {
		if s.ofParty[i] = d.OfParty(); s.ofParty[i] && !slices.Contains(by, d) {
			by = append(by, d)
		}
	}
	dimensions := map[kg.Dimension]*dimension{t.asked[0]: &t.rows, t.asked[1]: &t.columns}
	if len(by) == 0 && t.sc.cross != 0 {
		country, err := q.dimension(kg.ByCountry, t.sc)
		if err != nil {
			return nil, false, err
		}
		by, dimensions[kg.ByCountry] = []kg.Dimension{kg.ByCountry}, &country
	}
	mixes := make([]*mix, len(by))
	for i, d := range by {
		dimension := dimensions[d]
		if dimension.kin == nil || !dimension.fixed && (t.pairs || t.detailed() || len(by) > 1) || t.sc.cross != 0 && (d != kg.ByCountry || len(by) > 1) {
			return nil, false, nil
		}
		mixes[i] = q.s.mix(d, dimension)
	}
	switch len(by) {
	case 1:
		s.mix = mixes[0]
		for i := range s.categories {
			s.categories[i] = s.mix.categories
		}
	case 2:
		s.mix = q.s.both(mixes[0], mixes[1])
		for i, m := range mixes {
			for _, o := range s.mix.one {
				s.categories[i] = append(s.categories[i], m.categories[m.class[o]])
			}
		}
	}
	for class, categories := range s.categories[0] {
		if t.pairs && len(categories) > 1 {
			return nil, false, nil
		}
		if t.sc.cross != 0 && categories[0] == unknownCategory {
			s.apart = int32(class)
		}
	}
	return s, !t.pairs || s.classes() <= mostClasses, nil
}

// detailed reports whether more is wanted than sum finds out.
func (t *crossTab) detailed() bool {
	return t.wants(kg.CountCollaborations) || t.wants(kg.CountOrganisations) || t.wants(kg.SumFunding) && !t.pairs
}

// another returns a summing of the same for another goroutine.
func (s *summing) another(q *query) (*summing, error) {
	o := *s
	t := *s.crossTab
	o.crossTab, o.heads = &t, newHeadcount(s.classes())
	t.sc, t.cells, t.keys, t.at, t.made = t.sc.another(), make([]amount, 1), make([][2]int32, 1), nil, nil
	var err error
	if t.rows, err = q.dimension(t.asked[0], t.sc); err == nil {
		t.columns, err = q.dimension(t.asked[1], t.sc)
	}
	return &o, err
}

// shares is in how many shares the projects are summed up, whoever does it: sums do not depend on how many do.
const shares = 4

// sum adds up all events.
func (s *summing) sum(q *query) error {
	var rows []int32
	if s.sc.asked.Counts(kg.ByProject) {
		rows = s.sc.candidates()
	}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	var each [shares]*summing
	for i := range each {
		o, err := s.another(q)
		if err != nil {
			return err
		}
		if s.pairs {
			o.square = make([]sums, s.classes()*s.classes())
		}
		each[i] = o
		group.Go(func() error { return o.projects(q, rows[i*len(rows)/shares:(i+1)*len(rows)/shares]) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	each[0].others()
	for _, o := range each {
		s.merge(o)
	}
	if s.detailed() {
		return s.census(q)
	}
	return nil
}

// projects adds those of the projects that count.
func (s *summing) projects(q *query, rows []int32) error {
	p := q.s.parts
	for i, row := range rows {
		if i&255 == 0 {
			if err := q.check(); err != nil {
				return err
			}
		}
		if s.sc.project(row) != counts {
			continue
		}
		parties := p.parties.of(row)
		s.event = event{kind: kg.KindProject, row: row, term: 1 / float64(len(parties)-1)}
		if s.sc.anybody() && s.mix != nil && s.apart < 0 {
			s.add(s.mix.of(row))
			continue
		}
		s.runs = s.runs[:0]
		switch {
		case s.sc.anybody() && s.mix == nil:
			s.runs = append(s.runs, run{0, int32(len(parties))})
		case s.sc.anybody():
			for _, r := range s.mix.of(row) {
				if r.class != s.apart {
					s.runs = append(s.runs, r)
				}
			}
		default:
			d, roles := q.s.during[row], p.roles[p.parties.lo[row]:p.parties.hi[row]]
			for i, o := range parties {
				if roles[i]&s.sc.roles == 0 {
					continue
				}
				if counts, _ := s.sc.party(o, d); counts {
					s.heads.add(s.classOf(o))
				}
			}
			s.runs = s.heads.take(s.runs)
		}
		s.add(s.runs)
	}
	return nil
}

// classOf returns the class of an organisation.
func (s *summing) classOf(o int32) int32 {
	if s.mix == nil {
		return 0
	}
	return s.mix.class[o]
}

func (s *summing) classes() int {
	if s.mix == nil {
		return 1
	}
	return len(s.mix.one)
}

// others adds the events that are no projects.
func (s *summing) others() {
	ev := newEvidence()
	ev.others(s.sc)
	for e := range ev.events {
		for _, o := range ev.party[ev.lo[e]:ev.lo[e+1]] {
			s.heads.add(s.classOf(o))
		}
		s.runs = s.heads.take(s.runs[:0])
		s.event = ev.events[e]
		s.add(s.runs)
	}
}

// tied returns how many of pairs are tied, of which some are within a country.
func (s *summing) tied(pairs, home int) int {
	switch {
	case s.sc.cross > 0:
		return pairs - home
	case s.sc.cross < 0:
		return home
	}
	return pairs
}

// add adds the event, to which these are the parties.
func (s *summing) add(parties []run) {
	size, home := 0, 0
	for _, r := range parties {
		size += int(r.size)
		home += pairsOf(int(r.size))
	}
	tied := s.tied(pairsOf(size), home)
	if tied == 0 {
		return
	}
	s.addTo(0, tied)
	if s.tracked {
		s.made = append(s.made, s.event)
	}
	if s.pairs {
		s.addPairs(parties)
	} else {
		s.addEnds(parties, size)
	}
}

// addTo adds pairs that the event ties to a cell.
func (s *summing) addTo(cell int32, pairs int) {
	c := &s.cells[cell]
	c.weight += float64(pairs) * s.event.term
	if s.event.kind == kg.KindProject {
		c.projects++
	}
}

// addPairs adds the event to the cells of each two classes.
func (s *summing) addPairs(parties []run) {
	n, term, one := s.classes(), s.event.term, 0
	if s.event.kind == kg.KindProject {
		one = 1
	}
	for i, r := range parties {
		row := s.square[int(r.class)*n:][:n]
		if r.size > 1 && s.sc.cross <= 0 {
			row[r.class].weight += float64(pairsOf(int(r.size))) * term
			row[r.class].projects += one
		}
		if s.sc.cross < 0 {
			continue
		}
		for _, o := range parties[i+1:] {
			cell := &row[o.class]
			cell.weight += float64(r.size*o.size) * term
			cell.projects += one
		}
	}
}

// addEnds adds the event, to which there are size parties, to the cells that ends of its pairs are in. The pairs with an
// end in a cell are all but those among the others.
func (s *summing) addEnds(parties []run, size int) {
	ofEvent := s.ofEvent()
	for _, r := range parties {
		categories := ofEvent
		for i, d := range []*dimension{&s.rows, &s.columns} {
			switch {
			case !s.ofParty[i]:
			case s.categories[i] != nil:
				categories[i] = s.categories[i][r.class]
			default:
				categories[i] = s.categoriesIn(d, s.mix.one[r.class])
			}
		}
		for _, i := range categories[0] {
			for _, j := range categories[1] {
				s.part(s.cell(i, j), r.size)
			}
		}
	}
	for _, c := range s.found {
		p := &s.parts[c]
		if tied := s.tied(pairsOf(size)-pairsOf(size-p.size), p.home); tied > 0 {
			s.addTo(c, tied)
		}
		*p = part{}
	}
	s.found = s.found[:0]
}

// ofEvent returns the event's categories in the dimensions of evidence.
func (s *summing) ofEvent() (categories [2][]int32) {
	for i, d := range []*dimension{&s.rows, &s.columns} {
		if !s.ofParty[i] {
			categories[i] = s.categoriesIn(d, 0)
		}
	}
	return categories
}

// categoriesIn returns those of an organisation in the event, unknownCategory if there is none.
func (s *summing) categoriesIn(d *dimension, o int32) []int32 {
	if codes := d.of(&s.event, o); len(codes) > 0 {
		return codes
	}
	return s.none
}

// part notes that parties of a class are in a cell.
func (s *summing) part(cell, size int32) {
	if n := len(s.cells) - len(s.parts); n > 0 {
		s.parts = append(s.parts, make([]part, n)...)
	}
	p := &s.parts[cell]
	if p.size == 0 {
		s.found = append(s.found, cell)
	}
	p.size += int(size)
	p.home += pairsOf(int(size))
}

// merge adds what another summed up.
func (s *summing) merge(o *summing) {
	for c, a := range o.cells {
		cell := int32(0)
		if c > 0 {
			cell = s.cell(o.keys[c][0], o.keys[c][1])
		}
		s.cells[cell].add(a)
	}
	for at, a := range o.square {
		if a.weight > 0 {
			n := int32(s.classes())
			s.cells[s.between(int32(at)/n, int32(at)%n)].add(amount{weight: a.weight, projects: a.projects})
		}
	}
	s.made = append(s.made, o.made...)
}
