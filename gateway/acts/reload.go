package acts

import (
	"context"

	"bordercast/gateway/api"
)

// Reload takes the configuration file as it is now, all of it or nothing, by an operator's word.
func (g *Acts) Reload(_ context.Context, o api.Order) ([]api.Outcome, error) {
	if g.ReloadFile == nil {
		return nil, &api.Fault{Code: api.NotFound, Text: "This gateway runs without a configuration file: start it again with --config FILE."}
	}
	if err := g.ReloadFile(who(o.Actor)); err != nil {
		return nil, &api.Fault{Code: "reload-refused", Text: "The configuration was not taken, and the gateway goes on with the one it has: " + err.Error()}
	}
	return []api.Outcome{{State: "taken", Text: "The gateway takes the configuration as it is now; what is sent meanwhile waits at the broker.", At: g.Clock.Now()}}, nil
}
