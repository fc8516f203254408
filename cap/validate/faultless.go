package validate

import (
	"github.com/beevik/etree"

	"bordercast/cap"
	"bordercast/cap/form"
)

// mostProbed is how much text Faultless looks at; of more, only a reader can say that it is within the limits.
const mostProbed = 256 << 10

// Faultless tells whether Alert would find neither an error nor anything to warn of in what Encode writes. It asks the
// same checks of the same schema while the alert is being written, without the document: whoever is told no reads what
// Encode wrote and has the findings from Alert.
func Faultless(a *cap.Alert) bool {
	p := &probe{v: &validator{alert: &cap.Alert{}, namespace: form.NS12, probing: true}, stack: make([]frame, 0, 4)}
	*p.v.alert = *a
	p.v.alert.Version = cap.V12
	p.Open("alert")
	a.Write(p)
	p.Close("alert")
	return !p.v.faulty && p.size <= mostProbed
}

// probe is a sheet on which nothing is written: each element is checked and forgotten.
type probe struct {
	v     *validator
	stack []frame
	size  int
	leaf  etree.Element
}

// frame is an element that is open.
type frame struct {
	in     *content
	self   etree.Element // its tag, and those of its children that a check of the whole asks for
	clause string
	at     int
	counts [32]int
}

func (p *probe) Open(tag string) {
	in := schemas[cap.V12]
	if len(p.stack) > 0 {
		n := p.count(tag)
		if n < 0 {
			return
		}
		in = p.top().in.items[n].in
		p.keep(tag, "")
	}
	p.stack = append(p.stack, frame{in: in, self: etree.Element{Tag: tag}, clause: p.v.clause})
	p.v.clause = in.clause
}

func (p *probe) top() *frame { return &p.stack[len(p.stack)-1] }

// count finds the element's place in the schema, and that it stands there in order and not too often.
func (p *probe) count(tag string) int {
	f := p.top()
	n := f.in.find(tag, f.at)
	if n < 0 || n < f.at {
		p.v.faulty = true
		return n
	}
	f.at = n
	if f.counts[n]++; f.counts[n] > f.in.items[n].max {
		p.v.faulty = true
	}
	return n
}

func (p *probe) Put(tag, text string) {
	n := p.count(tag)
	if n < 0 {
		return
	}
	p.size += len(text)
	p.keep(tag, text)
	p.leaf.Tag = tag
	p.v.unseenIn(&p.leaf, p.top().self.Tag, text)
	if check := p.top().in.items[n].check; check != nil {
		check(p.v, &p.leaf, text)
	}
}

// keep keeps a child that wholeArea or wholeResource asks for, the first of its kind.
func (p *probe) keep(tag, text string) {
	self := &p.top().self
	if self.Tag != "area" && self.Tag != "resource" || p.v.child(self, tag) != nil {
		return
	}
	switch tag {
	case "polygon", "circle", "geocode", "altitude", "ceiling", "uri", "derefUri":
		child := &kept{element: etree.Element{Tag: tag}, text: etree.CharData{Data: text}}
		if text != "" {
			child.only[0] = &child.text
			child.element.Child = child.only[:]
		}
		self.Child = append(self.Child, &child.element)
	}
}

// kept is a child with its text.
type kept struct {
	element etree.Element
	text    etree.CharData
	only    [1]etree.Token
}

func (p *probe) Close(string) {
	f := p.top()
	for n := range f.in.items {
		if f.counts[n] < f.in.items[n].min {
			p.v.faulty = true
		}
	}
	if f.in.whole != nil {
		f.in.whole(p.v, &f.self, "")
	}
	p.v.clause = f.clause
	p.stack = p.stack[:len(p.stack)-1]
}
