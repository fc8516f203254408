package holds

import (
	"errors"

	"bordercast/gateway/after"
	"bordercast/gateway/book"
	"bordercast/gateway/derive"
	"bordercast/gateway/judge"
	"bordercast/gateway/notice"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// CloseAll ends the open questions about an alert; those asked see it leave their list.
func (g *Holds) CloseAll(tx *book.Tx, a book.Alert, state, reason string, fx *after.Effects) error {
	decisions, err := tx.Decisions.Of(a.ID)
	if err != nil {
		return err
	}
	for _, d := range decisions {
		if d.State != book.Held {
			continue
		}
		if err := g.Close(tx, a, d, state, reason, fx); err != nil {
			return err
		}
	}
	return nil
}

// Close ends one open question: those asked see it leave their list, and its source is told.
func (g *Holds) Close(tx *book.Tx, a book.Alert, d book.Decision, state, reason string, fx *after.Effects) error {
	if err := tx.Decisions.SetState(a.ID, d.Destination, d.Group, state, reason); err != nil {
		return err
	}
	kind := trail.Withdrawn
	if state == book.Lapsed {
		kind = trail.Lapsed
	}
	sh := judge.UnmarshalShape(a.Shape)
	body := map[string]any{"destination": d.Destination, "reason": reason}
	derive.SayEvent(body, sh, d.Group)
	seq := tx.Trail.Append(a.Key, kind, body)
	fx.Receipts = append(fx.Receipts, g.Receipts.Answer(a, d.Destination, topics.Stayed, reason, notice.OfEvent(sh,
		d.Group, ""), seq))
	fx.GatewayTopics = true
	return errors.Join(g.Hide(tx, a, d, fx), g.askAboutCopies(tx, a, d.Destination, d.Group, fx))
}
