package neo4j

import (
	"strings"

	"ngograph/internal/kg"
)

// longestTerm is how many characters of a word the full-text index is asked for: its tokeniser cuts longer ones up.
const longestTerm = 200

// candidates writes a clause that finds what the full-text index has for the words. What it finds is to be checked
// against the text itself.
func (c *compiler) candidates(v string, words []string) string {
	return "CALL db.index.fulltext.queryNodes('" + searchIndex + "', " + c.param(fullText(words)) + ") YIELD node AS " + v
}

// fullText writes the words as a query of the full-text index: all are required, the last as a beginning. Words from
// kg.Words hold nothing that means something there; whatever else does is escaped.
func fullText(words []string) string {
	terms := make([]string, len(words))
	for i, w := range words {
		r := []rune(w)
		begins := i == len(words)-1
		if len(r) > longestTerm {
			r, begins = r[:longestTerm], true
		}
		var b strings.Builder
		b.WriteByte('+')
		for _, x := range r {
			if strings.ContainsRune(`+-&|!(){}[]^"~*?:\/ `, x) {
				b.WriteByte('\\')
			}
			b.WriteRune(x)
		}
		if begins {
			b.WriteByte('*')
		}
		terms[i] = b.String()
	}
	return strings.Join(terms, " ")
}

// search finds the hits of the hop's words, with kg.SearchSort as their sort value.
func (c *compiler) search(h *kg.Hop) rows {
	kinds := reached(h)
	v, sort := c.fresh("n"), c.fresh("sort")
	to := node(v, kinds...)
	to.bound, to.sort, to.known = []string{v, sort}, sort, true
	if len(h.Words) == 0 || len(kinds) == 0 {
		return rows{clauses: append(c.nothing(v), "WITH "+v+", 0 AS "+sort), at: to}
	}
	full, last := spaced(h.Words)
	text, words, prefix := c.param(strings.Join(h.Words, " ")), c.param(full), c.param(last)
	match := lines("CASE",
		"    WHEN "+text+" IN "+v+".exactKeys THEN 0",
		"    WHEN "+text+" IN "+v+".nameKeys THEN 1",
		"    WHEN any(name IN "+v+".nameKeys WHERE name STARTS WITH "+text+") THEN 2",
		"    WHEN any(name IN "+v+".nameKeys WHERE (' ' + name) CONTAINS "+prefix+
			" AND all(word IN "+words+" WHERE (' ' + name + ' ') CONTAINS word)) THEN 3",
		"    ELSE 4 END")
	return rows{
		clauses: []string{
			c.candidates(v, h.Words),
			where(v+":"+labels(kinds), c.contains(to, h.Words)),
			"WITH " + v + ", " + match + " * 4294967296",
			"    + 2147483648 - coalesce(" + v + ".projectCount, " + v + ".participantCount, 0) AS " + sort,
		},
		at: to,
	}
}
