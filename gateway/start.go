package gateway

import (
	"cmp"
	"io"
	"slices"
	"time"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/gateway/alarm"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/clock"
	"bordercast/gateway/config"
	"bordercast/gateway/health"
	"bordercast/gateway/lead"
	"bordercast/gateway/notice"
	"bordercast/gateway/outbox"
	"bordercast/gateway/reconcile"
	"bordercast/gateway/settings"
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
	Ready      func(broker string) // told once everything is up, with the URL clients may use
	// given the gateway as soon as it can be told something; nil for nobody
	Running func(*Gateway)
	// takes the configuration anew, by a person's word; nil where there is none to take
	Reload func(by string) ([]config.Change, error)
	Seat   *lead.Seat // the process's, for all its runs; nil: one for this run
}

// Check says why a configuration would be refused, nil when Run would take it. It reads the files that the
// configuration names, and opens nothing.
func Check(c *config.Config, log *zap.Logger) error {
	_, err := newGateway(Options{Config: c, Log: log})
	return err
}

func newGateway(o Options) (*Gateway, error) {
	now, err := settings.New(o.Config, o.Data, nil, func(p config.Problem) {
		o.Log.Warn(p.What, zap.String("where", p.Where), zap.String("do", p.Do))
	})
	if err != nil {
		return nil, err
	}
	g := &Gateway{
		data: cmp.Or(o.Data, o.Config.Gateway.Data), version: o.Version, clock: o.Clock, real: clock.Real{}, log: o.Log,
		rand:     o.Rand,
		settings: &settings.Current{}, lead: lead.New(), outboxes: &outbox.Queues{}, seated: make(chan struct{}),
		opened: make(chan struct{}),
		reload: o.Reload, sweepEvery: cmp.Or(o.SweepEvery, reconcile.SweepEvery),
	}
	if g.clock == nil {
		g.clock = clock.Real{}
	}
	g.keys = keys{data: g.data, settings: g.settings, clock: g.clock, real: g.real, rand: g.rand, log: g.log}
	g.take(now)
	g.started = g.clock.Now()
	g.healthState = health.NewState(g.started)
	g.metrics = api.NewMetrics(gauges{g})
	return g, nil
}

// take puts settings in force: each of their destinations has a queue from now on.
func (g *Gateway) take(now *settings.Settings) {
	for _, d := range now.Destinations {
		g.outboxes.Open(d.Name)
	}
	in := *now
	in.Since = g.clock.Now()
	g.settings.Take(&in)
}

// reportEstimated logs where the map has no outlines of census divisions: in lane actual people are to act by it.
func (g *Gateway) reportEstimated() {
	estimated := g.settings.Now().Atlas.Estimated()
	if len(estimated) == 0 {
		return
	}
	say := g.log.Info
	if slices.ContainsFunc(g.settings.Now().Config.Systems, func(s config.System) bool {
		return s.In != nil &&
			slices.Contains(s.In.Lanes, cap.LaneActual)
	}) {
		say = g.log.Warn
	}
	say("which census divisions an alert is in is estimated", zap.String("where", geo.Names(estimated, cap.CA, false)),
		zap.String("do", "give it Statistics Canada's outlines: bordercast geo import lcd_….zip"))
}

// recordStarted records in the trail that the gateway started, under which agreement, and with which rows of event
// codes of its operator's own ("" is the built-in table alone), and who had it take them.
func (g *Gateway) recordStarted(tx *book.Tx, by string) error {
	tx.Trail.Append("", trail.Started, map[string]any{"gateway": g.settings.Now().Name, "version": g.version,
		"key": g.settings.Now().Key.Fingerprint()})
	recordConfigured(tx, g.settings.Now(), by)
	lost, err := tx.Notes.TakeLost()
	if err != nil || lost == nil {
		return err
	}
	tx.Trail.Append("", trail.CheckpointsLost, map[string]any{"was": lost.Was, "is": lost.Is, "reason": lost.Reason})
	return notice.Keep(tx, []alarm.Raised{notice.CheckpointsLostAlarm(lost)})
}

// recordConfigured records by what settings the gateway works from now on, and who had it take them.
func recordConfigured(tx *book.Tx, now *settings.Settings, by string) {
	configured := map[string]any{
		"agreement": now.Agreement.Version(), "systems": len(now.Systems), "parties": len(now.Parties),
		"events": now.Events.Digest(),
	}
	if by != "" {
		configured["by"] = by
	}
	tx.Trail.Append("", trail.Configured, configured)
}
