package xmldsig

import (
	"fmt"
	"io"
	"slices"

	"github.com/beevik/etree"
)

// Budgets of one judgement, all signatures of a document together. cap/xmltree refuses single documents sooner; four
// signatures can each ask for two canonical forms of one, and the sum must stay within a fraction of a second.
const (
	maxBytes    = 64 << 20 // canonical bytes
	maxPieces   = 400_000  // elements and attributes
	maxDepth    = 512
	maxBindings = 64 // namespace declarations in force at one place; each is looked at for each prefixed name
)

// budget is what may still be spent.
type budget struct{ bytes, pieces int }

func newBudget() *budget { return &budget{maxBytes, maxPieces} }

// refusal says why a signature was not judged: a stable reason and a sentence.
type refusal struct{ reason, text string }

func (r *refusal) Error() string { return r.text }

func refuse(reason, format string, args ...any) *refusal {
	return &refusal{reason, fmt.Sprintf(format, args...)}
}

// form is which canonical form is wanted.
type form struct {
	exclusive bool
	comments  bool
	eleven    bool     // inclusive C14N 1.1: as 1.0, but for xml:id and xml:base above a subset
	prefixes  []string // of exclusive C14N's InclusiveNamespaces; "" is #default
}

// canon writes one canonical form of one tree. It is used once and never changes the tree.
type canon struct {
	form
	out    sink
	budget *budget
	omit   []*etree.Element // Signatures that the enveloped transform takes out
	scope  bindings         // declarations in force
	drawn  bindings         // declarations written and in force in the output
	attrs  []attribute      // scratch of the present element
}

func newCanon(f form, to io.Writer) *canon { return newBudget().canon(f, to) }

// canon is one that spends from b.
func (b *budget) canon(f form, to io.Writer) *canon {
	return &canon{form: f, out: sink{to: to, left: b.bytes}, budget: b}
}

func (c *canon) finish(err error) error {
	c.out.flush()
	c.budget.bytes = c.out.left
	if err == nil {
		err = c.out.err
	}
	return err
}

// document writes the whole document root stands in: what comes before and after it is set off by newlines
// (C14N 1.0 §2.3 "Processing Instruction Nodes"); white space there and the XML declaration are no nodes.
func (c *canon) document(root *etree.Element, omit []*etree.Element) error {
	c.omit = omit
	outside := root.Parent()
	if outside == nil {
		return c.finish(c.element(root, 0, nil))
	}
	if outside.Tag != "" || outside.Parent() != nil {
		return refuse("structure", "the element <%s> is not the root of its document", root.Tag)
	}
	after := false
	for _, t := range outside.Child {
		if t == etree.Token(root) {
			if err := c.element(root, 0, nil); err != nil {
				return err
			}
			after = true
			continue
		}
		if err := c.outside(t, after); err != nil {
			return err
		}
	}
	return c.finish(nil)
}

func (c *canon) outside(t etree.Token, after bool) error {
	switch t := t.(type) {
	case *etree.CharData:
		return nil
	case *etree.Comment:
		if !c.comments {
			return nil
		}
	case *etree.ProcInst:
		if t.Target == "xml" && !after {
			return nil
		}
	case *etree.Element:
		return refuse("structure", "the document has a second root, <%s>", t.Tag)
	}
	if after {
		c.out.char('\n')
	}
	if err := c.token(t, 0); err != nil {
		return err
	}
	if !after {
		c.out.char('\n')
	}
	return nil
}

// subset writes one element out of its document, as SignedInfo is signed. Inclusive C14N gives its apex all
// declarations in force there and the xml: attributes of its ancestors (C14N 1.0 §2.4); 1.1 leaves xml:id out and
// would join xml:base, which no alert has and which is refused.
func (c *canon) subset(e *etree.Element) error {
	var above []*etree.Element
	for p := e.Parent(); p != nil && p.Tag != ""; p = p.Parent() {
		above = append(above, p)
	}
	slices.Reverse(above)
	var inherited []*etree.Attr
	for _, p := range above {
		if err := c.declare(p); err != nil {
			return err
		}
		if !c.exclusive {
			inherited = inheritXML(inherited, p)
		}
	}
	if c.eleven {
		inherited = slices.DeleteFunc(inherited, func(a *etree.Attr) bool { return a.Key == "id" })
		if slices.ContainsFunc(inherited, func(a *etree.Attr) bool { return a.Key == "base" }) {
			return refuse("transform", "C14N 1.1 below an xml:base is not accepted")
		}
	}
	return c.finish(c.element(e, 0, inherited))
}

// inheritXML adds the xml: attributes of p to those of its ancestors; the nearest wins.
func inheritXML(from []*etree.Attr, p *etree.Element) []*etree.Attr {
	for i := range p.Attr {
		a := &p.Attr[i]
		if a.Space != "xml" {
			continue
		}
		from = slices.DeleteFunc(from, func(b *etree.Attr) bool { return b.Key == a.Key })
		from = append(from, a)
	}
	return from
}

func (c *canon) element(e *etree.Element, depth int, inherited []*etree.Attr) error {
	c.budget.pieces -= 1 + len(e.Attr)
	if c.budget.pieces < 0 || depth > maxDepth || c.out.left < 0 {
		return refuse("budget", "the document is larger or deeper, or has more signatures, than are computed")
	}
	scope, drawn := len(c.scope), len(c.drawn)
	if err := c.open(e, depth, inherited); err != nil {
		return err
	}
	for _, t := range e.Child {
		if err := c.token(t, depth); err != nil {
			return err
		}
	}
	c.out.text("</")
	c.name(e.Space, e.Tag)
	c.out.char('>')
	c.scope, c.drawn = c.scope[:scope], c.drawn[:drawn]
	return nil
}

func (c *canon) token(t etree.Token, depth int) error {
	switch t := t.(type) {
	case *etree.CharData: // a CDATA section is its text (C14N 1.0 §1.1)
		c.out.content(t.Data)
	case *etree.Element:
		if depth == 0 && slices.Contains(c.omit, t) {
			return nil
		}
		return c.element(t, depth+1, nil)
	case *etree.Comment:
		if c.comments {
			c.out.text("<!--")
			c.out.lines(t.Data)
			c.out.text("-->")
		}
	case *etree.ProcInst:
		c.out.text("<?")
		c.out.text(t.Target)
		if t.Inst != "" {
			c.out.char(' ')
			c.out.lines(t.Inst)
		}
		c.out.text("?>")
	default:
		return refuse("structure", "the document has a DOCTYPE, which a signed alert may not have")
	}
	return nil
}
