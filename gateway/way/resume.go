package way

import (
	"context"
	"slices"

	"bordercast/gateway/after"
	"bordercast/gateway/book"
	"bordercast/gateway/intake"
	"bordercast/gateway/outbox"
)

// Resume takes up what the last run left: the same functions the live loop uses, over the same rows.
func (g *Way) Resume(ctx context.Context) error {
	return g.DB.View(ctx, func(tx *book.Tx) error {
		waiting, err := tx.Sightings.Accepted()
		if err != nil {
			return err
		}
		for _, s := range waiting {
			doc, err := tx.Documents.Bytes(s.Blob)
			if err != nil {
				doc = nil // reading it again says why
			}
			g.wait(intake.Item{Sighting: s, Bytes: doc, Priority: peekPriority(doc)})
		}
		if err := g.resumeDecisions(tx); err != nil {
			return err
		}
		for name := range g.Outboxes.All() {
			if err := g.resumeOutbox(tx, name); err != nil {
				return err
			}
		}
		return nil
	})
}

// Again takes up, under new settings, what is decided and what waits for people, and what is to go to these
// destinations, which are new. What is shown as before is not shown once more.
func (g *Way) Again(ctx context.Context, destinations ...string) error {
	return g.DB.View(ctx, func(tx *book.Tx) error {
		for _, name := range destinations {
			if err := g.resumeOutbox(tx, name); err != nil {
				return err
			}
		}
		return g.resumeDecisions(tx)
	})
}

func (g *Way) resumeDecisions(tx *book.Tx) error {
	decided, err := tx.Decisions.ToRelease()
	if err != nil {
		return err
	}
	held, err := tx.Decisions.Held()
	if err != nil {
		return err
	}
	for _, d := range slices.Concat(decided, held) {
		a, found, err := tx.Alerts.ByID(d.Alert)
		if err != nil || !found {
			return err
		}
		again := []after.FollowUp{{Chain: a.Chain, Alert: a.ID}}
		switch {
		case d.State != book.Held:
			g.Apply(&after.Effects{Release: again})
		case d.Reason == "relay":
			g.Apply(&after.Effects{Copies: again})
		case d.Hold != nil && d.Hold.Aware:
			g.Apply(&after.Effects{Aware: again, Show: again})
		default: // the configuration may be another than the one by which it was shown
			g.Apply(&after.Effects{Show: again})
		}
	}
	return nil
}

func (g *Way) resumeOutbox(tx *book.Tx, destination string) error {
	waiting, err := tx.Deliveries.Outbox(destination)
	for _, w := range waiting {
		g.Outboxes.Push(destination, outbox.Ticket{Delivery: w.Delivery, Chain: w.Chain, Priority: w.Priority,
			Source: w.Source})
	}
	return err
}
