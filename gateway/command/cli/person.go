package cli

import (
	"bordercast/gateway/api"
)

// Person says who acts. The gateway knows who may: where the configuration lists nobody, no name is needed, for the
// account goes into the trail in any case.
type Person struct {
	As string `env:"BORDERCAST_AS" placeholder:"NAME" help:"Your name, as the configuration lists it under the party's people or gateway.operators. It goes into the trail."`
}

// Actor is the person as the gateway wants them named.
func (p Person) Actor() api.Actor { return api.Actor{As: p.As} }

// Answers is how outcomes are printed.
type Answers struct {
	JSON bool `name:"json" help:"Answer for programs."`
}

// Print prints what came of it.
func (a Answers) Print(e *Env, outcomes []api.Outcome) error {
	if a.JSON {
		return e.JSON(outcomes)
	}
	for _, o := range outcomes {
		line := o.Alert
		if o.Destination != "" {
			line += " → " + o.Destination
		}
		if o.Event != "" {
			line += ", event " + o.Event
		}
		line += ": " + o.State
		if o.Reason != "" {
			line += " (" + o.Reason + ")"
		}
		if o.Text != "" {
			line += ": " + o.Text
		}
		e.PrintProse(Plain(line))
	}
	return nil
}
