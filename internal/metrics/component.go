package metrics

// Components numbers the connected components, in the order of their smallest nodes: of[v] is the number of v's.
// An isolate is a component of its own.
func Components(g *Graph) (of []int32, count int) {
	of = make([]int32, g.Nodes())
	for v := range of {
		of[v] = -1
	}
	var reached []int32
	for root := range of {
		if of[root] >= 0 {
			continue
		}
		of[root] = int32(count)
		for reached = append(reached[:0], int32(root)); len(reached) > 0; {
			v := reached[len(reached)-1]
			reached = reached[:len(reached)-1]
			for _, u := range g.to[g.offset[v]:g.offset[v+1]] {
				if of[u] < 0 {
					of[u] = int32(count)
					reached = append(reached, u)
				}
			}
		}
		count++
	}
	return of, count
}
