package clock_test

import (
	"testing"
	"testing/synctest"
	"time"

	"bordercast/adapters"
	"bordercast/gateway/clock"
)

var (
	_ adapters.Clock = clock.Real{}
	_ adapters.Clock = (*clock.Scaled)(nil)
)

var origin = time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)

// fired says whether a timer has gone off.
func fired(c <-chan time.Time) bool {
	synctest.Wait()
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func TestScaledRunsFaster(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := clock.NewScaled(origin, 60)
		time.Sleep(time.Second)
		if got := s.Now().Sub(origin); got != time.Minute {
			t.Errorf("after a second it shows %s, want a minute", got)
		}
		c, stop := s.After(time.Hour)
		defer stop()
		time.Sleep(59 * time.Second)
		if fired(c) {
			t.Error("a timer of an hour went off after 59 s at 60 times the speed")
		}
		time.Sleep(time.Second)
		if !fired(c) {
			t.Error("a timer of an hour did not go off after 60 s")
		}
	})
}

func TestAJumpFiresWhatItPasses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := clock.NewScaled(origin, 1)
		soon, stop1 := s.After(time.Hour)
		late, stop2 := s.After(3 * time.Hour)
		defer stop1()
		defer stop2()
		s.Jump(origin.Add(2 * time.Hour))
		if !fired(soon) || fired(late) {
			t.Error("a jump of two hours must fire the timer of one hour, and not that of three")
		}
		time.Sleep(time.Hour)
		if !fired(late) {
			t.Error("the timer that was left did not go off at its time")
		}
	})
}

func TestItNeverRunsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := clock.NewScaled(origin, 10)
		last := s.Now()
		for _, to := range []time.Duration{time.Hour, -time.Hour, 0, time.Hour, 30 * time.Minute, 2 * time.Hour} {
			s.Jump(origin.Add(to))
			if now := s.Now(); now.Before(last) {
				t.Fatalf("a jump to %s took it from %s back to %s", to, last, now)
			}
			last = s.Now()
			time.Sleep(time.Millisecond)
		}
		if last.Before(origin.Add(2 * time.Hour)) {
			t.Errorf("it shows %s", last)
		}
	})
}

// A stopped timer leaves no goroutine behind: the bubble of synctest would not end.
func TestAStoppedTimerIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, c := range []adapters.Clock{clock.Real{}, clock.NewScaled(origin, 1)} {
			timer, stop := c.After(time.Hour)
			stop()
			time.Sleep(2 * time.Hour)
			if fired(timer) {
				t.Errorf("%T: a stopped timer went off", c)
			}
		}
		s := clock.NewScaled(origin, 1)
		_, stop := s.After(time.Nanosecond)
		time.Sleep(time.Second)
		stop() // after it fired, and twice: no harm
		stop()
	})
}

func TestNoTimeAtAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, c := range []adapters.Clock{clock.Real{}, clock.NewScaled(origin, 60)} {
			for _, d := range []time.Duration{0, -time.Hour} {
				timer, stop := c.After(d)
				time.Sleep(time.Nanosecond)
				if !fired(timer) {
					t.Errorf("%T: a timer of %s did not go off at once", c, d)
				}
				stop()
			}
		}
	})
}
