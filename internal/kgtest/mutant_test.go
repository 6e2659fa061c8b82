package kgtest

import (
	"cmp"
	"context"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ngograph/internal/kg"
)

// mutants are backends with one fault each; the suite must notice every one.
func mutants() map[string]func(r *rules) {
	all := map[string]func(r *rules){
		"a project of n counts 1/n": func(r *rules) { r.term = func(n int) float64 { return 1 / float64(n) } },
		"a project of n counts 1":   func(r *rules) { r.term = func(int) float64 { return 1 } },
		"the unknown comes first": func(r *rules) {
			r.compare = func(o kg.Order, a, b kg.After) int {
				if (a.Value == nil) != (b.Value == nil) {
					return -kg.Order.Compare(o, a, b)
				}
				return kg.Order.Compare(o, a, b)
			}
		},
		"the unknown comes first when descending": func(r *rules) {
			r.compare = func(o kg.Order, a, b kg.After) int {
				if o.Desc && (a.Value == nil) != (b.Value == nil) {
					return -kg.Order.Compare(o, a, b)
				}
				return kg.Order.Compare(o, a, b)
			}
		},
		"ids descend with their values": func(r *rules) {
			r.compare = func(o kg.Order, a, b kg.After) int {
				c := kg.Order.Compare(o, a, b)
				if o.Desc && a.Value == b.Value {
					return -c
				}
				return c
			}
		},
		"equal values have no order": func(r *rules) {
			r.compare = func(o kg.Order, a, b kg.After) int {
				if a.Value == b.Value {
					return 0
				}
				return kg.Order.Compare(o, a, b)
			}
		},
		"ids without regard to case": func(r *rules) {
			r.compare = func(o kg.Order, a, b kg.After) int {
				a.ID, b.ID = strings.ToLower(a.ID), strings.ToLower(b.ID)
				return cmp.Or(kg.Order.Compare(o, a, b), 1)
			}
		},
		"a page begins with the row of its cursor": func(r *rules) { r.behind = func(c int) bool { return c >= 0 } },
		"an area is what it is today":              func(r *rules) { r.holds = func(_ kg.Period, _, to kg.Date) bool { return to == "" || to >= Today } },
		"the last day of a membership is out": func(r *rules) {
			r.holds = func(p kg.Period, from, to kg.Date) bool { return p.Holds(from, to) && (to == "" || to > p.From) }
		},
		"at most n is fewer than n": func(r *rules) { r.counted = func(n, most int) bool { return n < most } },
		"a theme is itself alone":   func(r *rules) { r.climbs = false },
		"a prefix ranks as any word": func(r *rules) {
			r.rank = func(ix kg.Indexed, words []string) kg.MatchKind {
				if m := ix.Match(words); m != kg.MatchPrefix {
					return m
				}
				return kg.MatchInName
			}
		},
		"decay by e instead of 2": func(r *rules) {
			r.aged = func(term float64, age, halfLife int) float64 { return term * math.Exp(-float64(age)/float64(halfLife)) }
		},
	}
	for name, mutate := range networkMutants() {
		all[name] = func(r *rules) { mutate(&r.network) }
	}
	maps.Copy(all, helpMutants())
	return all
}

// broken is what breaks a View as a whole.
func broken() map[string]func(v kg.View) kg.View {
	all := map[string]func(v kg.View) kg.View{
		"no more pages":    func(v kg.View) kg.View { return edited{v, func(_ *kg.Hop, p *kg.Page) { p.More = false }} },
		"totals of a page": func(v kg.View) kg.View { return edited{v, func(_ *kg.Hop, p *kg.Page) { p.Total = len(p.Items) }} },
		"sources unexplained": func(v kg.View) kg.View {
			return edited{v, func(_ *kg.Hop, p *kg.Page) {
				for _, item := range p.Items {
					if item.Record != nil {
						for i := range item.Record.Base().Sources {
							item.Record.Base().Sources[i].Facts = nil
						}
					}
				}
			}}
		},
		"unknown ids are no error": func(v kg.View) kg.View {
			return asked{v, func(h *kg.Hop) { h.Refs = nil }}
		},
		"scopes without years": func(v kg.View) kg.View {
			return asked{v, func(h *kg.Hop) { s := *h.Scope; s.Years = kg.Years{}; h.Scope = &s }}
		},
	}
	maps.Copy(all, brokenNetworks())
	maps.Copy(all, brokenHelp())
	return all
}

// edited changes the answers of a view.
type edited struct {
	kg.View
	edit func(h *kg.Hop, p *kg.Page)
}

func (v edited) Fetch(ctx context.Context, h *kg.Hop) (*kg.Page, error) {
	p, err := v.View.Fetch(ctx, h)
	if err == nil {
		v.edit(h, p)
	}
	return p, err
}

// asked changes the questions that a view is asked.
type asked struct {
	kg.View
	edit func(h *kg.Hop)
}

func (v asked) Fetch(ctx context.Context, h *kg.Hop) (*kg.Page, error) {
	c := *h
	v.edit(&c)
	return v.View.Fetch(ctx, &c)
}

// examples are the groups of cases worked out by hand, which must do without the oracle's help.
const examples = "semantics|search|cursors|questions that are refused|writes behind the cursor|introductions|paths|positions|networks|" +
	"funding|newcomers|help|cross tables"

const mutantEnv = "KGTEST_MUTANT"

// TestMutants runs the suite on each faulty backend, in a process of its own, and expects it to fail. The processes do not
// look for races, which would take eight times as long to find the same faults.
func TestMutants(t *testing.T) {
	if name := os.Getenv(mutantEnv); name != "" {
		runMutant(t, name)
		return
	}
	suite := filepath.Join(t.TempDir(), "suite")
	if out, err := exec.CommandContext(t.Context(), "go", "test", "-c", "-o", suite, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	names := []string{}
	for name := range mutants() {
		names = append(names, name)
	}
	for name := range broken() {
		names = append(names, name)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			c := exec.CommandContext(t.Context(), suite, "-test.run=^TestMutants$/^("+examples+")$", "-test.failfast")
			c.Env = append(os.Environ(), mutantEnv+"="+name)
			out, err := c.CombinedOutput()
			if err == nil {
				t.Fatalf("nothing was noticed:\n%s", out)
			}
			if !strings.Contains(string(out), "--- FAIL: TestMutants/") || strings.Contains(string(out), "panic:") {
				t.Errorf("it failed, but not as a test does:\n%s", out)
			}
		})
	}
}

func runMutant(t *testing.T, name string) {
	r := rulesAsWritten()
	if mutate := mutants()[name]; mutate != nil {
		mutate(&r)
	}
	h := fakeHarness(r)
	if wreck := broken()[name]; wreck != nil {
		open := h.Open
		h.Open = func(t testing.TB) (kg.Store, kg.View) {
			s, v := open(t)
			return s, wreck(v)
		}
	}
	Run(t, h)
}
