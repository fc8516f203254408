// Package view answers what people ask and changes nothing but what they were shown: the status, lists, one alert as
// it is read before a decision, and why something was decided.
package view

import (
	"cmp"
	"context"
	"encoding/hex"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"bordercast/adapters"
	"bordercast/cap"
	"bordercast/gateway/alarm"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/derive"
	"bordercast/gateway/draft"
	"bordercast/gateway/health"
	"bordercast/gateway/judge"
	"bordercast/gateway/lead"
	"bordercast/gateway/notice"
	"bordercast/gateway/outbox"
	"bordercast/gateway/quote"
	"bordercast/gateway/reading"
	"bordercast/gateway/reconcile"
	"bordercast/gateway/settings"
	"bordercast/gateway/sight"
	"bordercast/gateway/watch"
	"bordercast/gateway/way"
)

// View answers by the settings in force.
type View struct {
	Settings  *settings.Current
	Clock     adapters.Clock
	DB        *book.Book
	Reader    *reading.Reader
	Retired   *settings.Retired
	Seen      *sight.Seen
	Watch     *watch.Watch
	Lead      *lead.Lead
	Health    *health.State
	Register  *alarm.Register
	Leftovers *reconcile.Leftovers
	Outboxes  *outbox.Queues
	Started   time.Time
	Version   string
	Data      string // the data folder
	HTTP      string // address of the loopback port; "" without one
}

// Status is the whole state on one screen.
func (g *View) Status(ctx context.Context) (api.Status, error) {
	st := api.Status{
		Gateway: g.Settings.Now().Name, Version: g.Version, PID: os.Getpid(), Now: g.Clock.Now(), Started: g.Started,
		Configured: g.Settings.Now().Since, Data: g.Data, Broker: g.Lead.BrokerURL, HTTP: g.HTTP,
		Agreement: g.Settings.Now().Agreement.Version(), Ready: true, Links: g.Health.All(), Alarms: g.openAlarms(),
	}
	for _, province := range g.Settings.Now().Atlas.Estimated() {
		st.Estimated = append(st.Estimated, province.NameEN())
	}
	if fault := g.Watch.Ready(); fault != nil {
		st.Ready, st.Reason, st.ReasonText = false, fault.Code, fault.Text
	}
	st.Problems, st.Leadership = g.Watch.Problems(), g.Lead.Leadership()
	st.Undelivered = g.Outboxes.Waiting()
	err := g.DB.View(ctx, func(tx *book.Tx) error { return g.counts(tx, &st) })
	st.Next = g.next(st)
	return st, err
}

func (g *View) counts(tx *book.Tx, st *api.Status) (err error) {
	sightings, err := tx.Sightings.Quarantined()
	if err != nil {
		return err
	}
	st.Quarantined = len(sightings)
	if st.Foreign, err = foreignAlerts(tx); err != nil {
		return err
	}
	frozen, err := g.frozenFaults(tx)
	if err != nil {
		return err
	}
	st.Problems = append(st.Problems, frozen...)
	if st.Trail, err = tx.Trail.Size(); err != nil {
		return err
	}
	if st.OldestUndelivered, err = tx.Deliveries.OldestOpen(); err != nil {
		return err
	}
	if st.Held, err = g.held(tx, nil); err != nil {
		return err
	}
	for _, lane := range []cap.Lane{cap.LaneActual, cap.LaneExercise, cap.LaneTest} {
		active, err := tx.Alerts.Active(lane)
		if err != nil {
			return err
		}
		line := api.Lane{Lane: string(lane), Active: len(active)}
		for _, h := range st.Held {
			if h.Lane == string(lane) {
				line.Held++
			}
		}
		st.Lanes = append(st.Lanes, line)
	}
	return nil
}

// held are the open questions, most urgent first, as people of these parties may see them.
func (g *View) held(tx *book.Tx, own []settings.Party) (list []api.Held, err error) {
	open, err := tx.Decisions.Held()
	if err != nil {
		return nil, err
	}
	place := map[string]int64{}
	asked := map[int][]draft.Question{} // of lines about several events
	for _, decision := range open {
		if decision.Reason == "relay" {
			continue // one question about both: the first copy is listed
		}
		a, found, err := tx.Alerts.ByID(decision.Alert)
		if err != nil || !found {
			return nil, err
		}
		place[a.Token] = judge.UnmarshalShape(a.Shape).Priority(a.Lane)
		sh := g.Seen.HeldFor(own, a, decision)
		line := api.Held{
			Alert: a.Token, Identifier: a.Identifier, Sender: a.Sender, Event: sh.Event, Headline: sh.Label(),
			Lane:    string(a.Lane),
			Urgency: sh.Urgency, Severity: sh.Severity, Where: g.whereIs(a, sh), BorderKM: sh.BorderKM, BorderBy: sh.BorderBy,
			Expires:     a.Until,
			Destination: decision.Destination, Route: decision.Route, Ask: decision.Ask, Of: decision.Of, Since: decision.Since,
			Deadline: decision.Deadline, Overdue: decision.Alarmed, Group: a.Source + " " + strings.Join(sh.Codes, ","),
			Draft: decision.Draft, Next: g.answers(a, decision),
		}
		if judge.HoldOf(decision).WantsFrench {
			line.WantedEN, line.WantedFR = notice.WantedFrench(a, decision)
		}
		if event := judge.UnmarshalShape(a.Shape).EventCode(decision.Group); event != "" {
			line.Events = []string{event}
			if n := slices.IndexFunc(list, func(h api.Held) bool {
				return h.Alert == line.Alert && h.Destination == line.Destination && h.Of == line.Of && h.Ask == line.Ask
			}); n >= 0 { // one question, which lists its events
				list[n].Events = append(list[n].Events, event)
				list[n].Event, list[n].Headline = list[n].Event+", "+line.Event, list[n].Headline+" · "+line.Headline
				asked[n] = append(asked[n], derive.QuestionOf(a, judge.UnmarshalShape(a.Shape), decision, decision.Draft))
				whole := decision
				whole.Group, whole.Draft = 0, draft.Group(asked[n])
				list[n].Draft, list[n].Next = whole.Draft, g.answers(a, whole)
				continue
			}
			asked[len(list)] = []draft.Question{derive.QuestionOf(a, judge.UnmarshalShape(a.Shape), decision, decision.Draft)}
		}
		list = append(list, line)
	}
	slices.SortStableFunc(list, func(x, y api.Held) int { return cmp.Compare(place[x.Alert], place[y.Alert]) })
	return list, nil
}

// Alerts lists what is active and what is held, most urgent first.
func (g *View) Alerts(ctx context.Context, f api.Filter) (list []api.Alert, err error) {
	err = g.DB.View(ctx, func(tx *book.Tx) error {
		active, err := tx.Alerts.Active(cap.Lane(f.Lane))
		if err != nil {
			return err
		}
		slices.SortStableFunc(active, func(a, b book.Alert) int {
			return cmp.Compare(judge.UnmarshalShape(a.Shape).Priority(a.Lane), judge.UnmarshalShape(b.Shape).Priority(b.Lane))
		})
		for _, a := range active {
			line, err := g.line(tx, a, nil)
			if err != nil {
				return err
			}
			if f.State == "" || f.State == line.State {
				list = append(list, line)
			}
		}
		return nil
	})
	return list, err
}

// nameOf says which alert it is, but for its chain.
func nameOf(a book.Alert) api.AlertName {
	return api.AlertName{Alert: a.Token, Identifier: a.Identifier, Sender: a.Sender, Sent: a.Sent, From: a.Source,
		Lane: string(a.Lane)}
}

// reachOf says where an alert is for, as it is seen.
func reachOf(a book.Alert, sh judge.Shape, where []string) api.AlertReach {
	return api.AlertReach{Where: where, BorderKM: sh.BorderKM, BorderBy: sh.BorderBy, ActiveUntil: a.Until}
}

// line is an active alert as people of these parties may see it.
func (g *View) line(tx *book.Tx, a book.Alert, own []settings.Party) (api.Alert, error) {
	sh := g.Seen.ActiveFor(tx, own, a)
	line := api.Alert{
		AlertName: nameOf(a), AlertReach: reachOf(a, sh, g.whereIs(a, sh)), Event: sh.Event, Headline: sh.Label(),
		Severity: sh.Severity, Urgency: sh.Urgency, State: "active",
	}
	chain, err := tx.Chains.ByID(a.Chain)
	if err != nil {
		return line, err
	}
	line.Chain = chain.Token
	decisions, err := tx.Decisions.Of(a.ID)
	whole := judge.UnmarshalShape(a.Shape)
	for _, decision := range decisions {
		if decision.State == book.Held {
			line.State = "held"
		}
		state, reason, err := way.StateNow(tx, a, decision)
		if err != nil {
			return line, err
		}
		decision.Reason = reason
		line.Destinations = append(line.Destinations, api.Outcome{
			Alert: a.Token, Destination: decision.Destination, Event: whole.EventCode(decision.Group), State: string(state),
			Reason: reason, Text: notice.ReasonText(decision), At: decision.Since,
		})
	}
	return line, err
}

// Quarantined lists the messages in quarantine.
func (g *View) Quarantined(ctx context.Context) (list []api.Sighting, err error) {
	err = g.DB.View(ctx, func(tx *book.Tx) error {
		sightings, err := tx.Sightings.Quarantined()
		if err != nil {
			return err
		}
		for _, s := range sightings {
			bytes, err := tx.Documents.Bytes(s.Blob)
			if err != nil {
				return err
			}
			list = append(list, g.quarantinedAs(s, bytes))
		}
		large, err := way.TooLarge(tx)
		list = append(list, large...)
		return err
	})
	return list, err
}

// quarantinedAs describes a quarantined sighting; a document that cannot be read has no identifier to show. The store
// keeps the code; the sentence is found by reading the message again.
func (g *View) quarantinedAs(s book.Sighting, bytes []byte) api.Sighting {
	out := api.Sighting{ID: strconv.FormatInt(s.ID, 10), System: s.Link, Received: s.Received,
		SHA256: hex.EncodeToString(s.SHA256[:]), Size: s.Size, Verdict: s.Verdict, Reason: s.Reason}
	if a, _, err := cap.Read(bytes); err == nil {
		out.Identifier, out.Sender = a.Identifier, a.Sender
		if r := g.Reader.Analyse(reading.ItemOf(s, bytes)); r.Refuse != nil && r.Refuse.Code == s.Reason {
			out.Text = r.Refuse.Text
		} else if s.Reason == "conflicting-copy" {
			out.Text = "It has the identity of an alert already known and other content."
		}
	} else {
		out.Text = err.Error()
	}
	return out
}

// ShowQuarantined gives one with its bytes.
func (g *View) ShowQuarantined(ctx context.Context, id string) (out api.Sighting, err error) {
	if err := way.NotKept(id); err != nil {
		return out, err
	}
	number, _ := strconv.ParseInt(id, 10, 64)
	err = g.DB.View(ctx, func(tx *book.Tx) error {
		s, found, err := tx.Sightings.ByID(number)
		if err != nil {
			return err
		}
		if !found || s.State != book.Quarantined {
			return &api.Fault{Code: api.NotFound, Text: "No message " + quote.Text(id) +
				" lies in quarantine: `bordercast quarantine list` shows what does."}
		}
		bytes, err := tx.Documents.Bytes(s.Blob)
		if err != nil {
			return err
		}
		out = g.quarantinedAs(s, bytes)
		out.Bytes = bytes
		return nil
	})
	return out, err
}
