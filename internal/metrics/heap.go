package metrics

// heap hands out nodes by distance, four children to a parent.
type heap []heapItem

type heapItem struct {
	distance float64
	node     int32
}

func (h *heap) push(item heapItem) {
	items := append(*h, heapItem{})
	i := len(items) - 1
	for i > 0 {
		parent := (i - 1) / 4
		if items[parent].distance <= item.distance {
			break
		}
		items[i] = items[parent]
		i = parent
	}
	items[i] = item
	*h = items
}

// pop takes the closest node out.
func (h *heap) pop() heapItem {
	items := *h
	top := items[0]
	last := len(items) - 1
	item := items[last]
	items = items[:last]
	*h = items
	if last == 0 {
		return top
	}
	gap := 0
	for {
		child := 4*gap + 1
		if child >= last {
			break
		}
		closest, end := items[child].distance, min(child+4, last)
		for c := child + 1; c < end; c++ {
			if d := items[c].distance; d < closest {
				child, closest = c, d
			}
		}
		if closest >= item.distance {
			break
		}
		items[gap] = items[child]
		gap = child
	}
	items[gap] = item
	return top
}
