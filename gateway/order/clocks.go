package order

import (
	"sync"
	"time"
)

// What a clock that is ahead deserves: a finding on the alert, and an alarm.
const (
	Fast    = time.Minute
	TooFast = 5 * time.Minute
)

// Clocks remembers how far each source's clock was ahead when it was last heard. The zero value is usable, by several
// goroutines.
type Clocks struct {
	mu    sync.Mutex
	ahead map[string]time.Duration // by source; guarded by mu
}

// Heard notes how far a source's clock is ahead.
func (c *Clocks) Heard(source string, ahead time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ahead == nil {
		c.ahead = map[string]time.Duration{}
	}
	c.ahead[source] = ahead
}

// Own reports whether it is our own clock that is wrong: of all sources that were heard, how many are ahead, and
// whether that is more than half. One source alone is no evidence against us.
func (c *Clocks) Own() (fast, of int, own bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, ahead := range c.ahead {
		if ahead > Fast {
			fast++
		}
	}
	return fast, len(c.ahead), fast > 1 && 2*fast > len(c.ahead)
}
