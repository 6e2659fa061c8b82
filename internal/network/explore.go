package network

import (
	"cmp"
	"context"
	"slices"

	"ngograph/internal/kg"
)

// explorer reads the ties of a scope no further than it is asked to, those of many organisations at a time. It numbers
// organisations as it meets them.
type explorer struct {
	still    kg.Still
	scope    *kg.Scope
	today    kg.Date
	number   map[string]int32
	met      kg.Ties   // but in the order of reading
	partners [][]int32 // by number: those met so far
	read     []bool    // by number: all its partners are met
}

func (q *question) explorer(scope *kg.Scope) *explorer {
	return &explorer{still: q.still, scope: scope, today: q.today, number: map[string]int32{}}
}

func (x *explorer) meet(id, country string) int32 {
	n, ok := x.number[id]
	if !ok {
		n = int32(len(x.met.IDs))
		x.number[id] = n
		x.met.IDs, x.met.Countries = append(x.met.IDs, id), append(x.met.Countries, country)
		x.partners, x.read = append(x.partners, nil), append(x.read, false)
	}
	x.met.Countries[n] = cmp.Or(x.met.Countries[n], country)
	return n
}

// readTies reads the ties of organisations.
func (x *explorer) readTies(ctx context.Context, of []int32) error {
	var ids []string
	for _, n := range of {
		if !x.read[n] {
			ids = append(ids, x.met.IDs[n])
		}
	}
	if len(ids) == 0 {
		return nil
	}
	ties, err := x.still.Ties(ctx, x.scope, x.today, ids)
	if err != nil {
		return err
	}
	numbers := make([]int32, len(ties.IDs))
	for i, id := range ties.IDs {
		numbers[i] = x.meet(id, ties.Countries[i])
	}
	for _, l := range ties.Links {
		l.A, l.B = numbers[l.A], numbers[l.B]
		if x.read[l.A] || x.read[l.B] {
			continue // it was met from the other end
		}
		x.met.Links = append(x.met.Links, l)
		x.partners[l.A], x.partners[l.B] = append(x.partners[l.A], l.B), append(x.partners[l.B], l.A)
	}
	for _, n := range of {
		x.read[n] = true
	}
	return nil
}

// among returns some organisations with all ties among them, in the order that Ties have.
func among(t *kg.Ties, nodes []int32) *kg.Ties {
	kept := slices.Clone(nodes)
	slices.SortFunc(kept, func(a, b int32) int { return cmp.Compare(t.IDs[a], t.IDs[b]) })
	out := &kg.Ties{IDs: make([]string, len(kept)), Countries: make([]string, len(kept))}
	number := make([]int32, len(t.IDs))
	for n := range number {
		number[n] = -1
	}
	for i, n := range kept {
		number[n] = int32(i)
		out.IDs[i], out.Countries[i] = t.IDs[n], t.Countries[n]
	}
	for _, l := range t.Links {
		l.A, l.B = number[l.A], number[l.B]
		if l.A >= 0 && l.B >= 0 {
			out.Links = append(out.Links, l)
		}
	}
	slices.SortFunc(out.Links, func(a, b kg.Link) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	return out
}

// circle is the organisations within some steps of one.
type circle struct {
	*explorer
	steps map[int32]int // by number; the centre's is 0
	outer []int32       // the outermost layer, empty when nothing lies further out
	depth int           // its steps
}

// around returns the circle of an organisation alone.
func (x *explorer) around(id string) *circle {
	centre := x.meet(id, "")
	return &circle{explorer: x, steps: map[int32]int{centre: 0}, outer: []int32{centre}}
}

// grow takes in what lies one step further out.
func (c *circle) grow(ctx context.Context) error {
	if err := c.readTies(ctx, c.outer); err != nil {
		return err
	}
	c.depth++
	var next []int32
	for _, n := range c.outer {
		for _, m := range c.partners[n] {
			if _, ok := c.steps[m]; !ok {
				c.steps[m] = c.depth
				next = append(next, m)
			}
		}
	}
	c.outer = next
	return nil
}
