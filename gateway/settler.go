package gateway

import (
	"context"
	"errors"
	"runtime"
	"slices"

	"go.uber.org/zap"

	"bordercast/gateway/intake"
	"bordercast/gateway/outbox"
	"bordercast/gateway/priority"
	"bordercast/gateway/store"
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
			g.handover.give(fx.release, r.item.Sighting.Blob, r.alert)
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

// Work that belongs to no chain of alerts is done in order among itself.
const (
	incidentWork int64 = -1
	alarmWork    int64 = -2
)

// apply does what a transition caused, now that it is durable. It runs on the book's goroutine and only queues.
func (g *Gateway) apply(fx *effects) {
	for _, r := range fx.receipts {
		g.sayReceipt(r)
	}
	for _, m := range fx.merged {
		for _, q := range g.outboxes {
			q.Merge(m.from, m.into)
		}
	}
	for destination, tickets := range fx.tickets {
		if q := g.outboxes[destination]; q != nil {
			q.Push(tickets...)
		}
	}
	for _, f := range fx.release {
		g.onChain(f.chain, fx.priority, "release", func(ctx context.Context) error { return g.release(ctx, f.alert) })
	}
	for _, f := range fx.show {
		g.onChain(f.chain, fx.priority, "show", func(ctx context.Context) error { return g.show(ctx, f.alert) })
	}
	for _, f := range fx.remark {
		g.onChain(f.chain, priority.Last, "remark", func(ctx context.Context) error { return g.remark(ctx, f.chain, f.destination) })
	}
	for _, incident := range fx.incident {
		g.onChain(incidentWork, priority.Last, "incident", func(ctx context.Context) error { return g.renderIncident(ctx, incident) })
	}
	if fx.office {
		g.wakeOffice()
	}
	if len(fx.alarms) > 0 {
		// The desk's lock may be held by somebody who is queueing for the book, so the book must not wait for it.
		g.onChain(alarmWork, 0, "alarm", func(context.Context) error {
			for _, a := range fx.alarms {
				g.metrics.Alarm(a.Code)
				g.alarms.Raise(a)
			}
			return nil
		})
	}
}

// onChain runs a follow-up in the order of its chain. What fails is found again in the rows at the next start.
func (g *Gateway) onChain(chain, priority int64, what string, f func(context.Context) error) {
	g.chains.do(chain, priority, func() {
		if g.ctx.Err() != nil {
			return // the next start does it: ending must not take as long as what waits
		}
		if err := f(g.ctx); err != nil && g.ctx.Err() == nil {
			g.storeFailed(err)
			if errors.Is(err, sqlite.ErrFull) {
				go g.whenRoomy(g.ctx, func() { g.onChain(chain, priority, what, f) })
				return
			}
			g.log.Error("a follow-up failed and is taken up again at the next start", zap.String("what", what), zap.Int64("chain", chain), zap.Error(err))
		}
	})
}

func (g *Gateway) wakeOffice() { wake(g.officeWake) }
func (g *Gateway) wakeClock()  { wake(g.clockWake) }

func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// resume takes up what the last run left: the same functions the live loop uses, over the same rows.
func (g *Gateway) resume(ctx context.Context) error {
	return g.db.View(ctx, func(tx *sqlite.Tx) error {
		waiting, err := tx.AcceptedSightings()
		if err != nil {
			return err
		}
		for _, s := range waiting {
			doc, err := tx.Blob(s.Blob)
			if err != nil {
				doc = nil // reading it again says why
			}
			g.intake.Push(intake.Item{Sighting: s, Bytes: doc, Priority: glance(doc)})
		}
		if err := g.resumeDecisions(tx); err != nil {
			return err
		}
		return g.resumeOutboxes(tx)
	})
}

func (g *Gateway) resumeDecisions(tx *sqlite.Tx) error {
	decided, err := tx.DecisionsToRelease()
	if err != nil {
		return err
	}
	held, err := tx.DecisionsHeld()
	if err != nil {
		return err
	}
	for _, d := range slices.Concat(decided, held) {
		if d.State == store.Held && (d.Draft != "" || d.Reason == "relay") {
			continue // it is shown already, or by its first copy: the topics are in the store
		}
		a, found, err := tx.AlertByID(d.Alert)
		if err != nil || !found {
			return err
		}
		again := []followUp{{chain: a.Chain, alert: a.ID}}
		if d.State == store.Held {
			g.apply(&effects{show: again})
		} else {
			g.apply(&effects{release: again})
		}
	}
	trailSize, err := tx.TrailSize()
	g.pulse.ranBefore = trailSize > 2 // what this start itself said is in it
	return err
}

func (g *Gateway) resumeOutboxes(tx *sqlite.Tx) error {
	for name, q := range g.outboxes {
		ready, err := tx.Outbox(name, 1<<30)
		if err != nil {
			return err
		}
		for _, d := range ready {
			q.Push(outbox.Ticket{Delivery: d.ID, Chain: d.Chain, Priority: d.Priority})
		}
	}
	return nil
}
