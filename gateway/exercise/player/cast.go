package player

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"bordercast/adapters"
	"bordercast/gateway/exercise/observer"
)

// cast is everybody who is connected to the gateway's broker: the agencies, by the system they publish as, and the
// observer.
type cast struct {
	centres map[string]*centre
	watcher *link
	real    adapters.Clock
	tasks   *sync.WaitGroup
}

// watch connects the observer, to everything.
func (c *cast) watch(ctx context.Context, broker string, o *observer.Observer) {
	c.watcher = &link{broker: broker, name: "observer", clock: c.real,
		filters: []string{"alerts/#", "parties/#", "gateway/#", "bordercast/v1/receipt/+"},
		received: func(topic string, payload []byte, retained bool) {
			o.Log.Add(c.real.Now(), topic, payload, retained)
		},
		onDown: func() { o.Record.LostLink.Store(c.real.Now().UnixNano()); o.Log.Forget() }}
	c.tasks.Go(func() { c.watcher.run(ctx) })
}

// employ connects an agency.
func (c *cast) employ(ctx context.Context, broker, system string) {
	one := &centre{system: system}
	one.link = &link{broker: broker, name: system, filters: []string{receiptTopic(system)}, clock: c.real,
		received: one.receive, onUp: one.again}
	c.centres[system] = one
	c.tasks.Go(func() { one.link.run(ctx) })
	c.tasks.Go(func() { one.nudge(ctx) })
}

// untilUp waits for the observer and every agency to be connected. Its error names one who is not.
func (c *cast) untilUp(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for limited.Err() == nil {
		if c.down() == "" {
			return nil
		}
		adapters.Sleep(limited, c.real, 20*time.Millisecond)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("%s could not connect to the embedded broker", c.down())
}

// down names somebody who is not connected; "" when everybody is.
func (c *cast) down() string {
	if !c.watcher.up() {
		return "the observer"
	}
	for _, name := range slices.Sorted(maps.Keys(c.centres)) {
		if !c.centres[name].link.up() {
			return name
		}
	}
	return ""
}

// Unanswered is how many messages of a system have no receipt yet.
func (c *cast) Unanswered(system string) int { return c.centres[system].unanswered() }
