package gateway

import (
	"context"
	"errors"
	"runtime"
	"sync"

	"go.uber.org/zap"

	"bordercast/gateway/book"
	"bordercast/gateway/cpulimit"
	"bordercast/gateway/intake"
)

// large documents are read apart, by fewer workers: one of 5 MB must not hold up what comes behind it.
const large = 512 << 10

// mostRead is how many usual documents are taken to be read, or to wait for their turn of it. The queue lets each
// source have a few of them, so that those of one flood leave room.
const mostRead = 64

// wait puts an accepted sighting into the queue for its size.
func (g *Gateway) wait(item intake.Item) {
	if item.Sighting.Size > large {
		item.Bytes = nil // it is read from the store when its turn comes
		g.bulky.Push(item)
		return
	}
	g.intake.Push(item)
}

// runSettle takes accepted sightings, most urgent first and from each source in turn, reads them on several goroutines,
// and settles those of one source in the order in which they were taken.
func (g *Gateway) runSettle(ctx context.Context) error {
	processors := runtime.GOMAXPROCS(0)
	var all sync.WaitGroup
	all.Go(func() { g.settleFrom(ctx, g.bulky, max(1, processors-1)) })
	g.settleFrom(ctx, g.intake, mostRead)
	all.Wait()
	return nil
}

// settleFrom settles what comes into a queue, so many read at once.
func (g *Gateway) settleFrom(ctx context.Context, queue *intake.Queue, workers int) {
	var all sync.WaitGroup
	defer all.Wait()
	free := make(chan struct{}, workers)
	last := map[string]chan struct{}{} // closed when what was taken before of a source is settled
	for {
		free <- struct{}{}
		item, err := queue.Pop(ctx)
		if err != nil {
			return
		}
		before, settled := last[item.Sighting.Link], make(chan struct{})
		last[item.Sighting.Link] = settled
		all.Go(func() {
			r, drafted := g.read(ctx, item)
			<-free // whoever waits for the one before it does not work
			if before != nil {
				<-before
			}
			g.submit(ctx, r, drafted)
			close(settled)
			queue.Done(item)
		})
	}
}

// read is analyse, with the bytes fetched where the queue did not keep them; and what can be drafted of it already, nil
// for nothing.
func (g *Gateway) read(ctx context.Context, item intake.Item) (r reading, drafted *ahead) {
	if item.Bytes == nil {
		err := g.db.View(ctx, func(tx *book.Tx) (err error) {
			item.Bytes, err = tx.Blob(item.Sighting.Blob)
			return err
		})
		if err != nil && ctx.Err() != nil {
			return reading{item: item, left: true}, nil // it is found again at the next start
		}
		if err != nil {
			return reading{item: item, refuse: &refusal{"unreadable", "Its stored bytes could not be read: " + err.Error()}}, nil
		}
	}
	work := cpulimit.Work{Source: item.Sighting.Link, Class: item.Priority, Large: item.Sighting.Size > large}
	g.cpuLimit.Do(work, func() {
		r = g.analyse(item)
		drafted = g.draftAhead(&r)
	})
	return r, drafted
}

// submit settles one reading and does what follows once it is durable.
func (g *Gateway) submit(ctx context.Context, r reading, drafted *ahead) {
	if r.left {
		return
	}
	var fx *effects
	g.db.For("settle "+r.item.Sighting.Link, r.item.Priority).Submit(2048, func(tx *book.Tx) (err error) {
		fx, err = g.settle(tx, &r, drafted)
		return err
	}, func(err error) {
		if err == nil {
			g.parsed.put(fx.release, parsedAlert{r.item.Sighting.Blob, r.alert, r.ground, r.item.Sighting.Size})
			if drafted != nil && drafted.released {
				g.keep(drafted.made)
			}
			g.apply(fx)
			return
		}
		g.storeFailed(err)
		switch {
		case errors.Is(err, errAhead): // settled alone it may do better; not from here, as below
			g.chains.aside(func() { g.submit(ctx, r, nil) })
		case g.db.Err() != nil || ctx.Err() != nil:
		case errors.Is(err, book.ErrFull): // no fault of this message
			go g.whenRoomy(ctx, func() { g.wait(r.item) })
		case errors.As(err, new(*book.ImpossibleStep)): // no fault of this message either: it waits for the next start
		default: // not from here: this is the book's own goroutine, and its queue may be full
			g.chains.aside(func() { g.setAside(r, err) })
		}
	})
}

// whenRoomy does something once the disk has room again.
func (g *Gateway) whenRoomy(ctx context.Context, do func()) {
	select {
	case <-g.healthState.roomy():
		do()
	case <-ctx.Done():
	}
}

// setAside quarantines a sighting that could not be settled because of a fault of the gateway itself: it must not be
// lost, and must not be tried for ever.
func (g *Gateway) setAside(r reading, cause error) {
	r.refuse = &refusal{"internal-error", "The gateway could not settle it: " + cause.Error()}
	var fx *effects
	g.db.Submit(512, func(tx *book.Tx) (err error) {
		fx, err = g.settle(tx, &r, nil)
		return err
	}, func(err error) {
		if err != nil {
			g.log.Error("a sighting could be neither settled nor quarantined; it is tried again at the next start", zap.Int64("sighting", r.item.Sighting.ID), zap.Error(err))
			return
		}
		g.apply(fx)
	})
}
