// Package gateway is the daemon: links in, the book, destinations out, and what people can ask of it. Run is the
// whole of it; way.go shows the way of an alert, which is the rest of the package.
//
// Run starts things in the order in which they depend on each other and stops them in the opposite one. It refuses to
// start on a folder that another bordercast has, on a configuration with an error, and on a store that was altered.
package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/cap/event"
	"bordercast/cap/geo"
	"bordercast/certs"
	"bordercast/gateway/agreement"
	"bordercast/gateway/alarm"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/broker"
	"bordercast/gateway/callout"
	"bordercast/gateway/config"
	"bordercast/gateway/cpulimit"
	"bordercast/gateway/entitlement"
	"bordercast/gateway/intake"
	"bordercast/gateway/leader"
	"bordercast/gateway/officer"
	"bordercast/gateway/order"
	"bordercast/gateway/outbox"
	"bordercast/gateway/projection"
	"bordercast/gateway/receipts"
	"bordercast/gateway/store"
)

// Gateway is a running daemon. Its maps and settings are fixed before anything runs; what changes is in the store, or
// behind the lock named beside it.
type Gateway struct {
	name, sender        string
	data                string
	version             string
	started             time.Time
	clock               adapters.Clock
	real                adapters.Clock // for faults and pauses, which last real seconds on a scaled clock too
	log                 *zap.Logger
	rand                io.Reader
	config              *config.Config
	officers            *officer.Table // who may do what
	agreement           *agreement.Agreement
	atlas               *geo.Atlas   // the map: read once, at the start
	events              *event.Table // what event codes mean to each other, the operator's rows included
	systems             map[string]*system
	entitled            entitlement.Rules // who may end or change what
	clocks              order.Clocks      // of the sources
	destinations        []*system         // sorted by name
	parties             []party
	key                 certs.Key
	db                  *book.Book
	blobs               *blobCache
	parsed              parsedCache
	recent              *recent
	cpuLimit            *cpulimit.Limiter
	intake              *intake.Queue
	bulky               *intake.Queue // large documents
	outboxes            map[string]*outbox.Queue
	links               map[string]*mqtt.Publisher
	connected           func(destination string) bool // whether its link is up
	gatewayLink         *mqtt.Publisher
	receiptLink         *mqtt.Publisher
	receipts            *receipts.Box
	gatewayTopicsWake   chan struct{}
	clockWake           chan struct{}
	callWake            chan struct{}
	ringer              *callout.Ringer
	clockNext           atomic.Int64 // when the clock wakes by itself, in milliseconds since 1970
	outgoing            chan adapters.Message
	publishedCheckpoint int64 // size of the checkpoint last shown; runGatewayTopics' alone
	incidents           *projection.Projector
	incidentsAt         time.Time // when incidents are looked over again; runClock's alone
	alarms              *alarm.Register
	metrics             *api.Metrics
	chains              *chains
	broker              *broker.Broker
	brokerURL           string
	clientSecret        string // ends the names of the gateway's clients at the broker; never logged
	seat                *Seat
	keeper              *leader.Keeper
	term                *leader.Term // under which this process leads; set once, before leads is
	leads               atomic.Bool
	lostLead            bool // the life before this one in the same process ended because another leads
	httpAddr            string
	ctx                 context.Context // ends with the daemon; for what follows from a commit
	fail                context.CancelCauseFunc
	healthState         *healthState
	leftovers           leftovers
	retired             closed
	leaving             leaving
	renamed             renaming // at this start; zero for none
	clientName          string   // in its clients' names: the one it had first
	sweepEvery          time.Duration
	reload              func(by string) error
}

// party is an organisation of the agreement. hasStaff: it has people who are told of alerts.
type party struct {
	config.Party
	hasStaff bool
}

// Run is the daemon, from start to end. It returns nil when ctx ends it, and otherwise why it had to stop. A process
// that leads no longer, or leads other trees than before, goes through it all again: it stands by, and takes up from the
// store what it left there.
func Run(ctx context.Context, o Options) (err error) {
	g, err := newGateway(o)
	if err != nil {
		return err
	}
	unlock, err := lockFolder(g.data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if err := g.mayStart(ctx); err != nil {
		return err
	}
	if o.Seat == nil {
		if o.Seat, err = NewSeat(o.Rand); err != nil {
			return err
		}
		defer o.Seat.Close()
	}
	for {
		g.seat = o.Seat
		err := g.run(ctx, o)
		if !endsTerm(err) || ctx.Err() != nil {
			return err
		}
		lost := errors.Is(err, leader.ErrLost)
		o.Log.Warn("the gateway stops what it does and begins anew", zap.Error(err))
		if g, err = newGateway(o); err != nil {
			return err
		}
		g.lostLead, o.By = lost, ""
	}
}

// run is one life of the gateway in this process.
//
// It is long because it is straight: one line a part, in dependency order, each with its cleanup right after it.
func (g *Gateway) run(ctx context.Context, o Options) (err error) {
	ctx, g.fail = context.WithCancelCause(ctx)
	defer g.fail(nil)
	g.ctx = ctx
	trailKey, err := g.keys(ctx)
	if err != nil {
		return err
	}
	g.reportEstimated()
	if g.db, err = store.Open(g.data, book.Options{Clock: g.clock, Key: trailKey, Committed: g.metrics.Committed, Impossible: g.impossible}); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.db.Close()) }()
	if err := g.keysTaken(ctx, trailKey); err != nil {
		return err
	}
	if err := g.db.Update(ctx, func(tx *book.Tx) error { return g.recordStarted(tx, o.By) }); err != nil {
		return err
	}
	if err := g.db.Update(ctx, g.nameClients); err != nil {
		return err
	}
	g.alarms = g.newAlarmRegister()
	if err := g.restoreAlarms(ctx); err != nil {
		return err
	}
	if err := g.takeStock(ctx); err != nil {
		return err
	}
	g.alarms.Over(reloadKey())
	if o.Running != nil {
		o.Running(g)
	}
	port, err := g.openPort()
	if err != nil {
		return err
	}
	if err := g.openBroker(ctx); err != nil {
		return errors.Join(err, port.close())
	}
	defer func() { err = errors.Join(err, g.closeBroker()) }()
	if g.lostLead {
		g.raise(lostLeadAlarm(g.keeper.View().Leader))
	}
	socket, err := api.Listen(api.Place{Data: g.data, Path: g.config.Gateway.Socket.Path, Group: g.config.Gateway.Socket.Group}, service{g}, g.log.Named("socket"))
	if err != nil {
		return errors.Join(err, port.close())
	}
	err = g.work(ctx, port, socket, o.Ready)
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return cause
	}
	return err
}

// deliveries is how many go to a destination at a time: an urgent one waits for so many that were begun before it, in the
// book and on the wire. More of them at once are through no sooner.
const deliveries = 8

// work runs everything until ctx ends or a part fails, and waits until all of it has stopped: what a gateway does that
// stands by, too, and under lead what only the one does that leads.
func (g *Gateway) work(ctx context.Context, port *port, socket *api.Server, ready func(string)) error {
	group, ctx := errgroup.WithContext(ctx)
	run := func(name string, part func(context.Context) error) {
		group.Go(func() error {
			if err := part(ctx); err != nil && ctx.Err() == nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			return nil
		})
	}
	run("store", g.watchStore)
	run("alarms", g.alarms.Run)
	run("socket", socket.Serve)
	run("http", port.serve)
	run("watch", g.runWatch)
	run("health", g.runHealth)
	run("leadership", g.watchSeat)
	run("leading", func(ctx context.Context) error { return g.lead(ctx, ready) })
	err := group.Wait()
	g.seat.rest()
	g.chains.end()
	return err
}
