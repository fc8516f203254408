package derive

import (
	"encoding/json"
	"slices"

	"bordercast/gateway/book"
	"bordercast/gateway/gate"
	"bordercast/gateway/topics"
)

// What goes through the gate (package gate): it is judged when it is made, here, and asked about when its plan is
// written, when the plan becomes messages, and by every link before a message leaves (links.go).

// PackCAP packs a CAP document, and judges by its bytes whether it is for everybody.
func PackCAP(doc []byte) book.Packed {
	p := book.Pack(doc)
	p.Public = gate.CAP(doc)
	return p
}

// PackJSON packs what was made of a part: it is for everybody where the part itself is.
func (p *Part) PackJSON(doc []byte) book.Packed {
	packed := book.Pack(doc)
	packed.Public = p.Cap.Public
	return packed
}

// PackNotice packs an end notice, which is for everybody: it holds a fixed phrase, and who ended what.
func PackNotice(n topics.EndNotice) (book.Packed, error) {
	text, err := json.Marshal(n)
	p := book.Pack(text)
	p.Public = true
	return p, err
}

// NotPublic says that the gate would stop something of what a release makes stand at a destination.
func (m Rendering) NotPublic(from Gathered, at DestinationState) bool {
	for i := range m.Parts {
		p := &m.Parts[i]
		if p.Ends {
			continue
		}
		where := PlaceAt(at.System, from.Row, from.Chain.Token, p.Part, from.Shape)
		for _, doc := range p.Documents(where) {
			if slices.ContainsFunc(doc.Topics, func(topic string) bool { return gate.StopsOn(topic, doc.Public) }) {
				return true
			}
		}
	}
	return false
}
