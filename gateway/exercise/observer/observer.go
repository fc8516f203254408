package observer

import (
	"context"
	"slices"
	"time"
)

// Observer judges what a scenario expects. One goroutine owns it; only its Log is shared.
type Observer struct {
	Log    *Log
	Record *Record
	ask    Sources
	clock  Clock
	shown  Measures

	lateSince time.Time // when it was first asked what the late responder sees

	alerts  map[int]Alert  // read of a sight of the inject that is judged, by its number
	origins map[int]string // the identifier that a sight was made from, by its number; "" for what is no CAP
}

// New makes an observer that has seen nothing. clock is the machine's: links, faults and latencies are in real time.
func New(clock Clock, ask Sources) *Observer {
	return &Observer{Log: NewLog(), Record: newRecord(clock), ask: ask, clock: clock, alerts: map[int]Alert{},
		origins: map[int]string{}}
}

// read reads the CAP of a sight, once for all times that an inject is judged.
func (o *Observer) read(s Sight) (Alert, error) {
	if a, ok := o.alerts[s.N]; ok {
		return a, nil
	}
	a, err := ReadAlert(s.Payload)
	if err == nil {
		o.alerts[s.N] = a
	}
	return a, err
}

// originOf is the identifier of what a sight's CAP was made from. It is read once.
func (o *Observer) originOf(s Sight) (identifier string, ok bool) {
	id, known := o.origins[s.N]
	if !known {
		a, there := o.alerts[s.N]
		if !there {
			a, _ = ReadAlert(s.Payload) // not kept: an exercise has more of them than memory
		}
		_, id, _ = a.Origin()
		o.origins[s.N] = id
	}
	return id, id != ""
}

// Clock is what an observer measures with and waits on.
type Clock interface {
	Now() time.Time
	// After sends the time on the channel once d has passed. stop frees the timer.
	After(d time.Duration) (fired <-chan time.Time, stop func())
}

// Sources answer what cannot be seen at the broker. All but Gateway may be left out where no expectation asks them.
type Sources struct {
	Gateway Gateway
	Second  func() Gateway // the second gateway; nil while there is none
	Senders Senders
	Program Program
	// Destination is the system whose alerts stand in a reader's public tree; left out, it goes by the reader alone.
	Destination func(reader string) string
}

// destination names the readers of a public tree.
func (s Sources) destination(reader string) string {
	if s.Destination != nil {
		if name := s.Destination(reader); name != "" {
			return name
		}
	}
	return "readers " + reader
}

// Gateway is asked for its own word. It answers within the context's time or with an error.
type Gateway interface {
	Condition(ctx context.Context) (Condition, error)
}

// Condition is how a gateway says it is.
type Condition struct {
	Ready  bool
	Reason string // the code of why it is not ready
	Text   string // the same in a sentence
	Links  []Link
}

// Link is one connection of the gateway, as it says itself.
type Link struct {
	Name, Direction string
	Up              bool
	Text            string // what is wrong
}

// Senders are the simulated agencies.
type Senders interface {
	// Unanswered is how many messages of a system have no receipt yet.
	Unanswered(system string) int
}

// Program is the gateway's program and its folder.
type Program interface {
	// VerifyTrail runs the program's own check of the audit trail and returns what it printed. A trail that is not
	// sound is an error.
	VerifyTrail(ctx context.Context) (string, error)
	// Configuration is the gateway's configuration as it is on disk.
	Configuration() ([]byte, error)
}

// Measures are what the observer measured while it judged, in real time; zero where nothing was.
type Measures struct {
	Cuts           []Measure     // of the messages that were to come during a cut, or first after it
	FirstAfterKill time.Duration // from the kill to the first new delivery
	Trail          string        // what the check of the trail printed
}

// Measure is how long a message took from the broker to its reader.
type Measure struct {
	What, To string
	Took     time.Duration
	Cut      time.Duration // how long the reader's line was cut; 0 where it was not
}

// measured notes one, in place of what was measured of the same before.
func (m *Measures) measured(one Measure) {
	i := slices.IndexFunc(m.Cuts, func(other Measure) bool { return other.What == one.What && other.To == one.To })
	if i < 0 {
		m.Cuts = append(m.Cuts, one)
		return
	}
	m.Cuts[i] = one
}

// Measures are those of all that was judged so far.
func (o *Observer) Measures() Measures { return o.shown }

// condition asks a gateway, but not for long.
func condition(g Gateway) (Condition, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	return g.Condition(ctx)
}
