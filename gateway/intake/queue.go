// Package intake is the queue between accept and settle: most urgent first, fair between sources, in order of arrival
// within a source. A flood from one source never delays another source's Extreme alert.
//
// It keeps no promise of its own: what waits here is in the store as accepted sightings, and a start-up fills the
// queue from there with the same Push.
package intake

import (
	"context"
	"sync"

	"bordercast/gateway/store"
)

// Item is one accepted sighting. Bytes may be nil: then they are in the store only.
type Item struct {
	Sighting store.Sighting
	Bytes    []byte
	Priority int64 // priority.Of what a first glance shows
}

// Queue may be used by any number of goroutines. The zero value is not usable: call New.
type Queue struct {
	mu      sync.Mutex
	sources map[string]*source
	turn    int64 // counts pops, to serve the least recently served of equals
	waiting int
	held    int           // bytes in memory
	wake    chan struct{} // holds one token while something waits
}

// maxHeld is how many bytes of documents the queue keeps in memory; beyond it a document is read again from the store.
const maxHeld = 24 << 20

type source struct {
	items  []Item
	counts map[int64]int // waiting items by priority
	served int64
}

// New makes an empty queue.
func New() *Queue { return &Queue{sources: map[string]*source{}, wake: make(chan struct{}, 1)} }

// Push adds an accepted sighting behind the others of its source.
func (q *Queue) Push(i Item) {
	q.mu.Lock()
	defer q.mu.Unlock()
	s := q.sources[i.Sighting.Link]
	if s == nil {
		s = &source{counts: map[int64]int{}}
		q.sources[i.Sighting.Link] = s
	}
	if q.held+len(i.Bytes) > maxHeld {
		i.Bytes = nil
	}
	q.held += len(i.Bytes)
	s.items = append(s.items, i)
	s.counts[i.Priority]++
	q.waiting++
	q.rouse()
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
	return q.waiting
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
	var best *source
	var bestClass int64
	var bestName string
	for name, s := range q.sources {
		class := s.mostUrgent()
		if best == nil || class < bestClass || class == bestClass && s.served < best.served {
			best, bestClass, bestName = s, class, name
		}
	}
	if best == nil {
		return Item{}, false
	}
	return q.shift(bestName, best), true
}

func (q *Queue) shift(name string, s *source) Item {
	item := s.items[0]
	s.items[0] = Item{}
	s.items = s.items[1:]
	if s.counts[item.Priority]--; s.counts[item.Priority] == 0 {
		delete(s.counts, item.Priority)
	}
	q.turn++
	s.served = q.turn
	q.waiting--
	q.held -= len(item.Bytes)
	if len(s.items) == 0 {
		delete(q.sources, name)
	}
	if q.waiting > 0 {
		q.rouse()
	}
	return item
}

func (s *source) mostUrgent() int64 {
	first := true
	var best int64
	for class := range s.counts {
		if first || class < best {
			best, first = class, false
		}
	}
	return best
}
