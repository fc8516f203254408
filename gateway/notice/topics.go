package notice

import (
	"context"
	"errors"
	"slices"
	"time"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/gateway/book"
	"bordercast/gateway/documents"
	"bordercast/gateway/lead"
	"bordercast/gateway/priority"
	"bordercast/gateway/settings"
	"bordercast/gateway/topics"
	"bordercast/gateway/trees"
)

// Topics publishes the gateway's own topics.
type Topics struct {
	Settings *settings.Current
	DB       *book.Book
	Real     adapters.Clock
	Blobs    *documents.Cache
	Link     *mqtt.Publisher
	Lead     *lead.Lead
	Trees    *trees.Trees
	Health   func() (adapters.Message, error) // how all links are doing now
	Log      *zap.Logger

	wake                chan struct{}
	health              chan struct{} // holds a token while what was last said of the links is out of date
	publishedCheckpoint int64         // size of the checkpoint last shown; Run's alone
}

// NewTopics makes Topics; of t its exported fields count.
func NewTopics(t Topics) *Topics {
	t.wake, t.health = make(chan struct{}, 1), make(chan struct{}, 1)
	return &t
}

// Wake lets it look at once.
func (g *Topics) Wake() { Nudge(g.wake) }

// WakeHealth lets it say how the links are doing: at once where nothing has changed for a second, and else once for all
// that changes meanwhile. For the message has every link, and a thousand links may change in that second.
func (g *Topics) WakeHealth() { Nudge(g.health) }

// Nudge wakes what waits on a channel of capacity 1.
func Nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// GatewayTopics is the destination of what the gateway publishes in its own name: what waits for a party's people,
// incidents and alarms. Retained, so it is state: want and have, and one goroutine that closes the difference.
const GatewayTopics = "@office"

// Want sets what one of the gateway's own topics is to retain; blob 0 clears it.
func (g *Topics) Want(tx *book.Tx, topic string, blob int64) error {
	gen, err := tx.Topics.NextGen(GatewayTopics)
	if err != nil {
		return err
	}
	return tx.Topics.Want(book.Topic{Destination: GatewayTopics, Topic: topic, Want: blob, WantGen: gen})
}

// Run publishes the gateway's own topics as they change, and what it says beside them.
func (g *Topics) Run(ctx context.Context) error {
	const tick = time.Second
	fired, stop := g.Real.After(tick)
	defer func() { stop() }()
	health := g.health // nil: it waits for the next tick
	for changed := true; ; {
		select {
		case <-g.Link.Connected():
		case <-ctx.Done():
			return nil
		}
		if changed {
			err := g.publish(ctx)
			if changed = err != nil; changed && ctx.Err() == nil {
				g.Log.Debug("the gateway's own topics wait for the broker", zap.Error(err))
			}
		}
		select {
		case <-g.wake:
			changed = true
		case <-health:
			health = nil
			g.publishHealth(ctx)
		case <-fired:
			health = g.health
			g.publishCheckpoint(ctx)
			changed = true // it should be known already: this is for what nobody told
			fired, stop = g.Real.After(tick)
		case <-ctx.Done():
			return nil
		}
	}
}

// publish publishes what is behind, in the order in which it was wanted.
func (g *Topics) publish(ctx context.Context) error {
	for {
		var behind []book.Topic
		var messages []adapters.Message
		err := g.DB.View(ctx, func(tx *book.Tx) (err error) {
			if behind, err = tx.Topics.Behind(GatewayTopics, 256); err == nil && slices.ContainsFunc(behind,
				g.Trees.TopicStandsBack) {
				behind, err = tx.Topics.Behind(GatewayTopics, 1<<30) // those that wait must not hide the others
				behind = slices.DeleteFunc(behind, g.Trees.TopicStandsBack)
			}
			if err != nil {
				return err
			}
			messages, err = g.Retained(tx, behind)
			return err
		})
		if err != nil || len(behind) == 0 {
			return err
		}
		if err := g.Link.Publish(ctx, messages); err != nil {
			return err
		}
		if err := g.DB.For("gateway topics", priority.Last).Update(ctx, func(tx *book.Tx) error {
			return HaveAll(tx,
				behind)
		}); err != nil {
			return err
		}
	}
}

// HaveAll notes that the topics of a list are as they are wanted.
func HaveAll(tx *book.Tx, list []book.Topic) error {
	var errs []error
	for _, t := range list {
		errs = append(errs, tx.Topics.Have(t.Destination, t.Topic, t.WantGen))
	}
	return errors.Join(errs...)
}

// Retained are the messages that make topics what they are wanted to be.
func (g *Topics) Retained(tx *book.Tx, list []book.Topic) ([]adapters.Message, error) {
	messages := make([]adapters.Message, 0, len(list))
	for _, t := range list {
		m, err := g.Blobs.Message(tx, book.Publication{Topic: t.Topic, Blob: t.Want, Retain: true})
		if err != nil {
			return nil, err
		}
		messages = append(messages, m)
	}
	return messages, nil
}

func (g *Topics) publishHealth(ctx context.Context) {
	m, err := g.Health()
	if err != nil {
		g.Log.Error("how the links are doing cannot be written", zap.Error(err))
		return
	}
	if g.Lead.StandsBack(m.Topic) {
		return
	}
	if err := g.Link.Publish(ctx, []adapters.Message{m}); err != nil && ctx.Err() == nil {
		g.Log.Debug("how the links are doing was lost with the connection", zap.Error(err))
	}
}

// publishCheckpoint publishes the newest checkpoint, for those who keep one outside this machine.
func (g *Topics) publishCheckpoint(ctx context.Context) {
	newest := g.DB.Newest()
	if newest == nil || newest.Size == g.publishedCheckpoint {
		return
	}
	if g.Link.Publish(ctx, []adapters.Message{{Topic: topics.Checkpoint(g.Settings.Now().Name), Payload: newest.Note,
		Retain: true}}) == nil {
		g.publishedCheckpoint = newest.Size
	}
}
