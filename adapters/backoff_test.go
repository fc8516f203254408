package adapters

import (
	"context"
	"crypto/rand"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// bubbleClock is the time of a synctest bubble.
type bubbleClock struct{}

func (bubbleClock) Now() time.Time { return time.Now() }

func (bubbleClock) After(d time.Duration) (<-chan time.Time, func()) {
	t := time.NewTimer(d)
	return t.C, func() { t.Stop() }
}

var _ Clock = bubbleClock{}

func pauses(t *testing.T, b *Backoff, n int) []time.Duration {
	t.Helper()
	var out []time.Duration
	for range n {
		from := time.Now()
		if !b.Pause(t.Context()) {
			t.Fatal("the pause was interrupted")
		}
		out = append(out, time.Since(from))
	}
	return out
}

func TestPausesDoubleUpToTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := NewBackoff(time.Second, rand.Reader, bubbleClock{})
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
		b := NewBackoff(time.Minute, strings.NewReader(""), bubbleClock{})
		pauses(t, b, 3)
		b.Connected()
		time.Sleep(stable - time.Millisecond)
		if got := pauses(t, b, 1)[0]; got != 800*time.Millisecond {
			t.Errorf("after a link that was lost at once: %s", got)
		}
		b.Connected()
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
		if NewBackoff(time.Minute, rand.Reader, bubbleClock{}).Pause(ctx) {
			t.Error("the pause was waited out")
		}
	})
}
