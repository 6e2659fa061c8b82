package network

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ngograph/internal/kg"
	"ngograph/internal/kgtest"
)

// naive is a source over the oracle. It keeps count of the statements that a database would be sent.
type naive struct {
	mu       sync.Mutex
	records  []kg.Record
	revision kg.Revision
	asked    []string                        // the edges and "Ties", each with ids
	onTies   func(ctx context.Context) error // called before ties are read, nil for nothing
	onStill  func()                          // called by Still, nil for nothing
	ties     *kg.Ties                        // to be had instead of those of the records, nil for them
}

func newNaive(records ...kg.Record) *naive { return &naive{records: records, revision: 1} }

// apply adds records.
func (n *naive) apply(records ...kg.Record) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.records = append(slices.Clone(n.records), records...)
	n.revision++
}

func (n *naive) now() *naiveStill {
	n.mu.Lock()
	defer n.mu.Unlock()
	return &naiveStill{n, kgtest.NewOracle(n.revision, n.records), n.revision}
}

func (n *naive) Fetch(ctx context.Context, h *kg.Hop) (*kg.Page, error) { return n.now().Fetch(ctx, h) }

func (n *naive) Summary(ctx context.Context) (*kg.Summary, error) { return n.now().oracle.Summary(ctx) }

func (n *naive) Reach(ctx context.Context, _ kg.Revision) error { return ctx.Err() }

// Still asks again as long as the revision moves.
func (n *naive) Still(_ context.Context, ask func(kg.Still) error) error {
	if n.onStill != nil {
		n.onStill()
	}
	for {
		s := n.now()
		if err := ask(s); n.now().revision == s.revision {
			return err
		}
	}
}

type naiveStill struct {
	of       *naive
	oracle   *kgtest.Oracle
	revision kg.Revision
}

func (s *naiveStill) note(format string, args ...any) {
	s.of.mu.Lock()
	defer s.of.mu.Unlock()
	s.of.asked = append(s.of.asked, fmt.Sprintf(format, args...))
}

func (s *naiveStill) Revision() kg.Revision { return s.revision }

func (s *naiveStill) Fetch(ctx context.Context, h *kg.Hop) (*kg.Page, error) {
	s.note("%s %s", h.Edge.Name, strings.Join(h.IDs, " "))
	if computes(h) {
		return nil, kg.Errorf(kg.Internal, "the source was asked a computed edge")
	}
	c := *h
	if c.First == 0 {
		c.First = len(s.of.records) * len(s.of.records)
	}
	if h.Edge.Name != kg.EdgeTies {
		return s.oracle.Fetch(ctx, &c)
	}
	page := h.NewPage()
	for pair := range slices.Chunk(h.IDs, 2) {
		c.Edge, c.IDs = kg.EdgeOf("", kg.EdgeCollaboration), pair
		one, err := s.oracle.Fetch(ctx, &c)
		if err != nil {
			return nil, err
		}
		page.Items = append(page.Items, one.Items...)
	}
	return page, nil
}

func (s *naiveStill) Ties(ctx context.Context, scope *kg.Scope, today kg.Date, of []string) (*kg.Ties, error) {
	s.note("Ties %s", strings.Join(of, " "))
	if s.of.onTies != nil {
		if err := s.of.onTies(ctx); err != nil {
			return nil, err
		}
	}
	if s.of.ties != nil {
		return s.of.ties, nil
	}
	return s.oracle.Ties(ctx, scope, today, of)
}

const today kg.Date = "2025-06-01"

// asking returns a graph of the network's view over a source.
func asking(source kg.Source) *kg.Graph {
	return kg.New(nil, Over(source), func() time.Time {
		day, _ := time.Parse(time.DateOnly, string(today))
		return day
	})
}

// tied returns organisations, "org:" and each word, and a collaboration of two weighing 1 for each pair of words. A word
// may name its country: "a/PL".
func tied(pairs ...string) []kg.Record {
	var records []kg.Record
	seen := map[string]*kg.Organisation{}
	for i, pair := range pairs {
		var ids []string
		for word := range strings.FieldsSeq(pair) {
			name, country, _ := strings.Cut(word, "/")
			id := "org:" + name
			ids = append(ids, id)
			if seen[id] == nil {
				seen[id] = &kg.Organisation{ID: id, Name: name, Type: "NGO"}
				records = append(records, seen[id])
			}
			if country != "" && seen["country:"+country] == nil {
				seen["country:"+country] = &kg.Organisation{}
				records = append(records, &kg.Country{ID: "country:" + country, Code: country, Name: country})
			}
			if country != "" {
				seen[id].CountryID = "country:" + country
			}
		}
		if len(ids) > 1 {
			records = append(records, &kg.RecordedCollaboration{ID: fmt.Sprintf("recorded:%d", i), Title: pair, PartyIDs: ids})
		}
	}
	return records
}

// hop returns one along an edge, "name" from the root or "Kind.name", that wants all fields of what it reaches, and hops
// below.
func hop(edge string, below ...*kg.Hop) *kg.Hop {
	from, name, found := strings.Cut(edge, ".")
	if !found {
		from, name = "", edge
	}
	e := kg.EdgeOf(kg.Kind(from), name)
	h := &kg.Hop{Edge: e, Key: edge, Items: true}
	if e.Paged {
		h.First = kg.MaxFirst
	}
	for _, k := range e.To {
		s := kg.Shape{Kind: k}
		for _, f := range kg.Describe(k).Fields {
			s.Fields = append(s.Fields, f.Name)
		}
		for _, b := range below {
			if b.Edge.From == k {
				s.Hops = append(s.Hops, b)
			}
		}
		h.Shapes = append(h.Shapes, s)
	}
	return h
}

func fetch(t *testing.T, source kg.Source, h *kg.Hop) *kg.Page {
	t.Helper()
	page, err := asking(source).Fetch(t.Context(), h)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// all returns the records of a page.
func all[T kg.Record](p *kg.Page) []T {
	var list []T
	for _, item := range p.Items {
		list = append(list, item.Record.(T))
	}
	return list
}

// under returns the records of the page attached to a record under a hop's key.
func under[T kg.Record](t *testing.T, r kg.Record, key string) []T {
	t.Helper()
	page, ok := kg.Attached(r, key)
	if !ok {
		t.Fatalf("nothing was attached to %s under %s", r.RecordID(), key)
	}
	return all[T](page)
}

// complete returns the ties of n organisations, "org:000" and so on, of which all are tied.
func complete(n int) *kg.Ties {
	t := &kg.Ties{Countries: make([]string, n)}
	for i := range n {
		t.IDs = append(t.IDs, fmt.Sprintf("org:%03d", i))
		for j := range i {
			t.Links = append(t.Links, kg.Link{A: int32(j), B: int32(i), Weight: float64(i)})
		}
	}
	slices.SortFunc(t.Links, func(a, b kg.Link) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	return t
}
