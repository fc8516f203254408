package gateway

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/gateway/durable"
	"bordercast/gateway/health"
	"bordercast/gateway/outbox"
	"bordercast/gateway/way"
	"bordercast/gateway/wires"
)

// opening is the last part of a start: what must be right before anybody is let in.
type opening struct {
	wires    *wires.Wires
	sources  *wires.Sources
	own      *mqtt.Publisher // of the gateway's own topics
	expiry   *way.Clock
	outboxes *outbox.Queues
	durable  *durable.Store
	health   *health.State
	real     adapters.Clock
}

// run starts listening to agencies once every destination's retained tree is right, then lets everybody in: whoever
// subscribes first after a restart gets every active alert.
func (o opening) run(ctx context.Context, c *wires.Crew, ready func()) error {
	o.untilReconciled(ctx)
	group, ctx := errgroup.WithContext(ctx)
	first := make(chan struct{})
	group.Go(func() error { return o.sources.Run(ctx, c, func() { close(first) }) })
	select {
	case <-first:
		if o.wires.Broker != nil {
			o.settleDown(ctx)
			o.wires.Broker.Open()
		}
		o.health.Ready(true)
		o.wires.PublishReady(ctx)
		ready()
	case <-ctx.Done():
	}
	return group.Wait()
}

// untilReconciled waits until the book knows what stands at every destination: an end that came sooner would find
// nothing to end there.
func (o opening) untilReconciled(ctx context.Context) {
	var late <-chan time.Time
	if o.wires.Broker == nil {
		fired, stop := o.real.After(wires.Patience)
		defer stop()
		late = fired
	}
	links := []adapters.Destination{o.own}
	for _, d := range o.wires.Settings.Now().Destinations {
		if link := o.wires.Links.Of(d.Name); link != nil && d.HoldsState() {
			links = append(links, link)
		}
	}
	for _, link := range links {
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
func (o opening) settleDown(ctx context.Context) {
	for more := true; more; {
		var err error
		if more, err = o.expiry.Expire(ctx); err != nil {
			return // the clock's own turn says so
		}
	}
	for range 40 {
		if o.outboxes.Waiting() == 0 {
			break
		}
		if !o.durable.Pause(ctx, 50*time.Millisecond) {
			return
		}
	}
	o.durable.Pause(ctx, 100*time.Millisecond)
}
