package memory

import (
	"slices"

	"ngograph/internal/kg"
)

// apply returns the participations after the changes, on the tables after them.
func (p *participations) apply(changes []change, last, next *tables) *participations {
	orgs, projects := last.shift(next, kg.KindOrganisation), last.shift(next, kg.KindProject)
	if len(changes) == 0 && orgs.still() && projects.still() {
		return p
	}
	gone := newBitset(p.len())
	puts := make([]*kg.Participation, 0, len(changes))
	for _, c := range changes {
		r, ok := c.record.(*kg.Participation)
		if ok {
			puts = append(puts, r)
		} else if r, ok = parseParticipation(last, c.id); !ok {
			continue
		}
		if at, found := p.find(last, r); found {
			gone.add(int32(at))
		}
	}
	slices.SortFunc(puts, compareParticipations)

	for row := range int32(p.len()) {
		if !orgs.still() && orgs.to(p.organisation[row]) < 0 || !projects.still() && projects.to(p.project[row]) < 0 {
			gone.add(row)
		}
	}
	without, old := gone.rows(), 0
	if p.len() > 0 && len(puts)+len(without) == 0 {
		return p.moved(orgs, projects, next)
	}
	out := p.grown(len(puts))
	keep := func(until int) {
		for len(without) > 0 && int(without[0]) < until {
			out.carry(p, old, int(without[0]), orgs, projects)
			old, without = int(without[0])+1, without[1:]
		}
		out.carry(p, old, until, orgs, projects)
		old = max(old, until)
	}
	e := newEncoder(next.packer, out)
	findOrg, findProject := &finder{table: next.of(kg.KindOrganisation)}, &finder{table: next.of(kg.KindProject)}
	for _, r := range puts {
		at, _ := p.find(last, r)
		keep(at)
		if !out.add(e, r, findOrg, findProject) {
			out.orphans = append(out.orphans, change{r.RecordID(), r})
		}
	}
	keep(p.len())
	out.codes = next.packer.texts
	if len(out.sources) > 2*out.len()+1024 {
		out.sources = compact(out.source, out.sources)
	}
	if len(out.stamps) > 2*out.len()+1024 {
		out.stamps = compact(out.stamp, out.stamps)
	}
	out.join(len(next.of(kg.KindOrganisation).ids), len(next.of(kg.KindProject).ids))
	return out
}

// moved returns the same participations where the rows of organisations and projects moved.
func (p *participations) moved(orgs, projects *shift, next *tables) *participations {
	out := *p
	organisations, n := len(next.of(kg.KindOrganisation).ids), len(next.of(kg.KindProject).ids)
	out.organisation, out.project = moved(p.organisation, orgs), moved(p.project, projects)
	out.of, out.in = p.of.rekeyed(orgs, organisations), p.in.rekeyed(projects, n)
	out.parties, out.projects = p.parties.rekeyed(projects, n), p.projects.rekeyed(orgs, organisations)
	out.parties.to, out.projects.to = moved(p.parties.to, orgs), moved(p.projects.to, projects)
	return &out
}

// moved returns where old rows went, none of which is gone.
func moved(old []int32, s *shift) []int32 {
	if s.still() {
		return old
	}
	return appendMoved(make([]int32, 0, len(old)), old, s)
}

// grown returns empty columns with room for n rows more than p has, on the same shared values.
func (p *participations) grown(n int) *participations {
	n += p.len()
	column := func() []int32 { return make([]int32, 0, n) }
	return &participations{
		organisation: column(), project: column(), role: make([]uint8, 0, n), raw: column(), cents: make([]int64, 0, n),
		currency: column(), start: column(), end: column(), source: column(), stamp: column(),
		texts: p.texts, sources: p.sources, stamps: p.stamps, codes: p.codes,
	}
}

// carry appends the rows of q from one to before another, none of whose organisations and projects is gone.
func (p *participations) carry(q *participations, from, until int, orgs, projects *shift) {
	if from >= until {
		return
	}
	p.organisation = appendMoved(p.organisation, q.organisation[from:until], orgs)
	p.project = appendMoved(p.project, q.project[from:until], projects)
	p.role, p.raw = append(p.role, q.role[from:until]...), append(p.raw, q.raw[from:until]...)
	p.cents, p.currency = append(p.cents, q.cents[from:until]...), append(p.currency, q.currency[from:until]...)
	p.start, p.end = append(p.start, q.start[from:until]...), append(p.end, q.end[from:until]...)
	p.source, p.stamp = append(p.source, q.source[from:until]...), append(p.stamp, q.stamp[from:until]...)
}

// appendMoved appends the rows to which old rows went.
func appendMoved(to, old []int32, s *shift) []int32 {
	if s.still() {
		return append(to, old...)
	}
	for _, row := range old {
		to = append(to, s.moved[row])
	}
	return to
}

// clip gives back what growing took too much.
func (p *participations) clip() {
	for _, c := range []*[]int32{&p.organisation, &p.project, &p.raw, &p.currency, &p.start, &p.end, &p.source, &p.stamp} {
		*c = slices.Clip(slices.Clone(*c))
	}
	p.role, p.cents = slices.Clip(slices.Clone(p.role)), slices.Clip(slices.Clone(p.cents))
	p.sources, p.stamps = slices.Clip(slices.Clone(p.sources)), slices.Clip(slices.Clone(p.stamps))
}

// compact drops the values to which no index leads and renumbers the indexes.
func compact[T any](index []int32, values []T) []T {
	renumbered := make([]int32, len(values))
	var kept []T
	for i, v := range index {
		if renumbered[v] == 0 {
			kept = append(kept, values[v])
			renumbered[v] = int32(len(kept))
		}
		index[i] = renumbered[v] - 1
	}
	return kept
}
