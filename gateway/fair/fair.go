// Package fair has the one order in which the gateway's queues are served, so that a flood of one source never delays
// what is as urgent of another, from the first queue to the last:
//
//   - the most urgent class goes first (a smaller number);
//   - within a class sources take turns, however much each has waiting;
//   - of one source its most urgent lane goes first, of equals the one that came first;
//   - within a lane everything keeps its order of arrival, and what is urgent pulls forward what is before it there.
//
// A lane is what must stay in order: a chain of alerts, or all that one source sent. The owner of a queue makes it a
// type that embeds Place, and asks Turns which is next. Turns orders lanes alone: what waits in them is the owner's.
//
// With Turns.Share set, every so manieth turn goes to the source that was served longest ago whatever its class, so
// that what is not urgent waits long and never for ever.
package fair

import (
	"cmp"
	"container/heap"
)

// Lane is what waits in one order.
type Lane interface {
	// Rank is how urgent the lane is (smaller goes first) and when its first came. Tell Turns when it changes.
	Rank() (class, arrived int64)
	place() *Place
}

// Place is where Turns keeps a lane. A lane embeds it; the zero value is a lane that does not wait.
type Place struct {
	source string
	index  int // in the heap of its source, counted from 1; 0 while it does not wait
}

func (p *Place) place() *Place { return p }

// Source is whose lane it is, once it has waited.
func (p *Place) Source() string { return p.source }

// Waiting says whether the lane is among those that wait for a turn.
func (p *Place) Waiting() bool { return p.index > 0 }

// Turns says which lane is next. It is not safe for concurrent use: the owner's lock guards it. The zero value is
// empty.
type Turns[L Lane] struct {
	Share int // every so manieth turn goes to whoever waits longest; 0 for none

	sources map[string]*source[L]
	served  map[string]int64 // the last turn of sources that have nothing waiting just now
	turn    int64
}

// source are the lanes of one source, the most urgent first.
type source[L Lane] struct {
	lanes  lanes[L]
	served int64 // its last turn
}

// Add lets a lane wait for a turn of its source.
func (t *Turns[L]) Add(name string, lane L) {
	s := t.sources[name]
	if s == nil {
		s = &source[L]{served: t.served[name]}
		delete(t.served, name)
		if t.sources == nil {
			t.sources, t.served = map[string]*source[L]{}, map[string]int64{}
		}
		t.sources[name] = s
	}
	lane.place().source = name
	heap.Push(&s.lanes, lane)
}

// Fix notes that the rank of a lane that waits has changed.
func (t *Turns[L]) Fix(lane L) {
	heap.Fix(&t.sources[lane.place().source].lanes, lane.place().index-1)
}

// Remove takes a lane that waits out of the order.
func (t *Turns[L]) Remove(lane L) {
	name := lane.place().source
	s := t.sources[name]
	heap.Remove(&s.lanes, lane.place().index-1)
	if len(s.lanes) == 0 {
		delete(t.sources, name)
		t.remember(name, s.served)
	}
}

// remember keeps the last turn of a source, for one that sends a little at a time would otherwise come first each time.
// Those whose turn is long past are forgotten: they are first among equals anyway.
func (t *Turns[L]) remember(name string, served int64) {
	const most = 1024
	if len(t.served) >= most {
		clear(t.served)
	}
	t.served[name] = served
}

// Next is the lane whose turn it is; found is false when none waits. It goes on waiting: its owner takes from it what
// there is to do and calls Remove or Fix.
func (t *Turns[L]) Next() (lane L, found bool) { return t.NextOf(nil) }

// NextOf is Next among the sources that may; nil is all of them.
func (t *Turns[L]) NextOf(may func(source string) bool) (lane L, found bool) {
	var best *source[L]
	longest := t.Share > 0 && t.turn%int64(t.Share) == int64(t.Share)-1
	for name, s := range t.sources {
		if may != nil && !may(name) {
			continue
		}
		if best == nil || s.before(best, longest) {
			best = s
		}
	}
	if best == nil {
		return lane, false
	}
	t.turn++
	best.served = t.turn
	return best.lanes[0], true
}

// Sources is how many have something waiting.
func (t *Turns[L]) Sources() int { return len(t.sources) }

// Waits says whether a source has something waiting.
func (t *Turns[L]) Waits(source string) bool { return t.sources[source] != nil }

// before says whether a source is served before another.
func (s *source[L]) before(other *source[L], longest bool) bool {
	class, arrived := s.lanes[0].Rank()
	otherClass, otherArrived := other.lanes[0].Rank()
	if longest {
		class, otherClass = 0, 0
	}
	return cmp.Or(cmp.Compare(class, otherClass), cmp.Compare(s.served, other.served), cmp.Compare(arrived, otherArrived),
		cmp.Compare(s.lanes[0].place().source, other.lanes[0].place().source)) < 0
}

// lanes is a heap for container/heap.
type lanes[L Lane] []L

func (h lanes[L]) Len() int { return len(h) }

func (h lanes[L]) Less(i, j int) bool {
	class, arrived := h[i].Rank()
	otherClass, otherArrived := h[j].Rank()
	return cmp.Or(cmp.Compare(class, otherClass), cmp.Compare(arrived, otherArrived)) < 0
}

func (h lanes[L]) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].place().index, h[j].place().index = i+1, j+1
}

// Push is for container/heap.
func (h *lanes[L]) Push(x any) {
	lane := x.(L)
	lane.place().index = len(*h) + 1
	*h = append(*h, lane)
}

// Pop is for container/heap.
func (h *lanes[L]) Pop() any {
	old := *h
	lane := old[len(old)-1]
	lane.place().index = 0
	var none L
	old[len(old)-1] = none
	*h = old[:len(old)-1]
	return lane
}
