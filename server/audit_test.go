package main

import (
	"os"
	"os/exec"
	"regexp"
	"testing"
)

// TestAudit: the server keeps to GraphQL over HTTP, as the reference implementation's audit has it: no error, no warning.
func TestAudit(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("../node_modules/graphql-http"); err != nil {
		t.Fatalf("the audit's packages are not there; run npm ci: %v", err)
	}
	h := serveHere(t, "--store", "sqlite:"+t.TempDir()+"/graph.db", "--no-sample")
	command := exec.CommandContext(t.Context(), "node", "tools/audit.mjs", h.url)
	command.Dir = ".."
	out, err := command.CombinedOutput()
	if err != nil || !regexp.MustCompile(`[1-9][0-9]* audits passed, 0 failed`).Match(out) {
		t.Errorf("%v\n%s", err, out)
	}
}
