package dryplay

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"bordercast/adapters/mqtt"
	"bordercast/gateway/api"
	"bordercast/gateway/exercise/observer"
	"bordercast/gateway/exercise/scenario"
	"bordercast/gateway/exercise/writer"
)

// act carries out what can be carried out dry, and says what cannot. Its error is *refused where the move cannot be
// made.
func (r *rehearsal) act(ctx context.Context, a scenario.Act) (untried string, err error) {
	switch a := a.(type) {
	case scenario.Send:
		return "", r.send(a.Messages)
	case scenario.Again:
		first, sent := r.written[a.Message]
		if !sent {
			return "", &refused{fmt.Errorf("%s was never sent", a.Message)}
		}
		return "", r.post(a.By, sending{a.As, first})
	case scenario.Tamper:
		return "", r.tamper(a)
	case scenario.SendFlood:
		return r.flood(a.Flood)
	case scenario.Approve:
		return "", r.approve(ctx, a)
	case scenario.Deny:
		return "", r.rule(ctx, a.Message, a.Party, api.Ruling{Verdict: api.Deny, Reason: a.Reason})
	case scenario.Recall:
		return "", r.recall(ctx, a)
	case scenario.Acknowledge:
		return "", r.acknowledge(ctx, a)
	case scenario.Subscribe:
		r.subscribe(a)
		return "", nil
	case scenario.Jump:
		return "", r.pass(ctx, r.clock.Now().Add(a.By))
	case scenario.Cut:
		return "the cut of " + cmp.Or(a.Line, "every line"), nil
	case scenario.Mend:
		return "the mending of lines", nil
	case scenario.Kill:
		return "the kill of the gateway", nil
	case scenario.Misspell:
		return "the misspelt configuration", nil
	case scenario.Respell:
		return "the configuration put right", nil
	case scenario.Second:
		return "the second gateway (" + a.Does + ")", nil
	}
	return "", fmt.Errorf("nobody knows how to do %T", a)
}

// sending is a message and the name that it goes by.
type sending struct {
	name    string
	message *writer.Message
}

func (r *rehearsal) send(names []string) error {
	for _, name := range names {
		m, err := r.write(name)
		if err == nil {
			err = r.post(m.Plan.From, sending{name, m})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// write makes a message of the script now.
func (r *rehearsal) write(name string) (*writer.Message, error) {
	plan, there := r.plans[name]
	if !there {
		return nil, &refused{fmt.Errorf("the script has no message named %q", name)}
	}
	return r.writer.Write(plan, r.clock.Now(), r.written)
}

// post gives messages to the gateway, as a system sends them.
func (r *rehearsal) post(system string, all ...sending) error {
	var documents [][]byte
	for _, one := range all {
		m := one.message
		r.observer.Record.Send(observer.Sent{Name: one.name, Plan: m.Plan, By: system, At: r.seen.Now(), Bytes: m.Bytes,
			SHA: m.SHA, Token: m.Token, Chain: m.Chain, Sender: m.Alert.Sender, Identifier: m.Alert.Identifier,
			Stamped: m.Alert.Sent.At})
		r.written[one.name] = m
		documents = append(documents, m.Bytes)
	}
	err := r.gateway.Send(system, documents...)
	r.clock.pass(time.Millisecond)
	return err
}

func (r *rehearsal) tamper(a scenario.Tamper) error {
	m, err := r.write(a.Message)
	if err != nil {
		return err
	}
	if m, err = m.Tampered(a.Old, a.New); err != nil {
		return &refused{err}
	}
	return r.post(m.Plan.From, sending{a.Message, m})
}

// mostTried is how many reports of a flood are tried: the others differ from them in numbers alone.
const mostTried = 40

// flood sends the first and the last reports of a flood, and says how many it leaves out.
func (r *rehearsal) flood(name string) (untried string, err error) {
	i := slices.IndexFunc(r.scenario.Floods, func(f scenario.Flood) bool { return f.Name == name })
	if i < 0 {
		return "", &refused{fmt.Errorf("the script has no flood named %q", name)}
	}
	reports := r.scenario.Floods[i].Reports
	if left := len(reports) - mostTried; left > 0 {
		untried = fmt.Sprintf("%d of the %d reports of %s, which differ from the others in numbers alone", left,
			len(reports), name)
		reports = slices.Concat(reports[:mostTried/2], reports[len(reports)-mostTried/2:])
	}
	var all []sending
	for _, plan := range reports {
		m, err := r.writer.Write(plan, r.clock.Now(), nil)
		if err != nil {
			return "", err
		}
		all = append(all, sending{plan.Name, m})
	}
	if len(all) == 0 {
		return "", nil
	}
	return untried, r.post(all[0].message.Plan.From, all...)
}

// actor is who acts for a party.
func (r *rehearsal) actor(party string) api.Actor {
	return api.Actor{User: "dry", As: r.scenario.People[party]}
}

// approve does as an officer does: read what the hold shows, and accept what was read.
func (r *rehearsal) approve(ctx context.Context, a scenario.Approve) error {
	who := r.actor(a.Party)
	view, err := r.people.Show(ctx, api.ShowRequest{Actor: who, Alert: r.observer.Record.Of(a.Message).Token})
	if err != nil {
		return &refused{fmt.Errorf("%s cannot read %s: %w", who.As, a.Message, err)}
	}
	return r.rule(ctx, a.Message, a.Party, api.Ruling{Verdict: api.Approve, Draft: view.Draft, Reason: a.Reason})
}

func (r *rehearsal) rule(ctx context.Context, message, party string, ruling api.Ruling) error {
	m := r.observer.Record.Of(message)
	ruling.Actor, ruling.Alert = r.actor(party), m.Token
	if _, err := r.people.Rule(ctx, ruling); err != nil {
		return &refused{fmt.Errorf("%s cannot %s %s: %w", ruling.Actor.As, ruling.Verdict, message, err)}
	}
	r.observer.Record.Rule(observer.Ruling{Message: message, Person: ruling.Actor.As,
		Approved: ruling.Verdict == api.Approve, Asked: m.Stamped, Answered: r.clock.Now()}, r.seen.Now())
	return r.gateway.Settle()
}

func (r *rehearsal) recall(ctx context.Context, a scenario.Recall) error {
	who := r.actor(a.Party)
	if _, err := r.people.Recall(ctx, api.Order{Actor: who, Alert: r.observer.Record.Of(a.Message).Token,
		Reason: a.Reason}); err != nil {
		return &refused{fmt.Errorf("%s cannot recall %s: %w", who.As, a.Message, err)}
	}
	return r.gateway.Settle()
}

// acknowledge has an officer, or who runs the gateway, say of every open alarm that it has been seen.
func (r *rehearsal) acknowledge(ctx context.Context, a scenario.Acknowledge) error {
	if err := r.gateway.Settle(); err != nil {
		return err
	}
	status, err := r.people.Status(ctx)
	if err != nil {
		return err
	}
	for _, alarm := range status.Alarms {
		party := alarm.Party
		if r.scenario.People[party] == "" {
			party = scenario.Operator
		}
		who := r.actor(party)
		if _, err := r.people.Ack(ctx, api.Ack{Actor: who, What: alarm.ID, Note: a.Note}); err != nil {
			return &refused{fmt.Errorf("%s cannot acknowledge %s: %w", who.As, alarm.Code, err)}
		}
	}
	return r.gateway.Settle()
}

// subscribe connects somebody who was not there before: they are given what is retained where they subscribe.
func (r *rehearsal) subscribe(a scenario.Subscribe) {
	late := observer.NewLog()
	for _, v := range r.observer.Log.State("") {
		if matchesAny(a.Filters, v.Topic) {
			late.Add(r.seen.Now(), v.Topic, v.Payload, true)
		}
	}
	r.observer.Record.Late, r.late = late, a.Filters
}

func matchesAny(filters []string, topic string) bool {
	return slices.ContainsFunc(filters, func(f string) bool { return mqtt.Matches(f, topic) })
}
