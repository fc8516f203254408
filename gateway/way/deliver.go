package way

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"bordercast/adapters"
	"bordercast/gateway/after"
	"bordercast/gateway/book"
	"bordercast/gateway/gate"
	"bordercast/gateway/judge"
	"bordercast/gateway/notice"
	"bordercast/gateway/outbox"
	"bordercast/gateway/priority"
	"bordercast/gateway/settings"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// maxBatchBytes bounds what one batch of publications holds in memory and in flight.
const maxBatchBytes = 8 << 20

// Ledger is a destination's view of the book: the fourth transition. The intent is durable before the side effect,
// the result after it.
type Ledger struct {
	way         *Way
	destination *settings.System
	stateless   bool // it keeps no state that can be read back: what it got is what it was sent
}

var _ outbox.Book = Ledger{}

// Ledger is the view of one destination.
func (g *Way) Ledger(to *settings.System) Ledger { return Ledger{g, to, !to.HoldsState()} }

// Attempt records that deliveries are attempted, and closes those whose time was up before the first attempt.
func (l Ledger) Attempt(ctx context.Context, tickets []outbox.Ticket) (jobs []outbox.Job, left []outbox.Ticket,
	err error) {
	if jobs, begun, err := l.begun(ctx, tickets); begun || err != nil {
		return jobs, nil, err
	}
	var fx after.Effects
	err = l.way.Durable.InsistIn(ctx, l.turn(tickets), func(tx *book.Tx) error {
		jobs, left, fx = nil, nil, after.Effects{}
		size := 0
		for i, t := range tickets {
			if size > maxBatchBytes {
				left = append(left, tickets[i:]...)
				return nil
			}
			out, err := l.attempt(tx, t, &fx)
			if err != nil {
				return err
			}
			if out != nil {
				for _, doc := range out.Documents {
					size += len(doc.Payload)
				}
				jobs = append(jobs, outbox.Job{Ticket: t, Out: *out})
			}
		}
		return nil
	})
	if err == nil {
		l.way.Apply(&fx)
	}
	return jobs, left, err
}

// begun are the jobs of a batch whose intents are all durable already, as their releases were: nothing is left to
// record. A batch in which anything else is to be done is attempted as ever.
func (l Ledger) begun(ctx context.Context, tickets []outbox.Ticket) (jobs []outbox.Job, begun bool, err error) {
	if len(tickets) == 0 || slices.ContainsFunc(tickets, func(t outbox.Ticket) bool { return !t.Begun }) {
		return nil, false, nil
	}
	begun = true
	err = l.turn(tickets).ReadInWriter(ctx, func(tx *book.Tx) error {
		for _, t := range tickets {
			d, found, err := tx.Deliveries.ByID(t.Delivery)
			if err != nil {
				return err
			}
			if !found || d.State != book.Attempting || l.waits(d) {
				begun = false
				return nil
			}
			out, stopped, err := l.outgoing(tx, d)
			if stopped || err != nil {
				begun = false
				return err
			}
			jobs = append(jobs, outbox.Job{Ticket: t, Out: *out})
		}
		return nil
	})
	return jobs, begun, err
}

// waits says that a delivery waits in the store until its tree is ours: then all begins anew.
func (l Ledger) waits(d book.Delivery) bool {
	return l.destination.Broker == nil && slices.ContainsFunc(d.Plan,
		func(p book.Publication) bool { return l.way.Lead.StandsBack(p.Topic) })
}

// turn is the book for a batch: as urgent as the most urgent of it.
func (l Ledger) turn(tickets []outbox.Ticket) book.Turn {
	class := priority.Last
	for _, t := range tickets {
		class = min(class, t.Priority)
	}
	return l.way.DB.For("out "+l.destination.Name, class)
}

func (l Ledger) attempt(tx *book.Tx, t outbox.Ticket, fx *after.Effects) (*adapters.Outgoing, error) {
	d, found, err := tx.Deliveries.ByID(t.Delivery)
	if err != nil || !found {
		return nil, err
	}
	if over := !d.NotAfter.IsZero() && !d.NotAfter.After(tx.Now()); over && (d.State == book.Ready || l.stateless) {
		switch {
		case d.State == book.Ready:
			return nil, l.way.Retained.Lapse(tx, d, "expired", fx)
		case d.State == book.Attempting && t.NotSent && t.Tries == d.Attempts:
			return nil, l.way.Retained.LapseUnsent(tx, d, "expired", fx)
		case d.State == book.Attempting:
			return nil, l.way.Retained.Unresolved(tx, d, "expired", fx)
		}
	}
	if !book.May(book.OfDelivery, d.State, book.Attempting) {
		return nil, nil // withdrawn meanwhile, or done
	}
	if l.waits(d) {
		return nil, nil
	}
	if d.State == book.Attempting {
		followed, err := tx.Deliveries.Followed(d)
		if err != nil {
			return nil, err
		}
		if followed {
			return nil, l.leaveOut(tx, d, fx)
		}
	}
	if err := intend(tx, d, l.way.keyOf(tx, d.Alert)); err != nil {
		return nil, err
	}
	out, stopped, err := l.outgoing(tx, d)
	if stopped && d.Kind != book.KindEnd { // an end is told whatever becomes of the Cancel beside it
		return nil, errors.Join(err, l.way.Retained.RefuseNotPublic(tx, d, fx))
	}
	return out, err
}

// intend makes it durable that a delivery is attempted.
func intend(tx *book.Tx, d book.Delivery, alert string) error {
	tx.Trail.Append(alert, trail.Attempted, map[string]any{"destination": d.Destination, "part": d.Part, "kind": d.Kind,
		"attempt": d.Attempts + 1})
	return tx.Deliveries.SetState(d.ID, book.Attempting, "")
}

// leaveOut closes an attempt of unknown outcome that what follows it has overtaken: repeated, the older would stand
// before readers after the newer. What follows takes its place, whether it stands there or not, so nobody need act.
func (l Ledger) leaveOut(tx *book.Tx, d book.Delivery, fx *after.Effects) error {
	alert, found, err := tx.Alerts.ByID(d.Alert)
	if err != nil || !found {
		return err
	}
	seq := tx.Trail.Append(alert.Key, trail.Unknown, map[string]any{"destination": d.Destination, "part": d.Part,
		"kind":   d.Kind,
		"reason": judge.OvertakenResult})
	l.way.Metrics.Delivered(d.Destination, book.Unknown, judge.OvertakenResult)
	if d.Kind == book.KindAlert {
		text := "It was being delivered when the gateway stopped, and so was what follows it: that is delivered, and takes its place."
		fx.Receipts = append(fx.Receipts, l.way.Receipts.Answer(alert, d.Destination, topics.Unknown, judge.OvertakenResult,
			text, seq))
	}
	return tx.Deliveries.SetState(d.ID, book.Unknown, judge.OvertakenResult)
}

// outgoing is a delivery as its destination gets it, without what the gate stops.
func (l Ledger) outgoing(tx *book.Tx, d book.Delivery) (out *adapters.Outgoing, stopped bool, err error) {
	out = &adapters.Outgoing{Kind: kindOf(d), Part: d.Part, Documents: make([]adapters.Document, 0, len(d.Plan))}
	for _, p := range d.Plan {
		m, err := l.way.Blobs.Message(tx, p)
		if err != nil {
			return nil, false, err
		}
		if gate.Stops(m) {
			l.way.Notices.Stopped(d.Destination, notice.ChainAt(m.Topic), m.Topic)
			stopped = true
			continue
		}
		out.Documents = append(out.Documents, adapters.Document{Message: m, Role: read(m.Topic, out)})
	}
	if l.stateless {
		out.Key = keyOf(d, out)
	}
	return out, stopped, nil
}

// read says what stands on a topic, and notes the lane and the chain that are in its name.
func read(topic string, into *adapters.Outgoing) adapters.Role {
	t, ours := topics.Parse(topic)
	if !ours {
		return ""
	}
	into.Lane, into.Chain = t.Lane, t.Key.Chain
	switch t.Leaf {
	case topics.CAP:
		return adapters.CAP
	case topics.JSON:
		return adapters.JSON
	case topics.Report:
		return adapters.Report
	case topics.Original:
		return adapters.Original
	case topics.Ended:
		return adapters.Ended
	}
	return ""
}

func kindOf(d book.Delivery) adapters.Kind {
	switch d.Kind {
	case book.KindEnd:
		return adapters.End
	case book.KindAnnotation:
		return adapters.Annotation
	}
	return adapters.Alert
}

// keyOf is the key of a delivery where the far end goes by it. Its bytes are in it: a store that was put back from a
// backup counts on from there, and gives a number twice.
func keyOf(d book.Delivery, out *adapters.Outgoing) string {
	h := sha256.New()
	for _, doc := range out.Documents {
		_, _ = fmt.Fprintf(h, "%s %d\n", doc.Topic, len(doc.Payload))
		_, _ = h.Write(doc.Payload)
	}
	return fmt.Sprintf("%s-%d-%d-%s", out.Chain, d.Part, d.ID, hex.EncodeToString(h.Sum(nil)[:6]))
}

// Finish records results, and tells the senders.
func (l Ledger) Finish(ctx context.Context, done []outbox.Finished) error {
	tickets := make([]outbox.Ticket, len(done))
	for i, f := range done {
		tickets[i] = f.Ticket
	}
	var fx after.Effects
	err := l.way.Durable.InsistIn(ctx, l.turn(tickets), func(tx *book.Tx) error {
		fx = after.Effects{}
		for _, f := range done {
			if err := l.finish(tx, f, &fx); err != nil {
				return fmt.Errorf("delivery %d: %w", f.Ticket.Delivery, err)
			}
		}
		return notice.Keep(tx, fx.Alarms)
	})
	if err == nil {
		l.way.Apply(&fx)
	}
	return err
}

func (l Ledger) finish(tx *book.Tx, f outbox.Finished, fx *after.Effects) error {
	switch f.Result.Outcome {
	case adapters.Done:
		return l.done(tx, f.Ticket, fx)
	case adapters.Refused:
		return l.failed(tx, f, book.Refused, fx)
	}
	return l.failed(tx, f, book.Unknown, fx)
}

// failed closes a delivery that the far end refused for good, or of which nobody knows whether it has it.
func (l Ledger) failed(tx *book.Tx, f outbox.Finished, state string, fx *after.Effects) error {
	d, found, err := tx.Deliveries.ByID(f.Ticket.Delivery)
	if err != nil || !found || !book.May(book.OfDelivery, d.State, state) {
		return err
	}
	return l.way.Retained.Failed(tx, d, state, f.Result, fx)
}

func (l Ledger) done(tx *book.Tx, t outbox.Ticket, fx *after.Effects) error {
	d, found, err := tx.Deliveries.Head(t.Delivery)
	if err != nil || !found || !book.May(book.OfDelivery, d.State, book.Done) {
		return err
	}
	if err := errors.Join(tx.Deliveries.SetState(d.ID, book.Done, ""), tx.Topics.HaveAll(d.Destination, d.Chain,
		d.ID)); err != nil {
		return err
	}
	alert, found, err := tx.Alerts.ByID(d.Alert)
	if err != nil || !found {
		return err
	}
	seq := tx.Trail.Append(alert.Key, trail.Delivered, map[string]any{"destination": d.Destination, "part": d.Part,
		"kind": d.Kind})
	l.way.Metrics.Delivered(d.Destination, book.Done, d.Kind)
	if d.Kind != book.KindAnnotation && d.Result == "" {
		text, err := eventOf(tx, alert, d)
		if err != nil {
			return err
		}
		l.way.Metrics.Through(string(alert.Lane), d.Destination, tx.Now().Sub(alert.Received))
		fx.Receipts = append(fx.Receipts, l.way.Receipts.Answer(alert, d.Destination, topics.Crossed, "", text, seq))
	}
	return nil
}

// eventOf says of which event a delivery is, where it is of one of several: of its alert, or, where an Update that goes
// on ends it, of the alert that told of it.
func eventOf(tx *book.Tx, a book.Alert, d book.Delivery) (string, error) {
	several := bytes.Contains(a.Shape, []byte(`"groups":[`))
	ends := d.Kind == book.KindEnd && !judge.UnmarshalShape(a.Shape).Ends
	if !several && !ends {
		return "", nil
	}
	made, _, err := tx.Derived.ByID(d.Derived)
	if err != nil {
		return "", err
	}
	group := made.Group
	if ends && made.Alert != a.ID {
		if a, _, err = tx.Alerts.ByID(made.Alert); err != nil {
			return "", err
		}
		for _, g := range judge.UnmarshalShape(a.Shape).Groups {
			if group == 0 && made.Identifier != "" && g.Key == made.Event {
				group = g.Group
			}
		}
	}
	return notice.OfEvent(judge.UnmarshalShape(a.Shape), group, ""), nil
}

func (g *Way) keyOf(tx *book.Tx, alert int64) string {
	a, _, err := tx.Alerts.ByID(alert)
	if err != nil {
		return ""
	}
	return a.Key
}
