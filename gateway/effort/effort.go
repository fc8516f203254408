// Package effort bounds how many goroutines read, translate and sign at once. Each of them keeps a processor for a
// millisecond or two, and every step of an alert's way would wait behind all that are ready to run.
//
// Make one with New for a whole process, and let each such piece of work run inside Do. Who waits is served in the order
// of package fair, so that a flood of one source never delays what is as urgent of another. Large documents, which take
// hundreds of times as long, never have all processors.
//
// While messages come in faster than they are made durable (Arrives) only half of the processors do such work: what
// arrives is made safe first, and what is urgent among it is still not kept waiting.
package effort

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

// Effort is the bound. Its methods may be called from any goroutine.
type Effort struct {
	mu       sync.Mutex
	most     int // fixed
	small    kind
	large    kind
	arriving int // received and not durable yet
}

// kind is work of one size: how much is done at once, and who waits.
type kind struct {
	busy    int
	waiting *fair.Lines[chan struct{}] // closed when it may begin
}

// pressed is how many messages on their way to the disk make a flood: a few are there at any load.
const pressed = 3

// New makes one for a number of processors.
func New(processors int) *Effort {
	e := &Effort{most: max(2, processors)}
	e.small.waiting, e.large.waiting = fair.NewLines[chan struct{}](0), fair.NewLines[chan struct{}](0)
	return e
}

// Do runs f when it is its turn.
func (e *Effort) Do(w Work, f func()) {
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

// next lets begin whoever may. e.mu is held.
func (e *Effort) next() {
	for e.small.busy < max(1, e.room()-e.large.busy) && e.small.begin() {
	}
	for e.large.busy < e.most-1 && e.small.busy+e.large.busy < e.most && e.large.begin() {
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

func (e *Effort) room() int {
	if e.arriving >= pressed {
		return e.most / 2
	}
	return e.most
}

// Arrives notes a message that is to be made durable, and with -1 that it is.
func (e *Effort) Arrives(n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.arriving += n
	e.next()
}
