package neo4j

import (
	"slices"
	"strconv"
	"strings"

	"ngograph/internal/kg"
)

// A question is compiled to one statement with one row. Every hop becomes a subquery that ends in an aggregate, so that
// it has one row whatever it finds, and that is nested in the subquery of the hop above it:
//
//	CALL (before) {
//	  MATCH (n1:Organisation) WHERE … ORDER BY … LIMIT $p1
//	  CALL (n1) { MATCH (n1)-[r2:PARTICIPATED_IN]->(n3:Project) … RETURN collect([…]) AS page4 }
//	  RETURN collect([n1.nameKey, n1{.id, .name}, page4]) AS page5
//	}
//	WITH [page5] AS page
//
// Values are parameters, numbered as they come up, and variables are numbered too, so that the text follows from the
// question's shape alone and the database plans it once. Whether a list, a bound or a cursor is there is shape; what
// it holds is not. Labels, types and property names come from kg.Describe, kg.Edge and the constants of this package.

// statement is what is sent to the database.
type statement struct {
	text   string
	params map[string]any
}

// The columns of a statement's row. Neo4j has no snapshots: a statement may see what is committed while it runs. So it
// reads the revision before all else and again after all else (see View.steady).
const (
	columnBefore   = "before"
	columnRevision = "revision"
	columnPage     = "page"
	columnUnknown  = "unknown"  // of Hop.Refs
	columnDatasets = "datasets" // for SourceRef.Facts
)

// reading returns the subquery that binds the revision in a variable. It runs after what the variables are from.
func reading(name, variables string) string {
	return "CALL (" + variables + ") { MATCH (meta:Meta {key: 'ngograph'}) RETURN max(meta.revision) AS " + name + " }"
}

// compile makes the statement that answers a root hop. An edge or field that the compiler does not know is an Internal
// error.
func compile(h *kg.Hop) (statement, error) {
	c := &compiler{params: map[string]any{}}
	page := c.hop(h, at{root: columnBefore})
	columns := []string{columnBefore, page.value + " AS " + columnPage}
	names := []string{columnBefore, columnPage}
	blocks := slices.Concat([]string{reading(columnBefore, "")}, c.head, page.blocks)
	add := func(column, body string) {
		blocks = append(blocks, c.call(body, columnBefore))
		columns, names = append(columns, column), append(names, column)
	}
	if len(h.Refs) > 0 {
		add(columnUnknown, lines("UNWIND "+c.param(h.Refs)+" AS ref",
			"OPTIONAL MATCH (known:Node {id: ref})",
			"WITH ref WHERE known IS NULL",
			"RETURN collect(ref) AS "+columnUnknown))
	}
	if needsDatasets(h) {
		add(columnDatasets, lines("MATCH (dataset:Dataset)", "RETURN collect(dataset{.*}) AS "+columnDatasets))
	}
	if c.err != nil {
		return statement{}, c.err
	}
	return statement{lines(lines(blocks...),
		"WITH "+strings.Join(columns, ", "),
		reading(columnRevision, columnPage),
		"RETURN "+strings.Join(append(names, columnRevision), ", ")), c.params}, nil
}

// needsDatasets reports whether the facts of sources are asked for.
func needsDatasets(h *kg.Hop) bool {
	asks := func(h *kg.Hop) bool {
		for _, s := range h.Shapes {
			if slices.Contains(s.Fields, "sources") {
				return true
			}
		}
		return h.Coverage
	}
	return asks(h) || below(h, asks)
}

// below reports whether a condition holds of a hop under h.
func below(h *kg.Hop, holds func(*kg.Hop) bool) bool {
	for _, s := range h.Shapes {
		for _, b := range s.Hops {
			if holds(b) || below(b, holds) {
				return true
			}
		}
	}
	return false
}

type compiler struct {
	params map[string]any
	names  int
	head   []string // the subqueries at the beginning of the statement, whose results any other may use
	shared []string // the variables that they bind
	asking *asker   // of introductions
	whole  bool     // all rows of the hop are wanted, not a page of them
	err    error
}

// param makes a value a parameter and returns the text that stands for it.
func (c *compiler) param(v any) string {
	name := "p" + strconv.Itoa(len(c.params))
	c.params[name] = v
	return "$" + name
}

// fresh returns a variable's name that is used nowhere else.
func (c *compiler) fresh(prefix string) string {
	c.names++
	return prefix + strconv.Itoa(c.names)
}

// share puts a subquery at the beginning of the statement. write gets the name of the variable to bind.
func (c *compiler) share(prefix string, write func(name string) string) string {
	name := c.fresh(prefix) + "s" // the letter ends the number, so that no name is the beginning of another
	body := write(name)
	c.head = append(c.head, c.call(body, columnBefore))
	c.shared = append(c.shared, name)
	return name
}

// call makes a subquery of a body that sees the given variables, and the shared ones that it names.
func (c *compiler) call(body string, variables ...string) string {
	for _, s := range c.shared {
		if strings.Contains(body, s) && !slices.Contains(variables, s) {
			variables = append(variables, s)
		}
	}
	return "CALL (" + strings.Join(variables, ", ") + ") {\n" + indent(body) + "\n}"
}

// fail keeps the first fault.
func (c *compiler) fail(format string, args ...any) {
	if c.err == nil {
		c.err = kg.Errorf(kg.Internal, "neo4j: compile: "+format, args...)
	}
}

// lines joins clauses, leaving out empty ones.
func lines(clauses ...string) string {
	var b strings.Builder
	for _, s := range clauses {
		if s == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(s)
	}
	return b.String()
}

func indent(s string) string { return "  " + strings.ReplaceAll(s, "\n", "\n  ") }

// where writes a WHERE of all the conditions, "" if there is none.
func where(conditions ...string) string {
	var list []string
	for _, s := range conditions {
		if s != "" {
			list = append(list, s)
		}
	}
	if len(list) == 0 {
		return ""
	}
	return "WHERE " + strings.Join(list, "\n  AND ")
}
