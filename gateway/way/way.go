// Package way is the way of an alert.
//
// The way of an alert is five transitions. Each is one transaction of the store; what lies between them is pure and
// may be done again after a crash, because start-up finds the unfinished work in the rows and goes on with the same
// functions the live loop uses (resume.go).
//
//	           a link has bytes
//	                 │ accept            sighting accepted; only now the link is told "yours is safe"
//	                 ▼
//	  verify · parse · validate · lane · geometry                        (pure, parallel: package reading)
//	                 │ settle            identity, chain, lane, decisions
//	     ┌───────────┼──────────────┬──────────────┐
//	     ▼           ▼              ▼              ▼
//	quarantined    drop           hold          forward
//	                                │ approve      │
//	                                └──────┬───────┘
//	                      draft: translate · sign · render              (pure, parallel: package derive)
//	                                       │ release     identifier and sent fixed, deliveries, wanted topics
//	                                       ▼
//	                                     ready ──────────────► lapsed   its time was up before the first attempt
//	                                       │ deliver
//	                                       ▼
//	                                   attempting ◄─ again after a cut or a crash: MQTT is repeatable
//	                                       ▼
//	                                     done
//	                                       │ expire      by the clock: end notice, topics cleared, holds lapsed
//	                                       ▼
//	                                     ended
//
// Every other step is refused by the statements of the store: package book has the table (steps.go).
package way

import (
	"context"
	"runtime"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/gateway/alarm"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/chainqueue"
	"bordercast/gateway/cpulimit"
	"bordercast/gateway/derive"
	"bordercast/gateway/documents"
	"bordercast/gateway/durable"
	"bordercast/gateway/health"
	"bordercast/gateway/holds"
	"bordercast/gateway/incident"
	"bordercast/gateway/intake"
	"bordercast/gateway/lead"
	"bordercast/gateway/notice"
	"bordercast/gateway/order"
	"bordercast/gateway/outbox"
	"bordercast/gateway/projection"
	"bordercast/gateway/reading"
	"bordercast/gateway/retained"
	"bordercast/gateway/settings"
)

// Way carries alerts from step to step.
type Way struct {
	Settings  *settings.Current
	Clock     adapters.Clock
	DB        *book.Book
	Durable   *durable.Store
	CPU       *cpulimit.Limiter
	Intake    *intake.Queue
	Bulky     *intake.Queue // large documents
	Outboxes  *outbox.Queues
	Chains    *chainqueue.Queue
	Connected func(destination string) bool // whether its link is up
	Life      context.Context               // ends with the daemon; for what follows from a commit
	Reader    *reading.Reader
	Relater   *Relater
	Derive    *derive.Deriver
	Retained  *retained.Planner
	Retired   *settings.Retired
	Holds     *holds.Holds
	Receipts  *notice.Receipts
	Notices   *notice.Alarms
	Topics    *notice.Topics
	CallWake  chan struct{}
	Register  *alarm.Register
	Projector *projection.Projector // of incidents
	Releaser  *Releaser
	Expiry    *Clock
	Lead      *lead.Lead
	Health    *health.State
	Blobs     *documents.Cache
	Parsed    *derive.Parsed
	Metrics   *api.Metrics
	Log       *zap.Logger

	recent *recent
	clocks *order.Clocks // of the sources
}

// New makes a Way of its parts, with its Releaser and its Clock. drawer is what the clock closes incidents by.
func New(w Way, drawer *incident.Incidents) *Way {
	g := &w
	g.recent, g.clocks = newRecent(), &order.Clocks{}
	processors := runtime.GOMAXPROCS(0)
	g.Intake.AtOnce, g.Bulky.AtOnce = 2*processors+2, 2
	g.Releaser = &Releaser{
		Settings: g.Settings, DB: g.DB, CPU: g.CPU, Way: g, Derive: g.Derive, Retained: g.Retained, Holds: g.Holds,
		Receipts: g.Receipts,
		Notices:  g.Notices, Blobs: g.Blobs, Parsed: g.Parsed, Log: g.Log,
	}
	g.Expiry = &Clock{
		Clock: g.Clock, DB: g.DB, Durable: g.Durable, Way: g, Retained: g.Retained, Holds: g.Holds, Drawer: drawer,
		wake: make(chan struct{}, 1),
	}
	return g
}
