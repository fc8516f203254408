// Package clock has the clocks a gateway may run on: Real, and Scaled for demonstrations and replays, which runs
// faster than the wall clock and can be jumped ahead over quiet hours.
package clock

import (
	"sync"
	"time"
)

// Real is the machine's own clock.
type Real struct{}

// Now is time.Now.
func (Real) Now() time.Time { return time.Now() }

// After is a timer on the machine's clock.
func (Real) After(d time.Duration) (<-chan time.Time, func()) {
	t := time.NewTimer(d)
	return t.C, func() { t.Stop() }
}

// Scaled runs Factor times as fast as the machine's clock, from Origin. Jump moves it ahead; timers that the jump
// passes fire at once. The zero value is not usable: call NewScaled.
type Scaled struct {
	mu     sync.Mutex
	origin time.Time // script time at start
	start  time.Time // real time at start
	factor float64
	moved  chan struct{} // closed and replaced at every jump, to wake the timers
}

// NewScaled starts a clock that shows origin now and runs factor times as fast as the machine's.
func NewScaled(origin time.Time, factor float64) *Scaled {
	return &Scaled{origin: origin, start: time.Now(), factor: factor, moved: make(chan struct{})}
}

// Now is the script time.
func (s *Scaled) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}

func (s *Scaled) now() time.Time {
	return s.origin.Add(time.Duration(float64(time.Since(s.start)) * s.factor))
}

// Jump moves the clock ahead to at; a time already passed changes nothing, for the clock never runs back.
func (s *Scaled) Jump(at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !at.After(s.now()) {
		return
	}
	s.origin, s.start = at, time.Now()
	close(s.moved)
	s.moved = make(chan struct{})
}

// After fires once d has passed on this clock, jumps included.
func (s *Scaled) After(d time.Duration) (<-chan time.Time, func()) {
	fired, quit := make(chan time.Time, 1), make(chan struct{})
	go s.wait(s.Now().Add(d), fired, quit)
	return fired, sync.OnceFunc(func() { close(quit) })
}

func (s *Scaled) wait(until time.Time, fired chan<- time.Time, quit <-chan struct{}) {
	for {
		s.mu.Lock()
		left, moved := until.Sub(s.now()), s.moved
		s.mu.Unlock()
		if left <= 0 {
			fired <- s.Now()
			return
		}
		timer := time.NewTimer(time.Duration(float64(left) / s.factor))
		select {
		case <-timer.C:
		case <-moved:
		case <-quit:
			timer.Stop()
			return
		}
		timer.Stop()
	}
}
