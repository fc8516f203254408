package text

import (
	"regexp"
	"strings"
	"unicode"

	"bordercast/cap/profile"
)

// plainer replaces what not every telephone shows by what it does. Curly quotes and dashes have made deliveries fail,
// the interface guide refuses some brackets, and of accents the alphabet of telephones has only some (traps us-17).
var plainer = strings.NewReplacer("’", "'", "‘", "'", "“", `"`, "”", `"`, "«", `"`, "»", `"`, "–", "-", "—", "-", "…",
	"...", "°", " ", "€", "EUR",
	"{", "(", "}", ")", "[", "(", "]", ")", "|", "/", "\\", "/", "^", " ", "~", "-",
	"ç", "c", "ê", "e", "ë", "e", "î", "i", "ï", "i", "ô", "o", "û", "u", "â", "a", "œ", "oe",
	"á", "a", "í", "i", "ó", "o", "ú", "u",
	"À", "A", "Â", "A", "È", "E", "Ê", "E", "Ë", "E", "Î", "I", "Ï", "I", "Ô", "O", "Ù", "U", "Û", "U", "Œ", "OE",
	"Á", "A", "Í", "I", "Ó", "O", "Ú", "U")

// plain is one line of what every telephone shows.
func plain(s string) string {
	s = plainer.Replace(clean(s))
	s = strings.Map(func(r rune) rune {
		if !profile.OnEveryTelephone(r) {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// markup is what people paste from web pages. CAP knows none (CAP 1.2 §3.3.3), and what is read aloud must not hold
// any.
var markup = regexp.MustCompile(`</?[A-Za-z][^<>]*>|&(#\d+|#x[0-9A-Fa-f]+|[A-Za-z]+);`)

// hasMarkup looks where markup may begin before it looks for any: most texts hold an ampersand at most.
func hasMarkup(s string) bool {
	for at := strings.IndexAny(s, "<&"); at >= 0 && at+1 < len(s); {
		if c := s[at+1]; c == '/' || c == '#' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' {
			return markup.MatchString(s[at:])
		}
		next := strings.IndexAny(s[at+1:], "<&")
		if next < 0 {
			return false
		}
		at += 1 + next
	}
	return false
}

// hidden looks for characters that steer a display and show nothing: text can be turned around by them.
func hidden(s string) bool {
	for _, r := range s {
		if (r < ' ' || r >= 0x7f) && r != '\n' && r != '\r' && r != '\t' && r != '\u00ad' &&
			(unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			return true
		}
	}
	return false
}

// clean is one line of text without markup and control characters.
func clean(s string) string {
	if hasMarkup(s) {
		s = markup.ReplaceAllString(s, " ")
	}
	return strings.Join(strings.FieldsFunc(s,
		func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }), " ")
}

// AtWord cuts a text at a word border, counting characters and not bytes.
func AtWord(s string, most int) string {
	if len(s) <= most {
		return s
	}
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	head := string(r[:most])
	if r[most] != ' ' {
		if i := strings.LastIndexByte(head, ' '); i > 0 {
			head = head[:i]
		}
	}
	return strings.TrimRight(head, " ,;:-–—(/")
}
