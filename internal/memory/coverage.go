package memory

import (
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
	complete := q.s.reader(kg.KindProject, fieldsOf(kg.KindProject, "participantsComplete"))
	for _, e := range events {
		if e.kind == kg.KindMembership {
			continue
		}
		if sources, ok := q.s.of(e.kind).field(e.row, fieldAt(e.kind, "sources")); ok {
			for code := range sources.datasets {
				datasets[code] = true
			}
		}
		if e.kind != kg.KindProject {
			c.Records++
			continue
		}
		c.Projects++
		if is := complete(e.row).(*kg.Project).Complete; is == nil || !*is {
			c.ProjectsWithUnknownPartners++
		}
	}
	for code := range datasets {
		id := q.s.texts[code]
		c.Sources = append(c.Sources, kg.SourceRef{Dataset: id, Facts: q.s.datasets[id]})
	}
	slices.SortFunc(c.Sources, kg.SourceRef.Compare)
	if !sc.asked.Counts(kg.ByProject) {
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

// lacksFacts reports whether an organisation does not state what the scope asks about.
func (sc *scope) lacksFacts(o int32) bool {
	a := sc.asked
	return len(a.Sizes) > 0 && sc.s.sizes[o] == 0 ||
		(sc.places != nil || sc.cross != 0) && sc.country[o] < 0 ||
		len(a.Regions) > 0 && sc.region[o] < 0
}
