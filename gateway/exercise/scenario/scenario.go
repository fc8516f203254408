package scenario

// Scenario is one whole exercise, as its file says it. Read makes one.
type Scenario struct {
	Name  string `yaml:"scenario" need:"yes" form:"name"`
	Title string `yaml:"title" need:"yes"` // in a line
	Note  Note   `yaml:"note"`
	Zones Zones  `yaml:"zones" need:"yes"`
	Start Moment `yaml:"start" need:"yes"` // on the first day, which is the day it is played
	// Line is the destination that has a line of its own, which Cut can cut by itself.
	Line          string        `yaml:"line" names:"destination"`
	Configuration Configuration `yaml:"configuration" need:"yes"`
	Systems       []System      `yaml:"agencies" need:"yes"` // the simulated ones
	// People are those who answer holds: by party; "operator" is who runs the gateway.
	People map[string]string `yaml:"people" need:"yes" keys:"party operator"`
	// Secrets are words of messages that nobody at all may see: they are to be redacted.
	Secrets    []string   `yaml:"secrets"`
	Places     []Place    `yaml:"places"`
	Messages   []Message  `yaml:"messages"`
	Floods     []Flood    `yaml:"floods"`
	Latencies  []Latency  `yaml:"latencies"`
	LookAround LookAround `yaml:"look"`
	Scenes     []Scene    `yaml:"scenes" need:"yes"`
}

// Note is what every message says of the exercise, after EXERCISE EXERCISE EXERCISE.
type Note struct {
	English string `yaml:"en" need:"yes"`
	French  string `yaml:"fr" need:"yes"`
}

// Zones are the clocks of the two sides.
type Zones struct {
	Left  Zone `yaml:"left" need:"yes"`  // of side us; script times are of this one
	Right Zone `yaml:"right" need:"yes"` // of side ca
}

// Zone is a clock.
type Zone struct {
	Zone string `yaml:"zone" need:"yes" form:"timezone"` // America/New_York
	Name string `yaml:"name" need:"yes"`                 // Eastern
}

// System is a simulated agency, or a second line of one.
type System struct {
	Name   string `yaml:"#"`                               // of the system in the configuration: it publishes as this
	Sender string `yaml:"sender" need:"yes" form:"sender"` // <sender> of its alerts
	Title  string `yaml:"title" need:"yes"`                // <senderName>
	Titre  string `yaml:"titre"`                           // <senderName> in French, in Canada
	Side   string `yaml:"side" need:"yes" one:"ca us"`     // the profile it writes and the clock it lives by
	First  string `yaml:"first" one:"en fr"`               // the language it writes first, in Canada; "" is en
	Key    string `yaml:"key" form:"name"`                 // the name of the key it signs with; "" for its own name
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
	Name    string           `yaml:"#"`
	Like    string           `yaml:"like" names:"flood"` // another flood, of which it has what it does not say itself
	Count   int              `yaml:"count" need:"yes" from:"1"`
	Vary    map[string]Range `yaml:"vary"` // what {NAME} in its texts is: it counts up, and begins again
	Each    Message          `yaml:"each"` // {number} in its texts is 001, 002 …
	Reports []Message        `yaml:"-"`
}

// Latency is a row of the summary: how long alerts of a kind took to be delivered. A message counts in the row that
// names it, failing that in the row of its flood, failing that in the row of its lane.
type Latency struct {
	Title   string `yaml:"title" need:"yes"`
	Message string `yaml:"message" names:"message" choice:"what"`
	Flood   string `yaml:"flood" names:"flood" choice:"what"`
	Reader  string `yaml:"reader" one:"ca us"` // of a flood: in whose public tree
	Lane    string `yaml:"lane" one:"actual exercise test" choice:"what"`
	Without string `yaml:"without" one:"ca us"` // a reader whose deliveries are not counted: its line was cut
}

// LookAround is what a person is shown to try while everything is still up.
type LookAround struct {
	Message string   `yaml:"message" need:"yes" names:"message"` // one to ask for an explanation of
	Who     string   `yaml:"who" need:"yes"`                     // a responder
	Filters []string `yaml:"filters" need:"yes"`                 // what that responder subscribes to
}

// Scene is a group of injects about one thing.
type Scene struct {
	No      int      `yaml:"scene"` // 0 for what happens between two days
	Title   string   `yaml:"title" need:"yes"`
	Injects []Inject `yaml:"injects" need:"yes"`
}

// Inject is one moment of a scene. It starts at its time or when everything before it is settled, whichever is later.
// Its acts are carried out in the order in which they are written; none where time alone does it.
type Inject struct {
	ID     string        `yaml:"id" need:"yes" form:"name"`
	At     Moment        `yaml:"at" need:"yes"`
	Who    string        `yaml:"who" need:"yes"`  // whose move it is, as the timeline says
	Does   string        `yaml:"does" need:"yes"` // in a line
	Acts   []Act         `yaml:"-"`
	Expect []Expectation `yaml:"expect" need:"yes"`
	// Follow are messages whose way the timeline shows once the inject is settled.
	Follow []string `yaml:"follow" names:"message"`
	// Line is where it begins in its file, and Lines where its expectations do.
	Line  int   `yaml:"-"`
	Lines []int `yaml:"-"`
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

// Operator stands among the people for who runs the gateway.
const Operator = "operator"
