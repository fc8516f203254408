package api

import (
	"time"

	"bordercast/cap/french"
)

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

// Codes of faults that more than one command can meet. A Service may use others of its own.
const (
	NotFound   = "not-found"      // nothing goes by that name
	Ambiguous  = "ambiguous"      // several things do; the text lists them
	NotHeld    = "not-held"       // there is no open question about it
	NotAsked   = "not-asked"      // As is not a person of the party that was asked
	NoName     = "no-name"        // a person must say who they are
	NoDraft    = "no-draft-named" // an approval must say which draft it is about
	NoReason   = "no-reason"      // a denial, recall or release needs a reason
	NotScaled  = "not-scaled"     // the daemon runs on the real clock
	BadRequest = "bad-request"    // the request could not be read
	Internal   = "internal-error" // a fault of the daemon; the log says more
)

// Filter narrows Alerts; empty fields match all.
type Filter struct {
	Lane  string `json:"lane,omitempty"`
	State string `json:"state,omitempty"` // active or held
}

// AlertName says which alert it is.
type AlertName struct {
	Alert      string    `json:"alert"` // token
	Chain      string    `json:"chain"`
	Identifier string    `json:"identifier"`
	Sender     string    `json:"sender"`
	Sent       time.Time `json:"sent"`
	From       string    `json:"from"` // system
	Lane       string    `json:"lane"`
}

// AlertReach says where an alert is for, and until when.
type AlertReach struct {
	Where    []string `json:"where"` // names of the districts, or that it names no place and where it stands then
	BorderKM *float64 `json:"border_km,omitempty"`
	// how that is known: "" by its ground; "places", no farther; "region", no nearer
	BorderBy    string    `json:"border_by,omitempty"`
	ActiveUntil time.Time `json:"active_until,omitzero"`
}

// Alert is one line of what is active or held.
type Alert struct {
	AlertName
	Event    string `json:"event"`
	Headline string `json:"headline"`
	Severity string `json:"severity"`
	Urgency  string `json:"urgency"`
	State    string `json:"state"`
	AlertReach
	Destinations []Outcome `json:"destinations"`
}

// Ruling approves or denies what is held. Alert is a token or an identifier; Destination may be left out when the
// alert is held for one destination only, or to rule on all that the person's party is asked about.
type Ruling struct {
	Actor       Actor  `json:"actor"`
	Verdict     string `json:"verdict"` // Approve or Deny; over the socket the path says it
	Alert       string `json:"alert"`
	Destination string `json:"destination,omitempty"`
	Event       string `json:"event,omitempty"` // of an alert of several events this one only: its code
	Reason      string `json:"reason,omitempty"`
	// Draft is the digest of what the person saw, all of it or its first sixteen figures: of one draft, or of all that
	// are asked about together. An approval without one is refused.
	Draft string `json:"draft,omitempty"`
	// Area, Channels and French say once more what the draft was narrowed to and what was attached to it; nil says
	// nothing. Text that was carried is never changed.
	Area     []string     `json:"area,omitempty"`
	Channels []string     `json:"channels,omitempty"`
	French   *french.Text `json:"french,omitempty"`
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
	InError     bool   `json:"in_error,omitempty"` // of a recall: readers are told that the gateway sent it in error
}

// Release lets one quarantined message in.
type Release struct {
	Actor  Actor  `json:"actor"`
	ID     string `json:"id"`
	Reason string `json:"reason"`
}

// Jump moves a scaled clock ahead.
type Jump struct {
	Actor Actor     `json:"actor"`
	To    time.Time `json:"to"`
}

// Outcome is what became of one alert at one destination.
type Outcome struct {
	Alert       string    `json:"alert"`
	Destination string    `json:"destination,omitempty"`
	Event       string    `json:"event,omitempty"` // which it is about, of an alert of several events
	State       string    `json:"state"`           // as in receipts: held released crossed stayed refused unknown …
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
