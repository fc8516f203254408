package way

import (
	"context"
	"errors"

	"go.uber.org/zap"

	"bordercast/gateway/after"
	"bordercast/gateway/book"
	"bordercast/gateway/chainqueue"
	"bordercast/gateway/notice"
	"bordercast/gateway/priority"
)

// Apply does what a transition caused, now that it is durable. It runs on the book's goroutine and only queues.
func (g *Way) Apply(fx *after.Effects) {
	for _, r := range fx.Receipts {
		g.Receipts.Queue(r)
	}
	for _, m := range fx.Merged {
		g.Outboxes.Merge(m.From, m.Into)
	}
	for destination, tickets := range fx.Tickets {
		g.Outboxes.Push(destination, tickets...)
	}
	for _, f := range fx.Release {
		g.OnChain(fx.Source, f.Chain, fx.Priority, "release", func(ctx context.Context) error {
			return g.Releaser.release(ctx, g.turnOf(fx), f.Alert)
		})
	}
	for _, f := range fx.Aware {
		g.OnChain(fx.Source, f.Chain, fx.Priority, "unreviewed", func(ctx context.Context) error {
			return g.Releaser.publishUnreviewed(ctx, g.turnOf(fx), f.Alert)
		})
	}
	for _, f := range fx.Show {
		g.OnChain(fx.Source, f.Chain, fx.Priority, "show", func(ctx context.Context) error {
			return g.Releaser.Show(ctx,
				g.turnOf(fx), f.Alert)
		})
	}
	for _, f := range fx.Copies {
		g.OnChain(fx.Source, f.Chain, fx.Priority, "copy",
			func(ctx context.Context) error { return g.Releaser.followFirst(ctx, g.turnOf(fx), f.Alert) })
	}
	for _, f := range fx.Annotate {
		g.OnChain(fx.Source, f.Chain, priority.Last, "annotation",
			func(ctx context.Context) error { return g.Releaser.Annotate(ctx, f.Chain, f.Destination) })
	}
	for _, incident := range fx.Incident {
		g.Projector.Touch(incident)
	}
	if !fx.Due.IsZero() {
		g.Expiry.clockBy(fx.Due)
	}
	if fx.GatewayTopics {
		g.Topics.Wake()
		notice.Nudge(g.CallWake)
	}
	if len(fx.Alarms) > 0 {
		// The lock of the alarms' register may be held by somebody who is queueing for the book, so the book must
		// not wait for it.
		g.OnChain(fx.Source, chainqueue.AlarmWork, 0, "alarm", func(context.Context) error {
			for _, a := range fx.Alarms {
				g.Register.Raise(a)
			}
			return nil
		})
	}
}

// turnOf is the book for what follows from a transition.
func (g *Way) turnOf(fx *after.Effects) book.Turn { return g.DB.For("release "+fx.Source, fx.Priority) }

// OnChain runs a follow-up in the order of its chain. What fails is found again in the rows at the next start.
func (g *Way) OnChain(source string, chain, priority int64, what string, f func(context.Context) error) {
	g.Chains.Do(source, chain, priority, func() {
		if g.Life.Err() != nil {
			return // the next start does it: ending must not take as long as what waits
		}
		if err := f(g.Life); err != nil && g.Life.Err() == nil {
			g.Durable.Failed(err)
			if errors.Is(err, book.ErrFull) {
				go g.Durable.WhenRoomy(g.Life, func() { g.OnChain(source, chain, priority, what, f) })
				return
			}
			g.Log.Error("a follow-up failed and is taken up again at the next start", zap.String("what", what),
				zap.Int64("chain", chain), zap.Error(err))
			if !errors.Is(err, book.ErrClosed) && g.DB.Err() == nil {
				g.Notices.Undone(what, err)
			}
		}
	})
}
