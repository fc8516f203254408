// Package gateway is the daemon: links in, the book, destinations out, and what people can ask of it. Run is the
// whole of it, assemble.go puts its parts together; the way of an alert is package way.
//
// Run starts things in the order in which they depend on each other and stops them in the opposite one. It refuses to
// start on a folder that another bordercast has, on a configuration with an error, and on a store that was altered.
package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"bordercast/adapters"
	"bordercast/gateway/acts"
	"bordercast/gateway/alarm"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/chainqueue"
	"bordercast/gateway/config"
	"bordercast/gateway/datafolder"
	"bordercast/gateway/durable"
	"bordercast/gateway/health"
	"bordercast/gateway/incident"
	"bordercast/gateway/lead"
	"bordercast/gateway/leader"
	"bordercast/gateway/notice"
	"bordercast/gateway/outbox"
	"bordercast/gateway/reconcile"
	"bordercast/gateway/settings"
	"bordercast/gateway/store"
	"bordercast/gateway/trees"
	"bordercast/gateway/view"
	"bordercast/gateway/watch"
	"bordercast/gateway/way"
	"bordercast/gateway/wires"
)

// Gateway is a running daemon: what it was given, what it opened, and its parts (assemble).
type Gateway struct {
	data        string // the data folder
	version     string
	started     time.Time
	clock       adapters.Clock
	real        adapters.Clock // for faults and pauses, which last real seconds on a scaled clock too
	log         *zap.Logger
	rand        io.Reader
	settings    *settings.Current
	keys        keys
	db          *book.Book
	outboxes    *outbox.Queues
	lostLead    bool          // the life before this one in the same process ended because another leads
	renamed     acts.Renaming // at this start; zero for none
	sweepEvery  time.Duration
	reload      func(by string) ([]config.Change, error)
	fail        context.CancelCauseFunc
	healthState *health.State
	metrics     *api.Metrics
	alarms      *alarm.Register
	chains      *chainqueue.Queue
	reloading   sync.Mutex                 // held by a reload, and while this process begins to lead
	crew        atomic.Pointer[wires.Crew] // what runs while this process leads; nil while it does not
	seated      chan struct{}              // closed once it waits for its turn to lead
	opened      chan struct{}              // closed once it serves as leader

	lead        *lead.Lead
	trees       *trees.Trees
	durable     *durable.Store
	receipts    *notice.Receipts
	topics      *notice.Topics
	notices     *notice.Alarms
	calls       *notice.Calls
	drawer      *incident.Incidents
	way         *way.Way
	reconciler  *reconcile.Reconciler
	wires       *wires.Wires
	sources     *wires.Sources
	watch       *watch.Watch
	acts        *acts.Acts
	rulings     *acts.Rulings
	corrections *acts.Corrections
	retirement  *acts.Retirement
	view        *view.View
	showing     *view.Showing
	explaining  *view.Explaining
}

// Run is the daemon, from start to end. It returns nil when ctx ends it, and otherwise why it had to stop. A process
// that leads no longer, or leads other trees than before, goes through it all again: it stands by, and takes up from
// the store what it left there.
func Run(ctx context.Context, o Options) (err error) {
	g, err := newGateway(o)
	if err != nil {
		return err
	}
	unlock, err := datafolder.Lock(g.data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if err := g.mayStart(ctx); err != nil {
		return err
	}
	if o.Seat == nil {
		if o.Seat, err = lead.NewSeat(o.Rand); err != nil {
			return err
		}
		defer o.Seat.Close()
	}
	for {
		g.lead.Seat = o.Seat
		err := g.run(ctx, o)
		if !endsTerm(err) || ctx.Err() != nil {
			return err
		}
		lost := errors.Is(err, leader.ErrLost)
		o.Log.Warn("the gateway stops what it does and begins anew", zap.Error(err))
		o.Config = g.settings.Now().Config // a reload may have changed it
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
	trailKey, err := g.keys.open(ctx)
	if err != nil {
		return err
	}
	g.reportEstimated()
	if g.db, err = store.Open(g.data, book.Options{Clock: g.clock, Key: trailKey, Committed: g.metrics.Committed,
		Impossible: func(s *book.ImpossibleStep) { g.notices.Impossible(s) }}); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.db.Close()) }()
	g.assemble(ctx)
	if err := g.keys.taken(ctx, g.db, trailKey); err != nil {
		return err
	}
	if err := g.db.Update(ctx, func(tx *book.Tx) error { return g.recordStarted(tx, o.By) }); err != nil {
		return err
	}
	if err := g.db.Update(ctx, g.wires.NameClients); err != nil {
		return err
	}
	if err := g.notices.Restore(ctx); err != nil {
		return err
	}
	if err := g.takeStock(ctx, g.settings.Now(), "", nil); err != nil {
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
	if err := g.wires.OpenBroker(ctx, g.takeSeat); err != nil {
		return errors.Join(err, port.close())
	}
	defer func() { err = errors.Join(err, g.wires.CloseBroker()) }()
	if g.lostLead {
		g.alarms.Raise(lostLeadAlarm(g.lead.Keeper.View().Leader))
	}
	socket, err := api.Listen(api.Place{Data: g.data, Path: g.settings.Now().Config.Gateway.Socket.Path,
		Group: g.settings.Now().Config.Gateway.Socket.Group}, serviceOf(g), g.log.Named("socket"))
	if err != nil {
		return errors.Join(err, port.close())
	}
	err = g.work(ctx, port, socket, o.Ready)
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return cause
	}
	return err
}

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
	run("store", g.durable.Watch)
	run("alarms", g.alarms.Run)
	run("socket", socket.Serve)
	run("http", port.serve)
	run("watch", g.watch.Run)
	run("health", g.watch.RunLinks)
	run("leadership", g.watchSeat)
	run("leading", func(ctx context.Context) error { return g.runLeading(ctx, ready) })
	err := group.Wait()
	g.lead.Seat.Rest()
	g.chains.End()
	return err
}
