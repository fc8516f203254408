package retained

import (
	"time"

	"bordercast/gateway/after"
	"bordercast/gateway/book"
	"bordercast/gateway/derive"
	"bordercast/gateway/outbox"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// Unresolved closes a delivery that was attempted and not answered, and whose alert is over: it may stand there or not,
// its end covers both, and nobody is shown it once more.
func (g *Planner) Unresolved(tx *book.Tx, d book.Delivery, reason string, fx *after.Effects) error {
	alert, found, err := tx.Alerts.ByID(d.Alert)
	if err != nil || !found {
		return err
	}
	seq := tx.Trail.Append(alert.Key, trail.Unknown, map[string]any{"destination": d.Destination, "part": d.Part,
		"reason": reason})
	g.Metrics.Delivered(d.Destination, book.Unknown, reason)
	fx.Receipts = append(fx.Receipts, g.Receipts.Answer(alert, d.Destination, topics.Unknown, reason,
		"It was being delivered when its time was up, and nothing answered; its end follows.", seq))
	return tx.Deliveries.SetState(d.ID, book.Unknown, reason)
}

// Ending says how something that stands at a destination ends there.
type Ending struct {
	Kind   topics.Ending
	Result string
	by     *book.Alert    // the message that ended it
	Cancel derive.Payload // the derived Cancel, published where the alert stood
	alert  int64          // whose delivery this is: the Cancel's, or the ended alert's own
	Party  string
	stands []derive.Document // what the same release makes stand: where it is at a place that is left, it is the successor
	names  []string          // districts that the originator still names

	InError bool // of a withdrawal: the gateway sent it in error, and says so
}

// EndLeftOut ends what stands at a destination of events of which an update tells no more, each with the Cancel that
// the gateway made of the update for it.
func (g *Planner) EndLeftOut(tx *book.Tx, by book.Alert, gone []book.Delivery, m derive.Rendering,
	fx *after.Effects) error {
	for _, d := range gone {
		if err := g.EndAt(tx, d, Ending{Kind: topics.EndedHere, by: &by, alert: by.ID, Cancel: m.CancelOf(d.Part),
			Party: g.Settings.Now().PartyOf(by.Source)}, fx); err != nil {
			return err
		}
	}
	return nil
}

// EndAt queues the end of what stands: the derived Cancel where there is one, an end notice on each topic it leaves,
// then the empty retained payload.
func (g *Planner) EndAt(tx *book.Tx, d book.Delivery, e Ending, fx *after.Effects) error {
	if e.alert == 0 {
		e.alert = d.Alert
	}
	standing, err := tx.Topics.Of(d.Chain, d.Destination, d.Part)
	if err != nil {
		return err
	}
	alert, _, err := tx.Alerts.ByID(d.Alert)
	if err != nil {
		return err
	}
	end := book.Delivery{Alert: e.alert, Part: d.Part, Destination: d.Destination, Derived: d.Derived, Chain: d.Chain,
		Kind: book.KindEnd, Priority: endPriority(alert.Lane)}
	if end.ID, err = tx.Deliveries.Put(end, time.Time{}); err != nil {
		return err
	}
	if e.Result != "" {
		if err := tx.Deliveries.SetResult(end.ID, e.Result); err != nil {
			return err
		}
	}
	plan, err := g.endPlan(tx, g.parting(alert, e, tx.Now()), e.Cancel, standing, end.ID)
	if err != nil {
		return err
	}
	if e.Kind == topics.Withdrawn {
		if err := g.withdrawn(tx, d, fx); err != nil {
			return err
		}
	}
	tx.Trail.Append(alert.Key, trail.Ended, map[string]any{"part": d.Part, "destination": d.Destination,
		"end": string(e.Kind)})
	fx.Ticket(d.Destination, outbox.Ticket{Delivery: end.ID, Chain: d.Chain, Priority: end.Priority, Source: alert.Source})
	return tx.Deliveries.SetPlan(end.ID, plan)
}
