package daemon

import (
	"context"
	"errors"

	"bordercast/gateway/command/cli"
	"bordercast/gateway/exercise"
)

// Replay is `bordercast replay`: a scenario, played on a gateway of its own.
type Replay struct {
	cli.ScenarioArg
	Speed string `placeholder:"N|max" help:"How fast the script clock runs: 1 is real time, max as fast as it goes (default: a day in half a minute)."`
	Stay  bool   `help:"Stay up after the summary, to look around."`
	Dir   string `type:"path" placeholder:"DIR" help:"Folder to make and write everything in (default: a temporary one, which is named)."`
	JSON  bool   `name:"json" help:"One event a line, for programs."`
}

// Help has the examples.
func (Replay) Help() string {
	return `Starts a gateway of its own, on its own broker, lets simulated agencies and officers carry the scenario out, and
judges what comes of it. It refuses any broker but the one it starts and any folder that holds something: an exercise can
reach nobody outside it. A mistake in the file is answered with its line, all of them at once.

    bordercast replay maine-new-brunswick
    bordercast replay flood-watch.yaml --speed max --json

Exit codes: 0 every expectation held, 1 one did not or the scenario is wrong, 2 it could not run.`
}

// Run plays it.
func (c Replay) Run(ctx context.Context, e *cli.Env) error {
	script, err := c.Open(e)
	if err != nil {
		return err
	}
	err = exercise.Play(ctx, script, exercise.Options{Command: "bordercast replay " + c.Scenario,
		Dir: c.Dir, Speed: c.Speed,
		Exit: !c.Stay, Out: e.Out, JSON: c.JSON, Colour: e.Colour, Live: e.Prose, Width: e.Width})
	if errors.Is(err, exercise.ErrExpectation) {
		if c.JSON {
			return cli.Said(1)
		}
		return cli.Wrong(err)
	}
	return err
}
