package xmldsig

import (
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// open writes the start tag: declarations by prefix, then attributes by namespace and name.
func (c *canon) open(e *etree.Element, depth int, inherited []*etree.Attr) error {
	from, drawn := len(c.scope), len(c.drawn)
	if depth == 0 {
		from = 0 // the apex answers for its ancestors too
	}
	if len(e.Attr) > 0 {
		if err := c.declare(e); err != nil {
			return err
		}
	}
	if c.exclusive {
		if err := c.drawExclusive(e); err != nil {
			return err
		}
	} else {
		c.drawInclusive(from)
	}
	c.out.char('<')
	c.name(e.Space, e.Tag)
	c.declarations(c.drawn[drawn:])
	if len(e.Attr) > 0 || len(inherited) > 0 {
		if err := c.gather(e, inherited); err != nil {
			return err
		}
		c.attributes()
	}
	c.out.char('>')
	return nil
}

func (c *canon) declarations(fresh bindings) {
	if len(fresh) > 1 {
		slices.SortFunc(fresh, func(a, b binding) int { return strings.Compare(a.prefix, b.prefix) })
	}
	for _, b := range fresh {
		c.out.text(" xmlns")
		if b.prefix != "" {
			c.out.char(':')
			c.out.text(b.prefix)
		}
		c.value(b.uri)
	}
}

func (c *canon) attributes() {
	for _, a := range c.attrs {
		c.out.char(' ')
		c.name(a.attr.Space, a.attr.Key)
		c.value(a.attr.Value)
	}
}

func (c *canon) value(v string) {
	c.out.text(`="`)
	c.out.escaped(v, &attributeEscapes)
	c.out.char('"')
}

func (c *canon) name(space, local string) {
	if space != "" {
		c.out.text(space)
		c.out.char(':')
	}
	c.out.text(local)
}
