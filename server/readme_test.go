package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadme runs the commands of README.md as they stand there, against a server that `make run` would start, but for
// its port.
func TestReadme(t *testing.T) { //nolint:tparallel // the commands follow each other
	t.Parallel()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	makefile, err := os.ReadFile("../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	repository, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := readmeFolder(t, repository)
	h := serveHere(t, "--store", "sqlite:"+filepath.Join(dir, "ngograph.db"))
	replace := strings.NewReplacer(
		"http://127.0.0.1:8080/graphql", h.url,
		"DIRECTORY", filepath.Join(repository, "internal", "dataset", "testdata", "published"),
	)
	ran := map[string]int{}
	for _, command := range readmeCommands(string(text)) {
		name, _, _ := strings.Cut(command, " ")
		ran[name]++
		if name == "make" {
			target := strings.Fields(command)[1]
			if !regexp.MustCompile(`(?m)^` + target + `:`).Match(makefile) {
				t.Errorf("%s: the Makefile has no such target", command)
			}
			continue
		}
		t.Run(command[:min(len(command), 60)], func(t *testing.T) {
			if strings.HasPrefix(command, "bin/ngograph import") && !strings.Contains(command, "--dry-run") {
				dir = readmeFolder(t, repository) // the server holds the other file
			}
			out := runLines(t, dir, replace.Replace(command))
			if strings.Contains(out, `"errors"`) || !strings.Contains(out, wantInReadme(command)) {
				t.Errorf("%s\n%s", command, out)
			}
		})
	}
	if ran["curl"] < 1 || ran["bin/ngograph"] < 4 || ran["make"] < 2 {
		t.Errorf("these are not all of the README's commands: %v", ran)
	}
}

// wantInReadme is what a command's output must hold.
func wantInReadme(command string) string {
	switch {
	case strings.HasPrefix(command, "curl"):
		return `"projectCount":1`
	case strings.Contains(command, "--format csv"):
		return "between,projectCount"
	case strings.Contains(command, "who-could-introduce-us"):
		return "introductions (2)"
	case strings.Contains(command, "query"):
		return "collaborations (10)"
	case strings.Contains(command, "--dry-run"):
		return "would import"
	}
	return "imported"
}

// readmeFolder returns a folder with what the README's commands find in the repository.
func readmeFolder(t *testing.T, repository string) string {
	t.Helper()
	dir := t.TempDir()
	program, err := exec.LookPath("ngograph") // this test's binary
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "bin"), 0o700); err != nil {
		t.Fatal(err)
	}
	for link, target := range map[string]string{"bin/ngograph": program, "examples": filepath.Join(repository, "examples")} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// readmeCommands returns the commands in a Markdown text's indented blocks, one each line or here-document.
func readmeCommands(text string) []string {
	var commands []string
	end := "" // of the here-document that goes on
	for line := range strings.Lines(text) {
		code, ok := strings.CutPrefix(strings.TrimRight(line, "\n"), "    ")
		switch {
		case !ok:
			continue
		case end != "":
			commands[len(commands)-1] += "\n" + code
			if code == end {
				end = ""
			}
		default:
			commands = append(commands, code)
			if _, mark, ok := strings.Cut(code, "<<"); ok {
				end = strings.Trim(mark, "'")
			}
		}
	}
	return commands
}

func runLines(t *testing.T, dir, lines string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	command := exec.CommandContext(ctx, "bash", "-euo", "pipefail", "-c", lines)
	command.Dir = dir
	out, err := command.CombinedOutput()
	if err != nil {
		t.Error(fmt.Errorf("%s: %w\n%s", lines, err, out))
	}
	return string(out)
}
