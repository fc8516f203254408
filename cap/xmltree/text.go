package xmltree

import (
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

// AllText is Text with the text of nested elements in its place. Nothing may be nested in prose, but a sender who
// writes "take <b>shelter</b>" must not be read as "take".
func AllText(e *etree.Element) string {
	if len(e.Child) < 2 {
		return Text(e)
	}
	var b strings.Builder
	gather(&b, e)
	return b.String()
}

func gather(b *strings.Builder, e *etree.Element) {
	for _, t := range e.Child {
		switch t := t.(type) {
		case *etree.CharData:
			b.WriteString(t.Data)
		case *etree.Element:
			gather(b, t)
		}
	}
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

// Is says whether e is the element tag of namespace ns.
func Is(e *etree.Element, ns, tag string) bool { return e.Tag == tag && e.NamespaceURI() == ns }

func blank(s string) bool { return Trim(s) == "" }
