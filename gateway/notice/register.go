package notice

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/gateway/alarm"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/chainqueue"
	"bordercast/gateway/durable"
	"bordercast/gateway/gate"
	"bordercast/gateway/quote"
	"bordercast/gateway/settings"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// Alarms keeps the alarms that are raised, in the store and on the gateway's own topics, and raises those of the gate.
type Alarms struct {
	Settings *settings.Current
	Clock    adapters.Clock
	DB       *book.Book
	Durable  *durable.Store
	Topics   *Topics
	Chains   *chainqueue.Queue
	Register *alarm.Register
	Metrics  *api.Metrics
	Log      *zap.Logger
}

// NewRegister makes the register of alarms with the configured hooks.
func (g *Alarms) NewRegister() *alarm.Register {
	return alarm.New(alarm.Options{Clock: g.Clock, Repeat: time.Duration(g.Settings.Now().Config.Alarms.Repeat),
		Publish: g.showAlarm, Hooks: g.Hooks(), Count: g.Metrics.Alarm})
}

// Hooks are the ways in which people are reached about everything.
func (g *Alarms) Hooks() (hooks []alarm.Hook) {
	if argv := g.Settings.Now().Config.Alarms.Command; len(argv) > 0 {
		hooks = append(hooks, alarm.Command{Argv: argv})
	}
	if url := g.Settings.Now().Config.Alarms.Webhook; url != "" {
		hooks = append(hooks, alarm.Webhook{URL: url})
	}
	return hooks
}

// showAlarm is what the register of alarms publishes through. It is called with the register's lock held, so it only
// queues: the retained topic is state like any other, and survives a restart in the store.
func (g *Alarms) showAlarm(a alarm.Alarm, stands bool) {
	topic := topics.Alarm(g.Settings.Now().Name, a.ID)
	if a.Party != "" {
		topic = topics.Tree{Lane: topics.LaneOf(a.Lane), Party: a.Party}.Alarm(a.ID)
	}
	doc := book.Pack(a.Payload())
	g.DB.Submit(len(doc.Bytes), func(tx *book.Tx) error {
		if err := tx.Notes.Drop(alarmNote + a.ID); err != nil {
			return err
		}
		if !stands {
			tx.Trail.Append("", trail.Acknowledged, map[string]any{"alarm": a.ID, "code": a.Code, "by": a.Acknowledged.By})
			return g.Topics.Want(tx, topic, 0)
		}
		blob, err := tx.Documents.Put(doc)
		if err != nil {
			return err
		}
		if a.New {
			tx.Trail.Append("", trail.Alarm, map[string]any{"alarm": a.ID, "code": a.Code, "party": a.Party,
				"severity": string(a.Severity), "about": a.Alert})
		}
		return g.Topics.Want(tx, topic, blob)
	}, func(err error) {
		if err != nil {
			g.Durable.Failed(err)
			return
		}
		g.Topics.Wake()
	})
}

// Restore gives the register back what stood before a restart.
func (g *Alarms) Restore(ctx context.Context) error {
	var standing []alarm.Alarm
	err := g.DB.View(ctx, func(tx *book.Tx) error {
		list, err := tx.Topics.At(GatewayTopics)
		if err != nil {
			return err
		}
		for _, t := range list {
			if t.Want == 0 || !strings.Contains(t.Topic, "/alarms/") {
				continue
			}
			doc, err := tx.Documents.Bytes(t.Want)
			if err != nil {
				return err
			}
			a, err := alarm.Parse(doc)
			if err != nil {
				g.Log.Warn("a stored alarm could not be read", zap.String("topic", t.Topic), zap.Error(err))
				continue
			}
			standing = append(standing, a)
		}
		return nil
	})
	g.Register.Restore(standing)
	return errors.Join(err, g.raiseKept(ctx))
}

// alarmNote is the name under which an alarm is kept from the commit that causes it to the one that shows it.
const alarmNote = "alarm "

// Keep puts alarms on disk with what they tell of: they are raised after the commit, and a crash in that moment
// must not silence them.
func Keep(tx *book.Tx, list []alarm.Raised) error {
	for _, a := range list {
		text, err := json.Marshal(a)
		if err != nil {
			return err
		}
		if err := tx.Notes.Put(alarmNote+a.ID(), string(text)); err != nil {
			return err
		}
	}
	return nil
}

// raiseKept raises what the last run had no time to.
func (g *Alarms) raiseKept(ctx context.Context) error {
	var kept []string
	err := g.DB.View(ctx, func(tx *book.Tx) (err error) {
		kept, err = tx.Notes.Values(alarmNote)
		return err
	})
	for _, text := range kept {
		var a alarm.Raised
		if err := json.Unmarshal([]byte(text), &a); err != nil {
			return err
		}
		g.Register.Raise(a)
	}
	return err
}

// Impossible tells people that a step was refused that no row may take. The book calls it, where nothing may be queued.
func (g *Alarms) Impossible(step *book.ImpossibleStep) {
	g.Log.Error("a step was refused that is not allowed; nothing of it was done", zap.Error(step))
	what := string(step.Kind) + ": " + cmp.Or(step.From, "-") + " → " + step.To
	raised := alarm.Raised{
		Key: alarm.Key{Cause: "impossible-step\n" + what}, Code: "impossible-step", Severity: alarm.Critical,
		EN: "The gateway refused a step of its own that is not allowed (" + what +
			"), and did nothing of it. A message that was being settled waits as it is and is tried again at the next start. " +
			"Look at what it concerns in the log, call its sender if it is urgent, and report it: it is a mistake of the gateway.",
		FR: "La passerelle a refusé l'une de ses propres étapes, qui n'est pas permise (" + what +
			"), et n'en a rien fait. Un message en cours de traitement demeure en attente et sera repris au prochain démarrage. " +
			"Consultez le journal du programme pour savoir de quoi il s'agit, appelez l'expéditeur en cas d'urgence et signalez cette erreur de la passerelle.",
	}
	g.Chains.Aside(func() { g.Register.Raise(raised) })
}

// Undone tells people that a step failed and is taken up at the next start: the disk failed, or the gateway itself.
// What failed is on no row, so nobody sees it in a list. Of an impossible step they are told already.
func (g *Alarms) Undone(what string, err error) {
	if errors.As(err, new(*book.ImpossibleStep)) {
		return
	}
	raised := alarm.Raised{
		Key: alarm.Key{Cause: "step-failed\n" + what}, Code: "step-failed", Severity: alarm.Critical,
		EN: "The gateway could not carry out a step (" + what +
			"), for its disk or the gateway itself failed. Nothing is lost: what it concerns waits as it is and is tried again at the next start. " +
			"Look at the reason in the log, mend the disk if it is that, call the sender if it is urgent, and start the gateway again.",
		FR: "La passerelle n'a pas pu exécuter une étape (" + what +
			") : son disque ou la passerelle elle-même a fait défaut. Rien n'est perdu : ce qui est en cause demeure en attente et sera repris au prochain démarrage. " +
			"Consultez le journal du programme pour en connaître la raison, réparez le disque s'il y a lieu, appelez l'expéditeur en cas d'urgence et redémarrez la passerelle.",
	}
	g.Chains.Aside(func() { g.Register.Raise(raised) })
}

// Stops is the gate as every link asks it. What it stops here was let through by a mistake of the gateway.
func (g *Alarms) Stops(m adapters.Message) bool {
	stops := gate.Stops(m)
	if stops {
		g.Stopped("", ChainAt(m.Topic), m.Topic)
	}
	return stops
}

// ChainAt is the chain that a topic's name tells.
func ChainAt(topic string) string {
	t, _ := topics.Parse(topic)
	return t.Key.Chain
}

// Stopped tells people, once for a chain, that something was not published. Everybody may read a technical alarm, and a
// topic says what and where: that stands in the log alone. It may be called from any goroutine.
func (g *Alarms) Stopped(destination, chain, topic string) {
	g.Log.Error("what is not Public was not published in a public tree", zap.String("destination", destination),
		zap.String("topic", topic))
	raised := alarm.Raised{
		Key: alarm.Key{Cause: gate.Code + "\n" + destination + "\n" + chain}, Code: gate.Code, Severity: alarm.Critical,
		EN: "Something of chain " + quote.Text(chain) +
			" that is not Public was to be published under alerts/. It was not. The gateway made a mistake before that: look at the trail of this chain, and report it.",
		FR: "Un contenu de la chaîne «\u00a0" + chain +
			"\u00a0» qui n'est pas public (scope autre que Public) allait être publié sous alerts/. Il ne l'a pas été. La passerelle s'est trompée auparavant : consultez le journal de cette chaîne et signalez-le.",
	}
	g.Chains.Aside(func() { g.Register.Raise(raised) })
}
