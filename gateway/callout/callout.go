// Package callout calls people when something grave waits for them: one after the other, in the order of a list, until
// somebody answers.
//
// Make a Ringer with New and start Run. See is told all that waits now, whenever that may have changed: what is new
// begins to ring, what is gone falls silent, what goes on rings on. So whoever uses it keeps no state of what rings,
// and a restart begins again with the first of each list, which is the safe side.
//
// The package refuses to give up: behind the last of a list it begins again with the first, for what waits still waits.
package callout

import (
	"context"
	"slices"
	"sync"
	"time"

	"bordercast/adapters"
	"bordercast/gateway/alarm"
)

// Patience is how long one who was called has to answer before the next is called.
const Patience = 2 * time.Minute

// Call is one way to reach somebody, with what may be told them.
type Call struct {
	Party   string // whose people these are
	Name    string // of the call, as the configuration has it
	Hook    alarm.Hook
	Payload []byte // JSON: what the hook is given
}

// Waiting is something that people must be called about.
type Waiting struct {
	Key   string // the same for the same question: what rings under it goes on
	Calls []Call // in this order; none rings nobody
}

// Observer gets the outcome of each call of a Ringer, once, from a goroutine of the ringer.
type Observer interface {
	// Called says that a call was made, or tried: err is why it reached nobody.
	Called(key string, c Call, err error)
}

// Ringer makes the calls. See may be called from any goroutine.
type Ringer struct {
	clock    adapters.Clock
	observer Observer
	woken    chan struct{}

	mu      sync.Mutex
	ringing map[string]*ringing // by Key; guarded by mu
}

// ringing is how far the calls about one thing have come.
type ringing struct {
	calls []Call
	next  int       // index of the next call
	due   time.Time // when it is made
	busy  bool      // a call is under way
}

// New makes a ringer about nothing.
func New(clock adapters.Clock, tell Observer) *Ringer {
	return &Ringer{clock: clock, observer: tell, woken: make(chan struct{}, 1), ringing: map[string]*ringing{}}
}

// See is told everything that waits now.
func (r *Ringer) See(list []Waiting) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for key := range r.ringing {
		if !slices.ContainsFunc(list, func(w Waiting) bool { return w.Key == key }) {
			delete(r.ringing, key)
		}
	}
	for _, w := range list {
		if len(w.Calls) == 0 {
			delete(r.ringing, w.Key)
			continue
		}
		if now := r.ringing[w.Key]; now != nil {
			now.calls = w.Calls
			continue
		}
		r.ringing[w.Key] = &ringing{calls: w.Calls, due: r.clock.Now()}
	}
	r.wake()
}

func (r *Ringer) wake() {
	select {
	case r.woken <- struct{}{}:
	default:
	}
}

// Run calls until ctx ends, then waits for the calls under way, which end with it. It always returns nil.
func (r *Ringer) Run(ctx context.Context) error {
	var calls sync.WaitGroup
	defer calls.Wait()
	for {
		fired, stop := r.clock.After(r.turn(ctx, &calls))
		select {
		case <-fired:
		case <-r.woken:
		case <-ctx.Done():
			stop()
			return nil
		}
		stop()
	}
}

// idle is how long Run sleeps when nothing is due; See wakes it.
const idle = time.Hour

// turn makes the calls that are due and says how long to sleep.
func (r *Ringer) turn(ctx context.Context, calls *sync.WaitGroup) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	now, sleep := r.clock.Now(), idle
	for key, one := range r.ringing {
		if one.busy {
			continue
		}
		if left := one.due.Sub(now); left > 0 {
			sleep = min(sleep, left)
			continue
		}
		c := one.calls[one.next%len(one.calls)]
		one.busy = true
		calls.Go(func() { r.call(ctx, key, one, c) })
	}
	return sleep
}

// call makes one call, for as long as the hook takes. One that reached nobody is followed by the next at once, but for
// the last of the list, or a list of broken calls would be tried without end.
func (r *Ringer) call(ctx context.Context, key string, one *ringing, c Call) {
	err := c.Hook.Call(ctx, c.Payload)
	if ctx.Err() != nil {
		return
	}
	r.observer.Called(key, c, err)
	r.mu.Lock()
	defer r.mu.Unlock()
	one.busy = false
	one.next++
	one.due = r.clock.Now().Add(Patience)
	if err != nil && one.next%len(one.calls) != 0 {
		one.due = r.clock.Now()
	}
	r.wake()
}
