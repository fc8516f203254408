package exercise

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"bordercast/gateway/clock"
	"bordercast/gateway/exercise/player"
	"bordercast/gateway/exercise/scenario"
	"bordercast/gateway/exercise/scenarios"
)

// Options says how an exercise is to be played. The zero value plays it in a new temporary folder, in about a minute
// for two days, and writes nowhere.
type Options struct {
	Command string    // how it was called, for the first line; "" for "bordercast demo"
	Dir     string    // the folder to make; "" for a new temporary one, which the output names
	Speed   string    // "" about a minute for two days; "1" real time during the days; "N" N times as fast; "max"
	Exit    bool      // end after the summary instead of staying up to look around
	Out     io.Writer // where the timeline goes; nil for nowhere
	JSON    bool      // an event a line, for programs, in place of the timeline
	Colour  bool      // ANSI colours: only for a terminal without NO_COLOR
	Live    bool      // a status line that rewrites itself while the script clock runs: only for a terminal
	Width   int       // columns to fill; 0 for 100
	Binary  string    // the bordercast to run as `serve`; "" for this very program
	Broker  string    // must stay empty: an exercise runs only on the broker it starts itself
}

// ErrExpectation is what Play returns when it came to its end and something did not happen as the script demands.
var ErrExpectation = errors.New("at least one expectation of the exercise did not hold")

// Demo plays the demonstration.
func Demo(ctx context.Context, o Options) error {
	script, err := scenarios.MaineNewBrunswick()
	if err != nil {
		return err
	}
	return Play(ctx, script, o)
}

// Play plays a whole scenario on a gateway of its own. It returns nil only when every expectation held, ErrExpectation
// when one did not, the context's error when it was interrupted before the summary, and any other error when it could
// not run at all. Whatever it returns, the gateway it started is gone.
func Play(ctx context.Context, script scenario.Scenario, o Options) error {
	if o.Broker != "" {
		return fmt.Errorf("an exercise refuses the broker %s: it runs only on the one it starts itself, "+
			"so that it can reach nobody", o.Broker)
	}
	o, err := o.filled()
	if err != nil {
		return err
	}
	p, err := player.Raise(ctx, player.Options{Scenario: script, Dir: o.Dir, Speed: o.Speed, Binary: o.Binary})
	if p != nil {
		defer p.Strike()
	}
	if err != nil {
		return err
	}
	to := o.output(script, p.Calendar())
	real := clock.Real{}
	began := real.Now()
	to.show(opened{o.Command, script.Name, script.Title, p.Where()})
	outcomes, err := play(ctx, p, script, to)
	if ctx.Err() != nil {
		to.show(interrupted{p.Where().Root})
		return ctx.Err()
	}
	err = errors.Join(err, writeObserved(p.Where().Seen, p.Observer().Log))
	out := sum(p.Observer(), script, outcomes)
	out.took = real.Now().Sub(began)
	to.show(summed{out, p.Where().Root})
	if err != nil {
		return err
	}
	if !o.Exit {
		to.show(staying{p.Where(), script.LookAround})
		linger(ctx, p.Gone())
	}
	if !out.holds() {
		return ErrExpectation
	}
	return nil
}

// output is for a person, or for a program.
func (o Options) output(script scenario.Scenario, calendar scenario.Calendar) output {
	if o.JSON {
		return &lineByLine{out: json.NewEncoder(o.Out)}
	}
	return &timeline{out: o.Out, paint: paint(o.Colour), width: o.Width, live: o.Live, calendar: calendar,
		zones: script.Zones, total: script.Last()}
}

// filled puts in what was left out.
func (o Options) filled() (Options, error) {
	o.Command = cmp.Or(o.Command, "bordercast demo")
	if o.Out == nil {
		o.Out = io.Discard
	}
	if o.Width == 0 {
		o.Width = 100
	}
	o.Width = min(max(o.Width, 60), 140)
	if o.Binary == "" {
		self, err := os.Executable()
		if err != nil {
			return o, fmt.Errorf("this program cannot find itself to run the gateway: %w", err)
		}
		o.Binary = self
	}
	return o, nil
}

// linger leaves everything up until the person has seen enough or the gateway is gone. The script clock goes on.
func linger(ctx context.Context, gone <-chan struct{}) {
	select {
	case <-ctx.Done():
	case <-gone:
	}
}
