package mqtt

import (
	"context"
	"encoding/binary"
	"io"
	"time"

	"bordercast/adapters"
)

const (
	firstPause = 100 * time.Millisecond
	// stable is how long a link must have been up before the next loss counts as a new one. Two clients under one
	// ClientID throw each other out at once and for ever: without this they would do it ten times a second.
	stable = 5 * time.Second
)

// backoff paces the attempts to connect: each pause is twice the one before, up to max, of which a random half is
// taken so that many gateways do not return to a restarted broker at the same instant. Used by one goroutine.
type backoff struct {
	max   time.Duration
	rand  io.Reader
	timer adapters.Clock
	next  time.Duration
	up    time.Time // when the link last came up; zero while it is down
}

func newBackoff(cfg Config) *backoff {
	return &backoff{max: cfg.MaxBackoff, rand: cfg.Rand, timer: cfg.Timer, next: firstPause}
}

// connected notes that the link came up.
func (b *backoff) connected() { b.up = b.timer.Now() }

// after notes why the last attempt failed: what the owner of a link may not do now it may in a moment, and no broker is
// troubled by trying.
func (b *backoff) after(f *failure) {
	if f.reason == Fenced {
		b.next = firstPause
	}
}

// pause waits before the next attempt; false means that ctx ended.
func (b *backoff) pause(ctx context.Context) bool {
	if !b.up.IsZero() && b.timer.Now().Sub(b.up) >= stable {
		b.next = firstPause
	}
	b.up = time.Time{}
	wait := b.next/2 + jitter(b.rand, b.next/2)
	b.next = min(2*b.next, b.max)
	return sleep(ctx, b.timer, wait)
}

// jitter is a random part of d. Without randomness it is all of d: slower, never wrong.
func jitter(r io.Reader, d time.Duration) time.Duration {
	var b [8]byte
	if _, err := io.ReadFull(r, b[:]); err != nil || d <= 0 {
		return d
	}
	return time.Duration(binary.BigEndian.Uint64(b[:]) % uint64(d))
}

func sleep(ctx context.Context, clock adapters.Clock, d time.Duration) bool {
	fired, stop := clock.After(d)
	defer stop()
	select {
	case <-fired:
		return true
	case <-ctx.Done():
		return false
	}
}
