package observer

import (
	"sync/atomic"
	"time"

	"bordercast/gateway/exercise/scenario"
)

// Record is what was done to the gateway, for the observer to compare with what it sees. The goroutine that plays the
// scenario owns it; the two atomics are written by others too.
type Record struct {
	Order    []string // names in the order sent
	Rulings  []Ruling
	Excused  []Window     // around the faults: at-least-once delivery repeats there
	Late     *Log         // what the responder that came late was given; nil before
	Began    time.Time    // real time when the current inject began
	Cut      time.Time    // real time of the latest cut
	Mended   atomic.Int64 // real time, in nanoseconds, when the latest cut was mended; 0 before
	LostLink atomic.Int64 // likewise, when the observer last lost its connection
	Kill     Kill

	clock Clock
	sent  map[string]*Sent
	begun map[string]string    // by chain: the first message of it that was sent
	ruled map[string]time.Time // real time of the ruling on a message
}

// Sent is one message as it was sent.
type Sent struct {
	Name  string // the plan's, or that of a second sending
	Plan  scenario.Message
	By    string    // the system it went through
	At    time.Time // real time when it was handed to the broker
	Bytes []byte
	SHA   string // of the bytes, lower-case hex: what receipts name it by
	Token string // the alert's own, in topics of holds
	Chain string // its chain's, in topics of alerts

	Sender, Identifier string    // of the CAP
	Stamped            time.Time // its <sent>
}

// Ruling is one answer of a duty officer.
type Ruling struct {
	Message, Person string
	Approved        bool
	Asked, Answered time.Time // script time
}

// Kill are the real times of a kill.
type Kill struct {
	Killed, Ready time.Time
	Seen, Of      int // reports of the flood that the observer had seen, and all of them
}

func newRecord(clock Clock) *Record {
	return &Record{clock: clock, sent: map[string]*Sent{}, begun: map[string]string{}, ruled: map[string]time.Time{}}
}

// Send notes a message that was handed to the broker.
func (r *Record) Send(m Sent) {
	r.sent[m.Name] = &m
	r.Order = append(r.Order, m.Name)
	if _, there := r.begun[m.Chain]; !there {
		r.begun[m.Chain] = m.Name
	}
}

// Rule notes a ruling at a real time: latency counts from there, for nobody waits for a machine before it.
func (r *Record) Rule(one Ruling, at time.Time) {
	r.Rulings = append(r.Rulings, one)
	r.ruled[one.Message] = at
}

// Of is a message that was sent; of one that was not, a message that nothing can be about.
func (r *Record) Of(name string) *Sent {
	if m := r.sent[name]; m != nil {
		return m
	}
	return &Sent{Name: name, Chain: "never-sent", Token: "never-sent", SHA: "never-sent", At: r.clock.Now()}
}

// begins is the name of the message that began a chain.
func (r *Record) begins(chain string) string {
	if name, ok := r.begun[chain]; ok {
		return name
	}
	return "something nobody sent (" + chain + ")"
}

// Known is what Log.Judge has to know of what was sent, so that it can say whether something may be where it is.
func (r *Record) Known() []Known {
	var out []Known
	for _, name := range r.Order {
		m := r.sent[name]
		out = append(out, Known{Sender: m.Sender, Identifier: m.Identifier, Sent: m.Stamped, Lane: m.Plan.Lane(),
			Public: m.Plan.Public(), Parties: m.Plan.Only})
	}
	return out
}
