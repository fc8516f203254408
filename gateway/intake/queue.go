// Package intake is the queue between accept and settle: most urgent first, fair between sources, in order of arrival
// within a source. A flood from one source never delays another source's Extreme alert.
//
// It keeps no promise of its own: what waits here is in the store as accepted sightings, and a start-up fills the
// queue from there with the same Push.
package intake

import (
	"context"
	"sync"

	"bordercast/adapters"
	"bordercast/gateway/book"
	"bordercast/gateway/fair"
)

// Item is one accepted sighting. Bytes may be nil: then they are in the store only.
type Item struct {
	Sighting book.Sighting
	Bytes    []byte
	Priority int64 // priority.Of what a look at the first bytes shows
	// Settled, where not nil, is for the link that brought it: it is called once the sighting is settled.
	Settled func(adapters.Verdict)
}

// Queue may be used by any number of goroutines. The zero value is not usable: call New.
type Queue struct {
	// AtOnce is how many items of one source may be popped and not Done: a slow one of a source holds up its own alone.
	// 0 is any number. Set it before use.
	AtOnce int

	mu      sync.Mutex
	out     map[string]int    // popped and not done, by source
	waiting *fair.Lines[Item] // guarded by mu, as all below
	held    int               // bytes in memory
	own     map[string]int    // the same by source
	wake    chan struct{}     // holds one token while something waits
}

// The queue keeps maxHeld bytes of documents in memory, and ownHeld more for each source, so that a flood of one does
// not leave the others without; beyond it a document is read again from the store.
const (
	maxHeld = 24 << 20
	ownHeld = 1 << 20
)

// New makes an empty queue.
func New() *Queue {
	return &Queue{waiting: fair.NewLines[Item](0), own: map[string]int{}, out: map[string]int{}, wake: make(chan struct{},
		1)}
}

// Push adds an accepted sighting behind the others of its source.
func (q *Queue) Push(i Item) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if size := len(i.Bytes); q.held+size > maxHeld && q.own[i.Sighting.Link]+size > ownHeld {
		i.Bytes = nil
	}
	q.hold(i.Sighting.Link, len(i.Bytes))
	q.waiting.Push(i.Sighting.Link, i.Priority, i)
	q.rouse()
}

func (q *Queue) hold(source string, bytes int) {
	q.held += bytes
	if q.own[source] += bytes; q.own[source] == 0 {
		delete(q.own, source)
	}
}

func (q *Queue) rouse() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// Len is the number waiting.
func (q *Queue) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.waiting.Len()
}

// Pop waits for an item. The source that has the most urgent one anywhere in its queue is served, so that order of
// arrival within a source and urgency between sources both hold; of equals the least recently served.
func (q *Queue) Pop(ctx context.Context) (Item, error) {
	for {
		if ctx.Err() != nil {
			return Item{}, ctx.Err() // what waits is in the store, and ending must not take as long as it
		}
		if item, ok := q.take(); ok {
			return item, nil
		}
		select {
		case <-q.wake:
		case <-ctx.Done():
			return Item{}, ctx.Err()
		}
	}
}

func (q *Queue) take() (Item, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	item, found := q.waiting.PopOf(func(source string) bool { return q.AtOnce == 0 || q.out[source] < q.AtOnce })
	if !found {
		return Item{}, false
	}
	q.out[item.Sighting.Link]++
	q.hold(item.Sighting.Link, -len(item.Bytes))
	if q.waiting.Len() > 0 {
		q.rouse()
	}
	return item, true
}

// Done notes that the work on an item that was popped is over.
func (q *Queue) Done(i Item) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.out[i.Sighting.Link]--; q.out[i.Sighting.Link] <= 0 {
		delete(q.out, i.Sighting.Link)
	}
	if q.waiting.Len() > 0 {
		q.rouse()
	}
}
