package scenario

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// Expectation is one thing that a scenario demands of the gateway. It is asked again and again until it holds or its
// time is up; a quiet one must hold for all that time. All of them are in the files expect*.go; their names in a
// scenario are in kinds.go.
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
	Message string   `yaml:"@" names:"sent"`
	At      string   `yaml:"at" names:"destination"` // "" for the first receipt, which is of none
	State   string   `yaml:"state" need:"yes" one:"received quarantined duplicate held crossed stayed refused"`
	Any     []string `yaml:"any"` // one of these words is in its reason or its text; none asks for nothing
}

// Received expects the gateway to have a message safe.
type Received struct {
	Message string `yaml:"@" names:"sent"`
}

// Text says in a line what is expected.
func (Received) Text() string { return "received and safe on disk" }

// Text says in a line what is expected.
func (e Receipt) Text() string {
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
	Message string   `yaml:"@" names:"sent"`
	Any     []string `yaml:"any" need:"yes"`
}

// Text says in a line what is expected.
func (e Reason) Text() string { return "the reason given is " + e.Any[0] }

// Asked expects a message to be held, and shown at once and in full to the party that must decide, marked as not
// released, with the report of what the translation did.
type Asked struct {
	Message string `yaml:"@" names:"sent"`
	Party   string `yaml:"party" names:"party" need:"yes"`
}

// Text says in a line what is expected.
func (e Asked) Text() string {
	return "held; shown to " + e.Party + " NOT RELEASED, with the report"
}

// Unasked expects for a while that nobody is asked about a message.
type Unasked struct {
	Message string `yaml:"@" names:"sent"`
}

// Text says in a line what is expected.
func (Unasked) Text() string { return "nobody is asked about it" }

// Unheld expects that a hold is gone from the tree of those who decide.
type Unheld struct {
	Message string `yaml:"@" names:"sent"`
	Say     string `yaml:"say"`
}

// Text says in a line what is expected.
func (e Unheld) Text() string { return cmp.Or(e.Say, "nobody is asked about "+e.Message+" any more") }

// Pending expects the live predecessor to say that its originator changed it and the change waits.
type Pending struct {
	Message string `yaml:"@" names:"sent"`
	Reader  string `yaml:"reader" need:"yes" one:"ca us"`
}

// Text says in a line what is expected.
func (Pending) Text() string { return "the old alert says an update awaits approval" }

// LevelSaid expects the level cap and the reach awareness to be said where readers of the public tree find a message.
type LevelSaid struct {
	Message string `yaml:"@" names:"sent"`
	Reader  string `yaml:"reader" need:"yes" one:"ca us"`
}

// Text says in a line what is expected.
func (LevelSaid) Text() string { return "its JSON says level cap" }

// Stands expects a message to stand in a tree, as CAP in that side's form and as JSON, and everything about the CAP
// to be as the checks want it.
type Stands struct {
	Message string        `yaml:"@" names:"sent"`
	Reader  string        `yaml:"reader" one:"ca us" choice:"tree"`  // of the public tree; or
	Party   string        `yaml:"party" names:"party" choice:"tree"` // whose own tree it is
	Is      []Check       `yaml:"is"`
	Within  time.Duration `yaml:"within"` // 0 is usual
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
	Message string `yaml:"@" names:"sent"`
	Reader  string `yaml:"reader" one:"ca us" choice:"tree"`  // of the public tree; or
	Party   string `yaml:"party" names:"party" choice:"tree"` // whose own tree it is
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
	Message string   `yaml:"@" names:"sent"`
	Under   []string `yaml:"under" choice:"where"`             // how the topics begin; or
	But     string   `yaml:"but" names:"party" choice:"where"` // in no party's own tree but this one's
	Say     string   `yaml:"say"`
}

// Text says in a line what is expected.
func (e Nowhere) Text() string {
	return cmp.Or(e.Say, "nothing of "+e.Message+" under "+strings.Join(e.Under, ", "))
}

// Unsent expects for a while that nothing made from this very message is delivered anywhere, though its chain may
// stand.
type Unsent struct {
	Message string `yaml:"@" names:"sent"`
	Say     string `yaml:"say"`
}

// Text says in a line what is expected.
func (e Unsent) Text() string { return cmp.Or(e.Say, e.Message+" itself is not sent on") }

// Undisturbed expects for a while that not one live message came on the topics of a message's chain since another
// message was sent.
type Undisturbed struct {
	Message string `yaml:"@" names:"sent"`
	Since   string `yaml:"since" names:"sent" need:"yes"`
	Say     string `yaml:"say"`
}

// Text says in a line what is expected.
func (e Undisturbed) Text() string { return cmp.Or(e.Say, e.Message+" stays as it is") }

// Silence expects for a while that nothing at all was delivered to readers.
type Silence struct {
	Say string `yaml:"@"`
}

// Text says in a line what is expected.
func (e Silence) Text() string { return e.Say }

// NothingLeaves expects for a while that no topic of an alert is cleared since the inject began.
type NothingLeaves struct {
	Say string `yaml:"@"`
}

// Text says in a line what is expected.
func (e NothingLeaves) Text() string { return e.Say }

// Ended expects every copy of a message's chain to be over: an end notice of this kind wherever it stood, and the
// topics empty.
type Ended struct {
	Message string `yaml:"@" names:"sent"`
	How     string `yaml:"how" need:"yes"`
}

// Text says in a line what is expected.
func (e Ended) Text() string {
	return fmt.Sprintf("every copy of %s ends: notice %q, topics empty", e.Message, e.How)
}

// Phrased expects the notices of a withdrawal to say a fixed phrase in both languages.
type Phrased struct {
	Message string `yaml:"@" names:"sent"`
	English string `yaml:"en" need:"yes"`
	French  string `yaml:"fr" need:"yes"`
}

// Text says in a line what is expected.
func (Phrased) Text() string { return "the notice says so in both languages" }

// Moved expects the topics that a message's chain left to say where its successor is.
type Moved struct {
	Message string `yaml:"@" names:"sent"`
}

// Text says in a line what is expected.
func (Moved) Text() string { return "the topics it left name its successor" }

// EmptyLane expects nothing to be active or held in a lane, in any tree.
type EmptyLane struct {
	Lane string `yaml:"@" one:"actual exercise test"`
}

// Text says in a line what is expected.
func (e EmptyLane) Text() string { return "nothing is active or held in lane " + e.Lane }

// Joined expects one incident in a party's tree that names the chains of both messages.
type Joined struct {
	First  string `yaml:"@" names:"sent"`
	Second string `yaml:"with" names:"sent" need:"yes"`
	Party  string `yaml:"party" names:"party" need:"yes"`
}

// Text says in a line what is expected.
func (e Joined) Text() string { return "both chains stand in one incident for " + e.Party }

// Alarmed expects an alarm that has one of the words, raised since a message was sent.
type Alarmed struct {
	Any []string `yaml:"@"`
	// Party is in whose own tree; "" for any party's or the gateway's own.
	Party string `yaml:"party" names:"party"`
	Since string `yaml:"since" names:"sent" need:"yes"` // the message
	// Took is what it must not have taken longer than, in real time; 0 for no limit.
	Took time.Duration `yaml:"took"`
}

// Text says in a line what is expected.
func (e Alarmed) Text() string {
	if e.Party != "" {
		return e.Party + " is alarmed: " + e.Any[0]
	}
	return "somebody is alarmed: " + e.Any[0]
}

// Calm expects for a while that nobody was alarmed since a message was sent.
type Calm struct {
	Since string `yaml:"@" names:"sent"`
}

// Text says in a line what is expected.
func (Calm) Text() string { return "nobody is alarmed" }

// AlarmedSince expects an alarm of this code since the inject began.
type AlarmedSince struct {
	Code   string        `yaml:"@"`
	Within time.Duration `yaml:"within"` // 0 is usual
}

// Text says in a line what is expected.
func (e AlarmedSince) Text() string { return "somebody is alarmed: " + e.Code }

// AlarmsDown expects every alarm to be taken down, once somebody has acknowledged it.
type AlarmsDown struct{}

// Text says in a line what is expected.
func (AlarmsDown) Text() string { return "every alarm is taken down" }
