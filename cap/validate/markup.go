package validate

import "strings"

// markup is the first piece of HTML in a text, which a reader would see, or a voice would read out: a tag, or an entity
// that stayed one.
func markup(text string) string {
	for from := 0; ; {
		n := nextMark(text[from:])
		if n < 0 {
			return ""
		}
		from += n
		length := entityLength(text[from:])
		if text[from] == '<' {
			length = tagLength(text[from:])
		}
		if length > 0 {
			return text[from : from+length]
		}
		from++
	}
}

func nextMark(text string) int {
	less, and := strings.IndexByte(text, '<'), strings.IndexByte(text, '&')
	if less < 0 || and >= 0 && and < less {
		return and
	}
	return less
}

// tagLength is that of the tag text begins with: <b>, </b>, <br/>, <a href="…">; 0 for none.
func tagLength(text string) int {
	at := 1
	if strings.HasPrefix(text, "</") {
		at = 2
	}
	name := text[at : at+run(text[at:], 'a', 'z')]
	switch name {
	case "p", "br", "b", "i", "div", "span", "a", "ul", "li", "strong", "em", "table", "tr", "td":
	default:
		return 0
	}
	at += len(name)
	if at < len(text) && strings.IndexByte(" \t\n\f\r", text[at]) >= 0 {
		if n := strings.IndexAny(text[at:], "<>"); n >= 0 {
			at += n
		}
	} else if strings.HasPrefix(text[at:], "/") {
		at++
	}
	if strings.HasPrefix(text[at:], ">") {
		return at + 1
	}
	return 0
}

// entityLength is that of the entity text begins with, such as &nbsp; or &#233;; 0 for none.
func entityLength(text string) int {
	for _, entity := range []string{"&nbsp;", "&amp;", "&lt;", "&gt;", "&quot;", "&apos;"} {
		if strings.HasPrefix(text, entity) {
			return len(entity)
		}
	}
	if !strings.HasPrefix(text, "&#") {
		return 0
	}
	if n := run(text[2:], '0', '9'); n > 0 && strings.HasPrefix(text[2+n:], ";") {
		return 2 + n + 1
	}
	return 0
}

// run is how many bytes from low to high text begins with.
func run(text string, low, high byte) int {
	n := 0
	for n < len(text) && low <= text[n] && text[n] <= high {
		n++
	}
	return n
}
