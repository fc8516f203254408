package retained

import (
	"bordercast/adapters"
	"bordercast/gateway/after"
	"bordercast/gateway/book"
	"bordercast/gateway/notice"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// Failed closes a delivery that its far end refused for good (state Refused), or of which nobody knows whether the far
// end has it, and which must not be attempted again (state Unknown). What a refused alert was to replace stands again;
// what nobody knows of counts as standing, so that its end is delivered. A person is told, for neither mends itself.
func (g *Planner) Failed(tx *book.Tx, d book.Delivery, state string, r adapters.Result, fx *after.Effects) error {
	if err := tx.Deliveries.SetState(d.ID, state, r.Code); err != nil {
		return err
	}
	alert, found, err := tx.Alerts.ByID(d.Alert)
	if err != nil || !found {
		return err
	}
	kind, outcome := trail.Refused, topics.Refused
	if state == book.Unknown {
		kind, outcome = trail.Unknown, topics.Unknown
	}
	seq := tx.Trail.Append(alert.Key, kind, map[string]any{"destination": d.Destination, "part": d.Part, "kind": d.Kind,
		"reason": r.Code})
	g.Metrics.Delivered(d.Destination, state, r.Code)
	if d.Kind == book.KindAnnotation {
		return nil
	}
	fx.Alarms = append(fx.Alarms, notice.FailedAlarm(alert, d, g.Settings.Now().PartyOf(d.Destination), state, r))
	if d.Kind != book.KindAlert {
		return nil
	}
	fx.Receipts = append(fx.Receipts, g.Receipts.Answer(alert, d.Destination, outcome, r.Code, r.Text, seq))
	if state == book.Unknown {
		return nil
	}
	if err := tx.Live.Unmark(d.ID); err != nil {
		return err
	}
	return g.undoPlan(tx, d, r.Code, fx)
}
