package broker

import (
	"context"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// What waits for one subscriber is bounded, or a few that stop reading would fill the memory of the gateway beside
// them. The server's own limit cannot do it: it counts what a new subscription is given of retained alerts, all at
// once, so that a responder who comes late to a busy day would get none. So a subscriber may have more than the limit
// waiting as long as it works it off.

const (
	lookEvery = time.Second
	// slackTime is how long a subscriber above the limit may go without having less to take than ever since it went above.
	slackTime = 10 * time.Second
)

// backlog is the least that waited for a subscriber since it went above the limit, and since when.
type backlog struct {
	least int
	since time.Time
}

// bound cuts off subscribers for whom too much waits.
type bound struct {
	limit   int
	gateway string // the user of the gateway's own clients, who read all the time
	above   map[uint64]backlog
}

// waiting is how much waits for one connection.
type waiting struct {
	id    uint64
	bytes int
}

// over gives the connections to cut off, of all that there are.
func (b *bound) over(all []waiting, now time.Time) (cut []waiting) {
	above := map[uint64]backlog{}
	for _, w := range all {
		if w.bytes <= b.limit {
			continue
		}
		was, known := b.above[w.id]
		switch {
		case !known || w.bytes < was.least:
			above[w.id] = backlog{w.bytes, now}
		case now.Sub(was.since) >= slackTime:
			cut = append(cut, w)
		default:
			above[w.id] = was
		}
	}
	b.above = above
	return cut
}

// keepBound looks at all connections until ctx ends.
func (b *Broker) keepBound(ctx context.Context, limit int, gateway string) {
	bounds := &bound{limit: limit, gateway: gateway}
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			b.cutOff(bounds, now)
		}
	}
}

func (b *Broker) cutOff(bounds *bound, now time.Time) {
	list, err := b.srv.Connz(&server.ConnzOptions{Username: true, Sort: server.ByPending, Limit: 256})
	if err != nil {
		return // it is being closed
	}
	var all []waiting
	known := map[uint64]*server.ConnInfo{}
	for _, c := range list.Conns {
		if c.AuthorizedUser == bounds.gateway {
			continue
		}
		known[c.Cid] = c
		all = append(all, waiting{c.Cid, c.Pending})
	}
	for _, w := range bounds.over(all, now) {
		c := known[w.id]
		b.journal.log.Warnw("a subscriber that takes less than it is sent was cut off; it gets "+
			"what is active when it subscribes again: "+
			"let it read faster, subscribe to less, or raise limits.subscriber",
			"user", c.AuthorizedUser, "client", c.MQTTClient, "address", c.IP, "bytes_waiting", w.bytes, "limit", bounds.limit)
		_ = b.srv.DisconnectClientByID(w.id) // it may be gone by itself
	}
}
