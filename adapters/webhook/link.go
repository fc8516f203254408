package webhook

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"bordercast/adapters"
)

const (
	maxPause = 30 * time.Second
	// maxStrikes is how many requests in a row may come to nothing, each for a reason that may be the alert's own, before
	// the far end is taken to be down. One alert that a far end cannot digest must not hold up all the others; a far end
	// that is silent to all must be left alone.
	maxStrikes = 2
)

// link is whether the far end is known to be down. HTTP keeps no connection that would tell: what tells is what became
// of the last requests. So a far end counts as up until a request fails, then as down for a pause. Where it could not
// be reached at all, it is down until a connection can be made; one that was reached and failed counts as up again
// after the pause, until the next request shows.
type link struct {
	health *adapters.Reporter
	timer  adapters.Clock
	to     string
	dial   func(context.Context) error // tries to make a connection, and closes it; nil where that would tell nothing
	fell   chan struct{}               // holds one token when the link has gone down and nobody waits out its pause

	mu      sync.Mutex // guards those below
	backoff *adapters.Backoff
	up      chan struct{} // closed while the link is up
	down    bool
	era     int           // how often it has come up: a request of an earlier era says nothing of this one
	proven  bool          // a request of this era was answered
	strikes int           // in a row, over eras
	tried   bool          // a request has shown something
	pause   time.Duration // how long it stays down
	cut     bool          // it could not be reached
}

func newLink(health *adapters.Reporter, to string, rand io.Reader, timer adapters.Clock) *link {
	l := &link{health: health, to: to, timer: timer, fell: make(chan struct{}, 1),
		backoff: adapters.NewBackoff(maxPause, rand, timer), up: make(chan struct{})}
	close(l.up)
	return l
}

// untried tells that the far end counts as up though nothing has shown it yet.
func (l *link) untried(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.tried {
		l.health.Report(true, Ready, text)
	}
}

// connected gives a channel that is closed while the link is up.
func (l *link) connected() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.up
}

// begin says whether a request may be made, and in which era.
func (l *link) begin() (era int, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.era, !l.down
}

// answered notes that the far end works.
func (l *link) answered(era int, text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if era != l.era || l.down {
		return
	}
	if l.strikes = 0; !l.proven {
		l.proven = true
		l.backoff.Connected()
	}
	l.tried = true
	l.health.Report(true, Answering, text)
}

// strike notes a request that came to nothing, maybe for the sake of its own alert.
func (l *link) strike(era int, reason, text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if era != l.era || l.down {
		return
	}
	if l.strikes++; l.strikes >= maxStrikes {
		l.take(reason, text, 0, false)
	}
}

// fail notes that the far end is down, for at least a while that it asked for.
func (l *link) fail(era int, reason, text string, atLeast time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if era == l.era && !l.down {
		l.take(reason, text, atLeast, false)
	}
}

// away notes that the far end could not be reached.
func (l *link) away(era int, reason, text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if era == l.era && !l.down {
		l.take(reason, text, 0, true)
	}
}

func (l *link) take(reason, text string, atLeast time.Duration, cut bool) {
	l.down, l.proven, l.tried, l.cut, l.up = true, false, true, cut, make(chan struct{})
	l.pause = max(atLeast, l.backoff.Next())
	l.health.Report(false, reason, text)
	select {
	case l.fell <- struct{}{}:
	default:
	}
}

// run waits out the pauses until ctx ends.
func (l *link) run(ctx context.Context) {
	for {
		select {
		case <-l.fell:
		case <-ctx.Done():
			return
		}
		if !l.recover(ctx) {
			return
		}
	}
}

// recover waits until the far end counts as up again; false where ctx ended before.
func (l *link) recover(ctx context.Context) bool {
	for {
		l.mu.Lock()
		pause, cut := l.pause, l.cut && l.dial != nil
		l.mu.Unlock()
		if !adapters.Sleep(ctx, l.timer, pause) {
			return false
		}
		var err error
		if cut {
			err = l.dial(ctx)
		}
		if ctx.Err() != nil {
			return false
		}
		if l.comeUp(cut, err) {
			return true
		}
	}
}

// comeUp ends a pause, or begins the next where the far end still cannot be reached.
func (l *link) comeUp(cut bool, err error) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		t := whyNot(l.to, err)
		l.health.Report(false, t.reason, t.text)
		l.pause = l.backoff.Next()
		return false
	}
	if cut {
		l.health.Report(true, Ready, l.to+" can be reached again; nothing has been delivered since.")
	}
	l.down = false
	l.era++
	close(l.up)
	return true
}

// resting is the answer for what is not tried while the link is down.
func resting(to string) adapters.Result {
	return adapters.Result{Outcome: adapters.Again, Text: fmt.Sprintf(
		"%s did not take what was sent last, and is left alone for a while.", to)}
}
