package mqtt

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bordercast/adapters"
)

// bubbleClock is the time of a synctest bubble.
type bubbleClock struct{}

func (bubbleClock) Now() time.Time { return time.Now() }

func (bubbleClock) After(d time.Duration) (<-chan time.Time, func()) {
	t := time.NewTimer(d)
	return t.C, func() { t.Stop() }
}

var _ adapters.Clock = bubbleClock{}

func pauses(t *testing.T, b *backoff, n int) []time.Duration {
	t.Helper()
	var out []time.Duration
	for range n {
		from := time.Now()
		if !b.pause(t.Context()) {
			t.Fatal("the pause was interrupted")
		}
		out = append(out, time.Since(from))
	}
	return out
}

func TestPausesDoubleUpToTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBackoff(Config{MaxBackoff: time.Second}.withDefaults())
		limits := []time.Duration{100, 200, 400, 800, 1000, 1000}
		for i, got := range pauses(t, b, len(limits)) {
			limit := limits[i] * time.Millisecond
			if got < limit/2 || got > limit {
				t.Errorf("pause %d is %s, want between half of %s and it", i, got, limit)
			}
		}
	})
}

func TestOnlyAStableLinkBeginsAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// No randomness: the whole pause is taken.
		b := newBackoff(Config{Rand: strings.NewReader("")}.withDefaults())
		pauses(t, b, 3)
		b.connected()
		time.Sleep(stable - time.Millisecond)
		if got := pauses(t, b, 1)[0]; got != 800*time.Millisecond {
			t.Errorf("after a link that was lost at once: %s", got)
		}
		b.connected()
		time.Sleep(stable)
		if got := pauses(t, b, 1)[0]; got != firstPause {
			t.Errorf("after a stable link: %s", got)
		}
	})
}

func TestAPauseEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if newBackoff(Config{}.withDefaults()).pause(ctx) {
			t.Error("the pause was waited out")
		}
	})
}
