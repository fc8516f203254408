package gateway

import (
	"context"
	"time"

	"bordercast/gateway/alarm"
	"bordercast/gateway/api"
	"bordercast/gateway/health"
)

// Live reports whether the daemon must be restarted.
func (g *Gateway) Live() *api.Fault {
	if err := g.db.Err(); err != nil {
		return &api.Fault{Code: "store-failed", Text: err.Error()}
	}
	return nil
}

// Ready reports why the daemon takes or gives no alerts just now; nil when it does. A gateway that waits for another
// reason of its own names it here, before the links: they may be down because of it.
func (g *Gateway) Ready() *api.Fault {
	g.healthState.mu.Lock()
	fault, up := g.healthState.fault, g.healthState.up
	g.healthState.mu.Unlock()
	if fault != nil {
		return fault
	}
	waiting := g.waiting()
	if waiting != nil && waiting.Code == "standby" {
		return waiting
	}
	for _, t := range g.linkVerdict().Troubles {
		if t.Stops {
			return &api.Fault{Code: t.Code, Text: t.EN()}
		}
	}
	if waiting != nil {
		return waiting
	}
	if !up {
		return &api.Fault{Code: "starting", Text: "The gateway is starting: its links are not all up yet."}
	}
	return nil
}

// Degraded lists what is wrong although the daemon is ready.
func (g *Gateway) Degraded() []api.Fault {
	var list []api.Fault
	for _, t := range g.linkVerdict().Troubles {
		if !t.Stops {
			list = append(list, api.Fault{Code: t.Code, Text: t.EN()})
		}
	}
	return list
}

// problems are all that keeps a person from being told that the gateway is well.
func (g *Gateway) problems() []api.Fault {
	list := g.Degraded()
	if fault := g.Ready(); fault != nil {
		list = append([]api.Fault{*fault}, list...)
	}
	return list
}

func (g *Gateway) linkVerdict() health.Verdict {
	return health.Judge(health.Facts{Now: g.real.Now(), Patience: time.Duration(g.config.Alarms.LinkDown), Links: g.healthState.health.All()})
}

// lookAtLinks is how often links are judged: a link goes down without a word when its broker hangs.
const lookAtLinks = 500 * time.Millisecond

// runHealth raises the alarms about links, and notes when what they tell of is over. They are called out by command and
// webhook at once; on MQTT they are seen once the link there is up again.
func (g *Gateway) runHealth(ctx context.Context) error {
	reporter := health.Reporter{Repeat: time.Duration(g.config.Alarms.Repeat)}
	for g.pause(ctx, lookAtLinks) {
		tell, over := reporter.Next(g.real.Now(), g.linkVerdict())
		for _, t := range tell {
			g.metrics.Alarm(t.Code)
			g.alarms.Raise(linkAlarm(t))
		}
		for _, key := range over {
			g.alarms.Over(alarm.Key{Cause: key})
		}
	}
	return nil
}

func linkAlarm(t health.Trouble) alarm.Raised {
	severity := alarm.Warning
	if t.Stops {
		severity = alarm.Critical
	}
	return alarm.Raised{Key: alarm.Key{Cause: t.Key()}, Code: t.Code, Severity: severity, EN: t.EN(), FR: t.FR()}
}
