package way

import (
	"context"

	"bordercast/gateway/after"
	"bordercast/gateway/book"
	"bordercast/gateway/derive"
	"bordercast/gateway/retained"
)

// A draft is made once, unsigned, when it is first shown, and kept. Showing it again makes it again by the same clock,
// on today's chain, event table, map and configuration: where that is another draft, it takes the place of the first,
// and whoever answers is asked about that one.

// Show puts what waits for a person before that person's party, at once and in full, marked NOT RELEASED: the draft
// as it would cross, its report, and the original where nothing is kept from them.
func (g *Releaser) Show(ctx context.Context, turn book.Turn, alert int64) error {
	for {
		from, err := g.Derive.Gather(ctx, turn, alert, book.Held)
		from.Keep(func(d book.Decision) bool { return d.Reason != "relay" }) // the first copy is shown
		if err != nil || len(from.Destinations) == 0 {
			return err
		}
		var made []derive.Rendering
		g.CPU.Do(from.Work(), func() { made = g.Derive.ToShow(from) })
		var fx after.Effects
		stale := false
		err = turn.Update(ctx, func(tx *book.Tx) error {
			fx = after.Effects{GatewayTopics: true}
			stale, err = g.Holds.ShowAll(tx, from, made, &fx)
			return err
		})
		if err != nil || !stale {
			g.Way.Apply(&fx)
			return err
		}
	}
}

// Annotate shows what stands at a destination again with what the gateway knows of it now: that its originator has
// changed it and the update waits for approval, or that it does so no longer. The CAP stays as it is.
func (g *Releaser) Annotate(ctx context.Context, chain int64, destination string) error {
	to := g.Settings.Now().Systems[destination]
	if to == nil {
		return nil
	}
	var fx *after.Effects
	err := g.DB.Update(ctx, func(tx *book.Tx) error {
		fx = &after.Effects{}
		standing, err := tx.DeliveriesLive(chain, destination)
		if err != nil {
			return err
		}
		for _, d := range standing {
			since, err := retained.PendingSince(tx, chain, destination, standing, d)
			if err != nil {
				return err
			}
			if err := g.Retained.AnnotateOne(tx, d, to, since, fx); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		g.Way.Apply(fx)
	}
	return err
}
