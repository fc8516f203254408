package cap

import (
	"strings"

	"github.com/beevik/etree"

	"bordercast/cap/form"
	"bordercast/cap/xmltree"
)

// mostUnread is how much an Alert keeps of what it has no place for; the last says that there is more. A document of
// megabytes must not become a report of as many lines.
const mostUnread = 100

// note keeps what is passed over of e: its text, or an attribute. The path is made only while there is room, for it
// asks all that stand before e.
func (p *parser) note(e *etree.Element, attribute, value string) {
	switch have := len(p.alert.Unread); {
	case have >= mostUnread:
	case have == mostUnread-1:
		p.alert.Unread = append(p.alert.Unread, Unread{p.info, "alert", "…"})
	default:
		p.alert.Unread = append(p.alert.Unread, Unread{p.info, form.Path(e) + attribute, value})
	}
}

// text is all that a leaf says. Elements nested in it leave their attributes behind.
func (p *parser) text(e *etree.Element) string {
	p.attributes(e)
	p.nested(e)
	return xmltree.AllText(e)
}

func (p *parser) nested(e *etree.Element) {
	for _, t := range e.Child {
		if c, ok := t.(*etree.Element); ok {
			p.attributes(c)
			p.nested(c)
		}
	}
}

// passOver notes an element that CAP does not have there. A signature is no part of what an alert says, and a password
// (CAP 1.0 had one) is noted without what it is, for a note reaches reports and destinations.
func (p *parser) passOver(e *etree.Element) {
	switch {
	case e.NamespaceURI() == form.Signature:
	case strings.EqualFold(e.Tag, "password"):
		p.note(e, "", "")
	default:
		p.note(e, "", xmltree.Trim(p.text(e)))
	}
}

// second notes an element that may stand once and has been read.
func (p *parser) second(e *etree.Element) {
	if s := xmltree.Trim(p.text(e)); s != "" {
		p.note(e, "", s)
	}
}

// between notes text between the elements of e.
func (p *parser) between(e *etree.Element) {
	for _, t := range e.Child {
		c, ok := t.(*etree.CharData)
		if !ok {
			continue
		}
		if s := xmltree.Trim(c.Data); s != "" {
			p.note(e, "", s)
		}
	}
}

// attributes notes any but what is XML's own.
func (p *parser) attributes(e *etree.Element) {
	for n := range e.Attr {
		if a := &e.Attr[n]; !form.OfXML(a) {
			p.note(e, "/@"+form.Clip(a.FullKey()), a.Value)
		}
	}
}
