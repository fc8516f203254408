package gateway

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/gateway/agreement"
	"bordercast/gateway/alarm"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/callout"
	"bordercast/gateway/clock"
	"bordercast/gateway/config"
	"bordercast/gateway/cpulimit"
	"bordercast/gateway/intake"
	"bordercast/gateway/outbox"
	"bordercast/gateway/projection"
	"bordercast/gateway/receipts"
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
	By      string // who had a running gateway take this configuration; "" for a start
	// SweepEvery is how often trees are looked at for what others publish there; 0 is once a minute.
	SweepEvery time.Duration
	Ready      func(broker string)   // told once everything is up, with the URL clients may use
	Running    func(*Gateway)        // given the gateway as soon as it can be told something; nil for nobody
	Reload     func(by string) error // takes the configuration anew, by a person's word; nil where there is none to take
	Seat       *Seat                 // the process's, for all its runs; nil: one for this run
}

// Check says why a configuration would be refused, nil when Run would take it. It reads the files that the
// configuration names, and opens nothing.
func Check(c *config.Config, log *zap.Logger) error {
	_, err := newGateway(Options{Config: c, Log: log})
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
	atlas, err := geo.LoadFrom(os.DirFS(filepath.Join(cmp.Or(o.Data, o.Config.Gateway.Data), "geo")))
	if err != nil {
		return nil, fmt.Errorf("the map cannot be read: %w", err)
	}
	events, _ := o.Config.EventTable() // its refusals are among the problems
	systems, err := systemsOf(o.Config)
	if err != nil {
		return nil, err
	}
	g := &Gateway{
		name: o.Config.Gateway.Name, sender: o.Config.Gateway.Sender, data: o.Data, version: o.Version, clock: o.Clock, real: clock.Real{},
		log: o.Log, rand: o.Rand, config: o.Config, officers: o.Config.Officers(), agreement: agreed, atlas: atlas, events: events, systems: systems, blobs: newBlobCache(), parsed: parsedCache{alerts: map[int64]parsedAlert{}}, recent: newRecent(), cpuLimit: cpulimit.New(runtime.GOMAXPROCS(0)), intake: intake.New(), bulky: intake.New(),
		outboxes: map[string]*outbox.Queue{}, links: map[string]*mqtt.Publisher{}, gatewayTopicsWake: make(chan struct{}, 1), clockWake: make(chan struct{}, 1), callWake: make(chan struct{}, 1),
		outgoing: make(chan adapters.Message, 8192), receipts: receipts.New(), chains: newChains(releases * runtime.GOMAXPROCS(0)),
	}
	g.connected = g.isConnected
	g.incidents = &projection.Projector{Clock: g.real, Every: incidentEvery, Draw: g.drawIncident, Failed: func(_ string, err error) { g.storeFailed(err) }}
	g.intake.AtOnce, g.bulky.AtOnce = 2*runtime.GOMAXPROCS(0)+2, 2
	if g.data == "" {
		g.data = o.Config.Gateway.Data
	}
	if g.clock == nil {
		g.clock = clock.Real{}
	}
	g.reload, g.sweepEvery = o.Reload, cmp.Or(o.SweepEvery, sweepEvery)
	g.entitled = entitlementOf(o.Config, agreed)
	g.started = g.clock.Now()
	g.healthState = newHealthState(g.started)
	g.metrics = api.NewMetrics(service{g})
	g.ringer = callout.New(g.clock, g)
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

// reportEstimated logs where the map has no outlines of census divisions: in lane actual people are to act by it.
func (g *Gateway) reportEstimated() {
	estimated := g.atlas.Estimated()
	if len(estimated) == 0 {
		return
	}
	say := g.log.Info
	if slices.ContainsFunc(g.config.Systems, func(s config.System) bool { return s.In != nil && slices.Contains(s.In.Lanes, cap.LaneActual) }) {
		say = g.log.Warn
	}
	say("which census divisions an alert is in is estimated", zap.String("where", geo.Names(estimated, cap.CA, false)),
		zap.String("do", "give it Statistics Canada's outlines: bordercast geo import lcd_….zip"))
}

func firstError(problems []config.Problem) string {
	for _, p := range problems {
		if p.Level == agreement.Error {
			return p.Where + ": " + p.What + "; " + p.Do
		}
	}
	return ""
}

// recordStarted records in the trail that the gateway started, under which agreement, and with which rows of event
// codes of its operator's own ("" is the built-in table alone), and who had it take them.
func (g *Gateway) recordStarted(tx *book.Tx, by string) error {
	tx.Say("", trail.Started, map[string]any{"gateway": g.name, "version": g.version, "key": g.key.Fingerprint()})
	configured := map[string]any{"agreement": g.agreement.Version(), "systems": len(g.systems), "parties": len(g.parties),
		"events": g.events.Digest()}
	if by != "" {
		configured["by"] = by
	}
	tx.Say("", trail.Configured, configured)
	lost, err := tx.TakeLost()
	if err != nil || lost == nil {
		return err
	}
	tx.Say("", trail.CheckpointsLost, map[string]any{"was": lost.Was, "is": lost.Is, "reason": lost.Reason})
	return keepAlarms(tx, []alarm.Raised{checkpointsLostAlarm(lost)})
}
