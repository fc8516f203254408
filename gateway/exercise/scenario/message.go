package scenario

import "time"

// Message is one alert of a scenario: what its author means. Words of CAP are written as CAP writes them. Package
// writer puts it into the profile of its author's side, so no simulated agency ever writes its neighbour's.
type Message struct {
	Name     string   // in the scenario
	From     string   // the system that sends it
	Kind     string   // msgType; "" is Alert
	Follows  []string // names of the messages it references: those of them that were sent
	Backdate Moment   // a false `sent`; zero for the time it is sent

	Status      string // "" is Exercise
	Scope       string // "" is Public
	Restriction string
	Addresses   string
	Only        []string // the parties that may be given it, when it is not for everybody
	Incidents   string

	Category  string
	Event     Code
	Response  string
	Urgency   string
	Severity  string
	Certainty string
	Lasts     time.Duration // expires this long after sent …
	Expires   Moment        // … or at a script time

	En, Fr  Words // Fr only in Canada
	Place   Place
	Contact string
}

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
type Words struct{ Event, Headline, Description, Instruction, Area string }

// Place is where: codes of both sides (a sender near the border adds the neighbour's) and perhaps a drawn area.
type Place struct {
	Polygon string   // as CAP writes it
	SAME    []string // US counties
	UGC     []string // NWS zones
	SGC     []string // Canadian census divisions and subdivisions
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
