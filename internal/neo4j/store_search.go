package neo4j

import (
	"context"
	"strings"
	"unicode"

	"ngograph/internal/kg"
)

// The full-text index finds candidates, and the text itself decides: it has a space before and behind every word.
const searchNodes = "CALL db.index.fulltext.queryNodes('" + searchIndex + "', $query) YIELD node " +
	"WHERE any(label IN labels(node) WHERE label IN $kinds) AND all(word IN $words WHERE node.text CONTAINS word) RETURN node.id"

// maxTerm is the longest word, in runes, that the index is asked for as a whole: it cuts those of more than 255 UTF-16
// units into several.
const maxTerm = 120

// Search returns the ids of all records of the kinds, or of any kind if there are none, whose kg.Index matches the
// words, in no order.
func (db *DB) Search(ctx context.Context, words []string, kinds []kg.Kind) ([]string, error) {
	query := searchQuery(words)
	if query == "" {
		return nil, nil
	}
	if len(kinds) == 0 {
		kinds = kg.SearchedKinds()
	}
	labels := make([]string, len(kinds))
	for i, k := range kinds {
		labels[i] = string(k)
	}
	rows, err := db.read(ctx, searchNodes, map[string]any{"query": query, "words": searchWords(words), "kinds": labels})
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i], _ = row.Values[0].(string)
	}
	return ids, nil
}

// searchQuery returns the query, in the full-text index's own language, for records that may match the folded words:
// all of them, the last as the beginning of a word. It is "" if there are none.
func searchQuery(words []string) string {
	var query strings.Builder
	for i, word := range words {
		runes := []rune(word)
		if len(runes) == 0 {
			continue
		}
		query.WriteString(" +")
		begins := i == len(words)-1
		if len(runes) > maxTerm {
			runes, begins = runes[:maxTerm], true
		}
		for _, r := range runes {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				query.WriteByte('\\')
			}
			query.WriteRune(r)
		}
		if begins {
			query.WriteByte('*')
		}
	}
	return strings.TrimPrefix(query.String(), " ")
}

// searchWords returns what a matching record's text contains: kg.Indexed.Matches in parts.
func searchWords(words []string) []string {
	spaced := make([]string, len(words))
	for i, word := range words {
		spaced[i] = " " + word
		if i < len(words)-1 {
			spaced[i] += " "
		}
	}
	return spaced
}
