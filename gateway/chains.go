package gateway

import "sync"

// chains runs work on several chains at once and on one chain in order, so that an Update is never drafted before the
// Alert it updates has been released.
type chains struct {
	mu    sync.Mutex
	work  map[int64][]func()
	slots chan struct{}
	all   sync.WaitGroup
}

func newChains(workers int) *chains {
	return &chains{work: map[int64][]func(){}, slots: make(chan struct{}, max(2, workers))}
}

// do runs f after what was given before for the same chain. It returns at once.
func (c *chains) do(chain int64, f func()) {
	c.all.Add(1)
	c.mu.Lock()
	defer c.mu.Unlock()
	waiting, busy := c.work[chain]
	c.work[chain] = append(waiting, f)
	if !busy {
		go c.run(chain)
	}
}

func (c *chains) run(chain int64) {
	for {
		c.mu.Lock()
		waiting := c.work[chain]
		if len(waiting) == 0 {
			delete(c.work, chain)
			c.mu.Unlock()
			return
		}
		c.work[chain] = waiting[1:]
		c.mu.Unlock()
		c.slots <- struct{}{}
		waiting[0]()
		<-c.slots
		c.all.Done()
	}
}

// wait returns when everything given has run.
func (c *chains) wait() { c.all.Wait() }
