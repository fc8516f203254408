package gateway

import (
	"context"
	"time"

	"go.uber.org/zap"

	"bordercast/gateway/book"
	"bordercast/gateway/priority"
)

// hear notes that a source spoke.
func (p *healthState) hear(system string, at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.heard[system] = at
}

// quietSince is since when a source has been silent beyond what was agreed; zero while it speaks.
func (p *healthState) quietSince(system string) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.quiet[system]
}

// watchSilence raises an alarm for a source silent beyond what was agreed, and marks what stands of it. It never clears
// an alert: absence is no end.
func (g *Gateway) watchSilence(ctx context.Context) {
	for name, s := range g.systems {
		after := time.Duration(s.settings.SilentAfter)
		if after <= 0 || len(s.In) == 0 {
			continue
		}
		silent, changed := g.healthState.listenTo(name, after, g.clock.Now())
		if silent {
			g.alarms.Raise(silentAlarm(s))
		} else if changed {
			g.alarms.Over(silentAlarm(s).Key)
		}
		if changed {
			g.markSource(ctx, name)
		}
	}
}

// listenTo says whether a source is silent, and whether that is news.
func (p *healthState) listenTo(name string, after time.Duration, now time.Time) (silent, changed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	last, ever := p.heard[name]
	if !ever {
		last = p.since
	}
	_, was := p.quiet[name]
	if silent = now.Sub(last) > after; silent && !was {
		p.quiet[name] = last
	} else if !silent {
		delete(p.quiet, name)
	}
	return silent, silent != was
}

// markSource shows again what stands of a source, with or without the mark that it is silent.
func (g *Gateway) markSource(ctx context.Context, source string) {
	var standing []book.Delivery
	err := g.db.View(ctx, func(tx *book.Tx) (err error) {
		standing, err = tx.DeliveriesLiveOf(source)
		return err
	})
	if err != nil && ctx.Err() == nil {
		g.log.Error("what stands of a source could not be marked", zap.String("source", source), zap.Error(err))
	}
	for _, d := range standing {
		g.onChain(source, d.Chain, priority.Last, "mark", func(ctx context.Context) error { return g.annotate(ctx, d.Chain, d.Destination) })
	}
}
