package gateway

import (
	"context"
	"errors"
	"runtime"

	"go.uber.org/zap"

	"bordercast/gateway/intake"
	"bordercast/gateway/store/sqlite"
)

// large documents are read on a lane of their own: one of 5 MB must not hold up what comes behind it.
const large = 512 << 10

// runSettle takes accepted sightings, most urgent first, reads them on several goroutines, and settles them in the
// order in which they were taken.
func (g *Gateway) runSettle(ctx context.Context) error {
	inflight := make(chan chan reading, 2*runtime.GOMAXPROCS(0)+2)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for result := range inflight {
			g.submit(ctx, <-result)
		}
	}()
	defer func() { close(inflight); <-done }()
	side := make(chan struct{}, 1)
	workers := make(chan struct{}, max(2, runtime.GOMAXPROCS(0)))
	for {
		item, err := g.intake.Pop(ctx)
		if err != nil {
			return nil
		}
		if item.Sighting.Size > large {
			item.Bytes = nil // it is read from the store when its turn comes
			g.chains.all.Go(func() { g.aside(ctx, side, item) })
			continue
		}
		result := make(chan reading, 1)
		inflight <- result
		workers <- struct{}{}
		go func() {
			defer func() { <-workers }()
			result <- g.read(ctx, item)
		}()
	}
}

// aside reads and settles a large document once the side lane is free.
func (g *Gateway) aside(ctx context.Context, lane chan struct{}, item intake.Item) {
	select {
	case lane <- struct{}{}:
		defer func() { <-lane }()
		g.submit(ctx, g.read(ctx, item))
	case <-ctx.Done(): // it is found again at the next start
	}
}

// read is analyse, with the bytes fetched where the queue did not keep them.
func (g *Gateway) read(ctx context.Context, item intake.Item) reading {
	if item.Bytes == nil {
		err := g.db.View(ctx, func(tx *sqlite.Tx) (err error) {
			item.Bytes, err = tx.Blob(item.Sighting.Blob)
			return err
		})
		if err != nil && ctx.Err() != nil {
			return reading{item: item, left: true} // it is found again at the next start
		}
		if err != nil {
			return reading{item: item, refuse: &refusal{"unreadable", "Its stored bytes could not be read: " + err.Error()}}
		}
	}
	var r reading
	g.effort.do(func() { r = g.analyse(item) })
	return r
}

// submit settles one reading and does what follows once it is durable.
func (g *Gateway) submit(ctx context.Context, r reading) {
	if r.left {
		return
	}
	var fx *effects
	g.db.Submit(2048, func(tx *sqlite.Tx) (err error) {
		fx, err = g.settle(tx, &r)
		return err
	}, func(err error) {
		if err == nil {
			g.handover.give(fx.release, r.item.Sighting.Blob, r.alert, r.ground)
			g.apply(fx)
			return
		}
		g.storeFailed(err)
		switch {
		case g.db.Err() != nil || ctx.Err() != nil:
		case errors.Is(err, sqlite.ErrFull): // no fault of this message
			go g.whenRoomy(ctx, func() { g.intake.Push(r.item) })
		default: // not from here: this is the book's own goroutine, and its queue may be full
			g.chains.all.Go(func() { g.setAside(r, err) })
		}
	})
}

// whenRoomy does something once the disk has room again.
func (g *Gateway) whenRoomy(ctx context.Context, do func()) {
	select {
	case <-g.pulse.roomy():
		do()
	case <-ctx.Done():
	}
}

// setAside quarantines a sighting that could not be settled because of a fault of the gateway itself: it must not be
// lost, and must not be tried for ever.
func (g *Gateway) setAside(r reading, cause error) {
	r.refuse = &refusal{"internal-error", "The gateway could not settle it: " + cause.Error()}
	var fx *effects
	g.db.Submit(512, func(tx *sqlite.Tx) (err error) {
		fx, err = g.settle(tx, &r)
		return err
	}, func(err error) {
		if err != nil {
			g.log.Error("a sighting could be neither settled nor quarantined; it is tried again at the next start", zap.Int64("sighting", r.item.Sighting.ID), zap.Error(err))
			return
		}
		g.apply(fx)
	})
}
