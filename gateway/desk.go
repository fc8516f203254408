package gateway

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"bordercast/gateway/alarm"
	"bordercast/gateway/api"
	"bordercast/gateway/approval"
	"bordercast/gateway/clock"
	"bordercast/gateway/officer"
	"bordercast/gateway/store"
	"bordercast/gateway/store/sqlite"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// desk answers what people ask of a running daemon, over its local socket.
type desk struct{ *Gateway }

var (
	_ api.Desk   = desk{}
	_ api.Jumper = desk{}
	_ api.Gauges = desk{}
	_ api.Pulse  = (*Gateway)(nil)
)

// who is a person as the trail keeps it: the name given, and the account it was asserted by.
func who(a api.Actor) string {
	if a.As == "" {
		return a.User
	}
	return a.As + " (asserted by " + a.User + ")"
}

// one finds the alert a person means.
func (g *Gateway) one(tx *sqlite.Tx, name string) (store.Alert, error) {
	list, err := tx.AlertsNamed(name)
	switch {
	case err != nil:
		return store.Alert{}, err
	case len(list) == 0:
		return store.Alert{}, &api.Fault{Code: api.NotFound, Text: "No alert goes by " + quote(name) + ": `bordercast status` lists what is held, `bordercast trail show` everything."}
	case len(list) > 1:
		return store.Alert{}, &api.Fault{Code: api.Ambiguous, Text: strconv.Itoa(len(list)) + " alerts go by " + quote(name) + ": give the whole token, such as " + list[0].Token + " or " + list[1].Token + "."}
	}
	return list[0], nil
}

// Rule approves or denies what is held.
func (d desk) Rule(ctx context.Context, r api.Ruling) (outcomes []api.Outcome, err error) {
	if r.Verdict == api.Deny && r.Reason == "" {
		return nil, &api.Fault{Code: api.NoReason, Text: "A denial needs a reason, with --reason: its source is told."}
	}
	var fx *effects
	err = d.db.Update(ctx, func(tx *sqlite.Tx) error {
		fx, outcomes = &effects{}, nil
		a, err := d.one(tx, r.Alert)
		if err != nil {
			return err
		}
		outcomes, err = d.ruleOn(tx, a, r, fx)
		return err
	})
	if err != nil {
		return nil, err
	}
	d.apply(fx)
	return outcomes, nil
}

// actOf is what a ruling does.
func actOf(r api.Ruling) officer.Act {
	if r.Verdict == api.Deny {
		return officer.Deny
	}
	return officer.Approve
}

func (d desk) ruleOn(tx *sqlite.Tx, a store.Alert, r api.Ruling, fx *effects) ([]api.Outcome, error) {
	decisions, err := tx.DecisionsOf(a.ID)
	if err != nil {
		return nil, err
	}
	var outcomes []api.Outcome
	var fault error = &api.Fault{Code: api.NotHeld, Text: "Nothing is asked about alert " + a.Token + " (any more): `bordercast status` lists what is held."}
	for _, decision := range decisions {
		if decision.State != store.Held || r.Destination != "" && r.Destination != decision.Destination {
			continue
		}
		if err := d.may(actOf(r), r.Actor, decision.Of); err != nil {
			fault = err
			continue
		}
		done, err := d.ruleOne(tx, a, decision, r, fx)
		if err != nil {
			return nil, err
		}
		outcomes = append(outcomes, done)
	}
	if len(outcomes) == 0 {
		return nil, fault
	}
	return outcomes, d.ruleRelays(tx, a, r, fx)
}

func (d desk) ruleOne(tx *sqlite.Tx, a store.Alert, decision store.Decision, r api.Ruling, fx *effects) (api.Outcome, error) {
	hold, ruling := *holdOf(decision), approval.Ruling{Person: r.Actor.As, Party: decision.Of, Draft: decision.Draft, Area: r.Area, Channels: r.Channels}
	hold.Draft = decision.Draft
	next, kind, err := approval.Hold{}, trail.Approved, error(nil)
	if r.Verdict == api.Deny {
		kind = trail.Denied
		next, err = hold.Deny(ruling)
	} else {
		next, err = hold.Approve(ruling)
	}
	var refused *approval.Refusal
	if errors.As(err, &refused) {
		return api.Outcome{}, &api.Fault{Code: refused.Code, Text: refused.Text}
	}
	seq := tx.Say(a.Key, kind, map[string]any{"destination": decision.Destination, "by": who(r.Actor), "of": decision.Of, "draft": decision.Draft})
	word := sqlite.Approval{Alert: a.ID, Destination: decision.Destination, Who: who(r.Actor), Role: decision.Ask, Draft: decision.Draft, Verdict: r.Verdict, Reason: r.Reason, At: tx.Now()}
	if err := errors.Join(tx.PutApproval(word), d.moveHold(tx, a, decision, next, fx)); err != nil {
		return api.Outcome{}, err
	}
	out := api.Outcome{Alert: a.Token, Destination: decision.Destination, State: string(topics.Released), Trail: seq, At: tx.Now(), Text: "It goes to " + decision.Destination + " now."}
	switch next.State {
	case approval.Denied:
		out.State, out.Reason, out.Text = string(topics.Stayed), "denied", "It stays; its source is told why."
		fx.receipts = append(fx.receipts, d.answer(a, decision.Destination, topics.Stayed, "denied", r.Reason, seq))
	case approval.Held:
		q, _ := next.Asked()
		out.State, out.Text = string(topics.Held), "Next, "+q.Of+" is asked."
	}
	return out, nil
}

// Ack records that a person has seen an alarm or an alert.
func (d desk) Ack(ctx context.Context, ack api.Ack) ([]api.Outcome, error) {
	if raised, stands := d.standing(ack.What); stands {
		if err := d.may(officer.Ack, ack.Actor, raised.Party); err != nil {
			return nil, err
		}
		d.alarms.Acknowledge(ack.What, who(ack.Actor))
		return []api.Outcome{{Alert: ack.What, State: "acknowledged", Text: "The alarm is quiet and off the list.", At: d.clock.Now()}}, nil
	}
	var out api.Outcome
	err := d.db.Update(ctx, func(tx *sqlite.Tx) error {
		a, err := d.one(tx, ack.What)
		if err != nil {
			return err
		}
		if err := d.mayAck(tx, a, ack.Actor); err != nil {
			return err
		}
		seq := tx.Say(a.Key, trail.Acknowledged, map[string]any{"by": who(ack.Actor)})
		out = api.Outcome{Alert: a.Token, State: "acknowledged", Text: "Recorded.", Trail: seq, At: tx.Now()}
		return nil
	})
	wake(d.callWake) // whoever was being called about it need not be any more
	return []api.Outcome{out}, err
}

// standing finds the alarm of an ID among those that stand.
func (d desk) standing(id string) (alarm.Alarm, bool) {
	open := d.alarms.Open()
	i := slices.IndexFunc(open, func(a alarm.Alarm) bool { return a.ID == id })
	if i < 0 {
		return alarm.Alarm{}, false
	}
	return open[i], true
}

// Jump moves a scaled clock ahead.
func (d desk) Jump(_ context.Context, j api.Jump) error {
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
