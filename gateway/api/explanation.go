package api

import "time"

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
