package acts

import (
	"context"
	"encoding/json"

	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/officer"
	"bordercast/gateway/trail"
)

// acknowledgement is who acknowledged something first, and when, in the trail's words.
type acknowledgement struct{ by, at string }

// first says so in a sentence, "" where nobody has.
func (a acknowledgement) first() string {
	if a.by == "" {
		return ""
	}
	return a.by + " was first, at " + a.at + "."
}

// acknowledged finds who acknowledged an alert, by its key, or an alarm, by its ID, before.
func acknowledged(tx *book.Tx, key, alarm string) (a acknowledgement, err error) {
	err = tx.Trail.EachRow(0, key, func(row trail.Row) error {
		if row.Kind != string(trail.Acknowledged) || a.by != "" {
			return nil
		}
		var body struct{ Alarm, By string }
		if err := json.Unmarshal([]byte(row.Body), &body); err == nil && body.Alarm == alarm {
			a = acknowledgement{body.By, row.At}
		}
		return nil
	})
	return a, err
}

// wasAcknowledged answers whoever acknowledges an alarm that another has taken on: two people are awake, and one may
// sleep.
func (g *Acts) wasAcknowledged(ctx context.Context, ack api.Ack) (outcomes []api.Outcome, found bool) {
	if g.Settings.Now().Officers.Ever(officer.Ack, officerOf(ack.Actor)) != nil {
		return nil, false
	}
	var was acknowledgement
	err := g.DB.View(ctx, func(tx *book.Tx) (err error) {
		was, err = acknowledged(tx, "", ack.What)
		return err
	})
	if err != nil || was.by == "" {
		return nil, false
	}
	return []api.Outcome{{Alert: ack.What, State: "acknowledged", Reason: "already",
		Text: "It was acknowledged already: " + was.first(), At: g.Clock.Now()}}, true
}
