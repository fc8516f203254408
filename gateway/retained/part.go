package retained

import (
	"slices"

	"bordercast/cap"
	"bordercast/gateway/after"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/derive"
	"bordercast/gateway/outbox"
	"bordercast/gateway/topics"
)

// deliverPart queues one part for one destination: what stands there from now on.
func (g *Planner) deliverPart(
	tx *book.Tx, from derive.Gathered, p *derive.Part, m derive.Rendering, at derive.DestinationState, fx *after.Effects,
) error {
	d := book.Delivery{
		Alert: from.Row.ID, Part: p.Part, Destination: at.System.Name, Derived: p.Derived, Chain: from.Chain.ID,
		Kind:     book.KindAlert,
		Priority: from.Shape.Priority(from.Row.Lane), NotAfter: from.Row.Until, Live: true,
	}
	before, err := tx.Topics.Of(from.Chain.ID, d.Destination, p.Part)
	if err != nil {
		return err
	}
	if d.ID, err = tx.Deliveries.NextID(); err != nil {
		return err
	}
	where := derive.PlaceAt(at.System, from.Row, from.Chain.Token, p.Part, from.Shape)
	docs := p.Documents(where)
	if at.System.WantsOriginal() && whole(from, m, at) {
		docs = append(docs, derive.Document{Payload: derive.Payload{Blob: from.Row.Blob},
			Topics: []string{where.Party.Alert(from.Chain.Token, p.Part, topics.Original)}})
	}
	d.Plan, err = standPlan(tx, d.Chain, d.Destination, p.Part, docs, d.ID)
	if err != nil {
		return err
	}
	before = slices.DeleteFunc(before, func(t book.Topic) bool {
		return slices.ContainsFunc(d.Plan, func(p book.Publication) bool { return p.Topic == t.Topic })
	})
	left, err := g.leaveFor(tx, from, p, m.Successors(from, at, p.Part, p.Event), before, d.ID)
	if err != nil {
		return err
	}
	d.Plan = append(d.Plan, left...)
	if d.ID, err = tx.Deliveries.Put(d, from.Row.Until); err != nil {
		return err
	}
	fx.Ticket(d.Destination, outbox.Ticket{Delivery: d.ID, Chain: d.Chain, Priority: d.Priority, Source: from.Row.Source})
	fx.By(from.Row.Until)
	return nil
}

// whole says that a destination may have the alert as its originator sent it: it is for everybody, and nothing of it was
// left out, narrowed or put off for those who read there.
func whole(from derive.Gathered, m derive.Rendering, at derive.DestinationState) bool {
	if from.Alert.Scope != cap.Public || from.Group != nil || at.Pending != "" || len(at.System.Area) > 0 {
		return false
	}
	if h := at.Decision.Hold; h != nil && approval.Narrower(h.Area, from.Shape.Districts) {
		return false
	}
	return !slices.ContainsFunc(m.Parts, func(p derive.Part) bool { return p.Draft.Redacted })
}

// leaveFor publishes a notice on each topic that the part stood on before and stands on no more.
func (g *Planner) leaveFor(tx *book.Tx, from derive.Gathered, p *derive.Part, docs []derive.Document,
	before []book.Topic, gen int64) (book.Plan, error) {
	now := map[string]bool{}
	for _, doc := range docs {
		for _, topic := range doc.Topics {
			now[topic] = true
		}
	}
	before = slices.DeleteFunc(before, func(t book.Topic) bool { return now[t.Topic] })
	e := Ending{Kind: topics.EndedHere, by: &from.Row, Party: g.Settings.Now().PartyOf(from.Row.Source), stands: docs,
		names: from.Shape.Districts}
	return g.leave(tx, g.parting(from.Row, e, tx.Now()), before, gen)
}

// endPart ends a part that an alert takes away: all of it where the alert ends, else what nothing of it continues.
func (g *Planner) endPart(tx *book.Tx, from derive.Gathered, p *derive.Part, m derive.Rendering,
	at derive.DestinationState, fx *after.Effects) error {
	e := Ending{Kind: topics.Cancelled, by: &from.Row, Cancel: derive.Payload{Blob: p.Blob, Public: p.Cap.Public},
		alert: from.Row.ID, Party: g.Settings.Now().PartyOf(from.Row.Source)}
	for i, d := range at.Live {
		if d.Part != p.Part {
			continue
		}
		if !from.Shape.Ends {
			e.Kind, e.stands = topics.EndedHere, m.Replacing(from, at, d.Part, at.Derived[i])
		}
		return g.EndAt(tx, d, e, fx)
	}
	return nil
}

// endRest ends parts that stand at a destination and that nothing continues. One about which the originator goes on
// speaking was kept from there by a person: it is withdrawn, by the gateway's own Cancel.
func (g *Planner) endRest(
	tx *book.Tx, from derive.Gathered, m derive.Rendering, at derive.DestinationState, continued map[int]bool,
	fx *after.Effects,
) error {
	for i, d := range at.Live {
		if continued[d.Part] {
			continue
		}
		e := Ending{Kind: topics.EndedHere, by: &from.Row, alert: from.Row.ID,
			Party: g.Settings.Now().PartyOf(from.Row.Source), stands: m.Replacing(from, at, d.Part, at.Derived[i])}
		switch {
		case from.Shape.Ends:
			e.Kind = topics.Cancelled
		case m.Variant != derive.Original && at.Derived[i].Identifier != "" && shares(at.Derived[i].Districts,
			from.Shape.Districts):
			cancel, err := g.Derive.Withdrawal(tx, from, derive.Part{Part: d.Part}, d, false)
			if err != nil {
				return err
			}
			e.Kind, e.by, e.Party, e.Cancel = topics.Withdrawn, nil, g.Settings.Now().Name, cancel
		}
		if err := g.EndAt(tx, d, e, fx); err != nil {
			return err
		}
	}
	return nil
}

func shares(a, b []string) bool {
	return slices.ContainsFunc(a, func(d string) bool { return slices.Contains(b, d) })
}

// DeliverAll queues what a release makes stand at a destination, and ends there what nothing of it continues.
func (g *Planner) DeliverAll(tx *book.Tx, from derive.Gathered, m derive.Rendering, at derive.DestinationState,
	fx *after.Effects) (err error) {
	continued := map[int]bool{}
	for _, p := range m.InOrder(at) {
		continued[p.Part] = true
		if p.Ends {
			err = g.endPart(tx, from, p, m, at, fx)
		} else {
			err = g.deliverPart(tx, from, p, m, at, fx)
		}
		if err != nil {
			return err
		}
	}
	if from.Chain.Incident != "" { // who may see the chain has changed
		fx.Incident = append(fx.Incident, from.Chain.Incident)
	}
	return g.endRest(tx, from, m, at, continued, fx)
}
