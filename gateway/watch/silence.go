package watch

import (
	"context"
	"time"

	"go.uber.org/zap"

	"bordercast/gateway/book"
	"bordercast/gateway/notice"
	"bordercast/gateway/priority"
)

// watchSilence raises an alarm for a source silent beyond what was agreed, and marks what stands of it. It never clears
// an alert: absence is no end.
func (g *Watch) watchSilence(ctx context.Context) {
	for name, s := range g.Settings.Now().Systems {
		after := time.Duration(s.Settings.SilentAfter)
		if after <= 0 || len(s.In) == 0 {
			continue
		}
		silent, changed := g.Health.ListenTo(name, after, g.Clock.Now())
		if silent {
			g.Register.Raise(notice.SilentAlarm(s))
		} else if changed {
			g.Register.Over(notice.SilentAlarm(s).Key)
		}
		if changed {
			g.markSource(ctx, name)
		}
	}
}

// markSource shows again what stands of a source, with or without the mark that it is silent.
func (g *Watch) markSource(ctx context.Context, source string) {
	var standing []book.Delivery
	err := g.DB.View(ctx, func(tx *book.Tx) (err error) {
		standing, err = tx.Live.OfSource(source)
		return err
	})
	if err != nil && ctx.Err() == nil {
		g.Log.Error("what stands of a source could not be marked", zap.String("source", source), zap.Error(err))
	}
	for _, d := range standing {
		g.Way.OnChain(source, d.Chain, priority.Last, "mark",
			func(ctx context.Context) error { return g.Releaser.Annotate(ctx, d.Chain, d.Destination) })
	}
}
