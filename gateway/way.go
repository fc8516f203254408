package gateway

import (
	"slices"
	"time"

	"bordercast/cap"
	"bordercast/gateway/alarm"
	"bordercast/gateway/outbox"
	"bordercast/gateway/topics"
)

// The way of an alert is five transitions. Each is one transaction of the store; what lies between them is pure and
// may be done again after a crash, because start-up finds the unfinished work in the rows and goes on with the same
// functions the live loop uses (resume.go).
//
//	            a link has bytes
//	                  │ accept            sighting accepted; only now the link is told "yours is safe"
//	                  ▼
//	   verify · parse · validate · lane · geometry                        (pure, parallel: analyse.go)
//	                  │ settle            identity, chain, lane, decisions
//	      ┌───────────┼──────────────┬──────────────┐
//	      ▼           ▼              ▼              ▼
//	 quarantined    drop           hold          forward
//	                                 │ approve      │
//	                                 └──────┬───────┘
//	                       draft: translate · sign · render              (pure, parallel: draft.go)
//	                                        │ release     identifier and sent fixed, deliveries, wanted topics
//	                                        ▼
//	                                      ready ──────────────► lapsed   its time was up before the first attempt
//	                                        │ deliver
//	                                        ▼
//	                                    attempting ◄─ again after a cut or a crash: MQTT is repeatable
//	                                        ▼
//	                                      done
//	                                        │ expire      by the clock: end notice, topics cleared, holds lapsed
//	                                        ▼
//	                                      ended
//
// Every other step is refused by the statements of the store: package book has the table (steps.go).

// effects are what a transition causes once it is durable: never before, and never if it was not.
type effects struct {
	receipts      []addressed
	alarms        []alarm.Raised
	release       []followUp                 // alerts with decisions to release
	show          []followUp                 // alerts with holds whose drafts are to be shown
	aware         []followUp                 // held alerts of which readers get the draft at the deadline: see publishUnreviewed
	copies        []followUp                 // copies of news that was asked about under its first name: see followFirst
	tickets       map[string][]outbox.Ticket // deliveries released, by destination
	gatewayTopics bool                       // the gateway's own topics changed
	merged        []merge                    // chains that are another from now on, before anything else follows
	annotate      []followUp                 // where what stands of a chain is to be marked: an update waits, or no longer
	incident      []string                   // incidents to render again
	due           time.Time                  // the first instant at which the clock is to look; zero for none
	priority      int64                      // of the follow-ups, among chains
	source        string                     // the system whose message caused it; "" where people or the clock did
}

// merge is a chain that has become part of another.
type merge struct{ from, into int64 }

// followUp is work that follows from a commit. Work on one chain is done in order.
type followUp struct {
	chain, alert int64
	destination  string
}

func once(list []followUp, f followUp) []followUp {
	if slices.Contains(list, f) {
		return list
	}
	return append(list, f)
}

// addressed is a receipt and the system it goes to.
type addressed struct {
	system  string
	receipt topics.Receipt
}

// by has the clock look at an instant, or before.
func (fx *effects) by(at time.Time) {
	if fx.due.IsZero() || at.Before(fx.due) {
		fx.due = at
	}
}

func (fx *effects) ticket(destination string, t outbox.Ticket) {
	if fx.tickets == nil {
		fx.tickets = map[string][]outbox.Ticket{}
	}
	fx.tickets[destination] = append(fx.tickets[destination], t)
}

// laneOf is the lane for a topic of something that may have none.
func laneOf(l cap.Lane) cap.Lane {
	if l == cap.NoLane {
		return cap.LaneActual
	}
	return l
}
