package httpapi

import "github.com/vektah/gqlparser/v2/ast"

// saturated is where expanded counts stop growing: above any sensible limit, and twice it still fits 32 bits.
const saturated = 1_000_000_000

// summary is what a selection set amounts to, its fragments expanded.
type summary struct {
	depth         int // of its deepest field, the fields of the set having depth 1
	introspection int // the same below __schema or __type, 0 without them
	fields        int // fields at its top level
	aliases       int // aliased fields at any level

	// The cost in two parts, because how long the lists of the set are is known to the field around it and not to a
	// fragment: once is what the set costs whatever their length, perItem what each item of those lists adds.
	once, perItem int
}

// beside adds a selection of the same level.
func (s *summary) beside(other summary) {
	s.depth = max(s.depth, other.depth)
	s.introspection = max(s.introspection, other.introspection)
	s.fields = plus(s.fields, other.fields)
	s.aliases = plus(s.aliases, other.aliases)
	s.once = plus(s.once, other.once)
	s.perItem = plus(s.perItem, other.perItem)
}

// cost returns the cost of the set where the lists directly in it have the given length.
func (s *summary) cost(length int) int {
	return plus(s.once, times(s.perItem, length))
}

// fragment is a fragment definition with its summary, which is made once however often it is spread.
type fragment struct {
	definition *ast.FragmentDefinition
	state      fragmentState
	summary    summary
}

type fragmentState byte

const (
	untouched fragmentState = iota
	underway
	done
)

// analysis measures one parsed document. It visits every selection once: fragments are memoised.
type analysis struct {
	schema *schemaIndex
	sizes  sizes

	fragments map[string]*fragment
	cycle     string // the name of a fragment that spreads itself, empty if none does
	repeats   int
	visited   int // selections visited; at most the number written

	collected int            // the number of the selection set whose response names are being collected
	names     map[string]int // response name -> the last selection set that used it
}

func newAnalysis(schema *schemaIndex, document *ast.QueryDocument, sizes sizes) *analysis {
	a := &analysis{
		schema:    schema,
		sizes:     sizes,
		fragments: make(map[string]*fragment, len(document.Fragments)),
		names:     make(map[string]int),
	}
	for _, definition := range document.Fragments {
		// Of two fragments with one name the first counts; the document is invalid.
		if _, twice := a.fragments[definition.Name]; !twice {
			a.fragments[definition.Name] = &fragment{definition: definition}
		}
	}
	return a
}

// spread returns the summary of a named fragment; one that is missing or that spreads itself amounts to nothing.
func (a *analysis) spread(name string) summary {
	f := a.fragments[name]
	switch {
	case f == nil:
		return summary{}
	case f.state == underway:
		a.cycle = name
		return summary{}
	case f.state == untouched:
		f.state = underway
		f.summary = a.collect(f.definition.SelectionSet, a.schema.types[f.definition.TypeCondition])
		f.state = done
	}
	return f.summary
}

// collect summarises the selection set of an operation, a field or a fragment definition.
func (a *analysis) collect(set ast.SelectionSet, of typeIndex) summary {
	a.collected++
	a.countRepeats(set)
	return a.selections(set, of)
}

// countRepeats counts the fields of a set, its inline fragments included, whose response name occurred in it before.
func (a *analysis) countRepeats(set ast.SelectionSet) {
	for _, selection := range set {
		switch selection := selection.(type) {
		case *ast.Field:
			if a.names[selection.Alias] == a.collected {
				a.repeats++
			}
			a.names[selection.Alias] = a.collected
		case *ast.InlineFragment:
			a.countRepeats(selection.SelectionSet)
		}
	}
}

func (a *analysis) selections(set ast.SelectionSet, of typeIndex) summary {
	var total summary
	for _, selection := range set {
		a.visited++
		switch selection := selection.(type) {
		case *ast.Field:
			total.beside(a.field(selection, of[selection.Name]))
		case *ast.InlineFragment:
			on := of
			if selection.TypeCondition != "" {
				on = a.schema.types[selection.TypeCondition]
			}
			total.beside(a.selections(selection.SelectionSet, on))
		case *ast.FragmentSpread:
			total.beside(a.spread(selection.Name))
		}
	}
	return total
}

// field summarises one field. An index of nil stands for __typename and for a field that the schema does not have.
func (a *analysis) field(field *ast.Field, index *fieldIndex) summary {
	total := summary{depth: 1, fields: 1, once: 1}
	if field.Alias != field.Name {
		total.aliases = 1
	}
	if len(field.SelectionSet) == 0 {
		return total
	}
	if index == nil {
		index = &fieldIndex{}
	}

	below := a.collect(field.SelectionSet, index.of)
	total.aliases = plus(total.aliases, below.aliases)
	total.introspection = below.introspection
	if isIntrospection(field.Name) {
		total.introspection = max(total.introspection, below.depth+1)
	} else {
		total.depth = below.depth + 1
	}

	switch {
	case index.size == nil && index.list:
		total.perItem = below.cost(a.sizes.unknown)
	case index.size == nil:
		total.once = plus(total.once, below.cost(a.sizes.unknown))
	case index.list:
		total.once = plus(total.once, times(a.sizes.of(field, index.size), below.cost(a.sizes.unknown)))
	default:
		total.once = plus(total.once, below.cost(a.sizes.of(field, index.size)))
	}
	return total
}

// plus adds two counts that are not negative, and saturates.
func plus(a, b int) int {
	return min(a+b, saturated)
}

// times multiplies two counts that are not negative, and saturates.
func times(a, b int) int {
	if b != 0 && a > saturated/b {
		return saturated
	}
	return a * b
}
