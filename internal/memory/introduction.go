package memory

import (
	"cmp"
	"reflect"
	"slices"

	"ngograph/internal/kg"
)

// introducing is what the introductions of one organisation rest on.
type introducing struct {
	meetings *meetings
	basis    kg.IntroductionBasis
	fit      *fit
	brokers  []broker // the partners in the scope, ascending
	made     []event  // what makes the ties with them
	*acquaintances
}

// broker is a partner of the one who asks.
type broker struct {
	row      int32
	partners int32   // how many it has
	weight   float64 // of its tie with the one who asks
}

// acquaintances are the organisations that a question meets, by number.
type acquaintances struct {
	*numbers
	list []acquaintance
}

type acquaintance struct {
	never   bool    // no candidate: the one who asks, and whoever it has a tie with
	as      int32   // of a broker: its number among them, from 1
	last    int32   // that of the last broker who knows it
	brokers int32   // how many know it
	weight  float64 // of its tie with the last of them
	trust   float64 // by those before
}

// of returns an organisation's acquaintance, which holds until the next is met.
func (a *acquaintances) of(organisation int32) *acquaintance {
	at := a.numbers.of(organisation)
	if int(at) == len(a.list) {
		a.list = append(a.list, acquaintance{})
	}
	return &a.list[at]
}

// acquaintances returns an empty list, to be given back.
func (s *snapshot) acquaintances() *acquaintances {
	a, ok := s.lists.Get().(*acquaintances)
	if !ok {
		a = &acquaintances{}
	}
	a.numbers, a.list = s.borrow(), a.list[:0]
	return a
}

func (s *snapshot) forget(a *acquaintances) {
	s.giveBack(a.numbers)
	s.lists.Put(a)
}

func (q *query) introducing(sc *scope, you int32) (*introducing, error) {
	in := &introducing{acquaintances: q.s.acquaintances()}
	in.of(you).never = true
	scopes := []*scope{sc}
	if !reflect.ValueOf(*sc.asked).IsZero() {
		scopes = []*scope{q.s.scope(&kg.Scope{}, ""), sc}
	}
	for _, under := range scopes {
		in.meetings = q.meetings(under)
		err := in.meetings.of(you, func(e event, parties []int32) {
			for _, o := range parties {
				x := in.of(o)
				x.never = true
				if under != sc || o == you {
					continue
				}
				if x.weight == 0 {
					in.brokers = append(in.brokers, broker{row: o})
				}
				x.weight += e.term
			}
			if under == sc {
				in.made = append(in.made, e)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(in.brokers, func(a, b broker) int { return int(a.row - b.row) })
	for i := range in.brokers {
		b := &in.brokers[i]
		x := in.of(b.row)
		b.weight, x.weight, x.as = x.weight, 0, int32(i)+1
	}
	if in.basis = kg.OnTies; len(in.brokers) == 0 {
		in.basis = kg.OnProfile
	}
	in.fit = q.s.fit(you, in.basis)
	return in, nil
}

// term returns what a broker adds to the trust in an organisation, to which its tie has a weight.
func (b *broker) term(weight float64) float64 { return min(b.weight, weight) / float64(b.partners) }

// meet has all brokers introduce those they know, one broker after the other, so that sums are always made in the same
// order.
func (in *introducing) meet() error {
	settle := func(x *acquaintance) {
		if x.last > 0 {
			x.trust += in.brokers[x.last-1].term(x.weight)
		}
	}
	for i := range in.brokers {
		b, number := &in.brokers[i], int32(i)+1
		err := in.meetings.of(b.row, func(e event, parties []int32) {
			for _, o := range parties {
				if o == b.row {
					continue
				}
				x := in.of(o)
				if x.last == number {
					x.weight += e.term
					continue
				}
				settle(x)
				x.last, x.weight = number, e.term
				x.brokers++
				b.partners++
			}
		})
		if err != nil {
			return err
		}
	}
	for i := range in.list {
		settle(&in.list[i])
	}
	return nil
}

// candidates yields those that brokers know, in no order; for an organisation without partners everyone.
func (in *introducing) candidates(yield func(int32, *acquaintance) bool) {
	for i, row := range in.rows {
		if x := &in.list[i]; !x.never && !yield(row, x) {
			return
		}
	}
	if in.basis == kg.OnTies {
		return
	}
	for row, at := range in.at {
		if at == 0 && !yield(int32(row), &acquaintance{}) {
			return
		}
	}
}

// candidate is an organisation on the page.
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

// floor returns the least trust with which one whom brokers know can be among so many first by score: with any less, even
// full fit leaves it behind that many, whatever theirs is.
func (in *introducing) floor(p *plan) float64 {
	most := make([]float64, min(p.wanted(), len(in.list))) // trusts, descending
	if in.basis == kg.OnProfile || len(most) == 0 || p.hop.After != nil || !p.hop.Order.Desc {
		return 0
	}
	least := &most[len(most)-1]
	for row, x := range in.candidates {
		if x.trust > *least && p.where.passes(row) {
			at, _ := slices.BinarySearchFunc(most, x.trust, func(a, b float64) int { return cmp.Compare(b, a) })
			copy(most[at+1:], most[at:])
			most[at] = x.trust
		}
	}
	return *least/2 - 1e-9 // scores are compared rounded
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
	defer q.s.forget(in.acquaintances)
	q.in = in
	if err := in.meet(); err != nil {
		return nil, err
	}
	page := h.NewPage()
	first := newTop[candidate](p.wanted(), q.s.afterOrganisation(h, (&kg.Introduction{For: h.IDs[0]}).RecordID()))
	floor, total := in.floor(p), 0
	for row, x := range in.candidates {
		if err := q.tick(); err != nil {
			return nil, err
		}
		if !p.where.passes(row) {
			continue
		}
		if x.trust < floor {
			total++
			first.behind++
			continue
		}
		c := candidate{row: row, brokers: x.brokers, trust: x.trust, fit: in.fit.with(row)}
		if in.basis == kg.OnProfile && c.fit == 0 {
			continue
		}
		total++
		at := key{sortKey(numberKey(kg.Nanos(c.score(in.basis))), h.Order.Desc), uint64(row)}
		if first.wants(at) {
			first.add(at, c)
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

// brokersOf returns the weights of a candidate's ties with those who know it, by their numbers.
func (in *introducing) brokersOf(candidate int32) (map[int32]float64, error) {
	if x := in.of(candidate); x.brokers == 1 {
		return map[int32]float64{x.last: x.weight}, nil
	}
	weights := map[int32]float64{}
	return weights, in.meetings.of(candidate, func(e event, parties []int32) {
		for _, o := range parties {
			if at := in.find(o); at >= 0 && in.list[at].as > 0 {
				weights[in.list[at].as] += e.term
			}
		}
	})
}

// brokersOf answers the hop from an introduction to those who could introduce.
func (q *query) brokersOf(p *plan, of *kg.Introduction, candidate int32) (*kg.Page, error) {
	page, in := p.hop.NewPage(), q.in
	if p.hop.Count {
		page.Total = of.BrokerCount
	}
	if !p.hop.Items || of.Basis == kg.OnProfile {
		return page, nil
	}
	weights, err := in.brokersOf(candidate)
	if err != nil {
		return nil, err
	}
	first := newTop[float64](p.wanted(), key{})
	for number, weight := range weights {
		b := &in.brokers[number-1]
		term := b.term(weight)
		at := key{sortKey(numberKey(kg.Nanos(term)), true), uint64(b.row)}
		if first.wants(at) {
			first.add(at, term)
		}
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
