package api

import "time"

// Actor is who asks. The server fills UID and User from the socket's peer; As is the name given for the record.
type Actor struct {
	UID  int    `json:"uid"`
	User string `json:"user"`
	As   string `json:"as"`
}

// Fault is a refusal: a stable kebab-case code for programs, and one sentence for whoever must act.
type Fault struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// Error is the sentence.
func (f *Fault) Error() string { return f.Text }

// Codes of faults that more than one command can meet. A Desk may use others of its own.
const (
	NotFound   = "not-found"      // nothing goes by that name
	Ambiguous  = "ambiguous"      // several things do; the text lists them
	NotHeld    = "not-held"       // there is no open question about it
	NotAsked   = "not-asked"      // As is not a person of the party that was asked
	NoName     = "no-name"        // a person must say who they are
	NoReason   = "no-reason"      // a denial, recall or release needs a reason
	NotScaled  = "not-scaled"     // the daemon runs on the real clock
	BadRequest = "bad-request"    // the request could not be read
	Internal   = "internal-error" // a fault of the daemon; the log says more
)

// Status is the whole state on one screen.
type Status struct {
	Gateway     string    `json:"gateway"`
	Version     string    `json:"version"`
	PID         int       `json:"pid"`
	Now         time.Time `json:"now"` // on the daemon's clock
	Started     time.Time `json:"started"`
	Data        string    `json:"data"`
	Broker      string    `json:"broker"` // URL that clients may use
	Agreement   string    `json:"agreement"`
	Ready       bool      `json:"ready"`
	Reason      string    `json:"reason,omitempty"` // why not ready: a stable code
	ReasonText  string    `json:"reason_text,omitempty"`
	Links       []Link    `json:"links"`
	Lanes       []Lane    `json:"lanes"`
	Held        []Held    `json:"held"`
	Quarantined int       `json:"quarantined"`
	Alarms      []Alarm   `json:"alarms"` // open ones
	Undelivered int       `json:"undelivered"`
	// OldestUndelivered is when the oldest open delivery was released; zero when all is delivered.
	OldestUndelivered time.Time `json:"oldest_undelivered,omitzero"`
	Trail             int64     `json:"trail"` // entries
	Next              string    `json:"next"`  // the next command to type; empty when nothing waits for a person
}

// Link is how one connection is doing.
type Link struct {
	Name      string    `json:"name"`
	Direction string    `json:"direction"` // in, out or broker
	Up        bool      `json:"up"`
	Since     time.Time `json:"since"`
	Reason    string    `json:"reason,omitempty"`
	Text      string    `json:"text,omitempty"`
	LastHeard time.Time `json:"last_heard,omitzero"`
}

// Lane counts what is going on in one lane.
type Lane struct {
	Lane   string `json:"lane"`
	Active int    `json:"active"`
	Held   int    `json:"held"`
}

// Held is one open question to a party.
type Held struct {
	Alert       string    `json:"alert"` // token, what approve and deny take
	Identifier  string    `json:"identifier"`
	Sender      string    `json:"sender"`
	Headline    string    `json:"headline"`
	Lane        string    `json:"lane"`
	Destination string    `json:"destination"`
	Route       string    `json:"route"`
	Ask         string    `json:"ask"`   // release or acceptance
	Of          string    `json:"asked"` // the party that must answer
	Since       time.Time `json:"since"`
	Deadline    time.Time `json:"deadline,omitzero"`
	Overdue     bool      `json:"overdue,omitempty"`
	Group       string    `json:"group,omitempty"` // holds of one source and event share it
}

// Alarm is something a person must act on.
type Alarm struct {
	ID       string    `json:"id"` // what ack takes
	Code     string    `json:"code"`
	Party    string    `json:"party,omitempty"` // empty: technical, for the operator
	Severity string    `json:"severity"`
	TextEN   string    `json:"text_en"`
	TextFR   string    `json:"text_fr,omitempty"`
	Since    time.Time `json:"since"`
	Count    int       `json:"count"` // times raised
}

// Filter narrows Alerts; empty fields match all.
type Filter struct {
	Lane  string `json:"lane,omitempty"`
	State string `json:"state,omitempty"` // active or held
}

// Alert is one line of what is active or held.
type Alert struct {
	Alert        string    `json:"alert"` // token
	Chain        string    `json:"chain"`
	Identifier   string    `json:"identifier"`
	Sender       string    `json:"sender"`
	Sent         time.Time `json:"sent"`
	From         string    `json:"from"` // system
	Lane         string    `json:"lane"`
	Event        string    `json:"event"`
	Headline     string    `json:"headline"`
	Severity     string    `json:"severity"`
	Urgency      string    `json:"urgency"`
	State        string    `json:"state"`
	ActiveUntil  time.Time `json:"active_until,omitzero"`
	Destinations []Outcome `json:"destinations"`
}

// Ruling approves or denies what is held. Alert is a token or an identifier; Destination may be left out when the
// alert is held for one destination only, or to rule on all that the person's party is asked about.
type Ruling struct {
	Actor       Actor  `json:"actor"`
	Verdict     string `json:"verdict"` // Approve or Deny
	Alert       string `json:"alert"`
	Destination string `json:"destination,omitempty"`
	Reason      string `json:"reason,omitempty"`
	// Area and Channels narrow what is approved; nil leaves the draft as it is. Text is never changed.
	Area     []string `json:"area,omitempty"`
	Channels []string `json:"channels,omitempty"`
}

// The verdicts of a Ruling.
const (
	Approve = "approve"
	Deny    = "deny"
)

// Ack names an alarm by its ID or an alert by its token or identifier.
type Ack struct {
	Actor Actor  `json:"actor"`
	What  string `json:"what"`
	Note  string `json:"note,omitempty"`
}

// Order is a recall or a resend. An empty Destination means every destination that was given the alert.
type Order struct {
	Actor       Actor  `json:"actor"`
	Alert       string `json:"alert"`
	Destination string `json:"destination,omitempty"`
	Reason      string `json:"reason,omitempty"`
}

// Release lets one quarantined message in.
type Release struct {
	Actor  Actor  `json:"actor"`
	ID     string `json:"id"`
	Reason string `json:"reason"`
}

// Outcome is what became of one alert at one destination.
type Outcome struct {
	Alert       string    `json:"alert"`
	Destination string    `json:"destination,omitempty"`
	State       string    `json:"state"` // as in receipts: held released crossed stayed refused unknown …
	Reason      string    `json:"reason,omitempty"`
	Text        string    `json:"text,omitempty"`
	Trail       int64     `json:"trail,omitempty"`
	At          time.Time `json:"at,omitzero"`
}

// Sighting is one message as one link received it.
type Sighting struct {
	ID         string    `json:"id"`
	System     string    `json:"system"`
	Received   time.Time `json:"received"`
	SHA256     string    `json:"sha256"`
	Size       int       `json:"size"`
	Identifier string    `json:"identifier,omitempty"`
	Sender     string    `json:"sender,omitempty"`
	Verdict    string    `json:"verdict,omitempty"`
	Reason     string    `json:"reason"`
	Text       string    `json:"text"`
	Bytes      []byte    `json:"bytes,omitempty"`
}

// Question asks about the bytes of an alert. System may name the system they would come from; left out, it is
// found by the sender.
type Question struct {
	Actor  Actor  `json:"actor"`
	Bytes  []byte `json:"bytes"`
	System string `json:"system,omitempty"`
}

// Explanation is everything that decided, or would decide, what becomes of an alert.
type Explanation struct {
	SHA256      string     `json:"sha256"`
	Alert       string     `json:"alert,omitempty"` // token; empty when it is no alert
	Identifier  string     `json:"identifier,omitempty"`
	Sender      string     `json:"sender,omitempty"`
	System      string     `json:"system,omitempty"`
	Known       bool       `json:"known"` // the daemon has received these bytes
	State       string     `json:"state"` // would when not known
	Reason      string     `json:"reason,omitempty"`
	Text        string     `json:"text,omitempty"`
	Lane        string     `json:"lane,omitempty"`
	LaneReason  string     `json:"lane_reason,omitempty"`
	Verdict     string     `json:"verdict,omitempty"`
	VerdictText string     `json:"verdict_text,omitempty"`
	Signer      string     `json:"signer,omitempty"`
	Findings    []Finding  `json:"findings,omitempty"`
	Facts       []Fact     `json:"facts,omitempty"`
	Decisions   []Decision `json:"decisions,omitempty"`
	History     []Event    `json:"history,omitempty"` // from the trail, when known
}

// Finding is one thing the validator says.
type Finding struct {
	Rule  string `json:"rule"`
	Level string `json:"level"`
	Path  string `json:"path"`
	Line  int    `json:"line"`
	Text  string `json:"text"`
}

// Fact is one value the agreement's routes are matched against.
type Fact struct {
	Name   string   `json:"name"`
	Values []string `json:"values"`
}

// Decision is what the agreement says for one destination, and what came of it.
type Decision struct {
	Destination string    `json:"destination"`
	Action      string    `json:"action"` // forward, hold or drop
	Route       string    `json:"route,omitempty"`
	Reason      string    `json:"reason,omitempty"`
	Values      []string  `json:"values,omitempty"` // what matched
	Ask         string    `json:"ask,omitempty"`
	Of          string    `json:"asked,omitempty"`
	State       string    `json:"state,omitempty"`
	By          string    `json:"by,omitempty"`
	Level       string    `json:"level,omitempty"`
	Reach       string    `json:"reach,omitempty"`
	Derived     string    `json:"derived,omitempty"` // identifier of the derived alert
	Deadline    time.Time `json:"deadline,omitzero"`
}

// Event is one entry of the trail, for reading.
type Event struct {
	Seq  int64     `json:"seq"`
	At   time.Time `json:"at"`
	Kind string    `json:"kind"`
	Text string    `json:"text"`
}
