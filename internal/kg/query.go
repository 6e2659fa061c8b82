package kg

import (
	"cmp"
	"slices"
	"strings"
)

// MaxFirst is the largest page.
const MaxFirst = 500

// Hop is a question: from the root, or from a record to others along one edge. Graph checks and completes it before a
// View sees it. A root hop with the hops below it is one question and gets one answer, a tree of pages; a backend that
// asks a database asks it once.
type Hop struct {
	Edge  *Edge
	Key   string // under which the page is handed out; never part of the question
	Where Filter // on the records of Edge.Filtered; for collaborations it is unused
	Order Order
	First int    // 1 to MaxFirst on a paged edge, 1 to Edge.Top on one that has it, else 0: everything
	After *After // the position to go on from

	Scope *Scope   // of a Scoped edge; nil is the zero Scope. Hops from a derived record have its hop's scope.
	On    Date     // dated memberships: as of this day
	IDs   []string // EdgeNodes, EdgeCollaboration and the network's questions about organisations
	Words []string // EdgeSearch, folded; none finds nothing
	Kinds []Kind   // EdgeSearch; empty is all

	Degrees       int       // EdgePaths: the most steps, 1 to MaxDegrees; EdgeNetwork: the circle, 1 to MaxCircle
	Nodes         int       // EdgeNetwork: how many are kept, 1 to MaxNodes
	Rows, Columns Dimension // EdgeCrossTab
	Measures      []Measure // EdgeCrossTab: what is wanted of each cell
	Since         int       // EdgeNewcomers: a year
	Needs         []string  // EdgeResponders: kinds of resource
	Place         string    // EdgeResponders: an area, a country or a region
	Brief         *Brief    // EdgeConsortium

	Items    bool // the records are wanted
	Count    bool // the total is wanted
	Coverage bool // for what a scope rules
	Facets   []FacetRequest
	Shapes   []Shape // what is wanted of each kind of record reached; a kind without one is wanted by id alone

	Refs  []string // set at the root: ids that the question names in filters and scopes; one that is not known is NotFound
	Today Date     // set everywhere: the day of asking

	Cursor  string // After as the client gave it
	binding string
}

// Shape says what is wanted of a record: fields by name (see Description), and the hops from there.
type Shape struct {
	Kind   Kind
	Fields []string
	Hops   []*Hop
}

// Shape returns what is wanted of a kind.
func (h *Hop) Shape(k Kind) Shape {
	for _, s := range h.Shapes {
		if s.Kind == k {
			return s
		}
	}
	return Shape{Kind: k}
}

// Order says what orders a page: a field of the records, or one of a record along a to-one edge ("organisation.name").
// The unknown comes last in either direction, and equal values are ordered by id, ascending.
// EdgeSearch is ordered by "match": see SearchSort.
type Order struct {
	Field string
	Desc  bool
}

// Path splits Order.Field into the to-one edge, "" if there is none, and the field.
func (o Order) Path() (edge, field string) {
	if edge, field, ok := strings.Cut(o.Field, "."); ok {
		return edge, field
	}
	return "", o.Field
}

// sortType returns the type of the values that order a paged hop, TypeText or TypeInt, and false for an order that is
// none.
func (h *Hop) sortType() (Type, bool) {
	kind := h.Edge.To[0]
	if h.Edge.Name == EdgeSearch {
		return TypeInt, h.Order.Field == h.Edge.Order.Field
	}
	if fields, ok := orders[kind]; ok {
		return TypeInt, slices.Contains(fields, h.Order.Field)
	}
	edge, field := h.Order.Path()
	if edge != "" {
		e := EdgeOf(kind, edge)
		if e == nil || e.Many || e.Field == "" {
			return 0, false
		}
		kind = e.To[0]
	}
	f := Describe(kind).Field(field)
	if f == nil || f.Type != TypeText && f.Type != TypeInt {
		return 0, false
	}
	return f.Type, true
}

// After is a position in an ordered list: that behind the row with this sort value (nil for unknown) and id.
type After struct {
	Value any // nil, string or int64
	ID    string
}

// SortValue returns a record's value of a field for ordering: nil if unknown, int64 for numbers and hundredths
// of money, string otherwise; names and titles folded, measures in Nanos.
func SortValue(r Record, field string) any {
	if ranked, ok := r.(ranked); ok {
		return ranked.rank()
	}
	f := Describe(r.Kind()).Field(field)
	if f == nil {
		panic("kg: " + string(r.Kind()) + " has no field " + field + " to order by")
	}
	switch v := appendStored(nil, f.form, f.Of(r))[0].(type) {
	case float64:
		return Nanos(v)
	case string:
		if field == "name" || field == "title" {
			return Fold(v)
		}
		return v
	default:
		return v
	}
}

// Compare orders two rows by their sort values and ids: negative when a comes first.
func (o Order) Compare(a, b After) int {
	if a.Value == nil || b.Value == nil {
		if a.Value == nil && b.Value == nil {
			return cmp.Compare(a.ID, b.ID)
		}
		if a.Value == nil {
			return 1
		}
		return -1
	}
	var c int
	switch x := a.Value.(type) {
	case int64:
		c = cmp.Compare(x, b.Value.(int64))
	case string:
		c = cmp.Compare(x, b.Value.(string))
	}
	if o.Desc {
		c = -c
	}
	return cmp.Or(c, cmp.Compare(a.ID, b.ID))
}

// FacetRequest asks for the counts of each value of some fields over a hop's whole list, the First most frequent of each.
type FacetRequest struct {
	Key    string
	Fields []string
	First  int
}

// Facet is the counts of one field's values: most frequent first, then by value. A record with several values counts
// for each, one with none for Unknown.
type Facet struct {
	Field   string
	Values  []FacetValue
	Unknown int
}

// FacetValue is one value with its number of records. Label is the name of the record that the value is the id of,
// else the value itself.
type FacetValue struct {
	Value, Label string
	Count        int
}

// Coverage says what an answer under a scope rests on.
type Coverage struct {
	Revision                    Revision
	AsOf                        Date // the day from which ages are counted and, without project dates, area members are taken
	Projects                    int  // distinct projects that make at least one of the ties
	Records                     int  // distinct recorded collaborations that do
	ProjectsLeftOut             int  // projects that match but have more than maxParticipants
	ProjectsUndated             int  // projects that match but for their dates, which are unknown
	ProjectsWithUnknownPartners int  // of Projects: those not known to be complete
	OrganisationsLeftOut        int  // participants of matching projects that do not state what the scope asks: size, region or country
	Sources                     []SourceRef
	Scope                       string
}

// Page is a part of an ordered list, with what was wanted of the whole.
type Page struct {
	Items    []Item
	More     bool // rows follow the last one
	Before   bool // rows precede the first one
	Total    int  // of the whole list, if Hop.Count
	Facets   map[string][]Facet
	Coverage *Coverage
	binding  string
}

// Item is a row: its record, nil where an id is not known (EdgeNodes), its sort value, and how it matched (EdgeSearch).
type Item struct {
	Record Record
	Sort   any
	Match  MatchKind
}

// NewPage returns an empty page that answers h.
func (h *Hop) NewPage() *Page { return &Page{Before: h.After != nil, binding: h.binding} }

// Attach hands a page out with a record: Pages finds it under the hop's key. The record must be the answer's own copy.
func Attach(r Record, h *Hop, p *Page) {
	m := r.Base()
	if m.pages == nil {
		m.pages = make(map[string]*Page, 4)
	}
	m.pages[h.Key] = p
}

// Attached returns the page that was attached to a record under a key, false if none was: a hop that was not planned.
func Attached(r Record, key string) (*Page, bool) {
	p, ok := r.Base().pages[key]
	return p, ok
}

// Reached returns the kinds of records that a hop may reach.
func (h *Hop) Reached() []Kind {
	switch {
	case h.Edge.Name == EdgeSearch && len(h.Kinds) > 0:
		return h.Kinds
	case h.Edge.Name == EdgeNodes && h.Edge.From == "":
		var kinds []Kind
		for _, id := range h.IDs {
			if k, ok := KindOfID(id); ok && slices.Contains(h.Edge.To, k) && !slices.Contains(kinds, k) {
				kinds = append(kinds, k)
			}
		}
		return kinds
	}
	return h.Edge.To
}
