package gateway

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"time"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/config"
	"bordercast/gateway/intake"
	"bordercast/gateway/judge"
	"bordercast/gateway/notice"
	"bordercast/gateway/outbox"
	"bordercast/gateway/settings"
	"bordercast/gateway/store"
	"bordercast/gateway/topics"
)

// Dry is a gateway that nothing is connected to: all that it decides, makes and publishes, on a store in memory,
// without a broker, a link, a socket or a clock that runs by itself. Each method returns when all that follows from it
// is done and was heard. One goroutine owns it; it must be closed.
type Dry struct {
	g     *Gateway
	end   context.CancelCauseFunc
	life  context.Context
	heard func(adapters.Message)
}

// DryOptions are what a dry gateway is given.
type DryOptions struct {
	Config *config.Config
	Data   string         // a folder for its keys, which whoever named it removes
	Clock  adapters.Clock // stands still between two calls
	Rand   io.Reader
	Heard  func(adapters.Message) // all that would be published: alerts, the gateway's own topics, receipts
}

// OpenDry makes one that knows no alert.
func OpenDry(ctx context.Context, o DryOptions) (*Dry, error) {
	g, err := newGateway(Options{Config: o.Config, Data: o.Data, Clock: o.Clock, Log: zap.NewNop(), Rand: o.Rand})
	if err != nil {
		return nil, err
	}
	d := &Dry{g: g, heard: o.Heard}
	d.life, d.end = context.WithCancelCause(ctx)
	g.fail = d.end
	key, err := g.keys.open(ctx)
	if err != nil {
		return nil, err
	}
	if g.db, err = store.Forgetful(book.Options{Clock: g.clock, Key: key,
		Impossible: func(s *book.ImpossibleStep) { g.notices.Impossible(s) }}); err != nil {
		return nil, err
	}
	g.assemble(d.life)
	g.way.Connected = func(string) bool { return true }
	if err := g.takeStock(ctx, g.settings.Now(), "", nil); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, d.Settle()
}

// Close ends it.
func (d *Dry) Close() error {
	d.end(nil)
	d.g.chains.Wait()
	return d.g.db.Close()
}

// Service is what people can ask of it. Settle has to follow on what changes anything.
func (d *Dry) Service() api.Service { return serviceOf(d.g) }

// Send brings documents on a system's link, one after the other, and all that follows.
func (d *Dry) Send(system string, documents ...[]byte) error {
	for _, doc := range documents {
		d.g.way.Accept(d.life, adapters.Incoming{System: system, At: d.g.clock.Now(), Bytes: doc, Done: func(error) {}})
	}
	d.g.db.Flush()
	for _, queue := range []*intake.Queue{d.g.way.Intake, d.g.way.Bulky} {
		for queue.Len() > 0 {
			item, err := queue.Pop(d.life)
			if err != nil {
				return err
			}
			r, drafted := d.g.way.Read(d.life, item)
			d.g.way.Submit(d.life, r, drafted)
			queue.Done(item)
			d.g.db.Flush()
		}
	}
	return d.Settle()
}

// Due is when the clock ends something next; the zero time when nothing is known to end.
func (d *Dry) Due() (next time.Time, err error) {
	err = d.g.db.View(d.life, func(tx *book.Tx) error {
		for _, ask := range []func() (time.Time, error){tx.Alerts.NextEnd, tx.Decisions.NextDeadline} {
			at, err := ask()
			if err != nil {
				return err
			}
			if !at.IsZero() && (next.IsZero() || at.Before(next)) {
				next = at
			}
		}
		return nil
	})
	return next, err
}

// Expire ends what is due by now.
func (d *Dry) Expire() error {
	for more := true; more; {
		var err error
		if more, err = d.g.way.Expiry.Expire(d.life); err != nil {
			return err
		}
	}
	return d.Settle()
}

// Settle does all that is left to do, and publishes it.
func (d *Dry) Settle() error {
	for more := true; more; {
		if err := d.rest(); err != nil {
			return err
		}
		delivered, err := d.deliver()
		if err != nil {
			return err
		}
		said, err := d.announce()
		if err != nil {
			return err
		}
		more = delivered+said > 0
	}
	return context.Cause(d.life)
}

// rest waits until nothing that was begun is under way.
func (d *Dry) rest() error {
	for range 2 { // what was released may raise an alarm, and that is kept
		d.g.chains.Wait()
		d.g.db.Flush()
	}
	return d.g.drawer.Projector.Flush(d.life)
}

// deliver empties the outboxes as their workers do, and says how many it had to do with.
func (d *Dry) deliver() (n int, err error) {
	for _, to := range d.g.settings.Now().Destinations {
		for d.g.outboxes.Of(to.Name).Len() > 0 {
			some, err := d.deliverSome(to)
			if err != nil {
				return n, err
			}
			n += some
		}
	}
	return n, nil
}

func (d *Dry) deliverSome(to *settings.System) (int, error) {
	queue, ledger := d.g.outboxes.Of(to.Name), d.g.way.Ledger(to)
	tickets := queue.Take(d.g.real.Now(), 64)
	jobs, left, err := ledger.Attempt(d.life, tickets)
	if err != nil {
		return 0, err
	}
	queue.Push(left...)
	var done []outbox.Finished
	for _, j := range jobs {
		for _, m := range j.Out.Messages() {
			d.heard(m)
		}
		done = append(done, outbox.Finished{Ticket: j.Ticket})
	}
	if len(done) == 0 {
		return len(tickets), nil
	}
	return len(tickets), ledger.Finish(d.life, done)
}

// announce says what the gateway says in its own name: its topics as they are wanted, and receipts.
func (d *Dry) announce() (n int, err error) {
	var behind []book.Topic
	var messages []adapters.Message
	err = d.g.db.View(d.life, func(tx *book.Tx) (err error) {
		if behind, err = tx.Topics.Behind(notice.GatewayTopics, 1<<20); err != nil {
			return err
		}
		messages, err = d.g.topics.Retained(tx, behind)
		return err
	})
	if err == nil && len(behind) > 0 {
		err = d.g.db.Update(d.life, func(tx *book.Tx) error { return notice.HaveAll(tx, behind) })
	}
	if err != nil {
		return 0, err
	}
	for _, r := range d.g.receipts.Box.Take(1 << 20) {
		text, err := json.Marshal(r.Receipt)
		if err != nil {
			return 0, err
		}
		messages = append(messages, adapters.Message{Topic: topics.ReceiptTo(r.System), Payload: text})
	}
	for _, m := range messages {
		d.heard(m)
	}
	return len(messages), nil
}

// DryFate is what became of a document, as things are now.
type DryFate struct {
	State     string // of its sighting: settled, quarantined, duplicate …
	Reason    string // stable code, where it was not let in or is no alert
	Decisions []DryDecision
}

// DryDecision is what holds for a document at a destination.
type DryDecision struct {
	Destination, Route, Reason string
	Event                      string // of an alert of several events
	Ask, Of                    string // what is asked, and of whom, while it is held
	Outcome                    DryOutcome
}

// DryOutcome is one of the words below.
type DryOutcome string

// What becomes of an alert at a destination.
const (
	DryCrosses DryOutcome = "crosses"
	DryHeld    DryOutcome = "held"
	DryDropped DryOutcome = "dropped"
	DryWaits   DryOutcome = "waits" // it is decided, and nothing has left: no draft could be made
)

// Fate is what became of the bytes that a system sent.
func (d *Dry) Fate(system string, document []byte) (f DryFate, err error) {
	err = d.g.db.View(d.life, func(tx *book.Tx) error {
		seen, err := tx.Sightings.OfBytes(sha256.Sum256(document))
		if err != nil {
			return err
		}
		var last book.Sighting
		for _, s := range seen {
			if s.Link == system {
				last = s
			}
		}
		f.State, f.Reason = last.State, last.Reason
		if last.Alert == 0 || last.State == book.Quarantined {
			return nil
		}
		a, found, err := tx.Alerts.ByID(last.Alert)
		if err != nil || !found {
			return err
		}
		decisions, err := tx.Decisions.Of(a.ID)
		for _, one := range decisions {
			f.Decisions = append(f.Decisions, DryDecision{Destination: one.Destination, Route: one.Route, Reason: one.Reason,
				Event: judge.UnmarshalShape(a.Shape).EventCode(one.Group), Ask: one.Ask, Of: one.Of, Outcome: outcomeOf(one)})
		}
		return err
	})
	return f, err
}

func outcomeOf(d book.Decision) DryOutcome {
	switch {
	case d.State == book.Held:
		return DryHeld
	case d.State == book.Released:
		return DryCrosses
	case d.State == book.Decided && d.Action != book.Drop:
		return DryWaits
	}
	return DryDropped
}
