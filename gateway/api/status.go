package api

import "time"

// Status is the whole state on one screen.
type Status struct {
	Gateway     string     `json:"gateway"`
	Version     string     `json:"version"`
	PID         int        `json:"pid"`
	Now         time.Time  `json:"now"` // on the daemon's clock
	Started     time.Time  `json:"started"`
	Configured  time.Time  `json:"configured"` // when it took the configuration that it has
	Data        string     `json:"data"`
	Broker      string     `json:"broker"`         // URL that clients may use
	HTTP        string     `json:"http,omitempty"` // where /livez, /readyz and /metrics are; empty when they are off
	Agreement   string     `json:"agreement"`
	Ready       bool       `json:"ready"`
	Reason      string     `json:"reason,omitempty"` // why not ready: a stable code
	ReasonText  string     `json:"reason_text,omitempty"`
	Problems    []Fault    `json:"problems"` // all that is wrong with the gateway itself, gravest first
	Leadership  Leadership `json:"leadership"`
	Links       []Link     `json:"links"`
	Lanes       []Lane     `json:"lanes"`
	Held        []Held     `json:"held"`
	Quarantined int        `json:"quarantined"`
	Alarms      []Alarm    `json:"alarms"` // open ones
	Undelivered int        `json:"undelivered"`
	// OldestUndelivered is when the oldest open delivery was released; zero when all is delivered.
	OldestUndelivered time.Time `json:"oldest_undelivered,omitzero"`
	// Foreign counts the alerts that stand somewhere and were left there by another store; `foreign list` names them.
	Foreign int `json:"foreign,omitempty"`
	// Estimated are the provinces in which the map only estimates the census divisions of an alert: geo import gives it
	// outlines.
	Estimated []string `json:"estimated,omitempty"`
	Trail     int64    `json:"trail"` // entries
	Next      []Step   `json:"next"`  // what to type now, most urgent first; empty when nothing waits for a person
}

// complete has empty lists instead of none.
func (s Status) complete() Status {
	s.Links, s.Lanes, s.Held, s.Alarms = listed(s.Links), listed(s.Lanes), listed(s.Held), listed(s.Alarms)
	s.Next = listed(s.Next)
	s.Problems = listed(s.Problems)
	return s
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
	Alert      string   `json:"alert"` // token, what approve and deny take
	Identifier string   `json:"identifier"`
	Sender     string   `json:"sender"`
	Event      string   `json:"event"`
	Headline   string   `json:"headline"`
	Urgency    string   `json:"urgency"`
	Severity   string   `json:"severity"`
	Where      []string `json:"where"`               // names of the districts
	BorderKM   *float64 `json:"border_km,omitempty"` // how far it lies from the border; none where nobody knows
	// how that is known: "" by its ground; "places", no farther; "region", no nearer
	BorderBy    string    `json:"border_by,omitempty"`
	Expires     time.Time `json:"expires,omitzero"` // when the question is over by itself
	Lane        string    `json:"lane"`
	Events      []string  `json:"events,omitempty"` // which it is about, of an alert of several events
	Destination string    `json:"destination"`
	Route       string    `json:"route"`
	Ask         string    `json:"ask"`   // release or acceptance
	Of          string    `json:"asked"` // the party that must answer
	Since       time.Time `json:"since"`
	Deadline    time.Time `json:"deadline,omitzero"`
	Overdue     bool      `json:"overdue,omitempty"`
	Group       string    `json:"group,omitempty"` // holds of one source and event share it
	Draft       string    `json:"draft,omitempty"` // digest of what is shown, which an answer names
	// what those who are asked may give it, beside an answer: a French text
	WantedEN string `json:"wanted_en,omitempty"`
	WantedFR string `json:"wanted_fr,omitempty"`
	Next     []Step `json:"next"`
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
	Lane     string    `json:"lane,omitempty"`
	Alert    string    `json:"alert,omitempty"` // token of the alert it is about
	Over     time.Time `json:"over,omitzero"`   // since when its cause is over
	Next     []Step    `json:"next"`
}
