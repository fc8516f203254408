package agreement

import "bordercast/cap"

// Terms are the agreement as written in the configuration.
type Terms struct {
	Until  Date                `yaml:"until,omitempty"`
	Border []string            `yaml:"border,omitempty"`  // districts that are near the border however far they lie
	Near   *Kilometres         `yaml:"near,omitempty"`    // how far from the border is near it; nil: DefaultNear
	MayEnd map[string][]string `yaml:"may_end,omitempty"` // sender → senders whose alerts it may update and cancel
	Routes []Route             `yaml:"routes,omitempty"`
}

// Route is one sentence of the agreement: what from whom goes to whom, and how.
type Route struct {
	Name     string   `yaml:"name"`
	From     Values   `yaml:"from"` // systems, or a side for all of its systems
	To       Values   `yaml:"to"`
	Lane     cap.Lane `yaml:"lane"`
	Match    Match    `yaml:"match,omitempty"`
	Relay    bool     `yaml:"relay,omitempty"` // also for what from's system passes on from the other side
	Do       Action   `yaml:"do"`
	Hold     Hold     `yaml:"hold,omitempty"`
	Allow    []string `yaml:"allow,omitempty"`    // elements of Restricted and Private alerts that may cross
	Channels []string `yaml:"channels,omitempty"` // public channels that an approval may open
}

// Match narrows a route. Every key that is given must hold; of a key's values one is enough. Urgency, severity
// and certainty may be compared instead: ">= Severe".
type Match struct {
	Status    Values `yaml:"status,omitempty"`
	MsgType   Values `yaml:"msgType,omitempty"`
	Event     Values `yaml:"event,omitempty"`
	Category  Values `yaml:"category,omitempty"`
	Urgency   Values `yaml:"urgency,omitempty"`
	Severity  Values `yaml:"severity,omitempty"`
	Certainty Values `yaml:"certainty,omitempty"`
	Scope     Values `yaml:"scope,omitempty"`
	Districts Values `yaml:"districts,omitempty"` // "us/me/029", "us/me/*", "us/*"
	Border    Values `yaml:"border,omitempty"`    // true: near the border; false: not; or how far: "<= 50 km"
}

// Hold says whom to ask, and what happens when nobody answers.
type Hold struct {
	Ask      Ask      `yaml:"ask"`
	Of       string   `yaml:"of"` // a party
	Deadline Duration `yaml:"deadline,omitempty"`
	Then     Action   `yaml:"then,omitempty"` // hold (and alarm), awareness, drop or forward
}

// Action is what is done with an alert for one destination.
type Action string

// The actions.
const (
	Forward  Action = "forward"
	HoldBack Action = "hold"
	Drop     Action = "drop"
	// Awareness is what a hold may do at its deadline: its readers are told, marked as not reviewed, and the question
	// stays open.
	Awareness Action = "awareness"
)

// Ask is the question a held alert waits for.
type Ask string

// The questions: Release asks the source's side whether the alert may leave, for privacy's sake; Acceptance asks
// the destination's side whether it wants the alert among its people.
const (
	Release    Ask = "release"
	Acceptance Ask = "acceptance"
)

// System is what the agreement must know of an outside party's link.
type System struct {
	Name, Party string
	Side        cap.Side
	Addresses   []string   // besides its and its party's names: what a Private alert may call it
	In, Out     []cap.Lane // lanes it may speak in, lanes it takes
	Public      bool       // what it is given stands in a public tree
}

// Problem is something wrong with a configuration, said to the person who must put it right.
type Problem struct {
	Level string // Error or Warning
	Where string // path in the file: agreement.routes[2].to
	What  string
	Do    string
}

// Levels of a problem. With an Error the configuration is refused.
const (
	Error   = "error"
	Warning = "warning"
)

// String is the problem in one line.
func (p Problem) String() string { return p.Level + ": " + p.Where + ": " + p.What + "; " + p.Do }
