package holds

import (
	"bordercast/gateway/after"
	"bordercast/gateway/book"
)

// askAboutCopies puts the question about the copies of an alert by itself, for the one about the first is over without
// an answer: a copy that waited for it would wait unseen.
func (g *Holds) askAboutCopies(tx *book.Tx, first book.Alert, destination string, group int, fx *after.Effects) error {
	copies, err := tx.Alerts.RelaysOf(first.ID)
	if err != nil {
		return err
	}
	for _, c := range copies {
		d, found, err := tx.Decisions.Get(c.ID, destination, group)
		if err != nil {
			return err
		}
		if !found || d.State != book.Held || d.Reason != "relay" {
			continue
		}
		d.Reason = "await-" + d.Ask
		if err := tx.Decisions.Put(d); err != nil {
			return err
		}
		fx.Show = after.Once(fx.Show, after.FollowUp{Chain: c.Chain, Alert: c.ID})
	}
	return nil
}

// AskCopies lets the copies of an alert follow the answer that it was given.
func (g *Holds) AskCopies(tx *book.Tx, first book.Alert, fx *after.Effects) error {
	copies, err := tx.Alerts.RelaysOf(first.ID)
	for _, c := range copies {
		fx.Copies = after.Once(fx.Copies, after.FollowUp{Chain: c.Chain, Alert: c.ID})
	}
	return err
}
