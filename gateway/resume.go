package gateway

import (
	"context"
	"slices"

	"bordercast/gateway/book"
	"bordercast/gateway/intake"
	"bordercast/gateway/outbox"
)

// resume takes up what the last run left: the same functions the live loop uses, over the same rows.
func (g *Gateway) resume(ctx context.Context) error {
	return g.db.View(ctx, func(tx *book.Tx) error {
		waiting, err := tx.AcceptedSightings()
		if err != nil {
			return err
		}
		for _, s := range waiting {
			doc, err := tx.Blob(s.Blob)
			if err != nil {
				doc = nil // reading it again says why
			}
			g.wait(intake.Item{Sighting: s, Bytes: doc, Priority: peekPriority(doc)})
		}
		if err := g.resumeDecisions(tx); err != nil {
			return err
		}
		return g.resumeOutboxes(tx)
	})
}

func (g *Gateway) resumeDecisions(tx *book.Tx) error {
	decided, err := tx.DecisionsToRelease()
	if err != nil {
		return err
	}
	held, err := tx.DecisionsHeld()
	if err != nil {
		return err
	}
	for _, d := range slices.Concat(decided, held) {
		a, found, err := tx.AlertByID(d.Alert)
		if err != nil || !found {
			return err
		}
		again := []followUp{{chain: a.Chain, alert: a.ID}}
		switch {
		case d.State != book.Held:
			g.apply(&effects{release: again})
		case d.Reason == "relay":
			g.apply(&effects{copies: again})
		case d.Hold != nil && d.Hold.Aware:
			g.apply(&effects{aware: again, show: again})
		default: // the configuration may be another than the one by which it was shown
			g.apply(&effects{show: again})
		}
	}
	return nil
}

func (g *Gateway) resumeOutboxes(tx *book.Tx) error {
	for name, q := range g.outboxes {
		waiting, err := tx.Outbox(name)
		if err != nil {
			return err
		}
		for _, w := range waiting {
			q.Push(outbox.Ticket{Delivery: w.Delivery, Chain: w.Chain, Priority: w.Priority, Source: w.Source})
		}
	}
	return nil
}
