package mqtt

import (
	"sync"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// An arrival is a message received and not yet acknowledged.
type arrival struct {
	msg  paho.Message
	done bool
}

// An inbox holds what one connection received, from paho's reader to the acknowledgement. receive runs in the
// reader's goroutine, next in the source's, done in anybody's, acks in the acknowledger's; all fields below mu are
// guarded by it.
//
// How much it may hold is bounded three ways: by the broker's window of unacknowledged messages (Mosquitto 20,
// EMQX 32, the embedded broker 1,000), by the protocol (65,535 packet identifiers), and by max bytes, at which
// receive waits. Waiting there pauses the whole reader, so when nothing is acknowledged for longer than the
// keepalive the link is lost; that is harmless, since the broker sends everything again.
type inbox struct {
	max int

	mu      sync.Mutex
	queue   []*arrival          // received, not handed on
	order   []*arrival          // received, not acknowledged, in order of receipt
	byID    map[uint16]*arrival // the same by packet identifier
	bytes   int                 // payload of order
	changed chan struct{}       // capacity 1: something was received
	acked   chan struct{}       // capacity 1: something became done
	room    chan struct{}       // capacity 1: bytes went down; for receive
	emptied chan struct{}       // capacity 1: the same; for drain
}

func newInbox(max int) *inbox {
	return &inbox{
		max: max, byID: map[uint16]*arrival{},
		changed: make(chan struct{}, 1), acked: make(chan struct{}, 1), room: make(chan struct{}, 1),
		emptied: make(chan struct{}, 1),
	}
}

// signal wakes the one goroutine that waits on ch, now or when it next looks.
func signal(ch chan struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}

// receive takes a message from paho's reader.
func (b *inbox) receive(msg paho.Message, down <-chan struct{}) {
	for !b.put(msg) {
		select {
		case <-b.room:
		case <-down:
			return
		}
	}
}

// put is false when the message does not fit yet. An empty inbox takes anything.
func (b *inbox) put(msg paho.Message) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.repeated(msg) {
		return true
	}
	size := len(msg.Payload())
	if b.bytes > 0 && b.bytes+size > b.max {
		return false
	}
	a := &arrival{msg: msg}
	b.queue, b.order, b.bytes = append(b.queue, a), append(b.order, a), b.bytes+size
	if msg.Qos() > 0 {
		b.byID[msg.MessageID()] = a
	}
	signal(b.changed)
	return true
}

// repeated knows a message that the broker sent again on this connection because we were slow (the embedded one does
// after AckWait). A packet identifier is not used anew before it is acknowledged, so it is the same message, and
// the one acknowledgement under way is enough: a second could hit a later message under the same identifier.
func (b *inbox) repeated(msg paho.Message) bool {
	if !msg.Duplicate() || msg.Qos() == 0 {
		return false
	}
	a, ok := b.byID[msg.MessageID()]
	return ok && len(a.msg.Payload()) == len(msg.Payload())
}

// next is the oldest message not handed on, or nil.
func (b *inbox) next() *arrival {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.queue) == 0 {
		return nil
	}
	a := b.queue[0]
	b.queue[0], b.queue = nil, b.queue[1:]
	return a
}

// done marks a message as safe. It may be called late, twice, out of order and from any goroutine.
func (b *inbox) done(a *arrival) {
	b.mu.Lock()
	a.done = true
	b.mu.Unlock()
	signal(b.acked)
}

// ready takes out the messages to acknowledge now: the done ones that no older one is still waiting before.
func (b *inbox) ready() []*arrival {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for n < len(b.order) && b.order[n].done {
		a := b.order[n]
		b.bytes -= len(a.msg.Payload())
		if b.byID[a.msg.MessageID()] == a {
			delete(b.byID, a.msg.MessageID())
		}
		n++
	}
	out := append([]*arrival(nil), b.order[:n]...)
	clear(b.order[:n])
	b.order = b.order[n:]
	if n > 0 {
		signal(b.room)
		signal(b.emptied)
	}
	return out
}

// waiting is how many were handed on and are not done.
func (b *inbox) waiting() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.order) - len(b.queue)
}
