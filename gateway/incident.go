package gateway

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"bordercast/cap"
	"bordercast/cap/drill"
	"bordercast/gateway/store"
	"bordercast/gateway/store/sqlite"
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

// renderIncident shows an incident to each party with people, in the lane it is in. A party sees its own chains and those
// it was given, where something that it may read of them names the incident: the name of an incident is an element too.
func (g *Gateway) renderIncident(ctx context.Context, incident string) error {
	err := g.db.Update(ctx, func(tx *sqlite.Tx) error {
		chains, err := tx.ChainsOfIncident(incident)
		if err != nil {
			return err
		}
		for _, p := range g.parties {
			if !p.office {
				continue
			}
			if err := g.showIncident(tx, p, incident, chains); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		g.wakeOffice()
	}
	return err
}

func (g *Gateway) showIncident(tx *sqlite.Tx, p party, incident string, chains []store.Chain) error {
	views := map[string]*incidentView{}
	for _, c := range chains {
		alerts, err := tx.AlertsOfChain(c.ID)
		if err != nil {
			return err
		}
		seen := map[int64]shape{} // what may be seen of each
		alerts = slices.DeleteFunc(alerts, func(a store.Alert) bool {
			allow, ok := g.maySee(tx, p, a)
			seen[a.ID] = unmarshalShape(a.Shape).through(allow)
			return !ok
		})
		if !slices.ContainsFunc(alerts, func(a store.Alert) bool { return slices.Contains(seen[a.ID].Incidents, incident) }) {
			continue
		}
		head := headOf(alerts, tx.Now())
		view := views[string(head.Lane)]
		if view == nil {
			view = &incidentView{Incident: incident, Lane: string(head.Lane), At: tx.Now().UTC()}
			views[string(head.Lane)] = view
		}
		sh := lastWords(alerts, seen)
		view.Chains = append(view.Chains, incidentChain{c.Token, head.Source, string(head.Side), sh.Event, drill.Line(head.Lane, false, sh.Headline), head.State, head.Sent})
	}
	for _, view := range views {
		text, err := json.Marshal(view)
		if err != nil {
			return err
		}
		blob, err := tx.PutBlob(sqlite.Pack(text))
		if err != nil {
			return err
		}
		if err := g.wantOffice(tx, topics.Tree{Lane: laneOf(cap.Lane(view.Lane)), Party: p.Name}.Incident(incident), blob); err != nil {
			return err
		}
	}
	return nil
}

// lastWords is the newest that says what it is about, for an end may say nothing.
func lastWords(alerts []store.Alert, seen map[int64]shape) (last shape) {
	var sent time.Time
	for _, a := range alerts {
		if sh := seen[a.ID]; (sh.Event != "" || sh.Headline != "") && !a.Sent.Before(sent) {
			last, sent = sh, a.Sent
		}
	}
	return last
}

// headOf is the newest alert of a chain.
func headOf(alerts []store.Alert, now time.Time) store.Alert {
	head := alerts[0]
	for _, a := range alerts[1:] {
		if orderOf(a).After(orderOf(head)) {
			head = a
		}
	}
	if head.State == store.Superseded { // its successor is not for these eyes yet: to them it stands, while it does
		head.State = store.Active
		if !head.Until.After(now) {
			head.State = store.Ended
		}
	}
	return head
}

// remembered is how long an incident that is over stays before people's eyes.
const remembered = 24 * time.Hour

// closeIncidents clears incidents of which nothing has changed for a day and nothing is active. One that seems active
// still is rendered again, for a chain may have run out without a word.
func (g *Gateway) closeIncidents(tx *sqlite.Tx, fx *effects) error {
	if tx.Now().Before(g.incidentsAt) {
		return nil
	}
	g.incidentsAt = tx.Now().Add(time.Hour)
	shown, err := tx.TopicsUnder(office, "parties/")
	if err != nil {
		return err
	}
	for _, t := range shown {
		if parsed, ok := topics.Parse(t.Topic); !ok || parsed.Kind != topics.PartyIncident {
			continue
		}
		var view incidentView
		doc, err := tx.Blob(t.Want)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(doc, &view); err != nil {
			return err
		}
		switch {
		case tx.Now().Before(view.At.Add(remembered)):
		case slices.ContainsFunc(view.Chains, func(c incidentChain) bool { return c.State == store.Active }):
			fx.incident = onceWord(fx.incident, view.Incident)
		default:
			fx.office = true
			if err := g.wantOffice(tx, t.Topic, 0); err != nil {
				return err
			}
		}
	}
	return nil
}

func onceWord(list []string, word string) []string {
	if slices.Contains(list, word) {
		return list
	}
	return append(list, word)
}
