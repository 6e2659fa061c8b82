package metrics

// spans is how many buckets of a queue the longest arc spans.
const spans = 2048

// queue hands out nodes by distance, where none that is pushed is farther from the last one handed out than the longest
// arc. Nodes wait in a ring of buckets by distance, unsorted; only those of the bucket at hand are in a heap, which is
// small then. A node that comes closer is pushed once more: skipping what it left behind costs less than finding it.
type queue struct {
	perLength float64 // buckets
	first     []int32 // of each bucket in waits, -1 where it is empty
	waits     []waiter
	waiting   int // in buckets
	bucket    int // at hand
	near      heap
}

type waiter struct {
	heapItem
	next int32 // in the same bucket, or -1
}

func newQueue(arcs []arc) queue {
	longest := 0.0
	for _, a := range arcs {
		longest = max(longest, a.length)
	}
	q := queue{perLength: spans / longest, first: make([]int32, spans+2)}
	for i := range q.first {
		q.first[i] = -1
	}
	return q
}

// reset makes an empty queue ready for distances from 0 on.
func (q *queue) reset() { q.waits, q.bucket = q.waits[:0], 0 }

func (q *queue) push(node int32, distance float64) {
	item := heapItem{distance, node}
	bucket := int(distance * q.perLength)
	if bucket <= q.bucket {
		q.near.push(item)
		return
	}
	first := &q.first[bucket%len(q.first)]
	q.waits = append(q.waits, waiter{item, *first})
	*first = int32(len(q.waits) - 1)
	q.waiting++
}

// pop takes the closest node out, if there is any.
func (q *queue) pop() (node int32, distance float64, ok bool) {
	for len(q.near) == 0 {
		if q.waiting == 0 {
			return 0, 0, false
		}
		q.bucket++
		first := &q.first[q.bucket%len(q.first)]
		for i := *first; i >= 0; i = q.waits[i].next {
			q.near.push(q.waits[i].heapItem)
			q.waiting--
		}
		*first = -1
	}
	item := q.near.pop()
	return item.node, item.distance, true
}
