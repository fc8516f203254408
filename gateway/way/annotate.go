package way

import (
	"context"

	"bordercast/gateway/after"
	"bordercast/gateway/book"
	"bordercast/gateway/retained"
)

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
		since, err := retained.PendingSince(tx, chain, destination, standing)
		if err != nil {
			return err
		}
		for _, d := range standing {
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
