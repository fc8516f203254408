package gateway

import (
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"bordercast/gateway/book"
	"bordercast/gateway/outbox"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// sweep is how often the clock is looked at when nothing is known to end sooner.
const sweep = 30 * time.Second

// runClock is the fifth transition: what ends by itself does so when its time is up, not when somebody looks.
func (g *Gateway) runClock(ctx context.Context) error {
	for {
		g.clockNext.Store(math.MaxInt64) // what is stored from now on may not be seen by what follows
		more, err := g.expire(ctx)
		if err != nil {
			return err
		}
		if more {
			continue
		}
		wait := g.untilNext(ctx)
		g.clockNext.Store(g.clock.Now().Add(wait).UnixMilli())
		fired, stop := g.clock.After(wait)
		select {
		case <-fired:
		case <-g.clockWake:
		case <-ctx.Done():
			stop()
			return nil
		}
		stop()
	}
}

func (g *Gateway) untilNext(ctx context.Context) time.Duration {
	wait := sweep
	err := g.db.View(ctx, func(tx *book.Tx) error {
		for _, next := range []func() (time.Time, error){tx.NextEarliest, tx.NextDeadline} {
			at, err := next()
			if err != nil {
				return err
			}
			if left := at.Sub(g.clock.Now()); !at.IsZero() && left < wait {
				wait = max(left, 10*time.Millisecond)
			}
		}
		return nil
	})
	if err != nil {
		return time.Second
	}
	return wait
}

// expire ends what is due, some of it at a time so that new alerts are not held up; more says that some is left.
func (g *Gateway) expire(ctx context.Context) (more bool, err error) {
	const some = 64
	var fx effects
	err = g.insistIn(ctx, g.db.For("clock", 0), func(tx *book.Tx) error {
		fx = effects{}
		standing, err := tx.DeliveriesDue(tx.Now(), some)
		if err != nil {
			return err
		}
		for _, d := range standing {
			if err := g.expireDelivery(tx, d, &fx); err != nil {
				return err
			}
		}
		alerts, err := tx.AlertsDue(tx.Now(), some)
		if err != nil {
			return err
		}
		for _, a := range alerts {
			if err := g.expireAlert(tx, a, &fx); err != nil {
				return err
			}
		}
		more = len(standing) == some || len(alerts) == some
		if err := g.deadlines(tx, &fx); err != nil {
			return err
		}
		return keepAlarms(tx, fx.alarms)
	})
	if err == nil {
		g.apply(&fx)
		err = g.closeIncidents(ctx)
	}
	return more, err
}

// expireDelivery ends what stands at a destination: an end notice and empty topics, or nothing at all where it was
// never attempted.
func (g *Gateway) expireDelivery(tx *book.Tx, d book.Delivery, fx *effects) error {
	switch d.State {
	case book.Ready:
		return g.lapse(tx, d, "expired", fx)
	case book.Attempting:
		if err := g.unresolved(tx, d, "expired", fx); err != nil {
			return err
		}
	}
	return g.endAt(tx, d, ending{kind: topics.Expired, result: "expired"}, fx)
}

// unresolved closes a delivery that was attempted and not answered, and whose alert is over: it may stand there or not,
// its end covers both, and nobody is shown it once more.
func (g *Gateway) unresolved(tx *book.Tx, d book.Delivery, reason string, fx *effects) error {
	alert, found, err := tx.AlertByID(d.Alert)
	if err != nil || !found {
		return err
	}
	seq := tx.Say(alert.Key, trail.Unknown, map[string]any{"destination": d.Destination, "part": d.Part, "reason": reason})
	g.metrics.Delivered(d.Destination, book.Unknown, reason)
	fx.receipts = append(fx.receipts, g.answer(alert, d.Destination, topics.Unknown, reason, "It was being delivered when its time was up, and nothing answered; its end follows.", seq))
	return tx.SetDelivery(d.ID, book.Unknown, reason)
}

func (g *Gateway) expireAlert(tx *book.Tx, a book.Alert, fx *effects) error {
	if err := tx.SetAlertState(a.ID, book.Ended); err != nil {
		return err
	}
	tx.Say(a.Key, trail.Expired, map[string]any{"until": a.Until.UTC()})
	chain, err := tx.Chain(a.Chain)
	if err != nil {
		return err
	}
	if chain.Incident != "" && !slices.Contains(fx.incident, chain.Incident) {
		fx.incident = append(fx.incident, chain.Incident)
	}
	return g.closeHolds(tx, a, book.Lapsed, "expired", fx)
}

// closeHolds ends the open questions about an alert; those asked see it leave their list.
func (g *Gateway) closeHolds(tx *book.Tx, a book.Alert, state, reason string, fx *effects) error {
	decisions, err := tx.DecisionsOf(a.ID)
	if err != nil {
		return err
	}
	for _, d := range decisions {
		if d.State != book.Held {
			continue
		}
		if err := g.closeHold(tx, a, d, state, reason, fx); err != nil {
			return err
		}
	}
	return nil
}

func (g *Gateway) closeHold(tx *book.Tx, a book.Alert, d book.Decision, state, reason string, fx *effects) error {
	if err := tx.SetDecision(a.ID, d.Destination, state, reason); err != nil {
		return err
	}
	kind := trail.Withdrawn
	if state == book.Lapsed {
		kind = trail.Lapsed
	}
	seq := tx.Say(a.Key, kind, map[string]any{"destination": d.Destination, "reason": reason})
	fx.receipts = append(fx.receipts, g.answer(a, d.Destination, topics.Stayed, reason, "", seq))
	fx.gatewayTopics = true
	return errors.Join(g.hideHold(tx, a, d), g.askAboutCopies(tx, a, d.Destination, fx))
}

// ending says how something that stands at a destination ends there.
type ending struct {
	kind   topics.Ending
	result string
	by     *book.Alert // the message that ended it
	cancel payload     // the derived Cancel, published where the alert stood
	alert  int64       // whose delivery this is: the Cancel's, or the ended alert's own
	party  string
	stands []document // what the same release makes stand: where it is at a place that is left, it is the successor
	names  []string   // districts that the originator still names

	inError bool // of a withdrawal: the gateway sent it in error, and says so
}

// endAt queues the end of what stands: the derived Cancel where there is one, an end notice on each topic it leaves,
// then the empty retained payload.
func (g *Gateway) endAt(tx *book.Tx, d book.Delivery, e ending, fx *effects) error {
	if e.alert == 0 {
		e.alert = d.Alert
	}
	standing, err := tx.TopicsOf(d.Chain, d.Destination, d.Part)
	if err != nil {
		return err
	}
	alert, _, err := tx.AlertByID(d.Alert)
	if err != nil {
		return err
	}
	end := book.Delivery{Alert: e.alert, Part: d.Part, Destination: d.Destination, Derived: d.Derived, Chain: d.Chain, Kind: book.KindEnd, Priority: endPriority(alert.Lane)}
	if end.ID, err = tx.PutDelivery(end, time.Time{}); err != nil {
		return err
	}
	if e.result != "" {
		if err := tx.SetResult(end.ID, e.result); err != nil {
			return err
		}
	}
	plan, err := g.endPlan(tx, g.parting(alert, e, tx.Now()), e.cancel, standing, end.ID)
	if err != nil {
		return err
	}
	if e.kind == topics.Withdrawn {
		if err := g.withdrawn(tx, d, fx); err != nil {
			return err
		}
	}
	tx.Say(alert.Key, trail.Ended, map[string]any{"part": d.Part, "destination": d.Destination, "end": string(e.kind)})
	fx.ticket(d.Destination, outbox.Ticket{Delivery: end.ID, Chain: d.Chain, Priority: end.Priority, Source: alert.Source})
	return tx.SetPlan(end.ID, plan)
}
