package way

import (
	"context"
	"errors"
	"runtime"
	"sync"

	"bordercast/gateway/after"
	"bordercast/gateway/book"
	"bordercast/gateway/cpulimit"
	"bordercast/gateway/derive"
	"bordercast/gateway/intake"
	"bordercast/gateway/reading"
)

// mostRead is how many usual documents are taken to be read, or to wait for their turn of it. The queue lets each
// source have a few of them, so that those of one flood leave room.
const mostRead = 64

// wait puts an accepted sighting into the queue for its size.
func (g *Way) wait(item intake.Item) {
	if item.Sighting.Size > reading.Large {
		item.Bytes = nil // it is read from the store when its turn comes
		g.Bulky.Push(item)
		return
	}
	g.Intake.Push(item)
}

// Run takes accepted sightings, most urgent first and from each source in turn, reads them on several goroutines,
// and settles those of one source in the order in which they were taken.
func (g *Way) Run(ctx context.Context) error {
	processors := runtime.GOMAXPROCS(0)
	var all sync.WaitGroup
	all.Go(func() { g.settleFrom(ctx, g.Bulky, max(1, processors-1)) })
	g.settleFrom(ctx, g.Intake, mostRead)
	all.Wait()
	return nil
}

// settleFrom settles what comes into a queue, so many read at once.
func (g *Way) settleFrom(ctx context.Context, queue *intake.Queue, workers int) {
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
			r, drafted := g.Read(ctx, item)
			<-free // whoever waits for the one before it does not work
			if before != nil {
				<-before
			}
			g.Submit(ctx, r, drafted)
			close(settled)
			queue.Done(item)
		})
	}
}

// Read is analyse, with the bytes fetched where the queue did not keep them; and what can be drafted of it already, nil
// for nothing.
func (g *Way) Read(ctx context.Context, item intake.Item) (r reading.Reading, drafted *Ahead) {
	if item.Bytes == nil {
		err := g.DB.View(ctx, func(tx *book.Tx) (err error) {
			item.Bytes, err = tx.Documents.Bytes(item.Sighting.Blob)
			return err
		})
		if err != nil && ctx.Err() != nil {
			return reading.Reading{Item: item, Left: true}, nil // it is found again at the next start
		}
		if err != nil {
			return reading.Reading{Item: item, Refuse: &reading.Refusal{Code: "unreadable",
				Text: "Its stored bytes could not be read: " + err.Error()}}, nil
		}
	}
	work := cpulimit.Work{Source: item.Sighting.Link, Class: item.Priority, Large: item.Sighting.Size > reading.Large}
	g.CPU.Do(work, func() {
		r = g.Reader.Analyse(item)
		drafted = g.draftAhead(&r)
	})
	return r, drafted
}

// Submit settles one reading and does what follows once it is durable.
func (g *Way) Submit(ctx context.Context, r reading.Reading, drafted *Ahead) {
	if r.Left {
		return
	}
	var fx *after.Effects
	g.DB.For("settle "+r.Item.Sighting.Link, r.Item.Priority).Submit(2048, func(tx *book.Tx) (err error) {
		fx, err = g.Settle(tx, &r, drafted)
		return err
	}, func(err error) {
		if err == nil {
			g.Parsed.Put(fx.Release, derive.ParsedAlert{Blob: r.Item.Sighting.Blob, Alert: r.Alert, Ground: r.Ground,
				Size: r.Item.Sighting.Size})
			if drafted != nil && drafted.released {
				g.Releaser.keep(drafted.made)
			}
			g.Apply(fx)
			if told := r.Item.Settled; told != nil {
				told(fx.Verdict)
			}
			return
		}
		g.unsettled(ctx, r, drafted, err)
	})
}

// unsettled does what is left where a reading was not settled: nothing of it was stored, and the sighting stays
// accepted. It is never put into quarantine for that, for it is no fault of the message.
//
//	the store is closed, or nobody knows what it wrote   the process ends, and the next start finds out
//	the disk is full                                      it is settled once there is room
//	it was to be released too, and a guard or a row       it is settled alone, once: released afterwards it may do
//	stood in the way                                      better
//	the daemon stops                                      the next start settles it
//	an impossible step, a disk that fails, a fault        people are told, and the next start settles it
func (g *Way) unsettled(ctx context.Context, r reading.Reading, drafted *Ahead, err error) {
	g.Durable.Failed(err)
	switch {
	case g.DB.Err() != nil, errors.Is(err, book.ErrClosed), ctx.Err() != nil:
	case errors.Is(err, book.ErrFull):
		go g.Durable.WhenRoomy(ctx, func() { g.wait(r.Item) })
	case drafted != nil && (drafted.released || errors.Is(err, errAhead)):
		// not from here: this is the book's own goroutine, and its queue may be full
		g.Chains.Aside(func() { g.Submit(ctx, r, nil) })
	default:
		g.Notices.Undone("settle", err)
	}
}
