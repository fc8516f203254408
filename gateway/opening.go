package gateway

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"bordercast/adapters/mqtt"
	"bordercast/gateway/store/sqlite"
)

// open starts listening to agencies once every destination's retained tree is right, then lets everybody in: whoever
// subscribes first after a restart gets every active alert.
func (g *Gateway) open(ctx context.Context, ready func(string)) error {
	g.untilReconciled(ctx)
	group, ctx := errgroup.WithContext(ctx)
	first := make(chan struct{})
	group.Go(func() error { return g.runSource(ctx, sync.OnceFunc(func() { close(first) })) })
	select {
	case <-first:
		if g.broker != nil {
			g.settleDown(ctx)
			g.broker.Open()
		}
		g.pulse.ready(true)
		g.sayUp(ctx)
		if ready != nil {
			ready(g.brokerURL)
		}
	case <-ctx.Done():
	}
	return group.Wait()
}

// patience is how long agencies wait for destinations at an outside broker: one may be down, and then what can go on
// goes on.
const patience = 5 * time.Second

// untilReconciled waits until the book knows what stands at every destination: an end that came sooner would find
// nothing to end there.
func (g *Gateway) untilReconciled(ctx context.Context) {
	var late <-chan time.Time
	if g.broker == nil {
		fired, stop := g.real.After(patience)
		defer stop()
		late = fired
	}
	for _, link := range append([]*mqtt.Publisher{g.officeLink}, slices.Collect(maps.Values(g.links))...) {
		select {
		case <-link.Connected():
		case <-late:
			return
		case <-ctx.Done():
			return
		}
	}
}

// settleDown gives what ended while the gateway was down a moment to be cleared, for the embedded broker forgets a topic
// a moment after it says so, and a reader let in at that moment would keep what has ended.
func (g *Gateway) settleDown(ctx context.Context) {
	for more := true; more; {
		var err error
		if more, err = g.expire(ctx); err != nil {
			return // the clock's own turn says so
		}
	}
	for range 40 {
		waiting := 0
		for _, q := range g.outboxes {
			waiting += q.Len()
		}
		if waiting == 0 {
			break
		}
		if !g.pause(ctx, 50*time.Millisecond) {
			return
		}
	}
	g.pause(ctx, 100*time.Millisecond)
}

// runSource receives while there is room on the disk. Without room the link is dropped and nothing is acknowledged, so
// that the broker keeps what agencies send until it can be taken.
func (g *Gateway) runSource(ctx context.Context, listening func()) error {
	old := g.resumeOldSession(ctx)
	for {
		room := g.pulse.roomy()
		select {
		case <-room:
		case <-ctx.Done():
			return nil
		}
		source := g.source()
		link, cut := context.WithCancel(ctx)
		done := make(chan struct{})
		go func() { defer close(done); _ = source.Run(link) }()
		select {
		case <-source.Ready():
			g.noteSession(ctx)
			g.closeOldSession(ctx, old)
			old = nil
			listening()
		case <-ctx.Done():
		}
		g.untilFull(ctx)
		cut()
		<-done
		if ctx.Err() != nil {
			return nil
		}
	}
}

// untilFull waits until there is no room on the disk, or ctx ends.
func (g *Gateway) untilFull(ctx context.Context) {
	for {
		fired, stop := g.real.After(500 * time.Millisecond)
		select {
		case <-fired:
		case <-ctx.Done():
			stop()
			return
		}
		stop()
		select {
		case <-g.pulse.roomy():
		default:
			return
		}
	}
}

// sessionNote is the name under which the store keeps at which broker the gateway has a session: only there can it have
// been forgotten.
const sessionNote = "session"

// sessionAt names the broker of the session. The embedded one may listen on another port at each start.
func (g *Gateway) sessionAt() string {
	if g.broker != nil {
		return "embedded"
	}
	return g.brokerURL
}

func (g *Gateway) noteSession(ctx context.Context) {
	g.pulse.ranBefore = true
	err := g.insist(ctx, func(tx *sqlite.Tx) error { return tx.Remember(sessionNote, g.sessionAt()) })
	if err != nil && ctx.Err() == nil {
		g.storeFailed(err)
	}
}
