package kg

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// letters that do not decompose into a base letter and a mark.
var letters = map[rune]string{
	'ł': "l", 'ø': "o", 'đ': "d", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'þ': "th", 'ð': "d", 'ı': "i", 'ħ': "h", 'ŋ': "n",
}

// Words returns the folded words of a text: case, accents and the letters that stand for others (ł, ø, ß, æ …) are
// taken away, and whatever is neither letter nor digit parts two words. Every store's full-text index holds these
// words and no others, so that all of them find the same.
func Words(s string) []string {
	var words []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r), unicode.IsDigit(r):
			r = unicode.ToLower(r)
			if as, ok := letters[r]; ok {
				word.WriteString(as)
			} else {
				word.WriteRune(r)
			}
		default:
			flush()
		}
	}
	flush()
	return words
}

// Fold returns a text's words with one space between them. Names are compared, ordered and found by it: rows ordered
// by a name are ordered by the bytes of its folded form, then by id.
func Fold(s string) string {
	if folded, ok := foldASCII(s); ok {
		return folded
	}
	return strings.Join(Words(s), " ")
}

// foldASCII is Fold for texts of ASCII alone, at a tenth of the cost, and false for others.
func foldASCII(s string) (string, bool) {
	folded := make([]byte, 0, len(s))
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 0x80:
			return "", false
		case 'A' <= c && c <= 'Z':
			folded = append(folded, c+'a'-'A')
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			folded = append(folded, c)
		case len(folded) > 0 && folded[len(folded)-1] != ' ':
			folded = append(folded, ' ')
		}
	}
	return strings.TrimSuffix(string(folded), " "), true
}
