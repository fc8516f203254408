package gateway

import (
	"crypto/sha256"
	"errors"
	"slices"
	"strings"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/gateway/outbox"
	"bordercast/gateway/store/sqlite"
	"bordercast/gateway/topics"
)

// deliver empties the outboxes of the links that hold, as the workers do: the attempt is on disk before the bytes
// leave, the result after.
func (c *tale) deliver() {
	c.t.Helper()
	for more := true; more; {
		more = false
		for _, d := range c.b.destinations {
			if c.broken[d.Name] != "cut" && c.b.outboxes[d.Name].Len() > 0 {
				more = true
				c.attempt(d)
			}
		}
		c.b.rest()
	}
}

func (c *tale) attempt(d *system) {
	book := ledger{c.b.Gateway, d}
	jobs, left, err := book.Attempt(c.t.Context(), c.b.outboxes[d.Name].Take(64))
	if err != nil {
		c.t.Fatal(err)
	}
	c.b.outboxes[d.Name].Push(left...)
	for _, j := range jobs {
		c.arrives(d.Name, j.Messages)
		if c.broken[d.Name] == "silent" { // it arrived, and the gateway cannot know it
			c.waiting[d.Name] = append(c.waiting[d.Name], j.Ticket)
			continue
		}
		if err := book.Finish(c.t.Context(), []outbox.Ticket{j.Ticket}); err != nil {
			c.t.Fatal(err)
		}
	}
}

// arrives is what a broker does with messages.
func (c *tale) arrives(at string, messages []adapters.Message) {
	c.rulesOfAPlan(at, messages)
	tree := c.trees[at]
	if tree == nil {
		tree = map[string]string{}
		c.trees[at] = tree
	}
	for _, m := range messages {
		c.heard = append(c.heard, heard{at, m})
		switch {
		case !m.Retain:
		case len(m.Payload) == 0:
			delete(tree, m.Topic)
		default:
			tree[m.Topic] = string(m.Payload)
		}
	}
}

// compare makes a destination's tree what the store wants, as on every new connection.
func (c *tale) compare(destination string) {
	c.t.Helper()
	there := map[string]mqtt.Digest{}
	for topic, payload := range c.trees[destination] {
		there[topic] = mqtt.Digest(sha256.Sum256([]byte(payload)))
	}
	payloads := map[string][]byte{}
	for topic, payload := range c.trees[destination] {
		payloads[topic] = []byte(payload)
	}
	repair, err := c.b.repair(c.t.Context(), destination, there, payloads)
	c.b.tellForeign(c.t.Context(), destination)
	if err != nil {
		c.t.Fatal(err)
	}
	slices.SortFunc(repair, func(a, b adapters.Message) int {
		if a.Topic < b.Topic {
			return -1
		}
		return 1
	})
	c.arrives(destination, repair)
}

// office publishes what the gateway says in its own name, as runOffice does: here it is at every destination's broker.
func (c *tale) office() {
	c.t.Helper()
	for more := true; more; {
		select {
		case m := <-c.b.outgoing:
			if strings.HasSuffix(m.Topic, "/"+topics.Ended) {
				c.heard = append(c.heard, heard{"everybody", m})
			}
		default:
			more = false
		}
	}
	err := c.b.db.Update(c.t.Context(), func(tx *sqlite.Tx) error {
		behind, err := tx.TopicsBehind(office, 1000)
		if err != nil {
			return err
		}
		messages, err := c.b.retained(tx, behind)
		for _, m := range messages {
			c.clears(m)
		}
		return errors.Join(err, haveAll(tx, behind))
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

// clears takes an alert's topic off the tree of whoever shows it.
func (c *tale) clears(m adapters.Message) {
	for at, tree := range c.trees {
		if _, there := tree[m.Topic]; there && len(m.Payload) == 0 {
			delete(tree, m.Topic)
			c.heard = append(c.heard, heard{at, m})
		}
	}
}
