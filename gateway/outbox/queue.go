package outbox

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"bordercast/gateway/fair"
)

// Ticket is a delivery's place in the queue.
type Ticket struct {
	Delivery int64
	Chain    int64
	Priority int64
	Source   string // the system that the alert came from
	Begun    bool   // the intent to attempt it is durable already
	Tries    int    // attempts by this process that had no final result
	NotSent  bool   // each of them is known not to have arrived
}

// Queue holds what one destination is still to get: strictly in order within a chain, most urgent chain first, and of
// chains that are as urgent those of each source in turn. A chain is as urgent as its most urgent waiting delivery, so
// an Extreme update pulls its predecessors along, and belongs to the source of the first delivery that waits.
// It keeps no promise of its own: what waits here is in the store, and a start-up fills it from there.
type Queue struct {
	mu     sync.Mutex
	chains map[int64]*line
	order  fair.Turns[*line]
	n      int
	wake   chan struct{} // holds one token while something waits
	parked int           // chains that are not in order, for they wait for a time
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
	switch {
	case l == nil:
		l = &line{chain: t.Chain}
		q.chains[t.Chain] = l
		defer func() { q.order.Add(t.Source, l) }()
	case l.until.IsZero():
		defer func() { q.order.Fix(l) }()
	}
	at, there := slices.BinarySearchFunc(l.tickets, t, func(a, b Ticket) int {
		return cmp.Compare(a.Delivery,
			b.Delivery)
	})
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
	if l.until.IsZero() {
		q.order.Remove(l)
	} else {
		q.parked--
	}
	delete(q.chains, from)
	q.n -= len(l.tickets)
	for _, t := range l.tickets {
		t.Chain = into
		q.push(t)
	}
}

// Park adds a delivery whose chain is to wait until a time, with all that follows it there.
func (q *Queue) Park(until time.Time, t Ticket) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.push(t)
	l := q.chains[t.Chain]
	if l.until.IsZero() {
		q.order.Remove(l)
		q.parked++
	}
	l.until = until
}

// Due is when the first chain that waits for a time may go on; the zero time where none waits.
func (q *Queue) Due() (first time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.parked == 0 {
		return first
	}
	for _, l := range q.chains {
		if !l.until.IsZero() && (first.IsZero() || l.until.Before(first)) {
			first = l.until
		}
	}
	return first
}

// unpark puts chains whose time has come back in order.
func (q *Queue) unpark(now time.Time) {
	if q.parked == 0 {
		return
	}
	for _, l := range q.chains {
		if !l.until.IsZero() && !l.until.After(now) {
			l.until = time.Time{}
			q.parked--
			q.order.Add(l.tickets[0].Source, l)
		}
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

// Take removes up to limit deliveries, in the order in which they are to be attempted, without chains that wait for a
// later time than now, and of each chain the oldest alone: were two of one chain under way at once, nobody could tell
// after a crash which of them readers have, and the older would be repeated after the newer.
func (q *Queue) Take(now time.Time, limit int) []Ticket {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.unpark(now)
	var taken []Ticket
	var left []*line // has more, which waits until what was taken is done
	for len(taken) < limit {
		l, found := q.order.Next()
		if !found {
			break
		}
		taken = append(taken, l.tickets[0])
		l.tickets = l.tickets[1:]
		q.n--
		q.order.Remove(l)
		if len(l.tickets) == 0 {
			delete(q.chains, l.chain)
			continue
		}
		left = append(left, l)
	}
	for _, l := range left {
		l.rank()
		q.order.Add(l.Source(), l)
	}
	return taken
}

// line is one chain's waiting deliveries, oldest first.
type line struct {
	fair.Place
	chain    int64
	tickets  []Ticket
	priority int64     // of the most urgent
	until    time.Time // it waits for; zero: it is in order
}

// Rank is for fair.Turns: the most urgent first, then the oldest delivery.
func (l *line) Rank() (class, arrived int64) { return l.priority, l.tickets[0].Delivery }

func (l *line) rank() {
	l.priority = l.tickets[0].Priority
	for _, t := range l.tickets[1:] {
		l.priority = min(l.priority, t.Priority)
	}
}
