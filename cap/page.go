package cap

import (
	"unicode/utf8"

	"github.com/beevik/etree"

	"bordercast/cap/form"
)

// Sheet is what an alert is written on: a tree, or the page that the tree would be. Open begins an element that holds
// others, and Close ends it; Put writes an element of text, which may be empty.
type Sheet interface {
	Open(tag string)
	Put(tag, text string)
	Close(tag string)
}

// writer writes elements on a sheet.
type writer struct{ Sheet }

// opt writes an element that has something to say.
func (w writer) opt(tag, text string) {
	if text != "" {
		w.Put(tag, text)
	}
}

func (w writer) all(tag string, texts []string) {
	for _, s := range texts {
		w.opt(tag, s)
	}
}

func (w writer) pairs(tag string, pairs []Pair) {
	for _, p := range pairs {
		w.Open(tag)
		w.Put("valueName", p.Name)
		w.Put("value", p.Value)
		w.Close(tag)
	}
}

// tree is a sheet of etree; at is the element open now.
type tree struct{ at *etree.Element }

func (t *tree) Open(tag string)      { t.at = t.at.CreateElement(tag) }
func (t *tree) Put(tag, text string) { t.at.CreateElement(tag).CreateText(text) }
func (t *tree) Close(string)         { t.at = t.at.Parent() }

// page is a sheet of text, indented like the tree. TestPage holds the two against each other.
type page struct {
	text  []byte
	depth int
}

// newPage has room for most alerts.
func newPage(heading string) *page { return &page{text: append(make([]byte, 0, 24<<10), heading...)} }

func (p *page) alert(a *Alert) {
	p.text = append(p.text, `<alert xmlns="`+form.NS12+`">`...)
	a.Write(p)
	p.text = append(p.text, "\n</alert>"...)
}

func (p *page) Open(tag string) {
	p.depth++
	p.indent()
	p.tag("<", tag)
}

func (p *page) Put(tag, text string) {
	p.depth++
	p.indent()
	p.depth--
	p.tag("<", tag)
	p.text = appendText(p.text, text)
	p.tag("</", tag)
}

func (p *page) Close(tag string) {
	p.indent()
	p.depth--
	p.tag("</", tag)
}

func (p *page) tag(begin, tag string) {
	p.text = append(p.text, begin...)
	p.text = append(p.text, tag...)
	p.text = append(p.text, '>')
}

func (p *page) indent() {
	p.text = append(p.text, '\n')
	for range p.depth {
		p.text = append(p.text, "  "...)
	}
}

// appendText writes character data in its canonical form (C14N 1.0 §2.3): a carriage return written raw would come
// back as a line feed. What XML cannot carry (XML 1.0 §2.2) becomes U+FFFD, as in etree.
func appendText(to []byte, s string) []byte {
	from := 0
	for at := 0; at < len(s); {
		if c := s[at]; c >= ' ' && c < utf8.RuneSelf && c != '&' && c != '<' && c != '>' {
			at++
			continue
		}
		escape, size := escapeOf(s[at:])
		if escape != "" {
			to = append(append(to, s[from:at]...), escape...)
			from = at + size
		}
		at += size
	}
	return append(to, s[from:]...)
}

// escapeOf is what stands for the first character of s, "" for itself, and how many bytes that has.
func escapeOf(s string) (escape string, size int) {
	switch s[0] {
	case '\t', '\n':
		return "", 1
	case '&':
		return "&amp;", 1
	case '<':
		return "&lt;", 1
	case '>':
		return "&gt;", 1
	case '\r':
		return "&#xD;", 1
	}
	r, size := utf8.DecodeRuneInString(s)
	if r < ' ' || r == utf8.RuneError && size == 1 || r == 0xfffe || r == 0xffff {
		return "\ufffd", size
	}
	return "", size
}
