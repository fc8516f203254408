package player

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"bordercast/adapters"
	"bordercast/gateway/api"
	"bordercast/gateway/exercise/observer"
	"bordercast/gateway/exercise/scenario"
)

// officers are the people who act on the gateway: those who answer holds, and its operator.
type officers struct {
	people map[string]string // by party; "operator" for the operator
	client *api.Client
	record *observer.Record
	script *script
	real   adapters.Clock
}

// actor is who acts for a party.
func (o *officers) actor(party string) api.Actor { return api.Actor{As: o.people[party]} }

// approve does as an officer does: read what the hold shows, and accept what was read.
func (o *officers) approve(ctx context.Context, a scenario.Approve) error {
	ctx, cancel := context.WithTimeout(ctx, scenario.Usual)
	defer cancel()
	r := o.ruling(a.Message, a.Party, a.Reason)
	view, err := o.client.Show(ctx, api.ShowRequest{Actor: r.Actor, Alert: r.Alert})
	if err != nil {
		return fmt.Errorf("%s could not read %s: %w", r.Actor.As, a.Message, err)
	}
	r.Draft = view.Draft
	if _, err := o.client.Approve(ctx, r); err != nil {
		return fmt.Errorf("%s could not %s %s: %w", r.Actor.As, api.Approve, a.Message, err)
	}
	o.ruled(a.Message, r.Actor.As, true)
	return nil
}

func (o *officers) deny(ctx context.Context, a scenario.Deny) error {
	ctx, cancel := context.WithTimeout(ctx, scenario.Usual)
	defer cancel()
	r := o.ruling(a.Message, a.Party, a.Reason)
	if _, err := o.client.Deny(ctx, r); err != nil {
		return fmt.Errorf("%s could not %s %s: %w", r.Actor.As, api.Deny, a.Message, err)
	}
	o.ruled(a.Message, r.Actor.As, false)
	return nil
}

func (o *officers) ruling(message, party, reason string) api.Ruling {
	return api.Ruling{Actor: o.actor(party), Alert: o.record.Of(message).Token, Reason: reason}
}

func (o *officers) ruled(message, person string, approved bool) {
	o.record.Rule(observer.Ruling{Message: message, Person: person, Approved: approved,
		Asked: o.record.Of(message).Stamped, Answered: o.script.Now()}, o.real.Now())
}

// recall has somebody withdraw what the gateway derived.
func (o *officers) recall(ctx context.Context, a scenario.Recall) error {
	ctx, cancel := context.WithTimeout(ctx, scenario.Usual)
	defer cancel()
	outcomes, err := o.client.Recall(ctx, api.Order{Actor: o.actor(a.Party),
		Alert: o.record.Of(a.Message).Token, Reason: a.Reason})
	if err == nil && len(outcomes) == 0 {
		err = errors.New("the recall reached no destination")
	}
	return err
}

// acknowledge has an officer, or who runs the gateway, say of every open alarm that it has been seen.
func (o *officers) acknowledge(ctx context.Context, a scenario.Acknowledge) error {
	ctx, cancel := context.WithTimeout(ctx, scenario.Usual)
	defer cancel()
	st, err := o.client.Status(ctx)
	if err != nil {
		return err
	}
	for _, alarm := range st.Alarms {
		who := cmp.Or(o.people[alarm.Party], o.people[scenario.Operator]) // for a party without people too
		ack := api.Ack{Actor: api.Actor{As: who}, What: alarm.ID, Note: a.Note}
		if _, err := o.client.Ack(ctx, ack); err != nil {
			return fmt.Errorf("%s could not acknowledge %s: %w", who, alarm.Code, err)
		}
	}
	return nil
}
