package metrics

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestQueue pushes nodes as searches do and wants them in the order of their distance, whatever the scale of the arcs.
func TestQueue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lengths := rapid.SliceOfN(rapid.SampledFrom([]float64{1e-9, 0.001, 0.25, 1. / 3, 1, 2, 19, 1e6}), 1, 60).Draw(t, "lengths")
		arcs := make([]arc, len(lengths))
		for i, l := range lengths {
			arcs[i].length = l
		}
		q := newQueue(arcs)
		for range 2 { // the buckets serve again
			q.reset()
			q.push(0, 0)
			distance := []float64{0}
			var popped []float64
			for {
				v, _, ok := q.pop()
				if !ok {
					break
				}
				popped = append(popped, distance[v])
				for range rapid.IntRange(0, 3).Draw(t, "pushes") {
					if len(distance) <= len(lengths) {
						d := distance[v] + lengths[len(distance)-1]
						q.push(int32(len(distance)), d)
						distance = append(distance, d)
					}
				}
			}
			if len(popped) != len(distance) || !slices.IsSorted(popped) {
				t.Fatalf("pushed %v, popped %v", distance, popped)
			}
		}
	})
}
