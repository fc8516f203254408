// Package after is what follows a transition once it is durable: receipts, alarms, deliveries to queue, and work on the
// chains. A transition fills Effects; package way applies them after the commit, and never if there was none.
package after

import (
	"slices"
	"time"

	"bordercast/adapters"
	"bordercast/gateway/alarm"
	"bordercast/gateway/outbox"
	"bordercast/gateway/topics"
)

// Effects are what a transition causes once it is durable: never before, and never if it was not.
type Effects struct {
	Receipts []Addressed
	Alarms   []alarm.Raised
	Release  []FollowUp // alerts with decisions to release
	Show     []FollowUp // alerts with holds whose drafts are to be shown
	// held alerts of which readers get the draft at the deadline: see publishUnreviewed
	Aware         []FollowUp
	Copies        []FollowUp                 // copies of news that was asked about under its first name: see followFirst
	Tickets       map[string][]outbox.Ticket // deliveries released, by destination
	GatewayTopics bool                       // the gateway's own topics changed
	Merged        []Merge                    // chains that are another from now on, before anything else follows
	Annotate      []FollowUp                 // where what stands of a chain is to be marked: an update waits, or no longer
	Incident      []string                   // incidents to render again
	Due           time.Time                  // the first instant at which the clock is to look; zero for none
	Verdict       adapters.Verdict           // on the message that was settled, for the link that brought it
	Priority      int64                      // of the follow-ups, among chains
	Source        string                     // the system whose message caused it; "" where people or the clock did
}

// Merge is a chain that has become part of another.
type Merge struct{ From, Into int64 }

// FollowUp is work that follows from a commit. Work on one chain is done in order.
type FollowUp struct {
	Chain, Alert int64
	Destination  string
}

// Once adds a follow-up to a list that does not have it.
func Once(list []FollowUp, f FollowUp) []FollowUp {
	if slices.Contains(list, f) {
		return list
	}
	return append(list, f)
}

// Addressed is a receipt and the system it goes to.
type Addressed struct {
	System  string
	Receipt topics.Receipt
}

// By has the clock look at an instant, or before.
func (fx *Effects) By(at time.Time) {
	if fx.Due.IsZero() || at.Before(fx.Due) {
		fx.Due = at
	}
}

// Ticket queues a delivery of a destination.
func (fx *Effects) Ticket(destination string, t outbox.Ticket) {
	if fx.Tickets == nil {
		fx.Tickets = map[string][]outbox.Ticket{}
	}
	fx.Tickets[destination] = append(fx.Tickets[destination], t)
}
