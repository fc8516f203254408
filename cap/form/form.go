// Package form is what CAP documents look like from outside: their namespaces, the words of their lists, numbers as
// text, characters that nobody sees, and how an element is named to a person. Parsing and validation share it; it knows
// no alert, and refuses nothing.
package form

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/beevik/etree"
)

// The namespaces of CAP.
const (
	NS10 = "http://www.incident.com/cap/1.0"
	NS11 = "urn:oasis:names:tc:emergency:cap:1.1"
	NS12 = "urn:oasis:names:tc:emergency:cap:1.2"

	// Signature is the namespace of XML signatures, which are no part of an alert.
	Signature = "http://www.w3.org/2000/09/xmldsig#"
)

// InCAP says whether e stands in a namespace of CAP, without asking the whole way up where e is written like its
// parent, which does.
func InCAP(e, parent *etree.Element) bool {
	if e.Space == parent.Space && len(e.Attr) == 0 {
		return true
	}
	ns := e.NamespaceURI()
	return ns == NS12 || ns == NS11 || ns == NS10
}

// OfXML tells a declaration of a namespace, and what a schema's own attributes say, from what a sender says: CAP has no
// attributes.
func OfXML(a *etree.Attr) bool {
	return a.Space == "xmlns" || a.Key == "xmlns" || a.NamespaceURI() == "http://www.w3.org/2001/XMLSchema-instance"
}

// Path names e from the root, with a number where its kind may stand more than once.
func Path(e *etree.Element) string {
	parent := e.Parent()
	if parent == nil || parent.Parent() == nil {
		return Clip(e.Tag)
	}
	path := Path(parent) + "/" + Clip(e.Tag)
	if !repeats(e.Tag) {
		return path
	}
	n := 1
	for _, t := range parent.Child[:e.Index()] {
		if c, ok := t.(*etree.Element); ok && c.Tag == e.Tag {
			n++
		}
	}
	return path + "[" + strconv.Itoa(n) + "]"
}

func repeats(tag string) bool {
	switch tag {
	case "code", "info", "category", "responseType", "eventCode", "parameter", "resource", "area", "polygon", "circle",
		"geocode", "Signature":
		return true
	}
	return false
}

// Clip shortens what a sender wrote for use in a sentence.
func Clip(s string) string {
	s = strings.TrimSpace(s)
	r := []rune(s[:min(len(s), 260)])
	if len(r) > 60 {
		return string(r[:57]) + "…"
	}
	return string(r)
}

// Visible takes out the characters that nobody sees and no word needs, and names them by code point; "" where there are
// none. A no-break space is typography, and joiners stand within emoji and other scripts: they stay.
func Visible(s string) (clean, what string) {
	n := 0
	for n < len(s) && s[n] < 0x80 {
		n++
	}
	if n == len(s) || !strings.ContainsFunc(s[n:], Unseen) {
		return s, ""
	}
	var points []string
	clean = strings.Map(func(r rune) rune {
		if !Unseen(r) {
			return r
		}
		if point := fmt.Sprintf("U+%04X", r); len(points) < 8 && !strings.Contains(strings.Join(points, " "), point) {
			points = append(points, point)
		}
		return -1
	}, s)
	return clean, strings.Join(points, ", ")
}

// Unseen are the characters that have no width and no meaning in English, French or Spanish text: zero width space,
// word joiner, byte order mark, soft hyphen, and what turns the direction of text, by which a reader can be deceived.
func Unseen(r rune) bool {
	switch {
	case r == 0x00AD, r == 0x061C, r == 0x180E, r == 0x200B, r == 0x200E, r == 0x200F, r == 0xFEFF:
		return true
	case r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2069, r >= 0xE0000 && r <= 0xE007F && r != 0xE007F:
		return true
	}
	return false
}
