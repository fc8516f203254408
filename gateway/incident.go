package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"bordercast/cap"
	"bordercast/cap/drill"
	"bordercast/cap/event"
	"bordercast/gateway/book"
	"bordercast/gateway/priority"
	"bordercast/gateway/topics"
)

// incidentView is an incident as one party may see it: the chains of both countries about one event.
type incidentView struct {
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

// incidentEvery is between two drawings of one incident, at least: soon enough for people, who read it.
const incidentEvery = 500 * time.Millisecond

// incidentData is what is known of an incident, the same for every party.
type incidentData struct {
	incident string
	at       time.Time
	alerts   []book.IncidentAlert
	given    map[int64][]book.Decision
	shapes   map[int64]shape
}

// drawIncident shows an incident to each party with people, in the lane it is in. A party sees its own chains and those
// it was given, where something that it may read of them names the incident: the name of an incident is an element too.
func (g *Gateway) drawIncident(ctx context.Context, incident string) error {
	data := incidentData{incident: incident, given: map[int64][]book.Decision{}, shapes: map[int64]shape{}}
	changed := map[string]book.Packed{} // by topic
	err := g.db.View(ctx, func(tx *book.Tx) (err error) {
		data.at = tx.Now()
		if data.alerts, err = tx.AlertsOfIncident(incident); err != nil {
			return err
		}
		released, err := tx.ReleasedOfIncident(incident)
		for _, d := range released {
			data.given[d.Alert] = append(data.given[d.Alert], d)
		}
		for _, a := range data.alerts {
			data.shapes[a.ID] = unmarshalShape(a.Shape)
		}
		if err != nil {
			return err
		}
		for _, p := range g.parties {
			if p.hasStaff {
				err = errors.Join(err, g.compareIncident(tx, p, data, changed))
			}
		}
		return err
	})
	if err != nil || len(changed) == 0 {
		return err
	}
	err = g.db.For("incidents", priority.Last).Update(ctx, func(tx *book.Tx) error {
		for _, topic := range slices.Sorted(maps.Keys(changed)) {
			blob, err := tx.PutBlob(changed[topic])
			if err != nil {
				return err
			}
			if err := g.wantGatewayTopic(tx, topic, blob); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		g.wakeGatewayTopics()
	}
	return err
}

// compareIncident puts what a party is to see of an incident, where it is other than what is shown now.
func (g *Gateway) compareIncident(tx *book.Tx, p party, data incidentData, changed map[string]book.Packed) error {
	for _, view := range g.incidentFor(p, data) {
		topic := topics.Tree{Lane: laneOf(cap.Lane(view.Lane)), Party: p.Name}.Incident(data.incident)
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
func (g *Gateway) showsAlready(tx *book.Tx, topic string, view *incidentView) (bool, error) {
	shown, found, err := tx.TopicAt(gatewayTopics, topic)
	if err != nil || !found || shown.Want == 0 {
		return false, err
	}
	doc, err := tx.Blob(shown.Want)
	if err != nil {
		return false, err
	}
	var before incidentView
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
func (g *Gateway) incidentFor(p party, data incidentData) map[string]*incidentView {
	views := map[string]*incidentView{}
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

func (g *Gateway) chainOfIncident(p party, data incidentData, chain []book.IncidentAlert, views map[string]*incidentView) {
	seen := map[int64]shape{} // what may be seen of each
	var alerts []book.Alert
	names := false
	for _, a := range chain {
		if allow, ok := g.maySeeBy(data.given[a.ID], p, a.Alert); ok {
			alerts = append(alerts, a.Alert)
			seen[a.ID] = data.shapes[a.ID].through(allow)
			names = names || slices.Contains(seen[a.ID].Incidents, data.incident)
		}
	}
	if !names {
		return
	}
	head := headOf(alerts, data.at)
	view := views[string(head.Lane)]
	if view == nil {
		view = &incidentView{Incident: data.incident, Lane: string(head.Lane), At: data.at.UTC()}
		views[string(head.Lane)] = view
	}
	sh := lastWords(alerts, seen)
	if name, over := personOver(chain, data); over {
		sh.Event, sh.Headline = name, "" // nobody is to read a name any longer
	}
	view.Chains = append(view.Chains, incidentChain{chain[0].ChainToken, head.Source, string(head.Side), sh.Event, drill.Line(head.Lane, false, sh.Headline), head.State, head.Sent})
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
func lastWords(alerts []book.Alert, seen map[int64]shape) (last shape) {
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
		if orderOf(a).After(orderOf(head)) {
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

// remembered is how long an incident that is over stays before people's eyes.
const remembered = 24 * time.Hour

// closeIncidents clears incidents of which nothing has changed for a day and nothing is active. One that seems active
// still is drawn again, for a chain may have run out without a word. It looks beside the book, once an hour.
func (g *Gateway) closeIncidents(ctx context.Context) error {
	if g.clock.Now().Before(g.incidentsAt) {
		return nil
	}
	g.incidentsAt = g.clock.Now().Add(time.Hour)
	var over []book.Topic
	err := g.db.View(ctx, func(tx *book.Tx) (err error) {
		over, err = g.incidentsOver(tx)
		return err
	})
	if err != nil || len(over) == 0 {
		return err
	}
	err = g.insistIn(ctx, g.db.For("incidents", priority.Last), func(tx *book.Tx) error {
		for _, t := range over {
			now, found, err := tx.TopicAt(gatewayTopics, t.Topic)
			if err != nil {
				return err
			}
			if !found || now.Want != t.Want {
				continue // it was drawn anew meanwhile
			}
			if err := g.wantGatewayTopic(tx, t.Topic, 0); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		g.wakeGatewayTopics()
	}
	return err
}

// incidentsOver are the topics of incidents to clear. It touches those that may be.
func (g *Gateway) incidentsOver(tx *book.Tx) (over []book.Topic, err error) {
	shown, err := tx.TopicsUnder(gatewayTopics, "parties/")
	if err != nil {
		return nil, err
	}
	for _, t := range shown {
		if parsed, ok := topics.Parse(t.Topic); !ok || parsed.Kind != topics.PartyIncident {
			continue
		}
		var view incidentView
		doc, err := tx.Blob(t.Want)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(doc, &view); err != nil {
			return nil, err
		}
		switch {
		case tx.Now().Before(view.At.Add(remembered)):
		case slices.ContainsFunc(view.Chains, func(c incidentChain) bool { return c.State == book.Active }):
			g.incidents.Touch(view.Incident)
		default:
			over = append(over, t)
		}
	}
	return over, nil
}
