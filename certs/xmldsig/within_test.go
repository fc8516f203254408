package xmldsig

import (
	"strings"

	"github.com/beevik/etree"

	"bordercast/cap/xmltree"
)

// withinGoxmldsig tells whether goxmldsig 1.6.1 can be right about a document. Outside is what it was seen to get
// wrong.
func withinGoxmldsig(doc *xmltree.Document) bool {
	if len(doc.Tree.Child) != 1 {
		return false
	}
	elements := 0
	return simple(doc.Root, &elements) && elements < 900
}

func simple(e *etree.Element, elements *int) bool {
	*elements++
	for _, a := range e.Attr {
		if b, is := declaration(&a); is {
			if b.uri == "" {
				return false // it draws xmlns="" where nothing was to be undone; xmllint sides with us
			}
			continue
		}
		if a.Space != "" || strings.ContainsAny(a.Value, "\r\n\t") {
			return false
		}
	}
	for _, t := range e.Child {
		switch t := t.(type) {
		case *etree.Element:
			if !simple(t, elements) {
				return false
			}
		case *etree.CharData:
		default:
			return false
		}
	}
	return true
}
