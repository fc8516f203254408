package settings

import (
	"slices"
	"sync"

	"bordercast/cap"
)

// Retired are the destinations that were retired since the start: nothing new goes there, until a start or a reload
// finds them in the configuration again.
type Retired struct {
	mu    sync.Mutex
	names map[string]bool
}

// Has says whether a destination was retired.
func (c *Retired) Has(name string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.names[name]
}

// Set notes that a destination was retired, or takes that back.
func (c *Retired) Set(name string, is bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.names == nil {
		c.names = map[string]bool{}
	}
	c.names[name] = is
}

// Reopen lets what is new go to all of them again, for the configuration has them as they are to be.
func (c *Retired) Reopen() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.names = nil
}

// ClosedTo says that nothing new of a lane goes to a destination: it is frozen there, or retired.
func (c *Retired) ClosedTo(to *System, lane cap.Lane) bool {
	return slices.Contains(to.Frozen, lane) || c.Has(to.Name)
}
