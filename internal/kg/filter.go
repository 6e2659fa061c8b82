package kg

// Op is what a Filter does.
type Op string

// The operations. A record that does not state what In, Range, During, Within, Under or Any asks about does not match,
// and so matches their Not: there are two truth values, not three.
const (
	OpAll    Op = ""       // every record matches
	OpAnd    Op = "and"    // all of Args match; none is every record
	OpOr     Op = "or"     // at least one of Args matches; none is no record
	OpNot    Op = "not"    // Args[0] does not match
	OpIn     Op = "in"     // Field's value, or one of its values if it is a list, is among Values
	OpRange  Op = "range"  // Field is known and lies between Min and Max, both included, either nil when open
	OpKnown  Op = "known"  // Field is known
	OpDuring Op = "during" // the record's start and end overlap Min to Max (Dates, either "" when open); see PeriodOf
	OpText   Op = "text"   // Indexed.Matches(Values): all words, the last as a beginning
	OpUnder  Op = "under"  // one of Field's themes is among Values or reaches one by broader and matches; Field "id" asks of a theme itself
	OpWithin Op = "within" // the organisation's country or region (or a region above it) is among Values, or is on On a member of an area among them
	OpAny    Op = "any"    // at least one record along Edge matches Args[0]
)

// Filter is a condition on records of one kind. Its zero value matches everything. Min and Max are int64 (numbers,
// hundredths of money) or string (dates, text).
type Filter struct {
	Op       Op
	Field    string
	Edge     string
	Values   []string
	Min, Max any
	On       Date
	Args     []Filter
}

// And matches what all the filters match.
func And(fs ...Filter) Filter {
	var args []Filter
	for _, f := range fs {
		if f.Op != OpAll {
			args = append(args, f)
		}
	}
	switch len(args) {
	case 0:
		return Filter{}
	case 1:
		return args[0]
	}
	return Filter{Op: OpAnd, Args: args}
}

// Or matches what at least one of the filters matches.
func Or(fs ...Filter) Filter { return Filter{Op: OpOr, Args: fs} }

// Not matches what f does not match.
func Not(f Filter) Filter { return Filter{Op: OpNot, Args: []Filter{f}} }

// In matches records whose field is, or holds, one of the values.
func In(field string, values ...string) Filter { return Filter{Op: OpIn, Field: field, Values: values} }

// Known matches records that state the field.
func Known(field string) Filter { return Filter{Op: OpKnown, Field: field} }

// Any matches records with at least one record along the edge that f matches.
func Any(edge string, f Filter) Filter { return Filter{Op: OpAny, Edge: edge, Args: []Filter{f}} }

// Walk calls visit for the filter and all within it.
func (f *Filter) Walk(visit func(*Filter)) {
	visit(f)
	for i := range f.Args {
		f.Args[i].Walk(visit)
	}
}
