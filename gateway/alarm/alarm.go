// Package alarm keeps what a person must act on: one alarm per cause, shown until somebody acknowledges it, and
// repeated to a command or a webhook until then.
//
// Make a Register with New, give it back what stood before a restart with Restore, start Run, and call Raise wherever
// something is wrong. Raise never blocks and never fails: the hooks have goroutines of their own, and an alarm
// that finds its cause already standing only counts.
//
// The package refuses to forget: that a cause is over is noted on the alarm, but only an acknowledgement takes it
// away. And it stores nothing: what Publish is given is the retained payload, which the daemon keeps as a topic.
package alarm

import (
	"encoding/json"
	"time"

	"bordercast/cap"
	"bordercast/cap/drill"
)

// Key says which alarm it is: one per cause, for each party that must hear of it.
type Key struct {
	Cause string   // names the cause and nothing else, such as "silent\nnws"; it leaves the process only hashed
	Party string   // whose tree it stands in; empty for the operator's technical ones
	Lane  cap.Lane // the lane of the alert it is about; NoLane when it is about none
}

// ID is the alarm's token in topics and on the command line: the same for the same key, today and tomorrow.
func (k Key) ID() string { return cap.HashToken(k.Party + "\n" + string(k.Lane) + "\n" + k.Cause)[:12] }

// Severity orders alarms for those who read them.
type Severity string

// Severities: critical may cost lives if nobody acts, warning must be looked at, notice should be known.
const (
	Critical Severity = "critical"
	Warning  Severity = "warning"
	Notice   Severity = "notice"
)

// rank grows with severity; an unknown word ranks lowest.
func (s Severity) rank() int {
	switch s {
	case Critical:
		return 3
	case Warning:
		return 2
	case Notice:
		return 1
	}
	return 0
}

// Raised is what whoever finds a fault says about it.
type Raised struct {
	Key
	Code     string // stable, kebab-case
	Severity Severity
	Alert    string // token of the alert it is about, if any
	EN, FR   string // one sentence each: what, where, what to do
}

// Text is a sentence in both languages.
type Text struct {
	EN string `json:"en"`
	FR string `json:"fr"`
}

// Acknowledgement is who took an alarm on, and when.
type Acknowledgement struct {
	By string    `json:"by"`
	At time.Time `json:"at"`
}

// Alarm is one cause as people see it. Its JSON is the payload of its retained topic.
type Alarm struct {
	ID           string           `json:"id"`
	Code         string           `json:"code"`
	Party        string           `json:"party,omitempty"`
	Lane         cap.Lane         `json:"lane,omitempty"`
	Severity     Severity         `json:"severity"`
	Alert        string           `json:"alert,omitempty"`
	Text         Text             `json:"text"`
	Since        time.Time        `json:"since"`
	Last         time.Time        `json:"last"`  // when it was last raised
	Count        int              `json:"count"` // how often
	Over         time.Time        `json:"over,omitzero"`
	Acknowledged *Acknowledgement `json:"acknowledged"`
	// New is set only in what Publish is given, the first time after the alarm began to stand.
	New bool `json:"-"`
}

// Payload is what stands on the alarm's retained topic and what the hooks are given.
func (a Alarm) Payload() []byte {
	b, _ := json.Marshal(a) // strings, numbers and times only: it cannot fail
	return b
}

// Parse reads a payload back, so that alarms survive a restart.
func Parse(payload []byte) (Alarm, error) {
	var a Alarm
	err := json.Unmarshal(payload, &a)
	return a, err
}

// text says of an alarm about what is not real that it is about that.
func (r Raised) text() Text {
	return Text{drill.Note(r.Lane, false, r.EN), drill.Note(r.Lane, true, r.FR)}
}

// first makes the alarm of a cause that was not standing.
func (r Raised) first(now time.Time) Alarm {
	return Alarm{ID: r.ID(), Code: r.Code, Party: r.Party, Lane: r.Lane, Severity: r.Severity, Alert: r.Alert,
		Text: r.text(), Since: now, Last: now, Count: 1}
}

// again counts a cause raised once more; what is said about it now replaces what was said before.
func (a Alarm) again(r Raised, now time.Time) Alarm {
	a.Code, a.Severity, a.Alert, a.Text = r.Code, r.Severity, r.Alert, r.text()
	a.Last, a.Over = now, time.Time{}
	a.Count++
	return a
}
