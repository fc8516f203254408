package gateway

import (
	"slices"

	"bordercast/gateway/outbox"
	"bordercast/gateway/store"
	"bordercast/gateway/store/sqlite"
	"bordercast/gateway/topics"
)

// deliverPart queues one part for one destination: its end where it is a Cancel, else what stands from now on.
func (g *Gateway) deliverPart(tx *sqlite.Tx, from gathered, p *part, at standing, fx *effects) error {
	if p.ends {
		for _, d := range at.live {
			if d.Part == p.part {
				return g.endAt(tx, d, ending{kind: topics.Cancelled, by: &from.row, bytes: p.blob, alert: from.row.ID, party: g.partyOf(from.row.Source)}, fx)
			}
		}
		return nil
	}
	d := store.Delivery{
		Alert: from.row.ID, Part: p.part, Destination: at.system.Name, Derived: p.derived, Chain: from.chain.ID, Kind: store.KindAlert,
		Priority: from.shape.priority(from.row.Lane), NotAfter: from.row.Until, Live: true,
	}
	before, err := tx.TopicsOf(from.chain.ID, d.Destination, p.part)
	if err != nil {
		return err
	}
	if d.ID, err = tx.PutDelivery(d, from.row.Until); err != nil {
		return err
	}
	where := at.system.place(from.row.Lane, from.chain.Token, p.part, from.shape)
	docs := p.documents(where)
	plan, err := standPlan(tx, d.Chain, d.Destination, p.part, docs, d.ID)
	if err != nil {
		return err
	}
	left, err := g.leaveFor(tx, from, p, docs, before, d.ID)
	if err != nil {
		return err
	}
	fx.ticket(d.Destination, outbox.Ticket{Delivery: d.ID, Chain: d.Chain, Priority: d.Priority})
	g.wakeClock()
	return tx.SetPlan(d.ID, append(plan, left...))
}

// leaveFor publishes a notice on each topic that stood before and stands no more: updated where the successor is in
// the same place under another name, ended here where it is not.
func (g *Gateway) leaveFor(tx *sqlite.Tx, from gathered, p *part, docs []document, before []store.Topic, gen int64) (store.Plan, error) {
	now := map[string]bool{}
	for _, doc := range docs {
		for _, topic := range doc.topics {
			now[topic] = true
		}
	}
	before = slices.DeleteFunc(before, func(t store.Topic) bool { return now[t.Topic] })
	var plan store.Plan
	for _, place := range placesOf(before) {
		e := ending{kind: topics.EndedHere, by: &from.row, party: g.partyOf(from.row.Source)}
		successor := successorOf(place, docs)
		if successor != "" {
			e.kind = topics.Updated
		}
		notice := endOf(from.chain, from.row, p.part, e, tx.Now())
		notice.Successor = successor
		here := slices.DeleteFunc(slices.Clone(before), func(t store.Topic) bool { return !within(t.Topic, place) })
		left, err := g.leave(tx, notice, here, gen)
		if err != nil {
			return nil, err
		}
		plan = append(plan, left...)
	}
	return plan, nil
}

// endRest ends parts that stand at a destination and that nothing continues.
func (g *Gateway) endRest(tx *sqlite.Tx, from gathered, at standing, continued map[int]bool, fx *effects) error {
	for _, d := range at.live {
		if continued[d.Part] {
			continue
		}
		kind := topics.EndedHere
		if from.shape.Ends {
			kind = topics.Cancelled
		}
		if err := g.endAt(tx, d, ending{kind: kind, by: &from.row, alert: from.row.ID, party: g.partyOf(from.row.Source)}, fx); err != nil {
			return err
		}
	}
	return nil
}
