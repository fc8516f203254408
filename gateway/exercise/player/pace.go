package player

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"bordercast/adapters"
	"bordercast/gateway/clock"
)

// pace is how fast the script goes. The gateway and the script share one clock, which runs Factor times as fast as
// the machine's; the idle time that is left before the next inject is waited for in real time, gap/Speed but no more
// than Longest, and then jumped over.
type pace struct {
	Speed   float64       // 0 waits for nothing
	Longest time.Duration // 0 for no limit
	Factor  float64       // of the shared clock
}

// paceOf reads --speed.
func paceOf(speed string) (pace, error) {
	switch speed {
	case "":
		return pace{Speed: 400, Longest: 1500 * time.Millisecond, Factor: 5}, nil
	case "max":
		return pace{Factor: 5}, nil
	}
	n, err := strconv.ParseFloat(speed, 64)
	if err != nil || n < 1 || n > 100000 {
		return pace{}, fmt.Errorf("speed %q: give a number from 1 (real time during the days) up, or max", speed)
	}
	return pace{Speed: n, Factor: min(n, 5)}, nil
}

// script is the clock everybody acts on, and the way to its next inject.
type script struct {
	scaled *clock.Scaled
	pace   pace
	real   adapters.Clock
	jump   func(ctx context.Context, to time.Time) error // moves the gateway's clock
}

// Now is the time of the script.
func (s *script) Now() time.Time { return s.scaled.Now() }

// until returns when the script clock is at to; when it is past, at once. tick is called while it waits, with the
// script time to show.
func (s *script) until(ctx context.Context, to time.Time, tick func(shown time.Time)) error {
	gap := to.Sub(s.Now())
	if gap <= 0 {
		return ctx.Err()
	}
	s.wait(ctx, to, s.idle(gap), tick)
	if err := ctx.Err(); err != nil || !s.Now().Before(to) {
		return err
	}
	return s.leap(ctx, to)
}

// leap moves the gateway's clock and the script's to the same time.
func (s *script) leap(ctx context.Context, to time.Time) error {
	if err := s.jump(ctx, to); err != nil {
		return fmt.Errorf("the gateway's clock could not be moved to %s: %w", to.Format(time.RFC3339), err)
	}
	s.scaled.Jump(to)
	return nil
}

// idle is how long a gap of script time is waited for in real time. At speed 1 that is the gap itself, but for the
// night, which is jumped at any speed.
func (s *script) idle(gap time.Duration) time.Duration {
	if s.pace.Speed == 0 || gap > 8*time.Hour {
		return 0
	}
	idle := time.Duration(float64(gap) / s.pace.Speed)
	if s.pace.Longest > 0 {
		idle = min(idle, s.pace.Longest)
	}
	return idle
}

// wait lets real time pass, and shows the script clock moving to where it will be.
func (s *script) wait(ctx context.Context, to time.Time, idle time.Duration, tick func(time.Time)) {
	const step = 100 * time.Millisecond
	from := s.Now()
	for passed := time.Duration(0); passed < idle && ctx.Err() == nil; passed += step {
		tick(from.Add(time.Duration(float64(to.Sub(from)) * float64(passed) / float64(idle))))
		adapters.Sleep(ctx, s.real, min(step, idle-passed))
	}
}
