package exercise

import (
	"context"
	"errors"
	"io"
)

// Options says how a demonstration is to run. The zero value runs it in a new temporary folder, in about a minute,
// and writes nowhere.
type Options struct {
	Dir    string    // the folder to make; "" for a new temporary one, which the output names
	Speed  string    // "" about a minute in all; "1" real time during the days; "N" N times as fast; "max"
	Exit   bool      // end after the summary instead of staying up to look around
	Out    io.Writer // where the timeline goes; nil for nowhere
	Colour bool      // ANSI colours and the moving status line: only for a terminal without NO_COLOR
	Live   bool      // a status line that rewrites itself while the script clock runs: only for a terminal
	Width  int       // columns to fill; 0 for 100
	Binary string    // the bordercast to run as `serve`; "" for this very program
	Broker string    // must stay empty: a demonstration runs only on the broker it starts itself
}

// ErrExpectation is what Demo returns when it ran to its end and something did not happen as the script demands.
var ErrExpectation = errors.New("at least one expectation of the exercise did not hold")

// Demo plays the whole scenario. It returns nil only when every expectation held, ErrExpectation when one did not,
// the context's error when it was interrupted, and any other error when it could not run at all. Whatever it
// returns, the gateway it started is gone.
func Demo(ctx context.Context, o Options) error {
	return errors.New("the demonstration is not complete yet")
}
