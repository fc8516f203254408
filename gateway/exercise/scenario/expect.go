package scenario

import (
	"fmt"
	"strings"
	"time"
)

// Expectation is one thing that a scenario demands of the gateway. It is asked again and again until it holds or its
// time is up; a quiet one must hold for all that time. All of them are in the files expect*.go.
type Expectation interface {
	// Text says in a line what is expected.
	Text() string
}

// Usual is how long an expectation has, in real time. A gateway answers in milliseconds; the rest is for a busy
// machine.
const Usual = 15 * time.Second

// hush is how long a quiet expectation listens.
const hush = 600 * time.Millisecond

// Patience is how long an expectation has in real time, and whether it is quiet.
func Patience(e Expectation) (limit time.Duration, quiet bool) {
	switch e := e.(type) {
	case Stands:
		return max(e.Within, Usual), false
	case AlarmedSince:
		return max(e.Within, Usual), false
	case NotReady:
		return max(e.Within, Usual), false
	case ReadyAgain:
		return e.Cut + 2*Usual, false
	case DuringCut:
		return e.Cut + Usual, false
	case FirstAfterCut:
		return e.Cut + 2*Usual, false
	case SecondWaits, TrailVerifies:
		return 2 * Usual, false
	case AllArrive, AllReceipted, AllExpire:
		return 90 * time.Second, false
	case Resumes:
		return time.Minute, false
	case SeesOnly:
		return 3 * time.Second, true
	case NothingLeaves:
		return 2 * time.Second, true
	case Remains, Nowhere, Unsent, Undisturbed, Silence, Unasked, Calm:
		return hush, true
	}
	return Usual, false
}

// Receipt expects a receipt for a message.
type Receipt struct {
	Message string
	At      string // the destination; "" for the first receipt, which is of none
	State   string
	Any     []string // one of these words is in its reason or its text; none asks for nothing
	Say     string   // instead of the usual text
}

// Taken expects the gateway to have the message safe.
func Taken(message string) Receipt {
	return Receipt{Message: message, State: "received", Say: "received and safe on disk"}
}

// Text says in a line what is expected.
func (e Receipt) Text() string {
	if e.Say != "" {
		return e.Say
	}
	text := "receipt: " + e.State
	if e.At != "" {
		text = fmt.Sprintf("receipt for %s: %s", e.At, e.State)
	}
	if len(e.Any) > 0 {
		text += ", " + e.Any[0]
	}
	return text
}

// Reason expects one of the words to be given as the reason in a receipt for a message.
type Reason struct {
	Message string
	Any     []string
}

// Text says in a line what is expected.
func (e Reason) Text() string { return "the reason given is " + e.Any[0] }

// Asked expects a message to be held, and shown at once and in full to the party that must decide, marked as not
// released, with the report of what the translation did.
type Asked struct{ Message, Party string }

// Text says in a line what is expected.
func (e Asked) Text() string {
	return "held; shown to " + e.Party + " NOT RELEASED, with the report"
}

// Unasked expects for a while that nobody is asked about a message.
type Unasked struct{ Message string }

// Text says in a line what is expected.
func (Unasked) Text() string { return "nobody is asked about it" }

// Unheld expects that a hold is gone from the tree of those who decide.
type Unheld struct{ Message, Say string }

// Text says in a line what is expected.
func (e Unheld) Text() string { return e.Say }

// Pending expects the live predecessor to say that its originator changed it and the change waits.
type Pending struct{ Message, Reader string }

// Text says in a line what is expected.
func (Pending) Text() string { return "the old alert says an update awaits approval" }

// LevelSaid expects the level cap and the reach awareness to be said where readers of the public tree find a message.
type LevelSaid struct{ Message, Reader string }

// Text says in a line what is expected.
func (LevelSaid) Text() string { return "its JSON says level cap" }

// Stands expects a message to stand in a tree, as CAP in that side's form and as JSON, and everything about the CAP
// to be as the checks want it.
type Stands struct {
	Message string
	Reader  string // of the public tree; or
	Party   string // whose own tree it is
	Is      []Check
	Within  time.Duration // 0 is usual
}

// Text says in a line what is expected.
func (e Stands) Text() string {
	var out strings.Builder
	out.WriteString("in the " + e.Reader + " tree")
	if e.Party != "" {
		out.Reset()
		out.WriteString("in " + e.Party + "'s own tree")
	}
	for i, c := range e.Is {
		out.WriteString([]string{": ", ", "}[min(i, 1)] + c.Text())
	}
	return out.String()
}

// Remains expects for a while that a message's chain still stands in a tree.
type Remains struct {
	Message string
	Reader  string // of the public tree; or
	Party   string // whose own tree it is
}

// Text says in a line what is expected.
func (e Remains) Text() string {
	if e.Party != "" {
		return e.Message + " still stands in " + e.Party + "'s tree"
	}
	return e.Message + " still stands in the " + e.Reader + " tree"
}

// Nowhere expects for a while that nothing of a message's chain is, or was, delivered under any of the topics.
type Nowhere struct {
	Message string
	Under   []string // how the topics begin
	Say     string
}

// Text says in a line what is expected.
func (e Nowhere) Text() string { return e.Say }

// Unsent expects for a while that nothing made from this very message is delivered anywhere, though its chain may
// stand.
type Unsent struct{ Message, Say string }

// Text says in a line what is expected.
func (e Unsent) Text() string { return e.Say }

// Undisturbed expects for a while that not one live message came on the topics of a message's chain since another
// message was sent.
type Undisturbed struct{ Message, Since, Say string }

// Text says in a line what is expected.
func (e Undisturbed) Text() string { return e.Say }

// Silence expects for a while that nothing at all was delivered to readers.
type Silence struct{ Say string }

// Text says in a line what is expected.
func (e Silence) Text() string { return e.Say }

// NothingLeaves expects for a while that no topic of an alert is cleared since the inject began.
type NothingLeaves struct{ Say string }

// Text says in a line what is expected.
func (e NothingLeaves) Text() string { return e.Say }

// Ended expects every copy of a message's chain to be over: an end notice of this kind wherever it stood, and the
// topics empty.
type Ended struct{ Message, How string }

// Text says in a line what is expected.
func (e Ended) Text() string {
	return fmt.Sprintf("every copy of %s ends: notice %q, topics empty", e.Message, e.How)
}

// Phrased expects the notices of a withdrawal to say a fixed phrase in both languages.
type Phrased struct{ Message, English, French string }

// Text says in a line what is expected.
func (Phrased) Text() string { return "the notice says so in both languages" }

// Moved expects the topics that a message's chain left to say where its successor is.
type Moved struct{ Message string }

// Text says in a line what is expected.
func (Moved) Text() string { return "the topics it left name its successor" }

// EmptyLane expects nothing to be active or held in a lane, in any tree.
type EmptyLane struct{ Lane string }

// Text says in a line what is expected.
func (e EmptyLane) Text() string { return "nothing is active or held in lane " + e.Lane }

// Joined expects one incident in a party's tree that names the chains of both messages.
type Joined struct{ Party, First, Second string }

// Text says in a line what is expected.
func (e Joined) Text() string { return "both chains stand in one incident for " + e.Party }

// Alarmed expects an alarm that has one of the words, raised since a message was sent.
type Alarmed struct {
	Party string // in whose own tree; "" for any party's or the gateway's own
	Since string // the message
	Any   []string
	Took  time.Duration // it must not have taken longer, in real time; 0 for no limit
}

// Text says in a line what is expected.
func (e Alarmed) Text() string {
	if e.Party != "" {
		return e.Party + " is alarmed: " + e.Any[0]
	}
	return "somebody is alarmed: " + e.Any[0]
}

// Calm expects for a while that nobody was alarmed since a message was sent.
type Calm struct{ Since string }

// Text says in a line what is expected.
func (Calm) Text() string { return "nobody is alarmed" }

// AlarmedSince expects an alarm of this code since the inject began.
type AlarmedSince struct {
	Code   string
	Within time.Duration // 0 is usual
}

// Text says in a line what is expected.
func (e AlarmedSince) Text() string { return "somebody is alarmed: " + e.Code }

// AlarmsDown expects every alarm to be taken down, once somebody has acknowledged it.
type AlarmsDown struct{}

// Text says in a line what is expected.
func (AlarmsDown) Text() string { return "every alarm is taken down" }
