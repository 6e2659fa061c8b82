package network

import (
	"context"
	"errors"
	"math"
	"slices"

	"ngograph/internal/kg"
	"ngograph/internal/metrics"
)

// measuredLinks is the most ties over which betweenness is computed, and all measures of a network: above, those of a
// network are of what is kept.
const measuredLinks = 200_000

// seeds are those of communities, of which the first gives the communities shown.
var seeds = [...]uint64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}

// graph is ties with their measures, each computed when it is first asked for and then kept. A node is an index in
// ties.IDs.
type graph struct {
	ties *kg.Ties
	*metrics.Graph

	betweenness once[[]float64]
	holes       once[metrics.Holes]
	ei          once[[]float64]
	communities once[metrics.Communities]
	stability   once[float64]
}

func newGraph(ties *kg.Ties) (*graph, error) {
	links := make([]metrics.Link, len(ties.Links))
	for i, l := range ties.Links {
		links[i] = metrics.Link{A: l.A, B: l.B, Weight: l.Weight}
	}
	m, err := metrics.New(len(ties.IDs), links)
	if err != nil {
		return nil, &kg.Error{Code: kg.Internal, Message: "the ties make no graph", Err: err}
	}
	return &graph{
		ties: ties, Graph: m,
		betweenness: newOnce[[]float64](), holes: newOnce[metrics.Holes](), ei: newOnce[[]float64](),
		communities: newOnce[metrics.Communities](), stability: newOnce[float64](),
	}, nil
}

// node returns an organisation's, false if it has no tie.
func (g *graph) node(id string) (int32, bool) {
	at, ok := slices.BinarySearch(g.ties.IDs, id)
	return int32(at), ok
}

// betweennesses are none with fewer than three nodes, and with more ties than measuredLinks.
func (g *graph) betweennesses(ctx context.Context) ([]float64, error) {
	if g.Nodes() < 3 || g.Links() > measuredLinks {
		return nil, nil
	}
	return g.betweenness.get(ctx, func() ([]float64, error) {
		return measure(ctx, func(r metrics.Run) ([]float64, error) { return metrics.Betweenness(g.Graph, r) })
	})
}

func (g *graph) structuralHoles(ctx context.Context) (metrics.Holes, error) {
	return g.holes.get(ctx, func() (metrics.Holes, error) {
		return measure(ctx, func(r metrics.Run) (metrics.Holes, error) { return metrics.StructuralHoles(g.Graph, r) })
	})
}

// eiIndexes are over countries.
func (g *graph) eiIndexes(ctx context.Context) ([]float64, error) {
	return g.ei.get(ctx, func() ([]float64, error) {
		numbers := map[string]int32{"": -1}
		countries := make([]int32, g.Nodes())
		for i, c := range g.ties.Countries {
			if _, ok := numbers[c]; !ok {
				numbers[c] = int32(len(numbers))
			}
			countries[i] = numbers[c]
		}
		return metrics.EI(g.Graph, countries), nil
	})
}

func (g *graph) partition(ctx context.Context) (metrics.Communities, error) {
	return g.communities.get(ctx, func() (metrics.Communities, error) {
		return measure(ctx, func(r metrics.Run) (metrics.Communities, error) { return metrics.Leiden(g.Graph, seeds[0], r) })
	})
}

func (g *graph) agreement(ctx context.Context) (float64, error) {
	return g.stability.get(ctx, func() (float64, error) {
		return measure(ctx, func(r metrics.Run) (float64, error) { return metrics.Stability(g.Graph, seeds[:], r) })
	})
}

// measure computes what stops when ctx ends, with ctx's error then.
func measure[T any](ctx context.Context, compute func(metrics.Run) (T, error)) (T, error) {
	value, err := compute(metrics.Run{Done: ctx.Done()})
	if errors.Is(err, metrics.ErrStopped) {
		err = ctx.Err()
	}
	return value, err
}

// defined returns a measure, nil if it is not defined.
func defined(measure float64) *float64 {
	if math.IsNaN(measure) {
		return nil
	}
	return &measure
}
