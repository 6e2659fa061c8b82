package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"time"

	"ngograph/internal/metrics"
)

// peerWork is the most nodes times links of a network for which igraph is asked for betweenness: some minutes. Above, it
// is not asked for constraint either.
const peerWork = 2_000_000_000

// levelModularity is how much of igraph's modularity counts as level with it: seeds make more of a difference.
const levelModularity = 0.999

// measured is a network in both programs.
type measured struct {
	*tieNetwork
	graph *metrics.Graph
	peer  *peer
}

func measures(ctx context.Context, b *bench, r *report) (err error) {
	networks, err := b.networks(ctx)
	if err != nil {
		return err
	}
	python, err := b.python(ctx)
	if err != nil {
		return err
	}
	p, err := b.peer(ctx, python, "bench/peers/igraph_peer.py")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	r.line("igraph (C, through Python; one thread, as it has no more for these) and ngograph's internal/metrics on the same links, " +
		"both in their own process and without reading and building the graph. A link is as long as 1/weight; all measures are weighted. " +
		"Bytes a link are those that a measure allocates in all, its result included; the graph itself has them in the first row.")
	r.table("network", "measure", "igraph", "ngograph", "ratio", "bytes a link", "agreement")
	for _, n := range networks {
		m := &measured{tieNetwork: n, peer: p}
		if err := m.build(r); err != nil {
			return err
		}
		for _, measure := range []func(*report, bool) error{m.components, m.constraint, m.leiden, m.betweenness} {
			if err := measure(r, b.quick); err != nil {
				return fmt.Errorf("%s: %w", n.name, err)
			}
		}
	}
	return ctx.Err()
}

func (m *measured) build(r *report) error {
	var version string
	took, err := m.ask("load", m.file, &version)
	if err != nil {
		return err
	}
	start, before := time.Now(), allocated()
	if m.graph, err = metrics.New(m.nodes, m.links); err != nil {
		return err
	}
	built, bytes := time.Since(start), allocated()-before
	r.row(m.name, fmt.Sprintf("%d nodes, %d links", m.nodes, m.graph.Links()), took, built, "", m.perLink(bytes), "igraph "+version+"; its time is with reading the file")
	return nil
}

// ask has igraph do something and reads the result.
func (m *measured) ask(op string, args, result any) (time.Duration, error) {
	took, answer, err := m.peer.do(op, args)
	if err != nil {
		return 0, err
	}
	return took, json.Unmarshal(answer, result)
}

// allocated is how many bytes this process has allocated so far.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

func (m *measured) perLink(bytes uint64) string {
	return fmt.Sprintf("%.0f", float64(bytes)/float64(m.graph.Links()))
}

// against times both, writes a row and a goal, and returns what both found at last.
func against[T, U any](m *measured, r *report, measure, op string, args any, ours func() (U, error), agree func(T, U) (string, error)) error {
	var theirs T
	var mine U
	var bytes uint64
	peer := func() (time.Duration, error) { return m.ask(op, args, &theirs) }
	own := clocked(func() (err error) {
		before := allocated()
		mine, err = ours()
		bytes = allocated() - before
		return err
	})
	ti, tn, err := paired(20, 3*time.Second, peer, own)
	if err != nil {
		return err
	}
	found, err := agree(theirs, mine)
	if err != nil {
		return fmt.Errorf("%s: %w", measure, err)
	}
	r.row("", measure, ti.median(), tn.median(), ratio(ti.median(), tn.median()), m.perLink(bytes), found)
	r.atLeast(measure+": "+m.name, ratio(ti.median(), tn.median()), 1)
	return nil
}

func (m *measured) components(r *report, _ bool) error {
	return against(m, r, "components", "components", nil, func() (int, error) {
		_, count := metrics.Components(m.graph)
		return count, nil
	}, func(theirs, ours int) (string, error) {
		if theirs != ours {
			return "", fmt.Errorf("igraph finds %d, ngograph %d", theirs, ours)
		}
		return fmt.Sprintf("%d", ours), nil
	})
}

func (m *measured) constraint(r *report, _ bool) error {
	ours := func() ([]float64, error) {
		h, err := metrics.StructuralHoles(m.graph, metrics.Run{})
		return h.Constraint, err
	}
	if m.work() > peerWork {
		return m.alone(r, "constraint", ours)
	}
	return against(m, r, "constraint", "constraint", nil, ours, sameMeasure)
}

// work grows with what betweenness takes.
func (m *measured) work() int { return m.nodes * m.graph.Links() }

// once times a measure of ngograph's; perLink says what it allocated.
func (m *measured) once(ours func() ([]float64, error)) (values []float64, took time.Duration, perLink string, err error) {
	start, before := time.Now(), allocated()
	values, err = ours()
	return values, time.Since(start), m.perLink(allocated() - before), err
}

// alone times ngograph on a network that is too much for igraph, and writes a row.
func (m *measured) alone(r *report, measure string, ours func() ([]float64, error)) error {
	_, took, perLink, err := m.once(ours)
	if err != nil {
		return err
	}
	r.row("", measure, "not run", took, "", perLink,
		fmt.Sprintf("nodes times links are %.2g; igraph is asked up to %.2g", float64(m.work()), float64(peerWork)))
	return nil
}

func (m *measured) betweenness(r *report, quick bool) error {
	if quick && m.work() > peerWork/100 {
		return nil
	}
	measure := func() ([]float64, error) { return metrics.Betweenness(m.graph, metrics.Run{}) }
	if m.work() > peerWork {
		return m.alone(r, "betweenness", measure)
	}
	ours, took, perLink, err := m.once(measure)
	if err != nil {
		return err
	}
	var theirs []float64
	peer, err := m.ask("betweenness", nil, &theirs)
	if err != nil {
		return err
	}
	pairs := float64(m.nodes-1) * float64(m.nodes-2) / 2
	for v := range theirs {
		theirs[v] /= pairs
	}
	found, err := sameMeasure(theirs, ours)
	if err != nil {
		return fmt.Errorf("betweenness: %w", err)
	}
	r.row("", "betweenness", peer, took, ratio(peer, took), perLink, found)
	r.atLeast("betweenness: "+m.name, ratio(peer, took), 1)
	return nil
}

// sameMeasure holds a measure of all nodes against igraph's: the same to 1e-9 of it, where it is above 1e-15.
func sameMeasure(theirs, ours []float64) (string, error) {
	if len(theirs) != len(ours) {
		return "", fmt.Errorf("igraph has %d nodes, ngograph %d", len(theirs), len(ours))
	}
	most := 0.0
	for v, x := range theirs {
		if off := math.Abs(x - ours[v]); off > 1e-15 {
			most = max(most, off/max(math.Abs(x), math.Abs(ours[v])))
		}
	}
	if !(most <= 1e-9) {
		return "", fmt.Errorf("differs from igraph's by %g of it", most)
	}
	return fmt.Sprintf("to %.0e", max(most, 1e-15)), nil
}

// leiden compares five seeds, or one where betweenness is too much for igraph: igraph until nothing changes and for two
// iterations, which is what it does unless asked.
func (m *measured) leiden(r *report, _ bool) error {
	var ours struct {
		modularity float64
		took       times
		bytes      uint64
	}
	var theirs [2]struct {
		modularity float64
		took       times
	}
	seeds := 5
	if m.work() > peerWork {
		seeds = 1
	}
	for seed := range seeds {
		for i, iterations := range []int{-1, 2} {
			var found struct{ Modularity float64 }
			took, err := m.ask("leiden", map[string]int{"seed": seed, "iterations": iterations}, &found)
			if err != nil {
				return err
			}
			theirs[i].modularity += found.Modularity / float64(seeds)
			theirs[i].took = append(theirs[i].took, took)
		}
		start, before := time.Now(), allocated()
		c, err := metrics.Leiden(m.graph, uint64(seed), metrics.Run{})
		if err != nil {
			return err
		}
		ours.took, ours.bytes = append(ours.took, time.Since(start)), allocated()-before
		ours.modularity += c.Modularity / float64(seeds)
	}
	slices.Sort(ours.took)
	for i, measure := range []string{"communities", "communities, 2 iterations of igraph"} {
		slices.Sort(theirs[i].took)
		times, quality := ratio(theirs[i].took.median(), ours.took.median()), ours.modularity/theirs[i].modularity
		r.row("", measure, theirs[i].took.median(), ours.took.median(), times, m.perLink(ours.bytes),
			fmt.Sprintf("modularity %.4f, ngograph %.4f", theirs[i].modularity, ours.modularity))
		if i == 0 {
			r.atLeast(measure+": "+m.name, times, 1)
			r.atLeast("modularity: "+m.name, quality, levelModularity)
		}
	}
	return nil
}
