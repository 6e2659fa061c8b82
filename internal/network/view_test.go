package network

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"ngograph/internal/kg"
)

// TestStraight hands on a question without computed edges as it is, and asks for no stillness.
func TestStraight(t *testing.T) {
	source := newNaive(tied("a b")...)
	source.onStill = func() { t.Error("the source was made to stand still") }
	h := nodesHop([]string{"a"}, hop("Organisation.collaborations"))
	page := fetch(t, source, h)
	if got := under[*kg.Collaboration](t, page.Items[0].Record, "Organisation.collaborations"); len(got) != 1 {
		t.Errorf("%d ties, not one", len(got))
	}
}

// TestQuestionStays checks that a question is not changed by its answer.
func TestQuestionStays(t *testing.T) {
	h := nodesHop([]string{"a", "b", "nobody"}, hop("Organisation.position"), hop("Organisation.collaborations"))
	was := *h
	was.Shapes = slices.Clone(h.Shapes)
	for i := range was.Shapes {
		was.Shapes[i].Hops = slices.Clone(was.Shapes[i].Hops)
	}
	page := fetch(t, newNaive(tied("a b")...), h)
	if !reflect.DeepEqual(was.Shapes, h.Shapes) {
		t.Error("the hops of the question are others now")
	}
	if page.Items[2].Record != nil {
		t.Errorf("an id that is not known leads to %v", page.Items[2].Record)
	}
}

// TestUnknown refuses ids that are not known wherever the question's root is computed.
func TestUnknown(t *testing.T) {
	scoped := hop(kg.EdgeBrokers)
	scoped.Scope = &kg.Scope{Countries: []string{"country:XX"}}
	position := hop("Organisation.position")
	position.Scope = scoped.Scope
	for name, h := range map[string]*kg.Hop{
		"an end of a path": pathsHop("a", "nobody", 3, 1), "a centre": networkHop("nobody", 1, 5),
		"a scope": scoped, "a scope below a stored record": nodesHop([]string{"a"}, position),
	} {
		if _, err := asking(newNaive(tied("a b")...)).Fetch(t.Context(), h); kg.CodeOf(err) != kg.NotFound {
			t.Errorf("%s: %v, not NotFound", name, err)
		}
	}
}

// TestOneRevision asks again where the source moved on in between.
func TestOneRevision(t *testing.T) {
	source := newNaive(tied("a b", "c")...)
	var moved sync.Once
	source.onTies = func(context.Context) error {
		moved.Do(func() {
			source.apply(&kg.RecordedCollaboration{ID: "recorded:new", Title: "x", PartyIDs: []string{"org:a", "org:c"}})
		})
		return nil
	}
	page := fetch(t, source, nodesHop([]string{"a"}, hop("Organisation.position"), hop("Organisation.collaborations")))
	a := page.Items[0].Record
	ties := under[*kg.Collaboration](t, a, "Organisation.collaborations")
	if p := under[*kg.NetworkPosition](t, a, "Organisation.position")[0]; p.Degree != 2 || len(ties) != 2 {
		t.Errorf("degree %d, and %d ties: not two of each", p.Degree, len(ties))
	}
}

// TestFailure hands on what the source says, and keeps nothing of it.
func TestFailure(t *testing.T) {
	source := newNaive(tied("a b")...)
	down := kg.Errorf(kg.Unavailable, "down")
	source.onTies = func(context.Context) error { return down }
	graph := asking(source)
	for _, h := range []*kg.Hop{hop(kg.EdgeBrokers), networkHop("a", 1, 5), pathsHop("a", "b", 1, 1)} {
		if _, err := graph.Fetch(t.Context(), h); !errors.Is(err, down) {
			t.Errorf("%s: %v", h.Edge.Name, err)
		}
	}
	source.onTies = nil
	for _, h := range []*kg.Hop{hop(kg.EdgeBrokers), networkHop("a", 1, 5), pathsHop("a", "b", 1, 1)} {
		if page, err := graph.Fetch(t.Context(), h); err != nil || len(page.Items) == 0 {
			t.Errorf("%s, after the failure: %v", h.Edge.Name, err)
		}
	}
}

// TestComputedOnce lets ten dashboards ask for the positions of one scope at once. The ties are read once, though the
// one who reads them first gives up.
func TestComputedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := newNaive(tied("a b", "b c")...)
		first, giveUp := context.WithCancel(t.Context())
		read := make(chan struct{})
		source.onTies = func(ctx context.Context) error {
			select {
			case <-read:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		graph := asking(source)
		ask := func(ctx context.Context) error {
			_, err := graph.Fetch(ctx, nodesHop([]string{"a"}, hop("Organisation.position")))
			return err
		}
		errs := make([]error, 12)
		var all sync.WaitGroup
		all.Go(func() { errs[0] = ask(first) })
		synctest.Wait() // it is reading
		waiting, stopWaiting := context.WithCancel(t.Context())
		all.Go(func() { errs[1] = ask(waiting) })
		for i := range errs[2:] {
			all.Go(func() { errs[2+i] = ask(t.Context()) })
		}
		synctest.Wait() // they wait for it
		stopWaiting()
		synctest.Wait()
		giveUp()
		synctest.Wait()
		close(read)
		all.Wait()
		for i, err := range errs {
			if want := map[bool]kg.Code{true: kg.Unavailable}[i < 2]; kg.CodeOf(err) != want {
				t.Errorf("dashboard %d: %v", i, err)
			}
		}
		reads := slices.DeleteFunc(source.asked, func(s string) bool { return !strings.HasPrefix(s, "Ties") })
		if len(reads) != 2 {
			t.Errorf("the ties were read %d times, not once by the one who gave up and once more", len(reads))
		}
	})
}

// TestMeasuresStop ends a measure with its ctx, and computes it for the next who asks.
func TestMeasuresStop(t *testing.T) {
	g, err := newGraph(complete(20))
	if err != nil {
		t.Fatal(err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	for range 10 {
		_, betweenness := g.betweennesses(over)
		_, holes := g.structuralHoles(over)
		_, communities := g.partition(over)
		_, stability := g.agreement(over)
		for _, err := range []error{betweenness, holes, communities, stability} {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("after the end of ctx: %v", err)
			}
		}
	}
	if b, err := g.betweennesses(t.Context()); err != nil || len(b) != 20 {
		t.Errorf("%d values of betweenness, %v", len(b), err)
	}
}

// TestMeasuresOnce computes a measure for the first who asks.
func TestMeasuresOnce(t *testing.T) {
	g, err := newGraph(complete(5))
	if err != nil {
		t.Fatal(err)
	}
	one, _ := g.betweennesses(t.Context())
	two, _ := g.betweennesses(t.Context())
	if &one[0] != &two[0] {
		t.Error("betweenness was computed twice")
	}
}

// TestCache drops the graphs that were least recently asked for, and no others.
func TestCache(t *testing.T) {
	c := newCache(3*graphWeight + 25)
	built := ""
	get := func(scope string, organisations int) {
		t.Helper()
		_, err := c.get(t.Context(), key{scope: scope}, func() (*graph, error) {
			built += scope
			return newGraph(complete(organisations)) // 5 have 10 links
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []struct {
		scope         string
		organisations int
		built         string
	}{
		{"a", 5, "a"},
		{"b", 5, "ab"},
		{"a", 5, "ab"},  // kept
		{"c", 5, "abc"}, // goes over by its links: b was not asked for lately
		{"a", 5, "abc"},
		{"b", 0, "abcb"}, // fits in
		{"a", 5, "abcb"},
		{"c", 5, "abcb"},
		{"d", 0, "abcbd"}, // a fourth does not: b goes again
		{"a", 5, "abcbd"},
		{"e", 100, "abcbde"}, // more than the limit alone, and kept until the next
		{"e", 100, "abcbde"},
		{"a", 5, "abcbdea"},
		{"e", 100, "abcbdeae"},
	} {
		get(step.scope, step.organisations)
		if built != step.built {
			t.Fatalf("after %s: built %s, not %s", step.scope, built, step.built)
		}
		held := 0
		for _, e := range c.entries {
			held += e.weight
		}
		if held != c.held || held > c.limit && len(c.entries) > 1 {
			t.Fatalf("after %s: %d held, said to be %d of %d", step.scope, held, c.held, c.limit)
		}
	}
}

// TestKeys tells scopes, days and revisions apart.
func TestKeys(t *testing.T) {
	source := newNaive(tied("a/PL b/PL", "a c/SE")...)
	graph := asking(source)
	degree := func(s *kg.Scope) int {
		t.Helper()
		position := hop("Organisation.position")
		position.Scope = s
		page, err := graph.Fetch(t.Context(), nodesHop([]string{"a"}, position))
		if err != nil {
			t.Fatal(err)
		}
		return under[*kg.NetworkPosition](t, page.Items[0].Record, "Organisation.position")[0].Degree
	}
	poland := &kg.Scope{Countries: []string{"country:PL"}}
	got := []int{degree(nil), degree(poland), degree(nil)}
	source.apply(tied("d/PL")[0], &kg.RecordedCollaboration{ID: "recorded:x", Title: "x", PartyIDs: []string{"org:a", "org:d"}})
	got = append(got, degree(nil), degree(poland))
	if d := cmp.Diff([]int{2, 1, 2, 3, 2}, got); d != "" {
		t.Errorf("degrees (-want +got):\n%s", d)
	}
}
