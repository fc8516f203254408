package gateway

import (
	"encoding/json"
	"errors"
	"slices"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/gateway/alarm"
	"bordercast/gateway/book"
	"bordercast/gateway/gate"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// What goes through the gate (package gate): it is judged when it is made, here, and asked about when its plan is
// written, when the plan becomes messages, and by every link before a message leaves (links.go).

// packCAP packs a CAP document, and judges by its bytes whether it is for everybody.
func packCAP(doc []byte) book.Packed {
	p := book.Pack(doc)
	p.Public = gate.CAP(doc)
	return p
}

// packJSON packs what was made of a part: it is for everybody where the part itself is.
func (p *part) packJSON(doc []byte) book.Packed {
	packed := book.Pack(doc)
	packed.Public = p.cap.Public
	return packed
}

// packNotice packs an end notice, which is for everybody: it holds a fixed phrase, and who ended what.
func packNotice(n topics.EndNotice) (book.Packed, error) {
	text, err := json.Marshal(n)
	p := book.Pack(text)
	p.Public = true
	return p, err
}

// stops is the gate as every link asks it. What it stops here was let through by a mistake of the gateway.
func (g *Gateway) stops(m adapters.Message) bool {
	stops := gate.Stops(m)
	if stops {
		g.stopped("", chainAt(m.Topic), m.Topic)
	}
	return stops
}

// chainAt is the chain that a topic's name tells.
func chainAt(topic string) string {
	t, _ := topics.Parse(topic)
	return t.Key.Chain
}

// stopped tells people, once for a chain, that something was not published. Everybody may read a technical alarm, and a
// topic says what and where: that stands in the log alone. It may be called from any goroutine.
func (g *Gateway) stopped(destination, chain, topic string) {
	g.log.Error("what is not Public was not published in a public tree", zap.String("destination", destination), zap.String("topic", topic))
	g.metrics.Alarm(gate.Code)
	raised := alarm.Raised{
		Key: alarm.Key{Cause: gate.Code + "\n" + destination + "\n" + chain}, Code: gate.Code, Severity: alarm.Critical,
		EN: "Something of chain " + quote(chain) + " that is not Public was to be published under alerts/. It was not. The gateway made a mistake before that: look at the trail of this chain, and report it.",
		FR: "Un contenu de la chaîne «\u00a0" + chain + "\u00a0» qui n'est pas public (scope autre que Public) allait être publié sous alerts/. Il ne l'a pas été. La passerelle s'est trompée auparavant : consultez le journal de cette chaîne et signalez-le.",
	}
	g.chains.aside(func() { g.alarms.Raise(raised) })
}

// notPublic says that the gate would stop something of what a release makes stand at a destination.
func (m rendering) notPublic(from gathered, at destinationState) bool {
	for i := range m.parts {
		p := &m.parts[i]
		if p.ends {
			continue
		}
		where := placeAt(at.system, from.row, from.chain.Token, p.part, from.shape)
		for _, doc := range p.documents(where) {
			if slices.ContainsFunc(doc.topics, func(topic string) bool { return gate.StopsOn(topic, doc.public) }) {
				return true
			}
		}
	}
	return false
}

// keepIn withdraws what was decided for a destination in a public tree of an alert that is not Public.
func (g *Gateway) keepIn(tx *book.Tx, from gathered, at destinationState, fx *effects) error {
	seq := tx.Say(from.row.Key, trail.Withdrawn, map[string]any{"destination": at.system.Name, "reason": gate.Code})
	fx.receipts = append(fx.receipts, g.answer(from.row, at.system.Name, topics.Stayed, gate.Code, reasonText(book.Decision{Reason: gate.Code}), seq))
	g.stopped(at.system.Name, from.chain.Token, topics.Filter(from.row.Lane, at.system.Side))
	return tx.SetDecision(from.row.ID, at.system.Name, book.Withdrawn, gate.Code)
}

// refuseNotPublic closes a delivery of which the gate stopped something. What it was to replace stands again.
func (g *Gateway) refuseNotPublic(tx *book.Tx, d book.Delivery, fx *effects) error {
	if err := errors.Join(tx.SetDelivery(d.ID, book.Refused, gate.Code), tx.MarkNotLive(d.ID)); err != nil {
		return err
	}
	a, found, err := tx.AlertByID(d.Alert)
	if err != nil || !found {
		return err
	}
	seq := tx.Say(a.Key, trail.Refused, map[string]any{"destination": d.Destination, "part": d.Part, "reason": gate.Code})
	g.metrics.Delivered(d.Destination, book.Refused, gate.Code)
	fx.receipts = append(fx.receipts, g.answer(a, d.Destination, topics.Refused, gate.Code, reasonText(book.Decision{Reason: gate.Code}), seq))
	return g.undoPlan(tx, d, gate.Code, fx)
}
