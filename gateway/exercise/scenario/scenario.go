package scenario

import "time"

// Scenario is one whole exercise.
type Scenario struct {
	Left, Right   string            // zones of the two sides' clocks; script times are of the left one
	Configuration string            // the gateway's, a text/template of Fields
	Line          string            // the destination that has a line of its own, which Cut can cut by itself
	Systems       []System          // the simulated agencies
	People        map[string]string // who answers holds: by party; "operator" is who runs the gateway
	Messages      []Message         // in the order that they are sent; names are unique
	Floods        []Flood
	Secrets       []string // words of messages that nobody at all may see: they are to be redacted
	Latencies     []Latency
	LookAround    LookAround
	Scenes        []Scene
}

// Fields are what the player fills into the configuration of a scenario.
type Fields struct {
	Data   string    // the gateway's folder
	Keys   string    // the systems' keys, one NAME.pem for each
	Broker string    // host:port that the embedded broker listens on
	Line   string    // URL of the line to the destination Scenario.Line
	Others string    // URL of the line to every other destination
	HTTP   string    // host:port of the loopback port
	Until  time.Time // how long the agreement holds
}

// System is a simulated agency, or a second line of one.
type System struct {
	Name   string // of the system in the configuration: it publishes as this
	Sender string // <sender> of its alerts
	Title  string // <senderName>
	Titre  string // <senderName> in French, in Canada
	Side   string // "ca" or "us": the profile it writes and the clock it lives by
	Key    string // the name of the key it signs with; "" for its own name
}

// KeyName is the key that the system signs with.
func (s System) KeyName() string {
	if s.Key != "" {
		return s.Key
	}
	return s.Name
}

// Flood is many messages that are sent at once. Their names are the flood's, a hyphen, and a number.
type Flood struct {
	Name    string
	Reports []Message
}

// Latency is a row of the summary: how long alerts of a kind took to be delivered. A message counts in the row that
// names it, failing that in the row of its flood, failing that in the row of its lane.
type Latency struct {
	Title   string
	Message string
	Flood   string
	Lane    string
	Without string // a reader whose deliveries are not counted: its line was cut
}

// LookAround is what a person is shown to try while everything is still up.
type LookAround struct {
	Message string   // one to ask for an explanation of
	Who     string   // a responder
	Filters []string // what that responder subscribes to
}

// Scene is a group of injects about one thing.
type Scene struct {
	No      int // 0 for what happens between two days
	Title   string
	Injects []Inject
}

// Inject is one moment of a scene. It starts at its time or when everything before it is settled, whichever is later.
type Inject struct {
	At     Moment
	Who    string // whose move it is, as the timeline says
	Does   string
	Acts   []Act // one after the other; none where time alone does it
	Expect []Expectation
	Follow []string // messages whose way the timeline shows once the inject is settled
}

// Last is the number of the last scene.
func (s Scenario) Last() int {
	last := 0
	for _, scene := range s.Scenes {
		last = max(last, scene.No)
	}
	return last
}

// System finds an agency by the system it publishes as.
func (s Scenario) System(name string) (System, bool) {
	for _, one := range s.Systems {
		if one.Name == name {
			return one, true
		}
	}
	return System{}, false
}

// Canadian says whether a system or party is of the Canadian side; one that sends nothing is not.
func (s Scenario) Canadian(name string) bool {
	one, _ := s.System(name)
	return one.Side == "ca"
}
