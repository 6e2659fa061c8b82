package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// describeMachine says what the figures were measured on and with.
func describeMachine(ctx context.Context, b *bench) string {
	rounds := "full"
	if b.quick {
		rounds = "quick"
	}
	return fmt.Sprintf("A %s run of %s at commit %s. Machine: %d cores of %s, %s of memory, %s.\nVersions: %s.\n",
		rounds, time.Now().UTC().Format(time.DateOnly), said(ctx, "git", "describe", "--always", "--dirty"), runtime.NumCPU(),
		field("/proc/cpuinfo", "model name"), field("/proc/meminfo", "MemTotal"), said(ctx, "uname", "-sr"), strings.Join(versions(ctx, b), ", "))
}

// versions lists the programs that take part. Packages of peers are pinned by the files beside them.
func versions(ctx context.Context, b *bench) []string {
	all := []string{runtime.Version(), "Node " + said(ctx, "node", "--version"), said(ctx, "python3", "--version")}
	if _, err := os.Stat(b.interpreter()); err == nil {
		frozen := said(ctx, b.interpreter(), "-m", "pip", "list", "--format=freeze", "--disable-pip-version-check")
		all = append(all, strings.Fields(strings.ReplaceAll(frozen, "==", " "))...)
		all = append(all[:3], strings.Join(all[3:], " "))
	}
	if version, _, found := strings.Cut(said(ctx, "sqlite3", "--version"), " "); found {
		all = append(all, "sqlite3 "+version)
	}
	return all
}

// said is the first line, or for several the words, that a command prints; "unknown" if it fails.
func said(ctx context.Context, name string, args ...string) string {
	out, err := exec.CommandContext(ctx, name, args...).Output()
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

// field is the first value under a key in a file of "key: value" lines.
func field(file, key string) string {
	data, err := os.ReadFile(file)
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(data)) {
		if name, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(name) == key {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}
