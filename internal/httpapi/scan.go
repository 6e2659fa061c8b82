package httpapi

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"
)

// bracket says what an open bracket encloses.
type bracket byte

const (
	fieldsBracket bracket = iota // the selection set of an operation, a field or a fragment definition
	inlineBracket                // the selection set of an inline fragment, which adds no depth
	valueBracket                 // a list, an object, or arguments
)

// scanner reads a document token by token, before the recursive parser sees it, and stops at the first token that
// exceeds a limit. It keeps one byte for each open bracket and nothing else.
type scanner struct {
	limits *Limits

	open   []bracket
	values int // open brackets of the kind valueBracket
	depth  int // open brackets of the kind fieldsBracket

	tokens, aliases, directives, fragments int

	previous      lexer.Type // the last token that was no comment
	inline        bool       // the next selection set belongs to an inline fragment
	introspection bool       // the field __schema or __type has been seen
}

// scan returns the limit that the written document exceeds, or nil. It does not judge syntax: at the first token that
// cannot be read it stops, as the parser will.
func scan(document string, limits *Limits) *Refusal {
	if len(document) > limits.DocumentBytes {
		return &Refusal{Limit: LimitDocumentBytes, Max: limits.DocumentBytes, Seen: len(document)}
	}
	s := scanner{limits: limits, open: make([]bracket, 0, min(limits.Nesting, 64))}
	source := lexer.New(&ast.Source{Input: document})
	for {
		token, err := source.ReadToken()
		if err != nil || token.Kind == lexer.EOF {
			return nil //nolint:nilerr // the error is for the parser to report
		}
		if s.tokens++; s.tokens > limits.Tokens {
			return &Refusal{Limit: LimitTokens, Max: limits.Tokens, Seen: s.tokens}
		}
		if token.Kind == lexer.Comment {
			continue
		}
		if refusal := s.take(&token); refusal != nil {
			return refusal
		}
		s.previous = token.Kind
	}
}

// take counts one token that is no comment.
func (s *scanner) take(token *lexer.Token) *Refusal {
	switch token.Kind {
	case lexer.BraceL, lexer.BracketL, lexer.ParenL:
		return s.push(token.Kind)
	case lexer.BraceR, lexer.BracketR, lexer.ParenR:
		s.pop()
	case lexer.Spread:
		s.inline = true
		return count(&s.fragments, LimitFragments, s.limits.Fragments)
	case lexer.Name:
		s.name(token.Value)
	case lexer.Colon:
		if s.values == 0 && s.previous == lexer.Name {
			return count(&s.aliases, LimitAliases, s.limits.Aliases)
		}
	case lexer.At:
		return count(&s.directives, LimitDirectives, s.limits.Directives)
	default:
	}
	return nil
}

func (s *scanner) name(value string) {
	if s.previous == lexer.Spread && value != "on" {
		s.inline = false // a spread of a named fragment opens no selection set
	}
	if isIntrospection(value) {
		s.introspection = true
	}
}

func (s *scanner) push(kind lexer.Type) *Refusal {
	if len(s.open) == s.limits.Nesting {
		return &Refusal{Limit: LimitNesting, Max: s.limits.Nesting, Seen: s.limits.Nesting + 1}
	}
	switch {
	case kind != lexer.BraceL || s.values > 0:
		s.open = append(s.open, valueBracket)
		s.values++
	case s.inline:
		s.open = append(s.open, inlineBracket)
		s.inline = false
	default:
		s.open = append(s.open, fieldsBracket)
		s.depth++
		return s.checkDepth()
	}
	return nil
}

// checkDepth refuses a depth that neither limit allows. Which of the two applies to the levels before that is known
// only when the fragments are.
func (s *scanner) checkDepth() *Refusal {
	if s.depth <= max(s.limits.Depth, s.limits.IntrospectionDepth) {
		return nil
	}
	if s.introspection {
		return &Refusal{Limit: LimitIntrospectionDepth, Max: s.limits.IntrospectionDepth, Seen: s.depth}
	}
	return &Refusal{Limit: LimitDepth, Max: s.limits.Depth, Seen: s.depth}
}

func (s *scanner) pop() {
	if len(s.open) == 0 {
		return // a syntax error, which the parser reports
	}
	switch s.open[len(s.open)-1] {
	case fieldsBracket:
		s.depth--
	case valueBracket:
		s.values--
	case inlineBracket:
	}
	s.open = s.open[:len(s.open)-1]
}

// count adds one to a counter and refuses when that exceeds the limit.
func count(counter *int, limit string, most int) *Refusal {
	if *counter++; *counter > most {
		return &Refusal{Limit: limit, Max: most, Seen: *counter}
	}
	return nil
}

// isIntrospection reports whether a field of this name describes the schema rather than the data.
func isIntrospection(field string) bool {
	return field == "__schema" || field == "__type"
}
