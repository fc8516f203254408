// Package durable is the book for work that has happened already, or must happen: it waits while the disk is full, and
// ends the daemon when the store can no longer be trusted.
package durable

import (
	"context"
	"errors"
	"time"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/gateway/book"
	"bordercast/gateway/health"
)

// Store is the book with that patience.
type Store struct {
	DB     *book.Book
	Real   adapters.Clock // the machine's: faults last real seconds on a scaled clock too
	Health *health.State
	Fail   context.CancelCauseFunc // ends the daemon
	Log    *zap.Logger
}

// Pause waits in real time; false when ctx ended first.
func (g *Store) Pause(ctx context.Context, d time.Duration) bool {
	return adapters.Sleep(ctx, g.Real, d)
}

// Insist is an update that waits while the disk is full: what it records has happened, or must happen.
func (g *Store) Insist(ctx context.Context, do func(*book.Tx) error) error {
	return g.InsistIn(ctx, g.DB.For("", 0), do)
}

// InsistIn is insist in a turn of its own at the book.
func (g *Store) InsistIn(ctx context.Context, turn book.Turn, do func(*book.Tx) error) error {
	for {
		err := turn.Update(ctx, do)
		if !errors.Is(err, book.ErrFull) {
			return err
		}
		g.Failed(err)
		if !g.Pause(ctx, time.Second) {
			return ctx.Err()
		}
	}
}

// Failed ends the daemon when the store can no longer be trusted, and only reports what failed alone.
func (g *Store) Failed(err error) {
	if errors.Is(err, book.ErrFull) {
		g.Health.Full(err.Error())
	}
	if g.DB.Err() != nil || errors.Is(err, book.ErrClosed) {
		g.Fail(err)
		return
	}
	g.Log.Error("a command of the store failed", zap.Error(err))
}

// Watch ends with the book, and says why that ended; nil when ctx ends first.
func (g *Store) Watch(ctx context.Context) error {
	select {
	case <-g.DB.Ended():
		return g.DB.Err()
	case <-ctx.Done():
		return nil
	}
}

// WhenRoomy does something once the disk has room again.
func (g *Store) WhenRoomy(ctx context.Context, do func()) {
	select {
	case <-g.Health.Roomy():
		do()
	case <-ctx.Done():
	}
}
