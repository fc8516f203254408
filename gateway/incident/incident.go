// Package incident shows each party the incidents that it may see: the chains of both countries about one event, drawn
// from a view of the store and written as one small change.
package incident

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"bordercast/adapters"
	"bordercast/cap"
	"bordercast/cap/drill"
	"bordercast/cap/event"
	"bordercast/gateway/book"
	"bordercast/gateway/durable"
	"bordercast/gateway/judge"
	"bordercast/gateway/notice"
	"bordercast/gateway/priority"
	"bordercast/gateway/projection"
	"bordercast/gateway/settings"
	"bordercast/gateway/sight"
	"bordercast/gateway/topics"
)

// Incidents draws them.
type Incidents struct {
	Settings  *settings.Current
	Clock     adapters.Clock
	DB        *book.Book
	Durable   *durable.Store
	Topics    *notice.Topics
	Seen      *sight.Seen
	Projector *projection.Projector

	next time.Time // when they are looked over again; the clock's goroutine's alone
}

// IncidentView is an incident as one party may see it: the chains of both countries about one event.
type IncidentView struct {
	Incident string          `json:"incident"`
	Lane     string          `json:"lane"`
	At       time.Time       `json:"at"`
	Chains   []incidentChain `json:"chains"`
}

type incidentChain struct {
	Chain    string    `json:"chain"`
	From     string    `json:"from"`
	Side     string    `json:"side"`
	Event    string    `json:"event"`
	Headline string    `json:"headline,omitempty"`
	State    string    `json:"state"`
	Sent     time.Time `json:"sent"`
}

// An incident is drawn from a view of the store, beside the book, in two statements however many alerts are of it, and
// written as one small change. Package projection sees to it that many changes are drawn once.

// Every is between two drawings of one incident, at least: soon enough for people, who read it.
const Every = 500 * time.Millisecond

// incidentData is what is known of an incident, the same for every party.
type incidentData struct {
	incident string
	at       time.Time
	alerts   []book.IncidentAlert
	given    map[int64][]book.Decision
	shapes   map[int64]judge.Shape
}

// Draw shows an incident to each party with people, in the lane it is in. A party sees its own chains and those
// it was given, where something that it may read of them names the incident: the name of an incident is an element too.
func (g *Incidents) Draw(ctx context.Context, incident string) error {
	data := incidentData{incident: incident, given: map[int64][]book.Decision{}, shapes: map[int64]judge.Shape{}}
	changed := map[string]book.Packed{} // by topic
	err := g.DB.View(ctx, func(tx *book.Tx) (err error) {
		data.at = tx.Now()
		if data.alerts, err = tx.Chains.AlertsOfIncident(incident); err != nil {
			return err
		}
		released, err := tx.Chains.ReleasedOfIncident(incident)
		for _, d := range released {
			data.given[d.Alert] = append(data.given[d.Alert], d)
		}
		for _, a := range data.alerts {
			data.shapes[a.ID] = judge.UnmarshalShape(a.Shape)
		}
		if err != nil {
			return err
		}
		for _, p := range g.Settings.Now().Parties {
			if p.HasStaff {
				err = errors.Join(err, g.compareIncident(tx, p, data, changed))
			}
		}
		return err
	})
	if err != nil || len(changed) == 0 {
		return err
	}
	err = g.DB.For("incidents", priority.Last).Update(ctx, func(tx *book.Tx) error {
		for _, topic := range slices.Sorted(maps.Keys(changed)) {
			blob, err := tx.Documents.Put(changed[topic])
			if err != nil {
				return err
			}
			if err := g.Topics.Want(tx, topic, blob); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		g.Topics.Wake()
	}
	return err
}

// compareIncident puts what a party is to see of an incident, where it is other than what is shown now.
func (g *Incidents) compareIncident(tx *book.Tx, p settings.Party, data incidentData,
	changed map[string]book.Packed) error {
	for _, view := range g.incidentFor(p, data) {
		topic := topics.Tree{Lane: topics.LaneOf(cap.Lane(view.Lane)), Party: p.Name}.Incident(data.incident)
		same, err := g.showsAlready(tx, topic, view)
		if err != nil {
			return err
		}
		if same {
			continue
		}
		text, err := json.Marshal(view)
		if err != nil {
			return err
		}
		changed[topic] = book.Pack(text)
	}
	return nil
}

// showsAlready says whether a topic shows the same but for when it was drawn.
func (g *Incidents) showsAlready(tx *book.Tx, topic string, view *IncidentView) (bool, error) {
	shown, found, err := tx.Topics.Get(notice.GatewayTopics, topic)
	if err != nil || !found || shown.Want == 0 {
		return false, err
	}
	doc, err := tx.Documents.Bytes(shown.Want)
	if err != nil {
		return false, err
	}
	var before IncidentView
	if json.Unmarshal(doc, &before) != nil {
		return false, nil
	}
	return slices.EqualFunc(before.Chains, view.Chains, func(a, b incidentChain) bool {
		sent := a.Sent.Equal(b.Sent)
		a.Sent, b.Sent = time.Time{}, time.Time{}
		return sent && a == b
	}), nil
}

// incidentFor is what a party may see of an incident, by lane.
func (g *Incidents) incidentFor(p settings.Party, data incidentData) map[string]*IncidentView {
	views := map[string]*IncidentView{}
	for rest := data.alerts; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].Chain == rest[0].Chain {
			n++
		}
		g.chainOfIncident(p, data, rest[:n], views)
		rest = rest[n:]
	}
	return views
}

func (g *Incidents) chainOfIncident(p settings.Party, data incidentData, chain []book.IncidentAlert,
	views map[string]*IncidentView) {
	seen := map[int64]judge.Shape{} // what may be seen of each
	var alerts []book.Alert
	names := false
	for _, a := range chain {
		if allow, ok := g.Seen.MaySeeBy(data.given[a.ID], p, a.Alert); ok {
			alerts = append(alerts, a.Alert)
			seen[a.ID] = g.Seen.GivenTo(data.given[a.ID], p, a.Alert, data.shapes[a.ID]).Through(allow)
			names = names || slices.Contains(seen[a.ID].Incidents, data.incident)
		}
	}
	if !names {
		return
	}
	head := headOf(alerts, data.at)
	view := views[string(head.Lane)]
	if view == nil {
		view = &IncidentView{Incident: data.incident, Lane: string(head.Lane), At: data.at.UTC()}
		views[string(head.Lane)] = view
	}
	sh := lastWords(alerts, seen)
	if name, over := personOver(chain, data); over {
		sh.Event, sh.Headline = name, "" // nobody is to read a name any longer
	}
	view.Chains = append(view.Chains, incidentChain{chain[0].ChainToken, head.Source, string(head.Side), sh.Event,
		drill.Line(head.Lane, false, sh.Headline), head.State, head.Sent})
}

// personOver tells that a chain is about a missing person and stands no more, with what its event is called.
func personOver(chain []book.IncidentAlert, data incidentData) (name string, over bool) {
	for _, a := range chain {
		sh := data.shapes[a.ID]
		if a.State == book.Active && a.Until.After(data.at) {
			return "", false
		}
		if over = over || sh.Missing; sh.Missing && name == "" {
			for _, code := range sh.Codes {
				if event.IsMissing(code) {
					name, _, _, _ = event.Names(code)
				}
			}
		}
	}
	return name, over
}

// lastWords is the newest that says what it is about, for an end may say nothing.
func lastWords(alerts []book.Alert, seen map[int64]judge.Shape) (last judge.Shape) {
	var sent time.Time
	for _, a := range alerts {
		if sh := seen[a.ID]; (sh.Event != "" || sh.Headline != "") && !a.Sent.Before(sent) {
			last, sent = sh, a.Sent
		}
	}
	return last
}

// headOf is the newest alert of a chain.
func headOf(alerts []book.Alert, now time.Time) book.Alert {
	head := alerts[0]
	for _, a := range alerts[1:] {
		if judge.OrderOf(a).After(judge.OrderOf(head)) {
			head = a
		}
	}
	if head.State == book.Superseded { // its successor is not for these eyes yet: to them it stands, while it does
		head.State = book.Active
		if !head.Until.After(now) {
			head.State = book.Ended
		}
	}
	return head
}

// Remembered is how long an incident that is over stays before people's eyes.
const Remembered = 24 * time.Hour

// Close clears incidents of which nothing has changed for a day and nothing is active. One that seems active
// still is drawn again, for a chain may have run out without a word. It looks beside the book, once an hour.
func (g *Incidents) Close(ctx context.Context) error {
	if g.Clock.Now().Before(g.next) {
		return nil
	}
	g.next = g.Clock.Now().Add(time.Hour)
	var over []book.Topic
	err := g.DB.View(ctx, func(tx *book.Tx) (err error) {
		over, err = g.incidentsOver(tx)
		return err
	})
	if err != nil || len(over) == 0 {
		return err
	}
	err = g.Durable.InsistIn(ctx, g.DB.For("incidents", priority.Last), func(tx *book.Tx) error {
		for _, t := range over {
			now, found, err := tx.Topics.Get(notice.GatewayTopics, t.Topic)
			if err != nil {
				return err
			}
			if !found || now.Want != t.Want {
				continue // it was drawn anew meanwhile
			}
			if err := g.Topics.Want(tx, t.Topic, 0); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		g.Topics.Wake()
	}
	return err
}

// incidentsOver are the topics of incidents to clear. It touches those that may be.
func (g *Incidents) incidentsOver(tx *book.Tx) (over []book.Topic, err error) {
	shown, err := tx.Topics.Under(notice.GatewayTopics, "parties/")
	if err != nil {
		return nil, err
	}
	for _, t := range shown {
		if parsed, ok := topics.Parse(t.Topic); !ok || parsed.Kind != topics.PartyIncident {
			continue
		}
		var view IncidentView
		doc, err := tx.Documents.Bytes(t.Want)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(doc, &view); err != nil {
			return nil, err
		}
		switch {
		case tx.Now().Before(view.At.Add(Remembered)):
		case slices.ContainsFunc(view.Chains, func(c incidentChain) bool { return c.State == book.Active }):
			g.Projector.Touch(view.Incident)
		default:
			over = append(over, t)
		}
	}
	return over, nil
}
