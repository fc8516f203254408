package player

import (
	"context"
	"slices"
	"sync"
	"time"

	"bordercast/adapters"
	"bordercast/gateway/exercise/observer"
)

// centre is one simulated agency: it has a connection of its own, and believes nothing but the gateway's receipt.
// What has no receipt when a connection comes back is sent again.
type centre struct {
	link   *link
	system string // it publishes as this

	mu      sync.Mutex
	pending []pending // without a receipt, in the order sent
}

type pending struct {
	sha   string
	topic string
	bytes []byte
}

// inTopic is where a system publishes.
func inTopic(system string) string { return "bordercast/v1/in/" + system }

// receiptTopic is where the gateway answers it.
func receiptTopic(system string) string { return "bordercast/v1/receipt/" + system }

// send publishes one message. It does not wait: the receipt comes when the gateway has the message on disk.
func (c *centre) send(message []byte, sha string) {
	c.mu.Lock()
	c.pending = append(c.pending, pending{sha, inTopic(c.system), message})
	c.mu.Unlock()
	_, _ = c.link.publish(inTopic(c.system), message) // a failure means down: again sends it once it is up
}

// again sends what has no receipt: a PUBACK was the broker's promise, not the gateway's.
func (c *centre) again(context.Context) {
	c.mu.Lock()
	waiting := slices.Clone(c.pending)
	c.mu.Unlock()
	for _, p := range waiting {
		if _, err := c.link.publish(p.topic, p.bytes); err != nil {
			return
		}
	}
}

// receive takes a receipt off the wire.
func (c *centre) receive(_ string, payload []byte, _ bool) {
	r, err := observer.ReadReceipt(payload)
	if err != nil {
		return // the observer judges what cannot be read
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pending = slices.DeleteFunc(c.pending, func(p pending) bool { return p.sha == r.SHA256 })
}

// unanswered is how many messages have no receipt yet.
func (c *centre) unanswered() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.pending)
}

// nudge sends again, now and then, what has had no receipt for long: receipts are best effort.
func (c *centre) nudge(ctx context.Context) {
	for ctx.Err() == nil {
		adapters.Sleep(ctx, c.link.clock, 8*time.Second)
		if c.link.up() && c.stuck(ctx) {
			c.again(ctx)
		}
	}
}

// stuck says whether the first message in line is still the same after a while.
func (c *centre) stuck(ctx context.Context) bool {
	first := c.first()
	adapters.Sleep(ctx, c.link.clock, 4*time.Second)
	return first != "" && first == c.first()
}

func (c *centre) first() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.pending) == 0 {
		return ""
	}
	return c.pending[0].sha
}
