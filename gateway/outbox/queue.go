package outbox

import (
	"cmp"
	"container/heap"
	"slices"
	"sync"
)

// Ticket is a delivery's place in the queue.
type Ticket struct {
	Delivery int64
	Chain    int64
	Priority int64
}

// Queue holds what one destination is still to get: strictly in order within a chain, most urgent chain first. A
// chain is as urgent as its most urgent waiting delivery, so an Extreme update pulls its predecessors along.
// It keeps no promise of its own: what waits here is in the store, and a start-up fills it from there.
type Queue struct {
	mu     sync.Mutex
	chains map[int64]*line
	order  lines
	n      int
	wake   chan struct{} // holds one token while something waits
}

// NewQueue makes an empty queue.
func NewQueue() *Queue { return &Queue{chains: map[int64]*line{}, wake: make(chan struct{}, 1)} }

// Push adds deliveries; those of one chain keep the order of their numbers, and one already waiting is not added.
func (q *Queue) Push(tickets ...Ticket) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, t := range tickets {
		q.push(t)
	}
	if q.n > 0 {
		select {
		case q.wake <- struct{}{}:
		default:
		}
	}
}

func (q *Queue) push(t Ticket) {
	l := q.chains[t.Chain]
	if l == nil {
		l = &line{chain: t.Chain}
		q.chains[t.Chain] = l
		defer func() { heap.Push(&q.order, l) }()
	} else {
		defer func() { heap.Fix(&q.order, l.index) }()
	}
	at, there := slices.BinarySearchFunc(l.tickets, t, func(a, b Ticket) int { return cmp.Compare(a.Delivery, b.Delivery) })
	if !there {
		l.tickets = slices.Insert(l.tickets, at, t)
		q.n++
	}
	l.rank()
}

// Merge puts what waits of one chain into the line of another: they are one chain from now on.
func (q *Queue) Merge(from, into int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	l := q.chains[from]
	if l == nil || from == into {
		return
	}
	heap.Remove(&q.order, l.index)
	delete(q.chains, from)
	q.n -= len(l.tickets)
	for _, t := range l.tickets {
		t.Chain = into
		q.push(t)
	}
}

// Wake gets a token when something was pushed.
func (q *Queue) Wake() <-chan struct{} { return q.wake }

// Len is the number waiting.
func (q *Queue) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.n
}

// Take removes up to limit deliveries, in the order in which they are to be attempted.
func (q *Queue) Take(limit int) []Ticket {
	q.mu.Lock()
	defer q.mu.Unlock()
	var taken []Ticket
	for len(taken) < limit && len(q.order) > 0 {
		l := q.order[0]
		n := min(len(l.tickets), limit-len(taken))
		taken = append(taken, l.tickets[:n]...)
		l.tickets = l.tickets[n:]
		q.n -= n
		if len(l.tickets) == 0 {
			heap.Pop(&q.order)
			delete(q.chains, l.chain)
			continue
		}
		l.rank()
		heap.Fix(&q.order, 0)
	}
	return taken
}

// line is one chain's waiting deliveries, oldest first.
type line struct {
	chain    int64
	tickets  []Ticket
	priority int64 // of the most urgent
	index    int   // in the heap
}

func (l *line) rank() {
	l.priority = l.tickets[0].Priority
	for _, t := range l.tickets[1:] {
		l.priority = min(l.priority, t.Priority)
	}
}

// lines is a heap of chains, most urgent first, then oldest delivery first.
type lines []*line

func (o lines) Len() int { return len(o) }
func (o lines) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(o[i].priority, o[j].priority), cmp.Compare(o[i].tickets[0].Delivery, o[j].tickets[0].Delivery)) < 0
}
func (o lines) Swap(i, j int) { o[i], o[j] = o[j], o[i]; o[i].index, o[j].index = i, j }

func (o *lines) Push(x any) {
	l := x.(*line)
	l.index = len(*o)
	*o = append(*o, l)
}

func (o *lines) Pop() any {
	old := *o
	l := old[len(old)-1]
	*o = old[:len(old)-1]
	return l
}
