package api

import "time"

// Question asks about an alert: one the gateway has, by its token or identifier, or any, by its bytes. System may name
// the system that bytes would come from; left out, it is found by the sender.
type Question struct {
	Actor  Actor  `json:"actor"`
	Alert  string `json:"alert,omitempty"`
	Bytes  []byte `json:"bytes,omitempty"`
	System string `json:"system,omitempty"`
}

// Explanation is everything that decided, or would decide, what becomes of an alert.
type Explanation struct {
	SHA256      string     `json:"sha256"`
	Alert       string     `json:"alert,omitempty"` // token; empty when it is no alert
	Identifier  string     `json:"identifier,omitempty"`
	Sender      string     `json:"sender,omitempty"`
	System      string     `json:"system,omitempty"`
	Known       bool       `json:"known"` // the daemon has received it; facts and decisions are then as they were stored
	State       string     `json:"state"` // would when not known
	AlertState  string     `json:"alert_state,omitempty"`
	Withheld    bool       `json:"withheld,omitempty"` // whoever asks may not have its values
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
	// Recomputed names the members that were worked out for this answer, by today's configuration, map and trust.
	Recomputed []string `json:"recomputed,omitempty"`
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
	Event       string    `json:"event,omitempty"` // which it is about, of an alert of several events
	Action      string    `json:"action"`          // forward, hold or drop
	Route       string    `json:"route,omitempty"`
	Reason      string    `json:"reason,omitempty"`
	Values      []string  `json:"values,omitempty"`    // what it was decided on, at the time
	Agreement   string    `json:"agreement,omitempty"` // version that it was decided under
	At          time.Time `json:"at,omitzero"`         // when it was decided
	Today       *Decision `json:"today,omitempty"`     // what the agreement says now, where that is something else
	Answers     []Answer  `json:"answers,omitempty"`
	Draft       string    `json:"draft,omitempty"` // digest of what was shown to those who decide
	Ask         string    `json:"ask,omitempty"`
	Of          string    `json:"asked,omitempty"`
	State       string    `json:"state,omitempty"`
	By          string    `json:"by,omitempty"`
	Level       string    `json:"level,omitempty"`
	Reach       string    `json:"reach,omitempty"`
	Derived     string    `json:"derived,omitempty"` // identifier of the derived alert
	Deadline    time.Time `json:"deadline,omitzero"`
}

// Answer is one person's word on a hold.
type Answer struct {
	Who     string    `json:"who"`
	Verdict string    `json:"verdict"` // approve or deny
	Ask     string    `json:"ask"`
	Draft   string    `json:"draft,omitempty"` // digest of what they had read
	Reason  string    `json:"reason,omitempty"`
	At      time.Time `json:"at"`
}

// Event is one entry of the trail, for reading.
type Event struct {
	Seq  int64     `json:"seq"`
	At   time.Time `json:"at"`
	Kind string    `json:"kind"`
	Text string    `json:"text"`
}
