package xmltree

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/beevik/etree"
)

// Read decodes and checks b. The error is always a *Refusal.
func Read(b []byte, lim Limits) (*Document, error) {
	if len(b) > lim.Bytes {
		return nil, refuse("too-large", 0, "the document has %d bytes and at most %d are read: send large resources as a "+
			"uri", len(b), lim.Bytes)
	}
	text, bad := decode(b)
	if bad != nil {
		return nil, bad
	}
	r := newReader(b, string(text), lim)
	bad, sure := r.quick()
	if !sure {
		r = newReader(b, r.text, lim)
		bad = r.run()
	}
	if bad != nil {
		return nil, bad
	}
	return r.doc, nil
}

// reader builds the tree token by token, so that a limit stops it before the memory is spent. Tokens come from quick
// or, where that one is not sure, from encoding/xml by run.
type reader struct {
	text  string // UTF-8; the tree's own strings are parts of it
	dec   *xml.Decoder
	lim   Limits
	doc   *Document
	top   *etree.Element // innermost open element; the document itself outside the root
	depth int
	count int // tokens so far
	at    int // offset of the current token
	end   int // offset behind it
	scope scope
	nodes nodes
}

func newReader(raw []byte, text string, lim Limits) *reader {
	r := &reader{text: text, lim: lim}
	tree := etree.NewDocument()
	r.doc = &Document{Raw: raw, Tree: tree, text: text, starts: make([]start, 0, len(text)/64+8)}
	r.top = &tree.Element
	r.scope = newScope()
	return r
}

func (r *reader) run() *Refusal {
	r.dec = xml.NewDecoder(strings.NewReader(r.text))
	// The text is UTF-8 already, whatever the declaration still says.
	r.dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		r.at = int(r.dec.InputOffset())
		t, err := r.dec.RawToken()
		r.end = int(r.dec.InputOffset())
		if err == io.EOF {
			return r.finish()
		}
		if err != nil {
			return r.syntax(err)
		}
		if bad := r.another(); bad != nil {
			return bad
		}
		if bad := r.token(t); bad != nil {
			return bad
		}
	}
}

// another counts a token.
func (r *reader) another() *Refusal {
	if r.count++; r.count > 4*r.lim.Elements {
		return refuse("too-many-elements", r.line(), "the document has more than %d pieces: it is not an alert anyone "+
			"could read; send fewer", 4*r.lim.Elements)
	}
	return nil
}

// line is that of the current token.
func (r *reader) line() int { return 1 + strings.Count(r.text[:r.at], "\n") }

func (r *reader) token(t xml.Token) *Refusal {
	switch t := t.(type) {
	case xml.StartElement:
		for n := range t.Attr[:min(len(t.Attr), r.lim.Attributes)] {
			t.Attr[n].Value = r.value(n, t.Attr[n].Value)
		}
		return r.open(t)
	case xml.EndElement:
		return r.close(t.Name)
	case xml.CharData:
		return r.chars(string(t))
	case xml.Comment:
		return r.comment(string(t))
	case xml.ProcInst:
		return r.instruction(t.Target, string(t.Inst))
	case xml.Directive:
		return refuse("doctype", r.line(), "the document holds a DOCTYPE or another <!…> directive, which is never read: "+
			"remove it, with any entities it defines")
	}
	return nil
}

func (r *reader) open(t xml.StartElement) *Refusal {
	switch {
	case r.depth == 0 && r.doc.Root != nil:
		return refuse("two-roots", r.line(), "a second root element <%s> follows the first: send one document at a time",
			t.Name.Local)
	case r.depth >= r.lim.Depth:
		return refuse("too-deep", r.line(), "elements nest deeper than %d: no alert does; check what was sent", r.lim.Depth)
	case len(r.doc.starts) >= r.lim.Elements:
		return refuse("too-many-elements", r.line(), "the document has more than %d elements: send fewer", r.lim.Elements)
	case len(t.Attr) > r.lim.Attributes:
		return refuse("too-many-attributes", r.line(), "<%s> has %d attributes and at most %d are read", t.Name.Local,
			len(t.Attr), r.lim.Attributes)
	}
	if bad := r.checkNames(t); bad != nil {
		return bad
	}
	e := r.nodes.element()
	e.Space, e.Tag = t.Name.Space, t.Name.Local
	for _, a := range t.Attr {
		e.CreateAttr(qualified(a.Name), a.Value)
	}
	r.nodes.room(r.top)
	r.top.AddChild(e)
	r.doc.starts = append(r.doc.starts, start{e, r.at})
	if r.depth == 0 {
		r.doc.Root = e
	}
	r.top, r.depth = e, r.depth+1
	return nil
}

func (r *reader) close(name xml.Name) *Refusal {
	if r.depth == 0 || r.top.Tag != name.Local || r.top.Space != name.Space {
		return refuse("not-well-formed", r.line(), "</%s> closes an element that is not open: check that nothing was cut "+
			"out", qualified(name))
	}
	r.scope.leave()
	r.top, r.depth = r.top.Parent(), r.depth-1
	return nil
}

func (r *reader) chars(t string) *Refusal {
	if r.depth > 0 {
		r.nodes.room(r.top)
		r.top.AddChild(r.nodes.text(t))
		return nil
	}
	if !blank(t) {
		return refuse("text-outside-root", r.line(), "there is text outside the root element: send the XML document alone")
	}
	return nil
}

func (r *reader) comment(t string) *Refusal {
	r.top.AddChild(etree.NewComment(t))
	return r.checkCharacters(t)
}

// checkCharacters covers what encoding/xml leaves unchecked: comments and instructions (XML 1.0 §2.2).
func (r *reader) checkCharacters(t string) *Refusal {
	if i := strings.IndexFunc(t, forbidden); i >= 0 {
		return refuse("bad-character", r.line(), "there is a control character (byte 0x%02x), which XML forbids: remove it",
			t[i])
	}
	return nil
}

func forbidden(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff
}

// instruction keeps processing instructions, since signatures cover those beside the root. The XML declaration
// may stand only in front, where decode has read it: a later one would change the encoding half way.
func (r *reader) instruction(target, content string) *Refusal {
	if !strings.EqualFold(target, "xml") {
		r.top.CreateProcInst(target, content)
		return r.checkCharacters(content)
	}
	if target != "xml" || r.depth > 0 || !blank(r.text[:r.at]) {
		return refuse("stray-declaration", r.line(), "an XML declaration stands where the document has already begun: it "+
			"may only be the first thing in it")
	}
	return nil
}

func (r *reader) finish() *Refusal {
	switch {
	case r.depth > 0:
		return refuse("truncated", r.line(), "the document ends inside <%s>: the rest is missing; send it again, whole",
			r.top.FullTag())
	case r.doc.Root == nil:
		return refuse("not-xml", r.line(), "the document has no element")
	}
	return nil
}

func (r *reader) syntax(err error) *Refusal {
	line, why := r.line(), err.Error()
	if s, ok := errors.AsType[*xml.SyntaxError](err); ok {
		line, why = s.Line, s.Msg
	}
	switch {
	case strings.Contains(why, "unexpected EOF"):
		return refuse("truncated", line, "the document ends in the middle of something: the rest is missing; send it "+
			"again, whole")
	case strings.Contains(why, "character entity"):
		// CAP 1.2 §3.3.3: only XML's own five entities exist; &nbsp; and its like come from HTML.
		return refuse("unknown-entity", line, "%s: only &amp; &lt; &gt; &quot; &apos; and numbers like &#233; may be used",
			why)
	}
	return refuse("not-well-formed", line, "this is not well-formed XML (%s): correct it and send it again", why)
}

func qualified(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}
