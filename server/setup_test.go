package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestSecret: a file goes before the variable itself, and the end of its line is not part of the password.
func TestSecret(t *testing.T) {
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte(" pass word \r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, variable, file, want string }{
		{"none", "", "", ""},
		{"a variable", "word", "", "word"},
		{"a file", "", file, " pass word "},
		{"both", "word", file, " pass word "},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("TEST_SECRET", c.variable)
			t.Setenv("TEST_SECRET_FILE", c.file)
			if got, err := secret("TEST_SECRET"); err != nil || got != c.want {
				t.Errorf("%q, %v; want %q", got, err, c.want)
			}
		})
	}
}
