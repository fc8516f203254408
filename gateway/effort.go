package gateway

import "sync"

// effort bounds how many goroutines read, translate and sign at once. Each of them keeps a processor for a millisecond
// or two, and every step of an alert's way would wait behind all that are ready to run. While messages come in faster
// than they are made durable only half of the processors do such work: what arrives is made safe first, and what is
// urgent among it is still not kept waiting.
type effort struct {
	mu       sync.Mutex
	free     sync.Cond
	most     int
	busy     int
	arriving int // received and not durable yet
}

// pressed is how many messages on their way to the disk make a flood: a few are there at any load.
const pressed = 3

func newEffort(processors int) *effort {
	e := &effort{most: max(2, processors)}
	e.free.L = &e.mu
	return e
}

// do runs f when there is room for it.
func (e *effort) do(f func()) {
	e.mu.Lock()
	for e.busy >= e.room() {
		e.free.Wait()
	}
	e.busy++
	e.mu.Unlock()
	defer func() {
		e.mu.Lock()
		e.busy--
		e.mu.Unlock()
		e.free.Signal()
	}()
	f()
}

func (e *effort) room() int {
	if e.arriving >= pressed {
		return e.most / 2
	}
	return e.most
}

// arrives notes a message that is to be made durable, and with -1 that it is.
func (e *effort) arrives(n int) {
	e.mu.Lock()
	e.arriving += n
	eased := n < 0 && e.arriving == pressed-1
	e.mu.Unlock()
	if eased {
		e.free.Broadcast()
	}
}
