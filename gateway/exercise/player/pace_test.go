package player

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"bordercast/gateway/clock"
)

func TestPaceOf(t *testing.T) {
	for speed, want := range map[string]pace{
		"1":   {Speed: 1, Factor: 1},
		"3":   {Speed: 3, Factor: 3},
		"600": {Speed: 600, Factor: 5},
		"max": {Factor: 5},
	} {
		if got, err := paceOf(speed); err != nil || got != want {
			t.Errorf("%q: %+v, %v; want %+v", speed, got, err, want)
		}
	}
	if p, err := paceOf(""); err != nil || p.Longest == 0 {
		t.Errorf("the default must not wait for long gaps: %+v, %v", p, err)
	}
}

// scripted runs until an inject on a pace and gives the real time it took and the jumps it made.
func scripted(t *testing.T, p pace, gap time.Duration) (real time.Duration, jumps int) {
	t.Helper()
	began := time.Now()
	start := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	s := &script{scaled: clock.NewScaled(start, p.Factor), pace: p, real: clock.Real{},
		jump: func(context.Context, time.Time) error { jumps++; return nil }}
	if err := s.until(t.Context(), start.Add(gap), func(time.Time) {}); err != nil {
		t.Fatal(err)
	}
	if s.Now().Before(start.Add(gap)) {
		t.Errorf("the script clock shows %s, want at least %s", s.Now(), start.Add(gap))
	}
	return time.Since(began), jumps
}

func TestUntil(t *testing.T) {
	for _, c := range []struct {
		name  string
		pace  pace
		gap   time.Duration
		real  time.Duration
		jumps int
	}{
		{"at once", pace{Factor: 5}, time.Hour, 0, 1},
		{"in real time", pace{Speed: 1, Factor: 1}, 10 * time.Minute, 10 * time.Minute, 0},
		{"faster", pace{Speed: 60, Factor: 5}, 10 * time.Minute, 10 * time.Second, 1},
		{"no longer than a person likes", pace{Speed: 60, Factor: 5, Longest: 2 * time.Second}, time.Hour,
			2 * time.Second, 1},
		{"never through the night", pace{Speed: 1, Factor: 1}, 11 * time.Hour, 0, 1},
		{"past", pace{Speed: 1, Factor: 1}, -time.Minute, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				real, jumps := scripted(t, c.pace, c.gap)
				if off := real - c.real; off < 0 || off > 200*time.Millisecond || jumps != c.jumps {
					t.Errorf("took %s with %d jumps, want %s with %d", real, jumps, c.real, c.jumps)
				}
			})
		})
	}
}
