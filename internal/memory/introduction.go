package memory

import (
	"slices"

	"ngograph/internal/kg"
)

// weights are those of one organisation's ties.
type weights struct {
	of  []float64 // with each organisation, 0 where there is no tie
	met []int32   // those with a tie, in no order
}

func newWeights(organisations int) *weights { return &weights{of: make([]float64, organisations)} }

// meet adds what an event adds to the ties of the organisation that stands in it at a place, and reports whether it
// makes any.
func (w *weights) meet(sc *scope, ev *evidence, at occurrence) bool {
	lo, hi := ev.lo[at.event], ev.lo[at.event+1]
	parties, in := ev.party[lo:hi], ev.in[lo:hi]
	a, aIn, term := parties[at.place], in[at.place], ev.events[at.event].term
	simple, made := sc.simple(), false
	for j, b := range parties {
		if b == a || !simple && !sc.pair(a, b, aIn || in[j]) {
			continue
		}
		if w.of[b] == 0 {
			w.met = append(w.met, b)
		}
		w.of[b] += term
		made = true
	}
	return made
}

func (w *weights) clear() {
	for _, o := range w.met {
		w.of[o] = 0
	}
	w.met = w.met[:0]
}

// introducing is what the introductions of one organisation rest on.
type introducing struct {
	sc    *scope
	basis kg.IntroductionBasis
	fit   *fit
	yours *weights // of its ties in the scope; met ascends
	never bitset   // no candidates: itself, and those it has a tie with
	made  []event  // what makes its ties in the scope

	// What ties its partners, the places of each organisation there, and how many partners each partner has.
	ev     *evidence
	lo     []int32
	list   []occurrence
	degree []int32

	others *weights // scratch: those of another's ties
}

func (q *query) introducing(sc *scope, you int32) (*introducing, error) {
	n := q.s.size(kg.KindOrganisation)
	in := &introducing{sc: sc, yours: newWeights(n), never: newBitset(n), others: newWeights(n), degree: make([]int32, n)}
	in.never.add(you)
	for _, under := range []*scope{q.s.scope(&kg.Scope{}, ""), sc} {
		ev, err := q.around(under, []int32{you})
		if err != nil {
			return nil, err
		}
		in.yours.clear()
		for _, at := range ev.meetings(you) {
			if in.yours.meet(under, ev, at) && under == sc {
				in.made = append(in.made, ev.events[at.event])
			}
		}
		for _, o := range in.yours.met {
			in.never.add(o)
		}
	}
	slices.Sort(in.yours.met)
	if in.basis = kg.OnTies; len(in.yours.met) == 0 {
		in.basis = kg.OnProfile
	}
	in.fit = q.s.fit(you, in.basis)
	var err error
	if in.ev, err = q.around(sc, in.yours.met); err == nil {
		in.lo, in.list = in.ev.occurrences(n)
	}
	return in, err
}

// tiesOf adds up the ties of an organisation that ev makes: all of a partner, of another those with partners at least.
func (in *introducing) tiesOf(q *query, organisation int32) error {
	in.others.clear()
	for _, at := range in.list[in.lo[organisation]:in.lo[organisation+1]] {
		in.others.meet(in.sc, in.ev, at)
		if err := q.tick(); err != nil {
			return err
		}
	}
	return nil
}

// term returns what a broker adds to the trust in an organisation, to which its tie has a weight.
func (in *introducing) term(broker int32, weight float64) float64 {
	return min(in.yours.of[broker], weight) / float64(in.degree[broker])
}

// candidate is an organisation that another could be introduced to.
type candidate struct {
	row, brokers int32
	trust, fit   float64
}

func (c *candidate) score(basis kg.IntroductionBasis) float64 {
	if basis == kg.OnProfile {
		return c.fit
	}
	return c.trust * (1 + c.fit)
}

// candidates returns those that brokers know, in no order and without their fit; for an organisation without partners
// everyone.
func (in *introducing) candidates(q *query) ([]candidate, error) {
	n := int32(len(in.degree))
	if in.basis == kg.OnProfile {
		var list []candidate
		for row := range n {
			if !in.never.has(row) {
				list = append(list, candidate{row: row})
			}
		}
		return list, nil
	}
	place := make([]int32, n) // of each candidate in the list, from 1
	var list []candidate
	for _, broker := range in.yours.met {
		if err := in.tiesOf(q, broker); err != nil {
			return nil, err
		}
		in.degree[broker] = int32(len(in.others.met))
		for _, o := range in.others.met {
			if in.never.has(o) {
				continue
			}
			if place[o] == 0 {
				list = append(list, candidate{row: o})
				place[o] = int32(len(list))
			}
			c := &list[place[o]-1]
			c.trust += in.term(broker, in.others.of[o])
			c.brokers++
		}
	}
	return list, nil
}

// introductions answers the hop from the root to whom an organisation could be introduced to.
func (q *query) introductions(p *plan) (*kg.Page, error) {
	h, orgs := p.hop, q.s.of(kg.KindOrganisation)
	you := orgs.row(h.IDs[0])
	if you < 0 {
		return nil, kg.Errorf(kg.NotFound, "%q is not known", h.IDs[0])
	}
	in, err := q.introducing(p.scope, you)
	if err != nil {
		return nil, err
	}
	q.in = in
	list, err := in.candidates(q)
	if err != nil {
		return nil, err
	}
	page := h.NewPage()
	first := newTop[candidate](p.wanted(), q.s.afterOrganisation(h, (&kg.Introduction{For: h.IDs[0]}).RecordID()))
	total := 0
	for i := range list {
		if err := q.tick(); err != nil {
			return nil, err
		}
		c := &list[i]
		if !p.where.passes(c.row) {
			continue
		}
		if c.fit = in.fit.with(c.row); in.basis == kg.OnProfile && c.fit == 0 {
			continue
		}
		total++
		at := key{sortKey(numberKey(kg.Nanos(c.score(in.basis))), h.Order.Desc), uint64(c.row)}
		if first.wants(at) {
			first.add(at, *c)
		}
	}
	if h.Count {
		page.Total = total
	}
	if h.Coverage {
		if page.Coverage, err = q.coverage(p, in.made, q.s.parts.projects.of(you)); err != nil {
			return nil, err
		}
	}
	if !h.Items {
		return page, nil
	}
	selected, more := first.page()
	page.More = more
	for i := range selected {
		c := &selected[i].item
		r := &kg.Introduction{
			For: orgs.ids[you], CandidateID: orgs.ids[c.row], Basis: in.basis, Score: c.score(in.basis), Trust: c.trust, Fit: c.fit,
			BrokerCount: int(c.brokers), Reasons: in.fit.reasons(c.row),
		}
		if in.basis == kg.OnTies {
			r.Reasons = slices.Insert(r.Reasons, 0, kg.Reason{Kind: kg.ReasonTrust, Value: c.trust})
		}
		if err := q.appendDerived(page, p, node{kind: kg.KindIntroduction, record: r, row: c.row}); err != nil {
			return nil, err
		}
	}
	return page, nil
}

// brokersOf answers the hop from an introduction to those who could introduce.
func (q *query) brokersOf(p *plan, of *kg.Introduction, candidate int32) (*kg.Page, error) {
	page := p.hop.NewPage()
	if p.hop.Count {
		page.Total = of.BrokerCount
	}
	if err := q.in.tiesOf(q, candidate); err != nil {
		return nil, err
	}
	first := newTop[float64](p.wanted(), key{})
	for _, o := range q.in.others.met {
		if q.in.yours.of[o] == 0 {
			continue
		}
		term := q.in.term(o, q.in.others.of[o])
		at := key{sortKey(numberKey(kg.Nanos(term)), true), uint64(o)}
		if first.wants(at) {
			first.add(at, term)
		}
	}
	if !p.hop.Items {
		return page, nil
	}
	selected, _ := first.page()
	for _, e := range selected {
		o := q.s.record(kg.KindOrganisation, int32(e.key.id)).(*kg.Organisation)
		r := &kg.Broker{
			For: of.For, Candidate: of.CandidateID, OrganisationID: o.ID, Term: e.item, AcceptsIntroductions: o.AcceptsIntroductions,
		}
		if err := q.appendDerived(page, p, node{kind: kg.KindBroker, record: r}); err != nil {
			return nil, err
		}
	}
	return page, nil
}
