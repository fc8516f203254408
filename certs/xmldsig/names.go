package xmldsig

import (
	"slices"
	"strings"

	"github.com/beevik/etree"
)

const xmlNamespace = "http://www.w3.org/XML/1998/namespace"

// binding is one namespace declaration; the prefix of the default one is "".
type binding struct{ prefix, uri string }

// bindings is a stack of declarations, innermost last.
type bindings []binding

func (b bindings) find(prefix string) (uri string, bound bool) {
	for i := len(b) - 1; i >= 0; i-- {
		if b[i].prefix == prefix {
			return b[i].uri, true
		}
	}
	return "", false
}

// declaration is the binding an attribute makes, if it is a namespace declaration at all.
func declaration(a *etree.Attr) (binding, bool) {
	switch {
	case a.Space == "xmlns":
		return binding{a.Key, a.Value}, true
	case a.Space == "" && a.Key == "xmlns":
		return binding{"", a.Value}, true
	}
	return binding{}, false
}

// declare opens the scope of an element.
func (c *canon) declare(e *etree.Element) error {
	for i := range e.Attr {
		b, is := declaration(&e.Attr[i])
		if !is || b.prefix == "xml" {
			continue
		}
		if b.prefix != "" && b.uri == "" {
			return refuse("structure", "prefix %q is declared with an empty namespace, which XML does not allow", b.prefix)
		}
		c.scope = append(c.scope, b)
	}
	if len(c.scope) > maxBindings {
		return refuse("budget", "more than %d namespace declarations are in force at one place", maxBindings)
	}
	return nil
}

// draw notes that a declaration must be written on the present element, unless the nearest written one says the
// same. C14N 1.0 §2.3 "Namespace Axis"; xmlns="" is written only to undo a default that was written.
func (c *canon) draw(b binding) {
	if uri, _ := c.drawn.find(b.prefix); uri != b.uri {
		c.drawn = append(c.drawn, b)
	}
}

// drawInclusive writes what changed on this element; on the apex, all that is in scope. from is where the
// element's own declarations begin.
func (c *canon) drawInclusive(from int) {
	for i := len(c.scope) - 1; i >= from; i-- {
		if !slices.ContainsFunc(c.scope[i+1:], func(b binding) bool { return b.prefix == c.scope[i].prefix }) {
			c.draw(c.scope[i])
		}
	}
}

// drawExclusive writes what the element and its attributes visibly use, and the prefixes the PrefixList asks to be
// treated as inclusive. Exclusive C14N §3.
func (c *canon) drawExclusive(e *etree.Element) error {
	if err := c.use(e.Space); err != nil {
		return err
	}
	for i := range e.Attr {
		space := e.Attr[i].Space
		if space == "" || space == "xmlns" {
			continue
		}
		if err := c.use(space); err != nil {
			return err
		}
	}
	for _, prefix := range c.prefixes {
		if uri, bound := c.scope.find(prefix); bound {
			c.draw(binding{prefix, uri})
		}
	}
	return nil
}

func (c *canon) use(prefix string) error {
	if prefix == "xml" {
		return nil
	}
	uri, bound := c.scope.find(prefix)
	if !bound && prefix != "" {
		return refuse("structure", "prefix %q is not declared", prefix)
	}
	c.draw(binding{prefix, uri})
	return nil
}

// attribute is one with its namespace, for sorting.
type attribute struct {
	uri  string
	attr *etree.Attr
}

// gather collects the ordinary attributes of e onto the scratch list, sorted by namespace, then by local name.
func (c *canon) gather(e *etree.Element, inherited []*etree.Attr) error {
	c.attrs = c.attrs[:0]
	for i := range e.Attr {
		if _, is := declaration(&e.Attr[i]); is {
			continue
		}
		if err := c.gatherOne(&e.Attr[i]); err != nil {
			return err
		}
	}
	for _, a := range inherited {
		if !slices.ContainsFunc(c.attrs, func(b attribute) bool { return b.uri == xmlNamespace && b.attr.Key == a.Key }) {
			c.attrs = append(c.attrs, attribute{xmlNamespace, a})
		}
	}
	slices.SortFunc(c.attrs, func(a, b attribute) int {
		if n := strings.Compare(a.uri, b.uri); n != 0 {
			return n
		}
		return strings.Compare(a.attr.Key, b.attr.Key)
	})
	return nil
}

func (c *canon) gatherOne(a *etree.Attr) error {
	uri := ""
	switch a.Space {
	case "":
	case "xml":
		uri = xmlNamespace
	default:
		bound := false
		if uri, bound = c.scope.find(a.Space); !bound {
			return refuse("structure", "prefix %q is not declared", a.Space)
		}
	}
	c.attrs = append(c.attrs, attribute{uri, a})
	return nil
}
