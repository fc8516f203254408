package gateway

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"bordercast/gateway/alarm"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/clock"
	"bordercast/gateway/officer"
	"bordercast/gateway/trail"
)

// service answers what people ask of a running gateway over its local socket.
type service struct{ *Gateway }

var (
	_ api.Service     = service{}
	_ api.Jumper      = service{}
	_ api.Gauges      = service{}
	_ api.HealthState = (*Gateway)(nil)
)

// who is a person as the trail keeps it: the name given, and the account it was asserted by.
func who(a api.Actor) string {
	if a.As == "" {
		return a.User
	}
	return a.As + " (asserted by " + a.User + ")"
}

// people is the book for what somebody asks and waits for.
func (g *Gateway) people() book.Turn { return g.db.For("people", 0) }

// one finds the alert a person means.
func (g *Gateway) one(tx *book.Tx, name string) (book.Alert, error) {
	list, err := tx.AlertsNamed(name)
	switch {
	case err != nil:
		return book.Alert{}, err
	case len(list) == 0:
		return book.Alert{}, &api.Fault{Code: api.NotFound, Text: "No alert goes by " + quote(name) + ": `bordercast status` lists what is held, `bordercast trail show` everything."}
	case len(list) > 1:
		return book.Alert{}, &api.Fault{Code: api.Ambiguous, Text: strconv.Itoa(len(list)) + " alerts go by " + quote(name) + ": give the whole token, such as " + list[0].Token + " or " + list[1].Token + "."}
	}
	return list[0], nil
}

// Ack records that a person has seen an alarm or an alert.
func (d service) Ack(ctx context.Context, ack api.Ack) ([]api.Outcome, error) {
	if raised, stands := d.standing(ack.What); stands {
		if err := d.may(officer.Ack, ack.Actor, raised.Party); err != nil {
			return nil, err
		}
		d.alarms.Acknowledge(ack.What, who(ack.Actor))
		return []api.Outcome{{Alert: ack.What, State: "acknowledged", Text: "The alarm is quiet and off the list.", At: d.clock.Now()}}, nil
	}
	if waiting := d.waiting(); waiting != nil { // its own alarms alone can be acknowledged
		return nil, waiting
	}
	var out api.Outcome
	err := d.db.Update(ctx, func(tx *book.Tx) error {
		a, err := d.one(tx, ack.What)
		if err != nil {
			return err
		}
		if err := d.mayAck(tx, a, ack.Actor); err != nil {
			return err
		}
		was, err := acknowledged(tx, a.Key, "")
		if err != nil {
			return err
		}
		seq := tx.Say(a.Key, trail.Acknowledged, map[string]any{"by": who(ack.Actor)})
		out = api.Outcome{Alert: a.Token, State: "acknowledged", Text: strings.TrimSpace("Recorded. " + was.first()), Trail: seq, At: tx.Now()}
		return nil
	})
	var fault *api.Fault
	if errors.As(err, &fault) && fault.Code == api.NotFound { // no alert: an alarm that stands no more
		if outcomes, found := d.wasAcknowledged(ctx, ack); found {
			return outcomes, nil
		}
	}
	wake(d.callWake) // whoever was being called about it need not be any more
	return []api.Outcome{out}, err
}

// standing finds the alarm of an ID among those that stand.
func (d service) standing(id string) (alarm.Alarm, bool) {
	open := d.alarms.Open()
	i := slices.IndexFunc(open, func(a alarm.Alarm) bool { return a.ID == id })
	if i < 0 {
		return alarm.Alarm{}, false
	}
	return open[i], true
}

// Jump moves a scaled clock ahead.
func (d service) Jump(_ context.Context, j api.Jump) error {
	if err := d.may(officer.Jump, j.Actor); err != nil {
		return err
	}
	scaled, ok := d.clock.(*clock.Scaled)
	if !ok {
		return &api.Fault{Code: api.NotScaled, Text: "This daemon runs on the machine's own clock, which nobody may jump."}
	}
	scaled.Jump(j.To)
	d.wakeClock()
	return nil
}
