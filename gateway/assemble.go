package gateway

import (
	"context"
	"runtime"

	"bordercast/gateway/acts"
	"bordercast/gateway/callout"
	"bordercast/gateway/chainqueue"
	"bordercast/gateway/cpulimit"
	"bordercast/gateway/derive"
	"bordercast/gateway/documents"
	"bordercast/gateway/durable"
	"bordercast/gateway/holds"
	"bordercast/gateway/incident"
	"bordercast/gateway/intake"
	"bordercast/gateway/notice"
	"bordercast/gateway/projection"
	"bordercast/gateway/reading"
	"bordercast/gateway/receipts"
	"bordercast/gateway/reconcile"
	"bordercast/gateway/retained"
	"bordercast/gateway/settings"
	"bordercast/gateway/sight"
	"bordercast/gateway/trees"
	"bordercast/gateway/view"
	"bordercast/gateway/watch"
	"bordercast/gateway/way"
	"bordercast/gateway/wires"
)

// assemble makes the parts of a gateway whose store is open, in the order in which they depend on each other. life ends
// with the daemon. Nothing runs yet.
func (g *Gateway) assemble(life context.Context) {
	processors := runtime.GOMAXPROCS(0)
	limiter, blobs, parsed := cpulimit.New(processors), documents.New(), derive.NewParsed()
	links, retired, leftovers, callWake := &wires.Links{}, &settings.Retired{}, &reconcile.Leftovers{}, make(chan struct{},
		1)
	g.chains = chainqueue.New(chainqueue.Releases * processors)
	g.trees = &trees.Trees{Settings: g.settings, Lead: g.lead}
	g.durable = &durable.Store{DB: g.db, Real: g.real, Health: g.healthState, Fail: g.fail, Log: g.log}
	g.receipts = &notice.Receipts{Clock: g.clock, Box: receipts.New(), Metrics: g.metrics, Log: g.log}
	g.topics = notice.NewTopics(notice.Topics{
		Settings: g.settings, DB: g.db, Real: g.real, Blobs: blobs, Lead: g.lead, Trees: g.trees, Log: g.log,
	})
	g.notices = &notice.Alarms{
		Settings: g.settings, Clock: g.clock, DB: g.db, Durable: g.durable, Topics: g.topics, Chains: g.chains,
		Metrics: g.metrics, Log: g.log,
	}
	g.alarms = g.notices.NewRegister()
	g.notices.Register = g.alarms
	g.calls = &notice.Calls{
		Settings: g.settings, Clock: g.clock, Real: g.real, DB: g.db, Durable: g.durable, Notices: g.notices,
		Register: g.alarms,
		CallWake: callWake, Log: g.log,
	}
	g.calls.Ringer = callout.New(g.clock, g.calls)

	reader, seen, relater := &reading.Reader{Settings: g.settings}, &sight.Seen{Settings: g.settings},
		&way.Relater{Settings: g.settings}
	drafts := &derive.Deriver{Settings: g.settings, Clock: g.clock, DB: g.db, CPU: limiter, Blobs: blobs, Parsed: parsed}
	planner := &retained.Planner{
		Settings: g.settings, Derive: drafts, Notices: g.notices, Receipts: g.receipts, Blobs: blobs, Health: g.healthState,
		Metrics: g.metrics,
	}
	held := &holds.Holds{Settings: g.settings, Derive: drafts, Retained: planner, Receipts: g.receipts, Topics: g.topics,
		Blobs: blobs, Log: g.log}
	g.drawer = &incident.Incidents{Settings: g.settings, Clock: g.clock, DB: g.db, Durable: g.durable, Topics: g.topics,
		Seen: seen}
	g.drawer.Projector = &projection.Projector{
		Clock: g.real, Every: incident.Every, Draw: g.drawer.Draw, Failed: func(_ string,
			err error) {
			g.durable.Failed(err)
		},
	}

	g.way = way.New(way.Way{
		Settings: g.settings, Clock: g.clock, DB: g.db, Durable: g.durable, CPU: limiter, Intake: intake.New(),
		Bulky:    intake.New(),
		Outboxes: g.outboxes, Chains: g.chains, Connected: links.Connected, Life: life, Reader: reader, Relater: relater,
		Derive:   drafts,
		Retained: planner, Retired: retired, Holds: held, Receipts: g.receipts, Notices: g.notices, Topics: g.topics,
		CallWake: callWake,
		Register: g.alarms, Projector: g.drawer.Projector, Lead: g.lead, Health: g.healthState, Blobs: blobs, Parsed: parsed,
		Metrics: g.metrics, Log: g.log,
	}, g.drawer)
	adopter := &reconcile.Adopter{Settings: g.settings, DB: g.db, Holds: held, Relater: relater, Way: g.way,
		Expiry: g.way.Expiry}
	g.reconciler = &reconcile.Reconciler{
		Settings: g.settings, DB: g.db, Durable: g.durable, Adopter: adopter, Lead: g.lead, Trees: g.trees,
		Notices: g.notices, Topics: g.topics,
		Register: g.alarms, LinkOf: links.Of, Leftovers: leftovers, Every: g.sweepEvery, Log: g.log,
	}
	g.watch = &watch.Watch{
		Settings: g.settings, Clock: g.clock, Real: g.real, DB: g.db, Durable: g.durable, Lead: g.lead, Way: g.way,
		Releaser: g.way.Releaser,
		Health:   g.healthState, Register: g.alarms, Data: g.data, Log: g.log,
	}
	g.acts = &acts.Acts{
		Settings: g.settings, Clock: g.clock, Real: g.real, Rand: g.rand, DB: g.db, Data: g.data, Durable: g.durable,
		Retained: planner,
		Register: g.alarms, Reader: reader, Way: g.way, Expiry: g.way.Expiry, Reconciler: g.reconciler, Leftovers: leftovers,
		Lead: g.lead, Seen: seen, CallWake: callWake, ReloadFile: g.reload,
	}
	g.rulings = &acts.Rulings{
		DB: g.db, CPU: limiter, Derive: drafts, Holds: held, Receipts: g.receipts, Way: g.way, Releaser: g.way.Releaser,
		Acts: g.acts,
	}
	g.corrections = &acts.Corrections{
		Settings: g.settings, DB: g.db, Derive: drafts, Retained: planner, Receipts: g.receipts, Notices: g.notices,
		Way: g.way, Acts: g.acts,
	}
	g.retirement = &acts.Retirement{
		Settings: g.settings, Data: g.data, Durable: g.durable, Derive: drafts, Retained: planner, Retired: retired,
		Holds:    held,
		Receipts: g.receipts, Register: g.alarms, Way: g.way,
	}
	g.view = &view.View{
		Settings: g.settings, Clock: g.clock, DB: g.db, Reader: reader, Retired: retired, Seen: seen, Watch: g.watch,
		Lead:   g.lead,
		Health: g.healthState, Register: g.alarms, Leftovers: leftovers, Outboxes: g.outboxes, Started: g.started,
		Version: g.version,
		Data:    g.data,
	}
	g.showing = &view.Showing{
		Settings: g.settings, Clock: g.clock, DB: g.db, CPU: limiter, Blobs: blobs, Derive: drafts, Holds: held,
		Releaser: g.way.Releaser,
		Acts:     g.acts, View: g.view,
	}
	g.explaining = &view.Explaining{
		Settings: g.settings, Clock: g.clock, DB: g.db, Blobs: blobs, Reader: reader, Relater: relater, Acts: g.acts,
		View: g.view,
	}
	g.wires = &wires.Wires{
		Settings: g.settings, Clock: g.clock, Real: g.real, Rand: g.rand, DB: g.db, Data: g.data, Outboxes: g.outboxes,
		Lead:  g.lead,
		Trees: g.trees, Health: g.healthState, Notices: g.notices, Register: g.alarms, Topics: g.topics, Receipts: g.receipts,
		Way:        g.way,
		Reconciler: g.reconciler, Acts: g.acts, Kinds: kinds(), Links: links, Log: g.log,
	}
	g.sources = &wires.Sources{
		Settings: g.settings, Clock: g.clock, Real: g.real, DB: g.db, Durable: g.durable, Health: g.healthState,
		Register: g.alarms,
		Lead:     g.lead, Way: g.way, Wires: g.wires, Log: g.log,
	}
}
