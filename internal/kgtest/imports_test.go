package kgtest

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestImports checks that the suite knows the domain and no backend; and metrics where it asks what only they can say.
func TestImports(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range f.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			knows := path == "ngograph/internal/kg" || path == "ngograph/internal/metrics" && file == "oracle_network.go"
			if strings.HasPrefix(path, "ngograph/") && !knows {
				t.Errorf("%s imports %s: kgtest may know kg alone, so that every backend can join it", file, path)
			}
		}
	}
}
