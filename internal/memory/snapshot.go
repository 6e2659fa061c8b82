package memory

import (
	"cmp"
	"reflect"
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

	columns    columns
	selections selections
	mixes      mixes
	spare      sync.Pool // of *numbers
	lists      sync.Pool // of *acquaintances
	walks      sync.Pool // of *walk
	summary    func() *kg.Summary
}

// tables are all records but participations.
type tables struct {
	all      map[kg.Kind]*table
	shifts   map[kg.Kind]*shift // since the last tables, until the snapshot is complete
	texts    []string           // of the dictionary with which records are packed
	datasets map[string]*kg.Dataset

	*packer // for whoever makes the next tables
}

func newTables(p *packer) *tables {
	return &tables{all: map[kg.Kind]*table{}, shifts: map[kg.Kind]*shift{}, packer: p}
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

// findDatasets reads all datasets.
func (t *tables) findDatasets() {
	t.datasets = map[string]*kg.Dataset{}
	rows := t.of(kg.KindDataset)
	for row, id := range rows.ids {
		d := &kg.Dataset{}
		rows.read(int32(row), everything, d)
		t.datasets[id] = d
	}
	for _, d := range t.datasets {
		t.state(d.Sources)
	}
}

// state fills the facts of their datasets in.
func (t *tables) state(sources []kg.SourceRef) {
	for i := range sources {
		sources[i].Facts = t.datasets[sources[i].Dataset]
	}
}

func tableKinds() []kg.Kind {
	return slices.DeleteFunc(kg.StoredKinds(), func(k kg.Kind) bool { return k == kg.KindParticipation })
}

// finder looks rows up by id: in a table, or faster in an index made of one.
type finder struct {
	table *table
	index map[string]int32
	last  string // found
	at    int32
}

func (f *finder) row(id string) int32 {
	if id != f.last || id == "" {
		f.last, f.at = id, f.find(id)
	}
	return f.at
}

func (f *finder) find(id string) int32 {
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
	s := &snapshot{tables: newTables(&packer{dictionary: &dictionary{codes: map[string]uint64{}}}), parts: newParticipations()}
	for _, k := range tableKinds() {
		s.all[k] = &table{kind: k}
	}
	s.findDatasets()
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
	next := newTables(s.packer)
	for _, k := range tableKinds() {
		list := byKind[k]
		slices.SortFunc(list, func(a, b change) int { return cmp.Compare(a.id, b.id) })
		next.all[k], next.shifts[k] = s.of(k).apply(s.packer, list)
	}
	next.datasets = s.datasets
	if next.shifts[kg.KindDataset] != nil {
		next.findDatasets()
	}
	return s.follow(revision, next, s.parts.apply(byKind[kg.KindParticipation], s.tables, next))
}

// follow completes the snapshot that comes after s from its tables and participations.
func (s *snapshot) follow(revision kg.Revision, next *tables, parts *participations) *snapshot {
	n := &snapshot{
		revision: revision, superseded: make(chan struct{}), tables: next, parts: parts,
		relations: make(map[relationKey]*relation), columns: columns{byKey: make(map[columnKey]*column)},
		selections: selections{byKey: make(map[string]*selection)},
	}
	n.texts = n.packer.texts
	for _, key := range relationKeys() {
		from, to := next.shifts[key.kind], next.shifts[key.to]
		n.relations[key] = relate(key, s.relations[key], next.of(key.kind), next.of(key.to), from, to)
	}
	n.relations[relationKey{kg.KindParticipation, "organisation", kg.KindOrganisation}] = &relation{one: parts.organisation, back: parts.of}
	n.relations[relationKey{kg.KindParticipation, "project", kg.KindProject}] = &relation{one: parts.project, back: parts.in}
	n.encode(s)
	n.identifiers = map[kg.Kind]*identifierIndex{}
	for _, k := range []kg.Kind{kg.KindOrganisation, kg.KindProject} {
		n.identifiers[k] = s.identifiers[k]
		if n.identifiers[k] == nil || !n.sameIdentifiers(s, k) {
			n.identifiers[k] = newIdentifierIndex(n.of(k))
		}
	}
	n.columns.inherit(n, s)
	n.mixes.inherit(n, s)
	n.shifts = nil
	n.summary = sync.OnceValue(n.summarise)
	return n
}

// sameIdentifiers reports whether all rows of a kind bear the identifiers that they bore.
func (s *snapshot) sameIdentifiers(last *snapshot, k kg.Kind) bool {
	now, before := s.of(k), last.of(k)
	at := fieldAt(k, "identifiers")
	return s.shifts[k].still() && !slices.ContainsFunc(s.shifts[k].read(), func(row int32) bool {
		_, bears := now.field(row, at)
		_, bore := before.field(row, at)
		return bears || bore
	})
}

// encode builds the arrays that scopes read.
func (s *snapshot) encode(last *snapshot) {
	orgs, sh := s.of(kg.KindOrganisation), s.shifts[kg.KindOrganisation]
	s.joined, s.byJoined = last.joined, last.byJoined
	if !sh.still() || last.joined == nil {
		s.joined, s.byJoined = joinOrder(orgs.ids)
	}
	typeAt, sizeAt := fieldAt(kg.KindOrganisation, "type"), fieldAt(kg.KindOrganisation, "size")
	s.types = carry(last.types, len(orgs.ids), sh, func(row int32) uint8 { return typeCode(kg.OrganisationType(orgs.text(row, typeAt))) })
	s.sizes = carry(last.sizes, len(orgs.ids), sh, func(row int32) uint8 { return sizeCode(kg.SizeBand(orgs.text(row, sizeAt))) })
	s.during = s.spans(kg.KindProject, last.during)
	s.recordedDuring = s.spans(kg.KindRecorded, last.recordedDuring)
}

// spans returns the dates of a kind.
func (s *snapshot) spans(k kg.Kind, last []span) []span {
	t, start, end := s.of(k), fieldAt(k, "start"), fieldAt(k, "end")
	return carry(last, len(t.ids), s.shifts[k], func(row int32) span {
		return spanOf(kg.Date(t.text(row, start)), kg.Date(t.text(row, end)))
	})
}

// carry returns what each of n rows has, reading those that have to be read.
func carry[T comparable](last []T, n int, s *shift, read func(row int32) T) []T {
	if s.still() && !slices.ContainsFunc(s.read(), func(row int32) bool { return last[row] != read(row) }) {
		return last
	}
	list := make([]T, n)
	for row := range list {
		if old := s.from(int32(row)); old >= 0 {
			list[row] = last[old]
		} else {
			list[row] = read(int32(row))
		}
	}
	return list
}

// relation returns a relation that there is.
func (s *snapshot) relation(kind kg.Kind, field string, to kg.Kind) *relation {
	r, ok := s.relations[relationKey{kind, field, to}]
	if !ok {
		panic("memory: no relation " + string(kind) + "." + field + " to " + string(to))
	}
	return r
}

// everything is all fields of a kind.
const everything = ^fields(0)

// record returns a stored record.
func (s *snapshot) record(k kg.Kind, row int32) kg.Record { return s.read(k, row, everything) }

// read returns a new record with its identity and the wanted fields.
func (s *snapshot) read(k kg.Kind, row int32, wanted fields) kg.Record {
	r := kg.Describe(k).New()
	s.readInto(k, row, wanted, r)
	return r
}

// reader returns how to read some fields of the records of a kind, all into the same one.
func (s *snapshot) reader(k kg.Kind, wanted fields) func(row int32) kg.Record {
	r := kg.Describe(k).New()
	of := reflect.ValueOf(r).Elem()
	return func(row int32) kg.Record {
		of.SetZero()
		s.readInto(k, row, wanted, r)
		return r
	}
}

// readInto writes a record's identity and the wanted fields into an empty one.
func (s *snapshot) readInto(k kg.Kind, row int32, wanted fields, into kg.Record) {
	switch r := into.(type) {
	case *kg.Participation:
		s.parts.read(row, r)
		r.OrganisationID = s.of(kg.KindOrganisation).ids[s.parts.organisation[row]]
		r.ProjectID = s.of(kg.KindProject).ids[s.parts.project[row]]
		if wanted&participationSources != 0 {
			c := s.parts.cursor(s.parts.source[row])
			r.Sources = c.sources()
		}
	case *kg.Organisation:
		r.Projects = len(s.parts.projects.of(row))
		s.of(k).read(row, wanted, r)
	case *kg.Project:
		r.Participants = len(s.parts.parties.of(row))
		s.of(k).read(row, wanted, r)
	default:
		s.of(k).read(row, wanted|identities[k], r)
	}
	s.state(into.Base().Sources)
}

var participationSources = fieldsOf(kg.KindParticipation, "sources")

// identities are the fields of which the ids of records that join others are made.
var identities = map[kg.Kind]fields{
	kg.KindAreaMember: fieldsOf(kg.KindAreaMember, "area", "member", "from"),
	kg.KindMembership: fieldsOf(kg.KindMembership, "network", "member"),
}

// stored reports whether the records of a kind are stored, not derived.
func (s *snapshot) stored(k kg.Kind) bool { return k == kg.KindParticipation || s.of(k) != nil }

// size returns the number of records of a kind.
func (s *snapshot) size(k kg.Kind) int {
	if k == kg.KindParticipation {
		return s.parts.len()
	}
	return len(s.of(k).ids)
}
