package memory

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"ngograph/internal/kg"
)

// has reports whether there is a stored record with an id.
func (s *snapshot) has(id string) bool {
	if k, row := s.row(id); k != kg.KindParticipation {
		return row >= 0
	}
	r, ok := parseParticipation(s.tables, id)
	if ok {
		_, ok = s.parts.find(s.tables, r)
	}
	return ok
}

// query is one question being answered, by one goroutine.
type query struct {
	s       *snapshot
	store   kg.Store
	stopped func() error // the error of a context that ended
	steps   int
	scopes  map[*kg.Scope]*scope
	texts   map[textKey]bitset // what the store's index found
	acc     []tie              // space for the ties of one organisation
	in      *introducing       // of the hop from the root to introductions
}

// tick is called in every long loop; now and then it looks whether anybody still waits.
func (q *query) tick() error {
	if q.steps++; q.steps&1023 != 0 {
		return nil
	}
	return q.check()
}

func (q *query) check() error {
	if err := q.stopped(); err != nil {
		return &kg.Error{Code: kg.Unavailable, Message: "the question was given up", Err: err}
	}
	return nil
}

// plan is a hop made ready, once for all records that it starts from.
type plan struct {
	hop   *kg.Hop
	ways  []way
	where test     // on the only kind that a paged edge leads to, or on what else it filters
	order *ranking // of that kind
	from  key      // rows before it are not of the page
	tie   tieOrder // if the edge leads to collaborations
	scope *scope
	below map[kg.Kind][]*plan
	wants map[kg.Kind]fields // of the kinds that have a shape
}

// plan makes a hop and all below it ready.
func (q *query) plan(ctx context.Context, h *kg.Hop) (*plan, error) {
	p := &plan{hop: h, below: map[kg.Kind][]*plan{}, wants: map[kg.Kind]fields{}}
	if err := q.prepare(ctx, p); err != nil {
		return nil, err
	}
	for _, shape := range h.Shapes {
		if q.s.stored(shape.Kind) {
			p.wants[shape.Kind] |= fieldsOf(shape.Kind, shape.Fields...)
		}
		for _, hop := range shape.Hops {
			below, err := q.plan(ctx, hop)
			if err != nil {
				return nil, err
			}
			p.below[shape.Kind] = append(p.below[shape.Kind], below)
		}
	}
	return p, nil
}

func (q *query) prepare(ctx context.Context, p *plan) error {
	h, e := p.hop, p.hop.Edge
	to := e.To[0]
	if e.Scoped || e.Name == kg.EdgeNodes {
		p.scope = q.scope(h)
	}
	if to == kg.KindCollaboration {
		if !e.Paged {
			return nil
		}
		var err error
		p.tie, err = q.s.tieOrder(p.scope, h.Order)
		p.from = q.s.afterTie(h)
		return err
	}
	if e.From == "" && (e.Name == kg.EdgeNodes || e.Name == kg.EdgeSearch) {
		return nil
	}
	var err error
	if q.s.stored(e.From) && q.s.stored(to) {
		if p.ways, err = q.way(ctx, e, h.On); err != nil {
			return err
		}
	}
	for i := range p.ways {
		where, err := q.compile(ctx, p.ways[i].to, &h.Where)
		if err != nil {
			return err
		}
		p.ways[i].where = both(p.ways[i].where, where)
	}
	if len(p.ways) > 0 {
		p.where = p.ways[0].where
	} else if p.where, err = q.compile(ctx, e.Filtered(), &h.Where); err != nil {
		return err
	}
	if e.Paged && q.s.stored(to) {
		if p.order, err = q.s.ranking(to, h.Order); err != nil {
			return err
		}
		p.from = q.s.after(to, p.order, h)
	}
	return nil
}

// scope returns a hop's scope made ready; hops that share it share that.
func (q *query) scope(h *kg.Hop) *scope {
	if sc := q.scopes[h.Scope]; sc != nil {
		return sc
	}
	sc := q.s.scope(cmp.Or(h.Scope, &kg.Scope{}), h.Today)
	q.scopes[h.Scope] = sc
	return sc
}

// after returns the least key that is behind the position from which a page goes on.
func (s *snapshot) after(k kg.Kind, r *ranking, h *kg.Hop) key {
	if h.After == nil {
		return key{}
	}
	id := uint64(s.behind(k, h.After.ID))
	if h.After.Value == nil {
		return key{unknown, id}
	}
	at, exact := r.find(h.After.Value)
	switch {
	case exact:
		return key{sortKey(at, h.Order.Desc), id}
	case h.Order.Desc:
		return key{^(at - 1), 0}
	}
	return key{at, 0}
}

// behind returns the first row of a kind whose id is greater than one.
func (s *snapshot) behind(k kg.Kind, id string) int32 {
	if k != kg.KindParticipation {
		return s.of(k).after(id)
	}
	r, ok := parseParticipation(s.tables, id)
	if !ok {
		return s.parts.search(func(row int32) bool { return s.record(k, row).RecordID() > id })
	}
	at, found := s.parts.find(s.tables, r)
	if found {
		at++
	}
	return int32(at)
}

// afterTie is after for ties.
func (s *snapshot) afterTie(h *kg.Hop) key {
	if h.After == nil {
		return key{}
	}
	k := key{sort: afterNumber(h)}
	orgs := s.of(kg.KindOrganisation)
	pair, _ := strings.CutPrefix(h.After.ID, kg.Describe(kg.KindCollaboration).Prefix)
	a, found := slices.BinarySearchFunc(s.byJoined, pair, func(row int32, pair string) int {
		if own := orgs.ids[row] + "|"; !strings.HasPrefix(pair, own) {
			return strings.Compare(own, pair)
		}
		return 0
	})
	k.id = uint64(a) << 32
	if found {
		k.id |= uint64(orgs.after(pair[len(orgs.ids[s.byJoined[a]])+1:]))
	}
	return k
}

// node is a record reached, to go on from.
type node struct {
	kind   kg.Kind
	row    int32     // of one that is stored
	record kg.Record // one that is derived
	a, b   int32     // of a collaboration, its organisations
	rows   []int32   // of a newcomer, its sponsors
}

// root answers a hop from the root.
func (q *query) root(ctx context.Context, p *plan) (*kg.Page, error) {
	switch h := p.hop; h.Edge.Name {
	case kg.EdgeNodes:
		return q.nodes(p)
	case kg.EdgeSearch:
		return q.search(ctx, p)
	case kg.EdgeCollaborations:
		return q.collaborations(p)
	case kg.EdgeCollaboration, kg.EdgeTies:
		return q.pairs(p)
	case kg.EdgeIntroductions:
		return q.introductions(p)
	case kg.EdgeCrossTab:
		return q.crossTab(p)
	case kg.EdgeNewcomers:
		return q.newcomers(p)
	}
	if !q.s.stored(p.hop.Edge.To[0]) {
		return nil, kg.Errorf(kg.Internal, "%s is not answered here", p.hop.Edge.Name)
	}
	return q.list(p)
}

// wanted returns how many rows of its list a plan hands out at most.
func (p *plan) wanted() int {
	switch {
	case !p.hop.Items:
		return 0
	case p.hop.First == 0:
		return math.MaxInt32
	}
	return p.hop.First
}

// page answers a hop from a record.
func (q *query) page(p *plan, from node) (*kg.Page, error) {
	h := p.hop
	switch {
	case from.record != nil:
		return q.derived(p, from)
	case h.Edge.To[0] == kg.KindCollaboration:
		return q.collaborationsOf(p, from.row)
	case h.Edge.Name == kg.EdgeFunding:
		return q.funding(p, from.row)
	case h.Edge.Paged:
		return q.choose(p, p.ways[0].to, p.ways[0].reach(from.row))
	}
	page := h.NewPage()
	for i := range p.ways {
		w := &p.ways[i]
		for _, row := range w.reach(from.row) {
			if !w.where.passes(row) {
				continue
			}
			if h.Count {
				page.Total++
			}
			if err := q.append(page, p, node{kind: w.to, row: row}, nil); err != nil {
				return nil, err
			}
		}
	}
	return page, nil
}

// append adds a stored record to a page, with the pages below it.
func (q *query) append(page *kg.Page, p *plan, n node, sort any) error {
	if !p.hop.Items {
		return q.tick()
	}
	r := q.s.read(n.kind, n.row, p.wants[n.kind])
	if err := q.attach(r, p.below[n.kind], n); err != nil {
		return err
	}
	page.Items = append(page.Items, kg.Item{Record: r, Sort: sort})
	return q.tick()
}

// attach answers hops from a record of the answer's own.
func (q *query) attach(r kg.Record, below []*plan, n node) error {
	for _, p := range below {
		page, err := q.page(p, n)
		if err != nil {
			return err
		}
		kg.Attach(r, p.hop, page)
	}
	return nil
}
