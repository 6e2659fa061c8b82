package httpapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

func testSchema(tb testing.TB) *ast.Schema {
	tb.Helper()
	return gqlparser.MustLoadSchema(&ast.Source{Name: "schema.graphqls", Input: testFile(tb, "schema.graphqls")})
}

func testFile(tb testing.TB, name string) string {
	tb.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	return string(content)
}

func testFirewall(tb testing.TB, limits Limits) *Firewall {
	tb.Helper()
	firewall, err := NewFirewall(testSchema(tb), limits)
	if err != nil {
		tb.Fatal(err)
	}
	return firewall
}

// attack is a document that must be refused, and the limit that must say so.
type attack struct {
	name      string
	document  string
	variables map[string]any
	want      Refusal
}

// nestedFragments spreads each fragment twice in the one before, so that the last is reached 2^25 times.
func nestedFragments(on, field string) string {
	var b strings.Builder
	for i := range 25 {
		fmt.Fprintf(&b, "fragment f%d on %s { ...f%d ...f%d }\n", i, on, i+1, i+1)
	}
	fmt.Fprintf(&b, "fragment f25 on %s { %s }\n", on, field)
	return b.String()
}

func attacks() []attack {
	var aliases strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&aliases, "a%d:__typename ", i)
	}
	limits := DefaultLimits()
	const cube = `{ nodes { participations(first: %[1]s) { nodes { project { participations(first: %[1]s) { nodes { role } } } } } } }`
	cubed := func(first string) string { return fmt.Sprintf("organisations(first: %[1]s) "+cube, first) }
	return []attack{
		{
			name:     "nested fragments at the root",
			document: "{ ...f0 }\n" + nestedFragments("Query", "__typename"),
			want:     Refusal{Limit: LimitRootFields, Max: limits.RootFields, Seen: 1 << 25},
		},
		{
			name:     "nested fragments below",
			document: `{ organisation(id: "a") { ...f0 } }` + nestedFragments("Organisation", "id"),
			want:     Refusal{Limit: LimitCost, Max: limits.Cost, Seen: 1 + 1<<25},
		},
		{
			name:     "nested fragments below an empty page",
			document: `{ organisations(first: 0) { nodes { ...f0 } } }` + nestedFragments("Organisation", "id"),
			want:     Refusal{Limit: LimitCost, Max: limits.Cost, Seen: 2 + 1<<25},
		},
		{
			name:     "nested fragments of aliases",
			document: `{ organisation(id: "a") { ...f0 } }` + nestedFragments("Organisation", "a: id"),
			want:     Refusal{Limit: LimitAliases, Max: limits.Aliases, Seen: 1 << 25},
		},
		{
			name:     "__typename x 20,000",
			document: "{" + strings.Repeat("__typename ", 20_000) + "}",
			want:     Refusal{Limit: LimitDocumentBytes, Max: limits.DocumentBytes, Seen: 220_002},
		},
		{
			name:     "id x 20,000",
			document: "{ countries {" + strings.Repeat("id ", 20_000) + "} }",
			want:     Refusal{Limit: LimitTokens, Max: limits.Tokens, Seen: limits.Tokens + 1},
		},
		{
			name:     "id x 9,000",
			document: "{ countries {" + strings.Repeat("id ", 9_000) + "} }",
			want:     Refusal{Limit: LimitRepeats, Max: limits.Repeats, Seen: 8_999},
		},
		{
			name:     "code in 250 inline fragments, twice each",
			document: "{ countries {" + strings.Repeat("... {"+strings.Repeat(" code", 2)+" } ", 250) + "} }",
			want:     Refusal{Limit: LimitRepeats, Max: limits.Repeats, Seen: 499},
		},
		{
			name:     "fragment circle",
			document: "{ countries { ...a } } fragment a on Country { id ...b } fragment b on Country { name ...a }",
			want:     Refusal{Limit: LimitFragmentCycles, Seen: 1, Detail: "fragment a spreads itself"},
		},
		{
			name:     "fragment circle that no operation reaches",
			document: "{ countries { id } } fragment a on Country { ...a }",
			want:     Refusal{Limit: LimitFragmentCycles, Seen: 1, Detail: "fragment a spreads itself"},
		},
		{
			name:     "5,000 aliases",
			document: "{" + aliases.String() + "}",
			want:     Refusal{Limit: LimitAliases, Max: limits.Aliases, Seen: limits.Aliases + 1},
		},
		{
			name:     "5 MB of braces",
			document: strings.Repeat("{", 5_000_000),
			want:     Refusal{Limit: LimitDocumentBytes, Max: limits.DocumentBytes, Seen: 5_000_000},
		},
		{
			name:     "100 kB of braces",
			document: strings.Repeat("{", 100_000),
			want:     Refusal{Limit: LimitDepth, Max: limits.Depth, Seen: limits.IntrospectionDepth + 1},
		},
		{
			name:     "100 kB of braces that pretend to be introspection",
			document: "{ __schema " + strings.Repeat("{", 99_000),
			want:     Refusal{Limit: LimitIntrospectionDepth, Max: limits.IntrospectionDepth, Seen: limits.IntrospectionDepth + 1},
		},
		{
			name:     "braces after spreads",
			document: strings.Repeat("{ ...a b ", 99),
			want:     Refusal{Limit: LimitDepth, Max: limits.Depth, Seen: limits.IntrospectionDepth + 1},
		},
		{
			name:     "100 kB of list brackets",
			document: "{ nodes(ids: " + strings.Repeat("[", 90_000),
			want:     Refusal{Limit: LimitNesting, Max: limits.Nesting, Seen: limits.Nesting + 1},
		},
		{
			name:     "nested inline fragments",
			document: "{ countries " + strings.Repeat("{ ... on Country ", 200) + "{ id }" + strings.Repeat("}", 201),
			want:     Refusal{Limit: LimitNesting, Max: limits.Nesting, Seen: limits.Nesting + 1},
		},
		{
			name:     "500 x 500 x 500",
			document: "{" + cubed("500") + "}",
			want:     Refusal{Limit: LimitCost, Max: limits.Cost, Seen: 1 + 1 + 2*500 + 2*500*500 + 500*500 + 500*500*500},
		},
		{
			name:      "500 x 500 x 500 by a variable",
			document:  "query($n: Int!) {" + cubed("$n") + "}",
			variables: map[string]any{"n": json.Number("500")},
			want:      Refusal{Limit: LimitCost, Max: limits.Cost, Seen: 125_751_002},
		},
		{
			name:     "500 x 500 x 500 by a variable's default",
			document: "query($n: Int! = 500) {" + cubed("$n") + "}",
			want:     Refusal{Limit: LimitCost, Max: limits.Cost, Seen: 125_751_002},
		},
		{
			name:      "500 x 500 x 500 in fragments",
			document:  "query($n: Int!) { organisations(first: $n) { ...page } } fragment page on OrganisationConnection " + fmt.Sprintf(cube, "$n"),
			variables: map[string]any{"n": 500.0},
			want:      Refusal{Limit: LimitCost, Max: limits.Cost, Seen: 125_751_002},
		},
		{
			name:      "a size beyond the largest",
			document:  "query($n: Int!) {" + cubed("$n") + "}",
			variables: map[string]any{"n": json.Number("1e30")},
			want:      Refusal{Limit: LimitCost, Max: limits.Cost, Seen: 125_751_002},
		},
		{
			name:     "introspection in circles",
			document: "{ __schema { types { fields { type { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } } } }",
			want:     Refusal{Limit: LimitCost, Max: limits.Cost, Seen: 2_222_212},
		},
		{
			name:     "introspection 21 deep, by a fragment and not at the root",
			document: "{ countries { __type(name: \"Query\") { ...t } } } fragment t on __Type " + strings.Repeat("{ ofType ", 19) + "{ name }" + strings.Repeat("}", 19),
			want:     Refusal{Limit: LimitIntrospectionDepth, Max: limits.IntrospectionDepth, Seen: 21},
		},
		{
			name:     "introspection 21 deep",
			document: "{ __type(name: \"Query\") " + strings.Repeat("{ ofType ", 19) + "{ name }" + strings.Repeat("}", 20),
			want:     Refusal{Limit: LimitIntrospectionDepth, Max: limits.IntrospectionDepth, Seen: 21},
		},
	}
}

func TestAttacksAreRefused(t *testing.T) {
	firewall := testFirewall(t, DefaultLimits())
	for _, attack := range attacks() {
		t.Run(attack.name, func(t *testing.T) {
			var err error
			took := bestOf(3, func() { err = firewall.Check(attack.document, "", attack.variables) })
			t.Logf("%d bytes refused in %v: %v", len(attack.document), took, err)
			refusal, ok := errors.AsType[*Refusal](err)
			if !ok {
				t.Fatalf("Check() = %v, want a *Refusal", err)
			}
			if diff := cmp.Diff(attack.want, *refusal); diff != "" {
				t.Errorf("refusal (-want +got):\n%s", diff)
			}
			if took > 50*time.Millisecond {
				t.Errorf("refused in %v, want less than 50 ms", took)
			}
		})
	}
}

// TestBracesWithoutOtherLimits shows that a run of braces stops at the depth, not at its end, where nothing else does.
func TestBracesWithoutOtherLimits(t *testing.T) {
	limits := DefaultLimits()
	limits.DocumentBytes, limits.Tokens = 1<<30, 1<<30
	firewall := testFirewall(t, limits)
	braces := strings.Repeat("{", 5_000_000)
	took := bestOf(3, func() {
		if got, want := firewall.Check(braces, "", nil), "query refused: depth 21 exceeds the limit of 15"; got == nil || got.Error() != want {
			t.Errorf("Check() = %v, want %s", got, want)
		}
	})
	if took > 50*time.Millisecond {
		t.Errorf("refused in %v, want less than 50 ms", took)
	}
}

// bestOf returns the shortest of n runs, so that a busy machine does not count as slow code.
func bestOf(n int, run func()) time.Duration {
	best := time.Duration(1<<63 - 1)
	for range n {
		start := time.Now()
		run()
		best = min(best, time.Since(start))
	}
	return best
}

// dashboard is a query of four levels such as a page of the explorer sends.
const dashboard = `query Dashboard($n: Int! = 50, $skip: Boolean! = false) {
  hits: search(text: "water", first: 10) {
    totalCount
    nodes { ... on Organisation { ...card } ... on Project { id title } ... on Theme { id label } }
  }
  organisations(first: $n) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges {
      cursor
      node {
        ...card
        participations(first: 20) {
          nodes { role project { id title themes { id label } participations(first: 10) { nodes { organisation { id name } } } } }
        }
        collaborations(first: 10) @skip(if: $skip) { nodes { weight between { name } } coverage { sources { dataset } } }
      }
    }
  }
  network { density nodes { distance organisation { ...card } } }
}
fragment card on Organisation { id name country { id name } themes { id label } }`

func TestOrdinaryDocumentsPass(t *testing.T) {
	firewall := testFirewall(t, DefaultLimits())
	cases := []struct {
		name, document, operation string
		variables                 map[string]any
	}{
		{name: "introspection of the usual tools", document: testFile(t, "introspection.graphql")},
		{name: "introspection with every option", document: testFile(t, "introspection_all_options.graphql")},
		{name: "dashboard of four levels", document: dashboard},
		{name: "dashboard, a hundred", document: dashboard, variables: map[string]any{"n": json.Number("100")}},
		{name: "a tie's first year is no size", document: "{ organisations { nodes { collaborations { nodes { weight } } } } }"},
		{name: "an oversized page for elsewhere to refuse", document: "{ organisations(first: 100000) { nodes { id } } }"},
		{name: "a negative page for elsewhere to refuse", document: "{ organisations(first: -1) { nodes { id } } }"},
		{name: "syntax error", document: "{ organisations(first: 500 { nodes { id } } }"},
		{name: "unterminated string", document: `{ node(id: "a`},
		{name: "unknown field", document: "{ organisations { nonsense { id } } }"},
		{name: "unknown fragment and type", document: "{ ...nowhere ... on Nothing { id } }"},
		{name: "unknown operation", document: "query A { countries { id } } query B { countries { id } }", operation: "C"},
		{name: "empty document"},
		{name: "schema definitions", document: "type Query { id: ID! }"},
		{name: "mutation", document: `mutation { rename(id: "a", name: "b") { id } }`},
		{name: "subscription, which the schema lacks", document: "subscription { changes { id } }"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if err := firewall.Check(c.document, c.operation, c.variables); err != nil {
				t.Errorf("Check() = %v, want nil", err)
			}
		})
	}
}

// TestLimitsAreExact refuses, for each limit, the first document beyond it and passes the last within.
func TestLimitsAreExact(t *testing.T) {
	cases := []struct {
		limit    string
		set      func(*Limits, int)
		document string
		seen     int
	}{
		{LimitDocumentBytes, func(l *Limits, n int) { l.DocumentBytes = n }, "{ countries { id } }", 20},
		{LimitTokens, func(l *Limits, n int) { l.Tokens = n }, "{ countries { id } } # and a comment", 7},
		{LimitNesting, func(l *Limits, n int) { l.Nesting = n }, `{ nodes(ids: [["a"]]) { id } }`, 4},
		{LimitDepth, func(l *Limits, n int) { l.Depth = n }, "{ countries { ... { ...c } } } fragment c on Country { id }", 2},
		{LimitIntrospectionDepth, func(l *Limits, n int) { l.IntrospectionDepth = n }, "{ __schema { types { ...t } } } fragment t on __Type { ofType { name } }", 4},
		{LimitAliases, func(l *Limits, n int) { l.Aliases = n }, "{ countries { ...c } b: countries { ...c } } fragment c on Country { a: id }", 3},
		{LimitRootFields, func(l *Limits, n int) { l.RootFields = n }, "{ ...q ... { ...q } } fragment q on Query { __typename countries { id } }", 4},
		{LimitDirectives, func(l *Limits, n int) { l.Directives = n }, "query @a { countries @include(if: true) { id @b } }", 3},
		{LimitOperations, func(l *Limits, n int) { l.Operations = n }, "query A { __typename } query B { __typename }", 2},
		{LimitFragments, func(l *Limits, n int) { l.Fragments = n }, "{ ... { ...q } ... on Query { __typename } } fragment q on Query { __typename }", 3},
		{LimitRepeats, func(l *Limits, n int) { l.Repeats = n }, "{ countries { id ... { id a: id } a: name } countries { id } }", 3},
		{LimitCost, func(l *Limits, n int) { l.Cost = n }, "{ organisations(first: 50) { totalCount nodes { id name } } }", 103},
	}
	for _, c := range cases {
		t.Run(c.limit, func(t *testing.T) {
			limits := DefaultLimits()
			c.set(&limits, c.seen)
			if err := testFirewall(t, limits).Check(c.document, "", nil); err != nil {
				t.Errorf("at the limit: Check() = %v, want nil", err)
			}
			c.set(&limits, c.seen-1)
			refusal, ok := errors.AsType[*Refusal](testFirewall(t, limits).Check(c.document, "", nil))
			if !ok {
				t.Fatal("beyond the limit: want a *Refusal")
			}
			if diff := cmp.Diff(Refusal{Limit: c.limit, Max: c.seen - 1, Seen: c.seen}, *refusal); diff != "" {
				t.Errorf("refusal (-want +got):\n%s", diff)
			}
			if got := refusal.Error(); !strings.Contains(got, words(c.limit)) {
				t.Errorf("message %q does not name the limit", got)
			}
		})
	}
}

// TestWrittenCounts counts in fragments that nothing spreads, so that only what is written can count.
func TestWrittenCounts(t *testing.T) {
	limits := DefaultLimits()
	limits.Aliases, limits.Fragments = 2, 2
	firewall := testFirewall(t, limits)
	cases := []struct{ name, document, want string }{
		{"aliases", "fragment f on Country { a: id b: id }", ""},
		{"aliases and one more", "fragment f on Country { a: id b: id c: id }", "aliases 3"},
		{"aliases with comments", "fragment f on Country { a # one\n: id b: # two\n id c # three\n # and more\n : id }", "aliases 3"},
		{"aliases after arguments", "fragment f on Query { a: node(id: 1) { id } b: nodes(ids: [1]) { id } c: countries { id } }", "aliases 3"},
		{"arguments are no aliases", `query($a: ID! = {b: 1}, $c: ID) { paths(from: $a, to: "b", first: 3) { length } }`, ""},
		{"spreads", "fragment f on Country { ...a ...b }", ""},
		{"spreads and one more", "fragment f on Country { ...a ... { id } ...b }", "fragments 3"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			if err := firewall.Check(c.document, "", nil); err != nil {
				got = err.Error()
			}
			want := ""
			if c.want != "" {
				want = "query refused: " + c.want + " exceeds the limit of 2"
			}
			if got != want {
				t.Errorf("Check() = %q, want %q", got, want)
			}
		})
	}
}

func TestOnlyTheOperationThatRunsCosts(t *testing.T) {
	limits := DefaultLimits()
	limits.Cost = 100
	firewall := testFirewall(t, limits)
	const document = "query Cheap { countries { id } } query Dear { organisations(first: 500) { nodes { id } } }"
	if err := firewall.Check(document, "Cheap", nil); err != nil {
		t.Errorf("Cheap: %v, want nil", err)
	}
	if err := firewall.Check(document, "Dear", nil); err == nil {
		t.Error("Dear passes, want it refused")
	}
}

func TestCost(t *testing.T) {
	firewall := testFirewall(t, DefaultLimits())
	cases := []struct {
		name, document string
		variables      map[string]any
		want           int
	}{
		{name: "scalar", document: "{ __typename }", want: 1},
		{name: "connection", document: "{ organisations(first: 50) { totalCount nodes { id name } } }", want: 103},
		{name: "edges", document: "{ organisations(first: 50) { edges { cursor node { id } } pageInfo { endCursor } } }", want: 1 + 1 + 3*50 + 1 + 1},
		{name: "the schema's default", document: "{ organisations { nodes { id } } }", want: 1 + 1 + 20},
		{name: "a nullable size without a default", document: `{ organisation(id: "a") { members { nodes { id } } } }`, want: 1 + 1 + 1 + 10},
		{name: "null", document: `{ organisation(id: "a") { members(first: null) { nodes { id } } } }`, want: 1 + 1 + 1 + 10},
		{name: "a list with a size of its own", document: `{ paths(from: "a", to: "b", first: 4) { length organisations { id } } }`, want: 1 + 4*(1+1+10)},
		{name: "a list that nothing bounds", document: "{ countries { id } }", want: 1 + 10},
		{name: "lists of scalars", document: "{ countries { languages } }", want: 1 + 10},
		{name: "a list of ids", document: `{ nodes(ids: ["a", "b", "c"]) { id } }`, want: 1 + 3},
		{name: "a single id as a list", document: `{ nodes(ids: "7") { id } }`, want: 1 + 7},
		{name: "ids by a variable", document: `query($ids: [ID!]!) { nodes(ids: $ids) { id } }`, variables: map[string]any{"ids": []any{"a", "b"}}, want: 1 + 2},
		{name: "nodes of a network", document: "{ network(maxNodes: 1000) { density nodes { distance } coverage { sources { dataset } } } }", want: 1 + 1 + 1 + 1000 + 1 + 1 + 10},
		{name: "lists below a connection's object", document: `{ organisation(id: "a") { collaborations(first: 30) { coverage { sources { dataset } } } } }`, want: 1 + 1 + 1 + 1 + 10},
		{name: "a fragment under two pages", document: "{ a: organisations(first: 2) { ...p } b: organisations(first: 3) { ...p } } fragment p on OrganisationConnection { totalCount nodes { id } }", want: 2*(1+1+1) + 2 + 3},
		{name: "a variable as text", document: "query($n: Int) { organisations(first: $n) { nodes { id } } }", variables: map[string]any{"n": "30"}, want: 1 + 1 + 30},
		{name: "a variable that is null", document: "query($n: Int = 5) { organisations(first: $n) { nodes { id } } }", variables: map[string]any{"n": nil}, want: 1 + 1 + 20},
		{name: "a variable that is no size", document: "query($n: Int) { organisations(first: $n) { nodes { id } } }", variables: map[string]any{"n": map[string]any{}}, want: 1 + 1 + 500},
		{name: "a variable without a value", document: "query($n: Int) { organisations(first: $n) { nodes { id } } }", want: 1 + 1 + 20},
		{name: "a list of an interface", document: `{ node(id: "a") { ... on Sourced { sources { dataset } } } }`, want: 1 + 1 + 10},
		{name: "an empty page", document: "{ organisations(first: 0) { nodes { id } } }", want: 1 + 1 + 1},
		{name: "not a number", document: `{ organisations(first: "NaN") { nodes { id } } }`, want: 1 + 1 + 500},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			total, _ := analyse(t, firewall, c.document, c.variables)
			if got := total.cost(firewall.limits.ListLength); got != c.want {
				t.Errorf("cost = %d, want %d", got, c.want)
			}
		})
	}
}

func TestCountsSaturate(t *testing.T) {
	var b strings.Builder
	b.WriteString("{ ...f0 }")
	for i := range 200 {
		fmt.Fprintf(&b, "fragment f%d on Query { ...f%d ...f%d countries { a: id } }", i, i+1, i+1)
	}
	b.WriteString("fragment f200 on Query { countries { a: id } }")
	total, _ := analyse(t, testFirewall(t, DefaultLimits()), b.String(), nil)
	want := summary{depth: 2, fields: saturated, aliases: saturated, once: saturated, perItem: saturated}
	if diff := cmp.Diff(want, total, cmp.AllowUnexported(summary{})); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
	if got := times(saturated, 2); got != saturated {
		t.Errorf("times(%d, 2) = %d, want %[1]d", saturated, got)
	}
	if got := total.cost(saturated); got != saturated {
		t.Errorf("cost = %d, want %d", got, saturated)
	}
}

func TestNewFirewallChecksItsLimits(t *testing.T) {
	schema := testSchema(t)
	if _, err := NewFirewall(nil, DefaultLimits()); err == nil {
		t.Error("no schema: want an error")
	}
	_, err := NewFirewall(schema, Limits{})
	for _, name := range []string{"BodyBytes", "Depth", "Cost", "ListLength"} {
		if err == nil || !strings.Contains(err.Error(), "limit "+name+" is 0") {
			t.Errorf("zero limits: error %v does not name %s", err, name)
		}
	}
	limits := DefaultLimits()
	limits.Cost = saturated
	if _, err := NewFirewall(schema, limits); err == nil {
		t.Error("a cost that no count can exceed: want an error")
	}
}
