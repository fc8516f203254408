package outbox

import (
	"maps"
	"sync"
)

// Queues are the queues of all destinations. They may be used from any goroutine: a reload adds and takes away
// destinations while alerts go on. The zero value has none.
type Queues struct {
	mu     sync.RWMutex
	byName map[string]*Queue
}

// Open gives a destination's queue, and makes it where there is none.
func (q *Queues) Open(destination string) *Queue {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.byName == nil {
		q.byName = map[string]*Queue{}
	}
	if q.byName[destination] == nil {
		q.byName[destination] = NewQueue()
	}
	return q.byName[destination]
}

// Of gives a destination's queue; nil where there is none.
func (q *Queues) Of(destination string) *Queue {
	q.mu.RLock()
	defer q.mu.RUnlock()
	return q.byName[destination]
}

// Drop takes a destination's queue away. What waits in it is in the store.
func (q *Queues) Drop(destination string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.byName, destination)
}

// All gives the queues, by destination.
func (q *Queues) All() map[string]*Queue {
	q.mu.RLock()
	defer q.mu.RUnlock()
	return maps.Clone(q.byName)
}

// Push queues tickets of a destination, where it is one.
func (q *Queues) Push(destination string, tickets ...Ticket) {
	if queue := q.Of(destination); queue != nil {
		queue.Push(tickets...)
	}
}

// Merge makes one chain another in every queue.
func (q *Queues) Merge(from, into int64) {
	for _, queue := range q.All() {
		queue.Merge(from, into)
	}
}

// Waiting is how many deliveries wait at all destinations.
func (q *Queues) Waiting() (n int) {
	for _, queue := range q.All() {
		n += queue.Len()
	}
	return n
}
