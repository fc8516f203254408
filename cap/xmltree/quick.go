package xmltree

import (
	"encoding/xml"
	"strings"
)

// quick reads the document as run does, in an eighth of the time, as long as it is written as documents mostly are. At
// the first thing out of the ordinary, and at anything wrong, it is not sure and run has to read from the start: so
// what is refused, and with which words, is for encoding/xml alone to say. Only Limits, names and what stands where,
// which both leave to reader, are refused from here. FuzzQuick holds the two against each other.
func (r *reader) quick() (bad *Refusal, sure bool) {
	if !plain(r.text) {
		return nil, false
	}
	q := newLexer(r.text)
	for q.at < len(q.text) {
		r.at = q.at
		t, sure := q.next()
		if !sure {
			return nil, false
		}
		r.end = q.at
		if bad := r.another(); bad != nil {
			return bad, true
		}
		if bad := r.piece(t); bad != nil {
			return bad, true
		}
		if t.kind != emptyElement {
			continue
		}
		r.at = q.at
		if bad := r.another(); bad != nil {
			return bad, true
		}
		if bad := r.close(t.name); bad != nil {
			return bad, true
		}
	}
	r.at = q.at
	return r.finish(), true
}

func (r *reader) piece(t piece) *Refusal {
	switch t.kind {
	case startElement, emptyElement:
		return r.open(xml.StartElement{Name: t.name, Attr: t.attributes})
	case endElement:
		return r.close(t.name)
	case comment:
		return r.comment(t.text)
	case instruction:
		return r.instruction(t.name.Local, t.text)
	}
	return r.chars(t.text)
}

// plain says that there is no character that XML forbids (XML 1.0 §2.2). The text is UTF-8.
func plain(text string) bool {
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c >= ' ' && c != 0xef {
			continue
		}
		switch {
		case c < ' ' && c != '\n' && c != '\t' && c != '\r':
			return false
		case c == 0xef && (strings.HasPrefix(text[i:], "\uffff") || strings.HasPrefix(text[i:], "\ufffe")):
			return false
		}
	}
	return true
}
