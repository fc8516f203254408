package dryplay

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"bordercast/adapters"
	"bordercast/gateway"
	"bordercast/gateway/api"
	"bordercast/gateway/config"
	"bordercast/gateway/exercise/observer"
	"bordercast/gateway/exercise/scenario"
	"bordercast/gateway/exercise/writer"
)

// Inject is what would come of one inject.
type Inject struct {
	Scene    scenario.Scene
	Inject   scenario.Inject
	At       time.Time
	Failed   string    // why its move cannot be made; "" where it can
	Outcomes []Outcome // what is new
	Judged   []Judged  // its expectations, in their order
	Untried  []string  // what of it only a real play can do
}

// Play plays a scenario on the day of now, and hands out every inject once it is played. Its error is one of this
// machine, or of ctx: a scenario that scenario.Read and exercise.Check took can be played.
func Play(ctx context.Context, s scenario.Scenario, now time.Time, each func(Inject)) (err error) {
	dir, err := os.MkdirTemp("", "bordercast-dry-") // for keys: a gateway and its agencies sign
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	r, err := open(ctx, s, now, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.gateway.Close()) }()
	all := ordered(s)
	for n, i := range all {
		next := time.Time{}
		if n+1 < len(all) {
			next = r.calendar.At(all[n+1].Inject.At)
		}
		if err := r.play(ctx, &i, next); err != nil {
			return err
		}
		each(i)
	}
	return nil
}

// ordered are all injects, as they follow each other.
func ordered(s scenario.Scenario) (all []Inject) {
	for _, scene := range s.Scenes {
		for _, i := range scene.Injects {
			all = append(all, Inject{Scene: scene, Inject: i})
		}
	}
	return all
}

// rehearsal is a dry play under way.
type rehearsal struct {
	scenario scenario.Scenario
	calendar scenario.Calendar
	writer   writer.Writer
	plans    map[string]scenario.Message
	written  map[string]*writer.Message // by the name they were sent under
	clock    *stepped                   // the script's
	gateway  *gateway.Dry
	people   api.Service
	observer *observer.Observer
	seen     *stepped // the observer's
	late     []string // the filters of the responder that came late
	fates    fates
	faults   faults
	edge     bool // the clock ended something at this very moment: what came first is not certain
}

func open(ctx context.Context, s scenario.Scenario, now time.Time, dir string) (*rehearsal, error) {
	calendar, err := s.Calendar(now)
	if err != nil {
		return nil, err
	}
	keys, err := writer.Keys(dir, s, calendar.Start)
	if err != nil {
		return nil, err
	}
	text := s.Configuration.Filled(scenario.Fields{Data: filepath.Join(dir, "data"), Keys: dir, Broker: "127.0.0.1:1883",
		Line: nowhere, Others: nowhere, HTTP: "127.0.0.1:8080", Until: calendar.Start.AddDate(1, 0, 0)})
	c, err := config.Parse(s.Name, []byte(text))
	if err != nil {
		return nil, err
	}
	r := &rehearsal{scenario: s, calendar: calendar, writer: writer.New(s, calendar, keys),
		plans: map[string]scenario.Message{}, written: map[string]*writer.Message{},
		clock: &stepped{now: calendar.Start.Add(-early)}, seen: &stepped{now: now, step: time.Microsecond},
		fates: fates{map[string][]Outcome{}, map[string]bool{}}}
	for _, m := range s.Messages {
		r.plans[m.Name] = m
	}
	r.observer = observer.New(r.seen, observer.Sources{Program: filled(text), Destination: s.Configuration.Destination})
	r.gateway, err = gateway.OpenDry(ctx, gateway.DryOptions{Config: c, Data: filepath.Join(dir, "data"), Clock: r.clock,
		Rand: rand.Reader, Heard: r.hear})
	if err != nil {
		return nil, err
	}
	r.people = r.gateway.Service()
	return r, nil
}

// early is how long before the script the gateway is there.
const early = 5 * time.Second

// nowhere is the line to every destination: nothing is ever sent there.
const nowhere = "tcp://127.0.0.1:1883"

// filled is the configuration, for the observer to read.
type filled string

// Configuration is its text.
func (f filled) Configuration() ([]byte, error) { return []byte(f), nil }

// VerifyTrail is never asked: a trail is verified on disk.
func (f filled) VerifyTrail(context.Context) (string, error) {
	return "", errors.New("there is no trail on disk in a dry play")
}

// hear is what everybody is told, the responder who came late included.
func (r *rehearsal) hear(m adapters.Message) {
	at := r.seen.Now()
	r.observer.Log.Add(at, m.Topic, m.Payload, false)
	if r.observer.Record.Late != nil && matchesAny(r.late, m.Topic) {
		r.observer.Record.Late.Add(at, m.Topic, m.Payload, false)
	}
}

// play plays one inject. next is when the one after it is; zero for none.
func (r *rehearsal) play(ctx context.Context, i *Inject, next time.Time) error {
	if err := r.pass(ctx, r.calendar.At(i.Inject.At)); err != nil {
		return err
	}
	i.At = r.clock.Now()
	r.observer.Record.Began = r.seen.Now()
	r.faults.begin(i.Inject)
	for _, a := range i.Inject.Acts {
		untried, err := r.act(ctx, a)
		var failed *refused
		if errors.As(err, &failed) {
			i.Failed = failed.Error()
			break
		}
		if err != nil {
			return err
		}
		if untried != "" {
			i.Untried = append(i.Untried, untried)
		}
	}
	if err := r.gateway.Settle(); err != nil {
		return err
	}
	var err error
	if i.Outcomes, err = r.news(); err != nil {
		return err
	}
	if err := r.judge(ctx, i, next); err != nil {
		return err
	}
	r.faults.end(i.Inject)
	return nil
}

// pass lets the clock go to an instant, and ends on the way what ends.
func (r *rehearsal) pass(ctx context.Context, to time.Time) error {
	r.edge = false
	for ctx.Err() == nil {
		due, err := r.gateway.Due()
		if err != nil {
			return err
		}
		if due.IsZero() || due.After(to) {
			r.clock.to(to)
			return nil
		}
		r.edge = r.edge || to.Sub(due) < time.Second
		r.clock.to(due)
		if err := r.gateway.Expire(); err != nil {
			return err
		}
		r.clock.pass(time.Millisecond) // what is due is over a moment later
	}
	return ctx.Err()
}

// refused is why a move cannot be made.
type refused struct{ cause error }

// Error is the cause's sentence, without its end.
func (f *refused) Error() string { return strings.TrimSuffix(f.cause.Error(), ".") }

// Unwrap is the cause.
func (f *refused) Unwrap() error { return f.cause }
