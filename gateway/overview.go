package gateway

import (
	"cmp"
	"context"
	"os"
	"slices"
	"strconv"
	"strings"

	"bordercast/cap"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
)

// Status is the whole state on one screen.
func (d service) Status(ctx context.Context) (api.Status, error) {
	st := api.Status{
		Gateway: d.name, Version: d.version, PID: os.Getpid(), Now: d.clock.Now(), Started: d.started, Data: d.data, Broker: d.brokerURL, HTTP: d.httpAddr,
		Agreement: d.agreement.Version(), Ready: true, Links: d.healthState.all(), Alarms: d.openAlarms(),
	}
	for _, province := range d.atlas.Estimated() {
		st.Estimated = append(st.Estimated, province.NameEN())
	}
	if fault := d.Ready(); fault != nil {
		st.Ready, st.Reason, st.ReasonText = false, fault.Code, fault.Text
	}
	st.Problems, st.Leadership = d.problems(), d.leadership()
	for _, q := range d.outboxes {
		st.Undelivered += q.Len()
	}
	err := d.db.View(ctx, func(tx *book.Tx) error { return d.counts(tx, &st) })
	st.Next = d.next(st)
	return st, err
}

func (d service) counts(tx *book.Tx, st *api.Status) (err error) {
	sightings, err := tx.QuarantinedSightings()
	if err != nil {
		return err
	}
	st.Quarantined = len(sightings)
	if st.Foreign, err = foreignAlerts(tx); err != nil {
		return err
	}
	frozen, err := d.frozenFaults(tx)
	if err != nil {
		return err
	}
	st.Problems = append(st.Problems, frozen...)
	if st.Trail, err = tx.TrailSize(); err != nil {
		return err
	}
	if st.OldestUndelivered, err = tx.OldestUndelivered(); err != nil {
		return err
	}
	if st.Held, err = d.held(tx, nil); err != nil {
		return err
	}
	for _, lane := range []cap.Lane{cap.LaneActual, cap.LaneExercise, cap.LaneTest} {
		active, err := tx.AlertsActive(lane)
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
func (d service) held(tx *book.Tx, own []party) (list []api.Held, err error) {
	open, err := tx.DecisionsHeld()
	if err != nil {
		return nil, err
	}
	place := map[string]int64{}
	for _, decision := range open {
		if decision.Reason == "relay" {
			continue // one question about both: the first copy is listed
		}
		a, found, err := tx.AlertByID(decision.Alert)
		if err != nil || !found {
			return nil, err
		}
		place[a.Token] = unmarshalShape(a.Shape).priority(a.Lane)
		sh := d.heldFor(own, a, decision)
		line := api.Held{
			Alert: a.Token, Identifier: a.Identifier, Sender: a.Sender, Event: sh.Event, Headline: sh.label(), Lane: string(a.Lane),
			Urgency: sh.Urgency, Severity: sh.Severity, Where: d.whereIs(a, sh), BorderKM: sh.BorderKM, BorderBy: sh.BorderBy, Expires: a.Until,
			Destination: decision.Destination, Route: decision.Route, Ask: decision.Ask, Of: decision.Of, Since: decision.Since,
			Deadline: decision.Deadline, Overdue: decision.Alarmed, Group: a.Source + " " + strings.Join(sh.Codes, ","),
			Draft: decision.Draft, Next: d.answers(a, decision),
		}
		if holdOf(decision).WantsFrench {
			line.WantedEN, line.WantedFR = wantedFrench(a, decision)
		}
		list = append(list, line)
	}
	slices.SortStableFunc(list, func(x, y api.Held) int { return cmp.Compare(place[x.Alert], place[y.Alert]) })
	return list, nil
}

// Alerts lists what is active and what is held, most urgent first.
func (d service) Alerts(ctx context.Context, f api.Filter) (list []api.Alert, err error) {
	err = d.db.View(ctx, func(tx *book.Tx) error {
		active, err := tx.AlertsActive(cap.Lane(f.Lane))
		if err != nil {
			return err
		}
		slices.SortStableFunc(active, func(a, b book.Alert) int {
			return cmp.Compare(unmarshalShape(a.Shape).priority(a.Lane), unmarshalShape(b.Shape).priority(b.Lane))
		})
		for _, a := range active {
			line, err := d.line(tx, a, nil)
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

// line is an active alert as people of these parties may see it.
func (d service) line(tx *book.Tx, a book.Alert, own []party) (api.Alert, error) {
	sh := d.activeFor(tx, own, a)
	line := api.Alert{
		Alert: a.Token, Identifier: a.Identifier, Sender: a.Sender, Sent: a.Sent, From: a.Source, Lane: string(a.Lane), Event: sh.Event,
		Headline: sh.label(), Severity: sh.Severity, Urgency: sh.Urgency, State: "active", ActiveUntil: a.Until,
		Where: d.whereIs(a, sh), BorderKM: sh.BorderKM, BorderBy: sh.BorderBy,
	}
	chain, err := tx.Chain(a.Chain)
	if err != nil {
		return line, err
	}
	line.Chain = chain.Token
	decisions, err := tx.DecisionsOf(a.ID)
	for _, decision := range decisions {
		if decision.State == book.Held {
			line.State = "held"
		}
		state, reason, err := stateNow(tx, a, decision)
		if err != nil {
			return line, err
		}
		decision.Reason = reason
		line.Destinations = append(line.Destinations, api.Outcome{
			Alert: a.Token, Destination: decision.Destination, State: string(state), Reason: reason, Text: reasonText(decision), At: decision.Since,
		})
	}
	return line, err
}

// Quarantined lists the messages in quarantine.
func (d service) Quarantined(ctx context.Context) (list []api.Sighting, err error) {
	err = d.db.View(ctx, func(tx *book.Tx) error {
		sightings, err := tx.QuarantinedSightings()
		if err != nil {
			return err
		}
		for _, s := range sightings {
			bytes, err := tx.Blob(s.Blob)
			if err != nil {
				return err
			}
			list = append(list, d.quarantinedAs(s, bytes))
		}
		large, err := tooLarge(tx)
		list = append(list, large...)
		return err
	})
	return list, err
}

// quarantinedAs describes a quarantined sighting; a document that cannot be read has no identifier to show. The store
// keeps the code; the sentence is found by reading the message again.
func (d service) quarantinedAs(s book.Sighting, bytes []byte) api.Sighting {
	out := api.Sighting{ID: strconv.FormatInt(s.ID, 10), System: s.Link, Received: s.Received, SHA256: hexOf(s.SHA256[:]), Size: s.Size, Verdict: s.Verdict, Reason: s.Reason}
	if a, _, err := cap.Read(bytes); err == nil {
		out.Identifier, out.Sender = a.Identifier, a.Sender
		if r := d.analyse(itemOf(s, bytes)); r.refuse != nil && r.refuse.code == s.Reason {
			out.Text = r.refuse.text
		} else if s.Reason == "conflicting-copy" {
			out.Text = "It has the identity of an alert already known and other content."
		}
	} else {
		out.Text = err.Error()
	}
	return out
}

// ShowQuarantined gives one with its bytes.
func (d service) ShowQuarantined(ctx context.Context, id string) (out api.Sighting, err error) {
	if err := notKept(id); err != nil {
		return out, err
	}
	number, _ := strconv.ParseInt(id, 10, 64)
	err = d.db.View(ctx, func(tx *book.Tx) error {
		s, found, err := tx.Sighting(number)
		if err != nil {
			return err
		}
		if !found || s.State != book.Quarantined {
			return &api.Fault{Code: api.NotFound, Text: "No message " + quote(id) + " lies in quarantine: `bordercast quarantine list` shows what does."}
		}
		bytes, err := tx.Blob(s.Blob)
		if err != nil {
			return err
		}
		out = d.quarantinedAs(s, bytes)
		out.Bytes = bytes
		return nil
	})
	return out, err
}
