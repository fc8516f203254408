package adapters

import (
	"context"
	"encoding/binary"
	"io"
	"time"
)

const (
	firstPause = 100 * time.Millisecond
	// stable is how long a link must have been up before the next loss counts as a new one. Two clients under one
	// ClientID throw each other out at once and for ever: without this they would do it ten times a second.
	stable = 5 * time.Second
)

// Backoff paces attempts to reach a far end: each pause is twice the one before, up to a limit, of which a random half
// is taken so that many gateways do not return to a restarted far end at the same instant. Used by one goroutine.
type Backoff struct {
	max   time.Duration
	rand  io.Reader
	timer Clock
	next  time.Duration
	up    time.Time // when the link last came up; zero while it is down
}

// NewBackoff makes one whose pauses are waited out on a clock, which is the machine's own for whatever goes over a
// socket.
func NewBackoff(limit time.Duration, rand io.Reader, timer Clock) *Backoff {
	return &Backoff{max: limit, rand: rand, timer: timer, next: firstPause}
}

// Connected notes that the link came up.
func (b *Backoff) Connected() { b.up = b.timer.Now() }

// Soon has the next pause be as short as the first: what failed may do in a moment, and trying troubles nobody.
func (b *Backoff) Soon() { b.next = firstPause }

// Pause waits before the next attempt; false means that ctx ended.
func (b *Backoff) Pause(ctx context.Context) bool { return Sleep(ctx, b.timer, b.Next()) }

// Next is how long to wait before the next attempt.
func (b *Backoff) Next() time.Duration {
	if !b.up.IsZero() && b.timer.Now().Sub(b.up) >= stable {
		b.next = firstPause
	}
	b.up = time.Time{}
	wait := b.next/2 + jitter(b.rand, b.next/2)
	b.next = min(2*b.next, b.max)
	return wait
}

// jitter is a random part of d. Without randomness it is all of d: slower, never wrong.
func jitter(r io.Reader, d time.Duration) time.Duration {
	var b [8]byte
	if _, err := io.ReadFull(r, b[:]); err != nil || d <= 0 {
		return d
	}
	return time.Duration(binary.BigEndian.Uint64(b[:]) % uint64(d))
}

// Sleep waits on a clock; false means that ctx ended.
func Sleep(ctx context.Context, clock Clock, d time.Duration) bool {
	fired, stop := clock.After(d)
	defer stop()
	select {
	case <-fired:
		return true
	case <-ctx.Done():
		return false
	}
}
