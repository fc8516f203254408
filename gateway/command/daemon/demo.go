package daemon

import (
	"context"
	"errors"

	"bordercast/gateway/command/cli"
	"bordercast/gateway/exercise"
)

// Demo is `bordercast demo`: an exercise on a gateway of its own.
type Demo struct {
	Speed string `placeholder:"N|max" help:"How fast the script clock runs: 1 is real time, max as fast as it goes (default: under two minutes in all)."`
	Exit  bool   `help:"End after the summary instead of staying up to look around."`
	Dir   string `type:"path" placeholder:"DIR" help:"Folder to make and write everything in (default: a temporary one, which is named)."`
}

// Help has the examples.
func (Demo) Help() string {
	return `Plays two days between emergency centres in Maine and New Brunswick, all of it fictional: a hazardous-materials
plume over the St. Croix, a forged cancel, a Restricted report, a flood during a cut line, and the gateway killed and
restarted. It needs no network, no root and no installed service, and writes into one folder that it names. An
independent observer judges leakage, duplicates and endings.

    bordercast demo
    bordercast demo --exit --speed max

Exit codes: 0 every expectation held, 1 one did not, 2 it could not run.`
}

// Run plays it.
func (c Demo) Run(ctx context.Context, e *cli.Env) error {
	err := exercise.Demo(ctx, exercise.Options{Dir: c.Dir, Speed: c.Speed, Exit: c.Exit, Out: e.Out, Colour: e.Colour,
		Live: e.Prose, Width: e.Width})
	if errors.Is(err, exercise.ErrExpectation) {
		return cli.Wrong(err)
	}
	return err
}
