// Package approval is what happens to an alert that waits for a person: the hold's states and the rules by which
// an Update of something held, released or denied is asked about again. It is pure: no clock, no store, no names of
// people but those it is given.
//
// Open makes a hold of an agreement's decision. Approve, Deny, Withdraw, TakeOver, Due and AskAgain are its only
// moves; each returns the hold as it is afterwards, or a Refusal and the hold unchanged. ShouldHold and
// BoundByDenial decide, for the next message of a chain, whether there is a question at all.
//
//	            Open                              AskAgain: what would go is not what was approved
//	             │   ┌────────────────────────────────────── released
//	             ▼   ▼    Approve (another question is left) · Due, then: hold
//	  ┌──────── held ◄──────────────────────────────────────────────┐
//	  │          │ │ └──────────────────────────────────────────────┘
//	  │          │ │
//	  │ Deny     │ │ Withdraw: its Cancel came, or it expired
//	  ▼          │ │ TakeOver: its Update came, which is held in its place
//	denied       │ └───────────────► withdrawn
//	             │
//	             │ Approve (the last question) · Due, then: forward
//	             ├──────────────────► released
//	             │ Due, then: drop
//	             └──────────────────► lapsed
//
// Every other move is refused as not-held. Release is asked before acceptance, since those who accept see the
// alert in full, and may not before it is released to them.
//
// A person may narrow what is approved, or attach a French text of their own where the draft has none, and never
// change it: an approval binds to the digest of a draft that was shown
// (Shown, ShownNarrowed), so whoever approves approves exactly that, and AskAgain puts the questions once more where
// what would be sent has another digest.
package approval

import (
	"slices"
	"time"

	"bordercast/cap/french"
	"bordercast/gateway/agreement"
)

// State is how far a hold has come.
type State string

// The states. All but Held are final.
const (
	Held      State = "held"
	Withdrawn State = "withdrawn"
	Denied    State = "denied"
	Lapsed    State = "lapsed"
	Released  State = "released"
)

// Question is what is asked of whom.
type Question struct {
	Ask agreement.Ask
	Of  string // party
}

// Hold is one alert waiting, for one destination.
type Hold struct {
	State     State
	Questions []Question // still to be answered; the first is being asked
	Answered  []Question // with yes, each about the draft that was shown then
	Draft     string     // digest of the draft shown, or of the one approved; an approval of another is stale
	Narrowed  []Narrowed // drafts for less of it that were shown beside it
	Deadline  time.Time  // zero: none
	Then      agreement.Action
	Alarmed   bool     // the deadline passed, and somebody was told
	Aware     bool     // its readers were told at the deadline, marked as not reviewed; it is still asked about
	Cause     Cause    // why it is Withdrawn or Lapsed, or was released without an answer
	Area      []string // districts of the draft that it was approved for
	Offered   []string // channels that the route may open
	Channels  []string // those that were approved

	French *french.Text `json:",omitempty"` // what was attached to the draft that was approved
	// the draft of all of it has fixed phrases alone for a public feed's French
	WantsFrench bool `json:",omitempty"`
}

// Narrowed is a draft for fewer districts, for channels of those offered, or with somebody's French, that somebody
// asked to see.
type Narrowed struct {
	Draft    string
	Area     []string // nil: all of them
	Channels []string
	French   *french.Text `json:",omitempty"` // attached to it; nil: none
}

// Cause says why a hold ended without an answer.
type Cause string

// The causes.
const (
	Cancelled Cause = "cancelled"
	Expired   Cause = "expired"
	Updated   Cause = "updated"
	Deadline  Cause = "deadline"
)

// Open is a hold as a decision wants it, of a draft that touches these districts. more are questions beside the
// route's own, such as a release for a telephone number in the text.
func Open(d agreement.Decision, draft string, districts []string, now time.Time, more ...Question) Hold {
	h := Hold{State: Held, Draft: draft, Then: d.Then, Area: slices.Clone(districts), Offered: slices.Clone(d.Channels),
		Questions: slices.Clone(more)}
	if d.Ask != "" {
		h.Questions = append(h.Questions, Question{d.Ask, d.Of})
	}
	slices.SortStableFunc(h.Questions, func(a, b Question) int { return order(a.Ask) - order(b.Ask) })
	h.Questions = slices.Compact(h.Questions)
	if d.Deadline > 0 {
		h.Deadline = now.Add(d.Deadline)
	}
	return h
}

func order(a agreement.Ask) int {
	if a == agreement.Release {
		return 0
	}
	return 1
}

// Asked is the question that is open now; none when the hold is over.
func (h Hold) Asked() (Question, bool) {
	if h.State != Held || len(h.Questions) == 0 {
		return Question{}, false
	}
	return h.Questions[0], true
}

// Refusal is a move that a hold does not make.
type Refusal struct{ Code, Text string }

// Error is the sentence for whoever tried.
func (r *Refusal) Error() string { return r.Text }

// Codes of refusals.
const (
	NotHeld     = "not-held"
	NotAsked    = "not-asked"
	NoName      = "no-name"
	StaleDraft  = "stale-draft"
	OtherDraft  = "other-draft"
	OutsideArea = "outside-area"
	NotOffered  = "not-offered"
	NotAccepted = "not-accepted" // a French text is attached by those who accept
)
