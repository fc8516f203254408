// Package acts is every act of a person: answers to what is held, corrections, and what operators do with the gateway.
// Each asks first who may (package officer), is durable when it returns, and stands in the trail under its person's
// name.
package acts

import (
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/gateway/alarm"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/clock"
	"bordercast/gateway/config"
	"bordercast/gateway/durable"
	"bordercast/gateway/lead"
	"bordercast/gateway/notice"
	"bordercast/gateway/officer"
	"bordercast/gateway/quote"
	"bordercast/gateway/reading"
	"bordercast/gateway/reconcile"
	"bordercast/gateway/retained"
	"bordercast/gateway/settings"
	"bordercast/gateway/sight"
	"bordercast/gateway/trail"
	"bordercast/gateway/way"
)

// Acts carries acts out.
type Acts struct {
	Settings   *settings.Current
	Clock      adapters.Clock
	Real       adapters.Clock
	Rand       io.Reader
	DB         *book.Book
	Data       string // the data folder
	Durable    *durable.Store
	Retained   *retained.Planner
	Register   *alarm.Register
	Reader     *reading.Reader
	Way        *way.Way
	Expiry     *way.Clock
	Reconciler *reconcile.Reconciler
	Leftovers  *reconcile.Leftovers
	Link       *mqtt.Publisher
	Lead       *lead.Lead
	Seen       *sight.Seen
	CallWake   chan struct{}
	// takes the configuration anew, by a person's word; nil where there is none to take
	ReloadFile func(by string) ([]config.Change, error)
}

// who is a person as the trail keeps it: the name given, and the account it was asserted by.
func who(a api.Actor) string {
	if a.As == "" {
		return a.User
	}
	return a.As + " (asserted by " + a.User + ")"
}

// People is the book for what somebody asks and waits for.
func (g *Acts) People() book.Turn { return g.DB.For("people", 0) }

// One finds the alert a person means.
func (g *Acts) One(tx *book.Tx, name string) (book.Alert, error) {
	list, err := tx.Alerts.Named(name)
	switch {
	case err != nil:
		return book.Alert{}, err
	case len(list) == 0:
		return book.Alert{}, &api.Fault{Code: api.NotFound, Text: "No alert goes by " + quote.Text(name) +
			": `bordercast status` lists what is held, `bordercast trail show` everything."}
	case len(list) > 1:
		return book.Alert{}, &api.Fault{Code: api.Ambiguous, Text: strconv.Itoa(len(list)) + " alerts go by " +
			quote.Text(name) + ": give the whole token, such as " + list[0].Token + " or " + list[1].Token + "."}
	}
	return list[0], nil
}

// Ack records that a person has seen an alarm or an alert.
func (g *Acts) Ack(ctx context.Context, ack api.Ack) ([]api.Outcome, error) {
	if raised, stands := g.standing(ack.What); stands {
		if err := g.MayFor(officer.Ack, ack.Actor, raised.Party); err != nil {
			return nil, err
		}
		g.Register.Acknowledge(ack.What, who(ack.Actor))
		return []api.Outcome{{Alert: ack.What, State: "acknowledged", Text: "The alarm is quiet and off the list.",
			At: g.Clock.Now()}}, nil
	}
	if waiting := g.Lead.Waiting(); waiting != nil { // its own alarms alone can be acknowledged
		return nil, waiting
	}
	var out api.Outcome
	err := g.DB.Update(ctx, func(tx *book.Tx) error {
		a, err := g.One(tx, ack.What)
		if err != nil {
			return err
		}
		if err := g.mayAck(tx, a, ack.Actor); err != nil {
			return err
		}
		was, err := acknowledged(tx, a.Key, "")
		if err != nil {
			return err
		}
		seq := tx.Trail.Append(a.Key, trail.Acknowledged, map[string]any{"by": who(ack.Actor)})
		out = api.Outcome{Alert: a.Token, State: "acknowledged", Text: strings.TrimSpace("Recorded. " + was.first()),
			Trail: seq, At: tx.Now()}
		return nil
	})
	var fault *api.Fault
	if errors.As(err, &fault) && fault.Code == api.NotFound { // no alert: an alarm that stands no more
		if outcomes, found := g.wasAcknowledged(ctx, ack); found {
			return outcomes, nil
		}
	}
	notice.Nudge(g.CallWake) // whoever was being called about it need not be any more
	return []api.Outcome{out}, err
}

// standing finds the alarm of an ID among those that stand.
func (g *Acts) standing(id string) (alarm.Alarm, bool) {
	open := g.Register.Open()
	i := slices.IndexFunc(open, func(a alarm.Alarm) bool { return a.ID == id })
	if i < 0 {
		return alarm.Alarm{}, false
	}
	return open[i], true
}

// Jump moves a scaled clock ahead.
func (g *Acts) Jump(_ context.Context, j api.Jump) error {
	if err := g.MayFor(officer.Jump, j.Actor); err != nil {
		return err
	}
	scaled, ok := g.Clock.(*clock.Scaled)
	if !ok {
		return &api.Fault{Code: api.NotScaled, Text: "This daemon runs on the machine's own clock, which nobody may jump."}
	}
	scaled.Jump(j.To)
	g.Expiry.Wake()
	return nil
}
