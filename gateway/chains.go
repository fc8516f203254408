package gateway

import (
	"sync"

	"bordercast/gateway/fair"
)

// releases is how many chains of one source are worked on at a time for each processor: most of them wait for a commit,
// and few enough are ahead of an urgent one. Several sources share twice as many.
const releases = 8

// chains runs work on several chains at once, most urgent first and of each source in turn, and on one chain in order, so
// that an Update is never drafted before the Alert it updates has been released, and a flood never delays what is as
// urgent of another source.
type chains struct {
	mu      sync.Mutex
	waiting map[int64]*chainWork
	ready   fair.Turns[*chainWork] // chains with work that nobody is doing
	running map[string]int         // tasks under way, by source
	workers int                    // how many may run
	busy    int
	arrived int64
	ended   bool // nothing is taken any more: the next start finds it in the rows
	all     sync.WaitGroup
}

// chainWork is what waits on one chain. It is among the ready unless a worker has it.
type chainWork struct {
	fair.Place
	chain    int64
	todo     []task
	priority int64 // of the most urgent task
}

type task struct {
	source            string
	priority, arrived int64
	run               func()
}

// newChains lets one source have so many tasks under way while it is alone.
func newChains(alone int) *chains {
	return &chains{waiting: map[int64]*chainWork{}, running: map[string]int{}, workers: 2 * max(2, alone)}
}

// do runs f after what was given before for the same chain; of several chains the most urgent goes first (a smaller
// priority), and sources take turns. It returns at once.
func (c *chains) do(source string, chain, priority int64, f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		return
	}
	c.all.Add(1)
	c.arrived++
	t := task{source, priority, c.arrived, f}
	w := c.waiting[chain]
	if w == nil {
		w = &chainWork{chain: chain}
		c.waiting[chain] = w
		w.add(t)
		c.ready.Add(source, w)
	} else {
		w.add(t)
		if w.Waiting() {
			c.ready.Fix(w)
		}
	}
	c.start()
}

func (w *chainWork) add(t task) {
	w.todo = append(w.todo, t)
	w.rank()
}

func (w *chainWork) rank() {
	w.priority = w.todo[0].priority
	for _, t := range w.todo[1:] {
		w.priority = min(w.priority, t.priority)
	}
}

// Rank is for fair.Turns: the most urgent first, then what waits longest.
func (w *chainWork) Rank() (class, arrived int64) { return w.priority, w.todo[0].arrived }

// start begins what may be begun. Some room is always left for a source that has nothing under way, for most tasks of a
// flood may be waiting for the same thing. c.mu is held.
func (c *chains) start() {
	for c.busy < c.workers {
		share := c.workers / (c.sources() + 1)
		w, found := c.ready.NextOf(func(source string) bool { return c.running[source] < max(1, share) })
		if !found {
			return
		}
		c.ready.Remove(w)
		c.busy++
		c.running[w.Source()]++
		go c.work(w, w.Source())
	}
}

// sources is how many have something waiting or under way.
func (c *chains) sources() int {
	n := c.ready.Sources()
	for source := range c.running {
		if !c.ready.Waits(source) {
			n++
		}
	}
	return max(1, n)
}

func (c *chains) work(w *chainWork, source string) {
	c.mu.Lock()
	t := w.todo[0]
	c.mu.Unlock()
	t.run()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy--
	if c.running[source]--; c.running[source] == 0 {
		delete(c.running, source)
	}
	if w.todo = w.todo[1:]; len(w.todo) == 0 {
		delete(c.waiting, w.chain)
	} else {
		w.rank()
		c.ready.Add(w.todo[0].source, w)
	}
	c.start()
	c.all.Done()
}

// wait returns when everything given has run.
func (c *chains) wait() { c.all.Wait() }

// aside runs f beside the chains.
func (c *chains) aside(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.ended {
		c.all.Go(f)
	}
}

// end takes nothing any more, and returns when everything given before has run.
func (c *chains) end() {
	c.mu.Lock()
	c.ended = true
	c.mu.Unlock()
	c.all.Wait()
}
