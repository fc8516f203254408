package gateway

import (
	"context"
	"errors"
	"slices"
	"time"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/gateway/book"
	"bordercast/gateway/priority"
	"bordercast/gateway/topics"
)

// gatewayTopics is the destination of what the gateway publishes in its own name: what waits for a party's people,
// incidents and alarms. Retained, so it is state: want and have, and one goroutine that closes the difference.
const gatewayTopics = "@office"

// wantGatewayTopic sets what one of the gateway's own topics is to retain; blob 0 clears it.
func (g *Gateway) wantGatewayTopic(tx *book.Tx, topic string, blob int64) error {
	gen, err := tx.NextGen(gatewayTopics)
	if err != nil {
		return err
	}
	return tx.Want(book.Topic{Destination: gatewayTopics, Topic: topic, Want: blob, WantGen: gen})
}

// runGatewayTopics publishes the gateway's own topics as they change, and what it says beside them.
func (g *Gateway) runGatewayTopics(ctx context.Context) error {
	const tick = time.Second
	fired, stop := g.real.After(tick)
	defer func() { stop() }()
	for changed := true; ; {
		select {
		case <-g.gatewayLink.Connected():
		case <-ctx.Done():
			return nil
		}
		select {
		case r := <-g.outgoing: // an end is told before its topics are cleared
			g.publishSoon(ctx, r)
		default:
		}
		if changed {
			err := g.publishGatewayTopics(ctx)
			if changed = err != nil; changed && ctx.Err() == nil {
				g.log.Debug("the gateway's own topics wait for the broker", zap.Error(err))
			}
		}
		select {
		case <-g.gatewayTopicsWake:
			changed = true
		case r := <-g.outgoing:
			g.publishSoon(ctx, r)
		case <-fired:
			g.publishCheckpoint(ctx)
			changed = true // it should be known already: this is for what nobody told
			fired, stop = g.real.After(tick)
		case <-ctx.Done():
			return nil
		}
	}
}

// publishGatewayTopics publishes what is behind, in the order in which it was wanted.
func (g *Gateway) publishGatewayTopics(ctx context.Context) error {
	for {
		var behind []book.Topic
		var messages []adapters.Message
		err := g.db.View(ctx, func(tx *book.Tx) (err error) {
			if behind, err = tx.TopicsBehind(gatewayTopics, 256); err == nil && slices.ContainsFunc(behind, g.topicStandsBack) {
				behind, err = tx.TopicsBehind(gatewayTopics, 1<<30) // those that wait must not hide the others
				behind = slices.DeleteFunc(behind, g.topicStandsBack)
			}
			if err != nil {
				return err
			}
			messages, err = g.retained(tx, behind)
			return err
		})
		if err != nil || len(behind) == 0 {
			return err
		}
		if err := g.gatewayLink.Publish(ctx, messages); err != nil {
			return err
		}
		if err := g.db.For("gateway topics", priority.Last).Update(ctx, func(tx *book.Tx) error { return haveAll(tx, behind) }); err != nil {
			return err
		}
	}
}

func haveAll(tx *book.Tx, list []book.Topic) error {
	var errs []error
	for _, t := range list {
		errs = append(errs, tx.Have(t.Destination, t.Topic, t.WantGen))
	}
	return errors.Join(errs...)
}

// retained are the messages that make topics what they are wanted to be.
func (g *Gateway) retained(tx *book.Tx, list []book.Topic) ([]adapters.Message, error) {
	messages := make([]adapters.Message, 0, len(list))
	for _, t := range list {
		m, err := g.blobs.message(tx, book.Publication{Topic: t.Topic, Blob: t.Want, Retain: true})
		if err != nil {
			return nil, err
		}
		messages = append(messages, m)
	}
	return messages, nil
}

// queueBestEffort queues a message that is best effort: an end where nothing else tells it, or the state of a link.
// When the queue is full it is dropped.
func (g *Gateway) queueBestEffort(m adapters.Message) {
	select {
	case g.outgoing <- m:
	default:
	}
}

// publishSoon publishes a best-effort message and whatever else is waiting.
func (g *Gateway) publishSoon(ctx context.Context, first adapters.Message) {
	messages := []adapters.Message{first}
	for len(messages) < 256 {
		select {
		case m := <-g.outgoing:
			messages = append(messages, m)
			continue
		default:
		}
		break
	}
	messages = slices.DeleteFunc(messages, func(m adapters.Message) bool { return g.standsBack(m.Topic) })
	if err := g.gatewayLink.Publish(ctx, messages); err != nil && ctx.Err() == nil {
		g.log.Debug("messages were lost with the connection", zap.Int("messages", len(messages)), zap.Error(err))
	}
}

// publishCheckpoint publishes the newest checkpoint, for those who keep one outside this machine.
func (g *Gateway) publishCheckpoint(ctx context.Context) {
	newest := g.db.Newest()
	if newest == nil || newest.Size == g.publishedCheckpoint {
		return
	}
	if g.gatewayLink.Publish(ctx, []adapters.Message{{Topic: topics.Checkpoint(g.name), Payload: newest.Note, Retain: true}}) == nil {
		g.publishedCheckpoint = newest.Size
	}
}
