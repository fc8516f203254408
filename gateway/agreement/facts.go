package agreement

import (
	"slices"
	"time"

	"bordercast/cap"
)

// Facts are what an agreement looks at in an alert. Events holds its event codes in either vocabulary, Districts
// the places it touches ("us/me/029", "us/me/_" for all of a state, "_/_/_" unknown).
type Facts struct {
	From       string   // the system it came by
	Side       cap.Side // that system's side
	Origin     cap.Side // side of the originator where that is another, else ""
	At         time.Time
	Lane       cap.Lane
	Status     cap.Status
	MsgType    cap.MsgType
	Scope      cap.Scope
	Events     []string
	Categories []string
	Urgency    cap.Urgency
	Severity   cap.Severity
	Certainty  cap.Certainty
	Outlook    bool // it looks ahead, and asks nothing of anybody: HWO, ESF and NOW of the National Weather Service
	Missing    bool // it is about a missing person, in any of its infos
	Districts  []string
	BorderKM   *float64 // how far it lies from the border (km), 0 across it; nil where nobody knows
	Addresses  []string
}

// Nowhere tells whether nobody knows where the alert is: CAP asks for no area (CAP 1.2 §3.2.2). Such an alert is not
// near the border, for a route; and it may be.
func (f Facts) Nowhere() bool {
	return f.BorderKM == nil && slices.Contains(f.Districts, "_/_/_")
}

// Decision is the agreement's answer for one destination.
type Decision struct {
	Destination string
	Action      Action
	Route       string   // name of the route that decided; "" when none did
	Reason      string   // stable code
	Values      []string // what decided: the conditions that held, or why each route near it did not match
	Alarm       bool     // somebody must act on this decision itself
	Ask         Ask      // of a hold: the question,
	Of          string   // the party it is put to,
	Deadline    time.Duration
	Then        Action
	Allow       []string // of Restricted and Private: elements that may cross
	Channels    []string // public channels that an approval may open
}

// Reasons of decisions.
const (
	Forwarded       = "forwarded"
	AwaitRelease    = "await-release"
	AwaitAcceptance = "await-acceptance"
	NoRoute         = "no-route"
	DroppedByRoute  = "dropped-by-route"
	Expired         = "agreement-expired"
	PrivateToPublic = "private-to-public"
	NotAddressed    = "not-addressed"
	Relayed         = "relay"
	LaneClosed      = "lane-closed"
	NoLane          = "no-lane"
	OwnSource       = "own-source"
	UnknownSystem   = "unknown-system"
	PersonUnheld    = "person-unheld"
)

// Text is the reason in a sentence, for receipts and explanations.
func (d Decision) Text() string {
	return map[string]string{
		Forwarded:       "Route " + d.Route + " forwards it.",
		AwaitRelease:    "Route " + d.Route + " holds it until " + d.Of + " releases it.",
		AwaitAcceptance: "Route " + d.Route + " holds it until " + d.Of + " accepts it.",
		NoRoute:         "No route of the agreement gives it to " + d.Destination + ".",
		DroppedByRoute:  "Route " + d.Route + " keeps it from " + d.Destination + ".",
		Expired:         "The agreement has expired; both sides must renew it before anything new crosses.",
		PrivateToPublic: "It is not for the public, and " + d.Destination + " is a public tree.",
		NotAddressed:    "It is Private and not addressed to " + d.Destination + ".",
		Relayed:         "It comes from the other side, and route " + d.Route + " does not allow passing such alerts on.",
		LaneClosed:      "The source may not speak, or " + d.Destination + " does not listen, in this lane.",
		NoLane:          "System messages and drafts go nowhere.",
		OwnSource:       "It came from " + d.Destination + " itself.",
		UnknownSystem:   "The configuration knows no such system.",
		PersonUnheld: "It is about a missing person, and route " + d.Route +
			" would forward it over the border without asking anybody.",
	}[d.Reason]
}
