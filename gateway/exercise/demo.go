package exercise

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"bordercast/gateway/clock"
)

// Options says how a demonstration is to run. The zero value runs it in a new temporary folder, in about a minute,
// and writes nowhere.
type Options struct {
	Dir    string    // the folder to make; "" for a new temporary one, which the output names
	Speed  string    // "" about a minute in all; "1" real time during the days; "N" N times as fast; "max"
	Exit   bool      // end after the summary instead of staying up to look around
	Out    io.Writer // where the timeline goes; nil for nowhere
	Colour bool      // ANSI colours: only for a terminal without NO_COLOR
	Live   bool      // a status line that rewrites itself while the script clock runs: only for a terminal
	Width  int       // columns to fill; 0 for 100
	Binary string    // the bordercast to run as `serve`; "" for this very program
	Broker string    // must stay empty: a demonstration runs only on the broker it starts itself
}

// ErrExpectation is what Demo returns when it ran to its end and something did not happen as the script demands.
var ErrExpectation = errors.New("at least one expectation of the exercise did not hold")

// Demo plays the whole scenario. It returns nil only when every expectation held, ErrExpectation when one did not,
// the context's error when it was interrupted before the summary, and any other error when it could not run at all.
// Whatever it returns, the gateway it started is gone.
func Demo(ctx context.Context, o Options) error {
	if o.Broker != "" {
		return fmt.Errorf("a demonstration refuses the broker %s: it runs only on the one it starts itself, so that an exercise can reach nobody", o.Broker)
	}
	o, err := o.filled()
	if err != nil {
		return err
	}
	s, err := raise(ctx, o)
	if s != nil {
		defer s.strike()
	}
	if err != nil {
		return err
	}
	t := s.timeline(o)
	began := s.real.Now()
	t.opening(s)
	outcomes, err := s.play(s.ctx, t, scenario())
	t.clear()
	if ctx.Err() != nil {
		t.line("")
		t.line("Interrupted: the gateway is being stopped. What there is stays in " + s.folder.root)
		return ctx.Err()
	}
	err = errors.Join(err, s.writeObserved())
	out := s.sum(outcomes)
	out.took = s.real.Now().Sub(began)
	t.report(out, s.folder)
	if err != nil {
		return err
	}
	if !o.Exit {
		t.lookAround(s)
		s.linger(ctx)
	}
	if !out.holds() {
		return ErrExpectation
	}
	return nil
}

// filled puts in what was left out.
func (o Options) filled() (Options, error) {
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

// timeline makes the teller of this exercise.
func (s *stage) timeline(o Options) *timeline {
	total := 0
	for _, i := range scenario() {
		total = max(total, i.no)
	}
	return &timeline{out: o.Out, paint: paint(o.Colour), width: o.Width, live: o.Live, zones: s.script.zones, total: total}
}

// linger leaves everything up until the person has seen enough. The script clock goes on.
func (s *stage) linger(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-s.gateway.gone:
	}
}

// realClock is the machine's: links, faults and latencies are in real time.
var realClock = clock.Real{} // a type without state
