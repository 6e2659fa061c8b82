package kg

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestFoldASCII compares the short way for ASCII with the long way.
func TestFoldASCII(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom([]rune("aZ09 .-\x00\x7f_\t"))).Draw(t, "text")
		if got, want := Fold(s), strings.Join(Words(s), " "); got != want {
			t.Fatalf("Fold(%q) = %q, want %q", s, got, want)
		}
	})
}
