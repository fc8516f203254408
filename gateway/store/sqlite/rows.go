package sqlite

import (
	"encoding/json"
	"errors"
	"strings"

	"bordercast/cap"
	"bordercast/cap/french"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/store/sqlite/engine"
)

// What the columns of the tables are, and how a row is read from them.

const alertColumns = "id, key, sender, identifier, token, source, side, lane, msgtype, digest, verdict, chain, blob, " +
	"sha256, sent, received, until, state, shape, likeness, relay, ordered"

const selectAlert = "SELECT " + alertColumns + " FROM alert WHERE "

func readAlert(r *engine.Row) (a book.Alert) {
	a.ID, a.Key, a.Sender, a.Identifier, a.Token, a.Source = r.Int(), r.Text(), r.Word(), r.Text(), r.Text(), r.Word()
	a.Side, a.Lane, a.MsgType = cap.Side(r.Word()), cap.Lane(r.Word()), cap.MsgType(r.Word())
	r.Into(a.Digest[:])
	a.Verdict, a.Chain, a.Blob = r.Word(), r.Int(), r.Int()
	r.Into(a.SHA256[:])
	a.Sent, a.Received, a.Until, a.State, a.Shape = at(r.Int()), at(r.Int()), at(r.Int()), r.Word(), r.Blob()
	r.Into(a.ContentKey[:])
	a.Relay, a.Ordered = r.Int(), at(r.Int())
	return a
}

// alertRow is an alert as it is written.
func alertRow(a *book.Alert) []any {
	var contentKey any // NULL for an alert that is like no other
	if a.ContentKey != ([32]byte{}) {
		contentKey = a.ContentKey[:]
	}
	return []any{a.ID, a.Key, a.Sender, a.Identifier, a.Token, a.Source, a.Side, a.Lane, a.MsgType, a.Digest[:],
		a.Verdict, a.Chain, a.Blob, a.SHA256[:], ms(a.Sent), ms(a.Received), ms(a.Until), a.State, string(a.Shape),
		contentKey, null(a.Relay), ms(a.Ordered)}
}

const blobColumns = "id, sha256, encoding, size, bytes, public"

func blobRow(d book.Blob) []any {
	return []any{d.ID, d.SHA256[:], d.Encoding, d.Size, d.Bytes, d.Public}
}

// null is NULL for the number 0.
func null(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

const selectReference = "SELECT alert, sender, identifier, sent, coalesce(target,0) FROM "

func readReference(r *engine.Row) book.Reference {
	return book.Reference{Alert: r.Int(), Sender: r.Text(), Identifier: r.Text(), Sent: at(r.Int()), Target: r.Int()}
}

const sightingColumns = "id, link, received, blob, verdict, alert, state, reason, retained, vouched"

const selectSighting = "SELECT s.id, s.link, s.received, s.blob, b.sha256, b.size, s.verdict, coalesce(s.alert,0), " +
	"s.state, s.reason, s.retained, s.vouched FROM sighting s JOIN blob b ON b.id = s.blob WHERE "

func readSighting(r *engine.Row) (s book.Sighting) {
	s.ID, s.Link, s.Received, s.Blob = r.Int(), r.Word(), at(r.Int()), r.Int()
	r.Into(s.SHA256[:])
	s.Size, s.Verdict, s.Alert, s.State, s.Reason = int(r.Int()), r.Word(), r.Int(), r.Word(), r.Word()
	s.Retained, s.Vouched = r.Bool(), r.Bool()
	return s
}

const decisionColumns = "alert, destination, event_group, action, route, agreement, reason, ask, of, since, deadline, alarmed, allow, draft, hold, " +
	"state, matched"

const selectDecision = "SELECT " + decisionColumns + " FROM decision WHERE "

func readDecision(r *engine.Row) (d book.Decision, err error) {
	d.Alert, d.Destination, d.Group, d.Action, d.Route, d.Agreement, d.Reason = r.Int(), r.Word(), int(r.Int()), r.Word(),
		r.Word(), r.Word(), r.Word()
	d.Ask, d.Of, d.Since, d.Deadline, d.Alarmed = r.Word(), r.Word(), at(r.Int()), at(r.Int()), r.Bool()
	d.Allow = words(r.Text())
	d.Draft = r.Text()
	if hold := r.Blob(); hold != nil {
		err = json.Unmarshal(hold, &d.Hold)
	}
	d.State = r.Word()
	if matched := r.Blob(); matched != nil {
		err = errors.Join(err, json.Unmarshal(matched, &d.Matched))
	}
	return d, err
}

func decisionRow(d *book.Decision) []any {
	return []any{d.Alert, d.Destination, d.Group, d.Action, d.Route, d.Agreement, d.Reason, d.Ask, d.Of, ms(d.Since),
		ms(d.Deadline), d.Alarmed,
		strings.Join(d.Allow, " "), d.Draft, holdText(d.Hold), d.State, listText(d.Matched)}
}

// listText is a list of texts that may hold anything; "" for none.
func listText(list []string) string {
	if len(list) == 0 {
		return ""
	}
	text, _ := json.Marshal(list) // strings only: it cannot fail
	return string(text)
}

func holdText(h *approval.Hold) string {
	if h == nil {
		return ""
	}
	text, _ := json.Marshal(h) // strings and times only: it cannot fail
	return string(text)
}

const (
	derivedColumns = "id, alert, part, variant, edition, identifier, digest, sent, level, event, districts, blob, report, as_of, event_group"
	selectDerived  = "SELECT id, alert, part, variant, edition, coalesce(identifier,''), digest, sent, level, event, districts, blob, " +
		"coalesce(report,0), as_of, event_group FROM derived WHERE "
)

func readDerived(r *engine.Row) (d book.Derived) {
	d.ID, d.Alert, d.Part, d.Variant, d.Edition, d.Identifier = r.Int(), r.Int(), int(r.Int()), r.Text(), int(r.Int()),
		r.Text()
	r.Into(d.Digest[:])
	d.Sent, d.Level, d.Event, d.Districts, d.Blob, d.Report = at(r.Int()), r.Word(), r.Word(), words(r.Text()), r.Int(),
		r.Int()
	d.AsOf, d.Group = at(r.Int()), int(r.Int())
	return d
}

func derivedRow(d *book.Derived) []any {
	var identifier any // NULL for the original itself
	if d.Identifier != "" {
		identifier = d.Identifier
	}
	return []any{d.ID, d.Alert, d.Part, d.Variant, d.Edition, identifier, d.Digest[:], ms(d.Sent), d.Level, d.Event,
		strings.Join(d.Districts, " "), d.Blob, null(d.Report), ms(d.AsOf), d.Group}
}

const (
	deliveryColumns = "id, alert, part, destination, derived, chain, kind, priority, attempts, not_after, live, until, " +
		"state, result, plan"
	selectDelivery = "SELECT id, alert, part, destination, coalesce(derived,0), chain, kind, priority, attempts, " +
		"not_after, live, until, state, result, plan FROM delivery WHERE "
)

func readDelivery(r *engine.Row) (d book.Delivery, err error) {
	d.ID, d.Alert, d.Part, d.Destination, d.Derived, d.Chain = r.Int(), r.Int(), int(r.Int()), r.Word(), r.Int(), r.Int()
	d.Kind, d.Priority, d.Attempts, d.NotAfter = r.Word(), r.Int(), int(r.Int()), at(r.Int())
	d.Live, d.Until, d.State, d.Result = r.Bool(), at(r.Int()), r.Word(), r.Word()
	if plan := r.Blob(); plan != nil {
		err = json.Unmarshal(plan, &d.Plan)
	}
	return d, err
}

func deliveryRow(d *book.Delivery) ([]any, error) {
	plan, err := planText(d.Plan)
	return []any{d.ID, d.Alert, d.Part, d.Destination, null(d.Derived), d.Chain, d.Kind, d.Priority, d.Attempts,
		ms(d.NotAfter), d.Live,
		ms(d.Until), d.State, d.Result, plan}, err
}

// planText is "" for a plan of nothing.
func planText(plan book.Plan) (string, error) {
	if len(plan) == 0 {
		return "", nil
	}
	text, err := json.Marshal(plan)
	return string(text), err
}

const selectDraft = "SELECT alert, destination, event_group, digest, kin, as_of, area, channels, replaces, parts, french FROM draft WHERE "

func readDraft(r *engine.Row) (book.Draft, error) {
	d := book.Draft{Alert: r.Int(), Destination: r.Word(), Group: int(r.Int()), Digest: r.Text(), Kin: r.Text(),
		AsOf: at(r.Int()), Area: words(r.Text()),
		Channels: words(r.Text()), Replaces: r.Text()}
	err := json.Unmarshal(r.Blob(), &d.Parts)
	if text := r.Blob(); len(text) > 0 {
		err = errors.Join(err, json.Unmarshal(text, &d.French))
	}
	return d, err
}

// frenchText is a text that somebody attached; "" for none.
func frenchText(t *french.Text) string {
	if t == nil {
		return ""
	}
	text, _ := json.Marshal(t) // strings only: it cannot fail
	return string(text)
}

// words are those of a text, nil for none.
func words(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Fields(text)
}

const selectTopic = "SELECT destination, topic, chain, part, coalesce(want,0), want_gen, have_gen FROM topic "

func readTopic(r *engine.Row) book.Topic {
	return book.Topic{Destination: r.Word(), Topic: r.Text(), Chain: r.Int(), Part: int(r.Int()), Want: r.Int(),
		WantGen: r.Int(), HaveGen: r.Int()}
}
