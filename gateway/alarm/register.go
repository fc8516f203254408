package alarm

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"bordercast/adapters"
)

// Options of a Register.
type Options struct {
	Clock  adapters.Clock
	Repeat time.Duration // between two calls of the hooks for one alarm; 0 means five minutes
	Hooks  []Hook
	// Publish gets what stands now: alarms whose stands is false are acknowledged and leave their topic. It is
	// called with the register's lock held, so that topics change in the order of events: it must only queue.
	Publish func(a Alarm, stands bool)
	// Count is told the code of every alarm raised, also of a cause that stands; nil: nobody counts.
	Count func(code string)
}

// Register keeps the alarms. Every method may be called from any goroutine.
type Register struct {
	clock   adapters.Clock
	publish func(Alarm, bool)
	count   func(code string)
	woken   chan struct{}  // tells Run that a due time changed
	begun   chan []*caller // capacity 1: callers that Run is to run beside the others

	mu      sync.Mutex // guards what follows
	repeat  time.Duration
	callers []*caller
	states  map[string]*state // by ID
}

// state is one cause: standing, or acknowledged and quiet for a while.
type state struct {
	alarm Alarm
	due   time.Time // standing: when the hooks are called next; acknowledged: when the quiet ends
	again bool      // raised during the quiet
	known bool      // published since it stands
	stale bool      // raised again since it was published
}

func (s *state) stands() bool { return s.alarm.Acknowledged == nil }

// New makes a register without alarms.
func New(o Options) *Register {
	d := &Register{clock: o.Clock, publish: o.Publish, count: o.Count, woken: make(chan struct{}, 1),
		begun: make(chan []*caller, 1), states: map[string]*state{}}
	if d.count == nil {
		d.count = func(string) {}
	}
	d.Take(o.Repeat, o.Hooks)
	return d
}

// Take calls other hooks from now on, at another interval. What the ones before it were to call they still call.
func (d *Register) Take(repeat time.Duration, hooks []Hook) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.repeat = cmp.Or(repeat, 5*time.Minute)
	before := d.callers
	d.callers = nil
	for _, hook := range hooks {
		d.callers = append(d.callers, newCaller(hook))
	}
	for _, c := range before {
		c.last()
	}
	select { // those that were not begun yet never are
	case <-d.begun:
	default:
	}
	d.begun <- d.callers
}

// Restore puts back alarms that stood before a restart. Nothing is published, and the hooks hear of them at once:
// whoever was to be called may not have been.
func (d *Register) Restore(alarms []Alarm) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, a := range alarms {
		if a.Acknowledged == nil {
			d.states[a.ID] = &state{alarm: a, due: d.clock.Now(), known: true}
		}
	}
	d.wake()
}

// Raise says that something is wrong: there is no other way to, so that all are counted. A cause that already stands is
// counted, and shown again only when it got more severe; the others wait for the next repeat, so that a flood of one
// cause is one alarm.
func (d *Register) Raise(r Raised) Alarm {
	d.count(r.Code)
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.clock.Now()
	s := d.states[r.ID()]
	switch {
	case s == nil:
		s = &state{alarm: r.first(now)}
		d.states[s.alarm.ID] = s
		d.show(s, now)
	case !s.stands():
		// An acknowledgement buys quiet until the next repeat; a cause that goes on is then a new alarm.
		acknowledged := s.alarm.Acknowledged
		if !s.again {
			s.alarm = r.first(now)
		} else {
			s.alarm = s.alarm.again(r, now)
		}
		s.alarm.Acknowledged, s.again = acknowledged, true
	default:
		worse := r.Severity.rank() > s.alarm.Severity.rank()
		s.alarm, s.stale = s.alarm.again(r, now), true
		if worse {
			d.show(s, now)
		}
	}
	return s.alarm
}

// Over notes that the cause of an alarm has ended. It stands until somebody acknowledges it all the same.
func (d *Register) Over(k Key) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := d.states[k.ID()]
	if s == nil || !s.alarm.Over.IsZero() {
		return
	}
	s.alarm.Over = d.clock.Now()
	if s.stands() {
		d.publishNow(s)
	}
}

// Acknowledge stops an alarm's repeats and takes it off its topic. false: no alarm of that ID stands.
func (d *Register) Acknowledge(id, by string) (Alarm, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := d.states[id]
	if s == nil || !s.stands() {
		return Alarm{}, false
	}
	now := d.clock.Now()
	s.alarm.Acknowledged = &Acknowledgement{By: by, At: now}
	s.due, s.known = now.Add(d.repeat), false
	d.publish(s.alarm, false)
	d.wake()
	return s.alarm, true
}

// Open lists what stands, most severe first, then oldest first.
func (d *Register) Open() []Alarm {
	d.mu.Lock()
	defer d.mu.Unlock()
	var open []Alarm
	for _, s := range d.states {
		if s.stands() {
			open = append(open, s.alarm)
		}
	}
	slices.SortFunc(open, func(a, b Alarm) int {
		return cmp.Or(cmp.Compare(b.Severity.rank(), a.Severity.rank()), a.Since.Compare(b.Since), cmp.Compare(a.ID, b.ID))
	})
	return open
}

// show publishes a standing alarm and makes it due at once. d.mu is held.
func (d *Register) show(s *state, now time.Time) {
	s.due = now
	d.publishNow(s)
	d.wake()
}

// publishNow publishes a standing alarm as it is now. d.mu is held.
func (d *Register) publishNow(s *state) {
	a := s.alarm
	a.New = !s.known
	s.known, s.stale = true, false
	d.publish(a, true)
}

func (d *Register) wake() {
	select {
	case d.woken <- struct{}{}:
	default:
	}
}

// Run calls the hooks, at once and at every repeat, until ctx ends; then it waits for hooks under way, whose
// processes are killed. It always returns nil.
func (d *Register) Run(ctx context.Context) error {
	var hooks sync.WaitGroup
	defer hooks.Wait()
	for {
		fired, stop := d.clock.After(d.turn())
		select {
		case <-fired:
		case callers := <-d.begun:
			for _, c := range callers {
				hooks.Go(func() { c.run(ctx, d.hookFailed, d.hookWorks) })
			}
		case <-d.woken:
		case <-ctx.Done():
			stop()
			return nil
		}
		stop()
	}
}

// idle is how long Run sleeps when nothing is due; whatever changes that wakes it.
const idle = time.Hour

// turn does what is due and says how long to sleep.
func (d *Register) turn() time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	now, sleep := d.clock.Now(), idle
	for id, s := range d.states {
		if !s.due.After(now) && !d.act(id, s, now) {
			continue
		}
		sleep = min(sleep, s.due.Sub(now))
	}
	return sleep
}

// act handles one due state and says whether it is still there.
func (d *Register) act(id string, s *state, now time.Time) bool {
	if !s.stands() {
		if !s.again {
			delete(d.states, id)
			return false
		}
		s.alarm.Acknowledged, s.again = nil, false
	}
	if !s.known || s.stale {
		d.publishNow(s)
	}
	for _, c := range d.callers {
		c.call(s.alarm)
	}
	s.due = now.Add(d.repeat)
	return true
}
