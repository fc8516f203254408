package xmltree

import (
	"encoding/xml"
	"strings"
)

// kind is that of a piece.
type kind int

const (
	charData kind = iota
	startElement
	emptyElement
	endElement
	comment
	instruction
)

// piece is one token. Its attributes are good until the next.
type piece struct {
	kind       kind
	name       xml.Name // of an element; Local is the target of an instruction
	text       string
	attributes []xml.Attr
}

// lexer cuts a text into pieces. sure is false where it leaves the matter to encoding/xml.
type lexer struct {
	text       string
	at         int
	attributes []xml.Attr
	returns    bool // there is a carriage return somewhere
	brackets   bool // there is a ]]> somewhere
}

func newLexer(text string) lexer {
	return lexer{text: text, returns: strings.IndexByte(text, '\r') >= 0, brackets: strings.Contains(text, "]]>")}
}

func (q *lexer) next() (t piece, sure bool) {
	if q.text[q.at] != '<' {
		return q.chars()
	}
	rest := q.text[q.at+1:]
	switch {
	case strings.HasPrefix(rest, "/"):
		return q.endTag()
	case strings.HasPrefix(rest, "?"):
		return q.instruction()
	case strings.HasPrefix(rest, "!--"):
		return q.comment()
	case strings.HasPrefix(rest, "![CDATA["):
		return q.cdata()
	}
	return q.startTag()
}

func (q *lexer) chars() (piece, bool) {
	n := strings.IndexByte(q.text[q.at:], '<')
	if n < 0 {
		n = len(q.text) - q.at
	}
	raw := q.text[q.at : q.at+n]
	q.at += n
	text, sure := q.unescaped(raw)
	return piece{text: text}, sure && !(q.brackets && strings.Contains(raw, "]]>"))
}

func (q *lexer) unescaped(raw string) (text string, sure bool) {
	if !q.returns && strings.IndexByte(raw, '&') < 0 {
		return raw, true
	}
	return unescaped(raw)
}

func (q *lexer) cdata() (piece, bool) {
	from := q.at + len("<![CDATA[")
	n := strings.Index(q.text[from:], "]]>")
	if n < 0 {
		return piece{}, false
	}
	q.at = from + n + len("]]>")
	return piece{text: lineEnds(q.text[from : from+n])}, true
}

func (q *lexer) comment() (piece, bool) {
	from := q.at + len("<!--")
	n := strings.Index(q.text[from:], "--")
	if n < 0 || !strings.HasPrefix(q.text[from+n:], "-->") {
		return piece{}, false
	}
	q.at = from + n + len("-->")
	return piece{kind: comment, text: q.text[from : from+n]}, true
}

func (q *lexer) instruction() (piece, bool) {
	q.at += len("<?")
	target, sure := q.name()
	if !sure || strings.Contains(target, ":") {
		return piece{}, false
	}
	q.space()
	n := strings.Index(q.text[q.at:], "?>")
	if n < 0 {
		return piece{}, false
	}
	content := q.text[q.at : q.at+n]
	q.at += n + len("?>")
	if target == "xml" && !versionOne(content) {
		return piece{}, false
	}
	return piece{kind: instruction, name: xml.Name{Local: target}, text: content}, true
}

// versionOne says that encoding/xml takes the declaration, which does not see a version with spaces around the sign.
func versionOne(declaration string) bool {
	return !strings.Contains(declaration, "version=") || strings.HasPrefix(declaration, `version="1.0"`) ||
		strings.HasPrefix(declaration, `version='1.0'`)
}

func (q *lexer) endTag() (piece, bool) {
	q.at += len("</")
	name, sure := q.qualified()
	q.space()
	return piece{kind: endElement, name: name}, sure && q.take('>')
}

func (q *lexer) startTag() (t piece, sure bool) {
	q.at++
	t.kind = startElement
	if t.name, sure = q.qualified(); !sure {
		return t, false
	}
	q.attributes = q.attributes[:0]
	for {
		spaced := q.space()
		switch {
		case q.take('>'):
			t.attributes = q.attributes
			return t, true
		case q.take('/'):
			t.kind, t.attributes = emptyElement, q.attributes
			return t, q.take('>')
		case !spaced || !q.attribute():
			return t, false
		}
	}
}

func (q *lexer) attribute() bool {
	name, sure := q.qualified()
	q.space()
	if !sure || !q.take('=') {
		return false
	}
	q.space()
	if q.at == len(q.text) {
		return false
	}
	quote := q.text[q.at]
	from := q.at + 1
	n := strings.IndexByte(q.text[from:], quote)
	if quote != '"' && quote != '\'' || n < 0 || strings.ContainsAny(q.text[from:from+n], "<\t\n\r") {
		return false
	}
	q.at = from + n + 1
	value, sure := q.unescaped(q.text[from : from+n])
	q.attributes = append(q.attributes, xml.Attr{Name: name, Value: value})
	return sure
}

// qualified reads a name that may have one prefix.
func (q *lexer) qualified() (xml.Name, bool) {
	name, sure := q.name()
	prefix, local, has := strings.Cut(name, ":")
	if !has {
		return xml.Name{Local: name}, sure
	}
	return xml.Name{Space: prefix, Local: local}, sure && prefix != "" && local != "" && !strings.Contains(local, ":")
}

// name reads a name of ASCII letters; others are possible, and rare.
func (q *lexer) name() (string, bool) {
	from := q.at
	for q.at < len(q.text) && inName(q.text[q.at]) {
		q.at++
	}
	name := q.text[from:q.at]
	return name, name != "" && startsName(name[0]) && q.at < len(q.text) && q.text[q.at] < 0x80
}

func startsName(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' }

func inName(c byte) bool {
	return startsName(c) || '0' <= c && c <= '9' || c == ':' || c == '.' || c == '-'
}

func (q *lexer) space() (some bool) {
	for ; q.at < len(q.text); q.at++ {
		if !white(q.text[q.at]) {
			return some
		}
		some = true
	}
	return some
}

func (q *lexer) take(c byte) bool {
	if q.at < len(q.text) && q.text[q.at] == c {
		q.at++
		return true
	}
	return false
}
