package memory

import (
	"encoding/binary"
	"iter"
	"slices"

	"ngograph/internal/kg"
)

// makers returns the events that made a tie.
func (t *ties) makers() []event {
	var events []event
	for i, made := range t.made {
		if made {
			events = append(events, t.ev.events[i])
		}
	}
	return events
}

// coverage says what ties rest on that the events made; candidates are the projects that might have counted.
func (q *query) coverage(p *plan, events []event, candidates []int32) (*kg.Coverage, error) {
	sc := p.scope
	c := &kg.Coverage{Revision: q.s.revision, AsOf: p.hop.Today, Scope: sc.asked.String()}
	datasets := map[uint64]bool{}
	var f *footing // worth making for many
	var cited []bool
	if len(events) >= fewRows {
		f = q.s.footing()
		cited = make([]bool, len(f.datasets))
	}
	cite := func(e *event) {
		for code := range q.s.cited(e.kind, e.row) {
			datasets[code] = true
		}
	}
	for i := range events {
		e := &events[i]
		switch {
		case e.kind == kg.KindRecorded:
			c.Records++
			cite(e)
		case e.kind != kg.KindProject:
		case f != nil:
			c.Projects++
			if f.partial.has(e.row) {
				c.ProjectsWithUnknownPartners++
			}
			cited[f.cites[e.row]] = true
		default:
			c.Projects++
			if q.s.partial(e.row) {
				c.ProjectsWithUnknownPartners++
			}
			cite(e)
		}
	}
	for set, is := range cited {
		if !is {
			continue
		}
		for _, code := range f.datasets[set] {
			datasets[code] = true
		}
	}
	for code := range datasets {
		id := q.s.texts[code]
		c.Sources = append(c.Sources, kg.SourceRef{Dataset: id, Facts: q.s.datasets[id]})
	}
	slices.SortFunc(c.Sources, kg.SourceRef.Compare)
	asks, limited := sc.asksFacts(), sc.asked.Years.Known() || sc.asked.MaxParticipants != nil
	if !sc.asked.Counts(kg.ByProject) || !asks && !limited {
		return c, nil
	}
	seen := newBitset(q.s.size(kg.KindOrganisation))
	for _, row := range candidates {
		if err := q.tick(); err != nil {
			return nil, err
		}
		switch sc.project(row) {
		case tooMany:
			c.ProjectsLeftOut++
		case undated:
			c.ProjectsUndated++
		case counts:
			if !asks {
				continue
			}
			for _, o := range q.s.parts.parties.of(row) {
				if !seen.has(o) {
					seen.add(o)
					if sc.lacksFacts(o) {
						c.OrganisationsLeftOut++
					}
				}
			}
		}
	}
	return c, nil
}

// asksFacts reports whether some organisation may lack facts that the scope asks about.
func (sc *scope) asksFacts() bool {
	a := sc.asked
	country := (sc.places != nil || sc.cross != 0) && (sc.lands == nil || sc.lands.unplaced())
	return len(a.Sizes) > 0 || len(a.Regions) > 0 || country
}

// footing is what coverage says of projects, made for all of them at once.
type footing struct {
	partial  bitset     // those not known to name all who take part
	cites    []int32    // of each, a place in datasets
	datasets [][]uint64 // codes of those that some project cites, each set once
}

// footing waits for others who are making it.
func (s *snapshot) footing() *footing {
	s.mixes.mu.Lock()
	defer s.mixes.mu.Unlock()
	if s.mixes.footing == nil {
		s.mixes.footing = s.newFooting()
	}
	return s.mixes.footing
}

func (s *snapshot) newFooting() *footing {
	n := s.size(kg.KindProject)
	f := &footing{partial: newBitset(n), cites: make([]int32, n)}
	known := map[string]int32{}
	var key []byte
	for row := range int32(n) {
		if s.partial(row) {
			f.partial.add(row)
		}
		key = key[:0]
		for code := range s.cited(kg.KindProject, row) {
			key = binary.AppendUvarint(key, code)
		}
		set, ok := known[string(key)]
		if !ok {
			set = int32(len(f.datasets))
			known[string(key)] = set
			f.datasets = append(f.datasets, slices.Collect(s.cited(kg.KindProject, row)))
		}
		f.cites[row] = set
	}
	return f
}

// partial reports whether a project is not known to name all who take part.
func (s *snapshot) partial(project int32) bool {
	complete, ok := s.of(kg.KindProject).field(project, fieldAt(kg.KindProject, "participantsComplete"))
	return !ok || complete.signed() == 0
}

// cited returns the codes of the datasets that a record cites.
func (s *snapshot) cited(k kg.Kind, row int32) iter.Seq[uint64] {
	if sources, ok := s.of(k).field(row, fieldAt(k, "sources")); ok {
		return sources.datasets
	}
	return func(func(uint64) bool) {}
}

// lacksFacts reports whether an organisation does not state what the scope asks about.
func (sc *scope) lacksFacts(o int32) bool {
	a := sc.asked
	return len(a.Sizes) > 0 && sc.s.sizes[o] == 0 ||
		(sc.places != nil || sc.cross != 0) && sc.country[o] < 0 ||
		len(a.Regions) > 0 && sc.region[o] < 0
}
