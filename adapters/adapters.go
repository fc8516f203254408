// Package adapters holds the contract between the gateway and its wires: what comes in (Source, Incoming), what goes
// out (Destination, Outgoing, Result), how a link is doing (Health), and the clock everybody tells the time by; and
// what every wire needs alike, so that none invents it anew: pauses between attempts (Backoff) and reports of health
// (Reporter). Each folder below knows one protocol and imports neither the gateway nor another adapter.
//
// docs/writing-an-adapter.md shows how to write one; adapterstest holds each to this contract.
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

// Health is how a link is doing. A link reports each change once.
type Health struct {
	Link   string // the system's name, or the gateway's own
	Up     bool
	Reason string // a stable code: connected, refused, cut, unauthorised …
	Text   string // one sentence for the person who must act
	At     time.Time
}

// A Wire is what a Source and a Destination have in common.
type Wire interface {
	// Run serves the wire until ctx ends. Trouble at the far end is no error: it is reported as Health, and tried again
	// as long as that takes. An error is a fault of the gateway's own machine, and ends the daemon.
	Run(ctx context.Context) error
}
