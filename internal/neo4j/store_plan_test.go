package neo4j

import (
	"slices"
	"strings"
	"testing"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"ngograph/internal/kg"
)

// operators returns the operators of a statement's plan, without running it.
func operators(t *testing.T, db *DB, statement string, params map[string]any) []string {
	t.Helper()
	var found []string
	err := db.transact(t.Context(), driver.AccessModeWrite, func(tx tx) error {
		result, err := tx.run(t.Context(), "EXPLAIN "+statement, params)
		if err != nil {
			return err
		}
		summary, err := result.Consume(t.Context())
		if err != nil {
			return err
		}
		var walk func(driver.Plan)
		walk = func(p driver.Plan) {
			operator, _, _ := strings.Cut(p.Operator(), "@")
			found = append(found, operator)
			for _, child := range p.Children() {
				walk(child)
			}
		}
		walk(summary.Plan())
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return found
}

// Whatever Apply, Scan and Watch send finds its rows by an index, and sorts by one.
func TestPlans(t *testing.T) {
	db, _ := openEmpty(t)
	apply(t, db, puts(sample()...)...)
	type statement struct {
		text   string
		params map[string]any
	}
	rows := map[string]any{"rows": []any{}, "ids": []string{}, "since": 1}
	var statements []statement
	for _, s := range slices.Concat(writeOrder(), []string{loadNodes, knownIDs, whoRefers, changedNodes, buried}) {
		statements = append(statements, statement{s, rows})
	}
	for _, k := range edgeKinds() {
		e, _ := edgeOf(k)
		statements = append(statements, statement{loadEdges(e), rows}, statement{changedEdges(e), rows})
	}
	for k, fields := range kg.Owned() {
		for _, f := range fields {
			statements = append(statements, statement{loadOwned(k, f), rows})
		}
	}
	for _, k := range kg.StoredKinds() {
		statements = append(statements, statement{scanStatement(k, []string{"id"}), nil})
	}
	for _, s := range statements {
		found := operators(t, db, s.text, s.params)
		for _, operator := range found {
			scans := strings.Contains(operator, "Scan") && (s.params != nil || !strings.Contains(operator, "IndexScan"))
			if scans || operator == "Sort" && s.text != buried {
				t.Errorf("%s\nis planned with %s: %s", s.text, operator, strings.Join(found, " "))
			}
		}
	}
}
