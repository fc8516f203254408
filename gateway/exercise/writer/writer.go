package writer

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/certs"
	"bordercast/certs/xmldsig"
	"bordercast/gateway/exercise/scenario"
)

// Message is a message of the scenario as it is sent.
type Message struct {
	Plan  scenario.Message
	Alert cap.Alert
	Bytes []byte
	SHA   string // of the bytes, lower-case hex: what receipts name it by
	Token string // the alert's own, in topics of holds
	Chain string // its chain's, in topics of alerts
}

// Writer writes the messages of one scenario. It does not change once it is made.
type Writer struct {
	scenario scenario.Scenario
	calendar scenario.Calendar
	keys     map[string]certs.Key
}

// New makes a writer. keys are by the name that System.KeyName gives.
func New(s scenario.Scenario, c scenario.Calendar, keys map[string]certs.Key) Writer {
	return Writer{scenario: s, calendar: c, keys: keys}
}

// Keys makes a key for every author in a folder, which is good from a day before the script begins.
func Keys(dir string, s scenario.Scenario, start time.Time) (map[string]certs.Key, error) {
	keys := map[string]certs.Key{}
	for _, one := range s.Systems {
		key, _, err := certs.LoadOrCreateKey(dir, one.KeyName(), rand.Reader, start.AddDate(0, 0, -1))
		if err != nil {
			return nil, err
		}
		keys[one.KeyName()] = key
	}
	return keys, nil
}

// Write makes the message of a plan as its author writes it at now. written are those sent so far, by the names that
// they were sent under: it references those of them that it follows, and its chain is the first one's.
func (w Writer) Write(plan scenario.Message, now time.Time, written map[string]*Message) (*Message, error) {
	author, ok := w.scenario.System(plan.From)
	if !ok {
		return nil, fmt.Errorf("message %s is from %s, which is no system of the scenario", plan.Name, plan.From)
	}
	home, profile := w.calendar.Left, us
	if author.Side == "ca" {
		home, profile = w.calendar.Right, ca
	}
	sent := now.In(home)
	if plan.Backdate != (scenario.Moment{}) {
		sent = w.calendar.At(plan.Backdate).In(home)
	}
	var earlier []*Message
	for _, name := range plan.Follows {
		if m := written[name]; m != nil {
			earlier = append(earlier, m)
		}
	}
	j := job{plan: plan, author: author, says: w.scenario.Note, sent: sent,
		expires: w.expiry(plan, sent), earlier: earlier,
		id: fmt.Sprintf("%s-%s-%s", author.Name, plan.Name, sent.Format("20060102150405"))}
	m, err := seal(plan, profile(j), w.keys[author.KeyName()])
	if err == nil && len(earlier) > 0 {
		m.Chain = earlier[0].Chain
	}
	return m, err
}

func (w Writer) expiry(plan scenario.Message, sent time.Time) time.Time {
	switch {
	case plan.Expires != (scenario.Moment{}):
		return w.calendar.At(plan.Expires).In(sent.Location())
	case plan.Lasts > 0:
		return sent.Add(plan.Lasts)
	}
	return time.Time{}
}

// Tampered is the message with some characters changed after it was signed. Characters that it does not contain are
// an error: nothing would be changed.
func (m *Message) Tampered(old, changed string) (*Message, error) {
	b := bytes.Replace(m.Bytes, []byte(old), []byte(changed), 1)
	if bytes.Equal(b, m.Bytes) {
		return nil, fmt.Errorf("%s does not contain %q", m.Plan.Name, old)
	}
	out := wrap(m.Plan, m.Alert, b)
	out.Chain = m.Chain
	return out, nil
}

// job is a plan with what is known of it once it is to be written.
type job struct {
	plan          scenario.Message
	author        scenario.System
	says          scenario.Note
	id            string
	sent, expires time.Time
	earlier       []*Message
}

// compose writes the head that both profiles share.
func (j job) compose() cap.Alert {
	a := cap.Alert{
		Identifier:  j.id,
		Sender:      j.author.Sender,
		Sent:        cap.FormatTime(j.sent),
		Status:      cap.Status(j.plan.Status),
		MsgType:     cap.MsgType(j.plan.Kind),
		Source:      "bordercast demonstration",
		Scope:       cap.Scope(j.plan.Scope),
		Restriction: j.plan.Restriction,
		Addresses:   j.plan.Addresses,
		Note:        j.note(),
		Incidents:   j.plan.Incidents,
	}
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
	for _, m := range j.earlier {
		refs = append(refs, fmt.Sprintf("%s,%s,%s", m.Alert.Sender, m.Alert.Identifier, m.Alert.Sent.Text))
	}
	a.References = strings.Join(refs, " ")
	return a
}

// facts are the parts of an <info> that are the same in every language.
func (j job) facts(a cap.Alert) cap.Info {
	i := cap.Info{
		Categories: []string{j.plan.Category},
		Urgency:    cap.Urgency(j.plan.Grave.Urgency),
		Severity:   cap.Severity(j.plan.Grave.Severity),
		Certainty:  cap.Certainty(j.plan.Grave.Certainty),
		SenderName: j.author.Title,
		Contact:    j.plan.Contact,
		Effective:  a.Sent,
		EventCodes: []cap.Pair{{Name: j.plan.Event.Name, Value: j.plan.Event.Value}},
	}
	if j.plan.Response != "" {
		i.ResponseTypes = []string{j.plan.Response}
	}
	if !j.expires.IsZero() {
		i.Expires = cap.FormatTime(j.expires)
	}
	return i
}

// say puts one language into an info.
func (j job) say(i cap.Info, language string, w scenario.Words) cap.Info {
	i.Language, i.Event, i.Description, i.Instruction = language, w.Event, w.Description, w.Instruction
	i.Headline = j.marked(strings.HasPrefix(language, "fr"), w.Headline)
	i.EventCodes, i.Parameters = append([]cap.Pair(nil), i.EventCodes...), append([]cap.Pair(nil), i.Parameters...)
	i.Areas = []cap.Area{{Desc: w.Area, Geocodes: geocodes(j.plan.Place)}}
	if j.plan.Place.Polygon != "" {
		i.Areas[0].Polygons = []string{j.plan.Place.Polygon}
	}
	return i
}

// geocodes lists the places, the neighbour's as further codes: both profiles allow them.
func geocodes(p scenario.Place) []cap.Pair {
	var out []cap.Pair
	for _, set := range []struct {
		name  string
		codes []string
	}{{nameSAME, p.SAME}, {nameUGC, p.UGC}, {namePlace, p.SGC}} {
		for _, c := range set.codes {
			out = append(out, cap.Pair{Name: set.name, Value: c})
		}
	}
	return out
}

// seal signs an alert with its author's key and makes the message of it.
func seal(plan scenario.Message, a cap.Alert, key certs.Key) (*Message, error) {
	b, err := Sign(&a, key)
	if err != nil {
		return nil, err
	}
	return wrap(plan, a, b), nil
}

// Sign writes an alert out and signs it with a key, as an agency does.
func Sign(a *cap.Alert, key certs.Key) ([]byte, error) {
	root := a.Element()
	if err := xmldsig.Sign(root, rand.Reader, key.Signer, key.Certificate); err != nil {
		return nil, err
	}
	return cap.Bytes(root), nil
}

// wrap makes a message of bytes that are final.
func wrap(plan scenario.Message, a cap.Alert, b []byte) *Message {
	sum := sha256.Sum256(b)
	token := a.Identity().Token()
	return &Message{Plan: plan, Alert: a, Bytes: b, SHA: hex.EncodeToString(sum[:]), Token: token, Chain: token}
}
