package network

import (
	"context"
	"encoding/json"
	"sync"

	"ngograph/internal/kg"
)

// heldLinks is how many links the graphs that are kept have together: some 100 bytes each.
const heldLinks = 4_000_000

// graphWeight is what a graph counts for, in links, besides its links.
const graphWeight = 1000

// key says what a graph is of.
type key struct {
	scope    string
	today    kg.Date // memberships that go on last until then
	revision kg.Revision
	centre   string // "" for the whole scope
	degrees  int
	kept     int // nodes of a network, 0 for all
}

// cache keeps graphs for the questions that come after, up to a limit of links; those least recently asked for go first.
type cache struct {
	limit int

	mu      sync.Mutex
	entries map[key]*entry
	held    int // the sum of the entries' weights
	clock   int
}

type entry struct {
	once[*graph]
	weight, used int
}

func newCache(limit int) *cache { return &cache{limit: limit, entries: map[key]*entry{}} }

// get returns the graph of a key, built by one caller at a time.
func (c *cache) get(ctx context.Context, k key, build func() (*graph, error)) (*graph, error) {
	e := c.enter(k)
	return e.get(ctx, func() (*graph, error) {
		g, err := build()
		if err == nil {
			c.weigh(k, e, g.Links())
		}
		return g, err
	})
}

func (c *cache) enter(k key) *entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.entries[k]
	if e == nil {
		e = &entry{once: newOnce[*graph](), weight: graphWeight}
		c.entries[k] = e
		c.held += e.weight
	}
	c.clock++
	e.used = c.clock
	c.trim(e)
	return e
}

// weigh adds the links of an entry that was built.
func (c *cache) weigh(k key, e *entry, links int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries[k] == e {
		e.weight += links
		c.held += links
		c.trim(e)
	}
}

// trim drops entries, but not the one in use, until the limit holds.
func (c *cache) trim(inUse *entry) {
	for c.held > c.limit && len(c.entries) > 1 {
		var oldest key
		var least *entry
		for k, e := range c.entries {
			if e != inUse && (least == nil || e.used < least.used) {
				oldest, least = k, e
			}
		}
		c.held -= least.weight
		delete(c.entries, oldest)
	}
}

// whole returns the graph of all ties in a scope.
func (q *question) whole(ctx context.Context, scope *kg.Scope) (*graph, error) {
	return q.graphs.get(ctx, q.key(scope), func() (*graph, error) {
		ties, err := q.still.Ties(ctx, scope, q.today, nil)
		if err != nil {
			return nil, err
		}
		return newGraph(ties)
	})
}

func (q *question) key(scope *kg.Scope) key {
	text, err := json.Marshal(scope)
	if err != nil {
		panic(err) // plain values always marshal
	}
	return key{scope: string(text), today: q.today, revision: q.still.Revision()}
}
