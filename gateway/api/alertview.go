package api

import (
	"time"

	"bordercast/cap/french"
)

// ShowRequest asks to see an alert by its token or identifier. With Area, Channels or French a draft for less of it,
// for channels that the route offers, or with the actor's own French text, is made and kept beside the draft of all of
// it: only of what is held.
type ShowRequest struct {
	Actor       Actor    `json:"actor"`
	Alert       string   `json:"alert"`
	Destination string   `json:"destination,omitempty"`
	Event       string   `json:"event,omitempty"` // of an alert of several events this one only
	Area        []string `json:"area,omitempty"`
	Channels    []string `json:"channels,omitempty"`
	// French is the actor's text, who is asked for acceptance: its By and Party are not looked at.
	French *french.Text `json:"french,omitempty"`
}

// AlertView is one alert as a person reads it before they decide: what its originator says, what would be sent, and the
// digest by which they answer.
type AlertView struct {
	AlertName
	MsgType   string `json:"msgtype"`
	Scope     string `json:"scope"`
	Verdict   string `json:"verdict"`
	State     string `json:"state"`
	Event     string `json:"event"`
	Severity  string `json:"severity"`
	Urgency   string `json:"urgency"`
	Certainty string `json:"certainty"`
	AlertReach
	Clocks []Clock   `json:"clocks"` // sent and active_until as people of both sides read them
	Now    time.Time `json:"now"`
	// whoever asks may not have what the originator says: it stays on its side
	Withheld  bool    `json:"withheld,omitempty"`
	Original  []Text  `json:"original"`        // as received, in every language
	Bytes     []byte  `json:"bytes,omitempty"` // as received
	Questions []Asked `json:"questions"`
	Given     []Given `json:"given"` // what became of it at each destination
	// what an answer to all of the questions that the actor may answer names
	Draft string `json:"draft,omitempty"`
	Next  []Step `json:"next"`
}

// Clock is the same moments in one side's time.
type Clock struct {
	Side  string `json:"side"`
	Zone  string `json:"zone"`
	Sent  string `json:"sent"`
	Until string `json:"until"`
}

// Given is what one destination has of an alert, or why it has nothing.
type Given struct {
	Destination string   `json:"destination"`
	Event       string   `json:"event,omitempty"` // which it is about, of an alert of several events
	Party       string   `json:"party,omitempty"`
	Side        string   `json:"side"`
	State       string   `json:"state"` // as in receipts: held released crossed stayed …
	Reason      string   `json:"reason,omitempty"`
	Text        string   `json:"text,omitempty"`
	Stands      bool     `json:"stands"` // it is there now
	Answers     []Answer `json:"answers,omitempty"`
	Parts       []Part   `json:"parts,omitempty"` // what was sent
}

// complete has empty lists instead of none.
func (s AlertView) complete() AlertView {
	s.Where, s.Original, s.Questions, s.Next = listed(s.Where), listed(s.Original), listed(s.Questions), listed(s.Next)
	s.Clocks, s.Given = listed(s.Clocks), listed(s.Given)
	return s
}

// Text is what an alert says to people in one language.
type Text struct {
	Language    string `json:"language"`
	Event       string `json:"event,omitempty"`
	Headline    string `json:"headline,omitempty"`
	Description string `json:"description,omitempty"`
	Instruction string `json:"instruction,omitempty"`
}

// Asked is one open question, with the draft that it is about.
type Asked struct {
	Destination string       `json:"destination"`
	Event       string       `json:"event,omitempty"` // which it is about, of an alert of several events
	Ask         string       `json:"ask"`             // release or acceptance
	Of          string       `json:"asked"`           // the party that must answer
	Route       string       `json:"route,omitempty"`
	Reason      string       `json:"reason"`
	Since       time.Time    `json:"since"`
	Deadline    time.Time    `json:"deadline,omitzero"`
	Draft       string       `json:"draft"`
	AsOf        time.Time    `json:"as_of"` // the clock that the draft was made by
	Area        []string     `json:"area,omitempty"`
	Channels    []string     `json:"channels,omitempty"` // public channels that it would open
	French      *french.Text `json:"french,omitempty"`   // the text that somebody attached to it
	// what those who are asked may give it, beside an answer: a French text
	WantedEN string   `json:"wanted_en,omitempty"`
	WantedFR string   `json:"wanted_fr,omitempty"`
	Changed  []Change `json:"changed,omitempty"` // since the draft that was shown before
	Parts    []Part   `json:"parts"`
}

// Change is one place in which a draft differs from the one shown before it.
type Change struct {
	Path   string `json:"path"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// Part is one derived alert, of a draft or as it was sent.
type Part struct {
	Part  int    `json:"part"`
	CAP   string `json:"cap"` // the document; unsigned while it is a draft
	Level string `json:"level,omitempty"`
	Reach string `json:"reach,omitempty"`
	Texts []Text `json:"texts"`
	// what the translation carried, changed, wrote and left out, and what to check
	NoteEN string `json:"note_en,omitempty"`
	NoteFR string `json:"note_fr,omitempty"`
}
