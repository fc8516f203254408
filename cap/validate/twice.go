package validate

import (
	"slices"
	"strings"

	"github.com/beevik/etree"

	"bordercast/cap"
	"bordercast/cap/form"
	"bordercast/cap/xmltree"
)

// ElementTwice is the reason code, and the name of the rule, of an element that may stand once and stands twice.
const ElementTwice = "element-twice"

// Twice finds the elements that may stand once (CAP 1.2 §3.2 and §3.4) and stand twice, in the order of the document.
// cap.Parse reads the first, other readers the last, and readers that know no namespaces one of any namespace: so
// nobody can tell what such an alert says to whom it is handed on. doc and a are one message, as cap.Read returns them.
func Twice(doc *xmltree.Document, a *cap.Alert) []cap.Finding {
	v := &validator{doc: doc, alert: a, namespace: doc.Root.NamespaceURI()}
	if in := schemas[a.Version]; in != nil {
		v.twice(doc.Root, in)
	}
	return v.found
}

// ProseTwice says that whatever stands twice is description or instruction, both of which cap.Parse reads whole: what
// such an alert says is clear, and a person may let it in.
func ProseTwice(twice []cap.Finding) bool {
	return !slices.ContainsFunc(twice, func(f cap.Finding) bool {
		return !strings.HasSuffix(f.Path, "/description") && !strings.HasSuffix(f.Path, "/instruction")
	})
}

// twice looks through e.
func (v *validator) twice(e *etree.Element, in *content) {
	var seen [32]bool
	for _, t := range e.Child {
		c, ok := t.(*etree.Element)
		if !ok {
			continue
		}
		n := in.find(c.Tag, 0)
		switch {
		case n < 0:
		case in.items[n].max > 1:
			if in.items[n].in != nil && form.InCAP(c, e) {
				v.twice(c, in.items[n].in)
			}
		case seen[n]:
			v.doubled(c, e)
		default:
			seen[n] = true
		}
	}
}

func (v *validator) doubled(e, parent *etree.Element) {
	v.schema(e, cap.LevelError, ElementTwice, "<%s> stands twice in <%s>, and readers differ in which they take: keep "+
		"one", form.Clip(e.FullTag()), parent.Tag)
	if e.NamespaceURI() != v.namespace {
		v.found[len(v.found)-1].Path += " of another namespace"
	}
}
