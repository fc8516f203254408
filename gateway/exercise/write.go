package exercise

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/certs"
	"bordercast/certs/xmldsig"
)

// message is a letter as it was sent.
type message struct {
	letter
	alert cap.Alert
	bytes []byte
	sha   string    // of the bytes, lower-case hex: what receipts name it by
	token string    // the alert's own, in topics of holds
	chain string    // its chain's, in topics of alerts
	at    time.Time // real time it was handed to the broker
	by    string    // the system it went through
}

// key is what a receipt knows it by.
func (m *message) key() (system, sha string) { return m.by, m.sha }

// compose writes the head that both profiles share.
func (l letter) compose(d desk, id string, sent time.Time, earlier []*message) cap.Alert {
	a := cap.Alert{Identifier: id, Sender: d.sender, Sent: cap.FormatTime(sent), Status: l.status, MsgType: l.kind,
		Source: "bordercast demonstration", Scope: l.scope, Restriction: l.restriction, Addresses: l.addresses,
		Note: l.note(), Incidents: l.incidents}
	if a.Status == "" {
		a.Status = cap.Exercise
	}
	if a.MsgType == "" {
		a.MsgType = cap.MsgAlert
	}
	if a.Scope == "" {
		a.Scope = cap.Public
	}
	var refs []string
	for _, m := range earlier {
		refs = append(refs, fmt.Sprintf("%s,%s,%s", m.alert.Sender, m.alert.Identifier, m.alert.Sent.Text))
	}
	a.References = strings.Join(refs, " ")
	return a
}

// facts are the parts of an <info> that are the same in every language.
func (l letter) facts(d desk, a cap.Alert, expires time.Time) cap.Info {
	i := cap.Info{Categories: []string{l.category}, Urgency: l.urgency, Severity: l.severity, Certainty: l.certainty,
		SenderName: d.name, Contact: l.contact, Effective: a.Sent, EventCodes: []cap.Pair{{Name: l.event.name, Value: l.event.value}}}
	if l.response != "" {
		i.ResponseTypes = []string{l.response}
	}
	if !expires.IsZero() {
		i.Expires = cap.FormatTime(expires)
	}
	return i
}

// say puts one language into an info.
func (l letter) say(i cap.Info, language string, w words) cap.Info {
	i.Language, i.Event, i.Description, i.Instruction = language, w.event, w.description, w.instruction
	i.Headline = l.marked(strings.HasPrefix(language, "fr"), w.headline)
	i.EventCodes, i.Parameters = append([]cap.Pair(nil), i.EventCodes...), append([]cap.Pair(nil), i.Parameters...)
	i.Areas = []cap.Area{{Desc: w.area, Geocodes: l.ground.geocodes()}}
	if l.ground.polygon != "" {
		i.Areas[0].Polygons = []string{l.ground.polygon}
	}
	return i
}

// geocodes lists the places, the neighbour's as further codes: both profiles allow them.
func (g ground) geocodes() []cap.Pair {
	var out []cap.Pair
	for _, set := range []struct {
		name  string
		codes []string
	}{{nameSAME, g.same}, {nameUGC, g.ugc}, {namePlace, g.sgc}} {
		for _, c := range set.codes {
			out = append(out, cap.Pair{Name: set.name, Value: c})
		}
	}
	return out
}

// seal signs an alert with its author's key and makes the message of it.
func seal(l letter, a cap.Alert, key certs.Key) (*message, error) {
	root := a.Element()
	if err := xmldsig.Sign(root, rand.Reader, key.Signer, key.Certificate); err != nil {
		return nil, err
	}
	b, err := xmldsig.Bytes(root)
	if err != nil {
		return nil, err
	}
	return wrap(l, a, b), nil
}

// wrap makes a message of bytes that are final.
func wrap(l letter, a cap.Alert, b []byte) *message {
	sum := sha256.Sum256(b)
	token := a.Identity().Token()
	return &message{letter: l, alert: a, bytes: b, sha: hex.EncodeToString(sum[:]), token: token, chain: token, by: l.from}
}
