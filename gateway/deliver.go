package gateway

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"bordercast/adapters"
	"bordercast/cap/drill"
	"bordercast/gateway/book"
	"bordercast/gateway/gate"
	"bordercast/gateway/outbox"
	"bordercast/gateway/priority"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// maxBatchBytes bounds what one batch of publications holds in memory and in flight.
const maxBatchBytes = 8 << 20

// ledger is a destination's view of the book: the fourth transition. The intent is durable before the side effect,
// the result after it.
type ledger struct {
	*Gateway
	destination *system
}

var _ outbox.Book = ledger{}

// Attempt records that deliveries are attempted, and closes those whose time was up before the first attempt.
func (l ledger) Attempt(ctx context.Context, tickets []outbox.Ticket) (jobs []outbox.Job, left []outbox.Ticket, err error) {
	if jobs, begun, err := l.begun(ctx, tickets); begun || err != nil {
		return jobs, nil, err
	}
	var fx effects
	err = l.insistIn(ctx, l.turn(tickets), func(tx *book.Tx) error {
		jobs, left, fx = nil, nil, effects{}
		size := 0
		for i, t := range tickets {
			if size > maxBatchBytes {
				left = append(left, tickets[i:]...)
				return nil
			}
			messages, err := l.attempt(tx, t, &fx)
			if err != nil {
				return err
			}
			for _, m := range messages {
				size += len(m.Payload)
			}
			if messages != nil {
				jobs = append(jobs, outbox.Job{Ticket: t, Messages: messages})
			}
		}
		return nil
	})
	if err == nil {
		l.apply(&fx)
	}
	return jobs, left, err
}

// begun are the jobs of a batch whose intents are all durable already, as their releases were: nothing is left to record.
// A batch in which anything else is to be done is attempted as ever.
func (l ledger) begun(ctx context.Context, tickets []outbox.Ticket) (jobs []outbox.Job, begun bool, err error) {
	if len(tickets) == 0 || slices.ContainsFunc(tickets, func(t outbox.Ticket) bool { return !t.Begun }) {
		return nil, false, nil
	}
	begun = true
	err = l.turn(tickets).ReadInWriter(ctx, func(tx *book.Tx) error {
		for _, t := range tickets {
			d, found, err := tx.DeliveryByID(t.Delivery)
			if err != nil {
				return err
			}
			if !found || d.State != book.Attempting || l.waits(d) {
				begun = false
				return nil
			}
			messages, stopped, err := l.messages(tx, d)
			if stopped || err != nil {
				begun = false
				return err
			}
			jobs = append(jobs, outbox.Job{Ticket: t, Messages: messages})
		}
		return nil
	})
	return jobs, begun, err
}

// waits says that a delivery waits in the store until its tree is ours: then all begins anew.
func (l ledger) waits(d book.Delivery) bool {
	return l.destination.broker == nil && slices.ContainsFunc(d.Plan, func(p book.Publication) bool { return l.standsBack(p.Topic) })
}

// turn is the book for a batch: as urgent as the most urgent of it.
func (l ledger) turn(tickets []outbox.Ticket) book.Turn {
	class := priority.Last
	for _, t := range tickets {
		class = min(class, t.Priority)
	}
	return l.db.For("out "+l.destination.Name, class)
}

func (l ledger) attempt(tx *book.Tx, t outbox.Ticket, fx *effects) ([]adapters.Message, error) {
	d, found, err := tx.DeliveryByID(t.Delivery)
	if err != nil || !found {
		return nil, err
	}
	if d.State == book.Ready && !d.NotAfter.IsZero() && !d.NotAfter.After(tx.Now()) {
		return nil, l.lapse(tx, d, "expired", fx)
	}
	if !book.May(book.OfDelivery, d.State, book.Attempting) {
		return nil, nil // withdrawn meanwhile, or done
	}
	if l.waits(d) {
		return nil, nil
	}
	if d.State == book.Attempting {
		followed, err := tx.Followed(d)
		if err != nil {
			return nil, err
		}
		if followed {
			return nil, l.leaveOut(tx, d, fx)
		}
	}
	if err := intend(tx, d, l.keyOf(tx, d.Alert)); err != nil {
		return nil, err
	}
	messages, stopped, err := l.messages(tx, d)
	if stopped && d.Kind != book.KindEnd { // an end is told whatever becomes of the Cancel beside it
		return nil, errors.Join(err, l.refuseNotPublic(tx, d, fx))
	}
	return messages, err
}

// intend makes it durable that a delivery is attempted.
func intend(tx *book.Tx, d book.Delivery, alert string) error {
	tx.Say(alert, trail.Attempted, map[string]any{"destination": d.Destination, "part": d.Part, "kind": d.Kind, "attempt": d.Attempts + 1})
	return tx.SetDelivery(d.ID, book.Attempting, "")
}

// overtakenResult is the result of an attempt that is not repeated because what follows it was attempted.
const overtakenResult = "overtaken"

// leaveOut closes an attempt of unknown outcome that what follows it has overtaken: repeated, the older would stand before
// readers after the newer. What follows takes its place, whether it stands there or not, so nobody need act.
func (l ledger) leaveOut(tx *book.Tx, d book.Delivery, fx *effects) error {
	alert, found, err := tx.AlertByID(d.Alert)
	if err != nil || !found {
		return err
	}
	seq := tx.Say(alert.Key, trail.Unknown, map[string]any{"destination": d.Destination, "part": d.Part, "kind": d.Kind, "reason": overtakenResult})
	l.metrics.Delivered(d.Destination, book.Unknown, overtakenResult)
	if d.Kind == book.KindAlert {
		text := "It was being delivered when the gateway stopped, and so was what follows it: that is delivered, and takes its place."
		fx.receipts = append(fx.receipts, l.answer(alert, d.Destination, topics.Unknown, overtakenResult, text, seq))
	}
	return tx.SetDelivery(d.ID, book.Unknown, overtakenResult)
}

// messages are the publications of a delivery with their payloads, without those that the gate stops.
func (l ledger) messages(tx *book.Tx, d book.Delivery) (messages []adapters.Message, stopped bool, err error) {
	messages = make([]adapters.Message, 0, len(d.Plan))
	for _, p := range d.Plan {
		m, err := l.blobs.message(tx, p)
		if err != nil {
			return nil, false, err
		}
		if gate.Stops(m) {
			l.stopped(d.Destination, chainAt(m.Topic), m.Topic)
			stopped = true
			continue
		}
		messages = append(messages, m)
	}
	return messages, stopped, nil
}

// lapse closes a delivery that was never attempted.
func (g *Gateway) lapse(tx *book.Tx, d book.Delivery, reason string, fx *effects) error {
	if d.State != book.Ready {
		return nil
	}
	if err := errors.Join(tx.SetDelivery(d.ID, book.Lapsed, reason), tx.MarkNotLive(d.ID)); err != nil {
		return err
	}
	alert, found, err := tx.AlertByID(d.Alert)
	if err != nil || !found {
		return err
	}
	seq := tx.Say(alert.Key, trail.Lapsed, map[string]any{"destination": d.Destination, "part": d.Part, "reason": reason})
	g.metrics.Delivered(d.Destination, book.Lapsed, reason)
	if d.Kind == book.KindAlert {
		text := "Its time was up before it could be delivered."
		if reason == "cancelled" {
			text = "It was cancelled before it could be delivered."
		}
		fx.receipts = append(fx.receipts, g.answer(alert, d.Destination, topics.Stayed, reason, text, seq))
	}
	return g.undoPlan(tx, d, reason, fx)
}

// Finish records that deliveries are done, and tells their senders.
func (l ledger) Finish(ctx context.Context, tickets []outbox.Ticket) error {
	var fx effects
	err := l.insistIn(ctx, l.turn(tickets), func(tx *book.Tx) error {
		fx = effects{}
		for _, t := range tickets {
			if err := l.finish(tx, t, &fx); err != nil {
				return fmt.Errorf("delivery %d: %w", t.Delivery, err)
			}
		}
		return nil
	})
	if err == nil {
		l.apply(&fx)
	}
	return err
}

func (l ledger) finish(tx *book.Tx, t outbox.Ticket, fx *effects) error {
	d, found, err := tx.DeliveryHead(t.Delivery)
	if err != nil || !found || !book.May(book.OfDelivery, d.State, book.Done) {
		return err
	}
	if err := errors.Join(tx.SetDelivery(d.ID, book.Done, ""), tx.HaveAll(d.Destination, d.Chain, d.ID)); err != nil {
		return err
	}
	alert, found, err := tx.AlertByID(d.Alert)
	if err != nil || !found {
		return err
	}
	seq := tx.Say(alert.Key, trail.Delivered, map[string]any{"destination": d.Destination, "part": d.Part, "kind": d.Kind})
	l.metrics.Delivered(d.Destination, book.Done, d.Kind)
	if d.Kind != book.KindAnnotation && d.Result == "" {
		l.metrics.Through(string(alert.Lane), d.Destination, tx.Now().Sub(alert.Received))
		fx.receipts = append(fx.receipts, l.answer(alert, d.Destination, topics.Crossed, "", "", seq))
	}
	return nil
}

// answer is a receipt about an alert, to the system whose sighting claimed its identity.
func (g *Gateway) answer(a book.Alert, destination string, state topics.State, reason, text string, seq int64) addressed {
	id := identityOf(a)
	return addressed{a.Source, topics.Receipt{
		SHA256: hexOf(a.SHA256[:]), Identity: &id, Destination: destination, State: state, Reason: reason, Text: drill.Note(a.Lane, false, text), Trail: seq, At: g.clock.Now(),
	}}
}

func (g *Gateway) keyOf(tx *book.Tx, alert int64) string {
	a, _, err := tx.AlertByID(alert)
	if err != nil {
		return ""
	}
	return a.Key
}
