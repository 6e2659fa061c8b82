package memory

import (
	"encoding/binary"
	"maps"
	"slices"
	"sync"

	"ngograph/internal/kg"
)

// mix divides organisations into classes that have the same categories in a dimension of parties, and tells how the
// parties to each project divide: a project of a hundred partners makes thousands of pairs, but its partners come from a
// few countries.
type mix struct {
	one        []int32   // of each class, an organisation
	categories [][]int32 // of each class, unknownCategory if there is none; nil if they change with the event
	class      []int32   // of each organisation
	party      []int32   // of each of participations.parties.to
	lo         []int32   // of each project, where its runs begin; one more at the end
	runs       []run     // by class within a project
	projects   csr       // of each class, those with a party of it
}

// run is how many parties are of a class.
type run struct{ class, size int32 }

func (m *mix) of(project int32) []run { return m.runs[m.lo[project]:m.lo[project+1]] }

// shared returns the projects with parties of one of some classes, and those with parties of two or more of them.
func (m *mix) shared(allowed []bool) (one, two bitset) {
	one, two = newBitset(len(m.lo)-1), newBitset(len(m.lo)-1)
	for class, is := range allowed {
		if !is {
			continue
		}
		for _, p := range m.projects.of(int32(class)) {
			at, bit := p>>6, uint64(1)<<(p&63)
			two[at] |= one[at] & bit
			one[at] |= bit
		}
	}
	return one, two
}

// unplaced reports whether some organisation has no category.
func (m *mix) unplaced() bool {
	return slices.ContainsFunc(m.categories, func(c []int32) bool { return c[0] == unknownCategory })
}

// mixes are made when they are first asked for, and so is the footing.
type mixes struct {
	mu          sync.Mutex
	byDimension map[kg.Dimension]*mix
	footing     *footing
}

// mix returns the mix by a dimension of parties whose categories are their organisations'. It waits for others who are making one.
func (s *snapshot) mix(d kg.Dimension, by *dimension) *mix {
	s.mixes.mu.Lock()
	defer s.mixes.mu.Unlock()
	m := s.mixes.byDimension[d]
	if m == nil {
		m = s.newMix(by)
		if s.mixes.byDimension == nil {
			s.mixes.byDimension = map[kg.Dimension]*mix{}
		}
		s.mixes.byDimension[d] = m
	}
	return m
}

func (s *snapshot) newMix(by *dimension) *mix {
	m := &mix{class: make([]int32, s.size(kg.KindOrganisation)), lo: make([]int32, s.size(kg.KindProject)+1)}
	known := numbering{of: map[string]int32{}}
	for o := range m.class {
		m.class[o] = known.number(by.kin(int32(o)))
		if int(m.class[o]) == len(m.one) {
			m.one = append(m.one, int32(o))
		}
	}
	if by.fixed {
		for _, o := range m.one {
			m.categories = append(m.categories, knownCategories(by.of(nil, o)))
		}
	}
	s.divide(m)
	return m
}

// numbering numbers lists of codes from 0 in the order in which it meets them.
type numbering struct {
	of  map[string]int32
	key []byte
}

func (l *numbering) number(codes []int32) int32 {
	l.key = l.key[:0]
	for _, c := range codes {
		l.key = binary.LittleEndian.AppendUint32(l.key, uint32(c))
	}
	n, ok := l.of[string(l.key)]
	if !ok {
		n = int32(len(l.of))
		l.of[string(l.key)] = n
	}
	return n
}

// both returns the mix by two dimensions, by which a and b are. It is not kept.
func (s *snapshot) both(a, b *mix) *mix {
	m := &mix{class: make([]int32, len(a.class)), lo: make([]int32, len(a.lo))}
	known := make([]int32, len(a.one)*len(b.one)) // from 1
	for o := range m.class {
		class := &known[int(a.class[o])*len(b.one)+int(b.class[o])]
		if *class == 0 {
			m.one = append(m.one, int32(o))
			*class = int32(len(m.one))
		}
		m.class[o] = *class - 1
	}
	s.divide(m)
	return m
}

// divide tells how the parties to each project divide into the classes.
func (s *snapshot) divide(m *mix) {
	t := newHeadcount(len(m.one))
	m.party = make([]int32, len(s.parts.parties.to))
	for i, o := range s.parts.parties.to {
		m.party[i] = m.class[o]
	}
	for p := range int32(len(m.lo) - 1) {
		for _, class := range m.party[s.parts.parties.lo[p]:s.parts.parties.hi[p]] {
			t.add(class)
		}
		m.runs = t.take(m.runs)
		m.lo[p+1] = int32(len(m.runs))
	}
	m.runs = slices.Clone(m.runs)
	classes := csr{lo: m.lo[:len(m.lo)-1], hi: m.lo[1:], to: make([]int32, len(m.runs))}
	for i, r := range m.runs {
		classes.to[i] = r.class
	}
	m.projects = classes.invert(len(m.one))
}

// headcount counts parties by class.
type headcount struct {
	size  []int32 // of each class
	found []int32 // the classes of which there are any
}

func newHeadcount(classes int) *headcount { return &headcount{size: make([]int32, classes)} }

func (t *headcount) add(class int32) {
	if t.size[class] == 0 {
		t.found = append(t.found, class)
	}
	t.size[class]++
}

// take appends the runs by class and begins anew.
func (t *headcount) take(to []run) []run {
	slices.Sort(t.found)
	for _, class := range t.found {
		to = append(to, run{class, t.size[class]})
		t.size[class] = 0
	}
	t.found = t.found[:0]
	return to
}

// inherit carries the mixes of the last snapshot over if nothing changed that they rest on.
func (m *mixes) inherit(n, last *snapshot) {
	last.mixes.mu.Lock()
	defer last.mixes.mu.Unlock()
	if n.shifts[kg.KindProject] == nil {
		m.footing = last.mixes.footing
	}
	if n.parts != last.parts {
		return
	}
	for _, k := range []kg.Kind{kg.KindOrganisation, kg.KindProject, kg.KindCountry, kg.KindRegion, kg.KindArea, kg.KindAreaMember} {
		if n.shifts[k] != nil {
			return
		}
	}
	m.byDimension = maps.Clone(last.mixes.byDimension)
}
