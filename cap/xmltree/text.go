package xmltree

import (
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// Text is all character data directly inside e, joined across comments and CDATA borders, as sent.
func Text(e *etree.Element) string {
	first, many := "", false
	for _, t := range e.Child {
		c, ok := t.(*etree.CharData)
		switch {
		case !ok || c.Data == "":
		case first == "":
			first = c.Data
		default:
			many = true
		}
	}
	if !many {
		return first
	}
	return joined(e)
}

func joined(e *etree.Element) string {
	var b strings.Builder
	for _, t := range e.Child {
		if c, ok := t.(*etree.CharData); ok {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// AllText is Text with the text of nested elements in its place, every character of it. Nothing may be nested in prose,
// but a sender who writes "take <b>shelter</b>" must not be read as "take". What parts blocks of text, which is every
// element but those of letters and words, begins a line, so that the last word of one block and the first of the next
// stay two words.
func AllText(e *etree.Element) string {
	if !slices.ContainsFunc(e.Child, isElement) {
		return Text(e)
	}
	var g gatherer
	g.gather(e)
	return g.String()
}

func isElement(t etree.Token) bool { _, is := t.(*etree.Element); return is }

// gatherer writes text, and begins a line before the next of it where a block begins or ends.
type gatherer struct {
	strings.Builder
	apart bool
	last  byte
}

func (g *gatherer) gather(e *etree.Element) {
	for _, t := range e.Child {
		switch t := t.(type) {
		case *etree.CharData:
			g.write(t.Data)
		case *etree.Element:
			if inline(t.Tag) {
				g.gather(t)
				continue
			}
			g.apart = true
			g.gather(t)
			g.apart = true
		}
	}
}

func (g *gatherer) write(s string) {
	if s == "" {
		return
	}
	if g.apart && g.Len() > 0 && g.last != '\n' && s[0] != '\n' {
		g.WriteByte('\n')
	}
	g.WriteString(s)
	g.apart, g.last = false, s[len(s)-1]
}

// inline are the elements of HTML that stand within a line.
func inline(tag string) bool {
	switch tag {
	case "a", "abbr", "b", "big", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span", "strong",
		"sub", "sup", "tt", "u":
		return true
	}
	return false
}

// Trim removes XML's white space (space, tab, CR, LF) from both ends, and no other: a no-break space stays.
func Trim(s string) string {
	for len(s) > 0 && white(s[0]) {
		s = s[1:]
	}
	for len(s) > 0 && white(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s
}

func white(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func blank(s string) bool { return Trim(s) == "" }
