package memory

import (
	"cmp"
	"slices"
	"sync"

	"ngograph/internal/kg"
)

// snapshot is the graph as of one revision. Nothing in it changes but what is computed from it on first use.
type snapshot struct {
	revision   kg.Revision
	superseded chan struct{} // closed when there is a later one

	*tables
	parts     *participations
	relations map[relationKey]*relation

	joined, byJoined []int32 // see joinOrder, of organisations
	types, sizes     []uint8 // codes, of organisations
	during           []span  // of projects
	recordedDuring   []span  // of recorded collaborations

	identifiers map[kg.Kind]*identifierIndex

	columns columns
	spare   sync.Pool // of *acquaintances
	summary func() *kg.Summary
}

// tables are all records but participations.
type tables struct {
	all    map[kg.Kind]*table
	shifts map[kg.Kind]*shift // since the last tables
	owned  map[kg.Kind]bool   // whose rows were copied although no shift is told of
}

func newTables() *tables {
	return &tables{all: map[kg.Kind]*table{}, shifts: map[kg.Kind]*shift{}, owned: map[kg.Kind]bool{}}
}

func (t *tables) of(k kg.Kind) *table { return t.all[k] }

// shift returns what became of the rows of a kind between t and next, which was made from it.
func (t *tables) shift(next *tables, k kg.Kind) *shift { return next.shifts[k] }

// row returns the row of an id of any kind that is a table, -1 if there is none.
func (t *tables) row(id string) (kg.Kind, int32) {
	k, _ := kg.KindOfID(id)
	table := t.all[k]
	if table == nil {
		return k, -1
	}
	return k, table.row(id)
}

// facts returns the dataset with an id, nil if it is not known.
func (t *tables) facts(id string) *kg.Dataset {
	d := t.of(kg.KindDataset)
	if row := d.row(id); row >= 0 {
		return d.rows[row].(*kg.Dataset)
	}
	return nil
}

func tableKinds() []kg.Kind {
	return slices.DeleteFunc(kg.StoredKinds(), func(k kg.Kind) bool { return k == kg.KindParticipation })
}

// finder looks rows up by id: in a table, or faster in an index made of one.
type finder struct {
	table *table
	index map[string]int32
}

func (f *finder) row(id string) int32 {
	if f.index == nil {
		return f.table.row(id)
	}
	if row, ok := f.index[id]; ok {
		return row
	}
	return -1
}

// empty is the snapshot before anything.
func empty() *snapshot {
	s := &snapshot{tables: newTables(), parts: newParticipations()}
	for _, k := range tableKinds() {
		s.all[k] = &table{kind: k}
	}
	s.parts.join(0, 0)
	return s
}

// apply returns the snapshot after changes, each id once. It shares with s what the changes leave as it is.
func (s *snapshot) apply(revision kg.Revision, changes []change) *snapshot {
	byKind := map[kg.Kind][]change{}
	for _, c := range changes {
		k, _ := kg.KindOfID(c.id)
		byKind[k] = append(byKind[k], c)
	}
	for _, o := range s.parts.orphans {
		if !slices.ContainsFunc(byKind[kg.KindParticipation], func(c change) bool { return c.id == o.id }) {
			byKind[kg.KindParticipation] = append(byKind[kg.KindParticipation], o)
		}
	}
	next := newTables()
	for _, k := range tableKinds() {
		list := byKind[k]
		slices.SortFunc(list, func(a, b change) int { return cmp.Compare(a.id, b.id) })
		next.all[k], next.shifts[k] = s.of(k).apply(list)
	}
	parts := s.parts
	if next.shifts[kg.KindDataset] != nil {
		parts = parts.withSources(next.facts)
	}
	return s.follow(revision, next, parts.apply(byKind[kg.KindParticipation], s.tables, next, next.facts))
}

// follow completes the snapshot that comes after s from its tables and participations.
func (s *snapshot) follow(revision kg.Revision, next *tables, parts *participations) *snapshot {
	n := &snapshot{
		revision: revision, superseded: make(chan struct{}), tables: next, parts: parts,
		relations: make(map[relationKey]*relation), columns: columns{byKey: make(map[columnKey]*column)},
	}
	n.fillSources()
	for _, key := range relationKeys() {
		from, to := next.shifts[key.kind], next.shifts[key.to]
		n.relations[key] = relate(key, s.relations[key], next.of(key.kind), next.of(key.to), from, to)
	}
	n.relations[relationKey{kg.KindParticipation, "organisation", kg.KindOrganisation}] = &relation{one: parts.organisation, back: parts.of}
	n.relations[relationKey{kg.KindParticipation, "project", kg.KindProject}] = &relation{one: parts.project, back: parts.in}
	n.count(kg.KindOrganisation, func(row int32, r kg.Record) *int { return &r.(*kg.Organisation).Projects }, parts.projects)
	n.count(kg.KindProject, func(row int32, r kg.Record) *int { return &r.(*kg.Project).Participants }, parts.parties)
	n.encode(s)
	n.identifiers = map[kg.Kind]*identifierIndex{}
	for _, k := range []kg.Kind{kg.KindOrganisation, kg.KindProject} {
		n.identifiers[k] = s.identifiers[k]
		if next.shifts[k] != nil || n.identifiers[k] == nil {
			n.identifiers[k] = newIdentifierIndex(n.of(k))
		}
	}
	n.columns.inherit(n, s)
	n.summary = sync.OnceValue(n.summarise)
	return n
}

// encode builds the arrays that scopes read.
func (s *snapshot) encode(last *snapshot) {
	if s.shifts[kg.KindOrganisation] == nil && last.types != nil {
		s.joined, s.byJoined, s.types, s.sizes = last.joined, last.byJoined, last.types, last.sizes
	} else {
		orgs := s.of(kg.KindOrganisation)
		s.joined, s.byJoined = joinOrder(orgs.ids)
		s.types, s.sizes = make([]uint8, len(orgs.rows)), make([]uint8, len(orgs.rows))
		for row, r := range orgs.rows {
			o := r.(*kg.Organisation)
			s.types[row], s.sizes[row] = typeCode(o.Type), sizeCode(o.Size)
		}
	}
	if s.shifts[kg.KindProject] == nil && last.during != nil {
		s.during = last.during
	} else {
		projects := s.of(kg.KindProject).rows
		s.during = make([]span, len(projects))
		for row, r := range projects {
			p := r.(*kg.Project)
			s.during[row] = spanOf(p.Start, p.End)
		}
	}
	records := s.of(kg.KindRecorded).rows
	s.recordedDuring = make([]span, len(records))
	for row, r := range records {
		c := r.(*kg.RecordedCollaboration)
		s.recordedDuring[row] = spanOf(c.Start, c.End)
	}
}

// fillSources gives the records that are new, or all if a dataset changed, the facts of their sources.
func (s *snapshot) fillSources() {
	all := s.shifts[kg.KindDataset] != nil
	for _, k := range tableKinds() {
		sh := s.shifts[k]
		if !all && sh == nil {
			continue
		}
		t := s.own(k)
		for row, r := range t.rows {
			if sh.from(int32(row)) >= 0 {
				if !all || len(r.Base().Sources) == 0 {
					continue
				}
				r = clone(r)
				t.rows[row] = r
			}
			m := r.Base()
			m.Sources = withFacts(m.Sources, s.facts)
		}
	}
}

// count writes the number of distinct projects or participants into each record that has another.
func (s *snapshot) count(k kg.Kind, field func(int32, kg.Record) *int, of csr) {
	t, sh := s.of(k), s.shifts[k]
	for row := range int32(len(t.rows)) {
		count := int(of.hi[row] - of.lo[row])
		if *field(row, t.rows[row]) == count {
			continue
		}
		if sh.from(row) >= 0 {
			t = s.own(k)
			t.rows[row] = clone(t.rows[row])
		}
		*field(row, t.rows[row]) = count
	}
}

// own returns the table of a kind with rows that may be replaced: if it is the last snapshot'sh, a copy.
func (s *snapshot) own(k kg.Kind) *table {
	t := s.all[k]
	if s.shifts[k] == nil && !s.owned[k] {
		t = &table{kind: k, ids: t.ids, rows: slices.Clone(t.rows)}
		s.all[k], s.owned[k] = t, true
	}
	return t
}

// relation returns a relation that there is.
func (s *snapshot) relation(kind kg.Kind, field string, to kg.Kind) *relation {
	r, ok := s.relations[relationKey{kind, field, to}]
	if !ok {
		panic("memory: no relation " + string(kind) + "." + field + " to " + string(to))
	}
	return r
}

// record returns a stored record, which must not be written to; a participation is made for the caller.
func (s *snapshot) record(k kg.Kind, row int32) kg.Record {
	if k != kg.KindParticipation {
		return s.of(k).rows[row]
	}
	r := &kg.Participation{}
	s.parts.read(row, r)
	r.OrganisationID = s.of(kg.KindOrganisation).ids[s.parts.organisation[row]]
	r.ProjectID = s.of(kg.KindProject).ids[s.parts.project[row]]
	r.Sources = s.parts.sources[s.parts.source[row]]
	return r
}

// stored reports whether the records of a kind are stored, not derived.
func (s *snapshot) stored(k kg.Kind) bool { return k == kg.KindParticipation || s.of(k) != nil }

// size returns the number of records of a kind.
func (s *snapshot) size(k kg.Kind) int {
	if k == kg.KindParticipation {
		return s.parts.len()
	}
	return len(s.of(k).rows)
}
