package kg

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"
	"time"
)

// Store is the truth: it keeps records.
type Store interface {
	// Apply makes all the changes or none, in one transaction, and returns the store's revision after it. Applying the
	// same changes again changes nothing and leaves the revision as it was. See Change for what it refuses.
	Apply(ctx context.Context, changes []Change) (Revision, error)
	// Scan yields every record of the kinds in their order, those of a kind by id, all as of one moment and with
	// derived fields zero; the records are the caller's. With no kind it yields all, in the order of StoredKinds.
	Scan(ctx context.Context, kinds ...Kind) iter.Seq2[Record, error]
	// Search returns the ids of all records of the kinds whose Indexed.Text matches the words (see Indexed.Matches),
	// in no order.
	Search(ctx context.Context, words []string, kinds []Kind) ([]string, error)
	// Revision returns the store's revision, 0 for one that nothing was ever applied to.
	Revision(ctx context.Context) (Revision, error)
	// Watch yields what changed after a revision, and goes on to yield what changes until ctx ends or the caller
	// stops. A store that is down for a while is an Unavailable error, after which Watch goes on when the caller does.
	Watch(ctx context.Context, since Revision) iter.Seq2[Delta, error]
	// Check yields every contradiction in the store: among its records (see Contradictions), and between them and what
	// the store keeps beside them to be fast.
	Check(ctx context.Context) iter.Seq2[Contradiction, error]
	// Rebuild derives anew what the store keeps beside its records. The records and the revision stay as they are.
	Rebuild(ctx context.Context) error
	// Close releases the store.
	Close(ctx context.Context) error
}

// Delta is what one or more transactions changed: the records as they are at Revision, derived fields zero, and the ids
// of those deleted.
type Delta struct {
	Revision Revision
	Records  []Record
	Deleted  []string
}

// View is the answers: it answers questions about the records of a store.
type View interface {
	// Fetch answers a root hop that Graph has prepared, with everything below it.
	Fetch(ctx context.Context, h *Hop) (*Page, error)
	// Summary describes what the view holds.
	Summary(ctx context.Context) (*Summary, error)
	// Reach waits until the view answers from the revision or a later one.
	Reach(ctx context.Context, r Revision) error
}

// Source is a view that network answers can be computed over.
type Source interface {
	View
	// Still calls ask with the view as it is at one revision and returns what ask returns. Where a view cannot stand
	// still, ask is called again when the revision changed below it.
	Still(ctx context.Context, ask func(Still) error) error
}

// Still is a Source at one revision.
type Still interface {
	Revision() Revision
	// Fetch answers a root hop as View does, but no Computed edge and nothing below one. A paged hop may have no First:
	// everything, from the start.
	Fetch(ctx context.Context, h *Hop) (*Page, error)
	// Ties returns the ties of a scope on a day, to which open memberships last: all of them, or, where of is not nil,
	// those of these organisations, known or not.
	Ties(ctx context.Context, scope *Scope, today Date, of []string) (*Ties, error)
}

// Web is a Still that comes at the ties of one organisation as fast as at those of many.
type Web interface {
	Still
	// Circle returns the ties among the organisations within some steps of one, which is among them in any case.
	Circle(ctx context.Context, scope *Scope, today Date, centre string, steps int) (*Ties, error)
	// Walk lends a walk through the ties of a scope until walk returns, and returns its error.
	Walk(ctx context.Context, scope *Scope, today Date, walk func(Walk) error) error
}

// Walk goes through ties. It numbers organisations from 0 as it meets them, and serves one goroutine.
type Walk interface {
	// Meet returns an organisation's number, false if it is not known.
	Meet(id string) (int32, bool)
	// Nodes returns how many were met.
	Nodes() int
	// Neighbours meets the partners of an organisation, in no order, and returns them with the weights of the ties; when
	// ctx has ended it may return fewer.
	Neighbours(organisation int32) (to []int32, weights []float64)
	// Work says about how much there is to Neighbours of an organisation.
	Work(organisation int32) int
	ID(organisation int32) string
	// Compare orders organisations by id.
	Compare(a, b int32) int
}

// Summary describes the whole of a graph.
type Summary struct {
	Revision Revision
	AsOf     Date // the latest day on which a dataset was retrieved
	Counts   map[Kind]int
	Datasets []DatasetSummary // by id
	Coverage []CoverageCell   // by programme id ("" first), then year (nil last)
}

// DatasetSummary is a dataset with the number of organisations, projects and participations that name it as a source.
type DatasetSummary struct {
	*Dataset
	Organisations, Projects, Participations int
}

// CoverageCell counts a programme's projects that start in a year ("" and nil: unknown).
type CoverageCell struct {
	Programme           *Programme // nil: none stated
	Year                *int
	Projects            int
	WithUnknownPartners int // of Projects: those not known to be complete
	Participations      int
}

// Graph is what everything calls: it checks and completes each question once, for all backends.
type Graph struct {
	store Store
	view  View
	now   func() time.Time

	attention attention
}

// New returns the graph of a store and a view of it. now is the clock.
func New(store Store, view View, now func() time.Time) *Graph {
	return &Graph{store: store, view: view, now: now}
}

// Fetch answers a root hop. Errors: Invalid for a page size, cursor, order or scope that is none; NotFound for an id
// in a filter or scope that is not known; Unavailable when the store is down or ctx ends first.
func (g *Graph) Fetch(ctx context.Context, h *Hop) (*Page, error) {
	today := Date(g.now().UTC().Format(time.DateOnly))
	var refs []string
	if err := prepare(h, nil, today, &refs); err != nil {
		return nil, err
	}
	slices.Sort(refs)
	h.Refs = slices.Compact(refs)
	page, err := g.view.Fetch(ctx, h)
	return page, timed(ctx, err)
}

// Summary describes the graph.
func (g *Graph) Summary(ctx context.Context) (*Summary, error) {
	s, err := g.view.Summary(ctx)
	return s, timed(ctx, err)
}

// Apply makes the changes (see Store.Apply) and returns when this graph's answers show them.
func (g *Graph) Apply(ctx context.Context, changes []Change) (r Revision, err error) {
	g.attention.during(len(changes), func() {
		if r, err = g.store.Apply(ctx, changes); err == nil {
			err = g.view.Reach(ctx, r)
		}
	})
	return r, timed(ctx, err)
}

// Ready reports whether the store answers.
func (g *Graph) Ready(ctx context.Context) error {
	_, err := g.store.Revision(ctx)
	return timed(ctx, err)
}

// timed gives an error that only says that ctx ended the code that clients act on.
func timed(ctx context.Context, err error) error {
	var known *Error
	if err == nil || errors.As(err, &known) && known.Code != Internal {
		return err
	}
	if ctx.Err() != nil {
		return &Error{Code: Unavailable, Message: "the answer took too long and was stopped", Err: err}
	}
	return err
}

// prepare checks a hop and all below it and completes what the question leaves open.
func prepare(h *Hop, parent *Hop, today Date, refs *[]string) error {
	h.Today = today
	if h.On == "" {
		h.On = today
	}
	if h.Edge.Scoped && parent != nil && h.Edge.From != KindOrganisation {
		h.Scope = parent.Scope
	}
	if h.Scope == nil {
		h.Scope = &Scope{}
	}
	if err := h.Scope.validate(); err != nil {
		return err
	}
	if h.Order.Field == "" {
		h.Order = h.Edge.Order
	}
	if h.Edge.Paged && (h.First < 1 || h.First > MaxFirst) {
		return Errorf(Invalid, "first is %d; it must be between 1 and %d", h.First, MaxFirst)
	}
	if _, ok := h.sortType(); h.Edge.Paged && !ok {
		return Errorf(Invalid, "%s cannot be ordered by %q", h.Edge.Name, h.Order.Field)
	}
	if h.Edge.Top > 0 && (h.First < 1 || h.First > h.Edge.Top) {
		return Errorf(Invalid, "first is %d; it must be between 1 and %d", h.First, h.Edge.Top)
	}
	named, err := h.networkArguments()
	if err != nil {
		return err
	}
	for _, r := range h.Facets {
		if r.First < 1 || r.First > MaxFirst {
			return Errorf(Invalid, "first is %d; it must be between 1 and %d", r.First, MaxFirst)
		}
	}
	h.Where.Walk(func(f *Filter) {
		if f.Op == OpWithin && f.On == "" {
			f.On = today
		}
		switch f.Op {
		case OpUnder:
			err = cmp.Or(err, mustBe(f.Values, KindTheme))
		case OpWithin:
			err = cmp.Or(err, mustBe(f.Values, KindArea, KindCountry, KindRegion))
		default: // an id that In compares may be one that is not known
			return
		}
		*refs = append(*refs, f.Values...)
	})
	if err != nil {
		return err
	}
	if h.Edge.Scoped && (h.Edge.From == "" || h.Edge.From == KindOrganisation) {
		*refs = append(*refs, h.Scope.Refs()...)
		*refs = append(*refs, named...)
	}
	h.bind()
	if err := h.decodeCursor(); err != nil {
		return err
	}
	for _, s := range h.Shapes {
		for _, below := range s.Hops {
			if err := prepare(below, h, today, refs); err != nil {
				return err
			}
		}
	}
	return nil
}
