package memory

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"ngograph/internal/kg"
)

// BenchmarkIntroductions asks for the first ten and the total in networks of two sizes: for organisations that meet as many
// others as in the other network, who meet as many in their turn, and for the hub.
func BenchmarkIntroductions(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		v, graph := openGraph(b, shape{organisations: n, projects: n * 4 / 10, participations: n * 24 / 10})
		s := v.latest.Load()
		hub := s.of(kg.KindOrganisation).row(s.busiest())
		for _, bench := range []struct {
			name    string
			rows    []int32
			brokers bool
		}{
			{"ordinary", s.alike(40, 10_000), false},
			{"ordinary, with brokers and their ties", s.alike(40, 10_000), true},
			{"hub", []int32{hub}, false},
			{"hub, with brokers and their ties", []int32{hub}, true},
		} {
			b.Run(fmt.Sprintf("%s of %d", bench.name, n), func(b *testing.B) {
				b.ReportAllocs()
				total, i := 0, 0
				for b.Loop() {
					h := introductionsTo(s.of(kg.KindOrganisation).ids[bench.rows[i%len(bench.rows)]], nil)
					h.First, h.Coverage = 10, false
					if h.Shapes[0].Hops[1].First = 3; !bench.brokers {
						h.Shapes = nil
					}
					page, err := graph.Fetch(b.Context(), h)
					if err != nil {
						b.Fatal(err)
					}
					total += page.Total
					i++
				}
				b.ReportMetric(float64(total)/float64(i), "candidates")
			})
		}
	}
}

// alike returns twenty organisations: those whose meetings with others, and whose others' meetings, are closest in number
// to what is asked.
func (s *snapshot) alike(others, further int) []int32 {
	near := make([]int, s.size(kg.KindOrganisation))
	far := make([]int, len(near))
	for _, reach := range []struct{ to, by []int }{{near, nil}, {far, near}} {
		for p := range int32(s.size(kg.KindProject)) {
			parties := s.parts.parties.of(p)
			sum := len(parties)
			if reach.by != nil {
				sum = 0
				for _, o := range parties {
					sum += reach.by[o]
				}
			}
			for _, o := range parties {
				reach.to[o] += sum
			}
		}
	}
	rows := make([]int32, len(near))
	for o := range rows {
		rows[o] = int32(o)
	}
	off := func(o int32) int {
		return 100*max(near[o]-others, others-near[o]) + max(far[o]-further, further-far[o])
	}
	slices.SortFunc(rows, func(a, b int32) int { return cmp.Or(cmp.Compare(off(a), off(b)), cmp.Compare(a, b)) })
	return rows[:20]
}
