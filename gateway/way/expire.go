package way

import (
	"context"
	"math"
	"slices"
	"time"

	"sync/atomic"

	"bordercast/adapters"
	"bordercast/gateway/after"
	"bordercast/gateway/book"
	"bordercast/gateway/durable"
	"bordercast/gateway/holds"
	"bordercast/gateway/incident"
	"bordercast/gateway/notice"
	"bordercast/gateway/retained"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// Clock ends what is due.
type Clock struct {
	Clock    adapters.Clock
	DB       *book.Book
	Durable  *durable.Store
	Way      *Way
	Retained *retained.Planner
	Holds    *holds.Holds
	Drawer   *incident.Incidents

	wake chan struct{}
	next atomic.Int64 // when it wakes by itself, in milliseconds since 1970
}

// sweep is how often the clock is looked at when nothing is known to end sooner.
const sweep = 30 * time.Second

// Run is the fifth transition: what ends by itself does so when its time is up, not when somebody looks.
func (g *Clock) Run(ctx context.Context) error {
	for {
		g.next.Store(math.MaxInt64) // what is stored from now on may not be seen by what follows
		more, err := g.Expire(ctx)
		if err != nil {
			return err
		}
		if more {
			continue
		}
		wait := g.untilNext(ctx)
		g.next.Store(g.Clock.Now().Add(wait).UnixMilli())
		fired, stop := g.Clock.After(wait)
		select {
		case <-fired:
		case <-g.wake:
		case <-ctx.Done():
			stop()
			return nil
		}
		stop()
	}
}

func (g *Clock) untilNext(ctx context.Context) time.Duration {
	wait := sweep
	err := g.DB.View(ctx, func(tx *book.Tx) error {
		for _, next := range []func() (time.Time, error){tx.Alerts.NextEnd, tx.Decisions.NextDeadline} {
			at, err := next()
			if err != nil {
				return err
			}
			if left := at.Sub(g.Clock.Now()); !at.IsZero() && left < wait {
				wait = max(left, 10*time.Millisecond)
			}
		}
		return nil
	})
	if err != nil {
		return time.Second
	}
	return wait
}

// Expire ends what is due, some of it at a time so that new alerts are not held up; more says that some is left.
func (g *Clock) Expire(ctx context.Context) (more bool, err error) {
	const some = 64
	var fx after.Effects
	err = g.Durable.InsistIn(ctx, g.DB.For("clock", 0), func(tx *book.Tx) error {
		fx = after.Effects{}
		standing, err := tx.Live.Due(tx.Now(), some)
		if err != nil {
			return err
		}
		for _, d := range standing {
			if err := g.expireDelivery(tx, d, &fx); err != nil {
				return err
			}
		}
		alerts, err := tx.Alerts.Due(tx.Now(), some)
		if err != nil {
			return err
		}
		for _, a := range alerts {
			if err := g.expireAlert(tx, a, &fx); err != nil {
				return err
			}
		}
		more = len(standing) == some || len(alerts) == some
		if err := g.Holds.Deadlines(tx, &fx); err != nil {
			return err
		}
		return notice.Keep(tx, fx.Alarms)
	})
	if err == nil {
		g.Way.Apply(&fx)
		err = g.Drawer.Close(ctx)
	}
	return more, err
}

// expireDelivery ends what stands at a destination: an end notice and empty topics, or nothing at all where it was
// never attempted.
func (g *Clock) expireDelivery(tx *book.Tx, d book.Delivery, fx *after.Effects) error {
	switch d.State {
	case book.Ready:
		return g.Retained.Lapse(tx, d, "expired", fx)
	case book.Attempting:
		if err := g.Retained.Unresolved(tx, d, "expired", fx); err != nil {
			return err
		}
	}
	return g.Retained.EndAt(tx, d, retained.Ending{Kind: topics.Expired, Result: "expired"}, fx)
}

func (g *Clock) expireAlert(tx *book.Tx, a book.Alert, fx *after.Effects) error {
	if err := tx.Alerts.SetState(a.ID, book.Ended); err != nil {
		return err
	}
	tx.Trail.Append(a.Key, trail.Expired, map[string]any{"until": a.Until.UTC()})
	chain, err := tx.Chains.ByID(a.Chain)
	if err != nil {
		return err
	}
	if chain.Incident != "" && !slices.Contains(fx.Incident, chain.Incident) {
		fx.Incident = append(fx.Incident, chain.Incident)
	}
	return g.Holds.CloseAll(tx, a, book.Lapsed, "expired", fx)
}

// Wake lets it look at once.
func (g *Clock) Wake() { notice.Nudge(g.wake) }

// clockBy wakes the clock where it would sleep longer than until an instant.
func (g *Clock) clockBy(until time.Time) {
	if until.UnixMilli() < g.next.Load() {
		g.Wake()
	}
}
