package adapters

import (
	"context"
	"crypto/sha256"
	"io"
	"time"

	"bordercast/cap"
)

// A Destination takes deliveries to one system. The gateway keeps the ledger: it makes the intent durable before
// Deliver and the result after it, and gives no second delivery of a chain before the first has its result.
type Destination interface {
	Wire
	// Connected gives a channel that is closed while there is something to deliver over. After a loss ask again.
	Connected() <-chan struct{}
	// Deliver delivers, in its own window, and calls result once for each, by its index, from any goroutine, as results
	// come. It returns when all of them have come. Where ctx ends, what is open is Unknown or Again.
	Deliver(ctx context.Context, out []Outgoing, result func(i int, r Result))
}

// A Once is a destination at which a delivery that is repeated does harm, such as one that puts an alert on the air.
// All others are repeatable: an attempt of unknown outcome is made again, with the same Key and the same bytes.
type Once interface {
	Destination
	// Once does nothing: it marks.
	Once()
}

// A Stateful is a destination that holds state: what stands there can be read back, so that it can be compared with what
// should stand there, and put right.
type Stateful interface {
	Destination
	// Active gives what stands under these names, each by its name: over MQTT topic filters and topics.
	Active(ctx context.Context, under []string) (map[string]Digest, error)
}

// Digest is the SHA-256 of what stands somewhere.
type Digest [sha256.Size]byte

// Outbound is what the gateway gives a destination, beside the block of its own kind.
type Outbound struct {
	System  string // its name, for Health.Link
	Gateway string // the gateway's own name
	Clock   Clock  // of the gateway: files and messages are stamped by it
	Timer   Clock  // of the machine: what goes over a socket is timed by it
	Rand    io.Reader
	Report  func(Health)
}

// Outgoing is one delivery: what stands at the destination from now on, or ends there.
type Outgoing struct {
	// Key tells this delivery from all others of this gateway, and is the same at each attempt: a far end that sees it
	// twice has the second as a repeat. A safe token: lower case letters, digits and hyphens. "" at a destination that
	// holds state: there what stands on a topic is what counts, however often it was put there.
	Key       string
	Kind      Kind
	Lane      cap.Lane
	Chain     string // the token of its chain, the same for an alert and all that follows it
	Part      int    // of the chain, from 1: one alert may become several
	Documents []Document
}

// Messages are its documents as publications.
func (o Outgoing) Messages() []Message {
	list := make([]Message, len(o.Documents))
	for i, d := range o.Documents {
		list[i] = d.Message
	}
	return list
}

// Kind is what a delivery does.
type Kind string

// The kinds of a delivery.
const (
	Alert      Kind = "alert"      // an alert, or what replaces it
	End        Kind = "end"        // the end of what stands
	Annotation Kind = "annotation" // what stands is shown again, with another remark beside it
)

// Document is one of the documents of a delivery.
type Document struct {
	Message
	Role Role
}

// Role is what a document is.
type Role string

// The roles.
const (
	CAP      Role = "cap"      // CAP as this destination gets it; in an End the derived Cancel
	JSON     Role = "json"     // the alert as a GeoJSON Feature
	Original Role = "original" // CAP byte for byte as its originator sent it
	Report   Role = "report"   // what the translation changed and left out, JSON
	Ended    Role = "ended"    // the notice that an alert ended here, and why, JSON
)

// Message is one publication.
type Message struct {
	// Topic is where it stands. A wire that keeps no state takes it as a name.
	Topic   string
	Payload []byte // empty with Retain clears the topic
	Retain  bool   // it stands there until something takes its place
	// Public says that somebody judged the payload to be for everybody (gateway/gate). A payload that nobody judged may
	// not stand where everybody reads.
	Public bool
}

// Result is what became of an attempt.
type Result struct {
	Outcome Outcome
	Code    string        // stable, of Refused and Unknown
	Text    string        // one sentence for the person who must act
	After   time.Duration // of Again: not sooner, as the far end asked; 0 leaves it to the gateway
}

// Outcome is how an attempt ended.
type Outcome int

// The outcomes. Only Done and Refused are final.
const (
	Done    Outcome = iota // the far end has it
	Refused                // the far end will not have it, however often it is sent
	Again                  // it did not arrive, and may later
	Unknown                // it was sent, and nobody knows whether it arrived
)

// MediaType is what a document in this role is, for a wire that says so.
func (r Role) MediaType() string {
	switch r {
	case CAP:
		return "application/cap+xml; charset=utf-8"
	case Original: // which says itself in what characters it is written
		return "application/cap+xml"
	case JSON:
		return "application/geo+json"
	}
	return "application/json"
}
