package xmltree

import "strings"

// Children are the texts of the root's children of a local name, in order, whatever their namespace, of a document that
// is well-formed. It makes no tree and reads no further than the last place where the name stands, which takes a
// fraction of Read's time. What cannot be read so far gives Read's *Refusal.
func Children(b []byte, name string) ([]string, error) {
	text, bad := decode(b)
	if bad != nil {
		return nil, bad
	}
	if found, sure := quickChildren(string(text), name); sure {
		return found, nil
	}
	doc, err := Read(b, DefaultLimits())
	if err != nil {
		return nil, err
	}
	var found []string
	for _, e := range doc.Root.ChildElements() {
		if e.Tag == name {
			found = append(found, Text(e))
		}
	}
	return found, nil
}

// quickChildren is sure of a document that is written as documents mostly are, as quick is. No element is called by a
// name that does not stand in the text: nothing but letters may write a name (XML 1.0 §2.3).
func quickChildren(text, name string) (found []string, sure bool) {
	last := strings.LastIndex(text, name)
	q, depth, within := newLexer(text), 0, false
	for q.at < len(q.text) && (within || q.at <= last) {
		t, sure := q.next()
		if !sure {
			return nil, false
		}
		switch t.kind {
		case startElement, emptyElement:
			if depth == 1 && t.name.Local == name {
				found, within = append(found, ""), t.kind == startElement
			}
			if t.kind == startElement {
				depth++
			}
		case endElement:
			if depth--; depth == 1 {
				within = false
			}
		case charData:
			if within && depth == 2 {
				found[len(found)-1] += t.text
			}
		}
	}
	return found, !within
}
