package gateway

import (
	"context"
	"errors"
	"time"

	"go.uber.org/zap"

	"bordercast/gateway/store/sqlite"
)

// pause waits in real time; false when ctx ended first.
func (g *Gateway) pause(ctx context.Context, d time.Duration) bool {
	fired, stop := g.real.After(d)
	defer stop()
	select {
	case <-fired:
		return true
	case <-ctx.Done():
		return false
	}
}

// insist is an update that waits while the disk is full: what it records has happened, or must happen.
func (g *Gateway) insist(ctx context.Context, do func(*sqlite.Tx) error) error {
	return g.insistIn(ctx, g.db.For("", 0), do)
}

// insistIn is insist in a turn of its own at the book.
func (g *Gateway) insistIn(ctx context.Context, book sqlite.Turn, do func(*sqlite.Tx) error) error {
	for {
		err := book.Update(ctx, do)
		if !errors.Is(err, sqlite.ErrFull) {
			return err
		}
		g.storeFailed(err)
		if !g.pause(ctx, time.Second) {
			return ctx.Err()
		}
	}
}

// storeFailed ends the daemon when the store can no longer be trusted, and only reports what failed alone.
func (g *Gateway) storeFailed(err error) {
	if errors.Is(err, sqlite.ErrFull) {
		g.pulse.full(err.Error())
	}
	if g.db.Err() != nil || errors.Is(err, sqlite.ErrClosed) {
		g.fail(err)
		return
	}
	g.log.Error("a command of the store failed", zap.Error(err))
}

func (g *Gateway) watchStore(ctx context.Context) error {
	select {
	case <-g.db.Ended():
		return g.db.Err()
	case <-ctx.Done():
		return nil
	}
}
