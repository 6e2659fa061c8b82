package httpapi

import "fmt"

// The names of the limits, as a Refusal carries them and clients read them in extensions.limit.
const (
	LimitBodyBytes          = "bodyBytes"
	LimitDocumentBytes      = "documentBytes"
	LimitTokens             = "tokens"
	LimitNesting            = "nesting"
	LimitDepth              = "depth"
	LimitIntrospectionDepth = "introspectionDepth"
	LimitAliases            = "aliases"
	LimitRootFields         = "rootFields"
	LimitDirectives         = "directives"
	LimitOperations         = "operations"
	LimitFragments          = "fragments"
	LimitFragmentCycles     = "fragmentCycles" // a fragment that spreads itself; the limit is 0
	LimitRepeats            = "repeats"
	LimitCost               = "cost"
)

// Refusal is the error for a request that exceeds a limit.
type Refusal struct {
	Limit string // one of the Limit… names
	Max   int    // the limit's value
	// Seen is the value found. Counts that stop at the first one too many (tokens, nesting, written aliases and the
	// like) report that one; aliases, root fields and cost saturate at 10^9.
	Seen   int
	Detail string // what exceeded it, where a number does not say; may be empty
}

// Error says which limit was exceeded, its value and the value seen.
func (r *Refusal) Error() string {
	if r.Detail != "" {
		return fmt.Sprintf("query refused: %s %d exceeds the limit of %d: %s", words(r.Limit), r.Seen, r.Max, r.Detail)
	}
	return fmt.Sprintf("query refused: %s %d exceeds the limit of %d", words(r.Limit), r.Seen, r.Max)
}

// words spells a limit's name as people read it: rootFields becomes "root fields".
func words(limit string) string {
	spelt := make([]byte, 0, len(limit)+2)
	for i := range len(limit) {
		c := limit[i]
		if 'A' <= c && c <= 'Z' {
			spelt = append(spelt, ' ')
			c += 'a' - 'A'
		}
		spelt = append(spelt, c)
	}
	return string(spelt)
}
