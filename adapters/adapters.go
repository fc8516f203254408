// Package adapters holds the words that every wire shares with the gateway: what comes in, what goes out, how a
// link is doing, and the clock everybody tells the time by. It holds types only; each folder below knows one
// protocol and imports neither the gateway nor another adapter.
package adapters

import (
	"context"
	"time"
)

// Clock is the time as the gateway sees it. A demonstration runs the whole process on a scaled one, so nothing
// but an implementation of Clock may call time.Now or start a timer.
type Clock interface {
	Now() time.Time
	// After sends the time on the channel once d has passed on this clock. stop frees the timer.
	After(d time.Duration) (fired <-chan time.Time, stop func())
}

// Incoming is one message as a link received it, before anything was read of it.
type Incoming struct {
	System string    // the configured system it came from
	Bytes  []byte    // byte for byte as received
	At     time.Time // when it was received
	// Retained says that the link did not get it as it was sent, but out of what was kept for whoever comes later: it is
	// old, and may be over (MQTT 3.1.1 §3.3.1.3).
	Retained bool
	// Done tells the link that the gateway has it safe (or has refused it for good): only then may the link
	// acknowledge. It must be called once, in the order received, and may be called from any goroutine.
	Done func()
}

// Accept takes what a link received. It must not block for longer than a channel send.
type Accept func(ctx context.Context, in Incoming)

// Message is one publication.
type Message struct {
	Topic   string
	Payload []byte // empty with Retain clears the topic
	Retain  bool
	// Public says that somebody judged the payload to be for everybody (gateway/gate). A payload that nobody judged may
	// not stand where everybody reads.
	Public bool
}

// Health is how a link is doing. A link reports each change once.
type Health struct {
	Link   string // the system's name, or the gateway's own
	Up     bool
	Reason string // a stable code: connected, refused, cut, unauthorised …
	Text   string // one sentence for the person who must act
	At     time.Time
}
