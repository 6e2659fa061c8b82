package metrics

import "math"

// EI returns each node's E-I index over categories (Krackhardt and Stern 1988, Social Psychology Quarterly 51:123):
// (external - internal) / (external + internal), counting ties, not weights. It runs from -1, all ties within the
// node's own category, to 1, all outside. A category below zero is unknown: ties of unknown ends are left out, and a
// node with no tie left has none (NaN). There is one category for each node.
func EI(g *Graph, category []int32) []float64 {
	index := make([]float64, g.Nodes())
	for v := range index {
		var external, internal int
		if category[v] >= 0 {
			for _, u := range g.to[g.offset[v]:g.offset[v+1]] {
				switch {
				case category[u] < 0:
				case category[u] == category[v]:
					internal++
				default:
					external++
				}
			}
		}
		if external+internal == 0 {
			index[v] = math.NaN()
			continue
		}
		index[v] = float64(external-internal) / float64(external+internal)
	}
	return index
}
