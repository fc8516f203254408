package gateway

import (
	"context"

	"bordercast/gateway/alarm"
	"bordercast/gateway/api"
)

// ReloadRefused raises the alarm that a new configuration was not taken: whoever changed it may think that it was.
func (g *Gateway) ReloadRefused(cause error) {
	g.alarms.Raise(alarm.Raised{
		Key: reloadKey(), Code: "reload-refused", Severity: alarm.Critical,
		EN: "The new configuration was not taken, and the gateway goes on with the one it had. " + sentenceOf(cause.Error()) + ".",
		FR: "La nouvelle configuration n'a pas été prise; la passerelle garde la précédente. Corrigez-la, vérifiez-la avec `bordercast config check --data DIR FICHIER`, puis recommencez.",
	})
}

func reloadKey() alarm.Key { return alarm.Key{Cause: "reload-refused"} }

// Reload takes the configuration file as it is now, all of it or nothing, by an operator's word.
func (d service) Reload(_ context.Context, o api.Order) ([]api.Outcome, error) {
	if d.reload == nil {
		return nil, &api.Fault{Code: api.NotFound, Text: "This gateway runs without a configuration file: start it again with --config FILE."}
	}
	if err := d.reload(who(o.Actor)); err != nil {
		return nil, &api.Fault{Code: "reload-refused", Text: "The configuration was not taken, and the gateway goes on with the one it has: " + err.Error()}
	}
	return []api.Outcome{{State: "taken", Text: "The gateway takes the configuration as it is now; what is sent meanwhile waits at the broker.", At: d.clock.Now()}}, nil
}
