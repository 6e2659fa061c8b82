package main

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// layer is a row of the import table of docs/ARCHITECTURE.md: what a package's code, but for its tests, may import
// besides the standard library, and what it must not know of that.
type layer struct {
	may   []string // paths; those below them are meant, too
	never []string // of the standard library, or below a path that it may import
	why   string
}

const (
	own  = "ngograph/"
	pkg  = own + "internal/"
	gql  = "github.com/vektah/gqlparser"
	lock = "github.com/gofrs/flock"
	neo  = "github.com/neo4j/neo4j-go-driver"
)

var (
	overHTTP  = []string{"net/http"}
	databases = []string{"net/http", "database/sql"}
)

// layers has a row for every package of the module.
var layers = map[string]layer{
	pkg + "metrics": {
		may: []string{"gonum.org/v1/gonum"}, never: []string{"context", "time", "net/http", "database/sql"},
		why: "metrics are pure functions: nothing of ours, no context, no clock",
	},
	pkg + "kg": {
		may: []string{pkg + "metrics", "golang.org/x/text"}, never: append([]string{"encoding/csv"}, databases...),
		why: "the domain knows neither GraphQL nor SQL nor Cypher nor HTTP",
	},
	pkg + "neo4j": {
		may: []string{pkg + "kg", neo}, never: databases,
		why: "a backend knows the domain and its driver: not GraphQL, not HTTP, no other backend",
	},
	pkg + "sqlite": {
		may: []string{pkg + "kg", "modernc.org/sqlite", lock}, never: overHTTP,
		why: "a backend knows the domain and its driver: not GraphQL, not HTTP, no other backend",
	},
	pkg + "memory": {
		may: []string{pkg + "kg", "github.com/RoaringBitmap/roaring", "golang.org/x/sync"}, never: databases,
		why: "a backend knows the domain: not GraphQL, not HTTP, no other backend",
	},
	pkg + "network": {
		may: []string{pkg + "kg", pkg + "metrics", "golang.org/x/sync"}, never: databases,
		why: "network answers are computed over what a view hands out: whose it is they do not know",
	},
	pkg + "kgtest": {
		may: []string{pkg + "kg", pkg + "metrics", "github.com/google/go-cmp", "pgregory.net/rapid"}, never: databases,
		why: "the suite knows no backend; communities alone it takes from metrics, for there is no second Leiden",
	},
	pkg + "dataset": {
		may: []string{pkg + "kg", "golang.org/x/text"}, never: databases,
		why: "readers know no store: the caller applies what they read",
	},
	pkg + "synthetic": {
		may: []string{pkg + "kg"}, never: append([]string{"os", "encoding/csv"}, databases...),
		why: "networks are made up of the domain's records: where they go is the caller's to know",
	},
	own + "seed": {
		may: []string{pkg + "kg", pkg + "dataset"}, never: databases,
		why: "the seed knows no store but through the domain",
	},
	own + "seed/gen": {
		may: []string{pkg + "kg", pkg + "dataset", own + "seed"}, never: databases,
		why: "the seed's generator reads and writes files",
	},
	own + "graph": {
		may: []string{pkg + "kg", "github.com/99designs/gqlgen", gql}, never: []string{"database/sql"},
		why: "GraphQL asks the domain: it knows neither Cypher nor SQL nor metrics nor how HTTP is routed",
	},
	pkg + "httpapi": {
		may: []string{"github.com/rs/cors", "github.com/klauspost/compress/gzhttp", gql}, never: []string{"database/sql"},
		why: "HTTP is given handlers: it knows neither stores nor the domain",
	},
	own + "web": {
		why: "the page is files",
	},
	own + "server": {
		may: []string{own, "github.com/alecthomas/kong", "github.com/google/uuid", gql}, never: []string{pkg + "kgtest", pkg + "neo4j/neo4jtest"},
		why: "the command wires what there is, without the tests'",
	},
	own + "bench": {
		may: []string{own, neo}, never: []string{pkg + "kgtest"},
		why: "the benchmark measures all of it, and what the driver alone takes",
	},
	pkg + "neo4j/neo4jtest": {
		may: []string{neo, lock}, why: "it starts servers and knows nothing of ours",
	},
	pkg + "neo4j/neo4jtest/cmd": {
		may: []string{pkg + "neo4j/neo4jtest"}, why: "it starts servers and knows nothing of ours",
	},
}

// TestImports reads the imports of every package and says which break the table, and why it is as it is.
func TestImports(t *testing.T) {
	checked := 0
	for _, p := range listPackages(t) {
		l, ok := layers[p.ImportPath]
		if !ok {
			if len(p.Imports) > 0 {
				t.Errorf("%s has no row in the table of imports: say what it may import", p.ImportPath)
			}
			continue
		}
		checked++
		for _, path := range p.Imports {
			if path == "C" || path == "unsafe" || path == "plugin" {
				t.Errorf("%s imports %s: pure Go only", p.ImportPath, path)
			}
			if below(l.never, path) || !isStandard(path) && !below(l.may, path) || p.ImportPath != path && l.forbidsOwn(path) {
				t.Errorf("%s must not import %s: %s", p.ImportPath, path, l.why)
			}
		}
	}
	if checked < 10 {
		t.Errorf("only %d packages were checked", checked)
	}
}

// forbidsOwn reports whether a path is a package of ours that a row names only by one above it: of two backends, one
// may lie below the other in the tree, and not in what it may know.
func (l layer) forbidsOwn(path string) bool {
	return strings.HasPrefix(path, own) && !slices.Contains(l.may, path) && !slices.Contains(l.may, own)
}

func below(paths []string, path string) bool {
	return slices.ContainsFunc(paths, func(p string) bool {
		return path == p || strings.HasPrefix(path, strings.TrimSuffix(p, "/")+"/")
	})
}

// isStandard reports whether a path is the standard library's: these have no dot in their first element.
func isStandard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".") && first != strings.TrimSuffix(own, "/")
}

type listed struct {
	ImportPath string
	Imports    []string
}

func listPackages(t *testing.T) []listed {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...")
	command.Dir = ".."
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []listed
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p listed
		if err := dec.Decode(&p); err == io.EOF {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}
