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
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/certs"
	"bordercast/gateway/agreement"
	"bordercast/gateway/alarm"
	"bordercast/gateway/api"
	"bordercast/gateway/broker"
	"bordercast/gateway/clock"
	"bordercast/gateway/config"
	"bordercast/gateway/intake"
	"bordercast/gateway/outbox"
	"bordercast/gateway/store/sqlite"
	"bordercast/gateway/trail"
)

// Options of Run.
type Options struct {
	Config  *config.Config
	Data    string         // data folder; "" takes the configuration's
	Clock   adapters.Clock // nil: the machine's own
	Log     *zap.Logger
	Rand    io.Reader
	Version string
	Ready   func(broker string) // told once everything is up, with the URL clients may use
}

// Gateway is a running daemon. Its maps and settings are fixed before anything runs; what changes is in the store, or
// behind the lock named beside it.
type Gateway struct {
	name, sender string
	data         string
	version      string
	started      time.Time
	clock        adapters.Clock
	real         adapters.Clock // for faults and pauses, which last real seconds on a scaled clock too
	log          *zap.Logger
	rand         io.Reader
	config       *config.Config
	agreement    *agreement.Agreement
	systems      map[string]*system
	destinations []*system // sorted by name
	parties      []party
	key          certs.Key
	db           *sqlite.DB
	blobs        *blobs
	handover     handover
	effort       *effort
	intake       *intake.Queue
	outboxes     map[string]*outbox.Queue
	links        map[string]*mqtt.Publisher
	officeLink   *mqtt.Publisher
	officeWake   chan struct{}
	clockWake    chan struct{}
	outgoing     chan adapters.Message
	told         int64 // size of the checkpoint last shown; runOffice's alone
	alarms       *alarm.Desk
	metrics      *api.Metrics
	chains       *chains
	broker       *broker.Broker
	brokerURL    string
	httpAddr     string
	ctx          context.Context // ends with the daemon; for what follows from a commit
	fail         context.CancelCauseFunc
	pulse        *pulse
}

// party is an organisation of the agreement. office says that it has people to be told.
type party struct {
	config.Party
	office bool
}

// Run is the daemon, from start to end. It returns nil when ctx ends it, and otherwise why it had to stop.
//
// It is long because it is straight: one line a part, in dependency order, each with its cleanup right after it.
func Run(ctx context.Context, o Options) (err error) {
	g, err := newGateway(o)
	if err != nil {
		return err
	}
	ctx, g.fail = context.WithCancelCause(ctx)
	defer g.fail(nil)
	g.ctx = ctx
	unlock, err := lockFolder(g.data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	trailKey, err := g.keys()
	if err != nil {
		return err
	}
	if g.db, err = sqlite.Open(ctx, sqlite.Options{Dir: g.data, Clock: g.clock, Key: trailKey}); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.db.Close()) }()
	if err := g.db.Update(ctx, g.sayStarted); err != nil {
		return err
	}
	g.alarms = g.alarmDesk()
	if err := g.restoreAlarms(ctx); err != nil {
		return err
	}
	port, err := g.openPort()
	if err != nil {
		return err
	}
	if err := g.openBroker(ctx); err != nil {
		return errors.Join(err, port.close())
	}
	defer func() { err = errors.Join(err, g.closeBroker()) }()
	if err := g.resume(ctx); err != nil {
		return errors.Join(err, port.close())
	}
	socket, err := api.Listen(g.data, desk{g}, g.log.Named("socket"))
	if err != nil {
		return errors.Join(err, port.close())
	}
	err = g.work(ctx, port, socket, o.Ready)
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return cause
	}
	return err
}

func newGateway(o Options) (*Gateway, error) {
	agreed, problems := o.Config.Compile()
	for _, p := range problems {
		if p.Level == agreement.Warning {
			o.Log.Warn(p.What, zap.String("where", p.Where), zap.String("do", p.Do))
		}
	}
	if config.Refused(problems) {
		return nil, fmt.Errorf("the configuration is refused; `bordercast config check` tells the same: %s", firstError(problems))
	}
	systems, err := systemsOf(o.Config)
	if err != nil {
		return nil, err
	}
	g := &Gateway{
		name: o.Config.Gateway.Name, sender: o.Config.Gateway.Sender, data: o.Data, version: o.Version, clock: o.Clock, real: clock.Real{},
		log: o.Log, rand: o.Rand, config: o.Config, agreement: agreed, systems: systems, blobs: newBlobs(), handover: handover{alerts: map[int64]handed{}}, effort: newEffort(runtime.GOMAXPROCS(0)), intake: intake.New(),
		outboxes: map[string]*outbox.Queue{}, links: map[string]*mqtt.Publisher{}, officeWake: make(chan struct{}, 1), clockWake: make(chan struct{}, 1),
		outgoing: make(chan adapters.Message, 8192), chains: newChains(releases * runtime.GOMAXPROCS(0)),
	}
	if g.data == "" {
		g.data = o.Config.Gateway.Data
	}
	if g.clock == nil {
		g.clock = clock.Real{}
	}
	g.started = g.clock.Now()
	g.pulse = newPulse(g.started)
	g.metrics = api.NewMetrics(desk{g})
	for _, p := range o.Config.Parties {
		g.parties = append(g.parties, party{p, len(p.People) > 0})
	}
	for _, s := range systems {
		if len(s.Out) > 0 {
			g.destinations = append(g.destinations, s)
			g.outboxes[s.Name] = outbox.NewQueue()
		}
	}
	slices.SortFunc(g.destinations, func(a, b *system) int { return strings.Compare(a.Name, b.Name) })
	return g, nil
}

func firstError(problems []config.Problem) string {
	for _, p := range problems {
		if p.Level == agreement.Error {
			return p.Where + ": " + p.What + "; " + p.Do
		}
	}
	return ""
}

// keys makes the gateway's two keys at the first start and says their fingerprints, or reads them.
func (g *Gateway) keys() (*trail.Key, error) {
	dir := filepath.Join(g.data, "keys")
	key, made, err := certs.LoadOrCreateKey(dir, g.name, g.rand, g.real.Now())
	if err != nil {
		return nil, err
	}
	g.key = key
	trailKey, madeTrail, err := trail.LoadOrCreateKey(dir, "bordercast/"+g.name, g.rand)
	if err != nil {
		return nil, err
	}
	if made || madeTrail {
		g.log.Info("first start: keys were made; give both fingerprints to your partners by another way than this gateway",
			zap.String("signing", key.Fingerprint()), zap.String("trail", trailKey.Public().Fingerprint()), zap.String("folder", dir))
	}
	return trailKey, nil
}

// sayStarted records in the trail that the gateway started, and under which agreement.
func (g *Gateway) sayStarted(tx *sqlite.Tx) error {
	tx.Say("", trail.Started, map[string]any{"gateway": g.name, "version": g.version, "key": g.key.Fingerprint()})
	tx.Say("", trail.Configured, map[string]any{"agreement": g.agreement.Version(), "systems": len(g.systems), "parties": len(g.parties)})
	return nil
}

// work runs everything until ctx ends or a part fails, and waits until all of it has stopped.
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
	run("settling", g.runSettle)
	run("clock", g.runClock)
	run("office link", g.officeLink.Run)
	run("office", g.runOffice)
	run("watch", g.runWatch)
	for _, d := range g.destinations {
		link := g.links[d.Name]
		run("link to "+d.Name, link.Run)
		worker := outbox.Worker{Queue: g.outboxes[d.Name], Book: ledger{g, d}, Publisher: link, Batch: 64}
		run("outbox of "+d.Name, worker.Run)
	}
	run("opening", func(ctx context.Context) error { return g.open(ctx, ready) })
	err := group.Wait()
	g.chains.wait()
	return err
}

// open starts listening to agencies once every destination's retained tree is right, then lets everybody in: whoever
// subscribes first after a restart gets every active alert.
func (g *Gateway) open(ctx context.Context, ready func(string)) error {
	for _, link := range append([]*mqtt.Publisher{g.officeLink}, slices.Collect(mapsValues(g.links))...) {
		if g.broker == nil {
			break // an outside broker is open already, and may be down: then what can go on goes on
		}
		select {
		case <-link.Connected():
		case <-ctx.Done():
			return nil
		}
	}
	group, ctx := errgroup.WithContext(ctx)
	first := make(chan struct{})
	group.Go(func() error { return g.runSource(ctx, sync.OnceFunc(func() { close(first) })) })
	select {
	case <-first:
		if g.broker != nil {
			g.settleDown(ctx)
			g.broker.Open()
		}
		g.pulse.ready(true)
		g.sayUp(ctx)
		if ready != nil {
			ready(g.brokerURL)
		}
	case <-ctx.Done():
	}
	return group.Wait()
}

// settleDown gives what ended while the gateway was down a moment to be cleared, for the embedded broker forgets a topic
// a moment after it says so, and a reader let in at that moment would keep what has ended.
func (g *Gateway) settleDown(ctx context.Context) {
	for more := true; more; {
		var err error
		if more, err = g.expire(ctx); err != nil {
			return // the clock's own turn says so
		}
	}
	for range 40 {
		waiting := 0
		for _, q := range g.outboxes {
			waiting += q.Len()
		}
		if waiting == 0 {
			break
		}
		if !g.pause(ctx, 50*time.Millisecond) {
			return
		}
	}
	g.pause(ctx, 100*time.Millisecond)
}

// pause waits in real time; false when ctx ended first.
func (g *Gateway) pause(ctx context.Context, d time.Duration) bool {
	fired, stop := g.real.After(d)
	defer stop()
	select {
	case <-fired:
		return true
	case <-ctx.Done():
		return false
	}
}

// insist is an update that waits while the disk is full: what it records has happened, or must happen.
func (g *Gateway) insist(ctx context.Context, do func(*sqlite.Tx) error) error {
	for {
		err := g.db.Update(ctx, do)
		if !errors.Is(err, sqlite.ErrFull) {
			return err
		}
		g.storeFailed(err)
		if !g.pause(ctx, time.Second) {
			return ctx.Err()
		}
	}
}

// runSource receives while there is room on the disk. Without room the link is dropped and nothing is acknowledged, so
// that the broker keeps what agencies send until it can be taken.
func (g *Gateway) runSource(ctx context.Context, listening func()) error {
	for {
		room := g.pulse.roomy()
		select {
		case <-room:
		case <-ctx.Done():
			return nil
		}
		source := g.source()
		link, cut := context.WithCancel(ctx)
		done := make(chan struct{})
		go func() { defer close(done); _ = source.Run(link) }()
		select {
		case <-source.Ready():
			listening()
		case <-ctx.Done():
		}
		g.untilFull(ctx)
		cut()
		<-done
		if ctx.Err() != nil {
			return nil
		}
	}
}

// untilFull waits until there is no room on the disk, or ctx ends.
func (g *Gateway) untilFull(ctx context.Context) {
	for {
		fired, stop := g.real.After(500 * time.Millisecond)
		select {
		case <-fired:
		case <-ctx.Done():
			stop()
			return
		}
		stop()
		select {
		case <-g.pulse.roomy():
		default:
			return
		}
	}
}

// storeFailed ends the daemon when the store can no longer be trusted, and only reports what failed alone.
func (g *Gateway) storeFailed(err error) {
	if errors.Is(err, sqlite.ErrFull) {
		g.pulse.full(err.Error())
	}
	if g.db.Err() != nil || errors.Is(err, sqlite.ErrClosed) {
		g.fail(err)
		return
	}
	g.log.Error("a command of the store failed", zap.Error(err))
}

func (g *Gateway) watchStore(ctx context.Context) error {
	select {
	case <-g.db.Ended():
		return g.db.Err()
	case <-ctx.Done():
		return nil
	}
}
