package xmltree

import "github.com/beevik/etree"

// nodes makes the nodes of one tree, many in one allocation: they live and die together anyway.
type nodes struct {
	elements []etree.Element
	texts    []etree.CharData
	children []etree.Token
}

// atATime is how many nodes are made at a time.
const atATime = 64

func (n *nodes) element() *etree.Element {
	if len(n.elements) == 0 {
		n.elements = make([]etree.Element, atATime)
	}
	e := &n.elements[0]
	n.elements = n.elements[1:]
	if len(n.children) == 0 {
		n.children = make([]etree.Token, atATime)
	}
	e.Child = n.children[:0:1] // most elements hold one text; for more, append makes room elsewhere
	n.children = n.children[1:]
	return e
}

// room makes room for another child: what has a second one has some.
func (n *nodes) room(e *etree.Element) {
	if have := len(e.Child); have == cap(e.Child) && have > 0 && have < few {
		e.Child = append(make([]etree.Token, 0, few), e.Child...)
	}
}

// few is how many children there is room for at first.
const few = 8

func (n *nodes) text(data string) *etree.CharData {
	if len(n.texts) == 0 {
		n.texts = make([]etree.CharData, atATime)
	}
	c := &n.texts[0]
	n.texts = n.texts[1:]
	c.SetData(data)
	return c
}
