package adapters

import (
	"context"
	"crypto/sha256"
	"io"
	"time"
)

// A Source receives what one system sends, at least once: what was not answered by Done(nil) comes again.
type Source interface {
	Wire
	// Ready is closed once the source can be heard for the first time: from then on the far end, or the wire, keeps what
	// is sent until it is taken.
	Ready() <-chan struct{}
}

// Incoming is one message as a link received it, before anything was read of it.
type Incoming struct {
	System string    // the configured system it came from
	Bytes  []byte    // byte for byte as received
	At     time.Time // when it was received
	// Envelope is what the wire itself says of it, for people who ask where it came from: the name of a file, the address
	// and certificate of a sender. "" where the wire says no more than the system.
	Envelope string
	// Position is how far the link has read once it has this one; "" where the far end keeps that itself. It is saved in
	// the transaction that makes the message durable, so that a wire that polls can go on from there at its next start.
	Position string
	// Retained says that the link did not get it as it was sent, but out of what was kept for whoever comes later: it is
	// old, and may be over (MQTT 3.1.1 §3.3.1.3).
	Retained bool
	// Done is called once, from any goroutine and in the order received. nil: the gateway has the message safe, and only
	// then may the link acknowledge it. An error: it could not be kept, must not be acknowledged, and has to come again.
	Done func(error)
	// Settled, where a link wants to know, is called once after Done(nil): the gateway has judged the message, and let it
	// in, or refused it for good. It is not called for what a process that ended had safe and not judged yet.
	Settled func(Verdict)
}

// Verdict is what became of a message that the gateway has safe. The zero value is that it was let in.
type Verdict struct {
	Reason string // the stable code under which it is in quarantine; "" for what was let in, or is known already
	Text   string // one sentence for the person who must act
}

// Refused says that the message was refused for good: sent again, it would be refused again.
func (v Verdict) Refused() bool { return v.Reason != "" }

// Inbound is what the gateway gives a source, beside the block of its own kind.
type Inbound struct {
	System   string // its name, for Incoming.System and Health.Link
	MaxBytes int    // of one message; what is larger is refused unread
	Position string // of the last message that is durable, as the source gave it; "" for none
	Clock    Clock  // of the gateway: what is received is stamped by it, and what polls polls by it
	Timer    Clock  // of the machine: what goes over a socket is timed by it
	Rand     io.Reader
	Accept   Accept
	Refused  func(Refusal)
	Report   func(Health)
}

// Accept takes what a link received. It must not block for longer than a channel send.
type Accept func(ctx context.Context, in Incoming)

// A Refusal is a message that a link received and did not hand on. It is refused for good.
type Refusal struct {
	System string // "" when it belongs to none
	Origin string // where it came in: a topic, the name of a file, an address
	Reason string // Oversize or StrayTopic
	Text   string // one sentence for the person who must act
	Bytes  int
	SHA256 [sha256.Size]byte
	At     time.Time
}

// The reason codes of a Refusal.
const (
	Oversize   = "oversize"    // larger than a message may be
	StrayTopic = "stray-topic" // no configured system may send there
)
