package book

import (
	"sync"

	"bordercast/gateway/fair"
)

// queue holds the commands that wait for the book, in the order of package fair: a source whose commands come by the
// thousand takes turns with the others. A line that is full makes its own submitters wait, and nobody else's.
type queue struct {
	mu     sync.Mutex
	room   sync.Cond // a line has become shorter, or nothing is taken any more
	lines  *fair.Lines[command]
	open   int           // put and not answered yet
	idle   sync.Cond     // open is 0
	closed error         // why nothing is taken any more
	wake   chan struct{} // holds one token while something waits
}

// Lines are short, so that a flood waits where it is cheap to keep: at the broker, or in the rows. share lets what is
// not urgent have every fourth place.
const (
	mostInLine = 64
	mostOther  = 1024 // of what belongs to no line
	share      = 4
)

func newQueue() *queue {
	q := &queue{lines: fair.NewLines[command](share), wake: make(chan struct{}, 1)}
	q.room.L, q.idle.L = &q.mu, &q.mu
	return q
}

// put waits for room in the command's line. An error is why it was not taken.
func (q *queue) put(c command) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	most := mostInLine
	if c.line == "" {
		most = mostOther
	}
	for q.closed == nil && q.lines.Of(c.line) >= most {
		q.room.Wait()
	}
	if q.closed != nil {
		return q.closed
	}
	q.lines.Push(c.line, c.class, c)
	q.open++
	select {
	case q.wake <- struct{}{}:
	default:
	}
	return nil
}

// take is the command whose turn it is.
func (q *queue) take() (c command, found bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	c, found = q.lines.Pop()
	if found {
		q.room.Broadcast()
	}
	if q.lines.Len() > 0 {
		select {
		case q.wake <- struct{}{}:
		default:
		}
	}
	return c, found
}

// putBack returns commands that were taken and not carried out, in the order in which they were taken.
func (q *queue) putBack(list []command) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i := len(list) - 1; i >= 0; i-- {
		q.lines.Return(list[i].line, list[i].class, list[i])
	}
}

// answered notes that so many commands have had their answer.
func (q *queue) answered(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.open -= n; q.open == 0 {
		q.idle.Broadcast()
	}
}

// flush waits until every command has had its answer.
func (q *queue) flush() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.open > 0 {
		q.idle.Wait()
	}
}

func (q *queue) len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.lines.Len()
}

// close refuses from now on, for a reason, and gives what still waits.
func (q *queue) close(why error) (left []command) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = why
	q.room.Broadcast()
	for c, found := q.lines.Pop(); found; c, found = q.lines.Pop() {
		left = append(left, c)
	}
	return left
}
