package scenario

import "time"

// Act is one thing that the player does. All of them are in this file; the verb of each, as a scenario writes it, is in
// kinds.go.
type Act interface{ act() }

// Send sends messages, each by its author's system, one after the other.
type Send struct {
	Messages []string `yaml:"@" names:"message"`
}

// Again sends an earlier message once more, byte for byte, by another system.
type Again struct {
	Message string `yaml:"message" names:"sent" need:"yes"` // that was sent
	As      string `yaml:"named" need:"yes" form:"name"`    // the name of the second sending
	By      string `yaml:"by" names:"agency" need:"yes"`    // the system
}

// Tamper sends a message in which some characters were changed after it was signed. A message that does not contain
// Old is an error: it would prove nothing.
type Tamper struct {
	Message string `yaml:"message" names:"message" need:"yes"`
	Old     string `yaml:"old" need:"yes"`
	New     string `yaml:"new"`
}

// SendFlood sends all reports of a flood at once.
type SendFlood struct {
	Flood string `yaml:"@" names:"flood"`
}

// Approve has a duty officer read what a hold shows and accept it.
type Approve struct {
	Message string `yaml:"message" names:"sent" need:"yes"`
	Party   string `yaml:"as" names:"people" need:"yes"` // whose officer
	Reason  string `yaml:"reason" need:"yes"`
}

// Deny has a duty officer deny a hold.
type Deny struct {
	Message string `yaml:"message" names:"sent" need:"yes"`
	Party   string `yaml:"as" names:"people" need:"yes"` // whose officer
	Reason  string `yaml:"reason" need:"yes"`
}

// Recall has somebody withdraw what the gateway derived from a message.
type Recall struct {
	Message string `yaml:"message" names:"sent" need:"yes"`
	Party   string `yaml:"as" names:"people" need:"yes"` // whose officer; or the operator
	Reason  string `yaml:"reason" need:"yes"`
}

// Acknowledge has the people of every alarm that is open say that they have seen it.
type Acknowledge struct {
	Note string `yaml:"@"`
}

// Cut cuts lines between the gateway and its destinations, and mends them after a while; meanwhile the script goes on.
type Cut struct {
	Line string        `yaml:"line" names:"own line"` // a destination with a line of its own; "" for every line
	For  time.Duration `yaml:"for"`                   // real time; 0 until they are mended
}

// Mend mends every line that is cut.
type Mend struct {
	Lines string `yaml:"@" one:"all"`
}

// Kill kills the gateway as a power cut would, once the observer has seen some reports of a flood, and starts it
// again. The embedded broker dies with it.
type Kill struct {
	Flood  string `yaml:"flood" names:"flood" together:"yes"` // "" kills at once
	Seen   int    `yaml:"seen" from:"1" together:"yes"`       // so many reports of it
	Reader string `yaml:"reader" one:"ca us" together:"yes"`  // in whose public tree
}

// Subscribe connects a responder who was not there before, and leaves it connected.
type Subscribe struct {
	Name    string   `yaml:"name" need:"yes" form:"name"`
	Filters []string `yaml:"filters" need:"yes"`
}

// Jump moves the clock of the exercise forward.
type Jump struct {
	By time.Duration `yaml:"@"`
}

// Misspell writes a wrong name of a destination throughout the configuration, so that only what is shown there says
// that it is wrong, and has the gateway read it.
type Misspell struct {
	Right string `yaml:"right" names:"system" need:"yes"`
	Wrong string `yaml:"wrong" need:"yes" form:"name"`
}

// Respell puts the name right again; the gateway is not asked to read it.
type Respell struct {
	Right string `yaml:"@" names:"system"`
}

// Second starts another gateway of the same name and configuration on the same broker, with an empty folder, or stops
// it.
type Second struct {
	Does string `yaml:"@" one:"start stop"`
}

func (Send) act()        {}
func (Again) act()       {}
func (Tamper) act()      {}
func (SendFlood) act()   {}
func (Approve) act()     {}
func (Deny) act()        {}
func (Recall) act()      {}
func (Acknowledge) act() {}
func (Cut) act()         {}
func (Mend) act()        {}
func (Kill) act()        {}
func (Subscribe) act()   {}
func (Jump) act()        {}
func (Misspell) act()    {}
func (Respell) act()     {}
func (Second) act()      {}
