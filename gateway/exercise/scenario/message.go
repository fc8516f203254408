package scenario

import "time"

// Message is one alert of a scenario: what its author means. Words of CAP are written as CAP writes them. Package
// writer puts it into the profile of its author's side, so no simulated agency ever writes its neighbour's.
type Message struct {
	Name string `yaml:"#"` // in the scenario
	// Like is another message, of which it has what it does not say itself.
	Like string `yaml:"like" names:"message"`
	From string `yaml:"from" need:"yes" names:"agency"` // the system that sends it
	Kind string `yaml:"type" one:"Alert Update Cancel"` // msgType; "" is Alert
	// Follows are the messages it references: those of them that were sent.
	Follows  []string `yaml:"follows" names:"message"`
	Backdate Moment   `yaml:"sent"`                                // a false `sent`; zero for the time it is sent
	Status   string   `yaml:"status" one:"Exercise Actual System"` // "" is Exercise; System is a heartbeat

	Scope       string   `yaml:"scope" one:"Public Restricted Private"` // "" is Public
	Restriction string   `yaml:"restriction"`
	Addresses   string   `yaml:"addresses"`
	Only        []string `yaml:"only" names:"party"` // those that may be given it, when it is not for everybody
	Incidents   string   `yaml:"incident" form:"word"`

	Category string        `yaml:"category" one:"Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other"`
	Event    Code          `yaml:"event"`
	Response string        `yaml:"response" one:"Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None"`
	Grave    Grave         `yaml:"grave"`
	Lasts    time.Duration `yaml:"lasts" either:"end"` // expires this long after sent …
	Expires  Moment        `yaml:"until" either:"end"` // … or at a script time

	En      Words  `yaml:"en"`
	Fr      Words  `yaml:"fr"` // only in Canada
	Place   Place  `yaml:"place" names:"place"`
	Contact string `yaml:"contact"`
}

// Grave is how grave it is, as CAP says it.
type Grave struct{ Urgency, Severity, Certainty string }

// Code names an event in the author's own profile: SAME or a CAP-CP event, or an OASIS term where neither has one.
// Make it with SAME, CAPCP or OET.
type Code struct{ Name, Value string }

// SAME is an event of the United States.
func SAME(event string) Code { return Code{"SAME", event} }

// CAPCP is an event of the Canadian profile.
func CAPCP(event string) Code { return Code{"profile:CAP-CP:Event:0.4", event} }

// OET is a term of the OASIS Event Terms List.
func OET(term string) Code { return Code{"OET:v1.2", term} }

// Words are the text of one language.
type Words struct {
	Event       string `yaml:"event"`
	Headline    string `yaml:"headline"` // without the mark that it is an exercise
	Description string `yaml:"text"`
	Instruction string `yaml:"do"`
	Area        string `yaml:"area"`
}

// Place is where: codes of both sides (a sender near the border adds the neighbour's) and perhaps a drawn area.
type Place struct {
	Name    string   `yaml:"#"`                      // in the scenario
	Polygon string   `yaml:"polygon" form:"polygon"` // as CAP writes it
	SAME    []string `yaml:"same" form:"county"`     // US counties
	UGC     []string `yaml:"ugc" form:"zone"`        // NWS zones
	SGC     []string `yaml:"sgc" form:"division"`    // Canadian census divisions and subdivisions
}

// Lane is where the message belongs, which the gateway must find out by itself; "" for a heartbeat.
func (m Message) Lane() string {
	switch {
	case m.Event == SAME("RWT"):
		return "test" // a public test is never actual, whatever its status says
	case m.Status == "Actual":
		return "actual"
	case m.Status == "System":
		return ""
	}
	return "exercise"
}

// Public says whether everybody may have it.
func (m Message) Public() bool { return m.Scope == "" || m.Scope == "Public" }
