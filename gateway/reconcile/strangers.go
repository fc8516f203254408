package reconcile

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"go.uber.org/zap"

	"bordercast/gateway/alarm"
	"bordercast/gateway/book"
	"bordercast/gateway/foreign"
	"bordercast/gateway/incident"
	"bordercast/gateway/notice"
	"bordercast/gateway/topics"
)

// ReportForeignEverywhere looks at every destination, and at the gateway's own topics.
func (g *Reconciler) ReportForeignEverywhere(ctx context.Context) {
	g.ReportForeign(ctx, notice.GatewayTopics)
	for _, d := range g.Settings.Now().Destinations {
		g.ReportForeign(ctx, d.Name)
	}
}

// Leftovers are retained messages of the gateway's own topics that its store does not know and that are left standing:
// drafts that waited for people of a store that is gone, and incidents it had shown. They have no row in the book.
type Leftovers struct {
	mu     sync.Mutex
	topics map[string]bool
}

// Set replaces the list.
func (l *Leftovers) Set(list []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.topics = map[string]bool{}
	for _, topic := range list {
		l.topics[topic] = true
	}
}

// List gives the topics in order.
func (l *Leftovers) List() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []string
	for topic := range l.topics {
		all = append(all, topic)
	}
	slices.Sort(all)
	return all
}

// gatewayTopicStrangers sorts what stands on the gateway's own topics and is not in the book. An alarm is taken in:
// somebody must act on it, and can acknowledge it here. What waited for an answer and what is left of an incident
// stays before people's eyes while it can matter. The rest is to be cleared.
func (g *Reconciler) gatewayTopicStrangers(ctx context.Context, list []foreign.Message) (clear []string, err error) {
	var alarms []alarm.Alarm
	var stay []string
	err = g.DB.Update(ctx, func(tx *book.Tx) error {
		clear, alarms, stay = nil, nil, nil
		held := heldUntil(list)
		for _, m := range list {
			t, _ := topics.Parse(m.Topic)
			switch a, isAlarm := alarmOn(t, m.Payload); {
			case isAlarm:
				alarms = append(alarms, a)
				if err := keepGatewayTopic(tx, m); err != nil {
					return err
				}
			case t.Kind == topics.PartyHeld && held[t.Name].After(tx.Now()):
				if _, known, err := tx.Alerts.ByToken(t.Name); known || err != nil {
					clear = append(clear, m.Topic) // the book has the alert, and knows that nobody is asked about it
					if err != nil {
						return err
					}
					continue
				}
				stay = append(stay, m.Topic)
			case t.Kind == topics.PartyIncident && incidentAt(m.Payload).Add(incident.Remembered).After(tx.Now()):
				stay = append(stay, m.Topic)
			default:
				clear = append(clear, m.Topic)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	g.Register.Restore(alarms)
	g.Leftovers.Set(stay)
	return clear, nil
}

func keepGatewayTopic(tx *book.Tx, m foreign.Message) error {
	blob, err := tx.Documents.Put(book.Pack(m.Payload))
	if err != nil {
		return err
	}
	gen, err := tx.Topics.NextGen(notice.GatewayTopics)
	if err != nil {
		return err
	}
	if err := tx.Topics.Want(book.Topic{Destination: notice.GatewayTopics, Topic: m.Topic, Want: blob,
		WantGen: gen}); err != nil {
		return err
	}
	return tx.Topics.Have(notice.GatewayTopics, m.Topic, gen)
}

func alarmOn(t topics.Topic, payload []byte) (alarm.Alarm, bool) {
	if t.Kind != topics.PartyAlarm && t.Kind != topics.GatewayAlarm {
		return alarm.Alarm{}, false
	}
	a, err := alarm.Parse(payload)
	return a, err == nil && a.ID == t.Name && a.Party == t.Party && a.Code != ""
}

// heldUntil is until when each held alert matters, by its token: its GeoJSON says it.
func heldUntil(list []foreign.Message) map[string]time.Time {
	until := map[string]time.Time{}
	for _, m := range list {
		t, ours := topics.Parse(m.Topic)
		if !ours || t.Kind != topics.PartyHeld || t.Leaf != topics.JSON {
			continue
		}
		var f struct {
			Properties struct{ Expires time.Time } `json:"properties"`
		}
		if json.Unmarshal(m.Payload, &f) == nil && f.Properties.Expires.After(until[t.Name]) {
			until[t.Name] = f.Properties.Expires
		}
	}
	return until
}

func incidentAt(payload []byte) time.Time {
	var view incident.IncidentView
	if json.Unmarshal(payload, &view) != nil {
		return time.Time{}
	}
	return view.At
}

// ReportForeign raises the alarm about what another store left at a destination, or notes that none of it is left.
func (g *Reconciler) ReportForeign(ctx context.Context, destination string) {
	key := alarm.Key{Cause: "foreign-tree\n" + destination}
	chains := map[int64]bool{}
	err := g.DB.View(ctx, func(tx *book.Tx) error {
		standing, err := tx.Live.Foreign(destination)
		for _, d := range standing {
			chains[d.Chain] = true
		}
		return err
	})
	if err != nil {
		if ctx.Err() == nil {
			g.Log.Error("what another store left could not be counted", zap.String("destination", destination), zap.Error(err))
		}
		return
	}
	n, left := len(chains), 0
	if destination == notice.GatewayTopics {
		n, left = 0, len(g.Leftovers.List())
	}
	if n == 0 && left == 0 {
		g.Register.Over(key)
		return
	}
	g.Register.Raise(foreignAlarm(key, destination, n, left))
}

func foreignAlarm(key alarm.Key, destination string, n, left int) alarm.Raised {
	raised := alarm.Raised{
		Key: key, Code: "foreign-tree", Severity: alarm.Critical,
		EN: fmt.Sprintf("%s at %s and the store of this gateway does not know them: it is new, older than they are, or another's. "+
			"They stay, end by their originators or at their time, and are listed by `bordercast foreign list`. "+
			"If the disk was lost, ask the agencies to send again what is active.", notice.Many(n, "alert stands",
			"alerts stand"), destination),
		FR: fmt.Sprintf("%s chez %s sans être dans la base de cette passerelle : elle est neuve, plus ancienne, ou celle d'une autre. "+
			"Elles demeurent, prennent fin par leur émetteur ou à leur échéance; voir `bordercast foreign list`. "+
			"Si le disque a été perdu, demandez aux organismes de renvoyer ce qui est en vigueur.", notice.Many(n,
			"alerte se trouve", "alertes se trouvent"), destination),
	}
	if destination == notice.GatewayTopics {
		raised.EN = fmt.Sprintf("%s of a store that is gone: drafts that waited for people, or incidents. Nobody can answer them here. "+
			"Ask the agencies to send again what is active, then `bordercast foreign clear`.", notice.Many(left,
			"message stands", "messages stand"))
		raised.FR = fmt.Sprintf("%s d'une base disparue : des ébauches en attente d'une réponse, ou des incidents. Personne ne peut y répondre ici. "+
			"Demandez aux organismes de renvoyer ce qui est en vigueur, puis `bordercast foreign clear`.", notice.Many(left,
			"message provient", "messages proviennent"))
	}
	return raised
}
