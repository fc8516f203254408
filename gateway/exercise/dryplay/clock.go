package dryplay

import (
	"sync"
	"time"
)

// stopped is the script's clock: it stands still until it is moved.
type stopped struct {
	mu  sync.Mutex
	now time.Time
}

// Now is the time of the script.
func (c *stopped) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// After never fires: nothing waits in a dry play.
func (c *stopped) After(time.Duration) (fired <-chan time.Time, stop func()) {
	return make(chan time.Time), func() {}
}

// to moves it; it never runs back.
func (c *stopped) to(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at.After(c.now) {
		c.now = at
	}
}

// counted is the observer's clock: it has no time to measure, and tells only what came before what.
type counted struct {
	mu  sync.Mutex
	now time.Time
}

// Now is a moment later each time it is asked.
func (c *counted) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Microsecond)
	return c.now
}

// pass lets a while go by that nothing fills.
func (c *counted) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// After never fires.
func (c *counted) After(time.Duration) (fired <-chan time.Time, stop func()) {
	return make(chan time.Time), func() {}
}
