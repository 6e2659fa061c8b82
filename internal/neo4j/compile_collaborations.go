package neo4j

import (
	"slices"
	"strings"

	"ngograph/internal/kg"
)

// collaborations compiles a hop to ties: from the root, from an organisation, or to the one of two organisations.
func (c *compiler) collaborations(h *kg.Hop, from at) answer {
	s := c.scope(h.Scope, h.Today)
	var a answer
	var values []string
	add := func(prefix, body string) {
		name := c.fresh(prefix)
		a.blocks = append(a.blocks, c.call(body+" AS "+name, from.variables()...))
		values = append(values, name)
	}
	p := partsOf(h)
	if p.items {
		add("page", c.items(h, c.tieRows(h, s, from)))
	}
	// The ties are found again for their number. To keep them for both is far slower where they are many: each row that
	// is ordered would be taken to hold the whole list.
	if p.total {
		clauses := c.tieRows(h, s, from).clauses
		counted := clauses[:len(clauses)-1] // the last only makes what orders them
		add("total", lines(lines(counted...), "RETURN count(*)"))
	}
	if p.coverage {
		blocks, value := c.coverage(s, from)
		a.blocks = append(a.blocks, blocks...)
		values = append(values, value)
	}
	a.value = "[" + strings.Join(values, ", ") + "]"
	return a
}

// tieRows finds the ties that a hop leads to.
func (c *compiler) tieRows(h *kg.Hop, s *scope, from at) rows {
	pair := ""
	if h.Edge.Name == kg.EdgeCollaboration {
		ids := slices.Sorted(slices.Values(h.IDs))
		pair = "MATCH ($a:Organisation {id: " + c.param(ids[0]) + "}), ($b:Organisation {id: " + c.param(ids[1]) + "})"
	}
	return c.ties(h, s, from, pair)
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
	row := c.fresh("pair")
	pair := lines("UNWIND "+c.param(tieIDs(h.IDs))+" AS "+row,
		"MATCH ($a:Organisation {id: "+row+"[0]}), ($b:Organisation {id: "+row+"[1]})")
	return c.items(h, c.ties(h, c.scope(nil, h.Today), at{}, pair))
}
