package story

import (
	"testing"
	"time"

	"bordercast/adapters"
	"bordercast/gateway/alarm"
	"bordercast/gateway/api"
)

// World is a gateway between two countries, as a story drives it: ten verbs. Each returns when all that follows from it
// is done, what goes to the Brokers included; what cannot be done fails the test. Time stands still between two verbs.
type World interface {
	// Start begins on a configuration, with what the run before left in the folder and with the brokers as they are.
	Start(config string)
	// Stop ends the run. Nothing but Start and Tick is asked of a gateway that is not running.
	Stop()
	// Send brings a document on a system's link; kept: the broker had retained it.
	Send(system string, document []byte, kept bool)
	// Show is the digest of what a person is shown before they answer.
	Show(api.ShowRequest) (digest string, err error)
	// Rule is a person's answer.
	Rule(api.Ruling) error
	// Correct is another act of a person.
	Correct(Correction) error
	// Cut breaks the link to a destination, until Mend.
	Cut(destination string, how Fault)
	Mend(destination string)
	// Tick lets time pass, to an instant that is not before the last one.
	Tick(to time.Time)
	// Seen is what can be known of the gateway from outside, and of the alerts of these keys (sender and identifier and
	// instant, as cap.Identity.Key writes them).
	Seen(keys []string) Seen
}

// Correction is what a person does with what has been decided.
type Correction struct {
	api.Order
	Kind     CorrectionKind
	Document []byte // LetIn: the newest one of these bytes that is in quarantine
}

// CorrectionKind is one of the three below.
type CorrectionKind string

// The corrections.
const (
	Recall CorrectionKind = "recalls"
	Resend CorrectionKind = "resends"
	LetIn  CorrectionKind = "lets in"
)

// Fault is how a link is broken.
type Fault string

// The faults.
const (
	Down   Fault = "down"   // nothing passes
	Silent Fault = "silent" // what is sent arrives, and no answer comes back
)

// Seen is what can be known of a gateway.
type Seen struct {
	Trail     []Entry
	Decisions map[string][]Decision // by the alert's key; of the first copy of it
	Alarms    []alarm.Alarm
	Held      int      // decisions that wait for somebody
	Shown     []string // topics of the gateway's own that it wants retained under parties/
}

// Entry is one of the trail.
type Entry struct {
	Seq                 int64
	Kind, Key           string // Key is the alert's
	Reason, Destination string
}

// Decision is what holds for an alert at a destination.
type Decision struct {
	Destination, State, Route, Reason string
	Event                             string // of an alert of several events
	Dropped, Held                     bool
	Ask, Of                           string
}

// Open makes a world in an empty folder, whose destinations are at these brokers. It begins at the instant.
type Open func(t *testing.T, folder string, at time.Time, b *Brokers) World

// Brokers are what the destinations of a world hold: a tree of retained messages each. They outlive the gateway.
type Brokers struct {
	trees map[string]map[string]string
	heard []heard // since the last line of the script
	check func(at string, messages []adapters.Message)
}

// everybody is where the gateway's own notices are heard.
const everybody = "everybody"

// heard is one publication at a destination.
type heard struct {
	at string
	adapters.Message
}

// Arrive is what a destination's broker does with messages.
func (b *Brokers) Arrive(at string, messages []adapters.Message) {
	b.check(at, messages)
	tree := b.trees[at]
	if tree == nil {
		tree = map[string]string{}
		b.trees[at] = tree
	}
	for _, m := range messages {
		b.heard = append(b.heard, heard{at, m})
		switch {
		case !m.Retain:
		case len(m.Payload) == 0:
			delete(tree, m.Topic)
		default:
			tree[m.Topic] = string(m.Payload)
		}
	}
}

// Announce is what every broker does with a message of the gateway's own: it is heard, and what it clears is cleared
// wherever it is retained.
func (b *Brokers) Announce(m adapters.Message) {
	if !m.Retain {
		b.heard = append(b.heard, heard{everybody, m})
		return
	}
	for at, tree := range b.trees {
		if _, there := tree[m.Topic]; there && len(m.Payload) == 0 {
			delete(tree, m.Topic)
			b.heard = append(b.heard, heard{at, m})
		}
	}
}

// Retained is what a destination's broker holds, by topic.
func (b *Brokers) Retained(at string) map[string][]byte {
	all := map[string][]byte{}
	for topic, payload := range b.trees[at] {
		all[topic] = []byte(payload)
	}
	return all
}

// litter puts on a destination's tree what is no alert.
func (b *Brokers) litter(at string) {
	if b.trees[at] == nil {
		b.trees[at] = map[string]string{}
	}
	b.trees[at]["alerts/v1/exercise/ca/us/me/029/met/severe/aaaaaaaaaaaa/json"] = "rubbish"
}
