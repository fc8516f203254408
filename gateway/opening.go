package gateway

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"bordercast/adapters/mqtt"
	"bordercast/gateway/wires"
)

// open starts listening to agencies once every destination's retained tree is right, then lets everybody in: whoever
// subscribes first after a restart gets every active alert.
func (g *Gateway) open(ctx context.Context, c *wires.Crew, ready func(string)) error {
	g.untilReconciled(ctx)
	group, ctx := errgroup.WithContext(ctx)
	first := make(chan struct{})
	group.Go(func() error { return g.sources.Run(ctx, c, func() { close(first) }) })
	select {
	case <-first:
		if g.wires.Broker != nil {
			g.settleDown(ctx)
			g.wires.Broker.Open()
		}
		g.healthState.Ready(true)
		g.wires.PublishReady(ctx)
		close(g.opened)
		if ready != nil {
			ready(g.lead.BrokerURL)
		}
	case <-ctx.Done():
	}
	return group.Wait()
}

// untilReconciled waits until the book knows what stands at every destination: an end that came sooner would find
// nothing to end there.
func (g *Gateway) untilReconciled(ctx context.Context) {
	var late <-chan time.Time
	if g.wires.Broker == nil {
		fired, stop := g.real.After(wires.Patience)
		defer stop()
		late = fired
	}
	for _, link := range append([]*mqtt.Publisher{g.topics.Link}, g.wires.Links.All()...) {
		select {
		case <-link.Connected():
		case <-late:
			return
		case <-ctx.Done():
			return
		}
	}
}

// settleDown gives what ended while the gateway was down a moment to be cleared, for the embedded broker forgets a
// topic a moment after it says so, and a reader let in at that moment would keep what has ended.
func (g *Gateway) settleDown(ctx context.Context) {
	for more := true; more; {
		var err error
		if more, err = g.way.Expiry.Expire(ctx); err != nil {
			return // the clock's own turn says so
		}
	}
	for range 40 {
		if g.outboxes.Waiting() == 0 {
			break
		}
		if !g.durable.Pause(ctx, 50*time.Millisecond) {
			return
		}
	}
	g.durable.Pause(ctx, 100*time.Millisecond)
}
