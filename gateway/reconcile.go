package gateway

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/gateway/gate"
	"bordercast/gateway/store"
	"bordercast/gateway/store/sqlite"
	"bordercast/gateway/topics"
)

// lookAgain is how often a tree is put right before the broker counts as one that does not keep what it is told.
const lookAgain = 5

// reconcile reads a destination's retained tree back and makes it equal to what the store wants: what nobody wants any
// more is cleared, and what was published and is gone is published again. It runs on every new connection, before
// anything else, so a broker that lost or kept too much is right again before a subscriber can tell. Having put
// something right it looks again, because a broker may acknowledge a clearing before a new subscriber is spared what
// was cleared (the embedded one does), and whoever subscribes first after a start must find what is active and no more.
func (g *Gateway) reconcile(destination string, filters []string) func(context.Context, *mqtt.Session) error {
	return func(ctx context.Context, s *mqtt.Session) error {
		for range lookAgain {
			right, err := g.putRight(ctx, s, destination, filters)
			if right || err != nil {
				return err
			}
		}
		return fmt.Errorf("the broker still retains other messages of %s than it was told, %d times over", destination, lookAgain)
	}
}

// putRight says whether the tree was right already.
func (g *Gateway) putRight(ctx context.Context, s *mqtt.Session, destination string, filters []string) (right bool, err error) {
	there, err := s.RetainedDigests(ctx, filters)
	if err != nil {
		return false, err
	}
	var repair []adapters.Message
	err = g.db.View(ctx, func(tx *sqlite.Tx) (err error) {
		repair, err = g.difference(tx, destination, there)
		return err
	})
	if err != nil || len(repair) == 0 {
		return err == nil, err
	}
	g.log.Info("the retained tree was put right", zap.String("destination", destination), zap.Int("topics", len(repair)))
	return false, s.Publish(ctx, repair...)
}

// difference is what to publish so that the tree there becomes the tree wanted. What a delivery that is not done will
// publish anyway is left to it.
func (g *Gateway) difference(tx *sqlite.Tx, destination string, there map[string]mqtt.Digest) ([]adapters.Message, error) {
	wanted, err := tx.TopicsAt(destination)
	if err != nil {
		return nil, err
	}
	var missing []store.Topic
	known := map[string]bool{}
	for _, t := range wanted {
		coming, err := g.coming(tx, t)
		if err != nil {
			return nil, err
		}
		known[t.Topic] = t.Want != 0 || coming
		if t.Want == 0 || coming {
			continue
		}
		sum, public, err := tx.BlobDigest(t.Want)
		if err != nil {
			return nil, fmt.Errorf("topic %s: %w", t.Topic, err)
		}
		if gate.StopsOn(t.Topic, public) { // should it stand there, it is cleared
			g.stopped(t.Destination, t.Topic)
			known[t.Topic] = false
			continue
		}
		if got, ok := there[t.Topic]; !ok || [sha256.Size]byte(got) != sum {
			missing = append(missing, t)
		}
	}
	repair, err := g.retained(tx, missing)
	for topic := range there {
		if !known[topic] {
			repair = append(repair, adapters.Message{Topic: topic, Retain: true})
		}
	}
	return repair, err
}

// coming says whether a delivery is under way that makes a topic what it is to be.
func (g *Gateway) coming(tx *sqlite.Tx, t store.Topic) (bool, error) {
	if t.WantGen == t.HaveGen || t.Destination == office {
		return t.WantGen != t.HaveGen, nil
	}
	d, found, err := tx.DeliveryByID(t.WantGen)
	return found && (d.State == store.Ready || d.State == store.Attempting), err
}

// filtersOf match everything a destination may have retained.
func (s *system) filtersOf() []string {
	var filters []string
	for _, lane := range s.Out {
		if s.public {
			filters = append(filters, topics.Filter(lane, s.Side))
			continue
		}
		tree := topics.Tree{Lane: lane, Party: s.Party}.Filter()
		filters = append(filters, strings.TrimSuffix(tree, "#")+"alerts/#")
	}
	return filters
}
