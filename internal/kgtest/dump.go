package kgtest

import (
	"fmt"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ngograph/internal/kg"
)

// dumpedPage is what a hop asked of its page, and no more: a view may know more than it was asked for.
type dumpedPage struct {
	Items    []dumpedItem
	More     bool
	Before   bool
	Total    int
	Facets   map[string][]kg.Facet
	Coverage *kg.Coverage
	Fault    string // why the page is none
}

type dumpedItem struct {
	ID       string
	Kind     kg.Kind
	Sort     any
	Match    kg.MatchKind
	Fields   map[string]any
	Untagged any // what an answer holds besides
	Pages    map[string]dumpedPage
}

// dump returns a page tree as plain values.
func dump(h *kg.Hop, p *kg.Page) dumpedPage {
	if p == nil {
		return dumpedPage{Fault: "there is no page"}
	}
	d := dumpedPage{Before: p.Before}
	if h.Count {
		d.Total = p.Total
	}
	for _, request := range h.Facets {
		if d.Facets == nil {
			d.Facets = map[string][]kg.Facet{}
		}
		d.Facets[request.Key] = p.Facets[request.Key]
	}
	if h.Coverage && h.Edge.Paged {
		d.Coverage = plainCoverage(p.Coverage)
	}
	if !h.Items {
		return d
	}
	d.More = h.Edge.Paged && p.More
	for _, item := range p.Items {
		d.Items = append(d.Items, dumpItem(h, item))
	}
	return d
}

func dumpItem(h *kg.Hop, item kg.Item) dumpedItem {
	d := dumpedItem{ID: "(not known)"}
	if h.Edge.Paged {
		d.Sort = item.Sort
	}
	if h.Edge.Name == kg.EdgeSearch {
		d.Match = item.Match
	}
	r := item.Record
	if r == nil {
		return d
	}
	d.ID, d.Kind = r.RecordID(), r.Kind()
	shape := h.Shape(d.Kind)
	if len(shape.Fields) > 0 {
		d.Fields = fieldsOf(r, shape.Fields)
	}
	d.Untagged = untagged(h, r, shape.Fields)
	for _, below := range shape.Hops {
		if d.Pages == nil {
			d.Pages = map[string]dumpedPage{}
		}
		page, _ := kg.Attached(r, below.Key)
		d.Pages[below.Key+" "+below.Edge.Name] = dump(below, page)
	}
	return d
}

// fieldsOf returns the known values of a record's fields, by column.
func fieldsOf(r kg.Record, fields []string) map[string]any {
	known := map[string]any{}
	all := kg.Properties(r)
	for _, f := range fields {
		columns := []string{f, f + "Currency"}
		switch f {
		case "location":
			columns = []string{"latitude", "longitude"}
		case "sources":
			var list []kg.SourceRef
			for _, s := range r.Base().Sources {
				list = append(list, plainSource(s))
			}
			known[f] = list
			continue
		}
		for _, c := range columns {
			if v, ok := all[c]; ok {
				known[c] = v
			}
		}
	}
	return known
}

func plainCoverage(c *kg.Coverage) *kg.Coverage {
	if c == nil {
		return nil
	}
	plain := *c
	plain.Sources = nil
	for _, s := range c.Sources {
		plain.Sources = append(plain.Sources, plainSource(s))
	}
	return &plain
}

// plainSource leaves of a source's facts what answers show.
func plainSource(s kg.SourceRef) kg.SourceRef {
	if f := s.Facts; f != nil {
		s.Facts = &kg.Dataset{
			ID: f.ID, Title: f.Title, Publisher: f.Publisher, URL: f.URL, RecordURL: f.RecordURL,
			Licence: f.Licence, Attribution: f.Attribution, RetrievedAt: f.RetrievedAt,
		}
	}
	return s
}

// alike compares dumps: numbers to 1e-9 of their size, nil and empty lists the same.
var alike = cmp.Options{
	cmpopts.EquateApprox(1e-9, 0), cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(kg.Meta{}),
}

// diff says how an answer differs from the one wanted; "" if it does not.
func diff(h *kg.Hop, want, got *kg.Page) string {
	return cmp.Diff(dump(h, want), dump(h, got), alike)
}

// describe writes a question so that a reader can ask it again by hand.
func describe(h *kg.Hop) string {
	var b strings.Builder
	describeHop(&b, h, "  ")
	return b.String()
}

func describeHop(b *strings.Builder, h *kg.Hop, indent string) {
	from := string(h.Edge.From)
	if from == "" {
		from = "root"
	}
	fmt.Fprintf(b, "%s%s %s -> %s", indent, h.Key, from, h.Edge.Name)
	add := func(wanted bool, format string, args ...any) {
		if wanted {
			fmt.Fprintf(b, "  "+format, args...)
		}
	}
	add(h.IDs != nil, "ids %q", h.IDs)
	add(h.Words != nil, "words %q", h.Words)
	add(h.Kinds != nil, "kinds %q", h.Kinds)
	add(h.Where.Op != kg.OpAll, "where %s", describeFilter(&h.Where))
	add(h.Degrees > 0, "degrees %d", h.Degrees)
	add(h.Nodes > 0, "nodes %d", h.Nodes)
	add(h.Edge.Top > 0, "first %d", h.First)
	add(h.Edge.Paged, "by %s desc=%t first %d", h.Order.Field, h.Order.Desc, h.First)
	if h.After != nil {
		add(true, "after %#v", *h.After)
	}
	add(h.Scope != nil && h.Edge.From != kg.KindCollaboration && h.Scope.String() != (&kg.Scope{}).String(), "scope (%s)", h.Scope.String())
	add(h.Rows != "", "%s x %s of %q", h.Rows, h.Columns, h.Measures)
	add(h.Since != 0, "since %d", h.Since)
	add(h.Needs != nil, "needs %q in %s", h.Needs, h.Place)
	if h.Brief != nil {
		add(true, "brief %+v", *h.Brief)
	}
	add(h.On != h.Today, "on %s", h.On)
	add(h.Items, "items")
	add(h.Count, "count")
	add(h.Coverage, "coverage")
	add(h.Facets != nil, "facets %v", h.Facets)
	b.WriteByte('\n')
	for _, s := range h.Shapes {
		fmt.Fprintf(b, "%s  %s %q\n", indent, s.Kind, s.Fields)
		for _, below := range s.Hops {
			describeHop(b, below, indent+"    ")
		}
	}
}

func describeFilter(f *kg.Filter) string {
	switch f.Op {
	case kg.OpAnd, kg.OpOr, kg.OpNot, kg.OpAny:
		var args []string
		for i := range f.Args {
			args = append(args, describeFilter(&f.Args[i]))
		}
		return fmt.Sprintf("%s%s(%s)", f.Op, f.Edge, strings.Join(args, ", "))
	case kg.OpRange, kg.OpDuring:
		return fmt.Sprintf("%s %s [%v, %v]", f.Op, f.Field, f.Min, f.Max)
	case kg.OpAll:
		return "all"
	}
	text := fmt.Sprintf("%s %s %q", f.Op, f.Field, f.Values)
	if f.On != "" {
		text += " on " + string(f.On)
	}
	return text
}

// describeRecords writes records one a line, each with its known values.
func describeRecords(records []kg.Record) string {
	var b strings.Builder
	for _, r := range records {
		fmt.Fprintf(&b, "  %s", r.RecordID())
		columns, cells := kg.Describe(r.Kind()).Columns(), kg.FormatText(r)
		for i, c := range columns {
			if cells[i] != "" && c.Name != "id" && c.Name != "updatedAt" && c.Name != "revision" {
				fmt.Fprintf(&b, "  %s=%s", c.Name, cells[i])
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}
