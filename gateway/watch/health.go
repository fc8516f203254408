// Package watch looks at what nobody tells: links that hang, sources that fall silent, a disk that fills up; and
// answers how the gateway is doing.
package watch

import (
	"context"
	"time"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/gateway/alarm"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/durable"
	"bordercast/gateway/health"
	"bordercast/gateway/lead"
	"bordercast/gateway/settings"
	"bordercast/gateway/way"
)

// Watch looks by the settings in force.
type Watch struct {
	Settings *settings.Current
	Clock    adapters.Clock
	Real     adapters.Clock
	DB       *book.Book
	Durable  *durable.Store
	Lead     *lead.Lead
	Way      *way.Way
	Releaser *way.Releaser
	Health   *health.State
	Register *alarm.Register
	Data     string // the data folder
	Log      *zap.Logger
}

// Live reports whether the daemon must be restarted.
func (g *Watch) Live() *api.Fault {
	if err := g.DB.Err(); err != nil {
		return &api.Fault{Code: "store-failed", Text: err.Error()}
	}
	return nil
}

// Ready reports why the daemon takes or gives no alerts just now; nil when it does. A gateway that waits for another
// reason of its own names it here, before the links: they may be down because of it.
func (g *Watch) Ready() *api.Fault {
	g.Health.Mu.Lock()
	fault, up := g.Health.Fault, g.Health.Up
	g.Health.Mu.Unlock()
	if fault != nil {
		return fault
	}
	waiting := g.Lead.Waiting()
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
func (g *Watch) Degraded() []api.Fault {
	var list []api.Fault
	for _, t := range g.linkVerdict().Troubles {
		if !t.Stops {
			list = append(list, api.Fault{Code: t.Code, Text: t.EN()})
		}
	}
	return list
}

// Problems are all that keeps a person from being told that the gateway is well.
func (g *Watch) Problems() []api.Fault {
	list := g.Degraded()
	if fault := g.Ready(); fault != nil {
		list = append([]api.Fault{*fault}, list...)
	}
	return list
}

func (g *Watch) linkVerdict() health.Verdict {
	return health.Judge(health.Facts{Now: g.Real.Now(), Patience: time.Duration(g.Settings.Now().Config.Alarms.LinkDown),
		Links: g.Health.Links.All()})
}

// LookAtLinks is how often links are judged: a link goes down without a word when its broker hangs.
const LookAtLinks = 500 * time.Millisecond

// RunLinks raises the alarms about links, and notes when what they tell of is over. They are called out by command and
// webhook at once; on MQTT they are seen once the link there is up again.
func (g *Watch) RunLinks(ctx context.Context) error {
	reporter := health.Reporter{Repeat: time.Duration(g.Settings.Now().Config.Alarms.Repeat)}
	for g.Durable.Pause(ctx, LookAtLinks) {
		tell, over := reporter.Next(g.Real.Now(), g.linkVerdict())
		for _, t := range tell {
			g.Register.Raise(linkAlarm(t))
		}
		for _, key := range over {
			g.Register.Over(alarm.Key{Cause: key})
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
