package graph

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestExamples: every example is a question in words, as its comment, and a query that the schema allows.
func TestExamples(t *testing.T) {
	files, err := filepath.Glob("../examples/*.graphql")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 40 {
		t.Errorf("there are %d examples", len(files))
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		question, query, _ := strings.Cut(string(text), "\n{")
		if !strings.HasPrefix(question, "# ") || !strings.HasSuffix(question, "?") && !strings.HasSuffix(question, ".") {
			t.Errorf("%s: no question in words", file)
		}
		if errs := Validate("{" + query); errs != nil {
			t.Errorf("%s: %v", file, errs)
		}
	}
}
