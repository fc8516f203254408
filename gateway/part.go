package gateway

import (
	"slices"

	"bordercast/gateway/book"
	"bordercast/gateway/outbox"
	"bordercast/gateway/topics"
)

// deliverPart queues one part for one destination: what stands there from now on.
func (g *Gateway) deliverPart(
	tx *book.Tx, from gathered, p *part, m rendering, at destinationState, fx *effects,
) error {
	d := book.Delivery{
		Alert: from.row.ID, Part: p.part, Destination: at.system.Name, Derived: p.derived, Chain: from.chain.ID, Kind: book.KindAlert,
		Priority: from.shape.priority(from.row.Lane), NotAfter: from.row.Until, Live: true,
	}
	before, err := tx.TopicsOf(from.chain.ID, d.Destination, p.part)
	if err != nil {
		return err
	}
	if d.ID, err = tx.NextDelivery(); err != nil {
		return err
	}
	where := placeAt(at.system, from.row, from.chain.Token, p.part, from.shape)
	docs := p.documents(where)
	d.Plan, err = standPlan(tx, d.Chain, d.Destination, p.part, docs, d.ID)
	if err != nil {
		return err
	}
	left, err := g.leaveFor(tx, from, p, m.successors(from, at, p.part, p.event), before, d.ID)
	if err != nil {
		return err
	}
	d.Plan = append(d.Plan, left...)
	if d.ID, err = tx.PutDelivery(d, from.row.Until); err != nil {
		return err
	}
	fx.ticket(d.Destination, outbox.Ticket{Delivery: d.ID, Chain: d.Chain, Priority: d.Priority, Source: from.row.Source})
	fx.by(from.row.Until)
	return nil
}

// leaveFor publishes a notice on each topic that the part stood on before and stands on no more.
func (g *Gateway) leaveFor(tx *book.Tx, from gathered, p *part, docs []document, before []book.Topic, gen int64) (book.Plan, error) {
	now := map[string]bool{}
	for _, doc := range docs {
		for _, topic := range doc.topics {
			now[topic] = true
		}
	}
	before = slices.DeleteFunc(before, func(t book.Topic) bool { return now[t.Topic] })
	e := ending{kind: topics.EndedHere, by: &from.row, party: g.partyOf(from.row.Source), stands: docs, names: from.shape.Districts}
	return g.leave(tx, g.parting(from.row, e, tx.Now()), before, gen)
}

// endPart ends a part that an alert takes away: all of it where the alert ends, else what nothing of it continues.
func (g *Gateway) endPart(tx *book.Tx, from gathered, p *part, m rendering, at destinationState, fx *effects) error {
	e := ending{kind: topics.Cancelled, by: &from.row, cancel: payload{p.blob, p.cap.Public}, alert: from.row.ID, party: g.partyOf(from.row.Source)}
	for i, d := range at.live {
		if d.Part != p.part {
			continue
		}
		if !from.shape.Ends {
			e.kind, e.stands = topics.EndedHere, m.successors(from, at, d.Part, at.derived[i].Event)
		}
		return g.endAt(tx, d, e, fx)
	}
	return nil
}

// successors are what a release makes stand at a destination in the place of a part: the part itself, what names it,
// and what is about the same event.
func (m rendering) successors(from gathered, at destinationState, of int, event string) (all []document) {
	for i := range m.parts {
		p := &m.parts[i]
		if p.ends || m.variant != original && p.part != of && p.event != event && !slices.Contains(p.draft.Continues, of) {
			continue
		}
		all = append(all, p.documents(placeAt(at.system, from.row, from.chain.Token, p.part, from.shape))...)
	}
	return all
}

// inOrder are the parts of a rendering as they are to be delivered: what is new comes before what gives a place up to
// it, and what ends last, so that no place is empty meanwhile.
func (m rendering) inOrder(at destinationState) []*part {
	var parts []*part
	for i := range m.parts {
		parts = append(parts, &m.parts[i])
	}
	rank := func(p *part) int {
		switch {
		case p.ends:
			return 2
		case slices.ContainsFunc(at.live, func(d book.Delivery) bool { return d.Part == p.part }):
			return 1
		}
		return 0
	}
	slices.SortStableFunc(parts, func(a, b *part) int { return rank(a) - rank(b) })
	return parts
}

// endRest ends parts that stand at a destination and that nothing continues. One about which the originator goes on
// speaking was kept from there by a person: it is withdrawn, by the gateway's own Cancel.
func (g *Gateway) endRest(
	tx *book.Tx, from gathered, m rendering, at destinationState, continued map[int]bool, fx *effects,
) error {
	for i, d := range at.live {
		if continued[d.Part] {
			continue
		}
		e := ending{kind: topics.EndedHere, by: &from.row, alert: from.row.ID, party: g.partyOf(from.row.Source), stands: m.successors(from, at, d.Part, at.derived[i].Event)}
		switch {
		case from.shape.Ends:
			e.kind = topics.Cancelled
		case m.variant != original && shares(at.derived[i].Districts, from.shape.Districts):
			cancel, err := g.withdrawal(tx, from, part{part: d.Part}, d, false)
			if err != nil {
				return err
			}
			e.kind, e.by, e.party, e.cancel = topics.Withdrawn, nil, g.name, cancel
		}
		if err := g.endAt(tx, d, e, fx); err != nil {
			return err
		}
	}
	return nil
}

func shares(a, b []string) bool {
	return slices.ContainsFunc(a, func(d string) bool { return slices.Contains(b, d) })
}
