package reconcile

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/gateway/alarm"
	"bordercast/gateway/book"
	"bordercast/gateway/notice"
	"bordercast/gateway/trail"
)

// SweepEvery is how often each tree is looked at while it is led, on the machine's clock. Reading a tree back costs the
// broker one delivery of all of it; hearing every publication of one's own back would cost that much all the time.
const SweepEvery = time.Minute

// Run looks for what somebody else publishes in the gateway's trees while it leads them. On connecting, what is not
// in the book may be older than the book and stays; what comes later is nobody's.
func (g *Reconciler) Run(ctx context.Context) error {
	for g.Durable.Pause(ctx, g.Every) {
		for _, d := range g.Settings.Now().Destinations {
			if link, holds := g.LinkOf(d.Name).(tree); holds {
				g.sweepTree(ctx, d.Name, g.Trees.OursAt(d, d.FiltersOf()), link)
			}
		}
		g.sweepTree(ctx, notice.GatewayTopics, g.Trees.OwnFilters(), g.Link)
	}
	return nil
}

// tree is a link on which what stands can be read back and put right: an ability that not every destination has.
type tree interface {
	adapters.Stateful
	Publish(ctx context.Context, msgs []adapters.Message) error
}

func (g *Reconciler) sweepTree(ctx context.Context, destination string, filters []string, link tree) {
	select {
	case <-link.Connected():
	default:
		return // it is put right when it connects
	}
	found, err := g.intruders(ctx, destination, filters, link)
	if err != nil || len(found) == 0 {
		if err != nil && ctx.Err() == nil {
			g.Log.Debug("a tree could not be looked at", zap.String("destination", destination), zap.Error(err))
		}
		return
	}
	if err := g.expel(ctx, destination, found, link); err != nil && ctx.Err() == nil {
		g.Log.Error("what somebody else published could not be cleared", zap.String("destination", destination),
			zap.Error(err))
	}
}

// intruders are the topics that do not say what the book wants of them, in two looks one after the other: between a
// delivery and its commit a tree differs from the book for a moment, and an intruder stays.
func (g *Reconciler) intruders(ctx context.Context, destination string, filters []string,
	link tree) (map[string]adapters.Digest, error) {
	suspects, err := g.differs(ctx, destination, filters, link)
	if err != nil || len(suspects) == 0 || !g.Durable.Pause(ctx, time.Second) {
		return nil, err
	}
	again, err := g.differs(ctx, destination, filters, link)
	maps.DeleteFunc(again, func(topic string, d adapters.Digest) bool {
		before, was := suspects[topic]
		return !was || before != d
	})
	return again, err
}

// differs are the topics on which another thing is retained than the book wants, before the tree is read and after; a
// zero digest is nothing at all.
func (g *Reconciler) differs(ctx context.Context, destination string, filters []string,
	link tree) (map[string]adapters.Digest, error) {
	before, err := g.topicsNow(ctx, destination)
	if err != nil {
		return nil, err
	}
	there, err := link.Active(ctx, filters)
	if err != nil {
		return nil, err
	}
	after, err := g.topicsNow(ctx, destination)
	if err != nil {
		return nil, err
	}
	suspects := map[string]adapters.Digest{}
	for topic, d := range there {
		was, is := before[topic], after[topic]
		if !was.coming && !is.coming && !is.other && was.want == is.want && d != is.want {
			suspects[topic] = d
		}
	}
	for topic, is := range after {
		was, known := before[topic]
		if _, stands := there[topic]; !stands && known && !was.coming && !is.coming && !is.other && was.want == is.want &&
			is.want != (adapters.Digest{}) {
			suspects[topic] = adapters.Digest{}
		}
	}
	for _, topic := range g.Leftovers.List() {
		delete(suspects, topic)
	}
	return suspects, nil
}

// wish is what the book wants of a topic; zero for nothing, coming while a delivery is on its way.
type wish struct {
	want   adapters.Digest
	coming bool
	other  bool // another destination's, which looks after it itself
}

// topicsNow is what the book wants at a destination, and of others in the same tree.
func (g *Reconciler) topicsNow(ctx context.Context, destination string) (map[string]wish, error) {
	now := map[string]wish{}
	names := []string{destination}
	if to := g.Settings.Now().Systems[destination]; to != nil {
		for _, d := range g.Settings.Now().Beside(to) {
			names = append(names, d.Name)
		}
	}
	return now, g.DB.View(ctx, func(tx *book.Tx) error {
		for _, name := range slices.Backward(names) { // its own last: that is what counts where two want one topic
			rows, err := tx.Topics.At(name)
			if err != nil {
				return err
			}
			for _, t := range rows {
				w := wish{other: name != destination}
				if w.coming, err = g.coming(tx, t); err != nil {
					return err
				}
				w.other = w.other || g.Lead.StandsBack(t.Topic) // one of another name leads its tree
				if t.Want != 0 {
					sum, _, err := tx.Documents.Digest(t.Want)
					if err != nil {
						return err
					}
					w.want = sum
				}
				now[t.Topic] = w
			}
		}
		return nil
	})
}

// expel clears what somebody else published, puts back what they overwrote or cleared, and tells people.
func (g *Reconciler) expel(ctx context.Context, destination string, found map[string]adapters.Digest, link tree) error {
	var messages []adapters.Message
	err := g.DB.Update(ctx, func(tx *book.Tx) error {
		messages = nil
		rows, err := tx.Topics.At(destination)
		if err != nil {
			return err
		}
		foreign := maps.Clone(found)
		for _, t := range rows {
			if _, is := found[t.Topic]; !is || t.Want == 0 {
				continue
			}
			delete(foreign, t.Topic)
			back, err := g.Topics.Retained(tx, append(rows[:0:0], t))
			if err != nil {
				return err
			}
			messages = append(messages, back...)
		}
		for topic := range foreign {
			messages = append(messages, adapters.Message{Topic: topic, Retain: true})
		}
		tx.Trail.Append("", trail.Cleared, map[string]any{"destination": destination, "reason": foreignPublish,
			"topics": len(found)})
		return nil
	})
	if err != nil {
		return err
	}
	first := slices.Min(slices.Collect(maps.Keys(found)))
	g.Register.Raise(alarm.Raised{
		Key: alarm.Key{Cause: foreignPublish + "\n" + destination}, Code: foreignPublish, Severity: alarm.Critical,
		EN: fmt.Sprintf("Somebody else publishes where this gateway alone may: %s of %s said what it did not, such as %s. It was put right. Find out who it is, and forbid it in the broker's access list.",
			notice.Many(len(found), "topic", "topics"), destination, first),
		FR: fmt.Sprintf("Quelqu'un d'autre publie là où cette passerelle seule le peut : %s de %s, par exemple %s. Cela a été corrigé. Trouvez qui c'est et interdisez-le dans la liste d'accès du courtier.",
			notice.Many(len(found), "sujet", "sujets"), destination, first),
	})
	return link.Publish(ctx, messages)
}

// foreignPublish is the code of what appeared in a tree while the gateway led it.
const foreignPublish = "foreign-publish"
