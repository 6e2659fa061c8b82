package metrics

import (
	"math"
	"slices"
)

// Modularity is how much more of the weight lies inside communities than would by chance among nodes of these
// strengths (Newman 2004, PRE 70:056131; resolution 1): from -1/2 to 1, and 0 for one community of all. community
// numbers that of each node from 0. A graph without links has none (NaN).
func Modularity(g *Graph, community []int32) float64 {
	if len(g.to) == 0 {
		return math.NaN()
	}
	strength := make([]float64, slices.Max(community)+1)
	var total, inside float64
	for v, c := range community {
		total += g.strength[v]
		strength[c] += g.strength[v]
		for a := g.offset[v]; a < g.offset[v+1]; a++ {
			if community[g.to[a]] == c {
				inside += g.weight[a]
			}
		}
	}
	expected := 0.0
	for _, s := range strength {
		share := s / total
		expected += float64(share * share)
	}
	return inside/total - expected
}
