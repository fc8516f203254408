package scenario

import "time"

// Act is one thing that the player does. All of them are in this file.
type Act interface{ act() }

// Send sends messages, each by its author's system, one after the other.
type Send struct{ Messages []string }

// Again sends an earlier message once more, byte for byte, by another system.
type Again struct {
	Message string // that was sent
	As      string // the name of the second sending
	By      string // the system
}

// Tamper sends a message in which some characters were changed after it was signed. A message that does not contain
// Old is an error: it would prove nothing.
type Tamper struct{ Message, Old, New string }

// SendFlood sends all reports of a flood at once.
type SendFlood struct{ Flood string }

// Approve has a duty officer read what a hold shows and accept it.
type Approve struct{ Message, Party, Reason string }

// Deny has a duty officer deny a hold.
type Deny struct{ Message, Party, Reason string }

// Recall has somebody withdraw what the gateway derived from a message.
type Recall struct{ Message, Party, Reason string }

// Acknowledge has the people of every alarm that is open say that they have seen it.
type Acknowledge struct{ Note string }

// Cut cuts lines between the gateway and its destinations, and mends them after a while; meanwhile the script goes on.
type Cut struct {
	Line string        // a destination with a line of its own; "" for every line
	For  time.Duration // real time
}

// Kill kills the gateway as a power cut would, once the observer has seen some reports of a flood, and starts it
// again. The embedded broker dies with it.
type Kill struct {
	Flood string
	Seen  int
}

// Subscribe connects a responder who was not there before, and leaves it connected.
type Subscribe struct {
	Name    string
	Filters []string
}

// Misspell writes a wrong name of a destination throughout the configuration, so that only what is shown there says
// that it is wrong, and has the gateway read it.
type Misspell struct{ Right, Wrong string }

// Respell puts the configuration back as it was; the gateway is not asked to read it.
type Respell struct{}

// StartSecond starts another gateway of the same name and configuration on the same broker, with an empty folder.
type StartSecond struct{}

// StopSecond stops it.
type StopSecond struct{}

func (Send) act()        {}
func (Again) act()       {}
func (Tamper) act()      {}
func (SendFlood) act()   {}
func (Approve) act()     {}
func (Deny) act()        {}
func (Recall) act()      {}
func (Acknowledge) act() {}
func (Cut) act()         {}
func (Kill) act()        {}
func (Subscribe) act()   {}
func (Misspell) act()    {}
func (Respell) act()     {}
func (StartSecond) act() {}
func (StopSecond) act()  {}
