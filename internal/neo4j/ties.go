package neo4j

import (
	"cmp"
	"slices"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ngograph/internal/kg"
)

// tieEvents are pieces of evidence with their parties, of which ties are added up.
type tieEvents struct {
	scope *kg.Scope
	of    []string // nil is all
	list  []tieEvent

	places         map[string]int32 // of organisations, in the order in which they came up
	ids, countries []string
	years          map[int64]*int
}

// tieEvent is a project, a recorded collaboration or a membership.
type tieEvent struct {
	by          kg.EvidenceKind
	id          string
	parties     []int32
	inPlace     []bool // of each party; nil if no pair depends on it
	term        float64
	first, last *int
}

func newTieEvents(scope *kg.Scope, of []string) *tieEvents {
	if scope == nil {
		scope = &kg.Scope{}
	}
	return &tieEvents{scope: scope, of: of, places: map[string]int32{}, years: map[int64]*int{}}
}

// add decodes a row of compileTies' statement.
func (t *tieEvents) add(row *driver.Record) error {
	v := row.Values
	by, _ := v[0].(string)
	id, _ := v[1].(string)
	term, ok := v[3].(float64)
	if !ok {
		return unreadable("the evidence for ties", v)
	}
	e := tieEvent{by: kg.EvidenceKind(by), id: id, term: term, first: t.year(v[4]), last: t.year(v[5])}
	parties, _ := v[2].([]any)
	for _, v := range parties {
		party, ok := v.([]any)
		if !ok || len(party) < 2 {
			return unreadable("a party to ties", v)
		}
		id, _ := party[0].(string)
		place, known := t.places[id]
		if !known {
			place = int32(len(t.ids))
			t.places[id] = place
			country, _ := party[1].(string)
			t.ids, t.countries = append(t.ids, id), append(t.countries, country)
		}
		e.parties = append(e.parties, place)
		if len(party) > 2 {
			e.inPlace = append(e.inPlace, party[2] == true)
		}
	}
	t.list = append(t.list, e)
	return nil
}

// year returns the one pointer to a year, nil if it is unknown.
func (t *tieEvents) year(value any) *int {
	n, ok := value.(int64)
	if !ok {
		return nil
	}
	if t.years[n] == nil {
		year := int(n)
		t.years[n] = &year
	}
	return t.years[n]
}

// pairs reports whether an event ties the parties at two places in its list.
func (t *tieEvents) pairs(e *tieEvent, i, j int, asked []bool) bool {
	x, y := e.parties[i], e.parties[j]
	if t.of != nil && !asked[x] && !asked[y] {
		return false
	}
	if len(e.inPlace) > 0 && !e.inPlace[i] && !e.inPlace[j] {
		return false
	}
	if t.scope.CrossBorder == nil {
		return true
	}
	a, b := t.countries[x], t.countries[y]
	return a != "" && b != "" && (a != b) == *t.scope.CrossBorder
}

// ties adds up the ties, each over its projects, then its recorded collaborations, then its memberships, by id.
func (t *tieEvents) ties() *kg.Ties {
	t.arrange()
	asked := make([]bool, len(t.ids))
	for _, id := range t.of {
		if place, ok := t.places[id]; ok {
			asked[place] = true
		}
	}
	type occurrence struct{ event, party int }
	occurrences := make([][]occurrence, len(t.ids)) // of each organisation
	for e := range t.list {
		for i, x := range t.list[e].parties {
			occurrences[x] = append(occurrences[x], occurrence{e, i})
		}
	}
	var links []kg.Link
	at := make([]int, len(t.ids)) // of each organisation: the place of its tie with the one at hand, from 1
	for a := range t.ids {
		begin := len(links)
		for _, o := range occurrences[a] {
			e := &t.list[o.event]
			for j, b := range e.parties {
				if int(b) <= a || !t.pairs(e, o.party, j, asked) {
					continue
				}
				if at[b] == 0 {
					links = append(links, kg.Link{A: int32(a), B: b})
					at[b] = len(links)
				}
				e.count(&links[at[b]-1])
			}
		}
		own := links[begin:]
		for i := range own {
			at[own[i].B] = 0
		}
		slices.SortFunc(own, func(p, q kg.Link) int { return cmp.Compare(p.B, q.B) })
	}
	return t.tied(links)
}

// arrange puts the evidence and the organisations in their order.
func (t *tieEvents) arrange() {
	kinds := []kg.EvidenceKind{kg.ByProject, kg.ByRecord, kg.ByMembers}
	slices.SortFunc(t.list, func(a, b tieEvent) int {
		return cmp.Or(slices.Index(kinds, a.by)-slices.Index(kinds, b.by), cmp.Compare(a.id, b.id))
	})
	ids, countries := slices.Sorted(slices.Values(t.ids)), make([]string, len(t.ids))
	place := make([]int32, len(ids)) // of each organisation as it came up
	for i, id := range ids {
		was := t.places[id]
		place[was], countries[i], t.places[id] = int32(i), t.countries[was], int32(i)
	}
	t.ids, t.countries = ids, countries
	for _, e := range t.list {
		for i, x := range e.parties {
			e.parties[i] = place[x]
		}
	}
}

// count adds the evidence to a tie.
func (e *tieEvent) count(l *kg.Link) {
	l.Weight += e.term
	if e.by == kg.ByProject {
		l.ProjectCount++
	}
	if e.first != nil && (l.First == nil || *e.first < *l.First) {
		l.First = e.first
	}
	if e.last != nil && (l.Last == nil || *e.last > *l.Last) {
		l.Last = e.last
	}
}

// tied returns the ties with the organisations that have one.
func (t *tieEvents) tied(links []kg.Link) *kg.Ties {
	place := make([]int32, len(t.ids)) // from 1
	for i := range links {
		place[links[i].A], place[links[i].B] = 1, 1
	}
	out := &kg.Ties{Links: links}
	for i, id := range t.ids {
		if place[i] > 0 {
			out.IDs, out.Countries = append(out.IDs, id), append(out.Countries, t.countries[i])
			place[i] = int32(len(out.IDs))
		}
	}
	for i := range links {
		links[i].A, links[i].B = place[links[i].A]-1, place[links[i].B]-1
	}
	return out
}
