package topics

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"bordercast/cap"
)

// Whole is the level that stands for all of a country or region, and for a place that is not known.
const Whole = "_"

// longest is how long a level may be: a hostile category may not make a topic that brokers refuse.
const longest = 64

// Token makes text fit to be one level of a topic: lower case, letters, digits, "-" and "_" as they are, every
// other byte as "~" and two hexadecimal digits ("." too, since NATS uses it as its own separator). Empty text is
// Whole. What would be too long is cut and ends in a hash of all of it, so that two long names stay two.
func Token(text string) string {
	if text == "" {
		return Whole
	}
	var b strings.Builder
	for _, c := range []byte(lower(text)) {
		if plain(c) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "~%02x", c)
		}
	}
	if b.Len() <= longest {
		return b.String()
	}
	return cut(b.String()) + "-" + cap.HashToken(text)[:12]
}

// lower leaves alone the bytes that are no letter, such as half of one where a name was cut: it must be the same name
// when it is read back.
func lower(text string) string {
	b := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && n == 1 {
			b = append(b, text[i])
		} else {
			b = utf8.AppendRune(b, unicode.ToLower(r))
		}
		i += n
	}
	return string(b)
}

// cut leaves room for the hash, and no half of an escape.
func cut(token string) string {
	token = token[:longest-13]
	if i := strings.LastIndexByte(token, '~'); i > len(token)-3 {
		return token[:i]
	}
	return token
}

// Safe tells whether text is a level already: names in a configuration must be.
func Safe(text string) bool { return text != "" && text != Whole && Token(text) == text }

func plain(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_'
}

func join(levels ...string) string {
	for i := range levels {
		levels[i] = Token(levels[i])
	}
	return strings.Join(levels, "/")
}
