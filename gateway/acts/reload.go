package acts

import (
	"context"

	"bordercast/gateway/api"
)

// Reload takes the configuration file as it is now, all of it or nothing, by an operator's word, and says of each key
// that is otherwise what became of it.
func (g *Acts) Reload(_ context.Context, o api.Order) ([]api.Outcome, error) {
	if g.ReloadFile == nil {
		return nil, &api.Fault{Code: api.NotFound,
			Text: "This gateway runs without a configuration file: start it again with --config FILE."}
	}
	changes, err := g.ReloadFile(who(o.Actor))
	if err != nil {
		return nil, &api.Fault{Code: "reload-refused",
			Text: "The configuration was not taken, and the gateway goes on with the one it has: " + err.Error()}
	}
	now := g.Clock.Now()
	var all []api.Outcome
	for _, c := range changes {
		all = append(all, api.Outcome{State: "taken", Text: c.Key + ": " + c.What + ".", At: now})
	}
	text := "The gateway takes the configuration as it is now."
	if len(changes) == 0 {
		text = "Nothing in the file has changed; the keys, certificates, passwords and tables that it names were read anew."
	}
	return append(all, api.Outcome{State: "taken", Text: text, At: now}), nil
}
