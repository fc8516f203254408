package gateway

import (
	"context"
	"errors"
	"time"

	"go.uber.org/zap"

	"bordercast/gateway/book"
	"bordercast/gateway/priority"
)

// Work that belongs to no chain of alerts is done in order among itself.
const alarmWork int64 = -1

// apply does what a transition caused, now that it is durable. It runs on the book's goroutine and only queues.
func (g *Gateway) apply(fx *effects) {
	for _, r := range fx.receipts {
		g.queueReceipt(r)
	}
	for _, m := range fx.merged {
		for _, q := range g.outboxes {
			q.Merge(m.from, m.into)
		}
	}
	for destination, tickets := range fx.tickets {
		if q := g.outboxes[destination]; q != nil {
			q.Push(tickets...)
		}
	}
	for _, f := range fx.release {
		g.onChain(fx.source, f.chain, fx.priority, "release", func(ctx context.Context) error {
			return g.release(ctx, g.turnOf(fx), f.alert)
		})
	}
	for _, f := range fx.aware {
		g.onChain(fx.source, f.chain, fx.priority, "unreviewed", func(ctx context.Context) error {
			return g.publishUnreviewed(ctx, g.turnOf(fx), f.alert)
		})
	}
	for _, f := range fx.show {
		g.onChain(fx.source, f.chain, fx.priority, "show", func(ctx context.Context) error { return g.show(ctx, g.turnOf(fx), f.alert) })
	}
	for _, f := range fx.copies {
		g.onChain(fx.source, f.chain, fx.priority, "copy", func(ctx context.Context) error { return g.followFirst(ctx, g.turnOf(fx), f.alert) })
	}
	for _, f := range fx.annotate {
		g.onChain(fx.source, f.chain, priority.Last, "annotation", func(ctx context.Context) error { return g.annotate(ctx, f.chain, f.destination) })
	}
	for _, incident := range fx.incident {
		g.incidents.Touch(incident)
	}
	if !fx.due.IsZero() {
		g.clockBy(fx.due)
	}
	if fx.gatewayTopics {
		g.wakeGatewayTopics()
		wake(g.callWake)
	}
	if len(fx.alarms) > 0 {
		// The lock of the alarms' register may be held by somebody who is queueing for the book, so the book must
		// not wait for it.
		g.onChain(fx.source, alarmWork, 0, "alarm", func(context.Context) error {
			for _, a := range fx.alarms {
				g.metrics.Alarm(a.Code)
				g.alarms.Raise(a)
			}
			return nil
		})
	}
}

// turnOf is the book for what follows from a transition.
func (g *Gateway) turnOf(fx *effects) book.Turn { return g.db.For("release "+fx.source, fx.priority) }

// onChain runs a follow-up in the order of its chain. What fails is found again in the rows at the next start.
func (g *Gateway) onChain(source string, chain, priority int64, what string, f func(context.Context) error) {
	g.chains.do(source, chain, priority, func() {
		if g.ctx.Err() != nil {
			return // the next start does it: ending must not take as long as what waits
		}
		if err := f(g.ctx); err != nil && g.ctx.Err() == nil {
			g.storeFailed(err)
			if errors.Is(err, book.ErrFull) {
				go g.whenRoomy(g.ctx, func() { g.onChain(source, chain, priority, what, f) })
				return
			}
			g.log.Error("a follow-up failed and is taken up again at the next start", zap.String("what", what), zap.Int64("chain", chain), zap.Error(err))
		}
	})
}

func (g *Gateway) wakeGatewayTopics() { wake(g.gatewayTopicsWake) }

func (g *Gateway) wakeClock() { wake(g.clockWake) }

// clockBy wakes the clock where it would sleep longer than until an instant.
func (g *Gateway) clockBy(until time.Time) {
	if until.UnixMilli() < g.clockNext.Load() {
		g.wakeClock()
	}
}

func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
