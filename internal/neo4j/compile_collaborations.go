package neo4j

import (
	"slices"
	"strings"

	"ngograph/internal/kg"
)

// collaborations compiles a hop to ties (from the root, from an organisation, or to the one of two organisations) or to
// the newcomers among their ends.
func (c *compiler) collaborations(h *kg.Hop, from at) answer {
	s := c.scope(h.Scope, h.Today)
	a := answering{c: c, from: from}
	p := partsOf(h)
	if p.items {
		a.add("page", c.items(h, c.tieRows(h, s, from)))
	}
	// The ties are found again for their number. To keep them for both is far slower where they are many: each row that
	// is ordered would be taken to hold the whole list.
	if p.total {
		clauses := c.tieRows(h, s, from).clauses
		a.add("total", lines(lines(clauses[:len(clauses)-1]...), "RETURN count(*)"))
	}
	if p.coverage {
		a.coverage(s, from)
	}
	return a.answer()
}

// leadsToTies reports whether a hop leads to collaborations and nothing else.
func leadsToTies(h *kg.Hop) bool { return len(h.Edge.To) == 1 && h.Edge.To[0] == kg.KindCollaboration }

// tieRows finds the ties, or the newcomers, that a hop leads to. The last clause only makes what orders them.
func (c *compiler) tieRows(h *kg.Hop, s *scope, from at) rows {
	if h.Edge.Name == kg.EdgeNewcomers {
		return c.newcomers(h, s)
	}
	pair := ""
	switch {
	case from.derived != nil:
		ends := from.derived.ties[h.Edge.Name]
		pair = "WITH " + inIDOrder(ends[0], ends[1], "$a", "$b")
	case h.Edge.Name == kg.EdgeCollaboration, h.Edge.Name == kg.EdgeTies:
		pair = c.pairs(pairsOf(h.IDs))
	}
	return c.ties(h, s, from, pair)
}

// inIDOrder writes two organisations under the names a and b in the order of their ids.
func inIDOrder(x, y, a, b string) string {
	first := "CASE WHEN " + x + ".id < " + y + ".id THEN "
	return first + x + " ELSE " + y + " END AS " + a + ", " + first + y + " ELSE " + x + " END AS " + b
}

// pairs writes clauses that bind the organisations of each pair of ids, $a and $b standing for their variables.
func (c *compiler) pairs(ids [][]string) string {
	row := c.fresh("pair")
	return lines("UNWIND "+c.param(ids)+" AS "+row,
		"MATCH ($a:Organisation {id: "+row+"[0]}), ($b:Organisation {id: "+row+"[1]})")
}

// pairsOf returns ids two by two, each pair once and in order; one of equal ids is none.
func pairsOf(ids []string) [][]string {
	pairs, seen := [][]string{}, map[[2]string]bool{}
	for two := range slices.Chunk(ids, 2) {
		pair := slices.Sorted(slices.Values(two))
		if len(pair) == 2 && pair[0] != pair[1] && !seen[[2]string(pair)] {
			pairs, seen[[2]string(pair)] = append(pairs, pair), true
		}
	}
	return pairs
}

// nodeIDs returns the ids that a record in a node may have, each once.
func nodeIDs(ids []string) []string {
	out := []string{}
	for _, id := range ids {
		if k, _ := kg.KindOfID(id); k != kg.KindCollaboration && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// tieIDs returns the pairs of organisations' ids, in order, of which the ids of collaborations may be made.
func tieIDs(ids []string) [][]string {
	var pairs [][]string
	prefix := kg.Describe(kg.KindCollaboration).Prefix
	for _, id := range ids {
		both, ok := strings.CutPrefix(id, prefix)
		if !ok {
			continue
		}
		for i := range len(both) {
			if both[i] != '|' || both[:i] >= both[i+1:] {
				continue
			}
			pair := []string{both[:i], both[i+1:]}
			if kg.CollaborationID(pair[0], pair[1]) == id && !slices.ContainsFunc(pairs, func(p []string) bool { return slices.Equal(p, pair) }) {
				pairs = append(pairs, pair)
			}
		}
	}
	return pairs
}

// tieNodes writes the body of a subquery that returns, as rows of a page, the ties that ids of EdgeNodes stand for.
func (c *compiler) tieNodes(h *kg.Hop) string {
	return c.items(h, c.ties(h, c.scope(nil, h.Today), at{}, c.pairs(tieIDs(h.IDs))))
}
