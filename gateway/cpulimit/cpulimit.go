// Package cpulimit bounds how many goroutines read, translate and sign at once: as many as half of the processors. Each
// of them keeps a processor for a millisecond or two, and every step of an alert's way, the writer's among them, would
// wait behind all that are ready to run. The writer needs about the other half, so that no less goes through.
//
// Make one with New for a whole process, and let each such piece of work run inside Do. Who waits is served in the
// order of package fair, so that a flood of one source never delays what is as urgent of another. Large documents,
// which take hundreds of times as long, leave room for one small one.
package cpulimit

import (
	"sync"

	"bordercast/gateway/fair"
)

// Work says whose it is and how urgent.
type Work struct {
	Source string
	Class  int64 // smaller goes first
	Large  bool  // it is about a large document
}

// Limiter is the bound for one process. Its methods may be called from any goroutine.
type Limiter struct {
	mu    sync.Mutex
	most  int // at once; fixed
	small kind
	large kind
}

// kind is work of one size: how much is done at once, and who waits.
type kind struct {
	busy    int
	waiting *fair.Lines[chan struct{}] // closed when it may begin
}

// New makes one for a number of processors.
func New(processors int) *Limiter {
	e := &Limiter{most: max(1, processors/2)}
	e.small.waiting, e.large.waiting = fair.NewLines[chan struct{}](0), fair.NewLines[chan struct{}](0)
	return e
}

// Do runs f when it is its turn.
func (e *Limiter) Do(w Work, f func()) {
	begin := make(chan struct{})
	k := &e.small
	if w.Large {
		k = &e.large
	}
	e.mu.Lock()
	k.waiting.Push(w.Source, w.Class, begin)
	e.next()
	e.mu.Unlock()
	<-begin
	defer func() {
		e.mu.Lock()
		k.busy--
		e.next()
		e.mu.Unlock()
	}()
	f()
}

// next lets begin whoever may: of what is small always one, whatever large documents are read. e.mu is held.
func (e *Limiter) next() {
	for e.small.busy < max(1, e.most-e.large.busy) && e.small.begin() {
	}
	for e.large.busy < max(1, e.most-e.small.busy) && e.large.begin() {
	}
}

func (k *kind) begin() bool {
	begin, found := k.waiting.Pop()
	if found {
		k.busy++
		close(begin)
	}
	return found
}
