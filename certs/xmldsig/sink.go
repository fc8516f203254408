package xmldsig

import (
	"io"
	"strings"
	"unicode/utf8"
)

// sink gathers canonical text in one small buffer and hands it on when full, so that a document of any size is
// hashed without a copy of it being made. It counts what went through, for the budget.
type sink struct {
	to   io.Writer
	buf  [4096]byte
	used int
	left int   // bytes that may still be written
	err  error // of to; a hash has none
}

func (s *sink) flush() {
	if s.used == 0 {
		return
	}
	if _, err := s.to.Write(s.buf[:s.used]); err != nil && s.err == nil {
		s.err = err
	}
	s.used = 0
}

func (s *sink) text(t string) {
	s.left -= len(t)
	n := copy(s.buf[s.used:], t)
	s.used += n
	for n < len(t) {
		s.flush()
		t = t[n:]
		n = copy(s.buf[:], t)
		s.used = n
	}
}

func (s *sink) char(c byte) {
	s.left--
	if s.used == len(s.buf) {
		s.flush()
	}
	s.buf[s.used] = c
	s.used++
}

// The replacements of C14N 1.0 §2.3 for text nodes and attribute values; "" means the byte stands for itself.
var textEscapes = escapes{'&': "&amp;", '<': "&lt;", '>': "&gt;", '\r': "&#xD;"}

var attributeEscapes = escapes{
	'&': "&amp;", '<': "&lt;", '"': "&quot;", '\t': "&#x9;", '\n': "&#xA;", '\r': "&#xD;",
}

type escapes [256]string

// content writes a text node. Most have nothing to escape, and four searches by machine word find that out sooner
// than one look at each byte.
func (s *sink) content(t string) {
	if strings.IndexByte(t, '&') < 0 && strings.IndexByte(t, '<') < 0 && strings.IndexByte(t, '>') < 0 &&
		strings.IndexByte(t, '\r') < 0 {
		s.text(t)
		return
	}
	s.escaped(t, &textEscapes)
}

func (s *sink) escaped(t string, table *escapes) {
	from := 0
	for i := 0; i < len(t); i++ {
		if e := table[t[i]]; e != "" {
			s.text(t[from:i])
			s.text(e)
			from = i + 1
		}
	}
	s.text(t[from:])
}

// lines writes the text of a comment or an instruction, in which encoding/xml leaves line ends as they came. XML
// 1.0 §2.11 makes each CR LF, and each CR alone, one LF before anything else looks at it.
func (s *sink) lines(t string) {
	from := 0
	for i := 0; i < len(t); i++ {
		if t[i] != '\r' {
			continue
		}
		s.text(t[from:i])
		from = i + 1
		if from == len(t) || t[from] != '\n' {
			s.char('\n')
		}
	}
	s.text(t[from:])
}

// xmlText tells whether s is UTF-8 in which XML 1.0 §2.2 allows every character.
func xmlText(s string) bool {
	for _, c := range s {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' || c == 0xFFFE || c == 0xFFFF {
			return false
		}
	}
	return utf8.ValidString(s)
}
