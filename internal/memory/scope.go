package memory

import (
	"math"

	"ngograph/internal/kg"
)

// scope is a kg.Scope made ready for a snapshot. It remembers what it found out about organisations and serves one
// goroutine, but for pair, which any may ask.
type scope struct {
	s     *snapshot
	asked *kg.Scope
	today int32

	themes     bitset // with all that lead to them; nil for any
	programmes bitset // nil for any
	from, to   int32  // days, 0 where open
	most       int32  // participants
	roles      uint8  // a set of bits
	types      uint16 // sets of codes, as bits
	sizes      uint16
	places     []place // nil for anywhere
	cross      int8    // 1: between countries, -1: within one, 0: any
	halfLife   float64

	holder
	projectThemes, recordThemes *relation
	programme                   []int32

	parties []uint8 // what is known of each organisation: bits of known, fits, inside, sometimes

	chosen  []int32 // see candidates; nil until they are asked for
	about   bitset  // the projects of the themes; nil until the candidates are asked for
	lands   *mix    // by country; nil unless parties of some countries alone count, and many projects are looked through
	allowed []bool  // of each of its classes, whether it is of these
}

const (
	known     = 1 << iota // the others are set
	fits                  // its type and size count, and its country is known if that is asked
	inside                // it lies in one of the places
	sometimes             // it lies in one at some time
)

func (s *snapshot) scope(asked *kg.Scope, today kg.Date) *scope {
	sc := &scope{
		s: s, asked: asked, today: dayOf(today), most: math.MaxInt32, roles: math.MaxUint8, types: math.MaxUint16,
		sizes: math.MaxUint16, holder: s.holder(),
		projectThemes: s.relation(kg.KindProject, "themes", kg.KindTheme),
		recordThemes:  s.relation(kg.KindRecorded, "themes", kg.KindTheme),
		programme:     s.relation(kg.KindProject, "programme", kg.KindProgramme).one,
	}
	if len(asked.Themes) > 0 {
		sc.themes = s.below(kg.KindTheme, s.setOf(kg.KindTheme, asked.Themes))
	}
	if len(asked.Programmes) > 0 {
		sc.programmes = s.setOf(kg.KindProgramme, asked.Programmes)
	}
	from, to := asked.Years.Dates()
	sc.from, sc.to = dayOf(from), dayOf(to)
	if asked.MaxParticipants != nil {
		sc.most = int32(min(*asked.MaxParticipants, math.MaxInt32))
	}
	if len(asked.Roles) > 0 {
		sc.roles = 0
		for _, r := range asked.Roles {
			sc.roles |= 1 << roleCode(kg.Role(r))
		}
	}
	if len(asked.OrganisationTypes) > 0 {
		sc.types = 0
		for _, t := range asked.OrganisationTypes {
			sc.types |= 1 << typeCode(kg.OrganisationType(t)) &^ 1
		}
	}
	if len(asked.Sizes) > 0 {
		sc.sizes = 0
		for _, z := range asked.Sizes {
			sc.sizes |= 1 << sizeCode(kg.SizeBand(z)) &^ 1
		}
	}
	if ids := asked.Places(); len(ids) > 0 {
		sc.places = s.places(ids)
	}
	if asked.CrossBorder != nil {
		sc.cross = -1
		if *asked.CrossBorder {
			sc.cross = 1
		}
	}
	if asked.HalfLife != nil {
		sc.halfLife = float64(*asked.HalfLife)
	}
	return sc
}

// another returns the same scope for another goroutine.
func (sc *scope) another() *scope {
	o := *sc
	o.parties = nil
	return &o
}

// suits reports whether an organisation's type and size are in the lists.
func (sc *scope) suits(o int32) bool {
	return sc.types&(1<<sc.s.types[o]) != 0 && sc.sizes&(1<<sc.s.sizes[o]) != 0
}

// look finds out about an organisation.
func (sc *scope) look(o int32) uint8 {
	if sc.parties == nil {
		sc.parties = make([]uint8, sc.s.size(kg.KindOrganisation))
	}
	if p := sc.parties[o]; p&known != 0 {
		return p
	}
	p := uint8(known)
	if sc.suits(o) && (sc.cross == 0 || sc.country[o] >= 0) {
		p |= fits
	}
	if sc.places == nil {
		p |= inside
	}
	for i := range sc.places {
		if !sc.in(&sc.places[i], o) {
			continue
		}
		if sc.places[i].from == 0 && sc.places[i].to == 0 {
			p |= inside
		} else {
			p |= sometimes
		}
	}
	sc.parties[o] = p
	return p
}

// party reports whether an organisation can be an end of a tie that something in a period makes, and whether it lay in
// the place.
func (sc *scope) party(o int32, during span) (counts, in bool) {
	p := sc.look(o)
	if p&fits == 0 {
		return false, false
	}
	in = p&inside != 0
	if !in && p&sometimes != 0 {
		for i := range sc.places {
			if during.holds(sc.places[i].from, sc.places[i].to) && sc.in(&sc.places[i], o) {
				in = true
				break
			}
		}
	}
	return in || sc.either(), in
}

// either reports whether one end in the place is enough.
func (sc *scope) either() bool { return sc.asked.Parties == kg.Either }

// anybody reports whether every participant counts, wherever it is.
func (sc *scope) anybody() bool {
	return sc.places == nil && sc.roles == math.MaxUint8 && sc.types == math.MaxUint16 && sc.sizes == math.MaxUint16
}

// land has projects told apart by the countries of their parties where that is possible.
func (sc *scope) land(q *query) error {
	undated := len(sc.places) == 1 && len(sc.places[0].regions.rows()) == 0
	if sc.either() || sc.places != nil && !undated || sc.places == nil && sc.cross == 0 {
		return nil
	}
	country, err := q.partyDimension("country")
	if err != nil {
		return err
	}
	sc.lands = sc.s.mix(kg.ByCountry, &country)
	sc.allowed = make([]bool, len(sc.lands.categories))
	for class, categories := range sc.lands.categories {
		c := categories[0]
		sc.allowed[class] = c != unknownCategory && (len(sc.places) == 0 || sc.places[0].countries.has(c))
	}
	return nil
}

// among leaves out the projects in which nobody can be tied as far as the countries of their parties tell.
func (sc *scope) among(rows []int32) []int32 {
	if sc.lands == nil {
		return rows
	}
	one, two := sc.lands.shared(sc.allowed)
	set := one
	if sc.cross > 0 {
		set = two
	}
	out := make([]int32, 0, len(rows))
	for _, row := range rows {
		if set.has(row) && (sc.cross > 0 || two.has(row) && sc.cross == 0 || sc.neighbours(row)) {
			out = append(out, row)
		}
	}
	return out
}

// neighbours reports whether two parties to a project are of one country that is allowed.
func (sc *scope) neighbours(project int32) bool {
	for _, r := range sc.lands.of(project) {
		if r.size > 1 && sc.allowed[r.class] {
			return true
		}
	}
	return false
}

// told reports whether roles and countries alone say whether a party counts, once lands are told apart.
func (sc *scope) told() bool {
	free := sc.types == math.MaxUint16 && sc.sizes == math.MaxUint16
	return free && (sc.lands != nil || sc.places == nil && sc.cross == 0)
}

// simple reports whether any two parties can be tied.
func (sc *scope) simple() bool { return sc.cross == 0 && !sc.either() }

// pair reports whether two parties can be tied, of which in says whether one lies in the place.
func (sc *scope) pair(a, b int32, in bool) bool {
	return in && (sc.cross == 0 || (sc.country[a] != sc.country[b]) == (sc.cross > 0))
}

// verdict says whether a project counts, and if it does not, whether for one reason alone.
type verdict int

const (
	counts  verdict = iota
	tooMany         // more than the most participants
	undated         // its dates are asked for and unknown
	other
)

func (sc *scope) project(p int32) verdict {
	if sc.programmes != nil && (sc.programme[p] < 0 || !sc.programmes.has(sc.programme[p])) {
		return other
	}
	switch {
	case sc.about != nil:
		if !sc.about.has(p) {
			return other
		}
	case sc.themes != nil && !leadsInto(sc.projectThemes, sc.themes)(p):
		return other
	}
	small := int32(len(sc.s.parts.parties.of(p))) <= sc.most
	d := sc.s.during[p]
	switch {
	case sc.overlaps(d) && small:
		return counts
	case sc.overlaps(d):
		return tooMany
	case d.from == 0 && small:
		return undated
	}
	return other
}

// overlaps reports whether a period is in the scope's years.
func (sc *scope) overlaps(d span) bool {
	return !sc.asked.Years.Known() || d.from != 0 && d.holds(sc.from, sc.to)
}

func (sc *scope) recorded(r int32) bool {
	return len(sc.asked.Programmes)+len(sc.asked.Roles) == 0 && sc.overlaps(sc.s.recordedDuring[r]) &&
		int32(len(sc.s.relation(kg.KindRecorded, "parties", kg.KindOrganisation).targets(r))) <= sc.most &&
		(sc.themes == nil || leadsInto(sc.recordThemes, sc.themes)(r))
}

// membership returns the period of a membership that counts.
func (sc *scope) membership(m *kg.Membership, members int) (span, bool) {
	a := sc.asked
	if len(a.Themes)+len(a.Programmes)+len(a.Roles) > 0 || members > int(sc.most) {
		return span{}, false
	}
	since, until := dayOf(m.Since), dayOf(m.Until)
	if a.Years.Known() {
		if since == 0 && until == 0 || since != 0 && sc.to != 0 && since > sc.to || until != 0 && sc.from != 0 && until < sc.from {
			return span{}, false
		}
	}
	switch {
	case since == 0:
		return span{}, true
	case until == 0:
		return span{since, sc.today}, true
	}
	return span{since, until}, true
}

// candidates returns the projects that can count, ascending: those of the themes, or else of the programmes, or all.
func (sc *scope) candidates() []int32 {
	n := sc.s.size(kg.KindProject)
	switch {
	case sc.chosen != nil:
	case sc.themes != nil:
		sc.about = sc.s.deep(sc.projectThemes, n, sc.themes)
		sc.chosen = sc.about.rows()
	case sc.programmes != nil:
		sc.chosen = sc.s.deep(sc.s.relation(kg.KindProject, "programme", kg.KindProgramme), n, sc.programmes).rows()
	default:
		sc.chosen = all(n)
	}
	return sc.chosen
}

// candidateRecords returns the recorded collaborations that can count, ascending.
func (sc *scope) candidateRecords() []int32 {
	n := sc.s.size(kg.KindRecorded)
	if sc.themes != nil {
		return sc.s.deep(sc.recordThemes, n, sc.themes).rows()
	}
	return all(n)
}
