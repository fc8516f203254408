package retained

import (
	"errors"
	"slices"

	"bordercast/gateway/after"
	"bordercast/gateway/book"
	"bordercast/gateway/gate"
	"bordercast/gateway/notice"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// Lapse closes a delivery that was never attempted.
func (g *Planner) Lapse(tx *book.Tx, d book.Delivery, reason string, fx *after.Effects) error {
	if d.State != book.Ready {
		return nil
	}
	return g.LapseUnsent(tx, d, reason, fx)
}

// LapseUnsent is Lapse of one that is known not to have arrived, however often it was attempted.
func (g *Planner) LapseUnsent(tx *book.Tx, d book.Delivery, reason string, fx *after.Effects) error {
	if err := errors.Join(tx.Deliveries.SetState(d.ID, book.Lapsed, reason), tx.Live.Unmark(d.ID)); err != nil {
		return err
	}
	alert, found, err := tx.Alerts.ByID(d.Alert)
	if err != nil || !found {
		return err
	}
	seq := tx.Trail.Append(alert.Key, trail.Lapsed, map[string]any{"destination": d.Destination, "part": d.Part,
		"reason": reason})
	g.Metrics.Delivered(d.Destination, book.Lapsed, reason)
	if d.Kind == book.KindAlert {
		text := "Its time was up before it could be delivered."
		if reason == "cancelled" {
			text = "It was cancelled before it could be delivered."
		}
		fx.Receipts = append(fx.Receipts, g.Receipts.Answer(alert, d.Destination, topics.Stayed, reason, text, seq))
	}
	return g.undoPlan(tx, d, reason, fx)
}

// undoPlan takes back what a lapsed delivery was to change at its destination. What it was to replace may stand there:
//
//	stands        lapses         waits          then
//	alert    <-   update    <-   update         the later update also leaves what the lapsed one would have left
//	alert    <-   update                        the alert is what stands again: its Cancel, if one came, follows it;
//	                                            where the update's time was up, the alert's is too
//	              alert                         nothing: nobody was given anything
func (g *Planner) undoPlan(tx *book.Tx, d book.Delivery, reason string, fx *after.Effects) error {
	for _, p := range d.Plan {
		if p.Retain {
			if err := tx.Topics.Forget(d.Destination, p.Topic, d.ID); err != nil {
				return err
			}
		}
	}
	n, err := neighboursOf(tx, d)
	if err != nil {
		return err
	}
	for _, unsent := range n.unsent { // replaced before it was sent, by what is not sent either
		if err := g.Lapse(tx, unsent, reason, fx); err != nil {
			return err
		}
	}
	switch {
	case n.after != 0:
		heir, _, err := tx.Deliveries.ByID(n.after)
		if err != nil {
			return err
		}
		return inherit(tx, d, heir)
	case n.before == nil || n.before.Kind == book.KindEnd || len(n.unsent) > 0:
		return nil
	}
	return g.makeLiveAgain(tx, *n.before, reason, fx)
}

// neighbours of a delivery are those of the same chain and part at the same destination.
type neighbours struct {
	before *book.Delivery  // the newest earlier one that went out, or may have
	unsent []book.Delivery // earlier ones that wait
	after  int64           // the first later one that waits, 0 for none
}

func neighboursOf(tx *book.Tx, d book.Delivery) (n neighbours, err error) {
	all, err := tx.Deliveries.OfChain(d.Chain)
	for i, o := range all {
		waits, earlier := o.State == book.Ready || o.State == book.Attempting, o.ID < d.ID
		switch {
		case o.ID == d.ID || o.Destination != d.Destination || o.Part != d.Part || o.State == book.Lapsed ||
			o.State == book.Refused:
		case earlier && o.State == book.Ready:
			n.unsent = append(n.unsent, o)
		case earlier:
			n.before = &all[i]
		case waits && n.after == 0:
			n.after = o.ID
		}
	}
	return n, err
}

// inherit lets a later delivery leave the topics that a lapsed one would have left.
func inherit(tx *book.Tx, lapsed, heir book.Delivery) error {
	plan := heir.Plan
	for _, p := range lapsed.Plan {
		if p.Blob != 0 && p.Retain || slices.ContainsFunc(heir.Plan,
			func(o book.Publication) bool { return o.Topic == p.Topic }) {
			continue
		}
		plan = append(plan, p)
		if !p.Retain {
			continue
		}
		if err := tx.Topics.Want(book.Topic{Destination: heir.Destination, Topic: p.Topic, Chain: heir.Chain, Part: heir.Part,
			WantGen: heir.ID}); err != nil {
			return err
		}
	}
	return tx.Deliveries.SetPlan(heir.ID, plan)
}

// makeLiveAgain makes a delivery what stands, as it did before one that lapsed was to replace it.
func (g *Planner) makeLiveAgain(tx *book.Tx, d book.Delivery, reason string, fx *after.Effects) error {
	for _, p := range d.Plan {
		if !p.Retain {
			continue
		}
		if err := tx.Topics.Want(book.Topic{Destination: d.Destination, Topic: p.Topic, Chain: d.Chain, Part: d.Part,
			Want:    p.Blob,
			WantGen: d.ID}); err != nil {
			return err
		}
	}
	if d.State == book.Done {
		if err := tx.Topics.HaveAll(d.Destination, d.Chain, d.ID); err != nil {
			return err
		}
	}
	if err := tx.Live.Mark(d.ID); err != nil {
		return err
	}
	if reason != "expired" {
		return nil
	}
	return g.EndAt(tx, d, Ending{Kind: topics.Expired, Result: "expired"}, fx)
}

// RefuseNotPublic closes a delivery of which the gate stopped something. What it was to replace stands again.
func (g *Planner) RefuseNotPublic(tx *book.Tx, d book.Delivery, fx *after.Effects) error {
	if err := errors.Join(tx.Deliveries.SetState(d.ID, book.Refused, gate.Code), tx.Live.Unmark(d.ID)); err != nil {
		return err
	}
	a, found, err := tx.Alerts.ByID(d.Alert)
	if err != nil || !found {
		return err
	}
	seq := tx.Trail.Append(a.Key, trail.Refused, map[string]any{"destination": d.Destination, "part": d.Part,
		"reason": gate.Code})
	g.Metrics.Delivered(d.Destination, book.Refused, gate.Code)
	fx.Receipts = append(fx.Receipts, g.Receipts.Answer(a, d.Destination, topics.Refused, gate.Code,
		notice.ReasonText(book.Decision{Reason: gate.Code}), seq))
	return g.undoPlan(tx, d, gate.Code, fx)
}
