package memory

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"ngograph/internal/kg"
)

// participations are all participations in the order of their ids, as columns: about 40 bytes each where their sources
// are shared, as those of one project's participations usually are.
type participations struct {
	organisation []int32
	project      []int32
	role         []uint8 // an index of roles, see roleCode
	raw          []int32 // in texts
	cents        []int64
	currency     []int32 // in texts; 0 where no contribution is known
	start, end   []int32 // days
	source       []int32 // in sources
	stamp        []int32 // in stamps

	texts   []string // "" first
	sources []string // packed
	stamps  []stamp

	codes []string // of the dictionary with which sources are packed

	of, in csr // by organisation, by project

	// The distinct organisations of each project and the distinct projects of each organisation, ascending; roles
	// stands beside parties.to with the roles of each as a set of bits.
	parties  csr
	roles    []uint8
	projects csr

	orphans []change // whose organisation or project is not known yet
}

type stamp struct {
	revision kg.Revision
	at       kg.Instant
}

// encoder codes values that many participations share. It lives for one fill or one delta.
type encoder struct {
	*packer
	texts   map[string]int32
	stamps  map[stamp]int32
	sources map[string]int32
}

func newEncoder(packer *packer, p *participations) *encoder {
	e := &encoder{packer: packer, texts: map[string]int32{}, stamps: map[stamp]int32{}, sources: map[string]int32{}}
	for i, s := range p.texts {
		e.texts[s] = int32(i)
	}
	return e
}

func (e *encoder) share(p *participations, s string) int32 {
	i, ok := e.texts[s]
	if !ok {
		i = int32(len(p.texts))
		s = strings.Clone(s)
		p.texts, e.texts[s] = append(p.texts, s), i
	}
	return i
}

func (e *encoder) stamp(p *participations, m *kg.Meta) int32 {
	s := stamp{m.Revision, m.UpdatedAt}
	i, ok := e.stamps[s]
	if !ok {
		i = int32(len(p.stamps))
		p.stamps, e.stamps[s] = append(p.stamps, s), i
	}
	return i
}

func (e *encoder) source(p *participations, list []kg.SourceRef) int32 {
	e.packer.sources(list)
	i, ok := e.sources[string(e.data)]
	if ok {
		e.data = e.data[:0]
		return i
	}
	packed := e.keep()
	i = int32(len(p.sources))
	p.sources, e.sources[packed] = append(p.sources, packed), i
	return i
}

func newParticipations() *participations {
	return &participations{texts: []string{""}}
}

func (p *participations) len() int { return len(p.organisation) }

// add appends a participation; false if its organisation or project is not known.
func (p *participations) add(e *encoder, r *kg.Participation, orgs, projects *finder) bool {
	o, j := orgs.row(r.OrganisationID), projects.row(r.ProjectID)
	if o < 0 || j < 0 {
		return false
	}
	p.organisation, p.project = append(p.organisation, o), append(p.project, j)
	p.role = append(p.role, roleCode(r.Role))
	p.raw = append(p.raw, e.share(p, string(r.RawRole)))
	var cents int64
	var currency int32
	if m := r.Contribution; m != nil {
		cents, currency = m.Cents, e.share(p, m.Currency)
	}
	p.cents, p.currency = append(p.cents, cents), append(p.currency, currency)
	p.start, p.end = append(p.start, dayOf(r.Start)), append(p.end, dayOf(r.End))
	p.source = append(p.source, e.source(p, r.Sources))
	p.stamp = append(p.stamp, e.stamp(p, &r.Meta))
	return true
}

// read writes a participation's own fields into r, but for its references and sources.
func (p *participations) read(row int32, r *kg.Participation) {
	*r = kg.Participation{
		Role: roleOf(p.role[row]), RawRole: kg.Text(p.texts[p.raw[row]]), Start: dateOf(p.start[row]), End: dateOf(p.end[row]),
	}
	if c := p.currency[row]; c > 0 {
		r.Contribution = &kg.Money{Cents: p.cents[row], Currency: p.texts[c]}
	}
	s := p.stamps[p.stamp[row]]
	r.Revision, r.UpdatedAt = s.revision, s.at
}

// cursor returns one before the references that lie at a place in sources.
func (p *participations) cursor(at int32) cursor { return cursor{p.sources[at], p.codes} }

// compare orders two participations by their ids, which it does not build.
func compareParticipations(a, b *kg.Participation) int {
	return cmp.Or(
		compareJoined(a.OrganisationID, b.OrganisationID), compareJoined(a.ProjectID, b.ProjectID), cmp.Compare(a.Role, b.Role),
	)
}

// compareJoined compares two ids as if each had "|" behind.
func compareJoined(a, b string) int {
	n := min(len(a), len(b))
	if c := strings.Compare(a[:n], b[:n]); c != 0 || len(a) == len(b) {
		return c
	}
	if len(a) > n {
		if a[n] < '|' {
			return -1
		}
		return 1
	}
	if b[n] < '|' {
		return 1
	}
	return -1
}

// join builds what is derived from the columns.
func (p *participations) join(organisations, projects int) {
	n := p.len()
	p.in = invertOne(p.project, projects)

	// The rows of an organisation follow one another.
	p.of = csr{lo: make([]int32, organisations), hi: make([]int32, organisations), to: make([]int32, n)}
	for row, o := range p.organisation {
		p.of.to[row] = int32(row)
		if row == 0 || p.organisation[row-1] != o {
			p.of.lo[o] = int32(row)
		}
		p.of.hi[o] = int32(row) + 1
	}

	counts := make([]int32, projects)
	for row := range n {
		if !p.again(row) {
			counts[p.project[row]]++
		}
	}
	parties, next := newCSR(counts)
	p.parties, p.roles = parties, make([]uint8, len(parties.to))
	for o := range organisations {
		for row := p.of.lo[o]; row < p.of.hi[o]; row++ {
			j := p.project[row]
			if !p.again(int(row)) {
				parties.to[next[j]] = int32(o)
				next[j]++
			}
			p.roles[next[j]-1] |= 1 << p.role[row]
		}
	}
	p.projects = parties.invert(organisations)
}

// rolesOf returns the roles of an organisation in a project as a set of bits.
func (p *participations) rolesOf(organisation, project int32) uint8 {
	i, ok := slices.BinarySearch(p.parties.of(project), organisation)
	if !ok {
		return 0
	}
	return p.roles[p.parties.lo[project]+int32(i)]
}

// again reports whether the row before has the same organisation and project, in another role.
func (p *participations) again(row int) bool {
	return row > 0 && p.organisation[row-1] == p.organisation[row] && p.project[row-1] == p.project[row]
}

// find returns the row of a participation, and whether there is one; else where it would be.
func (p *participations) find(t *tables, r *kg.Participation) (int, bool) {
	at := int(p.search(func(row int32) bool { return compareParticipations(p.key(t, int(row)), r) >= 0 }))
	return at, at < p.len() && compareParticipations(p.key(t, at), r) == 0
}

func (p *participations) key(t *tables, row int) *kg.Participation {
	return &kg.Participation{
		OrganisationID: t.of(kg.KindOrganisation).ids[p.organisation[row]],
		ProjectID:      t.of(kg.KindProject).ids[p.project[row]],
		Role:           roleOf(p.role[row]),
	}
}

// parseParticipation returns what the id of a participation says; an id may itself hold "|".
func parseParticipation(t *tables, id string) (*kg.Participation, bool) {
	rest, _ := strings.CutPrefix(id, kg.Describe(kg.KindParticipation).Prefix)
	last := strings.LastIndexByte(rest, '|')
	if last < 0 {
		return nil, false
	}
	pair, role := rest[:last], rest[last+1:]
	for i := range len(pair) {
		if pair[i] == '|' && t.of(kg.KindOrganisation).row(pair[:i]) >= 0 && t.of(kg.KindProject).row(pair[i+1:]) >= 0 {
			return &kg.Participation{OrganisationID: pair[:i], ProjectID: pair[i+1:], Role: kg.Role(role)}, true
		}
	}
	return nil, false
}

// search returns the first row that satisfies a condition which all behind it satisfy, too.
func (p *participations) search(is func(row int32) bool) int32 {
	return int32(sort.Search(p.len(), func(i int) bool { return is(int32(i)) }))
}
