package kgtest

import (
	"strings"

	"ngograph/internal/kg"
)

// ask returns a hop along an edge, "name" from the root or "Kind.name", that wants some fields of whatever it reaches,
// in the largest page.
func ask(edge string, fields ...string) *kg.Hop {
	from, name, found := strings.Cut(edge, ".")
	if !found {
		from, name = "", edge
	}
	e := kg.EdgeOf(kg.Kind(from), name)
	if e == nil {
		panic("kgtest: no edge " + edge)
	}
	h := &kg.Hop{Edge: e, Key: strings.Join(append([]string{edge}, fields...), " "), Items: true}
	if e.Paged {
		h.First = kg.MaxFirst
	}
	if e.Top > 0 {
		h.First = e.Top
	}
	for _, k := range e.To {
		s := kg.Shape{Kind: k}
		for _, f := range fields {
			if kg.Describe(k).Field(f) != nil {
				s.Fields = append(s.Fields, f)
			}
		}
		h.Shapes = append(h.Shapes, s)
	}
	return h
}

// below asks for hops below every record that h reaches, and returns h.
func below(h *kg.Hop, hops ...*kg.Hop) *kg.Hop {
	for i := range h.Shapes {
		for _, b := range hops {
			if b.Edge.From == h.Shapes[i].Kind {
				h.Shapes[i].Hops = append(h.Shapes[i].Hops, b)
			}
		}
	}
	return h
}

// node asks for one record and hops below it.
func node(id string, hops ...*kg.Hop) *kg.Hop {
	h := ask(kg.EdgeNodes)
	h.IDs = []string{id}
	return below(h, hops...)
}

// ids returns the ids of a page's rows, "" for one that is not known.
func ids(p *kg.Page) []string {
	list := []string{}
	for _, item := range p.Items {
		if item.Record == nil {
			list = append(list, "")
			continue
		}
		list = append(list, item.Record.RecordID())
	}
	return list
}

// attached returns the page below a page's only row.
func attached(t failer, p *kg.Page, h *kg.Hop) *kg.Page {
	t.Helper()
	if len(p.Items) != 1 || p.Items[0].Record == nil {
		t.Fatalf("want one row with pages below it, got %v", ids(p))
	}
	page, ok := kg.Attached(p.Items[0].Record, h.Key)
	if !ok {
		t.Fatalf("no page was attached for %s", h.Key)
	}
	return page
}
