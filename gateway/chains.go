package gateway

import (
	"container/heap"
	"sync"
)

// releases is how many chains are worked on at a time for each processor: most of them wait for a commit, and few
// enough are ahead of an urgent one.
const releases = 8

// chains runs work on several chains at once, most urgent first, and on one chain in order, so that an Update is never
// drafted before the Alert it updates has been released, and a flood never delays what is more urgent.
type chains struct {
	mu      sync.Mutex
	waiting map[int64]*chainWork
	ready   chainHeap // chains with work that nobody is doing
	idle    int       // workers that may still be started
	arrived int64
	all     sync.WaitGroup
}

// chainWork is what waits on one chain. It is in the heap unless a worker has it.
type chainWork struct {
	chain    int64
	todo     []task
	priority int64 // of the most urgent task
	arrived  int64 // of the first task
	index    int   // in the heap, -1 while a worker has it
}

type task struct {
	priority, arrived int64
	run               func()
}

func newChains(workers int) *chains {
	return &chains{waiting: map[int64]*chainWork{}, idle: max(2, workers)}
}

// do runs f after what was given before for the same chain; of several chains the most urgent goes first (a smaller
// priority). It returns at once.
func (c *chains) do(chain, priority int64, f func()) {
	c.all.Add(1)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.arrived++
	w := c.waiting[chain]
	if w == nil {
		w = &chainWork{chain: chain}
		c.waiting[chain] = w
		w.add(task{priority, c.arrived, f})
		heap.Push(&c.ready, w)
	} else {
		w.add(task{priority, c.arrived, f})
		if w.index >= 0 {
			heap.Fix(&c.ready, w.index)
		}
	}
	if c.idle > 0 {
		c.idle--
		go c.work()
	}
}

func (w *chainWork) add(t task) {
	w.todo = append(w.todo, t)
	w.rank()
}

func (w *chainWork) rank() {
	w.priority, w.arrived = w.todo[0].priority, w.todo[0].arrived
	for _, t := range w.todo[1:] {
		w.priority = min(w.priority, t.priority)
	}
}

func (c *chains) work() {
	for {
		c.mu.Lock()
		if len(c.ready) == 0 {
			c.idle++
			c.mu.Unlock()
			return
		}
		w := heap.Pop(&c.ready).(*chainWork)
		t := w.todo[0]
		c.mu.Unlock()
		t.run()
		c.mu.Lock()
		if w.todo = w.todo[1:]; len(w.todo) == 0 {
			delete(c.waiting, w.chain)
		} else {
			w.rank()
			heap.Push(&c.ready, w)
		}
		c.mu.Unlock()
		c.all.Done()
	}
}

// wait returns when everything given has run.
func (c *chains) wait() { c.all.Wait() }

// chainHeap has the most urgent chain on top, of equals the one that waits longest.
type chainHeap []*chainWork

func (h chainHeap) Len() int { return len(h) }
func (h chainHeap) Less(i, j int) bool {
	if h[i].priority != h[j].priority {
		return h[i].priority < h[j].priority
	}
	return h[i].arrived < h[j].arrived
}
func (h chainHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i]; h[i].index, h[j].index = i, j }

// Push is for container/heap.
func (h *chainHeap) Push(x any) {
	w := x.(*chainWork)
	w.index = len(*h)
	*h = append(*h, w)
}

// Pop is for container/heap.
func (h *chainHeap) Pop() any {
	old := *h
	w := old[len(old)-1]
	w.index = -1
	*h = old[:len(old)-1]
	return w
}
