// Package xmltree turns bytes into a checked etree: it is the one place of bordercast that reads XML, so that
// what is verified is what is parsed. CAP, Atom, EDXL and SOAP all come through here.
//
// Call Read first. It keeps the bytes as they came (Document.Raw), decodes them by their label, and builds the
// tree that signatures are checked on and alerts are read from. Use Text, never etree's own Element.Text, to
// read an element: that one stops at the first comment, so "a@b<!-- -->.evil" would read as "a@b".
//
// It refuses whatever two parsers could read differently, with a *Refusal: a code that never changes and one
// sentence for the person who must act. Refused are a DOCTYPE (and with it entity bombs and external entities),
// duplicate attributes, two attributes of one expanded name, unbound prefixes, a second root, text outside the
// root, an encoding label that its bytes contradict, and documents beyond the Limits. What is merely wrong as CAP
// is not refused here: that is a Finding of package cap.
package xmltree

import (
	"fmt"
	"strings"
	"sync"

	"github.com/beevik/etree"
)

// Document is a well-formed document that was read. It is not changed after Read returns.
type Document struct {
	Raw  []byte          // the bytes exactly as received: what is kept, hashed and handed on
	Tree *etree.Document // root, and the comments and processing instructions beside it, which signatures cover
	Root *etree.Element

	text   string  // decoded: what the tree was read from
	starts []start // one for each element, in document order
	once   sync.Once
	lines  map[*etree.Element]int
}

// start says where an element begins.
type start struct {
	element *etree.Element
	at      int // offset in text
}

// Line is the line on which e starts, counted from 1 in the decoded text; 0 for an element that was not read.
// It may be called from several goroutines.
func (d *Document) Line(e *etree.Element) int {
	d.once.Do(func() {
		d.lines = make(map[*etree.Element]int, len(d.starts))
		line, from := 1, 0
		for _, s := range d.starts {
			line, from = line+strings.Count(d.text[from:s.at], "\n"), s.at
			d.lines[s.element] = line
		}
	})
	return d.lines[e]
}

// Limits bound what one document may cost before it is refused.
type Limits struct {
	Bytes      int // of the document as received
	Depth      int // elements open at once
	Elements   int // in all; comments, texts and instructions together may be four times as many
	Attributes int // on one element
}

// DefaultLimits fit one alert: NAAD sends up to 5 MB (traps ca-4), and nothing in CAP nests deeper than six. The
// largest real alert seen has some two thousand elements; what 5 MB of areas come to is still read, so that who works
// on the alert may leave out what is too much and let the rest go its way.
func DefaultLimits() Limits {
	return Limits{Bytes: 8 << 20, Depth: 32, Elements: 150_000, Attributes: 32}
}

// Refusal is why a document was not read. Code is stable and kebab-case; Text is one sentence to act on.
type Refusal struct {
	Code string
	Line int // 0 where no line can be named
	Text string
}

// Error is the sentence with its line.
func (r *Refusal) Error() string {
	if r.Line > 0 {
		return fmt.Sprintf("line %d: %s", r.Line, r.Text)
	}
	return r.Text
}

func refuse(code string, line int, format string, args ...any) *Refusal {
	return &Refusal{Code: code, Line: line, Text: fmt.Sprintf(format, args...)}
}
