package chainqueue

import (
	"sync"

	"bordercast/gateway/fair"
)

// Releases is how many chains of one source are worked on at a time for each processor: most of them wait for a commit,
// and few enough are ahead of an urgent one. Several sources share twice as many.
const Releases = 8

// Queue runs work on several chains at once, most urgent first and of each source in turn, and on one chain in order,
// so that an Update is never drafted before the Alert it updates has been released, and a flood never delays what is as
// urgent of another source.
type Queue struct {
	Mu      sync.Mutex
	waiting map[int64]*chainWork
	ready   fair.Turns[*chainWork] // chains with work that nobody is doing
	Running map[string]int         // tasks under way, by source
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

// New lets one source have so many tasks under way while it is alone.
func New(alone int) *Queue {
	return &Queue{waiting: map[int64]*chainWork{}, Running: map[string]int{}, workers: 2 * max(2, alone)}
}

// Do runs f after what was given before for the same chain; of several chains the most urgent goes first (a smaller
// priority), and sources take turns. It returns at once.
func (c *Queue) Do(source string, chain, priority int64, f func()) {
	c.Mu.Lock()
	defer c.Mu.Unlock()
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
func (c *Queue) start() {
	for c.busy < c.workers {
		share := c.workers / (c.sources() + 1)
		w, found := c.ready.NextOf(func(source string) bool { return c.Running[source] < max(1, share) })
		if !found {
			return
		}
		c.ready.Remove(w)
		c.busy++
		c.Running[w.Source()]++
		go c.work(w, w.Source())
	}
}

// sources is how many have something waiting or under way.
func (c *Queue) sources() int {
	n := c.ready.Sources()
	for source := range c.Running {
		if !c.ready.Waits(source) {
			n++
		}
	}
	return max(1, n)
}

func (c *Queue) work(w *chainWork, source string) {
	c.Mu.Lock()
	t := w.todo[0]
	c.Mu.Unlock()
	t.run()
	c.Mu.Lock()
	defer c.Mu.Unlock()
	c.busy--
	if c.Running[source]--; c.Running[source] == 0 {
		delete(c.Running, source)
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

// Wait returns when everything given has run.
func (c *Queue) Wait() { c.all.Wait() }

// Aside runs f beside the chains.
func (c *Queue) Aside(f func()) {
	c.Mu.Lock()
	defer c.Mu.Unlock()
	if !c.ended {
		c.all.Go(f)
	}
}

// End takes nothing any more, and returns when everything given before has run.
func (c *Queue) End() {
	c.Mu.Lock()
	c.ended = true
	c.Mu.Unlock()
	c.all.Wait()
}

// Work that belongs to no chain of alerts is done in order among itself.
const AlarmWork int64 = -1
