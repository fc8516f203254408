package cli

import (
	"regexp"
	"strings"
	"unicode"
)

// painted finds what paint writes; none of it moves or hides anything.
var painted = regexp.MustCompile("\x1b\\[(?:0|1|2|31|32|33)m")

// Plain makes text from outside safe to print on one line: control and formatting characters, which can drive a
// terminal or turn the reading direction, become spaces, and runs of spaces one.
func Plain(s string) string { return strings.Join(strings.Fields(clean(s, "")), " ") }

// PlainLines is plain that keeps line ends, for messages that show a piece of a file under themselves.
func PlainLines(s string) string { return clean(s, "\n\t") }

func clean(s, keep string) string {
	return strings.Map(func(r rune) rune {
		if (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) && !strings.ContainsRune(keep, r) {
			return ' '
		}
		return r
	}, s)
}

// Sentence is "word (reason): text" of whatever is there.
func Sentence(word, reason, text string) string {
	if reason != "" {
		word += " (" + reason + ")"
	}
	if text != "" {
		word += ": " + Plain(text)
	}
	return word
}
