package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/cap"
	"bordercast/gateway/agreement"
	"bordercast/gateway/alarm"
	"bordercast/gateway/book"
	"bordercast/gateway/callout"
	"bordercast/gateway/config"
	"bordercast/gateway/durable"
	"bordercast/gateway/judge"
	"bordercast/gateway/settings"
	"bordercast/gateway/trail"
)

// Calls see to it that people are called about what waits for them.
type Calls struct {
	Settings *settings.Current
	Clock    adapters.Clock
	Real     adapters.Clock
	DB       *book.Book
	Durable  *durable.Store
	Notices  *Alarms
	Register *alarm.Register
	Ringer   *callout.Ringer
	CallWake chan struct{}
	Log      *zap.Logger
}

// holdWaits is the code of a call about a hold.
const holdWaits = "hold-waits"

// callBody is what a call is given: an alarm, and what is asked.
type callBody struct {
	alarm.Alarm
	Asked       string    `json:"asked"` // the party that must answer
	Ask         string    `json:"ask"`
	Destination string    `json:"destination"`
	Deadline    time.Time `json:"deadline,omitzero"`
	Phone       string    `json:"phone,omitempty"` // of the party that must answer, for those who are called in its place
	Next        string    `json:"next"`            // the command that shows it
}

// waitingHold is a hold that people are called about.
type waitingHold struct {
	alert    book.Alert
	shape    judge.Shape
	decision book.Decision
}

// Run sees to it that whoever must answer something grave is called, and only until they have. It looks at what
// waits and not at what happened, so a restart or a lost wake-up costs seconds and no call.
func (g *Calls) Run(ctx context.Context) error {
	done := make(chan struct{})
	go func() { defer close(done); _ = g.Ringer.Run(ctx) }()
	defer func() { <-done }()
	for {
		if err := g.lookWhatWaits(ctx); err != nil && ctx.Err() == nil {
			g.Log.Error("it could not be read who must be called; it is tried again", zap.Error(err))
		}
		fired, stop := g.Real.After(5 * time.Second)
		select {
		case <-fired:
		case <-g.CallWake:
		case <-ctx.Done():
			stop()
			return nil
		}
		stop()
		if !g.Durable.Pause(ctx, 100*time.Millisecond) { // several changes at once are looked at once
			return nil
		}
	}
}

func (g *Calls) lookWhatWaits(ctx context.Context) error {
	var waiting []callout.Waiting
	err := g.DB.View(ctx, func(tx *book.Tx) error {
		open, err := tx.Decisions.Held()
		if err != nil {
			return err
		}
		for _, d := range open {
			if d.Draft == "" || d.Reason == "relay" {
				continue // not shown yet, or by its first copy
			}
			a, found, err := tx.Alerts.ByID(d.Alert)
			if err != nil || !found {
				return err
			}
			h := waitingHold{a, judge.UnmarshalShape(a.Shape).Of(d.Group), d}
			if !h.callsPeople() {
				continue
			}
			seen, err := acknowledgedSince(tx, a.Key, d.Since)
			if err != nil {
				return err
			}
			if !seen {
				waiting = append(waiting, g.callsAbout(h))
			}
		}
		return nil
	})
	if err == nil {
		g.Ringer.See(waiting)
	}
	return err
}

// callsPeople says whether somebody is called out of bed for it. Everything else waits on the list.
func (h waitingHold) callsPeople() bool {
	urgency, severity := cap.Urgency(h.shape.Urgency), cap.Severity(h.shape.Severity)
	return (urgency == cap.Immediate || urgency == cap.Expected) && (severity == cap.Extreme || severity == cap.Severe)
}

// acknowledgedSince says whether somebody has taken an alert on since it was asked about.
func acknowledgedSince(tx *book.Tx, key string, since time.Time) (seen bool, err error) {
	err = tx.Trail.EachRow(0, key, func(row trail.Row) error {
		if row.Kind == string(trail.Acknowledged) {
			at, err := TimeOf(row.At)
			seen = seen || err == nil && !at.Before(since)
		}
		return nil
	})
	return seen, err
}

// callsAbout are the calls about a hold: the list of the party that is asked, then the other party's, each with what
// that party may see.
func (g *Calls) callsAbout(h waitingHold) callout.Waiting {
	w := callout.Waiting{Key: h.alert.Token + "\n" + h.decision.Destination + "\n" + h.decision.Ask}
	for _, party := range g.calledFor(h) {
		body := g.callTo(party, h)
		for _, c := range g.callList(party, h.alert.Lane) {
			c.Party, c.Payload = party, body
			w.Calls = append(w.Calls, c)
		}
	}
	return w
}

// calledFor are the parties whose people are called: the one that is asked, then the one at the other end.
func (g *Calls) calledFor(h waitingHold) []string {
	source, there := g.Settings.Now().PartyOf(h.alert.Source), g.Settings.Now().PartyOf(h.decision.Destination)
	other := source
	if h.decision.Ask == string(agreement.Release) {
		other = there
	}
	if other == "" || other == h.decision.Of {
		return []string{h.decision.Of}
	}
	return []string{h.decision.Of, other}
}

// callList is a party's list for a lane. A party without one is called as everybody is by alarms.
func (g *Calls) callList(party string, lane cap.Lane) (list []callout.Call) {
	p, _ := g.Settings.Now().Config.Party(party)
	if len(p.Call) == 0 {
		for _, hook := range g.Notices.Hooks() {
			list = append(list, callout.Call{Name: "alarms " + hook.Name(), Hook: hook})
		}
		return list
	}
	for _, c := range p.Call {
		if c.Rings(lane) {
			list = append(list, callout.Call{Name: c.Name, Hook: hookOf(c)})
		}
	}
	return list
}

func hookOf(c config.Call) alarm.Hook {
	if len(c.Command) > 0 {
		return alarm.Command{Argv: c.Command}
	}
	return alarm.Webhook{URL: c.Webhook}
}

// callTo is what a party's people are told: what it is about only where they may see it.
func (g *Calls) callTo(party string, h waitingHold) []byte {
	d, asked := h.decision, h.decision.Of
	id := alarm.Key{Cause: holdWaits + "\n" + h.alert.Key + "\n" + d.Destination, Party: party, Lane: h.alert.Lane}.ID()
	body := callBody{
		Alarm: alarm.Alarm{ID: id, Code: holdWaits, Party: party, Lane: h.alert.Lane, Severity: alarm.Critical,
			Alert: h.alert.Token,
			Since: d.Since, Last: g.Clock.Now(), Count: 1},
		Asked: asked, Ask: d.Ask, Destination: d.Destination, Deadline: d.Deadline, Next: "bordercast show " + h.alert.Token,
	}
	en, fr := laneMark(h.alert.Lane, "EXERCISE: ", "TEST: "), laneMark(h.alert.Lane, "EXERCICE : ", "TEST : ")
	about, sur := "", ""
	if h.shape.Scope == cap.Public || party == g.Settings.Now().PartyOf(h.alert.Source) {
		about, sur = " ("+h.shape.Headline+")", " («\u00a0"+h.shape.Headline+"\u00a0»)"
	}
	if party == asked {
		body.Text.EN = fmt.Sprintf("%sA %s, %s alert%s waits for %s to answer: look at it, then approve or deny it.", en,
			h.shape.Severity, h.shape.Urgency, about, asked)
		body.Text.FR = fmt.Sprintf("%sUne alerte%s attend la réponse de %s : examinez-la, puis approuvez-la ou refusez-la.",
			fr, sur, asked)
		if judge.HoldOf(d).WantsFrench {
			en, fr := WantedFrench(h.alert, d)
			body.Text.EN, body.Text.FR = body.Text.EN+" "+en, body.Text.FR+" "+fr
		}
	} else {
		p, _ := g.Settings.Now().Config.Party(asked)
		body.Phone = p.Phone
		body.Text.EN = fmt.Sprintf("%sA %s, %s alert%s waits for %s, and nobody there has answered: call them.", en,
			h.shape.Severity, h.shape.Urgency, about, asked)
		body.Text.FR = fmt.Sprintf("%sUne alerte%s attend la réponse de %s, où personne n'a répondu : appelez-les.", fr, sur,
			asked)
	}
	text, _ := json.Marshal(body) // strings, numbers and times only: it cannot fail
	return text
}

// Called is told of each call: the trail keeps that a party was called, and a call that reached nobody is an alarm.
func (g *Calls) Called(key string, c callout.Call, err error) {
	cause := alarm.Key{Cause: "call\n" + c.Party + "\n" + c.Name}
	if err != nil {
		g.Register.Raise(alarm.Raised{Key: cause, Code: "call-failed", Severity: alarm.Critical,
			EN: fmt.Sprintf("The call to %s of %s reached nobody: %v. Mend it under parties, call; meanwhile call them yourself.", c.Name, c.Party, err),
			FR: fmt.Sprintf("L'appel à %s (%s) n'a joint personne : %v. Corrigez-le sous parties, call ; d'ici là, appelez vous-même.", c.Name, c.Party, err),
		})
		return
	}
	g.Register.Over(cause)
	g.Log.Info("somebody was called about a hold", zap.String("party", c.Party), zap.String("call", c.Name))
	g.DB.Submit(256, func(tx *book.Tx) error {
		token, _, _ := strings.Cut(key, "\n")
		list, err := tx.Alerts.Named(token)
		if err != nil || len(list) != 1 {
			return err
		}
		tx.Trail.Append(list[0].Key, trail.Alarm, map[string]any{"code": holdWaits, "party": c.Party})
		return nil
	}, func(err error) {
		if err != nil {
			g.Durable.Failed(err)
		}
	})
}
