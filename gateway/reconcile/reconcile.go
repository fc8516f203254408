// Package reconcile compares what stands at the broker with what the book wants there, on every connection and while
// the gateway leads, and makes it equal: Reconcile puts right, Run sweeps. What another store left is taken into the
// book (Adopter), and leaves by its own end or a person's word alone.
package reconcile

import (
	"context"
	"fmt"

	"go.uber.org/zap"

	"time"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/gateway/alarm"
	"bordercast/gateway/book"
	"bordercast/gateway/durable"
	"bordercast/gateway/foreign"
	"bordercast/gateway/gate"
	"bordercast/gateway/lead"
	"bordercast/gateway/notice"
	"bordercast/gateway/settings"
	"bordercast/gateway/trail"
	"bordercast/gateway/trees"
)

// Reconciler compares trees.
type Reconciler struct {
	Settings  *settings.Current
	DB        *book.Book
	Durable   *durable.Store
	Adopter   *Adopter
	Lead      *lead.Lead
	Trees     *trees.Trees
	Notices   *notice.Alarms
	Topics    *notice.Topics
	Register  *alarm.Register
	LinkOf    func(destination string) adapters.Destination // nil where there is none
	Link      *mqtt.Publisher                               // of the gateway's own topics
	Leftovers *Leftovers
	Every     time.Duration // between two sweeps
	Log       *zap.Logger
}

// besides leaves, of topics found at a destination, those that no other destination in the same tree wants there.
func (g *Reconciler) besides(tx *book.Tx, to *settings.System, found []string) ([]string, error) {
	others := g.Settings.Now().Beside(to)
	if len(others) == 0 {
		return found, nil
	}
	var left []string
	for _, topic := range found {
		wanted := false
		for _, d := range others {
			is, err := tx.Topics.IsWanted(d.Name, topic)
			if err != nil {
				return nil, err
			}
			wanted = wanted || is
		}
		if !wanted {
			left = append(left, topic)
		}
	}
	return left, nil
}

// lookAgain is how often a tree is put right before the broker counts as one that does not keep what it is told.
const lookAgain = 5

// Reconcile reads a destination's retained tree back and makes it equal to what the store wants: what the store knows
// to be over is cleared, and what was published and is gone is published again. What the store does not know it leaves
// standing and takes into the book, for a store may be lost or older than the tree (adopt). It runs on every new
// connection, before anything else, so a broker that lost or kept too much is right again before a subscriber can tell.
// Having put something right it looks again, because a broker may acknowledge a clearing before a new subscriber is
// spared what was cleared (the embedded one does), and whoever subscribes first after a start must find what is active.
func (g *Reconciler) Reconcile(destination string, filters func() []string) func(context.Context, *mqtt.Session) error {
	return func(ctx context.Context, s *mqtt.Session) error {
		for range lookAgain {
			right, err := g.putRight(ctx, s, destination, filters())
			if err != nil {
				return err
			}
			if right {
				g.ReportForeign(ctx, destination)
				return nil
			}
		}
		return fmt.Errorf("the broker still retains other messages of %s than it was told, %d times over", destination,
			lookAgain)
	}
}

// putRight says whether the tree was right already.
func (g *Reconciler) putRight(ctx context.Context, s *mqtt.Session, destination string, filters []string) (right bool,
	err error) {
	there, payloads, err := g.readTree(ctx, s, destination, filters)
	if err != nil {
		return false, err
	}
	repair, err := g.Repair(ctx, destination, there, payloads)
	if err != nil || len(repair) == 0 {
		return err == nil, err
	}
	g.Log.Info("the retained tree was put right", zap.String("destination", destination), zap.Int("topics", len(repair)))
	return false, s.Publish(ctx, repair...)
}

// readTree reads a tree back: all digests, and the payloads of what the store does not want as it is.
func (g *Reconciler) readTree(ctx context.Context, s *mqtt.Session, destination string,
	filters []string) (map[string]adapters.Digest, map[string][]byte, error) {
	wanted := map[string]adapters.Digest{}
	err := g.DB.View(ctx, func(tx *book.Tx) error {
		list, err := tx.Topics.At(destination)
		if err != nil {
			return err
		}
		for _, t := range list {
			if t.Want == 0 {
				continue
			}
			sum, _, err := tx.Documents.Digest(t.Want)
			if err != nil {
				return fmt.Errorf("topic %s: %w", t.Topic, err)
			}
			wanted[t.Topic] = sum
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	return s.RetainedBeside(ctx, filters, func(topic string, d adapters.Digest) bool { return wanted[topic] != d })
}

// Repair takes into the book what stands there and is not in it, and gives what is to be published.
func (g *Reconciler) Repair(ctx context.Context, destination string, there map[string]adapters.Digest,
	payloads map[string][]byte) ([]adapters.Message, error) {
	var found difference
	request := func(tx *book.Tx) (err error) {
		found, err = g.difference(tx, destination, there)
		return err
	}
	if err := g.DB.View(ctx, request); err != nil {
		return nil, err
	}
	var clear []string
	if len(found.strange) > 0 {
		var err error
		if clear, err = g.strangers(ctx, destination, found.strange, payloads); err != nil {
			return nil, err
		}
		if err := g.DB.View(ctx, request); err != nil { // what was taken in is wanted now
			return nil, err
		}
	}
	var repair []adapters.Message
	err := g.DB.View(ctx, func(tx *book.Tx) (err error) {
		repair, err = g.Topics.Retained(tx, found.missing)
		return err
	})
	for _, topic := range append(found.over, clear...) {
		repair = append(repair, adapters.Message{Topic: topic, Retain: true})
	}
	return repair, err
}

// difference is how a tree differs from what the store wants of it. What a delivery that is not done will publish
// anyway is left to it.
type difference struct {
	missing []book.Topic // wanted, and not there or not so
	over    []string     // there, and wanted empty
	strange []string     // there, and in no row, or otherwise than its row says
}

func (g *Reconciler) difference(tx *book.Tx, destination string, there map[string]adapters.Digest) (d difference,
	err error) {
	rows, err := tx.Topics.At(destination)
	if err != nil {
		return d, err
	}
	known := map[string]bool{}
	for _, t := range rows {
		known[t.Topic] = true
		if g.Lead.StandsBack(t.Topic) {
			continue
		}
		coming, err := g.coming(tx, t)
		if err != nil {
			return d, err
		}
		got, stands := there[t.Topic]
		switch {
		case coming:
			continue
		case t.Want == 0:
			if stands {
				d.over = append(d.over, t.Topic)
			}
			continue
		}
		sum, public, err := tx.Documents.Digest(t.Want)
		if err != nil {
			return d, fmt.Errorf("topic %s: %w", t.Topic, err)
		}
		if gate.StopsOn(t.Topic, public) {
			g.Notices.Stopped(t.Destination, notice.ChainAt(t.Topic), t.Topic)
			if stands {
				d.over = append(d.over, t.Topic)
			}
			continue
		}
		if stands && got == sum {
			continue
		}
		d.missing = append(d.missing, t)
		if stands {
			d.strange = append(d.strange, t.Topic)
		}
	}
	for topic := range there {
		if !known[topic] {
			d.strange = append(d.strange, topic)
		}
	}
	if to := g.Settings.Now().Systems[destination]; to != nil {
		d.strange, err = g.besides(tx, to, d.strange)
	}
	return d, err
}

// strangers sorts what stands at a destination and is not in the book: what is an alert is taken in, unless the book
// knows better; the rest is to be cleared.
func (g *Reconciler) strangers(ctx context.Context, destination string, strange []string,
	payloads map[string][]byte) (clear []string, err error) {
	to := g.Settings.Now().Systems[destination]
	var list []foreign.Message
	for _, topic := range strange {
		if payload := payloads[topic]; payload != nil {
			list = append(list, foreign.Message{Topic: topic, Payload: payload})
		}
	}
	if to == nil {
		return g.gatewayTopicStrangers(ctx, list)
	}
	alerts, rubbish := foreign.Sort(list)
	reasons := map[string]int{}
	if len(rubbish) > 0 {
		reasons["no-alert"] = len(rubbish)
	}
	const some = 64 // alerts in one transaction: the book has other things to do
	for len(alerts) > 0 {
		batch := alerts[:min(some, len(alerts))]
		alerts = alerts[len(batch):]
		over, err := g.Adopter.adoptAll(ctx, to, batch, reasons)
		if err != nil {
			return nil, err
		}
		clear = append(clear, over...)
	}
	if len(reasons) > 0 {
		err = g.DB.Update(ctx, func(tx *book.Tx) error {
			for reason, n := range reasons {
				tx.Trail.Append("", trail.Cleared, map[string]any{"destination": destination, "reason": reason, "topics": n})
			}
			return nil
		})
	}
	return append(clear, rubbish...), err
}

// coming says whether a delivery is under way that makes a topic what it is to be.
func (g *Reconciler) coming(tx *book.Tx, t book.Topic) (bool, error) {
	if t.WantGen == t.HaveGen || t.Destination == notice.GatewayTopics {
		return t.WantGen != t.HaveGen, nil
	}
	d, found, err := tx.Deliveries.ByID(t.WantGen)
	return found && (d.State == book.Ready || d.State == book.Attempting), err
}
