package exercise

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"bordercast/adapters"
	"bordercast/gateway/clock"
)

// pace is how fast the script goes. The gateway and the script share one clock, which runs Factor times as fast as
// the machine's; the idle time that is left before the next beat is waited for in real time, gap/Speed but no more
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

// script is the clock everybody acts on, and the way to its next beat.
type script struct {
	*clock.Scaled
	pace  pace
	real  adapters.Clock
	start time.Time // day 1, 09:00 Eastern
	zones zones
	jump  func(ctx context.Context, to time.Time) error // moves the gateway's clock
	tick  func(shown time.Time)                         // while waiting, with the script time to show
}

// zones are the two clocks of the border. New Brunswick is one hour ahead of Maine but for two hours a year.
type zones struct{ eastern, atlantic *time.Location }

func loadZones() (zones, error) {
	eastern, err := time.LoadLocation("America/New_York")
	if err != nil {
		return zones{}, err
	}
	atlantic, err := time.LoadLocation("America/Moncton")
	return zones{eastern, atlantic}, err
}

// startOf is 09:00 Eastern on the day it is: nothing in an exercise is stamped with a past year.
func (z zones) startOf(now time.Time) time.Time {
	d := now.In(z.eastern)
	return time.Date(d.Year(), d.Month(), d.Day(), 9, 0, 0, 0, z.eastern)
}

// at is a script time: a day from 1 and a wall clock in Maine.
func (s *script) at(m moment) time.Time {
	d := s.start
	return time.Date(d.Year(), d.Month(), d.Day()+m.day-1, m.hour, m.minute, 0, 0, s.zones.eastern)
}

// moment is a time of the script: day, hour and minute, Eastern.
type moment struct{ day, hour, minute int }

// until returns when the script clock is at to; when it is past, at once.
func (s *script) until(ctx context.Context, to time.Time) error {
	gap := to.Sub(s.Now())
	if gap <= 0 {
		return ctx.Err()
	}
	s.wait(ctx, to, s.idle(gap))
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
	s.Jump(to)
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
func (s *script) wait(ctx context.Context, to time.Time, idle time.Duration) {
	const step = 100 * time.Millisecond
	from := s.Now()
	for passed := time.Duration(0); passed < idle && ctx.Err() == nil; passed += step {
		s.tick(from.Add(time.Duration(float64(to.Sub(from)) * float64(passed) / float64(idle))))
		sleep(ctx, s.real, min(step, idle-passed))
	}
}
