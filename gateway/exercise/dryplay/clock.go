package dryplay

import (
	"sync"
	"time"
)

// stepped is a clock that stands still until it is moved, but for a step each time it is asked. The script's has no
// step. The observer's has the least there is: it has no time to measure, and tells only what came before what.
type stepped struct {
	step time.Duration

	mu  sync.Mutex
	now time.Time
}

// Now is its time, a step after it was asked last.
func (c *stepped) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(c.step)
	return c.now
}

// After never fires: nothing waits in a dry play.
func (c *stepped) After(time.Duration) (fired <-chan time.Time, stop func()) {
	return make(chan time.Time), func() {}
}

// to moves it; it never runs back.
func (c *stepped) to(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at.After(c.now) {
		c.now = at
	}
}

// pass lets a while go by that nothing fills.
func (c *stepped) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
